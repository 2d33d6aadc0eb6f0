//! Texts of the wire, read as what their schemas and styles say.
//!
//! In: a text and a schema. Out: JSON. It must not know requests.

use serde_json::Value;

use super::document::Document;
use super::template::decoded;

pub(crate) fn explode(parameter: &Value, usual: bool) -> bool {
    let usual = match parameter["style"].as_str() {
        Some("form") => true,
        Some("deepObject") => true,
        Some(_) => false,
        None => usual,
    };
    parameter["explode"].as_bool().unwrap_or(usual)
}

/// Reads the value of a path parameter in its style.
pub(crate) fn path_value(
    document: &Document,
    parameter: &Value,
    schema: &Value,
    raw: &str,
) -> Option<Value> {
    let name = parameter["name"].as_str()?;
    let explode = explode(parameter, false);
    let (text, separator) = match (parameter["style"].as_str(), explode) {
        (Some("label"), true) => (raw.strip_prefix('.')?.to_owned(), "."),
        (Some("label"), false) => (raw.strip_prefix('.')?.to_owned(), ","),
        (Some("matrix"), explode) => {
            let raw = raw.strip_prefix(';')?;
            let own = format!("{name}=");
            if explode {
                let parts: Vec<&str> =
                    raw.split(';').map(|part| part.strip_prefix(&own).unwrap_or(part)).collect();
                (parts.join(";"), ";")
            } else {
                (raw.strip_prefix(&own)?.to_owned(), ",")
            }
        }
        _ => (raw.to_owned(), ","),
    };
    Some(unescape(styled(document, schema, &text, separator, explode)))
}

fn unescape(value: Value) -> Value {
    match value {
        Value::String(text) => Value::String(decoded(&text)),
        Value::Array(items) => items.into_iter().map(unescape).collect(),
        Value::Object(members) => {
            Value::Object(members.into_iter().map(|(k, v)| (decoded(&k), unescape(v))).collect())
        }
        other => other,
    }
}

/// Reads a text as what its schema says: a list and an object have separators.
pub(crate) fn styled(
    document: &Document,
    schema: &Value,
    text: &str,
    separator: &str,
    explode: bool,
) -> Value {
    let kinds = document.kinds(schema);
    let is = |kind: &str| kinds.iter().any(|it| it == kind);
    if is("array") {
        let item = document.within(schema, "items").unwrap_or(&Value::Null);
        return text.split(separator).map(|it| scalar(document, item, it)).collect();
    }
    if is("object") {
        let pairs: Vec<(&str, &str)> = if explode {
            text.split(separator).filter_map(|pair| pair.split_once('=')).collect()
        } else {
            let texts: Vec<&str> = text.split(separator).collect();
            texts.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect()
        };
        let members = pairs.into_iter().map(|(name, value)| {
            (name.to_owned(), scalar(document, document.member(schema, name), value))
        });
        return Value::Object(members.collect());
    }
    scalar(document, schema, text)
}

/// Reads a scalar as what its schema says; where that is not clear, as a text.
pub(crate) fn scalar(document: &Document, schema: &Value, text: &str) -> Value {
    let kinds = document.kinds(schema);
    let is = |kind: &str| kinds.iter().any(|it| it == kind);
    let other = if is("integer") || is("number") {
        serde_json::from_str(text).ok().filter(Value::is_number)
    } else if is("boolean") {
        text.parse().ok().map(Value::Bool)
    } else {
        None
    };
    other.unwrap_or_else(|| Value::String(text.to_owned()))
}

pub(crate) fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
