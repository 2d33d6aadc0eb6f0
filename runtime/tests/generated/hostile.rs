//! What somebody would do to a generated client, over the in-memory transport.

use std::time::Duration;

use portolan_runtime::auth::AuthError;
use portolan_runtime::generated::{CustomServer, Operation};
use portolan_runtime::http::Method;
use portolan_runtime::testing::{MockTransport, Reply};
use portolan_runtime::transport::TransportError;
use portolan_runtime::{CallError, NoError, PlainText, Retry, Token};

use crate::security::Login;
use crate::{Client, Environment, accounts, mocked, security};

static PUT: Operation<PlainText, NoError> =
    Operation::put("put", "/things").security(security::NONE);

fn public(mock: &MockTransport) -> Client {
    Client::builder(Environment::Sandbox).transport(mock.clone()).build().unwrap()
}

#[tokio::test]
async fn a_raw_path_never_leaves_the_base_url() {
    let (mock, client) = mocked();
    for path in [
        "https://evil.example/x",
        "//evil.example/x",
        "/\\evil.example",
        "\\\\evil.example",
        "@evil.example/",
        ":444/x",
        ".evil.example",
        "/x?y=1#z",
        "/x\r\nHost: evil.example",
        "/x\t\u{0}\u{7f}",
        "",
    ] {
        // What begins like a URL of its own is refused, and what has a query.
        let Ok(request) = client.raw(Method::GET, path).request() else {
            assert!(["//", "\\\\", "?"].iter().any(|odd| path.contains(odd)), "{path}");
            continue;
        };
        let text = request.uri().to_string();
        assert!(text.starts_with("https://sandbox.example.com/v1/"), "{text}");
        assert_eq!(request.uri().query(), None);
    }
    for path in ["/..", "/../x", "/a/../../x", "/%2e%2E/x", "/.%2e", "/x/.", "/%2e"] {
        client.raw(Method::GET, path).request().unwrap_err();
    }
    assert!(mock.requests().is_empty());
}

#[tokio::test]
async fn a_header_of_ones_own_cannot_redirect_or_split_a_request() {
    let (mock, client) = mocked();
    for (name, value) in [
        ("Host", "production.example.com"),
        ("Content-Length", "7"),
        ("Transfer-Encoding", "chunked"),
        ("X-Own", "a\r\nX-Other: b"),
        ("X-Own: a\r\nX-Other", "b"),
        ("X Own", "b"),
        ("", "b"),
        ("X-Own", "\u{0}"),
    ] {
        let error = client.accounts().get("A-1").header(name, value).await.unwrap_err();
        assert!(matches!(error, CallError::Request(_)), "{name}: {error}");
        let raw = client.raw(Method::POST, "/x").body("text/plain", "12345").header(name, value);
        assert!(matches!(raw.await, Err(CallError::Request(_))), "{name}");
    }
    assert!(mock.requests().is_empty());
    let same = client.raw(Method::POST, "/x").body("text/plain", "12345");
    same.header("content-length", "5").header("host", "sandbox.example.com").request().unwrap();
    // A credential replaces a header of its name.
    client.accounts().get("A-1").header("Authorization", "Bearer CANARY").await.unwrap_err();
    assert_eq!(mock.requests()[0].header("authorization"), Some("Bearer pasted"));
}

#[tokio::test(start_paused = true)]
async fn what_was_sent_once_may_have_been_sent_whatever_follows() {
    let mock = MockTransport::new();
    mock.on(&PUT)
        .reply_with(Reply::failure(TransportError::new("reset")))
        .reply_with(Reply::failure(TransportError::not_sent("refused")));
    let error = public(&mock).0.call(&PUT).await.unwrap_err();
    assert_eq!(mock.requests().len(), 3);
    assert!(error.may_have_been_sent(), "{error}");

    let mock = MockTransport::new();
    mock.on(&PUT).reply_with(Reply::failure(TransportError::not_sent("refused")));
    let error = public(&mock).0.call(&PUT).await.unwrap_err();
    assert!(!error.may_have_been_sent(), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_retry_that_gets_no_token_gives_the_outcome_that_was_there() {
    let mock = MockTransport::new();
    mock.on_path(Method::POST, "/v1/authenticate")
        .reply_json(r#"{"token":"t-1"}"#)
        .reply_status(401);
    mock.on(&accounts::GET)
        .reply_with(Reply::failure(TransportError::new("reset")))
        .reply_status(401);
    let client = Client::builder(Environment::Sandbox)
        .jwt(Login::new("ada", "p"))
        .transport(mock.clone())
        .build()
        .unwrap();
    let error = client.accounts().get("A-1").await.unwrap_err();
    assert!(matches!(error, CallError::Transport(_)), "{error}");
    assert!(error.may_have_been_sent());
    // Where no attempt came before, what matters is that there is no token.
    let error = client.accounts().get("A-1").await.unwrap_err();
    assert!(matches!(error, CallError::Auth(AuthError::Rejected { .. })), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_retry_after_of_any_size_is_not_an_invitation() {
    for wait in ["31", "4294967296", "99999999999999999999999", "Mon, 31 Dec 2998 23:59:59 GMT"] {
        let mock = MockTransport::new();
        mock.on(&PUT).reply_with(Reply::status(503).header("Retry-After", wait));
        let error = public(&mock).0.call(&PUT).await.unwrap_err();
        assert_eq!((error.status().unwrap().as_u16(), mock.requests().len()), (503, 1), "{wait}");
    }
}

#[tokio::test]
async fn a_call_of_ones_own_can_be_answered_in_memory() {
    let (mock, client) = mocked();
    mock.on_path(Method::GET, "/v1/beta/things").reply_json("[1]");
    assert_eq!(client.raw(Method::GET, "/beta/things").await.unwrap().text(), "[1]");
    let error = client.raw(Method::GET, "/beta/things?limit=1").request().unwrap_err();
    assert!(error.to_string().contains(".query("), "{error}");
}

#[test]
fn outside_of_a_runtime_there_is_an_error_and_no_panic() {
    let (mock, client) = mocked();
    let call = client.accounts().get("A-1").timeout(Duration::from_secs(1)).send();
    let mut call = std::pin::pin!(call);
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    let std::task::Poll::Ready(outcome) = call.as_mut().poll(&mut context) else {
        panic!("nobody would wake it")
    };
    let error = outcome.unwrap_err();
    assert!(matches!(error, CallError::Transport(_)) && !error.may_have_been_sent(), "{error}");
    assert!(mock.requests().is_empty());
}

#[tokio::test]
async fn nothing_that_is_shown_holds_a_secret() {
    let custom = "https://me:CANARY@api.example/CANARY/?key=CANARY#CANARY";
    let environment = Environment::custom(custom.replace("/CANARY/", "/v1/"));
    let builder = Client::builder(environment.clone()).jwt(Token::new("CANARY"));
    let mut shown = format!("{environment} {environment:?} {builder:?}");
    shown += &format!("{} ", CustomServer::new("https://api.example/?key=CANARY"));
    shown += &format!("{:?} {0}", builder.build().unwrap_err());
    shown += &format!("{:?}", Environment::Sandbox.to_string().parse::<Environment>());
    shown += &format!("{:?}", "CANARY".parse::<Environment>());

    let (mock, client) = mocked();
    let reply = || Reply::status(200).header("Set-Cookie", "sid=CANARY");
    mock.on(&accounts::GET)
        .reply_with(reply().json(&crate::account()))
        .reply_with(reply().body("text/html", r#"{"id":7,"pin":"CANARY"}"#))
        .reply_with(Reply::status(404).header("X-Secret", "CANARY").body("a/b", "[\"CANARY\"]"))
        .reply_with(Reply::status(418).body("a/b", "CANARY"));
    let response = client.accounts().get("A-100").response().await.unwrap();
    shown += &format!("{response:?}");
    for _ in 0..3 {
        let call = client.accounts().get("A-100").header("X-Key", "CANARY");
        shown += &format!("{call:?} ");
        shown += &format!("{:?}", call.await.unwrap_err());
    }
    let raw = client.raw(Method::POST, "/x").query("key", "CANARY").json_text("\"CANARY\"");
    shown += &format!("{raw:?} {:?}", mock.requests());
    assert!(!shown.contains("CANARY"), "{shown}");
}

#[tokio::test(start_paused = true)]
async fn a_call_can_be_dropped_in_any_state() {
    let mock = MockTransport::new();
    let token = Reply::status(200).body("application/json", r#"{"token":"t-1"}"#);
    mock.on_path(Method::POST, "/v1/authenticate").reply_with(token.after(Duration::from_secs(1)));
    mock.on(&accounts::GET)
        .reply_with(Reply::status(503).after(Duration::from_secs(1)))
        .reply_with(Reply::status(200).json(&crate::account()).after(Duration::from_secs(1)));
    let client = Client::builder(Environment::Sandbox)
        .jwt(Login::new("ada", "p"))
        .retry(Retry::default().backoff(Duration::from_secs(1), Duration::from_secs(1)))
        .transport(mock.clone())
        .build()
        .unwrap();
    for quarter in 0..20 {
        let call = client.accounts().get("A-100").send();
        let _ = tokio::time::timeout(Duration::from_millis(250 * quarter), call).await;
    }
    client.accounts().get("A-100").await.unwrap();
    let logins = mock.requests().iter().filter(|r| r.operation().is_none()).count();
    assert_eq!(logins, 1);
}
