//! What a scripted server in memory sees and does: shared by the fault matrix and the tests inside of `auth`.

#![allow(dead_code, reason = "not every test binary uses everything")]

use std::time::{Duration, SystemTime};

use portolan_runtime::body::{Body, Chunks};
use portolan_runtime::bytes::Bytes;
use portolan_runtime::http::{HeaderMap, Request, Response};
use portolan_runtime::transport::{BoxFuture, TransportError};

/// A request as the server saw it.
#[derive(Clone, Debug)]
pub(super) struct Seen {
    pub(super) uri: String,
    pub(super) headers: HeaderMap,
    pub(super) body: String,
}

impl Seen {
    /// Reads a request to its end.
    pub(super) async fn of(request: Request<Body>) -> Result<Self, TransportError> {
        let (parts, body) = request.into_parts();
        let body = body.collect(1 << 20).await?;
        Ok(Self {
            uri: parts.uri.to_string(),
            headers: parts.headers,
            body: String::from_utf8_lossy(&body).into_owned(),
        })
    }
}

/// What the server does.
#[derive(Clone, Debug)]
pub(super) enum Reply {
    Answer(u16, String),
    With(u16, Vec<(&'static str, String)>, String),
    /// The connection breaks after the request was sent.
    Lost,
    /// No connection.
    Unsent,
    /// The answer breaks off.
    Truncated(String),
    /// A byte a second.
    Drip(String),
    Panic,
    Hang,
    Slow(Duration, Box<Reply>),
}

impl Reply {
    pub(super) fn status(status: u16) -> Self {
        Self::Answer(status, String::new())
    }

    pub(super) fn after(self, time: Duration) -> Self {
        Self::Slow(time, Box::new(self))
    }

    /// Does it.
    pub(super) async fn given(mut self) -> Result<Response<Body>, TransportError> {
        loop {
            self = match self {
                Self::Slow(time, then) => {
                    tokio::time::sleep(time).await;
                    *then
                }
                Self::Answer(status, body) => return Ok(response(status, &[], body)),
                Self::With(status, headers, body) => return Ok(response(status, &headers, body)),
                Self::Truncated(body) => {
                    return Ok(response(200, &[], Body::chunks(Slowly(body, None))));
                }
                Self::Drip(body) => {
                    let pause = Some(Duration::from_secs(1));
                    return Ok(response(200, &[], Body::chunks(Slowly(body, pause))));
                }
                Self::Lost => return Err(TransportError::new("reset")),
                Self::Unsent => return Err(TransportError::not_sent("refused")),
                Self::Panic => panic!("the transport panics"),
                Self::Hang => std::future::pending().await,
            }
        }
    }
}

/// What a server does with each request; they are counted from 1.
pub(super) type Script = Box<dyn FnMut(usize, &Seen) -> Reply + Send>;

/// A body that comes byte by byte, or half of it and then an error.
struct Slowly(String, Option<Duration>);

impl Chunks for Slowly {
    fn next(&mut self) -> BoxFuture<'_, Option<Result<Bytes, TransportError>>> {
        Box::pin(async {
            if self.0.is_empty() {
                return self.1.is_none().then(|| Err(TransportError::new("it breaks off")));
            }
            let many = if self.1.is_some() { 1 } else { self.0.len() / 2 };
            let rest = self.0.split_off(many);
            let chunk = std::mem::replace(&mut self.0, rest);
            match self.1 {
                Some(pause) => tokio::time::sleep(pause).await,
                None => self.0.clear(),
            }
            Some(Ok(Bytes::from(chunk)))
        })
    }
}

fn response(
    status: u16,
    headers: &[(&'static str, String)],
    body: impl Into<Body>,
) -> Response<Body> {
    let mut response = Response::builder().status(status);
    for (name, value) in headers {
        response = response.header(*name, value);
    }
    response.body(body.into()).unwrap()
}

/// 2018-04-01T20:39:12Z, an hour before the documented example's expiry.
pub(super) fn beginning() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_522_615_152)
}
