//! The door to the network: one request out, one response in.
//!
//! In: an [`http::Request`] with everything in it, credentials included. Out: an [`http::Response`]. A transport
//! must not follow redirects, must not retry and must not log headers or bodies: those are decided above it.

mod reqwest;

use std::error::Error as StdError;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use crate::body::Body;

pub use self::reqwest::ReqwestTransport;
pub(crate) use self::reqwest::Via;

/// A future on the heap that can move between threads.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Sends requests.
///
/// The contract: no redirect is followed, nothing is sent twice, and what a request or a response
/// holds is not logged. The client adds its own deadlines by dropping the future.
pub trait Transport: Send + Sync + 'static {
    /// Sends one request and returns the response once its headers are there.
    fn send(
        &self,
        request: http::Request<Body>,
    ) -> BoxFuture<'static, Result<http::Response<Body>, TransportError>>;
}

/// The id of the operation that a request is for; calls put it into the request's extensions.
///
/// Requests of the runtime's own, such as those for a token, have none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OperationId(pub &'static str);

/// A request that got no response.
#[derive(Clone, Debug)]
pub struct TransportError {
    source: Arc<dyn StdError + Send + Sync>,
    may_have_been_sent: bool,
    timed_out: bool,
    permanent: bool,
    broken_off: bool,
}

impl TransportError {
    /// Wraps a failure after which it is unknown whether the server saw the request.
    pub fn new(source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self {
            source: Arc::from(source.into()),
            may_have_been_sent: true,
            timed_out: false,
            permanent: false,
            broken_off: false,
        }
    }

    /// Wraps a failure before anything was sent: no connection could be made.
    pub fn not_sent(source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self { may_have_been_sent: false, ..Self::new(source) }
    }

    /// Marks the failure as a deadline that passed.
    #[must_use]
    pub fn timed_out(self) -> Self {
        Self { timed_out: true, ..self }
    }

    /// Takes back that nothing was sent: the answer had begun.
    #[must_use]
    pub(crate) fn sent(self) -> Self {
        Self { may_have_been_sent: true, ..self }
    }

    /// Marks the failure as one of an answer that had begun.
    #[must_use]
    pub(crate) fn broken_off(self) -> Self {
        Self { may_have_been_sent: true, broken_off: true, ..self }
    }

    /// Marks the failure as one that would come again: such a request is never retried.
    #[must_use]
    pub fn permanent(self) -> Self {
        Self { permanent: true, ..self }
    }

    /// Tells whether the same request would fail again.
    pub fn is_permanent(&self) -> bool {
        self.permanent
    }

    /// Tells whether the server may have seen the request.
    pub fn may_have_been_sent(&self) -> bool {
        self.may_have_been_sent
    }

    /// Tells whether a deadline passed.
    pub fn is_timeout(&self) -> bool {
        self.timed_out
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.broken_off {
            "the answer could not be read to its end"
        } else if self.may_have_been_sent {
            "no response to the request"
        } else {
            "the request could not be sent"
        })
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&*self.source)
    }
}
