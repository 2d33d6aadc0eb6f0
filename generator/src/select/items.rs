//! Path items that only refer to another: where only some operations of one are selected, it must have a copy of its own.
//!
//! In: a tree. Out: what such an item leads to; copies. It must not know which operations are selected.

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::operations;
use crate::diagnostic::pointer;
use crate::source::Origin;

/// How many references may lead to one another.
const LONGEST_CHAIN: usize = 64;
/// How many operations may be copied: a small text must not become a huge tree.
const MOST: usize = 10_000;

/// Tells whether a path item only refers to another.
pub(super) fn refers(members: &Map<String, Value>) -> bool {
    members.get("$ref").is_some_and(Value::is_string)
}

/// Returns the item that a path item is in the end.
pub(super) fn target<'t>(tree: &'t Value, item: &'t Value) -> &'t Value {
    follow(tree, item).map_or(item, |(_, item)| item)
}

fn follow<'t>(tree: &'t Value, item: &'t Value) -> Option<(String, &'t Value)> {
    let mut now = item;
    let mut at = None;
    for _ in 0..LONGEST_CHAIN {
        let Some(reference) = now.get("$ref").and_then(Value::as_str) else { break };
        let next = pointer(reference)?;
        now = tree.pointer(&next)?;
        at = Some(next);
    }
    Some((at?, now))
}

/// Gives path items that refer to one of several operations their own copy, so that some of them can be taken out.
pub(super) fn separate(tree: &mut Value, origin: &mut Origin) {
    let mut copies: HashMap<String, (String, Value)> = HashMap::new();
    let mut left = MOST;
    let paths = tree.get("paths").and_then(Value::as_object);
    for (path, item) in paths.into_iter().flatten() {
        let Some((from, found)) = follow(&*tree, item) else { continue };
        let count = operations(found).count();
        if count > 1 && count <= left {
            left -= count;
            copies.insert(path.clone(), (from, found.clone()));
        }
    }
    let Some(Value::Object(paths)) = tree.get_mut("paths") else { return };
    for (path, item) in paths.iter_mut() {
        if let Some((from, copy)) = copies.remove(path) {
            let now = super::below("/paths", path);
            let from = origin.source(&from);
            origin.moved(now, from);
            *item = copy;
        }
    }
}
