//! What came back: [`Answer`] as it came, [`Response`] with its body typed.
//!
//! In: a status, headers and a body. Out: the same, to be asked. It must not know operations.

use std::borrow::Cow;
use std::fmt;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use crate::json::{self, DecodeError, Json};
use crate::media;

/// An answer with its body collected.
///
/// ```
/// use portolan_runtime::Answer;
/// use portolan_runtime::http::{HeaderMap, StatusCode};
///
/// let answer = Answer::new(StatusCode::OK, HeaderMap::new(), r#"[1, 2]"#);
/// assert_eq!(answer.json::<Vec<i64>>().unwrap(), [1, 2]);
/// ```
#[derive(Clone)]
pub struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
    /// The body says that nothing was done, whatever the status.
    refused: bool,
}

/// Headers that servers put a request's id in, the most common first.
const REQUEST_ID: &[&str] = &[
    "x-request-id",
    "request-id",
    "x-amzn-requestid",
    "x-amz-request-id",
    "apigw-requestid",
    "x-github-request-id",
    "x-ms-request-id",
    "x-goog-request-id",
    "x-correlation-id",
    "x-trace-id",
    "x-cloud-trace-context",
    "x-amzn-trace-id",
    "cf-ray",
    "traceparent",
];

impl Answer {
    /// Puts an answer together.
    pub fn new(status: StatusCode, headers: HeaderMap, body: impl Into<Bytes>) -> Self {
        Self { status, headers, body: body.into(), refused: false }
    }

    /// Returns the status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// Returns the headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// Returns the body.
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// Returns the body.
    pub fn into_body(self) -> Bytes {
        self.body
    }

    /// Returns the body as text: UTF-8, where `Content-Type` does not say that it is ISO 8859-1. Bytes that are not UTF-8 become
    /// `U+FFFD`.
    pub fn text(&self) -> Cow<'_, str> {
        let media_type =
            self.headers.get(http::header::CONTENT_TYPE).and_then(|it| it.to_str().ok());
        media::read(media_type, &self.body)
    }

    /// Tells whether `Content-Type` is one of these media types; `image/*` takes each of its kind.
    ///
    /// ```
    /// use portolan_runtime::Answer;
    /// use portolan_runtime::http::{HeaderMap, StatusCode};
    ///
    /// let headers = HeaderMap::from_iter([("content-type".parse().unwrap(), "Text/CSV; header=absent".parse().unwrap())]);
    /// let answer = Answer::new(StatusCode::OK, headers, "1,2");
    /// assert!(answer.is_any(&["text/csv"]));
    /// ```
    pub fn is_any(&self, media_types: &[&str]) -> bool {
        let given = self.headers.get(http::header::CONTENT_TYPE).and_then(|it| it.to_str().ok());
        given.is_some_and(|given| media_types.iter().any(|declared| media::fits(declared, given)))
    }

    /// Reads the body as JSON.
    ///
    /// # Errors
    ///
    /// Fails where the body is not what the type says.
    pub fn json<T: Json>(&self) -> Result<T, DecodeError> {
        json::from_slice(&self.body)
    }

    /// Returns what the server calls the request, where a header says it.
    pub fn request_id(&self) -> Option<&str> {
        REQUEST_ID
            .iter()
            .filter_map(|name| self.headers.get(*name)?.to_str().ok())
            .find(|id| !id.is_empty() && id.len() <= 128)
    }

    pub(crate) fn refuse(&mut self) {
        self.refused = true;
    }

    pub(crate) fn is_refusal(&self) -> bool {
        self.refused
    }

    pub(crate) fn into_parts(self) -> (StatusCode, HeaderMap, Bytes) {
        (self.status, self.headers, self.body)
    }
}

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Bodies and headers hold people's data and, of logins, tokens.
        write!(
            f,
            "Answer({}, {} headers, {} bytes)",
            self.status,
            self.headers.len(),
            self.body.len()
        )
    }
}

/// A success: status, headers and the typed body.
///
/// `H` is what the definition declares of the headers: it gives those typed, and all as the
/// [`HeaderMap`] that it is around.
#[derive(Clone)]
pub struct Response<T, H = HeaderMap> {
    status: StatusCode,
    headers: H,
    body: T,
}

impl<T, H: From<HeaderMap>> Response<T, H> {
    pub(crate) fn new(answer: Answer, body: T) -> Self {
        let (status, headers, _) = answer.into_parts();
        Self { status, headers: headers.into(), body }
    }
}

impl<T, H> Response<T, H> {
    /// Returns the status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// Returns the headers.
    pub fn headers(&self) -> &H {
        &self.headers
    }

    /// Returns the body.
    pub fn body(&self) -> &T {
        &self.body
    }

    /// Returns the body.
    pub fn into_body(self) -> T {
        self.body
    }
}

impl<T: fmt::Debug, H> fmt::Debug for Response<T, H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Headers hold cookies; the body's own type knows what of it is secret.
        f.debug_tuple("Response").field(&self.status).field(&self.body).finish_non_exhaustive()
    }
}
