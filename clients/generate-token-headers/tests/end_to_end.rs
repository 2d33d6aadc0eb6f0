//! The variant that the portal's form uses, against the same service: its definition marks the operation that
//! takes the username and the password in headers, and that alone makes the client use it.

#![allow(dead_code, reason = "the sandbox can do more than is needed here")]

#[path = "../../generate-token/examples/sandbox/mod.rs"]
mod sandbox;

use std::time::{Duration, SystemTime};

use generate_token_headers::runtime::AuthError;
use generate_token_headers::runtime::testing::clock::TestClock;
use generate_token_headers::{CallError, Client, Environment, Login};
use sandbox::{PASSWORD, Sandbox, USERNAME};

async fn sandbox() -> Sandbox {
    Sandbox::start().await.expect("a free port")
}

fn client(sandbox: &Sandbox, password: &str, clock: &TestClock) -> Client {
    Client::builder(Environment::custom(sandbox.url()))
        .bearer(Login::new(USERNAME, password))
        .clock(clock.clone())
        .build()
        .expect("a client")
}

#[tokio::test]
async fn credentials_travel_in_headers_and_the_token_as_always() {
    let sandbox = sandbox().await;
    let clock = TestClock::new(SystemTime::now());
    let client = client(&sandbox, PASSWORD, &clock);
    for _ in 0..3 {
        client.messages().list().await.expect("messages");
    }
    let seen = sandbox.seen();
    let lines: Vec<_> = seen.iter().map(|s| s.line.as_str()).collect();
    let list = "GET /v1/messages";
    assert_eq!(lines, ["POST /v1/token/generate-from-headers", list, list, list]);
    assert_eq!((seen[0].username.as_deref(), &seen[0].authorization), (Some(USERNAME), &None));
    for call in &seen[1..] {
        assert_eq!(call.username, None, "the credentials go nowhere else");
        assert_eq!(call.authorization, Some(format!("Bearer {}", sandbox.token())));
    }
}

#[tokio::test]
async fn token_is_renewed_and_replaced() {
    let sandbox = sandbox().await;
    let clock = TestClock::new(SystemTime::now());
    let client = client(&sandbox, PASSWORD, &clock);
    client.messages().list().await.expect("messages");
    clock.advance(Duration::from_secs(3595));
    client.messages().list().await.expect("messages");
    sandbox.expire_tokens();
    client.messages().list().await.expect("messages");
    let statuses: Vec<_> = sandbox.seen().iter().map(|s| s.status).collect();
    assert_eq!(statuses, [200, 200, 200, 200, 401, 200, 200]);
    assert_eq!(sandbox.logins(), 3);
}

#[tokio::test]
async fn wrong_credentials_are_asked_once() {
    let sandbox = sandbox().await;
    let clock = TestClock::new(SystemTime::now());
    let client = client(&sandbox, "wrong-canary", &clock);
    for _ in 0..3 {
        let error = client.messages().list().await.expect_err("no token");
        assert!(matches!(error, CallError::Auth(AuthError::Rejected { .. })), "{error:?}");
        assert!(!format!("{error} {error:?}").contains("canary"));
    }
    assert_eq!(sandbox.logins(), 1);
}

#[tokio::test]
async fn expiry_under_hundred_concurrent_calls_costs_one_token_request() {
    let sandbox = sandbox().await;
    let client = client(&sandbox, PASSWORD, &TestClock::new(SystemTime::now()));
    client.messages().list().await.expect("a warm client");
    sandbox.delay_logins(Duration::from_millis(100));
    sandbox.expire_tokens();
    let calls: Vec<_> = (0..100).map(|_| tokio::spawn(client.messages().list().send())).collect();
    for call in calls {
        call.await.expect("no panic").expect("messages");
    }
    assert_eq!(sandbox.logins(), 2, "one for the first call, one for all hundred");
}

#[tokio::test]
async fn secrets_stand_in_no_output() {
    let sandbox = sandbox().await;
    let client = client(&sandbox, PASSWORD, &TestClock::new(SystemTime::now()));
    client.messages().list().await.expect("messages");
    let call = client.messages().list();
    let request = call.request().expect("a request");
    let shown = format!("{client:?} {call:?} {request:?} {:?}", Login::new(USERNAME, PASSWORD));
    assert!(!shown.contains(PASSWORD) && !shown.contains(&sandbox.token()), "{shown}");
}

#[tokio::test]
async fn password_that_no_header_can_carry_is_an_error_that_does_not_show_it() {
    let sandbox = sandbox().await;
    let clock = TestClock::new(SystemTime::now());
    let client = client(&sandbox, "canary\r\nX-Other: 1", &clock);
    let error = client.messages().list().await.expect_err("it would end the header");
    assert!(matches!(error, CallError::Auth(_)), "{error:?}");
    assert!(!format!("{error} {error:?}").contains("canary"));
    assert!(sandbox.seen().is_empty(), "nothing was sent");
}
