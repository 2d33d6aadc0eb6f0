//! A request that an in-memory transport was given, to be looked at.
//!
//! In: a request. Out: its parts, decoded where a test wants them so. It must not know what was replied.

use std::borrow::Cow;
use std::fmt;

use bytes::Bytes;
use http::{HeaderMap, Method, Uri};
use percent_encoding::percent_decode_str;

use crate::json::{self, DecodeError, Json};

/// A request that a [`MockTransport`](super::MockTransport) was given.
#[derive(Clone)]
pub struct Recorded {
    pub(super) operation: Option<&'static str>,
    pub(super) method: Method,
    pub(super) uri: Uri,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
}

impl Recorded {
    /// Returns the id of the operation, `None` for requests of the runtime's own.
    pub fn operation(&self) -> Option<&'static str> {
        self.operation
    }

    /// Returns the method.
    pub fn method(&self) -> &Method {
        &self.method
    }

    /// Returns the whole URL.
    pub fn uri(&self) -> &Uri {
        &self.uri
    }

    /// Returns the headers, credentials included.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// Returns a header's value as text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Returns the values of a query parameter in their order, decoded.
    pub fn query(&self, name: &str) -> Vec<String> {
        let pairs = self.uri.query().unwrap_or_default().split('&');
        let pairs = pairs.map(|pair| pair.split_once('=').unwrap_or((pair, "")));
        let decoded = pairs.map(|(name, value)| (decode(name), decode(value)));
        decoded.filter(|(known, _)| known == name).map(|(_, value)| value).collect()
    }

    /// Reads the body as JSON.
    ///
    /// # Errors
    ///
    /// Fails where the body is not what the type says.
    pub fn json<B: Json>(&self) -> Result<B, DecodeError> {
        json::from_slice(&self.body)
    }

    /// Returns the body.
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// Returns the body as text.
    pub fn text(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(&self.body)
    }
}

fn decode(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

impl fmt::Debug for Recorded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A key may stand in the query, a password in the body.
        let (method, path) = (&self.method, self.uri.path());
        write!(f, "Recorded({method} {path}, {} bytes)", self.body.len())
    }
}
