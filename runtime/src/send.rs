//! Sends a request: credentials, deadlines, the one replay, retries.
//!
//! In: a [`Draft`]. Out: an [`Answer`], whatever its status, or why there is none. Nothing here is
//! generic: it is compiled once, in the runtime.

use std::sync::PoisonError;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Duration;

use bytes::Bytes;
use http::{Method, header};
use tokio::runtime::Handle;
use tokio::time::Instant;

use crate::auth::{Grant, Verdict};
use crate::body::Body;
use crate::client::Inner;
use crate::error::{Fault, TimeoutError};
use crate::idempotency::is_repeatable;
use crate::request::Draft;
use crate::response::Answer;
use crate::retry::{self, Retry};
use crate::trace::Span;
use crate::transport::TransportError;

/// Runs a call to its end.
pub(crate) async fn run(draft: Box<Draft>) -> Result<Answer, Fault> {
    let mut request = draft.build().map_err(Fault::Request)?;
    if Handle::try_current().is_err() {
        // Deadlines and sockets are tokio's; without it both would panic.
        let error = TransportError::not_sent("no tokio runtime runs this call").permanent();
        return Err(Fault::Transport(error));
    }
    let allowed = draft.timeout.unwrap_or(draft.core.inner().timeout);
    let retry = draft.retry.unwrap_or(draft.core.inner().retry);
    // Whether the server may have seen any attempt: what a time-out has to say.
    let sent = AtomicBool::new(false);
    let stream = draft.body.take_stream(draft.id).map_err(Fault::Request)?;
    // A stream that went out is gone, whatever came of it: there is no second attempt.
    let keyed = draft.idempotency.filter(|_| retry.is_any() && stream.is_none());
    let repeatable = is_repeatable(&mut request, keyed);
    let span = Span::call(&draft, request.uri());
    let resent = AtomicU32::new(0);
    let plan = Plan { draft: &draft, request: &request, allowed, retry, repeatable, span: &span };
    let attempts = span.within(attempts(plan, stream, &sent, &resent));
    let outcome = match tokio::time::timeout(allowed, attempts).await {
        Ok(outcome) => outcome,
        Err(_) => Err(Fault::Timeout(TimeoutError::new(allowed, sent.load(Ordering::Relaxed)))),
    };
    span.ended(&outcome, resent.into_inner());
    outcome
}

/// What is settled of a call before its first attempt.
#[derive(Clone, Copy)]
struct Plan<'a> {
    draft: &'a Draft,
    request: &'a http::Request<Bytes>,
    allowed: Duration,
    retry: Retry,
    repeatable: bool,
    span: &'a Span,
}

async fn attempts(
    plan: Plan<'_>,
    mut stream: Option<Body>,
    sent: &AtomicBool,
    resent: &AtomicU32,
) -> Result<Answer, Fault> {
    let Plan { draft, request, allowed, retry, repeatable, span } = plan;
    let core: &Inner = draft.core.inner();
    let attempt_timeout = draft.attempt_timeout.unwrap_or(core.attempt_timeout);
    let deadline = Instant::now().checked_add(allowed);
    let in_time = |pause| {
        deadline.is_none_or(|end| Instant::now().checked_add(pause).is_some_and(|t| t < end))
    };
    let once_only = stream.is_some();
    let mut attempt = 1;
    let mut replayed = false;
    let mut replaying = false;
    // What was sent with last, and what came of it.
    let mut before: Option<(Grant, Result<Answer, TransportError>)> = None;
    // What the last attempt came to that was followed by another; a replay follows no attempt.
    let mut attempted: Option<Result<Answer, TransportError>> = None;
    loop {
        let mut sending = copy(request);
        let grant = if replayed {
            core.sessions.authorize_replay(draft.security, &mut sending).await
        } else {
            core.sessions.authorize(draft.security, &mut sending).await
        };
        let grant = match grant {
            Ok(grant) => grant,
            // Without a token there is no other attempt, but there was one: the server may have acted on it.
            Err(error) => {
                let last = before.filter(|_| !replaying).map(|(_, last)| last).or(attempted);
                return last.map_or(Err(Fault::Auth(error)), |last| {
                    last.map_err(|error| fault(error, attempt_timeout))
                });
            }
        };
        if let Some((earlier, last)) = before.take() {
            if !grant.continues(&earlier) {
                // What one identity asked is not asked again as another.
                return last.map_err(|error| fault(error, attempt_timeout));
            }
            if !replaying {
                attempted = Some(last);
            }
        }
        replaying = false;
        let switching = core.sessions.switching(draft.switches, &grant).map_err(Fault::Auth)?;
        if let Some(body) = stream.take() {
            *sending.body_mut() = body;
        }
        let seen = sent.swap(true, Ordering::Relaxed);
        let tracked = span.attempt(draft, request.uri(), resent.load(Ordering::Relaxed));
        let exchange = once(draft, sending, attempt_timeout);
        let mut outcome = tracked.within(exchange).await;
        tracked.attempted(&outcome);
        if let Some(switching) = switching {
            switching.ended(request.body(), &mut outcome).await;
        }
        let (pause, last) = match outcome {
            Ok(answer) => {
                let status = answer.status();
                let verdict = core.sessions.answered(&grant, status).await;
                if matches!(verdict, Verdict::Replay) && !replayed && !once_only {
                    // A replay is no attempt: the first one was refused at the door.
                    replayed = true;
                    replaying = true;
                    before = Some((grant, Ok(answer)));
                    resent.fetch_add(1, Ordering::Relaxed);
                    continue;
                }
                if !retry::is_trouble(status) {
                    core.budget.succeeded();
                }
                let now = core.clock.now();
                let pause = retry.after_answer(attempt, repeatable, status, answer.headers(), now);
                (pause, Ok(answer))
            }
            Err(error) => {
                let pause = retry.after_error(attempt, repeatable, &error);
                let error = if seen { error.sent() } else { error };
                sent.store(error.may_have_been_sent(), Ordering::Relaxed);
                (pause, Err(error))
            }
        };
        match pause {
            Some(pause) if !once_only && in_time(pause) && core.budget.take() => {
                span.pause(pause);
                tokio::time::sleep(pause).await;
                attempt += 1;
                resent.fetch_add(1, Ordering::Relaxed);
                before = Some((grant, last));
            }
            _ => return last.map_err(|error| fault(error, attempt_timeout)),
        }
    }
}

fn fault(error: TransportError, after: Duration) -> Fault {
    if error.is_timeout() {
        Fault::Timeout(TimeoutError::new(after, error.may_have_been_sent()))
    } else {
        Fault::Transport(error)
    }
}

/// Sends once and reads the answer, within the time of one attempt.
async fn once(
    draft: &Draft,
    request: http::Request<Body>,
    allowed: Duration,
) -> Result<Answer, TransportError> {
    let exchange = async {
        let (head, body) = draft.core.inner().transport.send(request).await?.into_parts();
        let mut body = framed(&draft.method, &head, body);
        let mut whole = Bytes::new();
        match draft.leaves_unread(head.status) {
            Some(unread) => {
                let body = std::mem::take(&mut body);
                unread.lock().unwrap_or_else(PoisonError::into_inner).replace(body);
            }
            // A body that breaks off comes after the server acted, whatever the transport says.
            None => {
                whole = body.collect(draft.limit()).await.map_err(TransportError::broken_off)?;
            }
        }
        Ok(Answer::new(head.status, head.headers, whole))
    };
    match tokio::time::timeout(allowed, exchange).await {
        Ok(outcome) => outcome,
        Err(elapsed) => Err(TransportError::new(elapsed).timed_out()),
    }
}

/// Returns the body that an answer has (RFC 9112, 6.3): none where its method or its status has none, else one of the
/// length that it says, whatever the transport makes of it.
fn framed(method: &Method, head: &http::response::Parts, body: Body) -> Body {
    let bodiless = matches!(head.status.as_u16(), 100..=199 | 204 | 304);
    if *method == Method::HEAD || bodiless {
        return Body::empty();
    }
    // What was decoded on the way has another length.
    let encoded = head.headers.contains_key(header::CONTENT_ENCODING);
    let length = head.headers.get(header::CONTENT_LENGTH).filter(|_| !encoded);
    match length.and_then(|length| length.to_str().ok()?.parse().ok()) {
        Some(length) => body.exactly(length),
        None => body,
    }
}

fn copy(request: &http::Request<Bytes>) -> http::Request<Body> {
    let mut copy = http::Request::new(Body::from(request.body().clone()));
    *copy.method_mut() = request.method().clone();
    *copy.uri_mut() = request.uri().clone();
    *copy.headers_mut() = request.headers().clone();
    *copy.extensions_mut() = request.extensions().clone();
    copy
}
