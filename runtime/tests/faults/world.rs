//! A client beside a scripted server in memory, on paused time.

use std::error::Error as StdError;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use portolan_runtime::auth::{AuthError, Credential};
use portolan_runtime::body::Body;
use portolan_runtime::clock::Clock;
use portolan_runtime::generated::{Api, Core, CoreBuilder, Request, environments};
use portolan_runtime::http::Response;
use portolan_runtime::testing::TestClock;
use portolan_runtime::transport::{BoxFuture, Transport, TransportError};
use portolan_runtime::{CallError, NoError, Retry};

pub(crate) use crate::reply::{Reply, Script, Seen, beginning};
use crate::systems::System;

static API: Api =
    Api { name: "api", title: "API", version: "1", user_agent: "api/1", security: &[] };

environments! {
    /// Servers of the API.
    pub enum Environment {
        Production = "https://api.example/v1",
        Sandbox = "https://sandbox.example/v1",
    }
}

impl Seen {
    /// Returns the token that the request carries.
    pub(crate) fn token(&self, system: &System) -> Option<&str> {
        self.headers.get(system.header)?.to_str().ok()?.strip_prefix("Bearer ")
    }
}

pub(crate) struct Server {
    system: &'static System,
    /// Requests for tokens, and those of the API.
    pub(crate) tokens: Mutex<Vec<Seen>>,
    pub(crate) calls: Mutex<Vec<Seen>>,
    issue: Mutex<Script>,
    serve: Mutex<Script>,
}

struct Wire(Arc<Server>);

impl Transport for Wire {
    fn send(
        &self,
        request: Request<Body>,
    ) -> BoxFuture<'static, Result<Response<Body>, TransportError>> {
        let server = Arc::clone(&self.0);
        Box::pin(async move {
            let path = request.uri().path().strip_prefix("/v1").unwrap_or_default().to_owned();
            let seen = Seen::of(request).await?;
            let system = server.system;
            let is_token = path == system.login || Some(path.as_str()) == system.renew;
            let (list, script) = if is_token {
                (&server.tokens, &server.issue)
            } else {
                (&server.calls, &server.serve)
            };
            let number = {
                let mut all = list.lock().unwrap();
                all.push(seen.clone());
                all.len()
            };
            let reply = (script.lock().unwrap())(number, &seen);
            reply.given().await
        })
    }
}

pub(crate) fn rfc3339(time: SystemTime) -> String {
    let since = time.duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs();
    let (days, rest) = (since / 86_400, since % 86_400);
    // The days of 2018 are enough.
    let mut day = days - 17_532;
    let mut month = 1;
    for length in [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] {
        if day < length {
            break;
        }
        day -= length;
        month += 1;
    }
    let (hour, minute, second) = (rest / 3600, rest / 60 % 60, rest % 60);
    format!("2018-{month:02}-{:02}T{hour:02}:{minute:02}:{second:02}+00:00", day + 1)
}

pub(crate) struct World {
    pub(crate) system: &'static System,
    pub(crate) server: Arc<Server>,
    pub(crate) clock: TestClock,
    pub(crate) core: Core,
}

pub(crate) type Outcome = Result<String, CallError<NoError>>;

impl World {
    /// A world where the server answers well after 100 ms, each token living an hour; a call's answer is the token
    /// that it was sent with.
    pub(crate) fn new(system: &'static System) -> Self {
        Self::with(system, |builder| builder)
    }

    /// The same with settings.
    pub(crate) fn with(
        system: &'static System,
        settings: impl FnOnce(CoreBuilder) -> CoreBuilder,
    ) -> Self {
        let clock = TestClock::new(beginning());
        let wall = clock.clone();
        let issue: Script = Box::new(move |n, _| {
            let at = rfc3339(wall.now() + Duration::from_secs(3600));
            let answer = (system.answer)(n, Some("3600"), &at);
            Reply::Answer(200, answer).after(Duration::from_millis(100))
        });
        let serve: Script =
            Box::new(|_, seen| Reply::Answer(200, seen.token(system).unwrap_or("none").to_owned()));
        let server = Arc::new(Server {
            system,
            tokens: Mutex::default(),
            calls: Mutex::default(),
            issue: Mutex::new(issue),
            serve: Mutex::new(serve),
        });
        let builder = builder(&server, &clock, &Environment::Production);
        let core = settings(builder.credential(system.scheme, (system.credential)()));
        Self { system, server, clock, core: core.build().unwrap() }
    }

    /// A second client of the same server, with its own credentials and settings.
    pub(crate) fn beside(
        &self,
        credential: Credential,
        settings: impl FnOnce(CoreBuilder) -> CoreBuilder,
    ) -> Self {
        let builder = builder(&self.server, &self.clock, &Environment::Production);
        let core = settings(builder.credential(self.system.scheme, credential)).build().unwrap();
        self.through(core)
    }

    /// The same world through another client.
    pub(crate) fn through(&self, core: Core) -> Self {
        let Self { system, server, clock, .. } = self;
        Self { system, server: Arc::clone(server), clock: clock.clone(), core }
    }

    /// A client of another environment; the wire is the same.
    pub(crate) fn elsewhere(&self, environment: &Environment) -> CoreBuilder {
        let builder = builder(&self.server, &self.clock, environment);
        builder.credential(self.system.scheme, (self.system.credential)())
    }

    /// Sets what the token endpoint does; `n` counts its requests from 1.
    pub(crate) fn issue(&self, script: impl FnMut(usize, &Seen) -> Reply + Send + 'static) {
        *self.server.issue.lock().unwrap() = Box::new(script);
    }

    /// Lets the token endpoint do always the same.
    pub(crate) fn always(&self, reply: Reply) {
        self.issue(move |_, _| reply.clone());
    }

    /// Lets the token endpoint answer well at once, with this lifetime and no absolute time.
    pub(crate) fn lifetime(&self, lifetime: Option<&'static str>) {
        let answer = self.system.answer;
        self.issue(move |n, _| Reply::Answer(200, answer(n, lifetime, "")));
    }

    /// Lets a login succeed and a renewal do something else.
    pub(crate) fn renewal(&self, reply: Reply) {
        let (answer, login) = (self.system.answer, self.system.login);
        self.issue(move |n, seen| {
            if seen.uri.ends_with(login) {
                Reply::Answer(200, answer(n, Some("60"), ""))
            } else {
                reply.clone()
            }
        });
    }

    /// Sets what the API does with calls; `n` counts them from 1.
    pub(crate) fn serve(&self, script: impl FnMut(usize, &Seen) -> Reply + Send + 'static) {
        *self.server.serve.lock().unwrap() = Box::new(script);
    }

    /// Lets the API reject some tokens with a status and take the others.
    pub(crate) fn reject(&self, status: u16, tokens: &'static [&'static str]) {
        let system = self.system;
        self.serve(move |_, seen| match seen.token(system) {
            Some(token) if !tokens.contains(&token) => Reply::Answer(200, token.to_owned()),
            _ => Reply::status(status),
        });
    }

    /// Makes a call; its answer is the token that it was sent with.
    pub(crate) async fn call(&self) -> Outcome {
        self.core.call(self.system.get).await.map(|text| text.to_string())
    }

    /// Makes a call in a task of its own.
    pub(crate) fn spawn(&self) -> tokio::task::JoinHandle<Outcome> {
        let call = self.core.call(self.system.get).send();
        tokio::spawn(async move { call.await.map(|text| text.to_string()) })
    }

    /// Makes a call that must give this token.
    pub(crate) async fn expect(&self, token: &str) {
        assert_eq!(self.call().await.unwrap(), token, "{}", self.system.name);
    }

    /// Makes a call that must fail for want of a token.
    pub(crate) async fn refused(&self) -> AuthError {
        match self.call().await {
            Err(CallError::Auth(error)) => error,
            other => panic!("{}: {other:?}", self.system.name),
        }
    }

    /// Returns how many requests for tokens there were.
    pub(crate) fn requests(&self) -> usize {
        self.server.tokens.lock().unwrap().len()
    }

    /// Returns how many of them were logins.
    pub(crate) fn logins(&self) -> usize {
        let tokens = self.server.tokens.lock().unwrap();
        tokens.iter().filter(|seen| seen.uri.ends_with(self.system.login)).count()
    }

    /// Returns how many requests for tokens held a text in their bodies.
    pub(crate) fn sent(&self, text: &str) -> usize {
        let tokens = self.server.tokens.lock().unwrap();
        tokens.iter().filter(|seen| seen.body.contains(text)).count()
    }

    /// Returns how many calls reached the API.
    pub(crate) fn calls(&self) -> usize {
        self.server.calls.lock().unwrap().len()
    }
}

fn builder(server: &Arc<Server>, clock: &TestClock, environment: &Environment) -> CoreBuilder {
    CoreBuilder::new(&API, environment)
        .transport(Wire(Arc::clone(server)))
        .clock(clock.clone())
        .retry(Retry::none())
}

/// A builder without a transport in memory, for servers on loopback.
pub(crate) fn on_wire(url: String) -> CoreBuilder {
    CoreBuilder::new(&API, &Environment::custom(url)).retry(Retry::none())
}

pub(crate) async fn seconds(seconds: u64) {
    tokio::time::sleep(Duration::from_secs(seconds)).await;
}

/// Returns everything that an error shows.
pub(crate) fn shown(error: &(dyn StdError + 'static)) -> String {
    let mut text = format!("{error} {error:?} {error:#?}");
    let mut source = error.source();
    while let Some(error) = source {
        text.push_str(&format!(" {error} {error:?} {error:#?}"));
        source = error.source();
    }
    text
}
