//! The only reader of YAML and JSON.
//!
//! In: one text with its name. Out: the tree as a [`Value`] in the text's order, and later, when something
//! is printed, the places in the text that JSON Pointers name. It must not know OpenAPI.
//!
//! Integers between `i64::MIN` and `u64::MAX` are exact. Larger ones become the nearest 64-bit float, with
//! a note, in YAML and in JSON alike.

use std::ops::Range;

use serde_json::Value;

use crate::diagnostic::{Code, Place, Sink};

mod assembly;
mod files;
mod json;
mod locate;
mod origin;
mod scalar;
mod yaml;

pub use assembly::{Assembly, Dialect, Piece, Spot};
pub use files::{Files, Location, NoFiles, Unread};
pub use origin::Origin;

/// Reads UTF-16, which a mark at the start tells, or a zero beside the first letter. `None`: it is none.
fn wide(bytes: &[u8]) -> Option<String> {
    let little = match bytes {
        [0xff, 0xfe, ..] => true,
        [0xfe, 0xff, ..] => false,
        [first, 0, ..] if *first != 0 => true,
        [0, second, ..] if *second != 0 => false,
        _ => return None,
    };
    let units = bytes.chunks(2).map(|pair| match (pair, little) {
        ([a, b], true) => u16::from_le_bytes([*a, *b]),
        ([a, b], false) => u16::from_be_bytes([*a, *b]),
        _ => 0xfffd,
    });
    String::from_utf16(&units.collect::<Vec<_>>()).ok()
}

/// The deepest nesting that is read, of YAML as of JSON: the reader of JSON ends before its 128th level.
pub const MAX_DEPTH: usize = 127;

/// One text with its name; YAML or JSON.
#[derive(Clone, Debug, Default)]
pub struct Source {
    name: String,
    text: String,
}

impl Source {
    /// Takes a text. The name is what diagnostics call it, usually its path.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        let mut text = text.into();
        if text.starts_with('\u{feff}') {
            text.drain(..'\u{feff}'.len_utf8());
        }
        Self { name: name.into(), text }
    }

    /// Takes bytes, which must be UTF-8, or UTF-16 as YAML allows. `None`: they are not, which is reported.
    pub fn from_bytes(name: impl Into<String>, bytes: Vec<u8>, sink: &mut Sink) -> Option<Self> {
        if let Some(text) = wide(&bytes) {
            return Some(Self::new(name, text));
        }
        match String::from_utf8(bytes) {
            Ok(text) => Some(Self::new(name, text)),
            Err(error) => {
                let at = error.utf8_error().valid_up_to();
                let message = format!("the text is not UTF-8: byte {at} is wrong");
                sink.report(Code::InvalidSyntax, &Place::root(), message);
                None
            }
        }
    }

    /// Returns the name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Reads the text. `None`: it cannot be read, which is reported.
    pub fn parse(&self, sink: &mut Sink) -> Option<Value> {
        if !self.looks_like_json() {
            return yaml::read(&self.text, sink);
        }
        match json::read(&self.text, sink) {
            Ok(value) => Some(value),
            Err(error) => {
                // YAML's flow style begins like JSON, so what is no JSON may still be YAML.
                let mut other = Sink::default();
                if !error.too_deep
                    && !self.name.ends_with(".json")
                    && let Some(value) = yaml::read(&self.text, &mut other)
                {
                    for d in other.into_diagnostics() {
                        sink.push(d);
                    }
                    return Some(value);
                }
                error.report(sink);
                None
            }
        }
    }

    /// Finds where in the text the values stand that JSON Pointers name, in one pass: for each the bytes of
    /// its key (`of_key`) or of itself. What cannot be found is placed at the nearest thing around it.
    pub fn locate(&self, wanted: &[(&str, bool)]) -> Vec<Range<usize>> {
        locate::find(&self.text, wanted)
    }

    fn looks_like_json(&self) -> bool {
        matches!(self.text.trim_start().as_bytes().first(), Some(b'{' | b'['))
    }
}
