//! What is said when a text does not decode.
//!
//! In: a place, what was expected there and what was found. Out: one line. It must not know how the text was read.

use std::borrow::Cow;
use std::error::Error;
use std::fmt;

/// How many characters of a found value an error quotes.
const QUOTED: usize = 40;

/// A text that is not what its type asks for: where, what was expected and what was found.
///
/// ```
/// use portolan_runtime::json;
///
/// let error = json::from_str::<Vec<i64>>(r#"[1, "12"]"#).unwrap_err();
/// assert_eq!(error.to_string(), r#"$[1]: expected an integer, found "12""#);
/// assert_eq!(error.path(), "$[1]");
/// assert_eq!(error.offset(), 4);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecodeError(Box<Parts>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Parts {
    path: String,
    expected: Cow<'static, str>,
    found: Cow<'static, str>,
    offset: usize,
}

impl DecodeError {
    /// Returns an error about a text as a whole, for readers that are not the JSON codec.
    ///
    /// `found` is shown as it is: it must not quote what may be secret.
    pub fn new(
        expected: impl Into<Cow<'static, str>>,
        found: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self::at("$".to_owned(), expected.into(), found.into(), 0)
    }

    pub(crate) fn at(
        path: String,
        expected: Cow<'static, str>,
        found: Cow<'static, str>,
        offset: usize,
    ) -> Self {
        Self(Box::new(Parts { path, expected, found, offset }))
    }

    /// Returns the place in the text, such as `$.items[3].price`; `$` is the whole.
    pub fn path(&self) -> &str {
        &self.0.path
    }

    /// Returns what was expected at the place.
    pub fn expected(&self) -> &str {
        &self.0.expected
    }

    /// Returns what was found there; a long value is shortened, a secret one only named.
    pub fn found(&self) -> &str {
        &self.0.found
    }

    /// Returns the place as a count of bytes from the start of the text.
    pub fn offset(&self) -> usize {
        self.0.offset
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Parts { path, expected, found, .. } = &*self.0;
        write!(f, "{path}: expected {expected}, found {found}")
    }
}

impl Error for DecodeError {}

/// Returns the start of a text, with an ellipsis where something is left out.
pub(crate) fn shortened(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(QUOTED) {
        Some((end, _)) => Cow::Owned(format!("{}…", text.get(..end).unwrap_or_default())),
        None => Cow::Borrowed(text),
    }
}

/// Returns the start of a text in quotes, with everything escaped that would break the line.
pub(crate) fn quoted(text: &str) -> String {
    format!("{:?}", shortened(text))
}
