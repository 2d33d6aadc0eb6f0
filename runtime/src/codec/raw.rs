//! JSON that stays as it is.
//!
//! In: any value's text. Out: the same text. It must not know what the value means.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use super::{DecodeError, Json, Reader, Writer, from_str, to_string};

/// Any JSON value, as the text that it came in: no digit of a number and no order of keys is lost.
///
/// Two are equal when their texts are.
///
/// ```
/// use portolan_runtime::RawJson;
///
/// let raw = RawJson::from_json_str(r#"{"rate": 0.10, "n": 123456789012345678901234567890}"#)?;
/// assert_eq!(raw.as_str(), r#"{"rate": 0.10, "n": 123456789012345678901234567890}"#);
/// assert_eq!(raw.pointer("/rate").unwrap().decode::<f64>()?, 0.1);
/// assert_eq!(RawJson::from_value(&vec![1, 2]).as_str(), "[1,2]");
/// # Ok::<(), portolan_runtime::json::DecodeError>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct RawJson(Cow<'static, str>);

impl RawJson {
    /// `null`.
    pub const NULL: Self = Self(Cow::Borrowed("null"));
    /// `true`.
    pub const TRUE: Self = Self(Cow::Borrowed("true"));
    /// `false`.
    pub const FALSE: Self = Self(Cow::Borrowed("false"));
    /// An object without properties.
    pub const EMPTY_OBJECT: Self = Self(Cow::Borrowed("{}"));
    /// A list without items.
    pub const EMPTY_LIST: Self = Self(Cow::Borrowed("[]"));

    /// Takes a text that is one JSON value; white space around it is left out.
    pub fn from_json_str(text: &str) -> Result<Self, DecodeError> {
        from_str(text)
    }

    /// Writes a value.
    pub fn from_value<T: Json>(value: &T) -> Self {
        Self(Cow::Owned(to_string(value)))
    }

    /// Reads the value as a type.
    pub fn decode<T: Json>(&self) -> Result<T, DecodeError> {
        from_str(&self.0)
    }

    /// Returns the text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the text; the same as [`as_str`](Self::as_str).
    pub fn get(&self) -> &str {
        &self.0
    }

    /// Returns the text for keeps.
    pub fn into_string(self) -> String {
        self.0.into_owned()
    }

    /// Tells whether this is `null`.
    pub fn is_null(&self) -> bool {
        self.0 == "null"
    }

    /// Returns the value at a JSON Pointer (RFC 6901), such as `/items/0/name`.
    pub fn pointer(&self, pointer: &str) -> Option<Self> {
        Self::within(Reader::from_text(&self.0), pointer)
    }

    /// Returns the value at a JSON Pointer of what a reader reads; nothing else is built.
    pub(crate) fn within(mut reader: Reader<'_>, pointer: &str) -> Option<Self> {
        let mut steps = pointer.split('/');
        if !steps.next()?.is_empty() {
            return None;
        }
        for step in steps {
            reader.descend(step)?;
        }
        reader.raw().map(Self::owned)
    }

    /// Takes the value apart, one level deep.
    pub(crate) fn parts(&self) -> Parts {
        if self.is_null() {
            return Parts::Null;
        }
        if let Ok(items) = self.decode() {
            return Parts::List(items);
        }
        match self.decode::<Members>() {
            Ok(members) => Parts::Object(members.0),
            // A string without its quotes, anything else as it stands.
            Err(_) => Parts::Text(self.decode().unwrap_or_else(|_| self.as_str().to_owned())),
        }
    }

    fn owned(text: &str) -> Self {
        Self(Cow::Owned(text.to_owned()))
    }
}

/// What a value is made of.
pub(crate) enum Parts {
    /// `null`.
    Null,
    /// A string without its quotes, a number or a boolean.
    Text(String),
    /// A list's items.
    List(Vec<RawJson>),
    /// An object's members, in their order.
    Object(Vec<(String, RawJson)>),
}

struct Members(Vec<(String, RawJson)>);

impl Json for Members {
    fn read(r: &mut Reader<'_>) -> Option<Self> {
        let mut members = Vec::new();
        r.begin_map()?;
        while let Some(key) = r.next_key() {
            members.push((key, r.value()?));
        }
        Some(Self(members))
    }

    fn write(&self, w: &mut Writer) {
        w.begin_object();
        for (key, value) in &self.0 {
            w.required(key, value);
        }
        w.end_object();
    }
}

impl Reader<'_> {
    /// Goes to the value of one step of a JSON Pointer; `None` where there is none.
    fn descend(&mut self, step: &str) -> Option<()> {
        if self.begins_list() {
            let index: usize = step.parse().ok()?;
            self.begin_array()?;
            for _ in 0..index {
                self.next_item().then_some(())?;
                self.skip();
            }
            return self.next_item().then_some(());
        }
        let step = step.replace("~1", "/").replace("~0", "~");
        self.begin_map()?;
        while let Some(key) = self.next_key() {
            if key == step {
                return Some(());
            }
            self.skip();
        }
        None
    }
}

impl Json for RawJson {
    const NULL: bool = true;

    fn read(r: &mut Reader<'_>) -> Option<Self> {
        r.raw().map(Self::owned)
    }

    fn write(&self, w: &mut Writer) {
        w.plain(&self.0);
    }
}

impl Default for RawJson {
    fn default() -> Self {
        Self::NULL
    }
}

impl fmt::Debug for RawJson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RawJson({})", self.0)
    }
}

impl fmt::Display for RawJson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for RawJson {
    type Err = DecodeError;

    fn from_str(text: &str) -> Result<Self, DecodeError> {
        from_str(text)
    }
}
