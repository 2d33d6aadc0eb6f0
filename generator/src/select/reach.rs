//! What the selected operations reach.
//!
//! In: a tree, and the operations that are left out. Out: pointers of components. It must not know why an operation is left
//! out.

use std::collections::{BTreeSet, HashSet};

use serde_json::Value;

use super::{below, pointer, unescape};

/// Returns the ids of operations that a token system is described with.
pub(super) fn named_operations(tree: &Value) -> HashSet<String> {
    fn names(value: &Value, out: &mut HashSet<String>) {
        match value {
            Value::Object(members) => {
                let name = members.get("operation").and_then(Value::as_str);
                out.extend(name.map(str::to_owned));
                members.values().for_each(|value| names(value, out));
            }
            Value::Array(items) => items.iter().for_each(|value| names(value, out)),
            _ => {}
        }
    }
    let mut out = HashSet::new();
    let schemes = tree.pointer("/components/securitySchemes").and_then(Value::as_object);
    for (_, scheme) in schemes.into_iter().flatten() {
        names(scheme.get("x-portolan-token").unwrap_or(&Value::Null), &mut out);
    }
    out
}

/// Returns the components that are reached. An operation that is left out though another refers into it stays in the
/// tree, and is skipped: it is taken out of the set.
pub(super) fn live(tree: &mut Value, left_out: &mut BTreeSet<(String, String)>) -> HashSet<String> {
    let mut walk = Walk { open: Vec::new(), left_out };
    let mut live: HashSet<String> = HashSet::new();
    let mut skipped: Vec<(String, String)> = Vec::new();
    for (key, value) in tree.as_object().into_iter().flatten() {
        match key.as_str() {
            "paths" => walk.paths(value),
            "components" => walk.references(value.get("securitySchemes").unwrap_or(&Value::Null)),
            _ => walk.references(value),
        }
    }
    while let Some(reference) = walk.open.pop() {
        let segments: Vec<String> = reference.split('/').skip(1).map(unescape).collect();
        let (first, second, third) = match segments.as_slice() {
            [first, second, third, ..] => (first.as_str(), second, third),
            _ => continue,
        };
        let at = below(&below(&format!("/{first}"), second), third);
        let Some(value) = tree.pointer(&at) else { continue };
        if first == "components" && live.insert(at) {
            walk.references(value);
        } else if first == "paths" && walk.left_out.remove(&(second.clone(), third.clone())) {
            skipped.push((second.clone(), third.clone()));
            walk.references(value);
        }
    }
    for (path, method) in skipped {
        let at = below(&below("/paths", &path), &method);
        if let Some(Value::Object(operation)) = tree.pointer_mut(&at) {
            operation.insert("x-portolan-skip".to_owned(), Value::Bool(true));
        }
    }
    live
}

struct Walk<'w> {
    /// Pointers that were met and not looked at.
    open: Vec<String>,
    left_out: &'w mut BTreeSet<(String, String)>,
}

impl Walk<'_> {
    /// Collects the references of what is selected.
    fn paths(&mut self, paths: &Value) {
        for (path, item) in paths.as_object().into_iter().flatten() {
            let all_left_out = |item: &Value| {
                super::operations(item)
                    .all(|(method, _)| self.left_out.contains(&(path.clone(), method.to_owned())))
            };
            let refers = item.as_object().is_some_and(super::items::refers);
            if refers && self.left_out.iter().any(|(other, _)| other == path)
                || !refers && super::operations(item).next().is_some() && all_left_out(item)
            {
                continue;
            }
            for (key, value) in item.as_object().into_iter().flatten() {
                if key == "$ref" {
                    self.open.extend(value.as_str().and_then(pointer));
                } else if !self.left_out.contains(&(path.clone(), key.clone())) {
                    self.references(value);
                }
            }
        }
    }

    fn references(&mut self, value: &Value) {
        match value {
            Value::Object(members) => {
                let reference = members.get("$ref").and_then(Value::as_str);
                self.open.extend(reference.and_then(pointer));
                members.values().for_each(|value| self.references(value));
            }
            Value::Array(items) => items.iter().for_each(|value| self.references(value)),
            _ => {}
        }
    }
}

/// Takes entries out of discriminators that name what is gone.
pub(super) fn forget_mappings(value: &mut Value, gone: &HashSet<&str>) {
    match value {
        Value::Object(members) => {
            let mapping = members.get_mut("discriminator").and_then(|it| it.get_mut("mapping"));
            if let Some(Value::Object(mapping)) = mapping {
                mapping.retain(|_, target| {
                    let Some(target) = target.as_str() else { return true };
                    let at =
                        pointer(target).unwrap_or_else(|| below("/components/schemas", target));
                    !gone.contains(at.as_str())
                });
            }
            members.values_mut().for_each(|value| forget_mappings(value, gone));
        }
        Value::Array(items) => items.iter_mut().for_each(|value| forget_mappings(value, gone)),
        _ => {}
    }
}
