//! The table of formats: `type` and `format` to a scalar.
//!
//! In: one schema with a scalar type. Out: its [`Primitive`]. It must not know where the scalar is used.

use super::integer;
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
        "integer" => integer::primitive(format, node),
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
    integer::is_format(format) || UNIX_TIMES.contains(&format)
}

/// Tells whether the type says a format already, so that the docs need not: a format of another type changes nothing.
pub(super) fn is_told(format: &str, node: &Node<'_>) -> bool {
    let text = row(TEXTS, format).is_some();
    let number = is_number_format(format) || UNIX_TIMES.contains(&format);
    let integer = integer::is_told(format) || UNIX_TIMES.contains(&format);
    match node.types().as_slice() {
        ["string"] => text,
        ["number"] => number,
        ["integer"] => integer,
        ["boolean"] => false,
        _ => text || number || integer,
    }
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
