//! Whether an answer that was decoded and encoded again is the one that came.
//!
//! In: what the program printed, and what the scenario answers. Out: nothing, or one line on the difference.

use serde_json::Value;

use super::events;

/// Compares a printed answer with the scenario's.
pub(crate) fn answer(printed: &Value, expected: &Value) -> Result<(), String> {
    if printed["status"] != expected["status"] {
        return Err(format!("status {} came, not {}", printed["status"], expected["status"]));
    }
    for (name, value) in expected["headers"].as_object().into_iter().flatten() {
        let found = printed["headers"].as_object().into_iter().flatten();
        let found = found.into_iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        if !found.is_some_and(|(_, found)| same_scalar(found, value)) {
            return Err(format!("the header {name} is not {value}"));
        }
    }
    body(&printed["body"], &expected["body"])
}

fn body(printed: &Value, expected: &Value) -> Result<(), String> {
    if expected.is_null() {
        return Ok(());
    }
    if let Some(base64) = expected["base64"].as_str() {
        let bytes = super::decode(base64)?;
        if expected["contentType"].as_str().is_some_and(|it| it.starts_with("text/event-stream")) {
            return events::compare(printed, &bytes);
        }
        let found = match printed["base64"].as_str() {
            Some(base64) => super::decode(base64)?,
            None => printed.as_str().unwrap_or_default().as_bytes().to_vec(),
        };
        let (found_len, len) = (found.len(), bytes.len());
        return match found == bytes {
            true => Ok(()),
            false => Err(format!("other bytes came: {found_len} instead of {len}")),
        };
    }
    let text = expected["text"].as_str().unwrap_or_default();
    let found = match printed["base64"].as_str() {
        Some(base64) => {
            Value::String(String::from_utf8_lossy(&super::decode(base64)?).into_owned())
        }
        None => printed.clone(),
    };
    if found.as_str() == Some(text) {
        return Ok(());
    }
    match serde_json::from_str::<Value>(text) {
        Ok(json) => {
            // A text's answer is its JSON where the suite writes JSON into it.
            let inner = found.as_str().and_then(|it| serde_json::from_str::<Value>(it).ok());
            let loose = expected["matchers"].as_bool().unwrap_or(false);
            let direct = compare(&found, &json, loose, "$");
            match inner {
                Some(inner) if direct.is_err() => compare(&inner, &json, loose, "$"),
                _ => direct,
            }
        }
        Err(_) => Err(format!("{found} came, not the text {text:?}")),
    }
}

/// Compares JSON: numbers by value, and, where that is allowed, moments by the instant.
pub(crate) fn compare(
    found: &Value,
    expected: &Value,
    loose: bool,
    path: &str,
) -> Result<(), String> {
    match (found, expected) {
        (Value::Object(found), Value::Object(expected)) => {
            for (name, value) in expected {
                let Some(found) = found.get(name) else {
                    return Err(format!("{path}.{name} is lost"));
                };
                compare(found, value, loose, &format!("{path}.{name}"))?;
            }
            match found.keys().find(|name| !expected.contains_key(*name)) {
                Some(name) => Err(format!("{path}.{name} was not there")),
                None => Ok(()),
            }
        }
        (Value::Array(found), Value::Array(expected)) => {
            if found.len() != expected.len() {
                let (found, expected) = (found.len(), expected.len());
                return Err(format!("{path} has {found} items, not {expected}"));
            }
            let pairs = found.iter().zip(expected).enumerate();
            let mut pairs = pairs.map(|(at, (found, expected))| {
                compare(found, expected, loose, &format!("{path}[{at}]"))
            });
            pairs.find(Result::is_err).unwrap_or(Ok(()))
        }
        (found, expected) => {
            let same = found == expected
                || found.is_number() && found.as_f64() == expected.as_f64()
                || loose && same_moment(found, expected);
            match same {
                true => Ok(()),
                false => Err(format!("{path}: {found} came, not {expected}")),
            }
        }
    }
}

/// Compares a header's value, which is a text on the wire.
fn same_scalar(found: &Value, expected: &Value) -> bool {
    let plain = |it: &Value| it.as_str().map_or_else(|| it.to_string(), str::to_owned);
    plain(found) == plain(expected)
}

/// Tells whether two texts are one moment (RFC 3339), or one date of HTTP's.
fn same_moment(one: &Value, other: &Value) -> bool {
    let moment = |it: &Value| {
        let text = it.as_str()?;
        let http = || jiff::fmt::rfc2822::parse(text).map(|it| it.timestamp());
        text.parse::<jiff::Timestamp>().or_else(|_| http()).ok()
    };
    moment(one).is_some_and(|one| Some(one) == moment(other))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn differs(found: Value, expected: Value, loose: bool) -> Option<String> {
        compare(&found, &expected, loose, "$").err()
    }

    #[test]
    fn json_is_compared_by_value_and_the_difference_has_a_place() {
        assert_eq!(
            differs(json!({"a": 1.0, "b": [true]}), json!({"b": [true], "a": 1}), false),
            None
        );
        let lost = differs(json!({"a": {}}), json!({"a": {"b": 1}}), false);
        assert_eq!(lost.unwrap(), "$.a.b is lost");
        let more = differs(json!({"a": 1, "b": null}), json!({"a": 1}), false);
        assert_eq!(more.unwrap(), "$.b was not there");
        let other = differs(json!([1, "2"]), json!([1, 2]), false);
        assert_eq!(other.unwrap(), "$[1]: \"2\" came, not 2");
        assert_eq!(differs(json!([]), json!([1]), false).unwrap(), "$ has 0 items, not 1");
    }

    #[test]
    fn a_moment_may_be_written_otherwise_only_where_that_is_said() {
        let (one, other) = (json!("2022-08-26T18:38:00.000Z"), json!("2022-08-26T20:38:00+02:00"));
        assert_eq!(differs(one.clone(), other.clone(), true), None);
        assert!(differs(one.clone(), other, false).is_some());
        assert!(differs(one, json!("2022-08-26T18:38:01Z"), true).is_some());
        let http = json!("Fri, 26 Aug 2022 14:38:00 GMT");
        assert_eq!(differs(json!("2022-08-26T14:38:00Z"), http, true), None);
    }

    #[test]
    fn statuses_headers_and_bytes_are_compared() {
        let expected = json!({
            "status": 200, "headers": { "ETag": "x" },
            "body": { "contentType": "image/png", "base64": "AQI=" },
        });
        let printed = |status: u16, etag: &str, base64: &str| json!({ "status": status, "headers": { "etag": etag }, "body": { "base64": base64 } });
        assert_eq!(answer(&printed(200, "x", "AQI="), &expected), Ok(()));
        assert!(answer(&printed(201, "x", "AQI="), &expected).unwrap_err().contains("201"));
        assert!(answer(&printed(200, "y", "AQI="), &expected).unwrap_err().contains("ETag"));
        assert!(answer(&printed(200, "x", "AQ=="), &expected).unwrap_err().contains("bytes"));
    }
}
