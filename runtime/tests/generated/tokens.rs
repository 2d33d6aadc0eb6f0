//! Calls and tokens together: what only shows where the two rooms meet.

use std::time::Duration;

use portolan_runtime::auth::AuthError;
use portolan_runtime::generated::Operation;
use portolan_runtime::http::Method;
use portolan_runtime::testing::{MockTransport, Reply};
use portolan_runtime::{Call, CallError, NoError, PlainText};

use crate::security::Login;
use crate::{Client, Environment, account, accounts, security};

/// `GET /status`
static STATUS: Operation<PlainText, NoError> =
    Operation::get("status", "/status").security(security::NONE);
/// `GET /upload`, on a server of its own.
static ELSEWHERE: Operation<PlainText, NoError> =
    Operation::get("elsewhere", "/x").servers(&["https://uploads.example.com/v2"]);
/// The same, public, and on the same origin.
static BESIDE: Operation<PlainText, NoError> =
    Operation::get("beside", "/x").servers(&["/v2/"]).security(security::NONE);

impl Client {
    fn status(&self) -> Call<PlainText, NoError> {
        self.0.call(&STATUS)
    }
}

fn client(mock: &MockTransport) -> Client {
    mock.on(&accounts::GET).reply(account());
    mock.on(&STATUS).reply_with(Reply::status(200).body("text/plain", "up"));
    Client::builder(Environment::Sandbox)
        .jwt(Login::new("ada", "CANARY"))
        .transport(mock.clone())
        .build()
        .unwrap()
}

fn issue(mock: &MockTransport, tokens: &[&str]) {
    for token in tokens {
        mock.on_path(Method::POST, "/v1/authenticate")
            .reply_json(&format!(r#"{{"token":"{token}"}}"#));
    }
}

fn bearers(mock: &MockTransport) -> Vec<String> {
    let calls = mock.requests_of(&accounts::GET);
    calls.iter().map(|r| r.header("authorization").unwrap().to_owned()).collect()
}

fn logins(mock: &MockTransport) -> usize {
    mock.requests().iter().filter(|request| request.operation().is_none()).count()
}

#[tokio::test]
async fn a_token_is_acquired_once_and_carried() {
    let mock = MockTransport::new();
    issue(&mock, &["t-1"]);
    let client = client(&mock);
    let calls: Vec<_> =
        (0..50).map(|_| tokio::spawn(client.accounts().get("A-100").send())).collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    assert_eq!(logins(&mock), 1);
    assert!(bearers(&mock).iter().all(|bearer| bearer == "Bearer t-1"));
    let shown = format!("{client:?} {mock:?} {:?}", mock.requests());
    assert!(!shown.contains("CANARY") && !shown.contains("t-1"), "{shown}");
}

#[tokio::test]
async fn a_rejected_token_is_renewed_and_the_call_replayed_once() {
    let mock = MockTransport::new();
    issue(&mock, &["t-1", "t-2", "t-3"]);
    mock.on(&accounts::GET).reply_status(401);
    let client = client(&mock);
    assert_eq!(client.accounts().get("A-100").await.unwrap(), account());
    assert_eq!(bearers(&mock), ["Bearer t-1", "Bearer t-2"]);
    assert_eq!(logins(&mock), 2);
}

#[tokio::test]
async fn a_401_that_stays_comes_to_the_caller_after_two_sends() {
    let mock = MockTransport::new();
    issue(&mock, &["t-1", "t-2", "t-3"]);
    mock.on(&accounts::GET).reply_status(401).reply_status(401);
    let error = client(&mock).accounts().get("A-100").await.unwrap_err();
    assert_eq!(error.status().unwrap(), 401);
    assert_eq!(mock.requests_of(&accounts::GET).len(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_replay_is_no_retry_and_a_retry_no_replay() {
    let mock = MockTransport::new();
    issue(&mock, &["t-1", "t-2", "t-3"]);
    mock.on(&accounts::GET).reply_status(503).reply_status(401).reply_status(503);
    client(&mock).accounts().get("A-100").await.unwrap();
    assert_eq!(bearers(&mock), ["Bearer t-1", "Bearer t-1", "Bearer t-2", "Bearer t-2"]);
}

#[tokio::test(start_paused = true)]
async fn what_one_identity_asked_is_not_sent_again_as_another() {
    let mock = MockTransport::new();
    issue(&mock, &["t-1", "t-2"]);
    mock.on(&accounts::GET).reply_status(503);
    let client = client(&mock);
    let call = tokio::spawn(client.accounts().get("A-100").send());
    // It waits to be sent again when the tokens are forgotten.
    while mock.requests_of(&accounts::GET).is_empty() {
        tokio::task::yield_now().await;
    }
    client.forget_tokens().await;
    let error = call.await.unwrap().unwrap_err();
    assert_eq!(error.status().unwrap(), 503);
    assert_eq!(bearers(&mock), ["Bearer t-1"]);
}

#[tokio::test]
async fn public_operations_need_and_carry_nothing() {
    let mock = MockTransport::new();
    let client = client(&mock);
    assert_eq!(client.status().await.unwrap(), "up");
    assert_eq!(mock.requests()[0].header("authorization"), None);
    assert_eq!(logins(&mock), 0);
}

#[tokio::test]
async fn missing_credentials_are_told_before_anything_is_sent() {
    let mock = MockTransport::new();
    let client = Client::builder(Environment::Sandbox).transport(mock.clone()).build().unwrap();
    let error = client.accounts().get("A-1").await.unwrap_err();
    assert!(
        matches!(&error, CallError::Auth(AuthError::MissingCredentials { schemes, .. }) if schemes == &["JWT"])
    );
    assert!(!error.may_have_been_sent());
    assert!(mock.requests().is_empty());
}

#[tokio::test]
async fn raw_calls_are_authenticated() {
    let mock = MockTransport::new();
    issue(&mock, &["t-1"]);
    let answer = client(&mock).raw(Method::GET, "/odd").await;
    // There is no reply for it; what counts is that it went with a token.
    assert!(answer.is_err());
    assert_eq!(mock.requests()[1].header("authorization"), Some("Bearer t-1"));
}

#[tokio::test]
async fn an_operations_own_server_gets_no_token_of_another_origin() {
    let mock = MockTransport::new();
    issue(&mock, &["t-1"]);
    let client = client(&mock);
    let error = client.0.call(&ELSEWHERE).await.unwrap_err();
    assert!(matches!(error, CallError::Auth(AuthError::WrongOrigin { .. })), "{error}");
    assert!(mock.requests().is_empty());
    let beside = client.0.call(&BESIDE).request().unwrap();
    assert_eq!(beside.uri(), "https://sandbox.example.com/v2/x");
}

#[tokio::test(start_paused = true)]
async fn a_calls_deadline_ends_its_wait_for_a_token() {
    let mock = MockTransport::new();
    mock.on_path(Method::POST, "/v1/authenticate").reply_with(
        Reply::status(200)
            .json(&std::collections::BTreeMap::from([("token".to_owned(), "t-1".to_owned())]))
            .after(Duration::from_secs(5)),
    );
    let client = client(&mock);
    let impatient = client.accounts().get("A-100").timeout(Duration::from_secs(1));
    let error = impatient.await.unwrap_err();
    assert_eq!(error.to_string(), "no answer within 1s; the request was not sent");
    client.accounts().get("A-100").await.unwrap();
    assert_eq!(logins(&mock), 1, "the one that was under way went on");
}

#[tokio::test]
async fn credentials_stay_off_unencrypted_lines() {
    let mock = MockTransport::new();
    let open = || {
        Client::builder(Environment::custom("http://api.example.com/v1"))
            .jwt(Login::new("ada", "CANARY"))
            .transport(mock.clone())
    };
    let refused = match open().build() {
        Ok(client) => client.accounts().get("A-1").await.unwrap_err().to_string(),
        Err(error) => format!("{error:?}"),
    };
    assert!(!refused.contains("CANARY"));
    assert!(mock.requests().is_empty(), "{refused}");
    issue(&mock, &["t-1"]);
    mock.on(&accounts::GET).reply(account());
    open().allow_http().build().unwrap().accounts().get("A-1").await.unwrap();
}

#[tokio::test]
async fn refused_credentials_are_asked_once_until_they_are_forgotten() {
    let mock = MockTransport::new();
    mock.on_path(Method::POST, "/v1/authenticate").reply_status(401);
    let client = client(&mock);
    for _ in 0..3 {
        let error = client.accounts().get("A-1").await.unwrap_err();
        assert!(matches!(error, CallError::Auth(AuthError::Rejected { .. })), "{error}");
    }
    assert_eq!(logins(&mock), 1);
    client.forget_tokens().await;
    client.accounts().get("A-1").await.unwrap_err();
    assert_eq!(logins(&mock), 2);
}
