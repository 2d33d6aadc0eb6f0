//! Calls as a whole: when they are sent again, what is told of them, how they wait, how a client is set up.

mod allocations;
mod blocking;
mod builder;
mod mock;
mod retries;
#[path = "../wire/support.rs"]
mod support;
mod traces;

use std::time::{Duration, SystemTime};

use portolan_runtime::generated::{
    Api, Carry, Core, Encoding, Exchange, Expiry, Field, Part, Requirement, Scheme, Target,
    TokenAnswer, TokenFlow, call, client, credentials, environments, errors,
};
use portolan_runtime::testing::{MockTransport, TestClock};
use portolan_runtime::{ApiKey, Call, NoError, Operation, PlainText, Secret};

static API: Api =
    Api { name: "test", title: "Test", version: "1", user_agent: "test/0.1.0", security: &[] };

environments! {
    /// Servers.
    pub enum Environment {
        /// Nowhere.
        Production = "https://api.example.com/v1",
    }
}

client! {
    /// A client.
    pub struct Client, Builder;
    api: API, environment: Environment
}

impl Client {
    fn call<T, E>(&self, operation: &'static Operation<T, E>) -> Call<T, E> {
        let core: &Core = &self.0;
        core.call(operation)
    }
}

impl Builder {
    fn login(self) -> Self {
        Self(self.0.credential(&TOKEN, Login::new("ada", "CANARY-password")))
    }

    fn key(self) -> Self {
        Self(self.0.credential(&KEY, ApiKey::new("CANARY-key")))
    }
}

static TOKEN: Scheme =
    Scheme::token("JWT", Carry::header("Authorization", "Bearer")).flow(&TokenFlow {
        acquire: Exchange {
            method: "POST",
            url: "/login",
            encoding: Encoding::Json,
            fields: &[
                Field::credential("username", Target::Body("/username")),
                Field::credential("password", Target::Body("/password")),
            ],
            answer: TokenAnswer {
                token: "/token",
                expires: &[Expiry::After { seconds: 3600 }],
                refresh_token: None,
                refresh_expires: &[],
                succeeded: None,
            },
        },
        renew: None,
    });

static KEY: Scheme = Scheme::api_key("key", Carry::query("key"));

credentials! {
    /// What the login asks for.
    pub struct Login from "API" { username: String, password: Secret }
}

errors! {
    /// Failures of a read.
    pub enum ReadError {
        /// There is none.
        404 => NotFound(String),
    }
}

static READ: Operation<Vec<i64>, ReadError> = Operation::get("read", "/things/{id}");
static TEXT: Operation<PlainText, NoError> = Operation::get("text", "/text");
static WRITE: Operation<(), NoError> = Operation::post("write", "/things").status(204);
static PAY: Operation<(), NoError> =
    Operation::post("pay", "/payments").status(204).idempotency_key("Idempotency-Key");
static GUARDED: Operation<Vec<i64>, NoError> = Operation::post("guarded", "/guarded").security(&[
    Requirement(&[Part { scheme: &TOKEN, scopes: &[] }, Part { scheme: &KEY, scopes: &[] }]),
]);

call! {
    /// [`READ`] with a limit.
    pub struct Read(Vec<i64>, ReadError);
}

impl Read {
    /// At most so many.
    pub fn limit(self, value: i64) -> Self {
        Self(self.0.query("limit", value))
    }
}

fn client(mock: &MockTransport) -> Client {
    Client::builder(Environment::Production).transport(mock.clone()).build().unwrap()
}

/// A client whose wall clock begins at a Unix time and follows paused time.
fn timed(mock: &MockTransport, seconds: u64) -> Client {
    let clock = TestClock::new(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds));
    let builder = Client::builder(Environment::Production).transport(mock.clone());
    builder.clock(clock).build().unwrap()
}
