//! Our own extensions: where each is read, and what it holds.
//!
//! Others' extensions are theirs: they stay, and nothing is said of them.

use serde_json::Value;

use super::Walk;
use crate::diagnostic::{Code, Trail};
use crate::shape::Kind;

/// What an extension holds.
#[derive(Clone, Copy)]
enum Holds {
    Text,
    /// One of the styles that OpenAPI does not have, or not in every place.
    Style,
    Flag,
    Object,
    /// An object, or `false`.
    ObjectOrFalse,
    /// A text, or an object.
    TextOrObject,
}

/// Each extension of ours, with the objects in which it is read.
const OURS: &[(&str, Holds, &[&str])] = &[
    (
        "x-portolan-name",
        Holds::Text,
        &["a schema", "a server", "a tag", "an operation", "a parameter"],
    ),
    ("x-portolan-style", Holds::Style, &["a parameter", "an encoding"]),
    ("x-portolan-skip", Holds::Flag, &["an operation"]),
    ("x-portolan-idempotency-key", Holds::Flag, &["a parameter"]),
    ("x-portolan-page", Holds::ObjectOrFalse, &["an operation"]),
    ("x-portolan-token", Holds::Object, &["a security scheme"]),
    ("x-portolan-type", Holds::TextOrObject, &["a schema"]),
    ("x-portolan-crate", Holds::Object, &["a definition", "an info object"]),
];

const STYLES: &[&str] = &["spaceDelimited", "pipeDelimited", "tabDelimited", "cookie"];

impl Walk<'_> {
    /// Checks an extension; `false` takes it out.
    pub(super) fn extension(
        &mut self,
        key: &str,
        value: &Value,
        kind: &'static Kind,
        trail: &Trail<'_>,
    ) -> bool {
        if !key.starts_with("x-portolan-") {
            match self.extensions.get_mut(key) {
                Some(count) => *count += 1,
                None => drop(self.extensions.insert(key.to_owned(), 1)),
            }
            return true;
        }
        let message = match OURS.iter().find(|(name, ..)| *name == key) {
            None => format!("there is no extension `{key}`"),
            Some((_, _, kinds)) if !kinds.contains(&kind.name) => {
                format!("`{key}` is read in {}, not in {}", kinds.join(", "), kind.name)
            }
            Some((_, Holds::Text, _)) if value.as_str().is_none_or(str::is_empty) => {
                format!("`{key}` is a text")
            }
            Some((_, Holds::Style, _)) if value.as_str().is_none_or(|it| !STYLES.contains(&it)) => {
                format!("`{key}` is one of {}", STYLES.join(", "))
            }
            Some((_, Holds::Flag, _)) if !value.is_boolean() => format!("`{key}` is true or false"),
            Some((_, Holds::Object, _)) if !value.is_object() => format!("`{key}` is an object"),
            Some((_, Holds::ObjectOrFalse, _))
                if !value.is_object() && *value != Value::Bool(false) =>
            {
                format!("`{key}` is an object, or false")
            }
            Some((_, Holds::TextOrObject, _)) if !value.is_object() && !value.is_string() => {
                format!("`{key}` is a text or an object")
            }
            Some(_) => return true,
        };
        self.sink.report(Code::UnsupportedExtension, &trail.place(), message);
        false
    }
}
