//! The table of formats: `type`, `format` and bounds to a scalar.
//!
//! In: one schema with a scalar type. Out: its [`Primitive`]. It must not know where the scalar is used.

use serde_json::Value;

use super::node::Node;
use crate::ir::Primitive;

/// Formats of a string that have a type of their own; every other string is a `String`, with its format in the docs.
const TEXTS: &[(&str, Primitive)] = &[
    ("date-time", Primitive::Timestamp),
    ("date", Primitive::Date),
    ("http-date", Primitive::HttpDate),
    ("date-time-rfc7231", Primitive::HttpDate),
    ("date-time-rfc1123", Primitive::HttpDate),
    ("rfc7231", Primitive::HttpDate),
    ("rfc1123", Primitive::HttpDate),
    ("time", Primitive::TimeOfDay),
    ("duration", Primitive::Duration),
    ("decimal", Primitive::DecimalText),
    ("decimal128", Primitive::DecimalText),
    ("bigdecimal", Primitive::DecimalText),
    ("big-decimal", Primitive::DecimalText),
    ("byte", Primitive::Base64),
    ("base64", Primitive::Base64),
    ("base64url", Primitive::Base64Url),
    ("password", Primitive::Secret),
    ("binary", Primitive::Binary),
];

/// Other formats that only strings have, for schemas that leave `type` out.
const OTHER_TEXTS: &[&str] = &[
    "uuid",
    "uri",
    "url",
    "uri-reference",
    "uri-template",
    "iri",
    "iri-reference",
    "email",
    "idn-email",
    "hostname",
    "idn-hostname",
    "ipv4",
    "ipv6",
    "ip",
    "json-pointer",
    "regex",
];

/// Formats of a number, whole or not.
const NUMBERS: &[(&str, Primitive)] = &[
    ("float", Primitive::F32),
    ("double", Primitive::F64),
    ("decimal", Primitive::Decimal),
    ("decimal128", Primitive::Decimal),
    ("bigdecimal", Primitive::Decimal),
    ("big-decimal", Primitive::Decimal),
    // An integer of that size is meant, but a fraction is allowed: no digit of either is lost.
    ("int64", Primitive::Decimal),
    ("uint64", Primitive::Decimal),
];

/// Formats by which seconds since 1970 are declared.
const UNIX_TIMES: &[&str] =
    &["unixtime", "unix-time", "unix_time", "unix-timestamp", "unix_timestamp", "unixTimestamp"];

/// Returns the scalar for one of the JSON types; `None` where the type is not a scalar's.
pub(super) fn primitive(kind: &str, node: &Node<'_>) -> Option<Primitive> {
    let format = node.text("format").unwrap_or_default();
    Some(match kind {
        "boolean" => Primitive::Boolean,
        "integer" | "number" if UNIX_TIMES.contains(&format) => Primitive::UnixTime,
        "integer" => integer(format, node),
        "number" => row(NUMBERS, format).unwrap_or(Primitive::F64),
        "string" => text(format, node),
        // JSON Schema has no such type, but definitions do: a file is bytes.
        "file" => Primitive::Binary,
        _ => return None,
    })
}

fn text(format: &str, node: &Node<'_>) -> Primitive {
    let encoded = match node.text("contentEncoding") {
        Some("base64") => Some(Primitive::Base64),
        Some("base64url") => Some(Primitive::Base64Url),
        _ => None,
    };
    encoded.or_else(|| row(TEXTS, format)).unwrap_or(Primitive::String)
}

fn row(table: &[(&str, Primitive)], format: &str) -> Option<Primitive> {
    table.iter().find(|(name, _)| *name == format).map(|(_, primitive)| *primitive)
}

/// The format is a promise and the bounds are another: the type takes every value that both allow.
fn integer(format: &str, node: &Node<'_>) -> Primitive {
    let low = bound(node, "minimum", "exclusiveMinimum");
    let high = bound(node, "maximum", "exclusiveMaximum");
    let fits =
        |least: f64, most: f64| low.is_none_or(|b| b >= least) && high.is_none_or(|b| b <= most);
    // Just beyond the largest of each size, as `f64` has it.
    let (i32s, u32s) = (2_147_483_648.0, 4_294_967_296.0);
    let (i64s, u64s) = (9_223_372_036_854_775_808.0, 18_446_744_073_709_551_616.0);
    let natural = low.is_some_and(|low| low >= 0.0);
    match format {
        "int8" | "int16" | "uint8" | "uint16" | "int32" if fits(-i32s - 1.0, i32s) => {
            Primitive::I32
        }
        "uint32" if fits(-1.0, u32s) => Primitive::U32,
        "uint64" | "uint" if fits(-1.0, u64s) => Primitive::U64,
        "decimal" | "bigint" | "big-integer" => Primitive::Decimal,
        _ if fits(-i64s, i64s - 1.0) || high.is_none() && low.is_none() => Primitive::I64,
        _ if natural && high.is_some_and(|high| high >= i64s && high <= u64s) => Primitive::U64,
        _ if fits(-i64s, i64s) => Primitive::I64,
        _ => Primitive::Decimal,
    }
}

fn bound(node: &Node<'_>, key: &str, exclusive: &str) -> Option<f64> {
    let number = |key| node.key(key).and_then(Value::as_f64);
    number(key).or_else(|| number(exclusive))
}

/// Tells whether a format is one of a string, where `type` is left out.
pub(super) fn is_text_format(format: &str) -> bool {
    // A decimal may be a number, too.
    !is_number_format(format) && row(TEXTS, format).is_some() || OTHER_TEXTS.contains(&format)
}

/// Tells whether a format is one of a number, where `type` is left out.
pub(super) fn is_number_format(format: &str) -> bool {
    row(NUMBERS, format).is_some()
}

/// Tells whether a format is one of an integer, where `type` is left out.
pub(super) fn is_integer_format(format: &str) -> bool {
    matches!(
        format,
        "int8" | "int16" | "int32" | "int64" | "uint8" | "uint16" | "uint32" | "uint64"
    ) || UNIX_TIMES.contains(&format)
}

/// Tells whether the type says a format already, so that the docs need not.
pub(super) fn is_told(format: &str) -> bool {
    row(TEXTS, format).is_some()
        || is_number_format(format)
        || is_integer_format(format)
        || format == "uint"
}

/// Tells whether JSON writes it as a string.
pub(super) fn is_text(primitive: Primitive) -> bool {
    !is_number(primitive) && !matches!(primitive, Primitive::Boolean | Primitive::UnixTime)
}

/// Tells whether JSON writes it as a number that counts something.
pub(super) fn is_number(primitive: Primitive) -> bool {
    is_integer(primitive)
        || matches!(primitive, Primitive::F32 | Primitive::F64 | Primitive::Decimal)
}

/// Tells whether it holds whole numbers only.
pub(super) fn is_integer(primitive: Primitive) -> bool {
    matches!(primitive, Primitive::I32 | Primitive::U32 | Primitive::I64 | Primitive::U64)
}

/// Returns the narrowest scalar that holds every value of both, where there is one.
pub(super) fn widest(a: Primitive, b: Primitive) -> Option<Primitive> {
    if a == b {
        return Some(a);
    }
    if is_text(a) && is_text(b) {
        return Some(Primitive::String);
    }
    let either = |primitive| a == primitive || b == primitive;
    if either(Primitive::Decimal) && is_number(a) && is_number(b) {
        return Some(Primitive::Decimal);
    }
    if is_integer(a) && is_integer(b) {
        // What is below zero and what is beyond `i64` fit nothing of 64 bits.
        let signed = either(Primitive::I32) || either(Primitive::I64);
        return Some(match (signed, either(Primitive::U64)) {
            (true, true) => Primitive::Decimal,
            (false, true) => Primitive::U64,
            _ => Primitive::I64,
        });
    }
    (is_number(a) && is_number(b)).then_some(Primitive::F64)
}
