//! An in-memory transport: answers that a test sets, requests that it looks at.
//!
//! In: replies for operations. Out: recorded requests. It must not know how calls are made.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};

use crate::body::Body;
use crate::json::{self, Json};
use crate::operation::{Operation, Spec};
use crate::transport::{BoxFuture, OperationId, Transport, TransportError};

/// A transport that answers from memory.
///
/// Replies are set by operation, and requests that belong to none (those for tokens) by method and
/// path. Several replies of one rule are given in turn, the last one for ever. A request without a
/// rule fails, and says which. Clones share everything, so that one can be kept and one handed over.
///
/// ```
/// use portolan_runtime::generated::{Api, client, environments};
/// use portolan_runtime::testing::MockTransport;
/// use portolan_runtime::{Call, NoError, Operation};
/// # static API: Api =
/// #     Api { name: "api", title: "", version: "1", user_agent: "api/1", security: &[] };
/// # environments! { pub enum Environment { Production = "https://api.example.com" } }
/// # client! { pub struct Client, Builder; api: API, environment: Environment }
/// pub static COUNT: Operation<i64, NoError> = Operation::get("count", "/things/{kind}/count");
/// # impl Client {
/// #     fn count(&self, kind: &str) -> Call<i64, NoError> { self.0.call(&COUNT).path("kind", kind) }
/// # }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), portolan_runtime::Error> {
/// let mock = MockTransport::new();
/// mock.on(&COUNT).reply(3);
///
/// let client = Client::builder(Environment::Production).transport(mock.clone()).build()?;
/// assert_eq!(client.count("red").await?, 3);
/// assert_eq!(mock.requests()[0].uri().path(), "/things/red/count");
/// # Ok(()) }
/// ```
#[derive(Clone, Default)]
pub struct MockTransport(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    rules: Vec<(Matcher, VecDeque<Reply>)>,
    requests: Vec<Recorded>,
}

#[derive(Clone, PartialEq)]
enum Matcher {
    Operation(&'static str),
    Path(Method, String),
}

impl MockTransport {
    /// Makes a transport without replies.
    pub fn new() -> Self {
        Self::default()
    }

    /// Begins a rule for an operation.
    #[must_use = "a rule without a reply does nothing"]
    pub fn on<T, E>(&self, operation: &'static Operation<T, E>) -> Rule<'_, T> {
        let spec = &operation.spec;
        self.rule(Matcher::Operation(spec.id), first_success(spec))
    }

    /// Begins a rule for requests that no operation makes: those whose path ends with `path`.
    #[must_use = "a rule without a reply does nothing"]
    pub fn on_path(&self, method: Method, path: &str) -> Rule<'_, ()> {
        self.rule(Matcher::Path(method, path.to_owned()), StatusCode::OK)
    }

    fn rule<T>(&self, matcher: Matcher, status: StatusCode) -> Rule<'_, T> {
        Rule { mock: self, matcher, status, types: std::marker::PhantomData }
    }

    /// Returns the requests so far.
    pub fn requests(&self) -> Vec<Recorded> {
        self.state().requests.clone()
    }

    /// Returns the requests of an operation so far.
    pub fn requests_of<T, E>(&self, operation: &'static Operation<T, E>) -> Vec<Recorded> {
        let mut requests = self.requests();
        requests.retain(|request| request.operation == Some(operation.id()));
        requests
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // A test that panicked elsewhere must not hide behind a poisoned lock.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn answer(&self, request: Recorded) -> Result<Reply, TransportError> {
        let mut state = self.state();
        let rule = state.rules.iter_mut().find(|(matcher, _)| match matcher {
            Matcher::Operation(id) => request.operation == Some(*id),
            Matcher::Path(method, path) => {
                request.operation.is_none()
                    && request.method == *method
                    && request.uri.path().ends_with(path.as_str())
            }
        });
        let reply = match rule {
            Some((_, replies)) if replies.len() > 1 => replies.pop_front(),
            Some((_, replies)) => replies.front().cloned(),
            None => None,
        };
        let missing = format!("no reply was set for {} {}", request.method, request.uri.path());
        state.requests.push(request);
        reply.ok_or_else(|| TransportError::not_sent(missing).permanent())
    }
}

/// Returns the status of an operation's success, as far as it is one.
fn first_success(spec: &Spec) -> StatusCode {
    spec.success.and_then(|(first, _)| StatusCode::from_u16(first).ok()).unwrap_or(StatusCode::OK)
}

impl Transport for MockTransport {
    fn send(
        &self,
        request: http::Request<Body>,
    ) -> BoxFuture<'static, Result<http::Response<Body>, TransportError>> {
        let mock = self.clone();
        Box::pin(async move {
            let (head, body) = request.into_parts();
            let reply = mock.answer(Recorded {
                operation: head.extensions.get::<OperationId>().map(|id| id.0),
                method: head.method,
                uri: head.uri,
                headers: head.headers,
                body: body.collect(usize::MAX).await?,
            })?;
            if !reply.delay.is_zero() {
                tokio::time::sleep(reply.delay).await;
            }
            let mut response = http::Response::new(Body::from(reply.body));
            *response.status_mut() = reply.status;
            *response.headers_mut() = reply.headers;
            reply.failure.map_or(Ok(response), Err)
        })
    }
}

impl fmt::Debug for MockTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MockTransport({} requests)", self.state().requests.len())
    }
}

/// A rule of a [`MockTransport`] that lacks its reply.
pub struct Rule<'a, T> {
    mock: &'a MockTransport,
    matcher: Matcher,
    status: StatusCode,
    types: std::marker::PhantomData<fn(T)>,
}

impl<T> Rule<'_, T> {
    /// Replies with the operation's success.
    pub fn reply(self, body: T) -> Self
    where
        T: Json,
    {
        let status = self.status;
        self.reply_with(Reply::new(status).json(&body))
    }

    /// Replies with the operation's success status and JSON as text, whether or not it is what the
    /// definition says.
    pub fn reply_json(self, text: &str) -> Self {
        let status = self.status;
        self.reply_with(Reply::new(status).body("application/json", text.to_owned()))
    }

    /// Replies with a status alone.
    pub fn reply_status(self, status: u16) -> Self {
        self.reply_with(Reply::status(status))
    }

    /// Replies with anything.
    pub fn reply_with(self, reply: Reply) -> Self {
        let mut state = self.mock.state();
        match state.rules.iter_mut().find(|(matcher, _)| *matcher == self.matcher) {
            Some((_, replies)) => replies.push_back(reply),
            None => state.rules.push((self.matcher.clone(), VecDeque::from([reply]))),
        }
        drop(state);
        self
    }
}

impl<T> fmt::Debug for Rule<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Rule")
    }
}

/// An answer, or a failure, of a [`MockTransport`].
///
/// ```
/// use std::time::Duration;
/// use portolan_runtime::testing::Reply;
///
/// let busy = Reply::status(503).header("Retry-After", "1");
/// let slow = Reply::status(200).json(&vec![1_i64]).after(Duration::from_secs(5));
/// # let _ = (busy, slow);
/// ```
#[derive(Clone, Debug)]
pub struct Reply {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
    delay: Duration,
    failure: Option<TransportError>,
}

impl Reply {
    fn new(status: StatusCode) -> Self {
        Self {
            status,
            headers: HeaderMap::new(),
            body: Bytes::new(),
            delay: Duration::ZERO,
            failure: None,
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

    /// Sets the body: a value, as JSON.
    #[must_use]
    pub fn json<B: Json>(self, body: &B) -> Self {
        self.body("application/json", json::to_vec(body))
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

    /// Sets how long the answer takes.
    #[must_use]
    pub fn after(self, delay: Duration) -> Self {
        Self { delay, ..self }
    }
}

/// A request that a [`MockTransport`] was given.
#[derive(Clone)]
pub struct Recorded {
    operation: Option<&'static str>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
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

    /// Returns the body.
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// Returns the body as text.
    pub fn text(&self) -> std::borrow::Cow<'_, str> {
        String::from_utf8_lossy(&self.body)
    }
}

impl fmt::Debug for Recorded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A key may stand in the query, a password in the body.
        let (method, path) = (&self.method, self.uri.path());
        write!(f, "Recorded({method} {path}, {} bytes)", self.body.len())
    }
}
