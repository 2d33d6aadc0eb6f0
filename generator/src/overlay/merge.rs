//! Values written into a target: objects merge, lists grow, anything else is replaced.
//!
//! In: a node of the tree, and a value. Out: the changed node. It must not know where the value comes from.

use serde_json::Value;

use crate::diagnostic::escape;
use crate::source::{Assembly, Piece};

/// Returns which of the three kinds a value is, in words.
pub(super) fn kind(value: &Value) -> &'static str {
    match value {
        Value::Object(_) => "an object",
        Value::Array(_) => "a list",
        _ => "a single value",
    }
}

/// How large a value is.
pub(super) struct Size {
    pub(super) values: usize,
    pub(super) depth: usize,
}

/// Measures a value.
pub(super) fn size(value: &Value) -> Size {
    let inner: Vec<Size> = match value {
        Value::Object(map) => map.values().map(size).collect(),
        Value::Array(items) => items.iter().map(size).collect(),
        _ => Vec::new(),
    };
    let text = value.as_str().map_or(0, |text| text.len() / 32);
    Size {
        values: 1 + text + inner.iter().map(|size| size.values).sum::<usize>(),
        depth: inner.iter().map(|size| size.depth + 1).max().unwrap_or(0),
    }
}

/// A value on its way into a target.
pub(super) struct Merge<'m> {
    /// Where the value stands.
    pub(super) piece: &'m Piece,
    pub(super) assembly: &'m mut Assembly,
    /// What does not fit: the pointer inside of the value, and why.
    pub(super) wrong: Vec<(String, String)>,
}

impl Merge<'_> {
    /// Merges the value into a target at a pointer. A list takes one more item, too.
    pub(super) fn target(&mut self, target: &mut Value, value: &Value, at: &str) {
        match (target, value) {
            (Value::Array(items), one) if !one.is_array() => self.push(items, one, at, ""),
            (target, value) => self.merge(target, value, at, ""),
        }
    }

    /// `rest` is the pointer inside of the value.
    fn merge(&mut self, target: &mut Value, value: &Value, at: &str, rest: &str) {
        match (target, value) {
            (Value::Object(map), Value::Object(members)) => {
                for (key, value) in members {
                    let mut segment = "/".to_owned();
                    escape(key, &mut segment);
                    let (at, rest) = (format!("{at}{segment}"), format!("{rest}{segment}"));
                    match map.get_mut(key) {
                        Some(target) => self.merge(target, value, &at, &rest),
                        None => {
                            self.assembly.put(&at, &self.piece.below(&rest));
                            map.insert(key.clone(), value.clone());
                        }
                    }
                }
            }
            (Value::Array(items), Value::Array(more)) => {
                for (index, item) in more.iter().enumerate() {
                    self.push(items, item, at, &format!("{rest}/{index}"));
                }
            }
            // `components:` with nothing behind it, as one writes the outline of a definition.
            (Value::Object(_) | Value::Array(_), Value::Null) => {}
            (target, value) if kind(target) == kind(value) || target.is_null() => {
                self.assembly.put(at, &self.piece.below(rest));
                *target = value.clone();
            }
            (target, value) => {
                let message =
                    format!("{} cannot be merged into {}, `{at}`", kind(value), kind(target));
                self.wrong.push((rest.to_owned(), message));
            }
        }
    }

    fn push(&mut self, items: &mut Vec<Value>, item: &Value, at: &str, rest: &str) {
        self.assembly.put(&format!("{at}/{}", items.len()), &self.piece.below(rest));
        items.push(item.clone());
    }
}
