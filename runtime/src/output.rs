//! What an answer becomes.
//!
//! In: an [`Answer`]. Out: a value, or what is wrong in the body. It must not know operations.

use std::fmt;
use std::ops::Deref;

use bytes::Bytes;
use http::StatusCode;

use crate::json::{self, DecodeError, Json};
use crate::response::Answer;

/// A value that an answer can be read as.
///
/// Every [`Json`] type is one, and `()` (the body does not matter), [`Bytes`] (as they are) and
/// [`PlainText`]. The macros implement it for enums of several answers.
pub trait Output: Sized {
    /// Tells whether an answer with that status can be read as this. Without more, every 2xx.
    fn takes(status: StatusCode) -> bool {
        status.is_success()
    }

    /// Reads the answer.
    ///
    /// # Errors
    ///
    /// Fails where the body is not what the type says.
    fn read(answer: &Answer) -> Result<Self, DecodeError>;
}

/// A body without a byte is `null` where the type takes that.
impl<T: Json> Output for T {
    fn read(answer: &Answer) -> Result<Self, DecodeError> {
        let body: &[u8] = answer.body();
        if body.iter().all(u8::is_ascii_whitespace) {
            return json::from_str("null")
                .map_err(|error| DecodeError::new(error.expected().to_owned(), "an empty body"));
        }
        json::from_slice(body)
    }
}

impl Output for () {
    fn read(_: &Answer) -> Result<Self, DecodeError> {
        Ok(())
    }
}

impl Output for Bytes {
    fn read(answer: &Answer) -> Result<Self, DecodeError> {
        Ok(answer.body().clone())
    }
}

/// A body that is text.
///
/// It is read as UTF-8, or as the ISO 8859-1 that `Content-Type` says; bytes that are not UTF-8 become `U+FFFD`. (Who needs them
/// takes the answer's bytes.)
///
/// ```
/// use portolan_runtime::PlainText;
///
/// let text = PlainText::from("pong");
/// assert_eq!(&*text, "pong");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PlainText(pub String);

impl PlainText {
    /// Returns the text.
    pub fn into_string(self) -> String {
        self.0
    }
}

impl Output for PlainText {
    fn read(answer: &Answer) -> Result<Self, DecodeError> {
        Ok(Self(answer.text().into_owned()))
    }
}

impl Deref for PlainText {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PlainText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<String> for PlainText {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<&str> for PlainText {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl PartialEq<str> for PlainText {
    fn eq(&self, other: &str) -> bool {
        self.0 == other
    }
}

impl PartialEq<&str> for PlainText {
    fn eq(&self, other: &&str) -> bool {
        self.0 == *other
    }
}

/// Returns the error of an answer whose status an enum of answers does not name. It is not reached:
/// [`Output::takes`] is asked before.
pub fn unread(status: u16) -> DecodeError {
    DecodeError::new("an answer that the definition describes", format!("status {status}"))
}
