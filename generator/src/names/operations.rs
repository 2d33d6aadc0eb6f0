//! Names operations and their parameters.
//!
//! In: the operations and the names of tags. Out: methods, statics, arguments. The one rule worth
//! knowing is [`method_text`]: an operation's id loses the words that its tag repeats. It must not know types.

use std::collections::BTreeMap;

use super::{Names, OperationNames, Scope, reserved, word};
use crate::analyze::{Facts, Home, also_sent};
use crate::ir::{Api, Operation};

pub(super) fn name(api: &Api, _facts: &Facts, names: &mut Names) {
    // A short name that two operations of one tag would have is nobody's.
    let mut uses: BTreeMap<(Home, String), usize> = BTreeMap::new();
    let short: Vec<Option<String>> =
        api.operations.iter().map(|operation| method_text(api, operation)).collect();
    for (operation, text) in api.operations.iter().zip(&short) {
        let text = text.clone().unwrap_or_else(|| word::snake(&operation.id));
        *uses.entry((home(operation), text)).or_default() += 1;
    }
    let mut methods: BTreeMap<Home, Scope> = BTreeMap::new();
    for tag in &names.tags {
        // Methods of the client itself stand beside the accessors.
        let scope = methods
            .entry(Home::Tag(None))
            .or_insert_with(|| Scope::new(&[reserved::CLIENT_METHODS]));
        scope.snake(tag.accessor.text());
    }
    for (operation, short) in api.operations.iter().zip(short) {
        let home = home(operation);
        let short = short.filter(|text| uses.get(&(home, text.clone())) == Some(&1));
        let text = match (&operation.rename, short) {
            (Some(rename), _) => rename.clone(),
            (None, Some(short)) => short,
            (None, None) => operation.id.clone(),
        };
        let reserved: &'static [&'static [&'static str]] = match home {
            Home::Tag(None) => &[reserved::CLIENT_METHODS],
            _ => &[reserved::TRAIT_METHODS],
        };
        let method = methods.entry(home).or_insert_with(|| Scope::new(reserved)).snake(&text);
        let text = method.text().trim_end_matches('_').to_owned();
        let module = names.module(home);
        let constant = module.shouty(&text);
        let call = module.camel(&text);
        let error = module.camel(&format!("{text}_error"));
        // What is required is an argument, what is not is a method of the call.
        let mut arguments = Scope::default();
        let mut setters = Scope::new(&[reserved::CALL_METHODS]);
        let mut claim = |required: bool, text: &str| {
            if required { arguments.snake(text) } else { setters.snake(text) }
        };
        let parameters = operation.parameters.iter().map(|parameter| {
            claim(parameter.required, parameter.rename.as_ref().unwrap_or(&parameter.name))
        });
        let parameters = parameters.collect();
        let body = claim(operation.body.as_ref().is_some_and(|body| body.required), "body");
        let media_types = media_types(operation).map(|text| claim(false, &text)).collect();
        names.operations.push(OperationNames {
            method,
            constant,
            call,
            error,
            // Claimed once the inline types have theirs, which people meet more often.
            output: Scope::default().camel(&text),
            args: Scope::default().camel(&text),
            parameters,
            body,
            media_types,
        });
    }
}

pub(super) fn name_outputs(api: &Api, names: &mut Names) {
    for (index, operation) in api.operations.iter().enumerate() {
        let Some(method) = names.of_operation(index).map(|names| names.method.clone()) else {
            continue;
        };
        let text = method.text().trim_end_matches('_');
        let module = names.module(home(operation));
        let output = module.camel(&format!("{text}_output"));
        let args = module.camel(&format!("{text}_args"));
        if let Some(names) = names.operations.get_mut(index) {
            names.output = output;
            names.args = args;
        }
    }
}

/// `as_` and the subtype, without what every vendor writes.
fn media_types(operation: &Operation) -> impl Iterator<Item = String> {
    operation.body.iter().flat_map(also_sent).map(|content| {
        let essence = content.media_type.split(';').next().unwrap_or_default();
        let subtype = essence.split_once('/').map_or(essence, |(_, subtype)| subtype);
        let subtype = subtype.strip_prefix("x-").unwrap_or(subtype);
        format!("as_{}", word::snake(subtype))
    })
}

fn home(operation: &Operation) -> Home {
    Home::Tag(operation.tags.first().copied())
}

/// Returns an operation's id without the words of its tag, where they stand first or last: `accounts/get`,
/// `getAccount` and `get_accounts` of the tag `accounts` are `get`. `None`: nothing to leave out.
fn method_text(api: &Api, operation: &Operation) -> Option<String> {
    if operation.rename.is_some() {
        return None;
    }
    let tag = operation.tags.first().and_then(|tag| api.tags.get(tag.0))?;
    let tag = word::words(tag.rename.as_ref().unwrap_or(&tag.name));
    let words = word::words(&operation.id);
    if words.len() <= tag.len() {
        return None;
    }
    let (head, tail) = words.split_at(tag.len());
    if is_same(head, &tag) {
        return Some(tail.join("_"));
    }
    let (head, tail) = words.split_at(words.len() - tag.len());
    is_same(tail, &tag).then(|| head.join("_"))
}

/// Compares words; the last one may be in the singular or the plural.
fn is_same(words: &[String], tag: &[String]) -> bool {
    let (Some((last, words)), Some((tag_last, tag))) = (words.split_last(), tag.split_last())
    else {
        return false;
    };
    words == tag && singular(last) == singular(tag_last)
}

fn singular(word: &str) -> String {
    match word {
        _ if word.ends_with("ies") && word.len() > 4 => {
            format!("{}y", word.trim_end_matches("ies"))
        }
        _ if ["sses", "shes", "ches", "xes"].iter().any(|end| word.ends_with(end)) => {
            word.strip_suffix("es").unwrap_or(word).to_owned()
        }
        _ if word.ends_with("ss") => word.to_owned(),
        _ => word.strip_suffix('s').unwrap_or(word).to_owned(),
    }
}
