//! References that the one shape has no place for, replaced by what they lead to.
//!
//! In: a tree. Out: the same tree, where a media type is never a `$ref`, nor a path item that has members of its own.
//! What leads nowhere stays; validate tells of it. It must not know what stands in either.

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::Origin;
use crate::diagnostic::{Code, Place, Sink, Trail, escape, pointer};
use crate::shape::{self, Shape, table};

/// How many values may be written anew: a small text must not become a huge tree.
const BUDGET: usize = 200_000;
/// How many references may lead to one another.
const LONGEST_CHAIN: usize = 64;

/// Follows those references.
pub(super) fn follow(tree: &mut Value, origin: &mut Origin, sink: &mut Sink) {
    let mut found = Vec::new();
    find(tree, &table::DEFINITION, &Trail::ROOT, &mut found);
    let mut left = BUDGET;
    let mut weights: HashMap<String, usize> = HashMap::new();
    for at in found {
        let Some((from, target)) = target(tree, &at) else { continue };
        let weight = *weights.entry(from.clone()).or_insert_with(|| weight(target));
        if weight > left {
            let message = "the references of this definition repeat too much: it is not followed";
            sink.report(Code::UnresolvedReference, &Place::new(&at), message);
            continue;
        }
        left -= weight;
        let target = target.clone();
        let Some(Value::Object(map)) = tree.pointer_mut(&at) else { continue };
        map.shift_remove("$ref");
        // What it has itself stays where it stood; all else stands where the reference leads.
        for key in map.keys() {
            let mut own = format!("{at}/");
            escape(key, &mut own);
            let source = origin.source(&own);
            origin.moved(own, source);
        }
        let source = origin.source(&from);
        origin.moved(at, source);
        for (key, value) in target {
            map.entry(key).or_insert(value);
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
fn target<'t>(tree: &'t Value, at: &str) -> Option<(String, &'t Map<String, Value>)> {
    let mut at = at.to_owned();
    for _ in 0..LONGEST_CHAIN {
        let map = tree.pointer(&at)?.as_object()?;
        match map.get("$ref") {
            Some(reference) => at = pointer(reference.as_str()?)?,
            None => return Some((at, map)),
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
