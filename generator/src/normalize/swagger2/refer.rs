//! References follow what was moved, and schemas say in the words of 3.0 what they said in those of 2.0.
//!
//! In: the converted tree. Out: the same tree. It must not know why something was moved.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::diagnostic::{Trail, pointer, reference};
use crate::shape::{self, Shape, table};

/// Rewrites references and schemas.
pub(super) fn rewrite(tree: &mut Value, moves: &BTreeMap<String, String>) {
    below(tree, &table::DEFINITION, &Trail::ROOT, moves);
}

/// Returns where something stands now: the longest prefix that was moved decides.
pub(super) fn moved(moves: &BTreeMap<String, String>, from: &str) -> Option<String> {
    let mut prefix = from;
    loop {
        if let Some(now) = moves.get(prefix) {
            let rest = from.get(prefix.len()..).unwrap_or_default();
            return Some(format!("{now}{rest}"));
        }
        prefix = prefix.rfind('/').and_then(|at| prefix.get(..at))?;
    }
}

/// Rewrites what lies in a value.
pub(super) fn below(
    value: &mut Value,
    shape: &'static Shape,
    trail: &Trail<'_>,
    moves: &BTreeMap<String, String>,
) {
    shape::children(value, shape, trail, &mut |child, shape, trail| {
        below(child, shape, trail, moves);
    });
    let Value::Object(map) = value else { return };
    let is_schema = matches!(shape, Shape::Schema | Shape::SchemaOrList | Shape::TextsOrSchema);
    if !is_schema && !matches!(shape, Shape::Ref(_)) {
        return;
    }
    if let Some(Value::String(text)) = map.get_mut("$ref")
        && let Some(now) = pointer(text).and_then(|from| moved(moves, &from))
    {
        *text = reference(&now);
    }
    if is_schema {
        schema(map);
    }
}

fn schema(map: &mut Map<String, Value>) {
    if let Some(Value::Bool(flag)) = map.get("x-nullable") {
        let flag = *flag;
        map.shift_remove("x-nullable");
        map.entry("nullable").or_insert(Value::Bool(flag));
    }
    if let Some(Value::String(name)) = map.get("discriminator") {
        let object = json!({ "propertyName": name });
        map.insert("discriminator".to_owned(), object);
    }
    if map.get("type").is_some_and(|word| word == "file") {
        map.insert("type".to_owned(), "string".into());
        map.insert("format".to_owned(), "binary".into());
    }
}
