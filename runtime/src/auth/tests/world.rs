//! A client's sessions beside a scripted server, on paused time.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use http::{Request, Response, StatusCode};

pub(in crate::auth::tests) use super::reply::{Reply, Script, Seen, beginning};
use super::systems::System;
use crate::auth::session::Grant;
use crate::auth::{AuthError, Credential, MemoryStore, Sessions, SessionsConfig, Verdict};
use crate::body::Body;
use crate::clock::Clock;
use crate::testing::clock::TestClock;
use crate::transport::{BoxFuture, Transport, TransportError};

pub(super) struct Server {
    pub(super) seen: Mutex<Vec<Seen>>,
    script: Mutex<Script>,
}

pub(super) struct Wire(Arc<Server>);

impl Transport for Wire {
    fn send(
        &self,
        request: Request<Body>,
    ) -> BoxFuture<'static, Result<Response<Body>, TransportError>> {
        let server = Arc::clone(&self.0);
        Box::pin(async move {
            let seen = Seen::of(request).await?;
            let number = {
                let mut all = server.seen.lock().unwrap();
                all.push(seen.clone());
                all.len()
            };
            let reply = (server.script.lock().unwrap())(number, &seen);
            reply.given().await
        })
    }
}

pub(super) struct World {
    pub(super) system: &'static System,
    pub(super) server: Arc<Server>,
    pub(super) clock: TestClock,
    pub(super) sessions: Arc<Sessions>,
}

impl World {
    /// A world where the server answers well, each token living an hour.
    pub(super) fn new(system: &'static System) -> Self {
        let clock = TestClock::new(beginning());
        let wall = clock.clone();
        let script: Script = Box::new(move |n, _| {
            let at = jiff::Timestamp::try_from(wall.now()).unwrap()
                + jiff::SignedDuration::from_hours(1);
            let answer = (system.answer)(n, Some("3600"), &at.to_string());
            Reply::Slow(Duration::from_millis(100), Box::new(Reply::Answer(200, answer)))
        });
        let server = Arc::new(Server { seen: Mutex::default(), script: Mutex::new(script) });
        Self::beside(system, "https://api.example/v1", &server, &clock, (system.credential)())
    }

    pub(super) fn beside(
        system: &'static System,
        base: &str,
        server: &Arc<Server>,
        clock: &TestClock,
        credential: Credential,
    ) -> Self {
        let config = SessionsConfig {
            credentials: vec![(system.scheme, credential)],
            ..config(base, server, clock)
        };
        let sessions = Arc::new(Sessions::new(config).unwrap());
        Self { system, server: Arc::clone(server), clock: clock.clone(), sessions }
    }

    /// Replaces what the server does; `n` counts all requests from 1.
    pub(super) fn script(&self, script: impl FnMut(usize, &Seen) -> Reply + Send + 'static) {
        *self.server.script.lock().unwrap() = Box::new(script);
    }

    /// Lets the server answer well with this lifetime and no absolute time.
    pub(super) fn lifetime(&self, lifetime: Option<&'static str>) {
        let answer = self.system.answer;
        self.script(move |n, _| Reply::Answer(200, answer(n, lifetime, "")));
    }

    /// Lets the server do always the same.
    pub(super) fn always(&self, reply: Reply) {
        self.script(move |_, _| reply.clone());
    }

    pub(super) async fn grant(&self) -> Result<(Grant, String), AuthError> {
        call(self.system, &self.sessions).await
    }

    /// Makes a call and returns the token that it carried.
    pub(super) async fn token(&self) -> Result<String, AuthError> {
        self.grant().await.map(|(_, token)| token)
    }

    pub(super) async fn answered(&self, grant: &Grant, status: u16) -> Verdict {
        self.sessions.answered(grant, StatusCode::from_u16(status).unwrap()).await
    }

    pub(super) fn requests(&self) -> usize {
        self.server.seen.lock().unwrap().len()
    }

    pub(super) fn requests_to(&self, path: &str) -> usize {
        let url = format!("https://api.example/v1{path}");
        self.server.seen.lock().unwrap().iter().filter(|seen| seen.uri == url).count()
    }

    pub(super) fn logins(&self) -> usize {
        self.requests_to(self.system.login)
    }
}

/// What every configuration shares.
pub(super) fn config(base: &str, server: &Arc<Server>, clock: &TestClock) -> SessionsConfig {
    SessionsConfig {
        transport: Arc::new(Wire(Arc::clone(server))),
        base: base.parse().unwrap(),
        clock: Arc::new(clock.clone()),
        allow_http: false,
        trusted: Vec::new(),
        user_agent: None,
        credentials: Vec::new(),
        store: Arc::new(MemoryStore::default()),
    }
}

pub(super) async fn call(
    system: &'static System,
    sessions: &Sessions,
) -> Result<(Grant, String), AuthError> {
    let mut request = request("https://api.example/v1/accounts");
    let grant = sessions.authorize(system.security, &mut request).await?;
    let value = &request.headers()[system.header];
    assert!(value.is_sensitive());
    let token = value.to_str().unwrap().strip_prefix("Bearer ").unwrap().to_owned();
    Ok((grant, token))
}

pub(super) fn request(uri: &str) -> Request<Body> {
    Request::builder().uri(uri).body(Body::empty()).unwrap()
}

pub(super) async fn seconds(seconds: u64) {
    tokio::time::sleep(Duration::from_secs(seconds)).await;
}
