//! Spans: one a call, one an attempt, by OpenTelemetry's names for HTTP clients.
//!
//! In: a [`Draft`] and what comes of it. Out: spans of `tracing`, or nothing where the feature is off. It tells methods,
//! path templates, servers and statuses: never a value of an argument, a header or a body.

use std::future::Future;

use http::Uri;

use crate::error::Fault;
use crate::request::Draft;
use crate::response::Answer;
use crate::transport::TransportError;

/// A call or an attempt, while it goes on.
#[cfg(feature = "tracing")]
#[derive(Clone)]
pub(crate) struct Span(tracing::Span);

#[cfg(feature = "tracing")]
impl Span {
    /// Begins a call.
    pub(crate) fn call(draft: &Draft, uri: &Uri) -> Self {
        let span = tracing::info_span!(
            "call",
            otel.name = tracing::field::Empty,
            otel.kind = "internal",
            otel.status_code = tracing::field::Empty,
            operation = draft.id,
            http.request.method = draft.method.as_str(),
            http.request.resend_count = tracing::field::Empty,
            http.response.status_code = tracing::field::Empty,
            url.template = tracing::field::Empty,
            server.address = uri.host(),
            server.port = port(uri),
            error.type = tracing::field::Empty,
        );
        Self(span).named(draft)
    }

    /// Begins an attempt of a call; `resent` came before it.
    pub(crate) fn attempt(&self, draft: &Draft, uri: &Uri, resent: u32) -> Self {
        let span = tracing::info_span!(
            parent: &self.0,
            "attempt",
            otel.name = tracing::field::Empty,
            otel.kind = "client",
            otel.status_code = tracing::field::Empty,
            http.request.method = draft.method.as_str(),
            http.request.resend_count = (resent > 0).then_some(resent),
            http.response.status_code = tracing::field::Empty,
            url.scheme = uri.scheme_str(),
            url.template = tracing::field::Empty,
            server.address = uri.host(),
            server.port = port(uri),
            error.type = tracing::field::Empty,
        );
        Self(span).named(draft)
    }

    fn named(self, draft: &Draft) -> Self {
        if !self.0.is_disabled() {
            match draft.template() {
                Some(template) => {
                    self.0.record("otel.name", format!("{} {template}", draft.method));
                    self.0.record("url.template", template);
                }
                None => drop(self.0.record("otel.name", draft.method.as_str())),
            }
        }
        self
    }

    /// Runs a part of what the span is about.
    pub(crate) fn within<F: Future>(&self, future: F) -> impl Future<Output = F::Output> + use<F> {
        tracing::Instrument::instrument(future, self.0.clone())
    }

    /// Tells how an attempt ended; its span ends with it.
    pub(crate) fn attempted(self, outcome: &Result<Answer, TransportError>) {
        match outcome {
            Ok(answer) => self.answered(answer.status()),
            Err(error) => self.failed(word(error)),
        }
    }

    /// Tells how a call ended, and how many attempts came before the last.
    pub(crate) fn ended(&self, outcome: &Result<Answer, Fault>, resent: u32) {
        if resent > 0 {
            self.0.record("http.request.resend_count", resent);
        }
        match outcome {
            Ok(answer) => self.answered(answer.status()),
            Err(Fault::Transport(error)) => self.failed(word(error)),
            Err(Fault::Timeout(_)) => self.failed("timeout"),
            Err(Fault::Auth(_)) => self.failed("auth"),
            Err(Fault::Request(_)) => self.failed("request"),
        }
    }

    fn answered(&self, status: http::StatusCode) {
        self.0.record("http.response.status_code", status.as_u16());
        if status.is_client_error() || status.is_server_error() {
            self.failed(status.as_str());
        }
    }

    fn failed(&self, error: &str) {
        self.0.record("error.type", error);
        self.0.record("otel.status_code", "ERROR");
    }

    /// Tells of the pause before another attempt.
    pub(crate) fn pause(&self, pause: std::time::Duration) {
        let milliseconds = u64::try_from(pause.as_millis()).unwrap_or(u64::MAX);
        tracing::debug!(parent: &self.0, milliseconds, "sent again after a pause");
    }
}

/// What an error is called; few words, so that they can be counted.
#[cfg(feature = "tracing")]
fn word(error: &TransportError) -> &'static str {
    match (error.is_timeout(), error.may_have_been_sent()) {
        (true, _) => "timeout",
        (false, true) => "transport",
        (false, false) => "connect",
    }
}

#[cfg(feature = "tracing")]
fn port(uri: &Uri) -> Option<u16> {
    uri.port_u16().or(match uri.scheme_str()? {
        "https" => Some(443),
        "http" => Some(80),
        _ => None,
    })
}

/// Nothing: the feature is off.
#[cfg(not(feature = "tracing"))]
#[derive(Clone)]
pub(crate) struct Span;

#[cfg(not(feature = "tracing"))]
impl Span {
    pub(crate) fn call(_: &Draft, _: &Uri) -> Self {
        Self
    }

    pub(crate) fn attempt(&self, _: &Draft, _: &Uri, _: u32) -> Self {
        Self
    }

    pub(crate) fn within<F: Future>(&self, future: F) -> F {
        future
    }

    pub(crate) fn attempted(self, _: &Result<Answer, TransportError>) {}

    pub(crate) fn ended(&self, _: &Result<Answer, Fault>, _: u32) {}

    pub(crate) fn pause(&self, _: std::time::Duration) {}
}
