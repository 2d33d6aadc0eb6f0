//! A session that an operation moves to another account: nothing of the old one is left, and nothing is ever done as
//! somebody else than was asked for.

use std::sync::Arc;

use http::{HeaderMap, StatusCode};

use super::systems::{Login, PASSWORD, system};
use super::world::{Reply, World, beginning, call, config, request, seconds};
use crate::auth::{
    Answer as TokenAnswer, AuthError, Carry, Encoding, Exchange, Field, MemoryStore, Part,
    Requirement, Scheme, Sessions, SessionsConfig, Switch, Target, Token, TokenFlow, Verdict,
};
use crate::response::Answer;
use crate::transport::TransportError;

const TO_7: &[u8] = br#"{"account_id":7}"#;

fn pair(body: &str) -> Result<Answer, TransportError> {
    status(200, body)
}

fn status(status: u16, body: &str) -> Result<Answer, TransportError> {
    let status = StatusCode::from_u16(status).unwrap();
    Ok(Answer::new(status, HeaderMap::new(), body.to_owned()))
}

const MOVED: &str =
    r#"{"success":true,"token":"moved-1","tokenLifetime":3600,"refreshToken":"moved-ref-1"}"#;

/// Makes a call that is answered so; returns the token that it was sent with.
async fn switch(world: &World, body: &[u8], mut outcome: Result<Answer, TransportError>) -> String {
    let (grant, token) = world.grant().await.unwrap();
    let switching = world.sessions.switching(Some(world.system.scheme), &grant).unwrap();
    switching.unwrap().ended(body, &mut outcome).await;
    token
}

/// The body of the last token request.
fn last_body(world: &World) -> String {
    world.server.seen.lock().unwrap().last().unwrap().body.clone()
}

fn login_for(account: u32) -> String {
    format!(r#"{{"username":"ada","password":"{PASSWORD}","account_id":{account}}}"#)
}

#[tokio::test(start_paused = true)]
async fn a_switched_session_goes_on_with_the_tokens_of_the_answer() {
    let world = World::new(system("C"));
    let (old, _) = world.grant().await.unwrap();
    assert_eq!(switch(&world, TO_7, pair(MOVED)).await, "tok-1");
    let (new, token) = world.grant().await.unwrap();
    assert_eq!((token.as_str(), world.requests()), ("moved-1", 1));
    // What was asked as the one is not asked again as the other.
    assert_eq!(world.answered(&old, 401).await, Verdict::Surface);
    assert!(!new.continues(&old));
    assert_eq!(world.token().await.unwrap(), "moved-1");
    // It is renewed with its own refresh token,
    seconds(3601).await;
    assert_eq!(world.token().await.unwrap(), "tok-2");
    assert_eq!(last_body(&world), r#"{"refreshToken":"moved-ref-1"}"#);
    // and where that has expired, a login is for the account that it is for now.
    world.clock.set(beginning() + std::time::Duration::from_secs(40 * 86_400));
    assert_eq!(world.token().await.unwrap(), "tok-3");
    assert_eq!(last_body(&world), login_for(7));
}

#[tokio::test(start_paused = true)]
async fn a_refresh_of_the_old_account_in_mid_flight_is_discarded() {
    let world = World::new(system("C"));
    let (grant, _) = world.grant().await.unwrap();
    seconds(3580).await;
    let switching = world.sessions.switching(Some(world.system.scheme), &grant).unwrap().unwrap();
    let waiting = async {
        // In the hard window: it waits for the refresh, which takes 100 ms.
        world.token().await.unwrap()
    };
    let switched = async {
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        switching.ended(TO_7, &mut pair(MOVED)).await;
    };
    let (token, ()) = tokio::join!(waiting, switched);
    assert_eq!((token.as_str(), world.requests()), ("moved-1", 2));
    seconds(1).await;
    assert_eq!(world.token().await.unwrap(), "moved-1", "the late answer changes nothing");
}

#[tokio::test(start_paused = true)]
async fn an_answer_without_a_token_keeps_the_one_that_was_sent_and_drops_the_refresh_token() {
    let world = World::new(system("C"));
    world.token().await.unwrap();
    switch(&world, TO_7, pair(r#"{"success":true}"#)).await;
    let (grant, token) = world.grant().await.unwrap();
    assert_eq!((token.as_str(), world.requests()), ("tok-1", 1));
    // The refresh token may lead back to the old account.
    assert_eq!(world.answered(&grant, 401).await, Verdict::Replay);
    assert_eq!(world.token().await.unwrap(), "tok-2");
    assert_eq!(last_body(&world), login_for(7));
}

#[tokio::test(start_paused = true)]
async fn a_refused_switch_changes_nothing_and_is_told() {
    let world = World::new(system("C"));
    for answer in [pair(r#"{"success":false}"#), status(403, "{}"), status(404, "")] {
        let (grant, _) = world.grant().await.unwrap();
        let switching = world.sessions.switching(Some(world.system.scheme), &grant).unwrap();
        let mut outcome = answer;
        switching.unwrap().ended(TO_7, &mut outcome).await;
        let answer = outcome.unwrap();
        assert_eq!(answer.is_refusal(), answer.status().is_success());
        assert_eq!(world.token().await.unwrap(), "tok-1");
    }
    seconds(3601).await;
    world.token().await.unwrap();
    assert!(last_body(&world).contains("ref-1"));
}

#[tokio::test(start_paused = true)]
async fn where_it_is_not_known_whether_it_was_switched_the_next_call_logs_in() {
    let outcomes: [fn() -> Result<Answer, TransportError>; 3] =
        [|| Err(TransportError::new("reset")), || status(500, ""), || status(504, "<html>")];
    for outcome in outcomes {
        let world = World::new(system("C"));
        switch(&world, TO_7, outcome()).await;
        assert_eq!(world.token().await.unwrap(), "tok-2");
        assert_eq!(last_body(&world), login_for(42));
    }
    // A caller that leaves knows no more.
    let world = World::new(system("C"));
    let (grant, _) = world.grant().await.unwrap();
    drop(world.sessions.switching(Some(world.system.scheme), &grant).unwrap());
    assert_eq!(world.token().await.unwrap(), "tok-2");
    assert_eq!(last_body(&world), login_for(42));
    // What was never sent did nothing.
    let world = World::new(system("C"));
    switch(&world, TO_7, Err(TransportError::not_sent("refused"))).await;
    assert_eq!((world.token().await.unwrap().as_str(), world.requests()), ("tok-1", 1));
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_cannot_be_used_is_followed_by_a_login_for_the_new_account() {
    for body in
        ["", "{", "[]", r#"{"success":true,"token":3}"#, r#"{"success":true,"token":"a\nb"}"#]
    {
        let world = World::new(system("C"));
        switch(&world, TO_7, pair(body)).await;
        assert_eq!(world.token().await.unwrap(), "tok-2", "{body}");
        assert_eq!(last_body(&world), login_for(7));
    }
}

#[tokio::test(start_paused = true)]
async fn of_two_switches_at_once_the_last_answered_counts() {
    let world = World::new(system("C"));
    let (grant, _) = world.grant().await.unwrap();
    let watch = || world.sessions.switching(Some(world.system.scheme), &grant).unwrap().unwrap();
    let (first, second) = (watch(), watch());
    first.ended(TO_7, &mut pair(r#"{"success":true}"#)).await;
    // The same token was moved twice, and nobody knows in which order: it is not used.
    second.ended(br#"{"account_id":8}"#, &mut pair(r#"{"success":true}"#)).await;
    assert_eq!(world.token().await.unwrap(), "tok-2");
    assert_eq!(last_body(&world), login_for(8));
}

#[tokio::test(start_paused = true)]
async fn forgetting_tokens_takes_it_back_to_the_logins_own_account() {
    let world = World::new(system("C"));
    switch(&world, TO_7, pair(MOVED)).await;
    world.sessions.reset().await;
    assert_eq!(world.token().await.unwrap(), "tok-2");
    assert_eq!(last_body(&world), login_for(42));
}

#[tokio::test(start_paused = true)]
async fn the_store_has_the_new_account_and_nothing_of_the_old() {
    let world = World::new(system("C"));
    let store = Arc::new(MemoryStore::default());
    let client = |account: i64| {
        let login = Login::new("ada", PASSWORD).account_id(account);
        Sessions::new(SessionsConfig {
            store: store.clone(),
            credentials: vec![(world.system.scheme, login.into())],
            ..config("https://api.example/v1", &world.server, &world.clock)
        })
        .unwrap()
    };
    let one = client(42);
    let (grant, token) = call(world.system, &one).await.unwrap();
    assert_eq!(token, "tok-1");
    let switching = one.switching(Some(world.system.scheme), &grant).unwrap().unwrap();
    switching.ended(TO_7, &mut pair(MOVED)).await;
    assert_eq!(call(world.system, &client(7)).await.unwrap().1, "moved-1", "shared");
    assert_eq!(call(world.system, &client(42)).await.unwrap().1, "tok-2", "a login of its own");
    assert_eq!(call(world.system, &client(8)).await.unwrap().1, "tok-3");
}

#[tokio::test(start_paused = true)]
async fn the_session_of_a_pasted_token_is_not_ours_to_switch() {
    let world = World::new(system("C"));
    let sessions = Sessions::new(SessionsConfig {
        credentials: vec![(world.system.scheme, Token::new("pasted").into())],
        ..config("https://api.example/v1", &world.server, &world.clock)
    })
    .unwrap();
    let mut sent = request("https://api.example/v1/masquerade");
    let grant = sessions.authorize(world.system.security, &mut sent).await.unwrap();
    let error = sessions.switching(Some(world.system.scheme), &grant).err().unwrap();
    assert!(matches!(error, AuthError::Mismatch { .. }), "{error}");
    assert!(sessions.switching(None, &grant).unwrap().is_none());
}

const PLAIN: TokenAnswer = TokenAnswer {
    token: "/token",
    expires: &[],
    refresh_token: None,
    refresh_expires: &[],
    succeeded: None,
};

/// A login that names no account, and a switch that leads to one.
static UNNAMED: Scheme = Scheme::token("unnamed", Carry::header("Authentication", "Bearer"))
    .rejected(&[401, 403])
    .flow(&TokenFlow {
        acquire: Exchange {
            method: "POST",
            url: "/login",
            encoding: Encoding::Json,
            fields: &[
                Field::credential("username", Target::Body("/username")),
                Field::credential("password", Target::Body("/password")),
            ],
            answer: PLAIN,
        },
        renew: None,
    })
    .switch(&Switch { credentials: &[], answer: PLAIN });
static UNNAMED_ONLY: &[Requirement] = &[Requirement(&[Part { scheme: &UNNAMED, scopes: &[] }])];

#[tokio::test(start_paused = true)]
async fn a_session_that_no_login_names_ends_and_does_not_fall_back_to_another_account() {
    let world = World::new(system("A"));
    world.script(|n, _| Reply::Answer(200, format!(r#"{{"token":"tok-{n}"}}"#)));
    let sessions = Sessions::new(SessionsConfig {
        credentials: vec![(&UNNAMED, Login::new("ada", PASSWORD).into())],
        ..config("https://api.example/v1", &world.server, &world.clock)
    })
    .unwrap();
    let authorize = || async {
        let mut sent = request("https://api.example/v1/x");
        let grant = sessions.authorize(UNNAMED_ONLY, &mut sent).await?;
        Ok::<_, AuthError>((grant, sent.headers()["authentication"].clone()))
    };
    let (grant, _) = authorize().await.unwrap();
    let switching = sessions.switching(Some(&UNNAMED), &grant).unwrap().unwrap();
    switching.ended(TO_7, &mut pair(r#"{"token":"moved"}"#)).await;
    let (grant, header) = authorize().await.unwrap();
    assert_eq!(header, "Bearer moved");
    // "Forbidden" is no reason to give up what could not be had again.
    assert_eq!(sessions.answered(&grant, StatusCode::FORBIDDEN).await, Verdict::Surface);
    assert_eq!(authorize().await.unwrap().1, "Bearer moved");
    assert_eq!(sessions.answered(&grant, StatusCode::UNAUTHORIZED).await, Verdict::Replay);
    for _ in 0..3 {
        let error = authorize().await.err().unwrap();
        assert!(matches!(error, AuthError::SessionEnded { .. }), "{error}");
        assert!(!error.is_transient());
    }
    assert_eq!(world.requests(), 1);
    sessions.reset().await;
    assert_eq!(authorize().await.unwrap().1, "Bearer tok-2");
}
