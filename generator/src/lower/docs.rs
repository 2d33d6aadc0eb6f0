//! What is written beside an item: descriptions and the facts that a type does not say.
//!
//! In: a schema. Out: [`Docs`]. It must not know how documentation is rendered.

use serde_json::Value;

use super::format;
use super::node::Node;
use crate::ir::Docs;

/// Bounds that a type does not say, each with the words before its value and its unit, once and more often.
const BOUNDS: &[(&str, &str, &str, &str)] = &[
    ("minimum", "At least ", "", ""),
    ("exclusiveMinimum", "More than ", "", ""),
    ("maximum", "At most ", "", ""),
    ("exclusiveMaximum", "Less than ", "", ""),
    ("multipleOf", "A multiple of ", "", ""),
    ("minLength", "At least ", " character", " characters"),
    ("maxLength", "At most ", " character", " characters"),
    ("minItems", "At least ", " item", " items"),
    ("maxItems", "At most ", " item", " items"),
    ("minProperties", "At least ", " property", " properties"),
    ("maxProperties", "At most ", " property", " properties"),
];

/// The longest example that is worth a place in a line.
const LONGEST: usize = 60;

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
    let shown = !is_secret(node);
    if let Some(default) = node.key("default").filter(|v| shown && !v.is_null()) {
        let text = inline(default);
        let text = if text.is_empty() { "the empty text".to_owned() } else { code(&text) };
        notes.push(format!("Default: {text}."));
    }
    for (key, before, one, many) in BOUNDS {
        if let Some(value) = node.key(key).filter(|v| v.is_number()) {
            let unit = if value.as_u64() == Some(1) { one } else { many };
            notes.push(format!("{before}{value}{unit}."));
        }
    }
    if let Some(pattern) = node.text("pattern") {
        notes.push(format!("Pattern: {}.", code(pattern)));
    }
    for (pattern, _) in node.members("patternProperties") {
        notes.push(format!("Pattern of names: {}.", code(pattern)));
    }
    if node.flag("uniqueItems") {
        notes.push("Items are unique.".to_owned());
    }
    if let Some(format) = node.text("format").filter(|format| !format::is_told(format, node)) {
        notes.push(format!("Format: {}.", code(format)));
    }
    notes.extend(example(node).map(|example| format!("Example: {}.", code(&example))));
    notes
}

/// Returns a short scalar that the definition gives as an example.
fn example(node: &Node<'_>) -> Option<String> {
    let examples = node.key("examples")?.as_array()?;
    let scalar = |v: &&Value| v.is_string() || v.is_number();
    let text = examples.iter().find(scalar).map(inline).filter(|_| !is_secret(node))?;
    let shown = !text.trim().is_empty() && text.chars().count() <= LONGEST;
    (shown && !text.contains(char::is_control)).then_some(text)
}

fn is_secret(node: &Node<'_>) -> bool {
    node.text("format") == Some("password")
}

/// Writes a text as code in one line of Markdown, whatever backticks are in it.
fn code(text: &str) -> String {
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let mark = "`".repeat(longest + 1);
    let edge = text.starts_with('`') || text.ends_with('`') || text.trim().is_empty();
    let pad = if edge { " " } else { "" };
    format!("{mark}{pad}{text}{pad}{mark}")
}

fn inline(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
