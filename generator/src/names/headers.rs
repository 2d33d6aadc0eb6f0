//! Names what operations declare of their answers' headers.
//!
//! In: the sets of headers. Out: a type for each, and a function for each header. It must not know types.

use super::{HeaderNames, Names, Scope, reserved, word};
use crate::analyze::{Facts, HeaderSet, Home};

pub(super) fn name(facts: &Facts, names: &mut Names) {
    let mut shared = Scope::new(&[reserved::PRELUDE, reserved::TYPES, reserved::CALLS]);
    for set in &facts.header_sets {
        let text = text(set, names);
        let name = match set.home {
            Home::Types => shared.camel(&text),
            home => names.module(home).camel(&text),
        };
        let mut functions = Scope::new(&[reserved::TRAIT_METHODS]);
        let functions = set.headers.iter().map(|header| functions.snake(&header.name)).collect();
        names.header_sets.push(HeaderNames { name, functions });
    }
}

/// One or two headers give their names; more, what their names begin with, or the operation's.
fn text(set: &HeaderSet, names: &Names) -> String {
    let words: Vec<Vec<String>> = set.headers.iter().map(|it| word::words(&it.name)).collect();
    if let (Home::Types, [_] | [_, _]) = (set.home, words.as_slice()) {
        let names: Vec<String> = words.iter().map(|words| words.join(" ")).collect();
        return format!("{} headers", names.join(" and "));
    }
    let mut common: Vec<String> = words.first().cloned().unwrap_or_default();
    for other in &words {
        let same = common.iter().zip(other).take_while(|(one, another)| one == another).count();
        common.truncate(same);
    }
    // `X` alone says nothing.
    if set.home == Home::Types && common.iter().any(|word| word.len() > 1) {
        return format!("{} headers", common.join(" "));
    }
    let method = names.of_operation(set.operation).map(|names| names.method.text());
    let method = method.unwrap_or_default().trim_end_matches('_');
    format!("{method} {}", if set.failures { "error headers" } else { "headers" })
}
