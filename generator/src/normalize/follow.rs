//! References that the one shape has no place for, replaced by what they lead to.
//!
//! In: a tree. Out: the same tree, where a media type is never a `$ref`, nor a path item that has members of its own.
//! What leads nowhere stays; validate tells of it. It must not know what stands in either.

use serde_json::{Map, Value};

use super::Origin;
use crate::diagnostic::{Code, Sink, Trail, escape};
use crate::shape::{self, Shape, table};

/// How many values may be written anew: a small text must not become a huge tree.
const BUDGET: usize = 1_000_000;
/// How many references may lead to one another.
const LONGEST_CHAIN: usize = 64;

/// Follows those references.
pub(super) fn follow(tree: &mut Value, origin: &mut Origin, sink: &mut Sink) {
    let mut found = Vec::new();
    find(tree, &table::DEFINITION, &Trail::ROOT, &mut found);
    let mut left = BUDGET;
    for at in found {
        let Some((from, target)) = target(tree, &at) else { continue };
        let weight = weight(&target);
        if weight > left {
            let place = crate::diagnostic::Place::new(&at);
            let message = "the references of this definition repeat too much: it is not followed";
            sink.report(Code::UnresolvedReference, &place, message);
            continue;
        }
        left -= weight;
        let Some(Value::Object(map)) = tree.pointer_mut(&at) else { continue };
        map.shift_remove("$ref");
        for (key, value) in target {
            if !map.contains_key(&key) {
                let mut segment = String::new();
                escape(&key, &mut segment);
                let source = origin.source(&format!("{from}/{segment}"));
                origin.moved(format!("{at}/{segment}"), source);
                map.insert(key, value);
            }
        }
    }
}

/// Collects where those references stand.
fn find(value: &mut Value, shape: &'static Shape, trail: &Trail<'_>, found: &mut Vec<String>) {
    if let (Shape::Ref(kind), Value::Object(map)) = (shape, &*value)
        && map.get("$ref").is_some_and(Value::is_string)
    {
        let media = std::ptr::eq(*kind, &table::MEDIA_TYPE);
        // `summary` and `description` beside a `$ref` change nothing that is called.
        let own = |key: &String| {
            kind.row(key).is_some() && !matches!(key.as_str(), "$ref" | "summary" | "description")
        };
        if media || std::ptr::eq(*kind, &table::PATH_ITEM) && map.keys().any(own) {
            found.push(trail.pointer());
        }
    }
    if !matches!(shape, Shape::Schema) {
        shape::children(value, shape, trail, &mut |child, shape, trail| {
            find(child, shape, trail, found);
        });
    }
}

/// Returns what the reference at a pointer leads to in the end, and where that stands.
fn target(tree: &Value, at: &str) -> Option<(String, Map<String, Value>)> {
    let mut at = at.to_owned();
    for _ in 0..LONGEST_CHAIN {
        let map = tree.pointer(&at)?.as_object()?;
        match map.get("$ref") {
            Some(reference) => at = crate::diagnostic::pointer(reference.as_str()?)?,
            None => return Some((at, map.clone())),
        }
    }
    None
}

fn weight(map: &Map<String, Value>) -> usize {
    fn of(value: &Value) -> usize {
        match value {
            Value::Object(map) => 1 + map.values().map(of).sum::<usize>(),
            Value::Array(items) => 1 + items.iter().map(of).sum::<usize>(),
            Value::String(text) => 1 + text.len() / 32,
            _ => 1,
        }
    }
    map.values().map(of).sum::<usize>() + 1
}
