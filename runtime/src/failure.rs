//! What a failure becomes: the body of an answer that is no success, typed by its status.
//!
//! In: an [`Answer`]. Out: one of the failures that a definition declares, or nothing.

use std::fmt;

use http::HeaderMap;

use crate::json::DecodeError;
use crate::response::Answer;

/// The failures that an operation's definition declares; the macro `errors!` implements it.
pub trait Failure: fmt::Debug + Sized + Send + Sync + 'static {
    /// What is declared of the failures' headers.
    type Headers: From<HeaderMap>;

    /// Reads the answer; `None` where its status is not declared.
    fn read(answer: &Answer) -> Option<Result<Self, DecodeError>>;
}

/// The failures of an operation whose definition declares none: every one is
/// [`Unexpected`](crate::CallError::Unexpected), and there is no value of this type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoError {}

impl Failure for NoError {
    type Headers = HeaderMap;

    fn read(_: &Answer) -> Option<Result<Self, DecodeError>> {
        None
    }
}
