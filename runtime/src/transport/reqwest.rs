//! The default transport: reqwest, with its redirects and retries off.
//!
//! In: a [`Request`](http::Request). Out: its response, the body streaming. It must not decide
//! anything: where a request goes and whether it goes again is settled above it.

use std::fmt;
use std::pin::Pin;
use std::sync::{Arc, Mutex, OnceLock};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use http_body::{Frame, SizeHint};

use super::{BoxFuture, Transport, TransportError};
use crate::body::{Body, Chunks};
use crate::environment::stays_here;

/// Sends requests with `reqwest`.
///
/// Redirects and reqwest's own retries are always off. The time to connect is at most 10 s; a builder
/// that is handed over has its own settings for everything else.
///
/// The proxies that the environment names (`HTTPS_PROXY` and its like) are used, but never for requests to this machine:
/// those carry credentials over `http://`, and a proxy would read them. A builder that is handed over decides about its
/// proxies alone; [`no_proxy`](reqwest::ClientBuilder::no_proxy) switches those of the environment off.
///
/// Open connections belong to the tokio runtime that opened them. A client may go from one runtime to the next, but while
/// an earlier one exists and nobody runs it, the first call on another may wait for a connection of that one, up to the
/// attempt's time-out.
#[derive(Clone)]
pub struct ReqwestTransport {
    client: reqwest::Client,
    /// For this machine: made when it is first needed. `None`: the same.
    here: Option<Arc<OnceLock<reqwest::Client>>>,
}

impl ReqwestTransport {
    /// Makes a transport of reqwest's defaults.
    ///
    /// # Errors
    ///
    /// Fails where TLS cannot be set up.
    pub fn new() -> Result<Self, TransportError> {
        let transport = Self::from_builder(defaults())?;
        Ok(Self { here: Some(Arc::default()), ..transport })
    }

    /// Makes a transport that goes a way, of one's own settings where there are some.
    pub(crate) fn via(
        way: Via,
        builder: Option<reqwest::ClientBuilder>,
    ) -> Result<Self, TransportError> {
        match (way, builder) {
            (Via::Environment, None) => Self::new(),
            (Via::Environment, Some(builder)) => Self::from_builder(builder),
            (Via::Nothing, builder) => {
                Self::from_builder(builder.unwrap_or_else(defaults).no_proxy())
            }
            (Via::Proxy(proxy), None) => {
                let transport = Self::from_builder(defaults().proxy(*proxy))?;
                Ok(Self { here: Some(Arc::default()), ..transport })
            }
            (Via::Proxy(proxy), Some(builder)) => Self::from_builder(builder.proxy(*proxy)),
        }
    }

    /// Makes a transport of one's own settings: proxies, certificates, pools.
    ///
    /// # Errors
    ///
    /// Fails where the settings contradict each other.
    pub fn from_builder(builder: reqwest::ClientBuilder) -> Result<Self, TransportError> {
        Ok(Self { client: build(builder)?, here: None })
    }

    fn client(&self, uri: &http::Uri) -> Result<reqwest::Client, TransportError> {
        let Some(here) = self.here.as_ref().filter(|_| stays_here(uri)) else {
            return Ok(self.client.clone());
        };
        if let Some(client) = here.get() {
            return Ok(client.clone());
        }
        let client = build(defaults().no_proxy())?;
        Ok(here.get_or_init(|| client).clone())
    }
}

/// The way to a server.
pub(crate) enum Via {
    /// What the environment's variables say.
    Environment,
    /// Straight.
    Nothing,
    Proxy(Box<reqwest::Proxy>),
}

fn defaults() -> reqwest::ClientBuilder {
    reqwest::Client::builder().connect_timeout(Duration::from_secs(10)).referer(false)
}

fn build(builder: reqwest::ClientBuilder) -> Result<reqwest::Client, TransportError> {
    install_tls();
    builder
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .build()
        .map_err(TransportError::not_sent)
}

/// Gives rustls its cryptography where the program has not chosen one; reqwest would panic without.
#[cfg(feature = "rustls")]
fn install_tls() {
    if rustls::crypto::CryptoProvider::get_default().is_none() {
        // It fails only where another thread was first, and then there is one.
        let _ = rustls::crypto::ring::default_provider().install_default();
    }
}

#[cfg(not(feature = "rustls"))]
fn install_tls() {}

impl Transport for ReqwestTransport {
    fn send(
        &self,
        request: http::Request<Body>,
    ) -> BoxFuture<'static, Result<http::Response<Body>, TransportError>> {
        let client = self.client(request.uri());
        Box::pin(async move {
            let request = convert(request)?;
            let mut response = client?.execute(request).await.map_err(failure)?;
            let mut answer = http::Response::new(Body::empty());
            *answer.status_mut() = response.status();
            *answer.version_mut() = response.version();
            *answer.headers_mut() = std::mem::take(response.headers_mut());
            *answer.body_mut() = Body::chunks(Incoming(response));
            Ok(answer)
        })
    }
}

fn convert(request: http::Request<Body>) -> Result<reqwest::Request, TransportError> {
    let path = request.uri().path().to_owned();
    let request = request.map(|body| match body.as_bytes() {
        Some(bytes) => reqwest::Body::from(bytes.clone()),
        None => {
            let len = body.len();
            reqwest::Body::wrap(Outgoing(Mutex::new(State::Idle(body)), len))
        }
    });
    let request = reqwest::Request::try_from(request)
        .map_err(|error| TransportError::not_sent(error).permanent())?;
    // The last door: a URL parser that reads the path otherwise than we wrote it sends nothing.
    if request.url().path() != path {
        return Err(TransportError::not_sent("the URL does not keep its path").permanent());
    }
    Ok(request)
}

fn failure(error: reqwest::Error) -> TransportError {
    let timed_out = error.is_timeout();
    let failure = if error.is_connect() || error.is_builder() {
        TransportError::not_sent(error.without_url())
    } else {
        // The URL may carry a key in its query.
        TransportError::new(error.without_url())
    };
    if timed_out { failure.timed_out() } else { failure }
}

struct Incoming(reqwest::Response);

impl Chunks for Incoming {
    fn next(&mut self) -> BoxFuture<'_, Option<Result<Bytes, TransportError>>> {
        Box::pin(async { self.0.chunk().await.map_err(failure).transpose() })
    }
}

/// A streaming body on its way out. The mutex is never locked: it makes the chunks `Sync`.
struct Outgoing(Mutex<State>, Option<u64>);

type Step = (Body, Option<Result<Bytes, TransportError>>);

enum State {
    Idle(Body),
    Waiting(BoxFuture<'static, Step>),
    Done,
}

impl http_body::Body for Outgoing {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, TransportError>>> {
        let Ok(state) = self.0.get_mut() else { return Poll::Ready(None) };
        if let State::Idle(body) = state {
            let mut body = std::mem::take(body);
            *state = State::Waiting(Box::pin(async move {
                let chunk = body.next().await;
                (body, chunk)
            }));
        }
        let State::Waiting(next) = state else { return Poll::Ready(None) };
        let (body, chunk) = ready!(next.as_mut().poll(context));
        *state = if matches!(chunk, Some(Ok(_))) { State::Idle(body) } else { State::Done };
        Poll::Ready(chunk.map(|chunk| chunk.map(Frame::data)))
    }

    fn size_hint(&self) -> SizeHint {
        self.1.map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}

impl fmt::Debug for ReqwestTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ReqwestTransport")
    }
}
