//! What an answer's typed body is shown as.
//!
//! In: any output or failure. Out: JSON, a text, bytes, or nothing. It must not know how it is printed.

use bytes::Bytes;

use crate::failure::NoError;
use crate::json::{self, Json, Writer};
use crate::output::PlainText;
use crate::response::Answer;
use crate::stream::{Collected, StreamItem};

/// A typed body that can be shown.
pub trait Show {
    /// Returns what is shown.
    fn show(&self) -> Shown;
}

/// What is shown of a body.
#[derive(Clone, Debug, PartialEq)]
pub enum Shown {
    /// No body, or one that does not matter.
    Nothing,
    /// JSON, as its text.
    Json(String),
    /// A text.
    Text(String),
    /// Bytes.
    Bytes(Bytes),
}

impl<T: Json> Show for T {
    fn show(&self) -> Shown {
        Shown::Json(json::to_string(self))
    }
}

impl Show for () {
    fn show(&self) -> Shown {
        Shown::Nothing
    }
}

impl Show for Bytes {
    fn show(&self) -> Shown {
        Shown::Bytes(self.clone())
    }
}

impl Show for PlainText {
    fn show(&self) -> Shown {
        Shown::Text(self.0.clone())
    }
}

/// A stream is shown as the list of its items.
impl<I: StreamItem> Show for Collected<I> {
    fn show(&self) -> Shown {
        let mut written = Vec::new();
        for item in &self.0 {
            let mut w = Writer::new();
            item.write_item(&mut w);
            written.push(String::from_utf8_lossy(&w.into_vec()).into_owned());
        }
        Shown::Json(format!("[{}]", written.join(",")))
    }
}

impl Show for NoError {
    fn show(&self) -> Shown {
        match *self {}
    }
}

impl Shown {
    /// Shows a body that the definition says nothing of: as JSON or text where it is that, else as bytes.
    pub(crate) fn untyped(answer: &Answer) -> Self {
        let body = answer.body();
        if body.is_empty() {
            return Self::Nothing;
        }
        match (answer.json::<json::RawJson>(), std::str::from_utf8(body)) {
            (Ok(raw), _) => Self::Json(raw.into_string()),
            (Err(_), Ok(text)) => Self::Text(text.to_owned()),
            (Err(_), Err(_)) => Self::Bytes(body.clone()),
        }
    }
}
