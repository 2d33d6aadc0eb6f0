//! What is written beside an item: descriptions and the facts that a type does not say.
//!
//! In: a schema. Out: [`Docs`]. It must not know how documentation is rendered.

use serde_json::Value;

use super::node::Node;
use crate::ir::Docs;

/// Bounds that a type does not say, each with the words before its value.
const BOUNDS: &[(&str, &str, &str)] = &[
    ("minimum", "At least ", "."),
    ("exclusiveMinimum", "More than ", "."),
    ("maximum", "At most ", "."),
    ("exclusiveMaximum", "Less than ", "."),
    ("multipleOf", "A multiple of ", "."),
    ("minLength", "At least ", " characters."),
    ("maxLength", "At most ", " characters."),
    ("minItems", "At least ", " items."),
    ("maxItems", "At most ", " items."),
    ("minProperties", "At least ", " properties."),
    ("maxProperties", "At most ", " properties."),
];

/// Formats that the type says already.
const TYPED: &[&str] = &[
    "int32",
    "int64",
    "uint64",
    "float",
    "double",
    "date-time",
    "date",
    "byte",
    "binary",
    "password",
];

/// Returns the docs of a schema, from its own keywords alone.
pub(super) fn of(node: &Node<'_>) -> Docs {
    Docs {
        summary: node.text("title").map(str::to_owned),
        description: node.text("description").map(str::to_owned),
        deprecated: node.flag("deprecated"),
        notes: notes(node),
    }
}

/// Returns the facts worth a line each.
pub(super) fn notes(node: &Node<'_>) -> Vec<String> {
    let mut notes = Vec::new();
    if let Some(default) = node.key("default").filter(|v| !v.is_null()) {
        notes.push(format!("Default: `{}`.", inline(default)));
    }
    for (key, before, after) in BOUNDS {
        if let Some(value) = node.key(key).filter(|v| v.is_number()) {
            notes.push(format!("{before}{value}{after}"));
        }
    }
    if let Some(pattern) = node.text("pattern") {
        notes.push(format!("Pattern: `{pattern}`."));
    }
    if node.flag("uniqueItems") {
        notes.push("Items are unique.".to_owned());
    }
    if let Some(format) = node.text("format").filter(|format| !TYPED.contains(format)) {
        notes.push(format!("Format: `{format}`."));
    }
    notes
}

fn inline(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
