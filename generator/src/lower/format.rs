//! The table of formats: `type`, `format` and bounds to a scalar.
//!
//! In: one schema with a scalar type. Out: its [`Primitive`]. It must not know where the scalar is used.

use serde_json::Value;

use super::node::Node;
use crate::ir::Primitive;

/// Returns the scalar for one of the JSON types; `None` where the type is not a scalar's.
pub(super) fn primitive(kind: &str, node: &Node<'_>) -> Option<Primitive> {
    let format = node.text("format").unwrap_or_default();
    Some(match kind {
        "boolean" => Primitive::Boolean,
        "integer" => integer(format, node),
        "number" => match format {
            "float" => Primitive::F32,
            // Written so by many who mean an integer of that size: no value of it is lost.
            "int32" => Primitive::F64,
            _ => Primitive::F64,
        },
        "string" => text(format, node),
        // JSON Schema has no such type, but definitions do: a file is bytes.
        "file" => Primitive::Binary,
        _ => return None,
    })
}

fn text(format: &str, node: &Node<'_>) -> Primitive {
    match format {
        "date-time" => Primitive::Timestamp,
        "date" => Primitive::Date,
        "byte" => Primitive::Base64,
        "password" => Primitive::Secret,
        "binary" => Primitive::Binary,
        _ => match node.text("contentEncoding") {
            Some("base64") => Primitive::Base64,
            _ => Primitive::String,
        },
    }
}

/// The format is a promise and the bounds are another: the type takes every value that both allow.
fn integer(format: &str, node: &Node<'_>) -> Primitive {
    let low = bound(node, "minimum", "exclusiveMinimum");
    let high = bound(node, "maximum", "exclusiveMaximum");
    let unsigned = low.is_some_and(|low| low >= 0.0);
    match format {
        "uint64" => Primitive::U64,
        "int32" if fits_i32(low) && fits_i32(high) => Primitive::I32,
        "int8" | "int16" | "uint8" | "uint16" => Primitive::I32,
        _ if unsigned && high.is_some_and(|high| high >= 9_223_372_036_854_775_808.0) => {
            Primitive::U64
        }
        _ => Primitive::I64,
    }
}

fn fits_i32(bound: Option<f64>) -> bool {
    bound.is_none_or(|b| (f64::from(i32::MIN) - 1.0..=f64::from(i32::MAX) + 1.0).contains(&b))
}

fn bound(node: &Node<'_>, key: &str, exclusive: &str) -> Option<f64> {
    let number = |key| node.key(key).and_then(Value::as_f64);
    number(key).or_else(|| number(exclusive))
}

/// Tells whether a format is one of a string, where `type` is left out.
pub(super) fn is_text_format(format: &str) -> bool {
    matches!(
        format,
        "date-time"
            | "date"
            | "time"
            | "duration"
            | "byte"
            | "binary"
            | "password"
            | "uuid"
            | "uri"
            | "url"
            | "email"
            | "hostname"
            | "ipv4"
            | "ipv6"
            | "uri-reference"
    )
}

/// Tells whether JSON writes it as a string.
pub(super) fn is_text(primitive: Primitive) -> bool {
    matches!(
        primitive,
        Primitive::String
            | Primitive::Timestamp
            | Primitive::Date
            | Primitive::Base64
            | Primitive::Secret
            | Primitive::Binary
    )
}

/// Tells whether JSON writes it as a number.
pub(super) fn is_number(primitive: Primitive) -> bool {
    is_integer(primitive) || matches!(primitive, Primitive::F32 | Primitive::F64)
}

/// Tells whether it holds whole numbers only.
pub(super) fn is_integer(primitive: Primitive) -> bool {
    matches!(primitive, Primitive::I32 | Primitive::I64 | Primitive::U64)
}

/// Returns the narrowest scalar that holds every value of both, where there is one.
pub(super) fn widest(a: Primitive, b: Primitive) -> Option<Primitive> {
    if a == b {
        return Some(a);
    }
    if is_text(a) && is_text(b) {
        return Some(Primitive::String);
    }
    if is_integer(a) && is_integer(b) {
        return Some(Primitive::I64);
    }
    (is_number(a) && is_number(b)).then_some(Primitive::F64)
}
