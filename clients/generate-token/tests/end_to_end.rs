//! The client of `specs/generate-token.yaml` against a service on loopback that behaves as its documents say.

#[path = "../examples/sandbox/mod.rs"]
mod sandbox;

use std::time::{Duration, SystemTime};

use generate_token::messages::{GetError, SendError};
use generate_token::runtime::testing::clock::TestClock;
use generate_token::runtime::{AuthError, Nullable};
use generate_token::tokens::GenerateTokenFromHeadersError;
use generate_token::types::{MessageState, NewMessage, TokenRequest, TokenResponseExpiresIn};
use generate_token::{CallError, Client, Environment, Login, Token};
use sandbox::{MESSAGE, PASSWORD, Sandbox, USERNAME};
use serde_json::json;

fn client(sandbox: &Sandbox) -> Client {
    client_at(sandbox, &TestClock::new(SystemTime::now()))
}

fn client_at(sandbox: &Sandbox, clock: &TestClock) -> Client {
    Client::builder(Environment::custom(sandbox.url()))
        .bearer(Login::new(USERNAME, PASSWORD))
        .clock(clock.clone())
        .build()
        .expect("a client")
}

async fn sandbox() -> Sandbox {
    Sandbox::start().await.expect("a free port")
}

#[tokio::test]
async fn credentials_are_refused_over_plain_http() {
    let client = Client::builder(Environment::custom("http://api.messages.example.com/v1"))
        .bearer(Login::new(USERNAME, PASSWORD))
        .build()
        .expect("a client");
    let error = client.messages().list().await.expect_err("refused").to_string();
    assert!(error.contains("http://"), "{error}");
}

#[tokio::test]
async fn first_call_authenticates_and_sends_the_exact_header() {
    let sandbox = sandbox().await;
    let message = client(&sandbox).messages().get(MESSAGE).await.expect("a message");
    assert_eq!((message.text.as_str(), message.state), ("Hello", MessageState::Delivered));
    assert_eq!(message.sent_at, Some(Nullable::Null));
    let seen = sandbox.seen();
    let lines: Vec<_> = seen.iter().map(|s| s.line.as_str()).collect();
    assert_eq!(
        lines,
        ["POST /v1/token/generate".to_owned(), format!("GET /v1/messages/{MESSAGE}")]
    );
    assert_eq!((&seen[0].authorization, &seen[0].username), (&None, &None));
    assert_eq!(seen[1].authorization, Some(format!("Bearer {}", sandbox.token())));
}

#[tokio::test]
async fn later_calls_reuse_the_token() {
    let sandbox = sandbox().await;
    let client = client(&sandbox);
    for _ in 0..5 {
        client.messages().list().await.expect("messages");
    }
    assert_eq!(sandbox.logins(), 1);
}

/// Calls at the first time without a new login, at the second with one; nothing is ever refused.
async fn renews_between(sandbox: &Sandbox, early: u64, late: u64) {
    let clock = TestClock::new(SystemTime::now());
    let client = client_at(sandbox, &clock);
    client.messages().list().await.expect("messages");
    clock.advance(Duration::from_secs(early));
    client.messages().list().await.expect("messages");
    assert_eq!(sandbox.logins(), 1, "after {early} s it is not yet near the end");
    clock.advance(Duration::from_secs(late - early));
    client.messages().list().await.expect("messages");
    assert_eq!(sandbox.logins(), 2, "after {late} s it is");
    assert!(sandbox.seen().iter().all(|s| s.status == 200), "and nothing was refused");
}

#[tokio::test]
async fn token_is_renewed_before_it_expires() {
    renews_between(&sandbox().await, 1800, 3595).await;
}

#[tokio::test]
async fn exp_of_the_jwt_is_honoured_when_it_is_earlier() {
    let sandbox = sandbox().await;
    sandbox.set_lifetimes(json!(3600), Some(Duration::from_secs(600)));
    renews_between(&sandbox, 400, 595).await;
}

#[tokio::test]
async fn lifetime_of_the_answer_is_honoured_when_it_is_earlier() {
    for expires_in in [json!(600), json!("600")] {
        let sandbox = sandbox().await;
        sandbox.set_lifetimes(expires_in, Some(Duration::from_secs(3600)));
        renews_between(&sandbox, 400, 595).await;
    }
}

#[tokio::test]
async fn token_that_is_no_jwt_is_as_good() {
    let sandbox = sandbox().await;
    sandbox.set_lifetimes(json!(3600), None);
    renews_between(&sandbox, 1800, 3595).await;
    assert_eq!(sandbox.token(), "opaque-2");
}

#[tokio::test]
async fn without_a_refresh_operation_it_logs_in_again() {
    let sandbox = sandbox().await;
    let clock = TestClock::new(SystemTime::now());
    let client = client_at(&sandbox, &clock);
    for _ in 0..3 {
        client.messages().list().await.expect("messages");
        clock.advance(Duration::from_secs(3600));
    }
    let lines: Vec<_> = sandbox.seen().into_iter().map(|s| s.line).collect();
    assert_eq!(lines, ["POST /v1/token/generate", "GET /v1/messages"].repeat(3));
}

#[tokio::test]
async fn rejected_token_is_renewed_and_the_request_replayed_once() {
    let sandbox = sandbox().await;
    let client = client(&sandbox);
    client.messages().list().await.expect("messages");
    sandbox.expire_tokens();
    client.messages().list().await.expect("messages after a replay");
    let statuses: Vec<_> = sandbox.seen().iter().map(|s| s.status).collect();
    assert_eq!(statuses, [200, 200, 401, 200, 200]);
}

#[tokio::test]
async fn hundred_cold_callers_share_one_token_request() {
    let sandbox = sandbox().await;
    sandbox.delay_logins(Duration::from_millis(100));
    let client = client(&sandbox);
    hundred_calls(&client).await;
    assert_eq!(sandbox.logins(), 1);
}

#[tokio::test]
async fn expiry_under_hundred_concurrent_calls_costs_one_token_request() {
    let sandbox = sandbox().await;
    let client = client(&sandbox);
    client.messages().list().await.expect("a warm client");
    sandbox.delay_logins(Duration::from_millis(100));
    sandbox.expire_tokens();
    hundred_calls(&client).await;
    assert_eq!(sandbox.logins(), 2, "one for the first call, one for all hundred");
}

async fn hundred_calls(client: &Client) {
    let calls: Vec<_> =
        (0..100).map(|_| tokio::spawn(client.messages().get(MESSAGE).send())).collect();
    for call in calls {
        call.await.expect("no panic").expect("a message");
    }
}

#[tokio::test]
async fn wrong_credentials_are_asked_once() {
    let sandbox = sandbox().await;
    let client = Client::builder(Environment::custom(sandbox.url()))
        .bearer(Login::new(USERNAME, "wrong-canary"))
        .build()
        .expect("a client");
    for _ in 0..3 {
        let error = client.messages().list().await.expect_err("no token");
        assert!(matches!(error, CallError::Auth(AuthError::Rejected { .. })), "{error:?}");
        assert!(!format!("{error} {error:?}").contains("wrong-canary"));
    }
    assert_eq!(sandbox.logins(), 1);
    assert_eq!(sandbox.seen().len(), 1, "nothing was sent without a token");
}

#[tokio::test]
async fn secrets_stand_in_no_output() {
    let sandbox = sandbox().await;
    let login = Login::new(USERNAME, "canary-password");
    assert!(!format!("{login:?}").contains("canary"));
    let builder = Client::builder(Environment::custom(sandbox.url())).bearer(login);
    assert!(!format!("{builder:?}").contains("canary"));
    let client = client(&sandbox);
    client.messages().list().await.expect("messages");
    let call = client.messages().get("none");
    assert!(!format!("{client:?} {call:?}").contains(&sandbox.token()));
    let error = call.await.expect_err("no such message");
    assert!(!format!("{error} {error:?}").contains(&sandbox.token()));

    // Also where a person calls the operations that give tokens.
    let body = TokenRequest::new(USERNAME, "canary-password");
    let call = client.tokens().generate(&body);
    assert!(!format!("{body:?} {call:?}").contains("canary"));
    let error = call.await.expect_err("a wrong password");
    assert!(!format!("{error} {error:?}").contains("canary"));
    let call = client.tokens().generate_token_from_headers(USERNAME, "canary-password");
    assert!(!format!("{call:?}").contains("canary"));
    let headers = call.request().expect("a request").headers().clone();
    assert!(!format!("{headers:?}").contains("canary"), "{headers:?}");
    let error = call.await.expect_err("a wrong password");
    assert!(!format!("{error} {error:?}").contains("canary"));
    let good = TokenRequest::new(USERNAME, PASSWORD);
    let token = client.tokens().generate(&good).await.expect("a token");
    assert!(!format!("{token:?}").contains(&sandbox.token()));
    assert!(!format!("{token:?}").contains("refresh-"));
}

#[tokio::test]
async fn both_token_operations_can_be_called_by_hand() {
    let sandbox = sandbox().await;
    let client = Client::builder(Environment::custom(sandbox.url())).build().expect("a client");
    let tokens = client.tokens();
    let good = TokenRequest::new(USERNAME, PASSWORD);
    let from_body = tokens.generate(&good).await.expect("a token");
    assert_eq!(from_body.expires_in, TokenResponseExpiresIn::Integer(3600));
    sandbox.set_lifetimes(json!("3600"), Some(Duration::from_secs(3600)));
    let from_headers =
        tokens.generate_token_from_headers(USERNAME, PASSWORD).await.expect("a token");
    assert_eq!(from_headers.expires_in, TokenResponseExpiresIn::String("3600".to_owned()));
    let sent: Vec<_> = sandbox.seen().into_iter().map(|seen| seen.username).collect();
    assert_eq!(sent, [None, Some(USERNAME.to_owned())]);
    let error = tokens.generate_token_from_headers("eve", PASSWORD).await.expect_err("refused");
    match error.api() {
        Some(GenerateTokenFromHeadersError::Unauthorized(refusal)) => {
            assert_eq!(refusal.message, "wrong username or password");
        }
        other => panic!("{other:?}"),
    }
    for token in [from_body, from_headers] {
        let pasted = Client::builder(Environment::custom(sandbox.url()))
            .bearer(Token::new(token.access_token.expose()))
            .build()
            .expect("a client");
        pasted.messages().list().await.expect("it is as good as the client's own");
    }
}

#[tokio::test]
async fn errors_are_typed_by_status() {
    let sandbox = sandbox().await;
    let client = client(&sandbox);
    let error = client.messages().get("none").await.expect_err("no such message");
    match error.api() {
        Some(GetError::NotFound(refusal)) => {
            assert_eq!(refusal.message, "there is no such message");
        }
        other => panic!("{other:?}"),
    }
    let error = client.messages().send(&NewMessage::new("044", "Hi")).await.expect_err("refused");
    match error.api() {
        Some(SendError::UnprocessableContent(refusal)) => {
            assert!(refusal.message.contains("E.164"), "{refusal:?}");
        }
        other => panic!("{other:?}"),
    }
    let sent = client.messages().send(&NewMessage::new("+33100000000", "Salut")).await.expect("ok");
    assert_eq!(sent.state, MessageState::Queued);
    let french = client.messages().list().to("+33100000000").await.expect("messages");
    assert_eq!(french, [sent]);
}
