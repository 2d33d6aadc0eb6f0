//! What the model would lose, or fail on, put into extensions.
//!
//! In: the validated tree, its schemas taken out. Out: the same tree, which the model holds without a loss. It must
//! not know who reads an extension.

use std::collections::HashSet;

use serde_json::{Map, Value};

use crate::diagnostic::{Trail, pointer};
use crate::shape::{self, Kind, Shape, table};

/// The extension of the root with the texts beside references, by the pointer of the reference.
pub(super) const REFERENCES: &str = "x-portolan-references";

/// Carries what the model would lose. Returns the pointers of what objects of the skeleton refer to.
pub(super) fn carry(tree: &mut Value) -> HashSet<String> {
    let (mut texts, mut referenced) = (Map::new(), HashSet::new());
    below(tree, &table::DEFINITION, &Trail::ROOT, &mut texts, &mut referenced);
    if let (Value::Object(root), false) = (tree, texts.is_empty()) {
        root.insert(REFERENCES.to_owned(), Value::Object(texts));
    }
    referenced
}

fn below(
    value: &mut Value,
    shape: &'static Shape,
    trail: &Trail<'_>,
    texts: &mut Map<String, Value>,
    referenced: &mut HashSet<String>,
) {
    shape::children(value, shape, trail, &mut |child, shape, trail| {
        below(child, shape, trail, texts, referenced);
    });
    if let (Shape::Ref(_), Value::Object(map)) = (shape, &mut *value)
        && let Some(reference) = map.get("$ref")
    {
        referenced.extend(reference.as_str().and_then(pointer));
        let beside =
            map.iter().filter(|(key, _)| matches!(key.as_str(), "summary" | "description"));
        let beside: Map<String, Value> =
            beside.map(|(key, value)| (key.clone(), value.clone())).collect();
        if !beside.is_empty() {
            texts.insert(trail.pointer(), Value::Object(beside));
        }
        return;
    }
    let (Shape::Object(kind) | Shape::Ref(kind), Value::Object(map)) = (shape, value) else {
        return;
    };
    if std::ptr::eq(*kind, &table::HEADER) || std::ptr::eq(*kind, &table::ENCODING) {
        if let Some(explode) = map.get("explode").cloned() {
            map.insert("x-portolan-explode".to_owned(), explode);
        }
    } else if let Some(callbacks) = map.shift_remove("callbacks") {
        let empty = |(name, _): (&String, &Value)| (name.clone(), Value::Object(Map::new()));
        let names = callbacks.as_object().map(|map| map.iter().map(empty).collect());
        map.insert("callbacks".to_owned(), Value::Object(names.unwrap_or_default()));
        map.insert("x-portolan-callbacks".to_owned(), callbacks);
    }
    if std::ptr::eq(*kind, &table::SERVER_VARIABLE) && !map.contains_key("default") {
        map.insert("default".to_owned(), "".into());
        map.insert("x-portolan-required".to_owned(), true.into());
    }
    later(map, kind);
    words(map, kind);
}

/// Keys that OpenAPI 3.0 does not have.
fn later(map: &mut Map<String, Value>, kind: &'static Kind) {
    for row in kind.keys.iter().filter(|row| row.since > 0) {
        let Some(value) = map.shift_remove(row.name) else { continue };
        // A person may have written what 3.0 has for it: it says more than the key.
        map.entry(format!("x-portolan-{}", row.name)).or_insert(value);
    }
}

/// Values that OpenAPI 3.0 does not have.
fn words(map: &mut Map<String, Value>, kind: &'static Kind) {
    let mut carry = |key: &str, word: &str, instead: &[(&str, &str)]| {
        if map.get(key).is_some_and(|found| found == word) {
            map.shift_remove(key);
            map.insert(format!("x-portolan-{key}"), word.into());
            for (key, value) in instead {
                map.insert((*key).to_owned(), (*value).into());
            }
        }
    };
    if std::ptr::eq(kind, &table::PARAMETER) {
        carry("in", "querystring", &[("in", "query")]);
        carry("style", "cookie", &[]);
    } else if std::ptr::eq(kind, &table::SECURITY_SCHEME) {
        carry("type", "mutualTLS", &[("type", "http"), ("scheme", "mutualTLS")]);
    }
}
