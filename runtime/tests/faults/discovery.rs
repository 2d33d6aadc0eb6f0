//! Rows about a provider that describes itself (OpenID Connect Discovery 1.0, RFC 8414), on loopback: what is believed of
//! it, what goes where, and how its tokens are revoked.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use portolan_runtime::auth::{
    Answer, AuthError, Carry, Credential, DiscoveryError, Encoding, Exchange, Expiry, Field,
    OAuthError, Part, Requirement, Scheme, SignedOut, Target, TokenFlow,
};
use portolan_runtime::generated::{Core, CoreBuilder};
use portolan_runtime::testing::TestClock;
use portolan_runtime::{CallError, NoError, Operation, PlainText, Secret, credentials};

use crate::support::{Deed, Received, Server, answer};
use crate::world::{beginning, on_wire, shown};

credentials! {
    struct Client { client_id: String, client_secret: Secret }
}
credentials! {
    struct Person { username: String, password: Secret; client_id: String, client_secret: Secret }
}
credentials! {
    struct Consent { refresh_token: Secret; client_id: String, client_secret: Secret }
}

const fn exchange(fields: &'static [Field]) -> Exchange {
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

const ID: Field = Field::credential("client_id", Target::ClientId);
const SECRET: Field = Field::credential("client_secret", Target::ClientSecret);
const RENEW: Exchange = exchange(&[
    Field::constant("refresh_token", Target::Body("/grant_type")),
    Field::refresh_token(Target::Body("/refresh_token")),
    ID,
    SECRET,
]);
static CLIENT: TokenFlow = TokenFlow {
    acquire: exchange(&[
        Field::constant("client_credentials", Target::Body("/grant_type")),
        ID,
        SECRET,
        Field::scopes(Target::Body("/scope")),
    ]),
    renew: None,
};
static PERSON: TokenFlow = TokenFlow {
    acquire: exchange(&[
        Field::constant("password", Target::Body("/grant_type")),
        Field::credential("username", Target::Body("/username")),
        Field::credential("password", Target::Body("/password")),
        ID,
        SECRET,
    ]),
    renew: Some(RENEW),
};
static CONSENT: TokenFlow = TokenFlow { acquire: RENEW, renew: Some(RENEW) };

const WELL_KNOWN: &str = "/realm/.well-known/openid-configuration";
const CANARY: &str = "CANARY-secret";

fn client() -> Credential {
    Client::new("app", CANARY).into()
}

/// What the provider's document says, of the provider's own URL and that of the server of its tokens.
type Document = Box<dyn Fn(&str, &str) -> String + Send + Sync>;

/// A provider, the server of its tokens on another port, and an API.
struct World {
    provider: Server,
    tokens: Arc<Server>,
    api: Server,
    clock: TestClock,
    get: &'static Operation<PlainText, NoError>,
    scheme: &'static Scheme,
}

fn usual(provider: &str, tokens: &str) -> String {
    format!(
        r#"{{"issuer":"{provider}/realm","token_endpoint":"{tokens}/token","revocation_endpoint":"{tokens}/revoke"}}"#
    )
}

/// What the provider does when it is asked what it is: of its URL, its tokens' URL, and how often it was asked.
type Described = Box<dyn Fn(&str, &str, usize) -> Deed + Send + Sync>;

impl World {
    async fn new(document: Document, revoke: fn(&Received) -> Deed) -> Self {
        Self::serving(
            Box::new(move |provider, tokens, _| {
                Deed::Write(answer("200 OK", &[], &document(provider, tokens)))
            }),
            revoke,
        )
        .await
    }

    async fn serving(
        document: Described,
        revoke: fn(&Received) -> Deed,
    ) -> Self {
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

    fn core(&self, credential: Credential) -> Core {
        self.with(credential, |builder| builder)
    }

    fn with(
        &self,
        credential: Credential,
        settings: impl FnOnce(CoreBuilder) -> CoreBuilder,
    ) -> Core {
        let builder = on_wire(self.api.url("")).credential(self.scheme, credential);
        settings(builder.clock(self.clock.clone())).build().unwrap()
    }

    async fn refused(&self, core: &Core) -> AuthError {
        match core.call(self.get).await {
            Err(CallError::Auth(error)) => {
                assert!(!shown(&error).contains(CANARY));
                error
            }
            other => panic!("{other:?}"),
        }
    }

    fn of_tokens(&self, path: &str) -> Vec<Received> {
        let requests = self.tokens.requests().into_iter();
        requests.filter(|request| request.target() == path).collect()
    }

    /// What the API was called with.
    fn sent(&self) -> Vec<String> {
        let header = |it: &Received| it.header("authorization").unwrap_or_default().to_owned();
        self.api.requests().iter().map(header).collect()
    }
}

static FLOWS: &[(&str, &TokenFlow)] =
    &[("Client", &CLIENT), ("Person", &PERSON), ("Consent", &CONSENT)];

fn scheme(document: String) -> &'static Scheme {
    let document = Box::leak(document.into_boxed_str());
    let scheme = Scheme::token("connect", Carry::header("Authorization", "Bearer"))
        .flows(FLOWS)
        .openid_connect(document)
        .scopes(&[&["read"], &["write"]]);
    Box::leak(Box::new(scheme))
}

fn operation(
    scheme: &'static Scheme,
    scopes: &'static [&'static str],
) -> &'static Operation<PlainText, NoError> {
    let parts: &'static [Part] = Box::leak(Box::new([Part { scheme, scopes }]));
    let security: &'static [Requirement] = Box::leak(Box::new([Requirement(parts)]));
    Box::leak(Box::new(Operation::get("getThing", "/things").security(security)))
}

fn done(_: &Received) -> Deed {
    Deed::Write(answer("200 OK", &[], ""))
}

fn basic(request: &Received) -> bool {
    // app:CANARY-secret
    request.header("authorization") == Some("Basic YXBwOkNBTkFSWS1zZWNyZXQ=")
}

mod client_credentials_in_basic {
    use super::*;

    #[tokio::test]
    async fn discovered() {
        let world = World::new(Box::new(usual), done).await;
        let core = world.core(client());
        let calls: Vec<_> = (0..50).map(|_| core.call(world.get).send()).collect();
        for call in calls.into_iter().map(tokio::spawn).collect::<Vec<_>>() {
            call.await.unwrap().unwrap();
        }
        let (documents, tokens) = (world.provider.requests(), world.of_tokens("/token"));
        assert_eq!((documents.len(), tokens.len()), (1, 1));
        assert!(documents[0].header("authorization").is_none() && documents[0].body.is_empty());
        assert!(basic(&tokens[0]), "{tokens:?}");
        assert_eq!(tokens[0].body, "grant_type=client_credentials&scope=read");
        assert!(world.sent().iter().all(|sent| sent == "Bearer tok-1"));
    }
}

mod client_credentials_in_the_body {
    use super::*;

    #[tokio::test]
    async fn discovered() {
        let document = |provider: &str, tokens: &str| {
            let methods = r#","token_endpoint_auth_methods_supported":["client_secret_post"]}"#;
            usual(provider, tokens).trim_end_matches('}').to_owned() + methods
        };
        let world = World::new(Box::new(document), done).await;
        world.core(client()).call(world.get).await.unwrap();
        let tokens = world.of_tokens("/token");
        assert_eq!(
            tokens[0].body,
            "grant_type=client_credentials&client_id=app&client_secret=CANARY-secret&scope=read"
        );
        assert!(tokens[0].header("authorization").is_none());
    }
}

mod password_renewed_by_its_refresh_token {
    use super::*;

    #[tokio::test]
    async fn discovered() {
        let world = World::new(Box::new(usual), done).await;
        // A public client shows its name and nothing else.
        let core = world.core(Person::new("ada", CANARY).client_id("app").into());
        core.call(world.get).await.unwrap();
        world.clock.advance(Duration::from_secs(3601));
        core.call(world.get).await.unwrap();
        let bodies: Vec<_> = world.of_tokens("/token").into_iter().map(|it| it.body).collect();
        assert_eq!(
            bodies,
            [
                "grant_type=password&username=ada&password=CANARY-secret&client_id=app",
                "grant_type=refresh_token&refresh_token=ref-1&client_id=app",
            ]
        );
        assert_eq!(world.sent(), ["Bearer tok-1", "Bearer tok-2"]);
    }
}

mod consent_renewed {
    use super::*;

    #[tokio::test]
    async fn discovered() {
        let world = World::new(Box::new(usual), done).await;
        let core = world.core(Consent::new("from elsewhere").client_id("app").into());
        core.call(world.get).await.unwrap();
        let bodies: Vec<_> = world.of_tokens("/token").into_iter().map(|it| it.body).collect();
        assert_eq!(bodies, ["grant_type=refresh_token&refresh_token=from+elsewhere&client_id=app"]);
    }
}

mod consent_through_a_shared_store {
    use super::*;

    #[tokio::test]
    async fn discovered() {
        use portolan_runtime::auth::MemoryStore;
        let (world, store) =
            (World::new(Box::new(usual), done).await, Arc::new(MemoryStore::default()));
        let open = |token: &str| {
            let consent = Consent::new(token).client_id("app");
            world.with(consent.into(), |builder| builder.store(Arc::clone(&store)))
        };
        let (one, two, other) = (open("first"), open("first"), open("of another person"));
        let refreshed = || {
            let bodies = world.of_tokens("/token").into_iter().map(|it| it.body);
            bodies.map(|it| it.split('&').nth(1).unwrap_or_default().to_owned()).collect::<Vec<_>>()
        };
        one.call(world.get).await.unwrap();
        two.call(world.get).await.unwrap();
        assert_eq!(refreshed(), ["refresh_token=first"], "the other adopts what came of it");
        world.clock.advance(Duration::from_secs(3601));
        two.call(world.get).await.unwrap();
        one.call(world.get).await.unwrap();
        // What was rotated is used, and by one of them.
        assert_eq!(refreshed()[1..], ["refresh_token=ref-1"]);
        other.call(world.get).await.unwrap();
        assert_eq!(refreshed()[2..], ["refresh_token=of+another+person"]);
        assert_eq!(
            world.sent(),
            ["Bearer tok-1", "Bearer tok-1", "Bearer tok-2", "Bearer tok-2", "Bearer tok-3"]
        );
    }
}

mod another_issuers_document {
    use super::*;

    #[tokio::test]
    async fn discovered() {
        for issuer in ["/other", "", "/realm/x", ".example/realm"] {
            let document = move |provider: &str, tokens: &str| {
                usual(provider, tokens).replace("/realm", issuer)
            };
            let world = World::new(Box::new(document), done).await;
            let error = world.refused(&world.core(client())).await;
            let AuthError::Discovery { problem, .. } = &error else { panic!("{error:?}") };
            assert_eq!(*problem, DiscoveryError::OtherIssuer, "{issuer}");
            assert!(!error.is_transient());
            assert!(world.tokens.requests().is_empty() && world.api.requests().is_empty());
        }
    }
}

mod insecure_endpoint {
    use super::*;

    #[tokio::test]
    async fn discovered() {
        for endpoint in ["http://tokens.example", "ftp://tokens.example", "//tokens.example", "x"] {
            let document = move |provider: &str, _: &str| usual(provider, endpoint);
            let world = World::new(Box::new(document), done).await;
            let error = world.refused(&world.core(client())).await;
            let AuthError::Discovery { problem, .. } = &error else { panic!("{error:?}") };
            assert_eq!(*problem, DiscoveryError::InsecureEndpoint, "{endpoint}");
            assert!(world.tokens.requests().is_empty());
        }
        // What somebody on the way could answer is not asked at all.
        for document in ["http://login.example", "http://192.0.2.1", "http://localhost.example"] {
            let scheme = scheme(format!("{document}/.well-known/openid-configuration"));
            let builder = on_wire("https://api.example".to_owned()).credential(scheme, client());
            let error = builder.build().unwrap_err();
            assert!(shown(&error).contains("not encrypted"), "{error:?}");
        }
    }
}

mod redirected_document {
    use super::*;

    #[tokio::test]
    async fn discovered() {
        for status in ["301 Moved Permanently", "302 Found", "307 Temporary Redirect"] {
            let serve = move |_: &str, tokens: &str, _| {
                let location = format!("{tokens}/document");
                Deed::Write(answer(status, &[("Location", location.as_str())], ""))
            };
            let world = World::serving(Box::new(serve), done).await;
            let error = world.refused(&world.core(client())).await;
            assert!(matches!(error, AuthError::Discovery { .. }), "{error:?}");
            assert!(world.tokens.requests().is_empty());
        }
    }
}

mod hostile_document {
    use super::*;

    #[tokio::test]
    async fn discovered() {
        let long = "x".repeat(400_000);
        for document in ["", "[]", "{", "CANARY", r#"{"issuer":7}"#, long.as_str()] {
            let text = answer("200 OK", &[], document);
            let serve = move |_: &str, _: &str, _| Deed::Write(text.clone());
            let world = World::serving(Box::new(serve), done).await;
            let core = world.core(client());
            for _ in 0..20 {
                let error = world.refused(&core).await;
                assert!(matches!(error, AuthError::Discovery { .. }), "{error:?}");
                assert!(!shown(&error).contains("CANARY"), "nothing of it is quoted");
            }
            assert_eq!(world.provider.requests().len(), 1, "no storm");
            assert!(world.tokens.requests().is_empty());
        }
    }
}

mod document_kept_through_an_outage {
    use super::*;

    #[tokio::test]
    async fn discovered() {
        let serve = |provider: &str, tokens: &str, n| match n {
            0 | 2 => Deed::Write(answer("200 OK", &[], &usual(provider, tokens))),
            1 => Deed::Write(answer("503 Service Unavailable", &[], "")),
            _ => Deed::Write(answer("200 OK", &[], &usual("https://evil.example", tokens))),
        };
        let world = World::serving(Box::new(serve), done).await;
        let core = world.core(client());
        let hour = async || {
            let called = core.call(world.get).await;
            world.clock.advance(Duration::from_secs(3601));
            (called, world.provider.requests().len(), world.of_tokens("/token").len())
        };
        for n in 1..=3 {
            let (called, documents, tokens) = hour().await;
            called.unwrap();
            assert_eq!((documents, tokens), (n, n));
        }
        // An outage is none of the endpoints; another issuer is.
        let (called, documents, tokens) = hour().await;
        assert!(matches!(called, Err(CallError::Auth(AuthError::Discovery { .. }))), "{called:?}");
        assert_eq!((documents, tokens), (4, 3));
    }
}

mod signed_out {
    use super::*;

    #[tokio::test]
    async fn discovered() {
        let world = World::new(Box::new(usual), done).await;
        let core =
            world.core(Person::new("ada", "p").client_id("app").client_secret(CANARY).into());
        core.call(world.get).await.unwrap();
        let out = core.sign_out().await.unwrap();
        assert_eq!((out.revoked, out.left), (2, 0));
        let revoked = world.of_tokens("/revoke");
        let bodies: Vec<_> = revoked.iter().map(|it| it.body.as_str()).collect();
        assert_eq!(
            bodies,
            [
                "token=ref-1&token_type_hint=refresh_token",
                "token=tok-1&token_type_hint=access_token"
            ]
        );
        assert!(revoked.iter().all(basic), "the client shows who it is: {revoked:?}");
        // Nothing is left of it; the credentials are.
        assert_eq!(core.sign_out().await.unwrap(), SignedOut::default());
        core.call(world.get).await.unwrap();
        assert_eq!(world.sent(), ["Bearer tok-1", "Bearer tok-2"]);
        assert_eq!(world.of_tokens("/revoke").len(), 2);
    }
}

mod signed_out_by_another_process {
    use super::*;

    #[tokio::test]
    async fn discovered() {
        use portolan_runtime::auth::FileStore;
        let folder = tempfile::tempdir().unwrap();
        let world = World::new(Box::new(usual), done).await;
        let open = || {
            let store = FileStore::new(folder.path());
            world.with(Consent::new("first").client_id("app").into(), |b| b.store(store))
        };
        let earlier = open();
        earlier.call(world.get).await.unwrap();
        earlier.call(operation(world.scheme, &["write"])).await.unwrap();
        // A program that only signs out knows the tokens from the store alone.
        let out = open().sign_out().await.unwrap();
        let bodies: Vec<_> =
            world.of_tokens("/revoke").into_iter().map(|revoked| revoked.body).collect();
        assert!(bodies.iter().any(|it| it.contains("token=ref-")), "{bodies:?}");
        assert!(bodies.iter().any(|it| it.contains("token=tok-")), "{bodies:?}");
        assert_eq!((out.revoked, out.left), (bodies.len(), 0));
        assert_eq!(open().sign_out().await.unwrap().left, 0);
        let left = std::fs::read_dir(folder.path()).unwrap().map(|it| it.unwrap().path());
        let left: Vec<_> = left.filter(|it| it.extension().is_some_and(|e| e == "json")).collect();
        assert!(left.is_empty(), "{left:?}");
    }
}

mod sign_out_that_fails {
    use super::*;

    #[tokio::test]
    async fn discovered() {
        static UP: std::sync::atomic::AtomicBool = std::sync::atomic::AtomicBool::new(false);
        let revoke = |_: &Received| match UP.load(Ordering::SeqCst) {
            true => Deed::Write(answer("200 OK", &[], "")),
            false => Deed::Write(answer("503 Service Unavailable", &[], CANARY)),
        };
        let world = World::new(Box::new(usual), revoke).await;
        let core = world.core(client());
        core.call(world.get).await.unwrap();
        let error = core.sign_out().await.unwrap_err();
        assert!(error.is_transient() && !shown(&error).contains(CANARY), "{error:?}");
        assert_eq!(world.of_tokens("/revoke").len(), 1, "it is not multiplied");
        // It is forgotten here all the same, and the next sign-out tries again.
        core.call(world.get).await.unwrap();
        assert_eq!(world.sent(), ["Bearer tok-1", "Bearer tok-2"]);
        UP.store(true, Ordering::SeqCst);
        assert_eq!(core.sign_out().await.unwrap().revoked, 2);
        let last: Vec<_> = world.of_tokens("/revoke").into_iter().map(|it| it.body).collect();
        assert!(last[1..].iter().any(|it| it.contains("tok-1")), "{last:?}");
        assert!(last[1..].iter().any(|it| it.contains("tok-2")), "{last:?}");
    }
}

mod sign_out_that_is_refused {
    use super::*;

    #[tokio::test]
    async fn discovered() {
        let refuse = |request: &Received| {
            let refresh = request.body.contains("refresh_token");
            let code = if refresh { "invalid_client" } else { "unsupported_token_type" };
            Deed::Write(answer("400 Bad Request", &[], &format!(r#"{{"error":"{code}"}}"#)))
        };
        let world = World::new(Box::new(usual), refuse).await;
        let core = world.core(client());
        core.call(world.get).await.unwrap();
        // A server need not revoke access tokens.
        let out = core.sign_out().await.unwrap();
        assert_eq!((out.revoked, out.left), (0, 1));
        let core = world.core(Person::new("ada", "p").into());
        core.call(world.get).await.unwrap();
        let error = core.sign_out().await.unwrap_err();
        assert_eq!(error.oauth(), Some(OAuthError::InvalidClient));
        assert_eq!(core.sign_out().await.unwrap(), SignedOut::default(), "nor asked for again");
    }
}

mod provider_that_revokes_nothing {
    use super::*;

    #[tokio::test]
    async fn discovered() {
        let document = |provider: &str, tokens: &str| {
            format!(r#"{{"issuer":"{provider}/realm/","token_endpoint":"{tokens}/token"}}"#)
        };
        let world = World::new(Box::new(document), done).await;
        let core = world.core(client());
        core.call(world.get).await.unwrap();
        let out = core.sign_out().await.unwrap();
        assert_eq!((out.revoked, out.left), (0, 1));
        assert!(world.of_tokens("/revoke").is_empty());
    }
}
