//! What a plain scalar means: YAML 1.2's core schema, but that `0123` is text.
//!
//! In: the text of one scalar. Out: a [`Value`]. It must not know where the scalar stands.

use serde_json::{Number, Value};

use crate::diagnostic::{Code, Place, Sink};

/// Returns the value of a plain scalar; `true` beside it if it is an integer that had to be rounded.
pub(super) fn plain(text: &str) -> (Value, bool) {
    let value = match text {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" => Value::Bool(true),
        "false" | "False" | "FALSE" => Value::Bool(false),
        _ => return number(text).unwrap_or_else(|| (Value::String(text.to_owned()), false)),
    };
    (value, false)
}

/// Tells whether a text is a decimal integer.
pub(super) fn is_integer(text: &str) -> bool {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())
}

/// Tells of an integer beyond 64 bits.
pub(super) fn report_inexact(text: &str, place: &Place, sink: &mut Sink) {
    let shown: String = text.chars().take(40).collect();
    let message = format!("the integer {shown} is beyond 64 bits and is read as the nearest float");
    sink.report(Code::InexactNumber, place, message);
}

fn number(text: &str) -> Option<(Value, bool)> {
    if !matches!(text.as_bytes().first(), Some(b'-' | b'+' | b'.' | b'0'..=b'9')) {
        return None;
    }
    if is_integer(text) {
        // Codes and account numbers are written like this. The core schema reads integers, and would lose
        // the zeros that their authors mean.
        let digits = text.trim_start_matches(['-', '+']);
        if digits.len() > 1 && digits.starts_with('0') {
            return None;
        }
        let plain = text.strip_prefix('+').unwrap_or(text);
        if let Ok(small) = plain.parse::<i64>() {
            return Some((small.into(), false));
        }
        if let Ok(large) = plain.parse::<u64>() {
            return Some((large.into(), false));
        }
        return Some((float(text)?, true));
    }
    for (prefix, radix) in [("0x", 16), ("0o", 8)] {
        if let Some(digits) = text.strip_prefix(prefix)
            && digits.bytes().all(|b| b.is_ascii_alphanumeric())
            && let Ok(value) = u64::from_str_radix(digits, radix)
        {
            return Some((value.into(), false));
        }
    }
    is_float(text).then(|| float(text)).flatten().map(|value| (value, false))
}

/// `[-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?`
fn is_float(text: &str) -> bool {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (unsigned, None),
    };
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    let mantissa_fits = match mantissa.split_once('.') {
        Some((whole, part)) => {
            digits(whole) && digits(part) && !(whole.is_empty() && part.is_empty())
        }
        None => !mantissa.is_empty() && digits(mantissa),
    };
    mantissa_fits && exponent.is_none_or(is_integer)
}

/// JSON has no infinity: what is out of a float's range stays text.
fn float(text: &str) -> Option<Value> {
    text.parse::<f64>().ok().and_then(Number::from_f64).map(Value::Number)
}
