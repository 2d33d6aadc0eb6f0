//! Schemas brought up to the dialect of OpenAPI 3.1, which 3.2 has too.
//!
//! A definition of 3.1 may still have words of 3.0, and the other way round: they are read as what they mean
//! there, with a note.
//!
//! `example` becomes `examples`, boolean `exclusiveMinimum` and `exclusiveMaximum` become numbers, and
//! `nullable` becomes part of what is said of the value:
//!
//! - beside a `type`: `"null"` in the list of types, in `enum` and among the branches of a union;
//! - beside `oneOf` or `anyOf` only: a branch `{"type": "null"}`;
//! - beside `$ref` or `allOf`: the schema becomes `anyOf` of itself and null, and what only describes it stays
//!   outside. 3.0 says that it means nothing there, but people write it and mean it, and a client that accepts
//!   null where none comes is right, while one that does not is broken when one comes;
//! - where nothing else is said: nothing, for anything includes null.

use serde_json::{Map, Value, json};

use super::Origin;
use crate::diagnostic::{Code, Sink, Trail, escape};
use crate::shape::{self, Shape};

/// Keys that describe a value without restricting it.
const ANNOTATIONS: &[&str] = &[
    "title",
    "description",
    "default",
    "examples",
    "deprecated",
    "readOnly",
    "writeOnly",
    "externalDocs",
    "xml",
];

/// Raises a schema and all those in it; `old`: its words are those of 3.0.
pub(super) fn raise(
    schema: &mut Value,
    old: bool,
    trail: &Trail<'_>,
    origin: &mut Origin,
    sink: &mut Sink,
) {
    below(schema, &Shape::Schema, old, trail, origin, sink);
}

fn below(
    value: &mut Value,
    shape: &'static Shape,
    old: bool,
    trail: &Trail<'_>,
    origin: &mut Origin,
    sink: &mut Sink,
) {
    // Inner schemas first: wrapping one moves it, and its trail would no longer be the one it was read at.
    shape::children(value, shape, trail, &mut |child, shape, trail| {
        below(child, shape, old, trail, origin, sink);
    });
    let is_schema = matches!(shape, Shape::Schema | Shape::SchemaOrList | Shape::TextsOrSchema);
    if let (true, Value::Object(schema)) = (is_schema, value) {
        if old {
            siblings(schema, trail, sink);
        }
        foreign(schema, old, trail, sink);
        bytes(schema, trail, sink);
        example(schema, trail, origin);
        exclusive(schema, "exclusiveMinimum", "minimum", trail, origin);
        exclusive(schema, "exclusiveMaximum", "maximum", trail, origin);
        if let Some(Value::Bool(nullable)) = schema.get("nullable") {
            let nullable = *nullable;
            schema.shift_remove("nullable");
            if nullable {
                admit_null(schema, trail, origin);
            }
        }
    }
}

/// In 3.0 what restricts a value means nothing beside a `$ref`; in 3.1's dialect it would.
fn siblings(schema: &mut Map<String, Value>, trail: &Trail<'_>, sink: &mut Sink) {
    if !schema.get("$ref").is_some_and(Value::is_string) {
        return;
    }
    schema.retain(|key, _| {
        let stays = ANNOTATIONS.contains(&key.as_str())
            || key.starts_with("x-")
            || matches!(key.as_str(), "$ref" | "nullable" | "example");
        if !stays {
            let message = format!("`{key}` beside a `$ref` means nothing in OpenAPI 3.0");
            sink.report(Code::IgnoredPart, &trail.key(key).place(), message);
        }
        stays
    });
}

/// Tells of words of the other dialect. Those that only later versions have are the table's.
fn foreign(schema: &Map<String, Value>, old: bool, trail: &Trail<'_>, sink: &mut Sink) {
    for (key, value) in schema {
        let message = match (key.as_str(), value) {
            ("nullable", Value::Bool(_)) if !old => {
                "`nullable` is of OpenAPI 3.0: here, `\"null\"` is one of the types"
            }
            ("exclusiveMinimum" | "exclusiveMaximum", Value::Bool(_)) if !old => {
                "true or false is of OpenAPI 3.0: here, it is the bound itself"
            }
            ("exclusiveMinimum" | "exclusiveMaximum", Value::Number(_)) if old => {
                "a number is of OpenAPI 3.1: it is read as it is there"
            }
            ("type", Value::Array(_)) if old => {
                "a list of types is of OpenAPI 3.1: it is read as it is there"
            }
            ("type", Value::String(word)) if old && word == "null" => {
                "the type `null` is of OpenAPI 3.1: it is read as it is there"
            }
            _ => continue,
        };
        sink.report(Code::Repaired, &trail.key(key).place(), message);
    }
}

/// 3.1 says with `contentMediaType` alone what 3.0 says with `format: binary`.
fn bytes(schema: &mut Map<String, Value>, trail: &Trail<'_>, sink: &mut Sink) {
    let alone = |key: &String| {
        key == "contentMediaType" || ANNOTATIONS.contains(&key.as_str()) || key.starts_with("x-")
    };
    if schema.contains_key("contentMediaType") && schema.keys().all(alone) {
        schema.insert("type".to_owned(), "string".into());
        schema.insert("format".to_owned(), "binary".into());
        let message = "without a `type`, it is taken for bytes";
        sink.report(Code::Repaired, &trail.key("contentMediaType").place(), message);
    }
}

fn example(schema: &mut Map<String, Value>, trail: &Trail<'_>, origin: &mut Origin) {
    let Some(example) = schema.shift_remove("example") else { return };
    match schema.get_mut("examples") {
        Some(Value::Array(examples)) => examples.push(example),
        // Anything else is no list of examples; validate says so.
        Some(_) => {}
        None => {
            let pointer = trail.pointer();
            let from = origin.source(&format!("{pointer}/example"));
            origin.moved(format!("{pointer}/examples"), from.clone());
            origin.moved(format!("{pointer}/examples/0"), from);
            schema.insert("examples".to_owned(), Value::Array(vec![example]));
        }
    }
}

fn exclusive(
    schema: &mut Map<String, Value>,
    key: &str,
    bound: &str,
    trail: &Trail<'_>,
    origin: &mut Origin,
) {
    match schema.get(key) {
        Some(Value::Bool(true)) => match schema.shift_remove(bound) {
            Some(number) => {
                let pointer = trail.pointer();
                let from = origin.source(&format!("{pointer}/{bound}"));
                origin.moved(format!("{pointer}/{key}"), from);
                schema.insert(key.to_owned(), number);
            }
            None => {
                schema.shift_remove(key);
            }
        },
        Some(Value::Bool(false)) => {
            schema.shift_remove(key);
        }
        _ => {}
    }
}

fn admit_null(schema: &mut Map<String, Value>, trail: &Trail<'_>, origin: &mut Origin) {
    if schema.contains_key("$ref") || schema.contains_key("allOf") {
        return wrap(schema, trail, origin);
    }
    if let Some(Value::Array(values)) = schema.get_mut("enum")
        && !values.contains(&Value::Null)
    {
        values.push(Value::Null);
    }
    for union in ["oneOf", "anyOf"] {
        if let Some(Value::Array(branches)) = schema.get_mut(union)
            && !branches.iter().any(is_null)
        {
            branches.push(json!({ "type": "null" }));
        }
    }
    match schema.get_mut("type") {
        Some(Value::Array(types)) => {
            if !types.iter().any(|word| word == "null") {
                types.push("null".into());
            }
        }
        Some(word) if *word != "null" => *word = json!([word.take(), "null"]),
        Some(_) => {}
        None => {
            // Readers take these for objects and arrays, so the type is written out.
            let implied = if schema.contains_key("properties")
                || schema.contains_key("additionalProperties")
            {
                "object"
            } else if schema.contains_key("items") {
                "array"
            } else {
                return;
            };
            schema.shift_insert(0, "type".to_owned(), json!([implied, "null"]));
        }
    }
}

fn is_null(branch: &Value) -> bool {
    match branch.get("type") {
        Some(Value::Array(types)) => types.iter().any(|word| word == "null"),
        Some(word) => word == "null",
        None => branch.get("enum").is_some_and(|values| *values == json!([null])),
    }
}

fn wrap(schema: &mut Map<String, Value>, trail: &Trail<'_>, origin: &mut Origin) {
    let pointer = trail.pointer();
    let mut outside = Map::new();
    let mut inside = Map::new();
    for (key, value) in std::mem::take(schema) {
        if ANNOTATIONS.contains(&key.as_str()) || key.starts_with("x-") {
            outside.insert(key, value);
        } else {
            inside.insert(key, value);
        }
    }
    for key in inside.keys() {
        let mut segment = String::new();
        escape(key, &mut segment);
        origin.wrapped(&format!("{pointer}/{segment}"), &format!("{pointer}/anyOf/0/{segment}"));
    }
    let from = origin.source(&pointer);
    origin.moved(format!("{pointer}/anyOf"), from.clone());
    origin.moved(format!("{pointer}/anyOf/0"), from);
    outside.insert("anyOf".to_owned(), json!([inside, { "type": "null" }]));
    *schema = outside;
}
