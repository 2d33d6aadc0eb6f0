//! Values that are not objects: what is meant is read where that is clear.

use serde_json::{Number, Value};

use super::Walk;
use crate::diagnostic::{Code, Trail};

const TYPES: &[&str] = &["object", "array", "string", "number", "integer", "boolean", "null"];

impl Walk<'_> {
    /// Reports a value that is not what it should be.
    pub(super) fn wrong(&mut self, value: &Value, expected: &str, trail: &Trail<'_>) -> bool {
        let message = format!("expected {expected}, found {}", shown(value));
        self.sink.report(Code::WrongType, &trail.place(), message);
        false
    }

    fn repaired(&mut self, trail: &Trail<'_>, message: String) -> bool {
        self.sink.report(Code::Repaired, &trail.place(), message);
        true
    }

    pub(super) fn text(&mut self, value: &mut Value, trail: &Trail<'_>) -> bool {
        match value {
            Value::String(_) => true,
            Value::Number(_) | Value::Bool(_) => {
                let text = value.to_string();
                *value = Value::String(text.clone());
                self.repaired(trail, format!("{text} should be text: write \"{text}\""))
            }
            _ => self.wrong(value, "text", trail),
        }
    }

    pub(super) fn word(
        &mut self,
        value: &mut Value,
        words: &'static [&'static str],
        trail: &Trail<'_>,
    ) -> bool {
        let Value::String(text) = value else {
            return self.wrong(value, &one_of(words), trail);
        };
        if words.contains(&text.as_str()) {
            return true;
        }
        match words.iter().find(|word| word.eq_ignore_ascii_case(text.trim())) {
            Some(word) => {
                let message = format!("`{text}` should be `{word}`");
                *text = (*word).to_owned();
                self.repaired(trail, message)
            }
            None => self.wrong(value, &one_of(words), trail),
        }
    }

    pub(super) fn flag(&mut self, value: &mut Value, trail: &Trail<'_>) -> bool {
        let flag = match value.as_str().map(str::to_ascii_lowercase).as_deref() {
            Some("true") => true,
            Some("false") => false,
            _ if value.is_boolean() => return true,
            _ => return self.wrong(value, "true or false", trail),
        };
        *value = Value::Bool(flag);
        self.repaired(trail, format!("\"{flag}\" should be {flag}, without quotes"))
    }

    pub(super) fn number(&mut self, value: &mut Value, trail: &Trail<'_>) -> bool {
        if value.is_number() {
            return true;
        }
        let Some(number) = value.as_str().and_then(parsed) else {
            return self.wrong(value, "a number", trail);
        };
        let message = format!("\"{number}\" should be {number}, without quotes");
        *value = Value::Number(number);
        self.repaired(trail, message)
    }

    pub(super) fn count(&mut self, value: &mut Value, trail: &Trail<'_>) -> bool {
        if value.is_string() && !self.number(value, trail) {
            return false;
        }
        if value.is_u64() {
            return true;
        }
        // JSON Schema allows `1.0` for an integer, and huge bounds are written to mean none.
        match value.as_f64() {
            Some(float) if float >= 0.0 && float.fract() == 0.0 => {
                // The cast saturates.
                *value = Value::from(float as u64);
                true
            }
            _ => self.wrong(value, "an integer from 0", trail),
        }
    }

    pub(super) fn types(&mut self, value: &mut Value, trail: &Trail<'_>) -> bool {
        if value.is_array() {
            self.list(value, &crate::shape::Shape::Word(TYPES), trail);
            return value.as_array().is_some_and(|types| !types.iter().all(Value::is_null))
                || self.wrong(&Value::Array(Vec::new()), &one_of(TYPES), trail);
        }
        self.word(value, TYPES, trail)
    }
}

fn parsed(text: &str) -> Option<Number> {
    match serde_json::from_str(text.trim()) {
        Ok(Value::Number(number)) => Some(number),
        _ => None,
    }
}

fn one_of(words: &[&str]) -> String {
    match words {
        [word] => format!("`{word}`"),
        _ => format!("one of `{}`", words.join("`, `")),
    }
}

/// Describes a value in a few words.
pub(super) fn shown(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(flag) => flag.to_string(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => {
            let short: String = text.chars().take(40).collect();
            let more = if short.len() < text.len() { "…" } else { "" };
            format!("{short:?}{more}")
        }
        Value::Array(items) if items.is_empty() => "an empty list".to_owned(),
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "an object".to_owned(),
    }
}
