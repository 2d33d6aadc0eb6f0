//! Promise 18: bound to an environment; and which of an operation's alternatives is used.

use std::sync::Arc;

use super::systems::{Login, PASSWORD, SYSTEMS, system};
use super::world::{World, call, config, request};
use crate::auth::{
    ApiKey, AuthError, Carry, Credential, Encoding, Exchange, Field, Part, Requirement, Scheme,
    Sessions, SessionsConfig, Source, Target, Token, TokenFlow,
};

async fn authorize(world: &World, uri: &str) -> Result<(), AuthError> {
    let mut sent = request(uri);
    let outcome = world.sessions.authorize(world.system.security, &mut sent).await.map(|_| ());
    assert!(outcome.is_ok() || sent.headers().is_empty());
    outcome
}

#[tokio::test(start_paused = true)]
async fn promise_18_another_origin_is_refused_before_any_token_request() {
    for system in SYSTEMS {
        let world = World::new(system);
        for uri in [
            "https://api.example.evil.example/v1",
            "https://api.example:444/v1",
            "http://api.example/v1",
            "https://sandbox.example/v1",
            "https://api.example@evil.example/v1",
            "https://CANARY@api.example/v1",
            "/v1/accounts",
        ] {
            let error = authorize(&world, uri).await.unwrap_err();
            assert!(matches!(error, AuthError::WrongOrigin { .. }), "{uri}");
            assert!(!format!("{error} {error:?}").contains("CANARY"));
        }
        assert_eq!(world.requests(), 0, "{}", system.name);
    }
}

#[tokio::test(start_paused = true)]
async fn promise_18_http_only_on_loopback_or_when_allowed() {
    for system in SYSTEMS {
        let normal = World::new(system);
        for (base, allow_http, fine) in [
            ("http://api.example", false, false),
            ("http://api.example", true, true),
            ("http://127.0.0.1:80", false, true),
            ("http://[::1]:9", false, true),
            ("http://localhost", false, true),
            ("http://localhost.example", false, false),
        ] {
            let sessions = Sessions::new(SessionsConfig {
                allow_http,
                credentials: vec![(system.scheme, (system.credential)())],
                ..config(base, &normal.server, &normal.clock)
            })
            .unwrap();
            let before = normal.requests();
            let mut sent = request(&format!("{base}/accounts"));
            match sessions.authorize(system.security, &mut sent).await {
                Ok(_) => assert!(fine, "{base}"),
                Err(error) => {
                    assert!(!fine && matches!(error, AuthError::InsecureTransport { .. }));
                    assert_eq!(normal.requests(), before);
                }
            }
            // A public operation is free of it.
            sessions.authorize(&[], &mut request(&format!("{base}/status"))).await.unwrap();
        }
    }
}

#[tokio::test(start_paused = true)]
async fn promise_18_two_environments_share_nothing() {
    for system in SYSTEMS {
        let world = World::new(system);
        let credential = (system.credential)();
        let other =
            World::beside(system, "https://us.example", &world.server, &world.clock, credential);
        assert_eq!(world.token().await.unwrap(), "tok-1");
        let mut sent = request("https://us.example/accounts");
        other.sessions.authorize(system.security, &mut sent).await.unwrap();
        assert_eq!(sent.headers()[system.header], "Bearer tok-2");
        assert!(call(system, &other.sessions).await.is_err(), "{}", system.name);
        let seen = world.server.seen.lock().unwrap();
        assert!(seen[1].uri.starts_with("https://us.example/"));
    }
}

#[tokio::test(start_paused = true)]
async fn two_accounts_never_share_a_token_even_with_one_store() {
    let system = system("C");
    let world = World::new(system);
    let store = Arc::new(crate::auth::MemoryStore::default());
    let mut tokens = Vec::new();
    for account in [1, 2, 1] {
        let credential = Login::new("ada", PASSWORD).account_id(account);
        let sessions = Sessions::new(SessionsConfig {
            credentials: vec![(system.scheme, credential.into())],
            store: store.clone(),
            ..config("https://api.example/v1", &world.server, &world.clock)
        })
        .unwrap();
        tokens.push(call(system, &sessions).await.unwrap().1);
    }
    assert_eq!(tokens, ["tok-1", "tok-2", "tok-1"]);
}

static KEY: Scheme = Scheme::api_key("key", Carry::query("api_key"));
static COOKIE: Scheme = Scheme::api_key("cookie", Carry::cookie("sid"));
static TOKEN: Scheme = Scheme::token("token", Carry::header("Authorization", "Bearer"));
static CHOICE: &[Requirement] = &[
    Requirement(&[Part { scheme: &KEY, scopes: &[] }, Part { scheme: &COOKIE, scopes: &[] }]),
    Requirement(&[Part { scheme: &TOKEN, scopes: &[] }]),
];
static OPTIONAL: &[Requirement] =
    &[Requirement(&[]), Requirement(&[Part { scheme: &TOKEN, scopes: &[] }])];

fn holding(credentials: Vec<(&'static Scheme, Credential)>) -> Result<Sessions, AuthError> {
    let world = World::new(system("A"));
    let config = config("https://api.example", &world.server, &world.clock);
    Sessions::new(SessionsConfig { credentials, ..config })
}

#[tokio::test(start_paused = true)]
async fn the_first_alternative_with_all_credentials_is_used() {
    let key = || (&KEY, Credential::from(ApiKey::new("k")));
    let cookie = || (&COOKIE, Credential::from(ApiKey::new("c")));
    let token = || (&TOKEN, Credential::from(Token::new("t")));

    let mut sent = request("https://api.example/x");
    let sessions = holding(vec![key(), token(), cookie()]).unwrap();
    sessions.authorize(CHOICE, &mut sent).await.unwrap();
    assert_eq!(sent.uri(), "https://api.example/x?api_key=k");
    assert_eq!(sent.headers()["cookie"], "sid=c");
    assert_eq!(sent.headers().len(), 1);

    let mut sent = request("https://api.example/x");
    holding(vec![key(), token()]).unwrap().authorize(CHOICE, &mut sent).await.unwrap();
    assert_eq!(sent.uri(), "https://api.example/x");
    assert_eq!(sent.headers()["authorization"], "Bearer t");

    let error = holding(vec![key()]).unwrap();
    let error = error.authorize(CHOICE, &mut request("https://api.example/x")).await.map(|_| ());
    let Err(AuthError::MissingCredentials { schemes, .. }) = error else { panic!("{error:?}") };
    assert_eq!(schemes, ["cookie", "token"]);
}

#[tokio::test(start_paused = true)]
async fn an_optional_credential_is_sent_where_there_is_one() {
    for (credentials, headers) in [(vec![], 0), (vec![(&TOKEN, Token::new("t").into())], 1)] {
        let sessions = holding(credentials).unwrap();
        let mut sent = request("https://api.example/x");
        sessions.authorize(OPTIONAL, &mut sent).await.unwrap();
        assert_eq!(sent.headers().len(), headers);
        // No security at all: nothing is ever sent, not even elsewhere.
        let mut sent = request("https://elsewhere.example/x");
        sessions.authorize(&[], &mut sent).await.unwrap();
        assert!(sent.headers().is_empty());
    }
}

#[test]
fn a_credential_must_fit_its_scheme() {
    for (scheme, credential) in [
        (&KEY, Credential::from(Token::new("t"))),
        (&TOKEN, ApiKey::new("k").into()),
        (&TOKEN, Login::new("u", "p").into()),
    ] {
        let outcome = holding(vec![(scheme, credential)]).map(|_| ());
        assert!(matches!(outcome, Err(AuthError::Mismatch { .. })));
    }
}

macro_rules! elsewhere {
    ($name:ident, $url:literal) => {
        static $name: Scheme =
            Scheme::token("t", Carry::header("Authorization", "Bearer")).flow(&TokenFlow {
                acquire: Exchange {
                    method: "POST",
                    url: $url,
                    encoding: Encoding::Form,
                    fields: &[
                        Field { source: Source::Scopes, target: Target::Body("/scope") },
                        Field::credential("username", Target::BasicUser),
                        Field::credential("password", Target::BasicPassword),
                    ],
                    answer: crate::auth::Answer {
                        token: "",
                        expires: &[],
                        refresh_token: None,
                        refresh_expires: &[],
                        succeeded: None,
                    },
                },
                renew: None,
            });
    };
}
elsewhere!(SECURE, "https://login.example/token");
elsewhere!(INSECURE, "http://login.example/token");
elsewhere!(LOCAL, "http://127.0.0.1:1/token");

#[tokio::test(start_paused = true)]
async fn a_token_url_elsewhere_must_be_secure() {
    let login = || Credential::from(Login::new("a:b", "p&q"));
    let outcome = holding(vec![(&INSECURE, login())]).map(|_| ());
    assert!(matches!(outcome, Err(AuthError::InsecureTransport { .. })));
    assert!(holding(vec![(&LOCAL, login())]).is_ok());

    // A form, HTTP Basic, a token for each set of scopes, and a bare string for an answer.
    static READ: &[Requirement] = &[Requirement(&[Part { scheme: &SECURE, scopes: &["r", "s"] }])];
    static WRITE: &[Requirement] = &[Requirement(&[Part { scheme: &SECURE, scopes: &["w"] }])];
    let world = World::new(system("A"));
    world.script(|n, _| {
        let quote = if n == 1 { "\"" } else { "" };
        super::world::Reply::Answer(200, format!("{quote}tok-{n}{quote}\n"))
    });
    let sessions = Sessions::new(SessionsConfig {
        credentials: vec![(&SECURE, login())],
        ..config("https://api.example", &world.server, &world.clock)
    })
    .unwrap();
    for (security, expected) in
        [(READ, "Bearer tok-1"), (WRITE, "Bearer tok-2"), (READ, "Bearer tok-1")]
    {
        let mut sent = request("https://api.example/x");
        sessions.authorize(security, &mut sent).await.unwrap();
        assert_eq!(sent.headers()["authorization"], expected);
    }
    let seen = world.server.seen.lock().unwrap();
    assert_eq!(seen[0].uri, "https://login.example/token");
    assert_eq!((seen[0].body.as_str(), seen[1].body.as_str()), ("scope=r+s", "scope=w"));
    assert_eq!(seen[0].headers["authorization"], "Basic YSUzQWI6cCUyNnE=");
}
