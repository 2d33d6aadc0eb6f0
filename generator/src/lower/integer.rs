//! Integers: `format` and bounds to the type that takes every value they allow.
//!
//! In: a schema of an integer. Out: its [`Primitive`]. It must not know other scalars.

use serde_json::Value;

use super::node::Node;
use crate::ir::Primitive;

const SIGNED: (i128, i128) = (i64::MIN as i128, i64::MAX as i128);
const UNSIGNED: (i128, i128) = (0, u64::MAX as i128);

/// Formats that say a size, each with its type; those of fewer bits than any type are said in the docs.
const SIZES: &[(&str, Primitive)] = &[
    ("int8", Primitive::I32),
    ("int16", Primitive::I32),
    ("int32", Primitive::I32),
    ("int64", Primitive::I64),
    ("int128", Primitive::Decimal),
    ("uint8", Primitive::I32),
    ("uint16", Primitive::I32),
    ("uint32", Primitive::U32),
    ("uint64", Primitive::U64),
    ("uint128", Primitive::Decimal),
];

/// Formats that mean an integer only where `type` says so.
const WORDS: &[(&str, Primitive)] = &[
    ("uint", Primitive::U64),
    ("decimal", Primitive::Decimal),
    ("bigint", Primitive::Decimal),
    ("big-integer", Primitive::Decimal),
];

/// Returns the type of an integer. Where bounds go beyond the format, they count: servers send what they declare.
pub(super) fn primitive(format: &str, node: &Node<'_>) -> Primitive {
    let declared = declared(format).unwrap_or(Primitive::I64);
    let Some((least, most)) = range(declared) else { return declared };
    let low = bound(node, "minimum", "exclusiveMinimum", f64::floor, 1).unwrap_or(least);
    let high = bound(node, "maximum", "exclusiveMaximum", f64::ceil, -1).unwrap_or(most);
    let holds = |primitive: &Primitive| {
        range(*primitive).is_some_and(|(least, most)| {
            // Where one side is left out, the other may lie beyond it.
            least <= low.min(high) && high.max(low) <= most
        })
    };
    let sizes = [declared, Primitive::I64, Primitive::U64];
    sizes.into_iter().find(holds).unwrap_or(Primitive::Decimal)
}

fn declared(format: &str) -> Option<Primitive> {
    let mut rows = SIZES.iter().chain(WORDS);
    rows.find(|(name, _)| *name == format).map(|(_, primitive)| *primitive)
}

/// Tells whether a format is one of an integer, where `type` is left out.
pub(super) fn is_format(format: &str) -> bool {
    SIZES.iter().any(|(name, _)| *name == format)
}

/// Tells whether the type of an integer says its format already.
pub(super) fn is_told(format: &str) -> bool {
    declared(format).is_some() && !matches!(format, "int8" | "int16" | "uint8" | "uint16")
}

/// Returns the least and the largest value of a type that has them.
fn range(primitive: Primitive) -> Option<(i128, i128)> {
    match primitive {
        Primitive::I32 => Some((i32::MIN.into(), i32::MAX.into())),
        Primitive::U32 => Some((0, u32::MAX.into())),
        Primitive::I64 => Some(SIGNED),
        Primitive::U64 => Some(UNSIGNED),
        _ => None,
    }
}

/// Returns the last value that a bound allows, or one beyond it where the bound is no integer.
fn bound(
    node: &Node<'_>,
    key: &str,
    exclusive: &str,
    outwards: fn(f64) -> f64,
    inwards: i128,
) -> Option<i128> {
    let number = |key| node.key(key).and_then(|value| exact(value, outwards));
    number(key).or_else(|| number(exclusive).map(|bound| bound.saturating_add(inwards)))
}

/// Returns a number as an integer. The largest of 64 bits is often written as a double has it, one too large:
/// then the largest is meant.
fn exact(value: &Value, outwards: fn(f64) -> f64) -> Option<i128> {
    /// The largest `i64` as JavaScript prints it.
    const PRINTED: u64 = 9_223_372_036_854_776_000;
    if let Some(value) = value.as_i64() {
        return Some(value.into());
    }
    if let Some(value) = value.as_u64() {
        return Some(if value == PRINTED { SIGNED.1 } else { value.into() });
    }
    // The conversion saturates.
    let value = outwards(value.as_f64()?) as i128;
    let rounded = [SIGNED.1, UNSIGNED.1].into_iter().find(|most| most + 1 == value);
    Some(rounded.unwrap_or(value))
}
