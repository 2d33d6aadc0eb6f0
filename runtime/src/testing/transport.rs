//! An in-memory transport: answers that a test sets, requests that it looks at.
//!
//! In: replies for operations. Out: recorded requests. It must not know how calls are made.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use http::{Method, StatusCode};

use super::recorded::Recorded;
use super::reply::Reply;
use super::rule::Rule;
use crate::body::Body;
use crate::operation::{Operation, Spec};
use crate::transport::{BoxFuture, OperationId, Transport, TransportError};

/// A transport that answers from memory.
///
/// Replies are set by operation, and requests that belong to none (those for tokens) by method and
/// path. Several replies of one rule are given in turn, the last one for ever. A request without a
/// rule fails, and says which. Clones share everything, so that one can be kept and one handed over. Delays are
/// tokio's, so that they take no time where it is paused.
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
///
/// // Other answers to other requests, and how many there have to be.
/// mock.on(&COUNT).when(|request| request.uri().path().contains("/blue/")).reply(5).expect(1);
/// assert_eq!(client.count("blue").await?, 5);
/// mock.verify().unwrap();
/// # Ok(()) }
/// ```
#[derive(Clone, Default)]
pub struct MockTransport(Arc<Mutex<State>>);

#[derive(Default)]
pub(super) struct State {
    pub(super) rules: Vec<Entry>,
    requests: Vec<Recorded>,
    /// What was asked for without a reply.
    missing: Vec<String>,
}

/// A rule, and how often it was used.
pub(super) struct Entry {
    pub(super) matcher: Matcher,
    pub(super) condition: Option<Condition>,
    pub(super) replies: VecDeque<Reply>,
    pub(super) expected: Option<usize>,
    pub(super) used: usize,
}

pub(super) type Condition = Arc<dyn Fn(&Recorded) -> bool + Send + Sync>;

#[derive(Clone, PartialEq)]
pub(super) enum Matcher {
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
        Rule::new(self, Matcher::Operation(spec.id), first_success(spec)).accepting(spec.accept)
    }

    /// Begins a rule for requests that no operation makes: those whose path ends with `path`.
    #[must_use = "a rule without a reply does nothing"]
    pub fn on_path(&self, method: Method, path: &str) -> Rule<'_, ()> {
        Rule::new(self, Matcher::Path(method, path.to_owned()), StatusCode::OK)
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

    /// Checks what the rules expect, and that every request had a reply.
    ///
    /// # Errors
    ///
    /// Names each rule that was used more or less often than it expects, and each request without a reply.
    pub fn verify(&self) -> Result<(), Unmet> {
        let state = self.state();
        let wrong = |rule: &Entry| {
            let expected = rule.expected.filter(|expected| *expected != rule.used)?;
            Some(format!("{} was asked for {} times, not {expected}", rule.matcher, rule.used))
        };
        let mut unmet: Vec<String> = state.rules.iter().filter_map(wrong).collect();
        unmet.extend(state.missing.iter().cloned());
        if unmet.is_empty() { Ok(()) } else { Err(Unmet(unmet)) }
    }

    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        // A test that panicked elsewhere must not hide behind a poisoned lock.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn answer(&self, request: Recorded) -> Result<Reply, TransportError> {
        // Conditions are a test's own code, which may look at this transport: they run outside of the lock.
        let conditions: Vec<(usize, Condition)> = {
            let state = self.state();
            let rules = state.rules.iter().enumerate();
            let fits = rules.filter(|(_, rule)| rule.matcher.fits(&request));
            fits.filter_map(|(index, rule)| Some((index, Arc::clone(rule.condition.as_ref()?))))
                .collect()
        };
        let chosen = conditions.iter().find(|(_, holds)| holds(&request)).map(|(index, _)| *index);
        let mut state = self.state();
        let plain = |rule: &Entry| rule.condition.is_none() && rule.matcher.fits(&request);
        let chosen = chosen.or_else(|| state.rules.iter().position(plain));
        let reply = chosen.and_then(|index| state.rules.get_mut(index)).and_then(|rule| {
            rule.used += 1;
            match rule.replies.len() {
                0 | 1 => rule.replies.front().cloned(),
                _ => rule.replies.pop_front(),
            }
        });
        let missing = format!("no reply was set for {} {}", request.method, request.uri.path());
        state.requests.push(request);
        reply.ok_or_else(|| {
            state.missing.push(missing.clone());
            TransportError::not_sent(missing).permanent()
        })
    }
}

impl Matcher {
    fn fits(&self, request: &Recorded) -> bool {
        match self {
            Self::Operation(id) => request.operation == Some(*id),
            Self::Path(method, path) => {
                request.operation.is_none()
                    && request.method == *method
                    && request.uri.path().ends_with(path.as_str())
            }
        }
    }
}

impl fmt::Display for Matcher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Operation(id) => write!(f, "`{id}`"),
            Self::Path(method, path) => write!(f, "{method} {path}"),
        }
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
            match reply.delay {
                Some(Duration::ZERO) => {}
                Some(delay) => tokio::time::sleep(delay).await,
                None => std::future::pending().await,
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

/// What a [`MockTransport`] expected and did not get, or got and did not expect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unmet(Vec<String>);

impl fmt::Display for Unmet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join("; "))
    }
}

impl std::error::Error for Unmet {}
