//! Promises 9 and 10: compare and invalidate, one replay.

use http::StatusCode;

use super::systems::{SYSTEMS, system};
use super::world::{World, config, request, seconds};
use crate::auth::{
    ApiKey, Basic, Carry, Credential, Part, Requirement, Scheme, Sessions, SessionsConfig,
    SourceError, Token, TokenSource, Verdict,
};

#[tokio::test(start_paused = true)]
async fn promise_10_rejected_then_accepted() {
    for system in SYSTEMS {
        for &status in system.rejected {
            let world = World::new(system);
            let (grant, token) = world.grant().await.unwrap();
            assert_eq!(token, "tok-1");
            assert_eq!(world.answered(&grant, status).await, Verdict::Replay);
            let (grant, token) = world.grant().await.unwrap();
            assert_eq!(token, "tok-2");
            assert_eq!(world.answered(&grant, 200).await, Verdict::Surface);
            assert_eq!(world.requests(), 2, "{}", system.name);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn promise_10_rejected_forever_is_two_sends() {
    for system in SYSTEMS {
        for &status in system.rejected {
            let world = World::new(system);
            let (grant, _) = world.grant().await.unwrap();
            assert_eq!(world.answered(&grant, status).await, Verdict::Replay);
            let (grant, _) = world.grant().await.unwrap();
            assert_eq!(world.answered(&grant, status).await, Verdict::Surface);
            // No storm by the calls that follow either.
            for _ in 0..100 {
                let (grant, _) = world.grant().await.unwrap();
                assert_eq!(world.answered(&grant, status).await, Verdict::Surface);
            }
            assert_eq!(world.requests(), 2, "{}", system.name);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn promise_10_a_replay_is_never_replayed() {
    for system in SYSTEMS {
        let world = World::new(system);
        world.grant().await.unwrap();
        let mut again = request("https://api.example/v1/accounts");
        let grant = world.sessions.authorize_replay(system.security, &mut again).await.unwrap();
        assert_eq!(world.answered(&grant, 401).await, Verdict::Surface);
    }
}

#[tokio::test(start_paused = true)]
async fn promise_10_forbidden_renews_once_where_declared() {
    for system in SYSTEMS {
        let world = World::new(system);
        let declared = system.rejected.contains(&403);
        for round in 0..50 {
            // Another operation works all the time.
            let (fine, _) = world.grant().await.unwrap();
            assert_eq!(world.answered(&fine, 200).await, Verdict::Surface);
            let (grant, _) = world.grant().await.unwrap();
            let replay = declared && round == 0;
            let expected = if replay { Verdict::Replay } else { Verdict::Surface };
            assert_eq!(world.answered(&grant, 403).await, expected, "{}", system.name);
        }
        assert_eq!(world.requests(), if declared { 2 } else { 1 });
    }
}

#[tokio::test(start_paused = true)]
async fn promise_9_fifty_concurrent_rejections_are_one_refresh() {
    for system in SYSTEMS {
        let world = World::new(system);
        let mut grants = Vec::new();
        for _ in 0..50 {
            grants.push(world.grant().await.unwrap().0);
        }
        let late = grants.split_off(25);
        for grant in &grants {
            assert_eq!(world.answered(grant, 401).await, Verdict::Replay);
        }
        assert_eq!(world.token().await.unwrap(), "tok-2");
        for grant in &late {
            assert_eq!(world.answered(grant, 401).await, Verdict::Replay);
            assert_eq!(world.token().await.unwrap(), "tok-2");
        }
        assert_eq!(world.requests(), 2, "{}", system.name);
    }
}

#[tokio::test(start_paused = true)]
async fn a_token_of_unknown_lifetime_is_used_until_rejected() {
    for system in SYSTEMS.iter().filter(|system| system.name != "A") {
        let world = World::new(system);
        world.lifetime(None);
        world.token().await.unwrap();
        seconds(365 * 86_400).await;
        let (grant, token) = world.grant().await.unwrap();
        assert_eq!((token.as_str(), world.requests()), ("tok-1", 1));
        assert_eq!(world.answered(&grant, 401).await, Verdict::Replay);
        assert_eq!(world.token().await.unwrap(), "tok-2");
        assert_eq!(world.requests(), 2, "{}", system.name);
    }
}

#[tokio::test(start_paused = true)]
async fn a_reset_drops_everything_of_the_old_identity() {
    for system in SYSTEMS {
        let world = World::new(system);
        let (old, token) = world.grant().await.unwrap();
        assert_eq!(token, "tok-1");
        world.sessions.reset().await;
        // What was asked as the one is not asked again as the other.
        assert_eq!(world.answered(&old, 401).await, Verdict::Surface);
        assert_eq!(world.token().await.unwrap(), "tok-2");
        assert_eq!(world.logins(), 2, "no refresh token survives: {}", system.name);
    }
}

#[tokio::test(start_paused = true)]
async fn a_reset_in_mid_flight_discards_the_flight() {
    for system in SYSTEMS {
        let world = World::new(system);
        let (outcome, ()) = tokio::join!(world.token(), async {
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
            world.sessions.reset().await;
        });
        assert_eq!(outcome.unwrap(), "tok-2", "{}", system.name);
        assert_eq!(world.token().await.unwrap(), "tok-2", "{}", system.name);
    }
}

static KEY: Scheme = Scheme::api_key("key", Carry::raw_header("X-Api-Key"));
static BASIC: Scheme = Scheme::basic("basic");
static TOKEN: Scheme = Scheme::token("token", Carry::header("Authorization", "Bearer"));
static ALL: &[Requirement] =
    &[Requirement(&[Part { scheme: &KEY, scopes: &[] }, Part { scheme: &TOKEN, scopes: &[] }])];
static BASIC_ONLY: &[Requirement] = &[Requirement(&[Part { scheme: &BASIC, scopes: &[] }])];

fn sessions(credentials: Vec<(&'static Scheme, Credential)>) -> Sessions {
    let world = World::new(system("A"));
    let config = config("https://api.example", &world.server, &world.clock);
    Sessions::new(SessionsConfig { credentials, ..config }).unwrap()
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_renewed_is_surfaced() {
    let sessions = sessions(vec![
        (&KEY, ApiKey::new("k").into()),
        (&BASIC, Basic::new("u", "p").into()),
        (&TOKEN, Token::new("pasted").into()),
    ]);
    let mut sent = request("https://api.example/");
    let grant = sessions.authorize(ALL, &mut sent).await.unwrap();
    assert_eq!(sent.headers()["x-api-key"], "k");
    assert_eq!(sent.headers()["authorization"], "Bearer pasted");
    assert_eq!(sessions.answered(&grant, StatusCode::UNAUTHORIZED).await, Verdict::Surface);
    let mut sent = request("https://api.example/");
    let grant = sessions.authorize(BASIC_ONLY, &mut sent).await.unwrap();
    assert_eq!(sent.headers()["authorization"], "Basic dTpw");
    assert_eq!(sessions.answered(&grant, StatusCode::UNAUTHORIZED).await, Verdict::Surface);
}

struct Counting(std::sync::atomic::AtomicUsize);

impl TokenSource for Counting {
    async fn token(&self) -> Result<Token, SourceError> {
        let n = self.0.fetch_add(1, std::sync::atomic::Ordering::SeqCst) + 1;
        if n == 3 {
            return Err("the vault is sealed".into());
        }
        Ok(Token::new(format!("vault-{n}")).expires_in(std::time::Duration::from_secs(600)))
    }
}

#[tokio::test(start_paused = true)]
async fn an_own_source_is_asked_before_expiry_and_after_rejection() {
    static ONE: &[Requirement] = &[Requirement(&[Part { scheme: &TOKEN, scopes: &[] }])];
    let sessions = sessions(vec![(&TOKEN, Credential::source(Counting(0.into())))]);
    let call = || async {
        let mut sent = request("https://api.example/");
        let grant = sessions.authorize(ONE, &mut sent).await?;
        Ok::<_, crate::auth::AuthError>((grant, sent.headers()["authorization"].clone()))
    };
    let (grant, header) = call().await.unwrap();
    assert_eq!(header, "Bearer vault-1");
    assert_eq!(sessions.answered(&grant, StatusCode::UNAUTHORIZED).await, Verdict::Replay);
    assert_eq!(call().await.unwrap().1, "Bearer vault-2");
    seconds(601).await;
    let error = call().await.map(|_| ()).unwrap_err();
    assert_eq!(std::error::Error::source(&error).unwrap().to_string(), "the vault is sealed");
    seconds(61).await;
    assert_eq!(call().await.unwrap().1, "Bearer vault-4");
}
