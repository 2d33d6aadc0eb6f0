//! A provider that describes itself (OpenID Connect Discovery 1.0, RFC 8414), the server of its tokens and an API, on loopback:
//! the world of the rows in `discovery` and `revocation`.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use portolan_runtime::auth::{
    Answer, AuthError, Carry, Credential, Encoding, Exchange, Expiry, Field, Part, Requirement,
    Scheme, Target, TokenFlow,
};
use portolan_runtime::generated::{Core, CoreBuilder};
use portolan_runtime::testing::TestClock;
use portolan_runtime::{CallError, NoError, Operation, PlainText, Secret, credentials};

use crate::support::{Deed, Received, Server, answer};
use crate::world::{beginning, on_wire, shown};

credentials! {
    pub(crate) struct Client { client_id: String, client_secret: Secret }
}
credentials! {
    pub(crate) struct Person { username: String, password: Secret; client_id: String, client_secret: Secret }
}
credentials! {
    pub(crate) struct Consent { refresh_token: Secret; client_id: String, client_secret: Secret }
}

pub(crate) const fn exchange(fields: &'static [Field]) -> Exchange {
    Exchange {
        method: "POST",
        url: Exchange::DISCOVERED,
        encoding: Encoding::Form,
        fields,
        answer: Answer {
            token: "/access_token",
            expires: &[Expiry::In { pointer: "/expires_in", unit_seconds: 1 }],
            refresh_token: Some("/refresh_token"),
            refresh_expires: &[],
            succeeded: None,
        },
    }
}

pub(crate) const ID: Field = Field::credential("client_id", Target::ClientId);
pub(crate) const SECRET: Field = Field::credential("client_secret", Target::ClientSecret);
pub(crate) const RENEW: Exchange = exchange(&[
    Field::constant("refresh_token", Target::Body("/grant_type")),
    Field::refresh_token(Target::Body("/refresh_token")),
    ID,
    SECRET,
]);
pub(crate) static CLIENT: TokenFlow = TokenFlow {
    acquire: exchange(&[
        Field::constant("client_credentials", Target::Body("/grant_type")),
        ID,
        SECRET,
        Field::scopes(Target::Body("/scope")),
    ]),
    renew: None,
};
pub(crate) static PERSON: TokenFlow = TokenFlow {
    acquire: exchange(&[
        Field::constant("password", Target::Body("/grant_type")),
        Field::credential("username", Target::Body("/username")),
        Field::credential("password", Target::Body("/password")),
        ID,
        SECRET,
    ]),
    renew: Some(RENEW),
};
pub(crate) static CONSENT: TokenFlow = TokenFlow { acquire: RENEW, renew: Some(RENEW) };

pub(crate) const WELL_KNOWN: &str = "/realm/.well-known/openid-configuration";
pub(crate) const CANARY: &str = "CANARY-secret";

pub(crate) fn client() -> Credential {
    Client::new("app", CANARY).into()
}

/// What the provider's document says, of the provider's own URL and that of the server of its tokens.
pub(crate) type Document = Box<dyn Fn(&str, &str) -> String + Send + Sync>;

/// What the provider does, of the same URLs and how many requests there were before.
pub(crate) type Serving = Box<dyn Fn(&str, &str, usize) -> Deed + Send + Sync>;

/// A provider, the server of its tokens on another port, and an API.
pub(crate) struct World {
    pub(crate) provider: Server,
    pub(crate) tokens: Arc<Server>,
    pub(crate) api: Server,
    pub(crate) clock: TestClock,
    pub(crate) get: &'static Operation<PlainText, NoError>,
    pub(crate) scheme: &'static Scheme,
}

pub(crate) fn usual(provider: &str, tokens: &str) -> String {
    format!(
        r#"{{"issuer":"{provider}/realm","token_endpoint":"{tokens}/token","revocation_endpoint":"{tokens}/revoke"}}"#
    )
}

impl World {
    pub(crate) async fn new(document: Document, revoke: fn(&Received) -> Deed) -> Self {
        Self::serving(
            Box::new(move |provider, tokens, _| {
                Deed::Write(answer("200 OK", &[], &document(provider, tokens)))
            }),
            revoke,
        )
        .await
    }

    pub(crate) async fn serving(document: Serving, revoke: fn(&Received) -> Deed) -> Self {
        let issued = AtomicUsize::new(0);
        let tokens = Server::start(move |request, _| {
            if request.target() == "/revoke" {
                return revoke(request);
            }
            let n = issued.fetch_add(1, Ordering::SeqCst) + 1;
            let refresh = match request.body.contains("client_credentials") {
                true => String::new(),
                false => format!(r#","refresh_token":"ref-{n}""#),
            };
            let body = format!(r#"{{"access_token":"tok-{n}","expires_in":3600{refresh}}}"#);
            Deed::Write(answer("200 OK", &[], &body))
        })
        .await;
        let tokens = Arc::new(tokens);
        let (url, own) = (tokens.url(""), Arc::new(Mutex::new(String::new())));
        let known = Arc::clone(&own);
        let provider = Server::start(move |_, n| {
            document(&known.lock().unwrap_or_else(PoisonError::into_inner), &url, n)
        })
        .await;
        *own.lock().unwrap_or_else(PoisonError::into_inner) = provider.url("");
        let api = Server::answering("200 OK", "done").await;
        let scheme = scheme(provider.url(WELL_KNOWN));
        let (clock, get) = (TestClock::new(beginning()), operation(scheme, &["read"]));
        Self { provider, tokens, api, clock, get, scheme }
    }

    pub(crate) fn core(&self, credential: Credential) -> Core {
        self.with(credential, |builder| builder)
    }

    pub(crate) fn with(
        &self,
        credential: Credential,
        settings: impl FnOnce(CoreBuilder) -> CoreBuilder,
    ) -> Core {
        let builder = on_wire(self.api.url("")).credential(self.scheme, credential);
        settings(builder.clock(self.clock.clone())).build().unwrap()
    }

    pub(crate) async fn refused(&self, core: &Core) -> AuthError {
        match core.call(self.get).await {
            Err(CallError::Auth(error)) => {
                assert!(!shown(&error).contains(CANARY));
                error
            }
            other => panic!("{other:?}"),
        }
    }

    pub(crate) fn of_tokens(&self, path: &str) -> Vec<Received> {
        let requests = self.tokens.requests().into_iter();
        requests.filter(|request| request.target() == path).collect()
    }

    /// What the API was called with.
    pub(crate) fn sent(&self) -> Vec<String> {
        let header = |it: &Received| it.header("authorization").unwrap_or_default().to_owned();
        self.api.requests().iter().map(header).collect()
    }
}

pub(crate) static FLOWS: &[(&str, &TokenFlow)] =
    &[("Client", &CLIENT), ("Person", &PERSON), ("Consent", &CONSENT)];

pub(crate) fn scheme(document: String) -> &'static Scheme {
    let document = Box::leak(document.into_boxed_str());
    let scheme = Scheme::token("connect", Carry::header("Authorization", "Bearer"))
        .flows(FLOWS)
        .openid_connect(document)
        .scopes(&[&["read"], &["write"]]);
    Box::leak(Box::new(scheme))
}

pub(crate) fn operation(
    scheme: &'static Scheme,
    scopes: &'static [&'static str],
) -> &'static Operation<PlainText, NoError> {
    let parts: &'static [Part] = Box::leak(Box::new([Part { scheme, scopes }]));
    let security: &'static [Requirement] = Box::leak(Box::new([Requirement(parts)]));
    Box::leak(Box::new(Operation::get("getThing", "/things").security(security)))
}

pub(crate) fn done(_: &Received) -> Deed {
    Deed::Write(answer("200 OK", &[], ""))
}

pub(crate) fn basic(request: &Received) -> bool {
    // app:CANARY-secret
    request.header("authorization") == Some("Basic YXBwOkNBTkFSWS1zZWNyZXQ=")
}
