//! What an in-memory transport replies: an answer, or a failure of the network.
//!
//! In: a status, headers, a body, how long it takes. Out: a [`Reply`]. It must not know to whom it goes.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, StatusCode, header};

use crate::json::{self, Json};
use crate::output::PlainText;
use crate::stream::{Collected, StreamItem};
use crate::transport::TransportError;

/// An answer, or a failure, of a [`MockTransport`](super::MockTransport).
///
/// ```
/// use std::time::Duration;
/// use portolan_runtime::testing::Reply;
///
/// let busy = Reply::status(503).header("Retry-After", "1");
/// let slow = Reply::status(200).json(&vec![1_i64]).after(Duration::from_secs(5));
/// let broken = Reply::reset();
/// # let _ = (busy, slow, broken);
/// ```
#[derive(Clone, Debug)]
pub struct Reply {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
    /// How long it takes; `None`: for ever.
    pub(super) delay: Option<Duration>,
    pub(super) failure: Option<TransportError>,
    /// What the operation asks for: as that a stream is written.
    pub(super) accept: &'static str,
}

impl Reply {
    pub(super) fn new(status: StatusCode) -> Self {
        Self {
            status,
            headers: HeaderMap::new(),
            body: Bytes::new(),
            delay: Some(Duration::ZERO),
            failure: None,
            accept: "",
        }
    }

    /// Makes an answer without a body; a number that is no status is 500.
    pub fn status(status: u16) -> Self {
        Self::new(StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR))
    }

    /// Makes a failure of the network.
    pub fn failure(error: TransportError) -> Self {
        Self { failure: Some(error), ..Self::status(500) }
    }

    /// Makes a connection that could not be made: nothing was sent.
    pub fn refused() -> Self {
        Self::failure(TransportError::not_sent("the connection was refused"))
    }

    /// Makes a connection that broke after the request was sent.
    pub fn reset() -> Self {
        Self::failure(TransportError::new("the connection was reset"))
    }

    /// Makes a deadline of the transport's own that passed.
    pub fn timeout() -> Self {
        Self::failure(TransportError::new("no answer in time").timed_out())
    }

    /// Makes an answer that never comes: the call's own deadlines end it.
    pub fn never() -> Self {
        Self { delay: None, ..Self::status(500) }
    }

    /// Sets the body: a value, as JSON.
    #[must_use]
    pub fn json<B: Json>(self, body: &B) -> Self {
        self.json_as("application/json", body)
    }

    /// Sets the body: a value, as JSON under another media type.
    #[must_use]
    pub fn json_as<B: Json>(self, media_type: &str, body: &B) -> Self {
        self.body(media_type, json::to_vec(body))
    }

    /// Sets the body and its media type.
    #[must_use]
    pub fn body(mut self, media_type: &str, body: impl Into<Bytes>) -> Self {
        self.body = body.into();
        self.header(header::CONTENT_TYPE.as_str(), media_type)
    }

    /// Adds a header; what no header can carry is left out.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        let name = header::HeaderName::from_bytes(name.as_bytes());
        if let (Ok(name), Ok(value)) = (name, HeaderValue::from_str(value)) {
            self.headers.append(name, value);
        }
        self
    }

    /// Sets the status to one for which `of` is the first of these rows, and what its body is asked for as.
    #[doc(hidden)]
    #[must_use]
    pub fn row(
        mut self,
        of: fn(u16) -> bool,
        rows: &[fn(u16) -> bool],
        media_types: &[&'static str],
    ) -> Self {
        // One status stands before the range that holds it, and is another row's.
        let others = |status: &u16| rows.iter().filter(|row| row(*status)).count();
        let status = (200..600).filter(|status| of(*status)).min_by_key(others);
        self.status = status.and_then(|it| StatusCode::from_u16(it).ok()).unwrap_or(self.status);
        self.accept = media_types.first().copied().unwrap_or(self.accept);
        self
    }

    /// Sets the media type to the first of these; of a range, one that is in it.
    #[doc(hidden)]
    #[must_use]
    pub fn declared(mut self, media_types: &[&'static str]) -> Self {
        if let Some(media_type) = media_types.first() {
            self.headers.remove(header::CONTENT_TYPE);
            self = self.header(header::CONTENT_TYPE.as_str(), &media_type.replace('*', "x-any"));
        }
        self
    }

    /// Sets how long the answer takes.
    #[must_use]
    pub fn after(self, delay: Duration) -> Self {
        Self { delay: Some(delay), ..self }
    }
}

/// An operation's output that an answer can be written from: every [`Json`] type, `()`, [`Bytes`], [`PlainText`] and
/// [`Collected`]. The macros implement it for enums of several answers, each with its status and its media type.
///
/// ```
/// use portolan_runtime::PlainText;
/// use portolan_runtime::testing::{Reply, ReplyBody};
///
/// let text = PlainText::from("pong").write(Reply::status(200));
/// # let _ = text;
/// ```
pub trait ReplyBody {
    /// Writes the value as the body of an answer.
    fn write(&self, reply: Reply) -> Reply;
}

impl<T: Json> ReplyBody for T {
    fn write(&self, reply: Reply) -> Reply {
        reply.json(self)
    }
}

impl ReplyBody for () {
    fn write(&self, reply: Reply) -> Reply {
        reply
    }
}

impl ReplyBody for Bytes {
    fn write(&self, reply: Reply) -> Reply {
        reply.body("application/octet-stream", self.clone())
    }
}

impl ReplyBody for PlainText {
    fn write(&self, reply: Reply) -> Reply {
        reply.body("text/plain; charset=utf-8", self.0.clone())
    }
}

impl<I: StreamItem> ReplyBody for Collected<I> {
    fn write(&self, reply: Reply) -> Reply {
        let media_type = reply.accept.split(',').next().unwrap_or_default().trim();
        let media_type = if media_type.is_empty() { "application/jsonl" } else { media_type };
        let body = self.to_body(media_type);
        reply.body(media_type, body)
    }
}
