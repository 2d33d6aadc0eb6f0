//! Nodes taken out of the objects and lists that hold them.
//!
//! In: pointers, all of the tree as it is before. Out: the tree without them.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::diagnostic::unescape;
use crate::source::Assembly;

/// Takes out what stands at the pointers.
pub(super) fn remove(tree: &mut Value, pointers: &[String], assembly: &mut Assembly) {
    let mut holders: BTreeMap<(Reverse<usize>, &str), Vec<&str>> = BTreeMap::new();
    for pointer in pointers {
        let Some((holder, key)) = pointer.rsplit_once('/') else { continue };
        // Inner ones first, so that the pointers of the outer ones still hold.
        holders.entry((Reverse(holder.matches('/').count()), holder)).or_default().push(key);
    }
    for ((_, holder), keys) in holders {
        match tree.pointer_mut(holder) {
            Some(Value::Object(map)) => {
                for key in keys {
                    map.shift_remove(&unescape(key));
                    assembly.forget(&format!("{holder}/{key}"));
                }
            }
            Some(Value::Array(items)) => {
                let removed: BTreeSet<usize> =
                    keys.iter().filter_map(|key| key.parse().ok()).collect();
                assembly.close(holder, &removed, items.len());
                let mut index = 0;
                items.retain(|_| {
                    index += 1;
                    !removed.contains(&(index - 1))
                });
            }
            _ => {}
        }
    }
}
