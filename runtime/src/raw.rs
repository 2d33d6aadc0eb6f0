//! Calls of one's own: what a definition lacks or the generator left out.
//!
//! In: a method, a path, anything. Out: the [`Answer`], whatever its status.

use std::borrow::Cow;
use std::fmt;
use std::future::IntoFuture;
use std::time::Duration;

use bytes::Bytes;
use http::Method;

use crate::body::Body;
use crate::client::Core;
use crate::error::{CallError, RequestError};
use crate::failure::NoError;
use crate::json::{self, Json};
use crate::multipart::Multipart;
use crate::param::Param;
use crate::request::{Draft, Given, Part};
use crate::response::Answer;
use crate::retry::Retry;
use crate::stream::{ByteStream, ItemStream, Opening};
use crate::style::Style;
use crate::transport::BoxFuture;

/// A call of one's own, authenticated as the API's operations are by default.
///
/// The path is joined to the environment's base URL. It may be a template, filled by
/// [`RawCall::path`]; a `?` or a `#` in it is refused: a query is
/// [`RawCall::query`]'s. A whole URL is refused too, also one of the same environment. Any status is `Ok`.
///
/// ```no_run
/// # async fn f(client: portolan_runtime::generated::Core) -> Result<(), portolan_runtime::Error> {
/// use portolan_runtime::http::Method;
///
/// let answer = client
///     .raw(Method::POST, "/accounts/{id}/close")
///     .path("id", "A-100")
///     .query("notify", true)
///     .json_text(r#"{"reason":"moved"}"#)
///     .await?;
/// println!("{} {}", answer.status(), answer.text());
/// # Ok(()) }
/// ```
#[must_use = "a call does nothing until it is awaited or sent"]
pub struct RawCall(Box<Draft>);

impl RawCall {
    pub(crate) fn new(core: &Core, method: Method, path: &str) -> Self {
        Self(Draft::raw(core, method, path.to_owned()))
    }

    fn add(mut self, part: Part, style: Style, name: &str, value: impl Param) -> Self {
        self.0.add(part, style, name.to_owned(), Given::new(value));
        self
    }

    /// Gives the value of `{name}` in the path.
    pub fn path(self, name: &str, value: impl Param) -> Self {
        self.add(Part::Path, Style::SIMPLE, name, value)
    }

    /// Adds a query parameter.
    pub fn query(self, name: &str, value: impl Param) -> Self {
        self.add(Part::Query, Style::FORM, name, value)
    }

    /// Adds a query parameter, written in a style.
    pub fn query_as(self, style: Style, name: &str, value: impl Param) -> Self {
        self.add(Part::Query, style, name, value)
    }

    /// Sets a header, over everything else that would be sent under its name but a credential.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.0.header(name, value);
        self
    }

    /// Sets the body: a value, as JSON.
    pub fn json<B: Json>(self, body: &B) -> Self {
        self.body("application/json", json::to_vec(body))
    }

    /// Sets the body: text that is JSON already.
    pub fn json_text(self, body: impl Into<String>) -> Self {
        self.body("application/json", body.into())
    }

    /// Sets the body: bytes, or a stream.
    pub fn body(mut self, media_type: impl Into<Cow<'static, str>>, body: impl Into<Body>) -> Self {
        self.0.body.set(media_type.into(), body.into());
        self
    }

    /// Sets the body: parts.
    pub fn multipart(mut self, body: Multipart) -> Self {
        self.0.multipart(body);
        self
    }

    /// Sets how long the whole call may take, retries and their pauses included.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.0.timeout = Some(timeout);
        self
    }

    /// Sets how long one attempt may take, its answer's body included.
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.0.attempt_timeout = Some(timeout);
        self
    }

    /// Sets when this call is sent again.
    pub fn retry(mut self, policy: Retry) -> Self {
        self.0.retry = Some(policy);
        self
    }

    /// Sets how many bytes this call's answer may have, and one item of it where it is a stream.
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.0.body_limit = Some(bytes);
        self
    }

    /// Sends the call, for the bytes of its answer as they come, whatever its status.
    pub fn stream(self) -> Opening<ByteStream, NoError> {
        Opening::bytes(self.0)
    }

    /// Sends the call, for the items of its answer as they come: events, or lines of one of these media types.
    pub fn stream_of<I>(self, media_types: &'static str) -> Opening<ItemStream<I>, NoError> {
        Opening::items(self.0, media_types)
    }

    /// Sends the call, and waits on this thread for the beginning of its answer, whose bytes are read as they come.
    ///
    /// # Errors
    ///
    /// Fails as [`RawCall::send_blocking`] does.
    #[cfg(feature = "blocking")]
    pub fn stream_blocking(self) -> Result<ByteStream, CallError<NoError>> {
        self.stream().wait()
    }

    /// Sends the call, and waits on this thread for the beginning of its answer, whose items are read as they come.
    ///
    /// # Errors
    ///
    /// Fails as [`RawCall::send_blocking`] does, and where the answer is no such stream.
    #[cfg(feature = "blocking")]
    pub fn stream_of_blocking<I>(
        self,
        media_types: &'static str,
    ) -> Result<ItemStream<I>, CallError<NoError>> {
        self.stream_of(media_types).wait()
    }

    /// Returns the request that would be sent, without a credential.
    ///
    /// # Errors
    ///
    /// Fails where the arguments make no request, and where the body is a stream.
    pub fn request(&self) -> Result<http::Request<Bytes>, RequestError> {
        self.0.request()
    }

    /// Sends the call, and waits on this thread.
    ///
    /// # Errors
    ///
    /// Fails as the call does, and where the thread belongs to a tokio runtime.
    #[cfg(feature = "blocking")]
    pub fn send_blocking(self) -> Result<Answer, CallError<NoError>> {
        crate::blocking::run(self.0).map_err(CallError::from_fault)
    }

    /// Sends the call.
    pub fn send(self) -> BoxFuture<'static, Result<Answer, CallError<NoError>>> {
        Box::pin(async { crate::send::run(self.0).await.map_err(CallError::from_fault) })
    }
}

impl IntoFuture for RawCall {
    type Output = Result<Answer, CallError<NoError>>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        self.send()
    }
}

impl fmt::Debug for RawCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RawCall({:?})", self.0)
    }
}
