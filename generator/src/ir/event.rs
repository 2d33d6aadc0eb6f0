//! Events: requests that the API sends, to a server of the client's owner.
//!
//! In and out: nothing, this is plain data beside the rest of [`ir`](super). It must not know who serves them.

use super::{Content, Docs, Method, Type};
use crate::diagnostic::Place;

/// A request that the API sends: a webhook, or a callback of an operation.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// Key of `webhooks` or of `callbacks`; several may have the same.
    pub name: String,
    /// `x-portolan-name`.
    pub rename: Option<String>,
    /// What makes the API send it.
    pub cause: Cause,
    /// How it is sent.
    pub method: Method,
    /// What it means.
    pub docs: Docs,
    /// What it carries; `None`: nothing.
    pub payload: Option<Content>,
    /// Headers that it has: name, whether always, meaning.
    pub headers: Vec<(String, bool, Docs)>,
    /// Answers that the API understands.
    pub answers: Vec<Answer>,
    /// Where it stands.
    pub place: Place,
}

/// What makes an API send a request.
#[derive(Clone, Debug, PartialEq)]
pub enum Cause {
    /// Something that was agreed on elsewhere.
    Webhook,
    /// A call of an operation.
    Callback {
        /// The operations' ids.
        operations: Vec<String>,
        /// Where the URL is taken from: an expression of OpenAPI.
        url: String,
    },
}

impl Cause {
    /// Adds the operations of a cause that is the same but for them.
    pub fn join(&mut self, other: &Self) {
        if let (Self::Callback { operations, .. }, Self::Callback { operations: more, .. }) =
            (self, other)
        {
            operations.extend(more.iter().cloned());
        }
    }
}

/// What a server may answer an event with.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// The status as the definition has it: `200`, `2XX` or `default`.
    pub status: String,
    /// What it means.
    pub description: Option<String>,
    /// The type of its JSON.
    pub ty: Option<Type>,
}
