//! What somebody would do to break the cache: stores that fail, runtimes that stop, endpoints that lie.

#![allow(dead_code, reason = "not every generated method is called")]

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::systems::{SYSTEMS, system};
use super::world::{Reply, World, call, config, seconds};
use crate::auth::{
    AuthError, Credential, Sessions, SessionsConfig, SourceError, StoreError, StoreKey,
    StoredToken, Token, TokenSource, TokenStore, Verdict,
};
use crate::transport::BoxFuture;

/// A store that has something, and to which nothing can be written.
#[derive(Clone, Default)]
struct ReadOnly(Arc<Mutex<Option<StoredToken>>>);

impl TokenStore for ReadOnly {
    fn load<'a>(
        &'a self,
        _: &'a StoreKey,
    ) -> BoxFuture<'a, Result<Option<StoredToken>, StoreError>> {
        let token = self.0.lock().unwrap().clone();
        Box::pin(async move { Ok(token) })
    }
    fn save<'a>(
        &'a self,
        _: &'a StoreKey,
        _: &'a StoredToken,
    ) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(async { Err("the disk is full".into()) })
    }
    fn remove<'a>(&'a self, _: &'a StoreKey) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(std::future::pending())
    }
}

fn beside_store(world: &World, store: impl TokenStore) -> Arc<Sessions> {
    let credentials = vec![(world.system.scheme, (world.system.credential)())];
    let config = config("https://api.example/v1", &world.server, &world.clock);
    let config = SessionsConfig { credentials, store: Arc::new(store), ..config };
    Arc::new(Sessions::new(config).unwrap())
}

#[tokio::test(start_paused = true)]
async fn a_store_that_cannot_be_written_never_brings_an_old_token_back() {
    for system in SYSTEMS.iter().filter(|system| system.renew.is_some()) {
        let world = World::new(system);
        world.lifetime(Some("60"));
        let old =
            StoredToken { refresh: Some("ref-old".into()), ..StoredToken::new("tok-old".into()) };
        let sessions = beside_store(&world, ReadOnly(Arc::new(Mutex::new(Some(old)))));
        let (grant, token) = call(system, &sessions).await.unwrap();
        assert_eq!(token, "tok-old");
        assert_eq!(
            sessions.answered(&grant, http::StatusCode::UNAUTHORIZED).await,
            Verdict::Replay
        );
        for expected in ["tok-1", "tok-2", "tok-3"] {
            assert_eq!(call(system, &sessions).await.unwrap().1, expected, "{}", system.name);
            seconds(61).await;
        }
        let sent: Vec<_> =
            world.server.seen.lock().unwrap().iter().map(|s| s.body.clone()).collect();
        for (body, refresh) in sent.iter().zip(["ref-old", "ref-1", "ref-2"]) {
            assert!(body.contains(refresh), "{}: {sent:?}", system.name);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn what_was_forgotten_does_not_come_back_from_a_store_that_cannot_be_written() {
    for system in SYSTEMS.iter().filter(|system| system.renew.is_some()) {
        let world = World::new(system);
        world.lifetime(Some("60"));
        let old = StoredToken::new("tok-of-somebody-else".into());
        let sessions = beside_store(&world, ReadOnly(Arc::new(Mutex::new(Some(old)))));
        assert_eq!(call(system, &sessions).await.unwrap().1, "tok-of-somebody-else");
        sessions.reset().await;
        for expected in ["tok-1", "tok-2", "tok-3"] {
            assert_eq!(call(system, &sessions).await.unwrap().1, expected, "{}", system.name);
            seconds(61).await;
        }
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_forgotten_before_the_first_call_is_not_taken_from_the_store() {
    let world = World::new(system("C"));
    let store = Arc::new(crate::auth::MemoryStore::default());
    for expected in ["tok-1", "tok-2"] {
        let sessions = Sessions::new(SessionsConfig {
            credentials: vec![(world.system.scheme, (world.system.credential)())],
            store: store.clone(),
            ..config("https://api.example/v1", &world.server, &world.clock)
        })
        .unwrap();
        sessions.reset().await;
        assert_eq!(call(world.system, &sessions).await.unwrap().1, expected);
    }
}

#[tokio::test(start_paused = true)]
async fn a_stuck_store_does_not_keep_anything_from_being_forgotten() {
    let world = World::new(system("C"));
    world.lifetime(Some("3600"));
    let sessions = beside_store(&world, ReadOnly::default());
    assert_eq!(call(world.system, &sessions).await.unwrap().1, "tok-1");
    assert_eq!(sessions.store_error().unwrap().to_string(), "the disk is full");
    tokio::time::timeout(Duration::from_secs(60), sessions.reset()).await.unwrap();
    assert_eq!(call(world.system, &sessions).await.unwrap().1, "tok-2");
}

crate::credentials! {
    /// A key that is changed for a token.
    struct KeyAlone { password: crate::Secret }
}

#[tokio::test(start_paused = true)]
async fn two_keys_never_share_a_token_even_with_one_store() {
    let system = system("A");
    let world = World::new(system);
    let store = Arc::new(crate::auth::MemoryStore::default());
    let mut tokens = Vec::new();
    for key in ["CANARY-1", "CANARY-2", "CANARY-1"] {
        let sessions = Sessions::new(SessionsConfig {
            credentials: vec![(system.scheme, KeyAlone::new(key).into())],
            store: store.clone(),
            ..config("https://api.example/v1", &world.server, &world.clock)
        })
        .unwrap();
        tokens.push(call(system, &sessions).await.unwrap().1);
    }
    assert_eq!(tokens, ["tok-1", "tok-2", "tok-1"]);
    let key = crate::auth::Fields::new([("k", crate::auth::Value::Secret("CANARY".into()))]);
    assert!(!key.identity().contains("CANARY") && key.identity() == key.identity());
}

#[tokio::test(start_paused = true)]
async fn a_password_is_not_tried_again_after_an_answer_without_a_token() {
    for system in SYSTEMS {
        for body in [
            "{}",
            "null",
            r#"{"error":"wrong password"}"#,
            r#"{"success":"false","token":null}"#,
            r#"{"success":0,"token":"","access_token":""}"#,
        ] {
            let world = World::new(system);
            world.always(Reply::Answer(200, body.to_owned()));
            for _ in 0..290 {
                let outcome = world.token().await;
                assert!(matches!(outcome, Err(AuthError::Malformed { .. })), "{}", system.name);
                seconds(1).await;
            }
            assert_eq!(world.requests(), 1, "{}: {body}", system.name);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_no_token_answer_is_an_error_that_quotes_nothing() {
    let deep = "[".repeat(100_000);
    let huge = format!("{{\"token\":\"{}\"}}", "x".repeat(2 << 20));
    for system in SYSTEMS {
        for body in [
            "",
            "\u{FEFF}",
            "<html>CANARY</html>",
            "{\"token\":\"CANARY",
            "{\"token\":\"CAN\\nARY\",\"access_token\":\"CAN\\u0000ARY\",\"success\":true}",
            "{\"token\":{\"CANARY\":1},\"access_token\":[\"CANARY\"],\"success\":true}",
            "\u{1f}\u{8b}\u{8}CANARY",
            &deep,
            &huge,
        ] {
            let world = World::new(system);
            world.always(Reply::Answer(200, body.to_owned()));
            let error = world.token().await.unwrap_err();
            let shown = format!("{error} {error:?}");
            assert!(!shown.contains("CAN"), "{shown}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_byte_order_mark_and_large_numbers_do_not_hide_a_token() {
    for number in ["1", "1e999", "9223372036854775807", "-1", "1e-999"] {
        let world = World::new(system("A"));
        let body = format!("\u{FEFF}{{\"n\":{number},\"token\":\"t\"}}");
        world.always(Reply::Answer(200, body));
        assert!(world.token().await.is_ok_and(|token| token == "t"), "{number}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_page_or_a_sentence_is_no_bare_token() {
    use crate::auth::{Answer, Carry, Encoding, Exchange, Part, Requirement, Scheme, TokenFlow};
    static BARE: Scheme =
        Scheme::token("bare", Carry::header("Authorization", "Bearer")).flow(&TokenFlow {
            acquire: Exchange {
                method: "POST",
                url: "/token",
                encoding: Encoding::None,
                fields: &[],
                answer: Answer {
                    token: "",
                    expires: &[],
                    refresh_token: None,
                    refresh_expires: &[],
                    succeeded: None,
                },
            },
            renew: None,
        });
    static SECURITY: &[Requirement] = &[Requirement(&[Part { scheme: &BARE, scopes: &[] }])];
    for (body, token) in [
        ("tok-1", Some("Bearer tok-1")),
        (" eyJhbGciOi.e30.c2ln\r\n", Some("Bearer eyJhbGciOi.e30.c2ln")),
        ("\"tok-1\"", Some("Bearer tok-1")),
        ("<html>down</html>", None),
        ("Internal error", None),
        ("{tok", None),
        ("", None),
        ("\u{7}tok", None),
    ] {
        let world = World::new(system("A"));
        world.always(Reply::Answer(200, body.to_owned()));
        let login = super::systems::Login::new("ada", "p");
        let credentials = vec![(&BARE, Credential::from(login))];
        let config = config("https://api.example/v1", &world.server, &world.clock);
        let sessions = Sessions::new(SessionsConfig { credentials, ..config }).unwrap();
        let mut sent = super::world::request("https://api.example/v1/accounts");
        let outcome = sessions.authorize(SECURITY, &mut sent).await;
        assert_eq!(outcome.is_ok(), token.is_some(), "{body}");
        let value = sent.headers().get("authorization").map(|value| value.to_str().unwrap());
        assert_eq!(value, token);
    }
}

#[tokio::test(start_paused = true)]
async fn ten_thousand_callers_are_one_request() {
    for fail in [false, true] {
        let world = Arc::new(World::new(system("C")));
        if fail {
            world.always(Reply::Slow(
                Duration::from_secs(2),
                Box::new(Reply::Answer(503, String::new())),
            ));
        }
        let callers: Vec<_> = (0..10_000)
            .map(|_| {
                let world = Arc::clone(&world);
                tokio::spawn(async move { world.token().await })
            })
            .collect();
        for caller in callers {
            assert_eq!(caller.await.unwrap().is_err(), fail);
        }
        assert_eq!(world.requests(), 1);
    }
}

struct Counting(Arc<AtomicUsize>, Duration);

impl TokenSource for Counting {
    async fn token(&self) -> Result<Token, SourceError> {
        let n = self.0.fetch_add(1, Ordering::SeqCst) + 1;
        tokio::time::sleep(self.1).await;
        Ok(Token::new(format!("tok-{n}")))
    }
}

fn counting(took: Duration) -> (Arc<AtomicUsize>, Arc<Sessions>) {
    let asked = Arc::new(AtomicUsize::new(0));
    let world = World::new(system("A"));
    let source = Credential::source(Counting(Arc::clone(&asked), took));
    let credentials = vec![(system("A").scheme, source)];
    let config = config("https://api.example/v1", &world.server, &world.clock);
    (asked, Arc::new(Sessions::new(SessionsConfig { credentials, ..config }).unwrap()))
}

fn current_thread() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

#[test]
fn runtimes_one_after_the_other_each_get_a_token() {
    let (asked, sessions) =
        current_thread().block_on(async { counting(Duration::from_millis(50)) });
    let impatient = |runtime: &tokio::runtime::Runtime| {
        runtime.block_on(async {
            let call = call(system("A"), &sessions);
            tokio::time::timeout(Duration::from_millis(10), call).await.map(|_| ()).unwrap_err();
        });
    };
    for _ in 0..3 {
        // It is dropped with the flight in it.
        impatient(&current_thread());
    }
    let token = current_thread().block_on(call(system("A"), &sessions)).unwrap().1;
    assert_eq!(token, format!("tok-{}", asked.load(Ordering::SeqCst)));
}

#[test]
fn a_runtime_that_nobody_runs_does_not_hold_a_flight_for_ever() {
    let (_, sessions) = current_thread().block_on(async { counting(Duration::from_millis(50)) });
    // It stays alive, but its tasks get no time: nobody blocks on it again.
    let idle = current_thread();
    idle.block_on(async {
        let call = call(system("A"), &sessions);
        tokio::time::timeout(Duration::from_millis(10), call).await.map(|_| ()).unwrap_err();
    });
    let started = std::time::Instant::now();
    let token = current_thread().block_on(async {
        // Callers that are less patient than it takes to notice get there too.
        for _ in 0..20 {
            let call = call(system("A"), &sessions);
            if let Ok(outcome) = tokio::time::timeout(Duration::from_secs(1), call).await {
                return outcome.unwrap().1;
            }
        }
        panic!("nobody got a token");
    });
    assert_eq!(token, "tok-2");
    assert!(started.elapsed() < Duration::from_secs(15));
    // The one that was left behind changes nothing when its runtime goes on.
    idle.block_on(async { tokio::time::sleep(Duration::from_millis(100)).await });
    let again = current_thread().block_on(call(system("A"), &sessions)).unwrap().1;
    assert_eq!(again, "tok-2");
}
