//! A call: an operation with its arguments, not sent yet.
//!
//! In: arguments. Out: a future of the typed answer. Everything that does not need the types is in
//! [`request`](crate::request) and [`send`](crate::send), compiled once; what is here is a thin shell.

use std::borrow::Cow;
use std::fmt;
use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http::HeaderMap;

use crate::body::Body;
use crate::error::{ApiError, BodyError, CallError, Fault, RequestError, UnexpectedError};
use crate::failure::Failure;
use crate::json::{self, Json};
use crate::multipart::Multipart;
use crate::operation::{Operation, Spec};
use crate::output::Output;
use crate::page::{Pages, Paging};
use crate::param::Param;
use crate::request::{Draft, Given, Part};
use crate::response::{Answer, Response};
use crate::retry::Retry;
use crate::servers::Servers;
use crate::stream::{ByteStream, ItemStream, JsonLines, Opening};
use crate::style::Style;
use crate::transport::BoxFuture;

/// A call that was not sent yet: awaiting it sends it.
///
/// It owns what it needs, so that it can be kept, passed on and spawned. Arguments that make no
/// request (a header's value with a line break, an empty path parameter) come out as
/// [`CallError::Request`] when it is sent. It is sent by tokio, with time and I/O enabled; outside of
/// such a runtime it is a [`CallError::Transport`].
#[must_use = "a call does nothing until it is awaited or sent"]
pub struct Call<T: 'static, E: 'static> {
    draft: Box<Draft>,
    operation: &'static Operation<T, E>,
}

/// Setters for generated code.
impl<T, E> Call<T, E> {
    pub(crate) fn new(core: &crate::client::Core, operation: &'static Operation<T, E>) -> Self {
        Self { draft: Draft::operation(core, &operation.spec), operation }
    }

    fn set(mut self, part: Part, style: Style, name: &'static str, value: impl Param) -> Self {
        self.draft.set(part, style, name, Given::new(value));
        self
    }

    /// Sets a path parameter.
    pub fn path(self, name: &'static str, value: impl Param) -> Self {
        self.set(Part::Path, Style::SIMPLE, name, value)
    }

    /// Sets a path parameter, written in a style.
    pub fn path_as(self, style: Style, name: &'static str, value: impl Param) -> Self {
        self.set(Part::Path, style, name, value)
    }

    /// Sets a query parameter.
    pub fn query(self, name: &'static str, value: impl Param) -> Self {
        self.set(Part::Query, Style::FORM, name, value)
    }

    /// Sets a query parameter, written in a style.
    pub fn query_as(self, style: Style, name: &'static str, value: impl Param) -> Self {
        self.set(Part::Query, style, name, value)
    }

    /// Sets a header that the definition describes.
    pub fn header_param(self, name: &'static str, value: impl Param) -> Self {
        self.set(Part::Header, Style::SIMPLE, name, value)
    }

    /// Sets a header that the definition describes, written in a style.
    pub fn header_as(self, style: Style, name: &'static str, value: impl Param) -> Self {
        self.set(Part::Header, style, name, value)
    }

    /// Sets a cookie.
    pub fn cookie(self, name: &'static str, value: impl Param) -> Self {
        self.set(Part::Cookie, Style::FORM, name, value)
    }

    /// Sets a cookie, written in a style.
    pub fn cookie_as(self, style: Style, name: &'static str, value: impl Param) -> Self {
        self.set(Part::Cookie, style, name, value)
    }

    /// Sets the body: JSON, as `application/json`.
    pub fn json<B: Json>(self, body: &B) -> Self {
        self.bytes("application/json", json::to_vec(body))
    }

    /// Sets the body: JSON under another media type.
    pub fn json_as<B: Json>(self, media_type: &'static str, body: &B) -> Self {
        self.bytes(media_type, json::to_vec(body))
    }

    /// Sets the body: the members of a JSON object, as the fields of a form.
    pub fn form<B: Json>(self, body: &B) -> Self {
        self.form_as(Style::FIELD, &[], body)
    }

    /// Sets the body: a form, its fields in the styles of their names, the others in the usual one.
    pub fn form_as<B: Json>(
        self,
        usual: Style,
        styles: &'static [(&'static str, Style)],
        body: &B,
    ) -> Self {
        self.json(body).as_form(usual, styles)
    }

    /// Sends a JSON body as the fields of a form. Without a body it means nothing.
    pub fn as_form(mut self, usual: Style, styles: &'static [(&'static str, Style)]) -> Self {
        self.draft.body.write_form(usual, styles);
        self
    }

    /// Sends a JSON body as parts, those named of a media type of their own. Without a body it means nothing.
    pub fn as_parts(
        mut self,
        media_type: &'static str,
        media_types: &'static [(&'static str, &'static str)],
    ) -> Self {
        self.draft.body.write_parts(media_type, media_types);
        self
    }

    /// Sends those parts, of a JSON body that is sent as parts, in a style: as texts, several where the style says so.
    pub fn part_styles(mut self, styles: &'static [(&'static str, Style)]) -> Self {
        self.draft.body.write_part_styles(styles);
        self
    }

    /// Sets the body: parts.
    pub fn multipart(mut self, body: impl Into<Multipart>) -> Self {
        self.draft.multipart(body.into());
        self
    }

    /// Sends the body as another media type, one that takes the same value. Without a body it means nothing.
    pub fn content_type(mut self, media_type: impl Into<Cow<'static, str>>) -> Self {
        self.draft.body.write_as(media_type.into());
        self
    }

    /// Says what the body is, where the definition leaves that to the caller. Without a body it means nothing.
    pub fn media_type(self, media_type: impl Into<String>) -> Self {
        self.content_type(media_type.into())
    }

    /// Sets the body: text, in the `charset` of its media type where that is one of UTF-8, ISO 8859-1 and ASCII; else it is
    /// UTF-8, and told to be. `text/plain` without a `charset` is told to be UTF-8, too.
    pub fn text(self, media_type: &'static str, body: impl Into<String>) -> Self {
        let (media_type, body) = crate::media::written(media_type, body.into());
        self.bytes(media_type, body)
    }

    /// Sets the body: lines of JSON.
    pub fn lines<B>(self, media_type: &'static str, body: impl Into<JsonLines<B>>) -> Self {
        self.bytes(media_type, body.into().into_body(media_type))
    }

    /// Sets the body: bytes, or a stream.
    pub fn bytes(
        mut self,
        media_type: impl Into<Cow<'static, str>>,
        body: impl Into<Body>,
    ) -> Self {
        self.draft.body.set(media_type.into(), body.into());
        self
    }
}

impl<T, E> Call<T, E> {
    /// Sets the server that this call goes to: one of the operation's own. Credentials go along only where that is on
    /// the origin of the client's environment, or on one that its builder was told to trust.
    pub fn server(mut self, server: &dyn Servers) -> Self {
        self.draft.serve(server);
        self
    }

    /// Sets how long the whole call may take, retries and their pauses included.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.draft.timeout = Some(timeout);
        self
    }

    /// Sets how long one attempt may take, its answer's body included.
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.draft.attempt_timeout = Some(timeout);
        self
    }

    /// Sets a header of this call alone, over everything else that would be sent under its name but a credential.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.draft.header(name, value);
        self
    }

    /// Sets when this call is sent again.
    pub fn retry(mut self, policy: Retry) -> Self {
        self.draft.retry = Some(policy);
        self
    }

    /// Sets how many bytes this call's answer may have, and one item of it where it is a stream.
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.draft.body_limit = Some(bytes);
        self
    }

    /// Passes an optional value on to a setter.
    pub fn maybe<V>(self, value: Option<V>, set: impl FnOnce(Self, V) -> Self) -> Self {
        match value {
            Some(value) => set(self, value),
            None => self,
        }
    }

    /// Returns every page, from the one that this call asks for on.
    pub fn pages(self, paging: &'static Paging) -> Pages<T, E> {
        Pages::new(self, paging)
    }

    pub(crate) fn into_draft(self) -> (Box<Draft>, &'static Operation<T, E>) {
        (self.draft, self.operation)
    }

    /// Returns the request that would be sent, without a credential.
    ///
    /// # Errors
    ///
    /// Fails where the arguments make no request, and where the body is a stream.
    pub fn request(&self) -> Result<http::Request<Bytes>, RequestError> {
        self.draft.request()
    }
}

impl<T: Output, E: Failure> Call<T, E> {
    /// Sends the call.
    pub fn send(self) -> Sending<Result<T, CallError<E>>> {
        let spec = &self.operation.spec;
        Sending { run: Box::pin(crate::send::run(self.draft)), spec, finish: finish::<T, E> }
    }

    /// Sends the call, and waits on this thread.
    ///
    /// # Errors
    ///
    /// Fails as the call does, and where the thread belongs to a tokio runtime: a
    /// [`CallError::Transport`], and nothing was sent.
    #[cfg(feature = "blocking")]
    pub fn send_blocking(self) -> Result<T, CallError<E>> {
        finish(&self.operation.spec, crate::blocking::run(self.draft))
    }

    /// Sends the call, and waits on this thread for an answer with its status and headers.
    ///
    /// # Errors
    ///
    /// Fails as [`Call::send_blocking`] does.
    #[cfg(feature = "blocking")]
    pub fn response_blocking(self) -> Result<Response<T>, CallError<E>> {
        self.response_blocking_as()
    }

    /// Sends the call, and waits on this thread for an answer with its status and the headers that its definition declares.
    ///
    /// # Errors
    ///
    /// Fails as [`Call::send_blocking`] does.
    #[cfg(feature = "blocking")]
    pub fn response_blocking_as<H: From<HeaderMap>>(self) -> Result<Response<T, H>, CallError<E>> {
        let outcome = crate::blocking::run(self.draft);
        let (body, answer) = read::<T, E>(&self.operation.spec, outcome)?;
        Ok(Response::new(answer, body))
    }

    /// Sends the call, for an answer with its status and headers.
    pub fn response(self) -> Sending<Result<Response<T>, CallError<E>>> {
        self.response_as()
    }

    /// Sends the call, for an answer with its status and the headers that its definition declares.
    pub fn response_as<H: From<HeaderMap>>(self) -> Sending<Result<Response<T, H>, CallError<E>>> {
        let spec = &self.operation.spec;
        Sending {
            run: Box::pin(crate::send::run(self.draft)),
            spec,
            finish: |spec, outcome| {
                let (body, answer) = read::<T, E>(spec, outcome)?;
                Ok(Response::new(answer, body))
            },
        }
    }
}

impl<T, E: Failure> Call<T, E> {
    /// Sends the call, for the bytes of its answer as they come.
    pub fn stream(self) -> Opening<ByteStream, E> {
        Opening::bytes(self.draft)
    }

    /// Sends the call, for the items of its answer as they come: events, or lines of one of these media types.
    pub fn stream_of<I>(self, media_types: &'static str) -> Opening<ItemStream<I>, E> {
        Opening::items(self.draft, media_types)
    }

    /// Sends the call, and waits on this thread for the beginning of its answer, whose bytes are read as they come.
    ///
    /// # Errors
    ///
    /// Fails as [`Call::send_blocking`] does.
    #[cfg(feature = "blocking")]
    pub fn stream_blocking(self) -> Result<ByteStream, CallError<E>> {
        self.stream().wait()
    }

    /// Sends the call, and waits on this thread for the beginning of its answer, whose items are read as they come.
    ///
    /// # Errors
    ///
    /// Fails as [`Call::send_blocking`] does.
    #[cfg(feature = "blocking")]
    pub fn stream_of_blocking<I>(
        self,
        media_types: &'static str,
    ) -> Result<ItemStream<I>, CallError<E>> {
        self.stream_of(media_types).wait()
    }
}

impl<T: Output, E: Failure> IntoFuture for Call<T, E> {
    type Output = Result<T, CallError<E>>;
    type IntoFuture = Sending<Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        self.send()
    }
}

impl<T, E> fmt::Debug for Call<T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Call({:?})", self.draft)
    }
}

/// The future of a call: `Send`, `Unpin`, and it borrows nothing.
#[must_use = "futures do nothing unless awaited"]
pub struct Sending<R> {
    run: BoxFuture<'static, Result<Answer, Fault>>,
    spec: &'static Spec,
    finish: fn(&'static Spec, Result<Answer, Fault>) -> R,
}

impl<R> Future for Sending<R> {
    type Output = R;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<R> {
        let outcome = self.run.as_mut().poll(context);
        outcome.map(|outcome| (self.finish)(self.spec, outcome))
    }
}

impl<R> fmt::Debug for Sending<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sending({})", self.spec.id)
    }
}

fn finish<T: Output, E: Failure>(
    spec: &'static Spec,
    outcome: Result<Answer, Fault>,
) -> Result<T, CallError<E>> {
    read(spec, outcome).map(|(body, _)| body)
}

/// Reads an answer as its types, and returns it as it came, too.
pub(crate) fn read<T: Output, E: Failure>(
    spec: &'static Spec,
    outcome: Result<Answer, Fault>,
) -> Result<(T, Answer), CallError<E>> {
    let answer = outcome.map_err(CallError::from_fault)?;
    let status = answer.status();
    if answer.is_refusal() {
        return Err(CallError::Unexpected(UnexpectedError::new(spec.id, answer)));
    }
    if spec.succeeds(status).unwrap_or_else(|| T::takes(status)) {
        return match T::read(&answer) {
            Ok(body) => Ok((body, answer)),
            Err(error) => Err(CallError::Decode(BodyError::new(spec.id, answer, error))),
        };
    }
    Err(failed(spec.id, answer))
}

/// Types an answer that is no success.
pub(crate) fn failed<E: Failure>(id: &'static str, answer: Answer) -> CallError<E> {
    match E::read(&answer) {
        Some(Ok(body)) => CallError::Api(ApiError::new(id, answer, body)),
        Some(Err(error)) => CallError::Decode(BodyError::new(id, answer, error)),
        None => CallError::Unexpected(UnexpectedError::new(id, answer)),
    }
}
