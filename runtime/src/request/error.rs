//! Why arguments make no request.
//!
//! In: what is wrong, by name. Out: an error that never shows a value. It must not know how a request is put together.

use std::error::Error as StdError;
use std::fmt;

/// Arguments that make no request: which one, and what is wrong, but never its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestError(Box<(&'static str, String, &'static str)>);

impl RequestError {
    pub(crate) fn new(what: &'static str, name: &str, wrong: &'static str) -> Self {
        Self(Box::new((what, name.to_owned(), wrong)))
    }

    pub(crate) fn dots(name: &str) -> Self {
        Self::new(
            "the path parameter",
            name,
            "makes a segment of one or two dots, which every URL parser takes for a step up or none",
        )
    }

    /// Returns the name of the parameter, header or operation that is wrong.
    pub fn name(&self) -> &str {
        &self.0.1
    }
}

impl fmt::Display for RequestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (what, name, wrong) = &*self.0;
        write!(f, "{what} `{}` {wrong}", name.escape_debug())
    }
}

impl StdError for RequestError {}
