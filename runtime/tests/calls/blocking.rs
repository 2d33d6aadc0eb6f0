//! Calls that wait on their own thread: outside of tokio, and refused inside.

use std::time::{Duration, Instant};

use portolan_runtime::http::Method;
use portolan_runtime::testing::{MockTransport, Reply};
use portolan_runtime::{CallError, Retry};

use crate::support::{Deed, Server, answer};
use crate::{Client, Environment, GUARDED, READ, Read, TEXT, WRITE, client};

#[test]
fn calls_work_without_a_runtime() {
    let mock = MockTransport::new();
    mock.on(&READ)
        .reply_with(Reply::status(503).after(Duration::from_millis(5)))
        .reply_with(Reply::status(200).json(&vec![1_i64]).header("X-Page", "2"))
        .reply(vec![2]);
    let client = client(&mock);
    let retry = Retry::default().backoff(Duration::from_millis(1), Duration::from_millis(1));
    let call = Read(client.call(&READ).path("id", 1)).limit(5).retry(retry);
    let response = call.response_blocking().unwrap();
    assert_eq!(
        (response.headers()["x-page"].to_str().unwrap(), &response.body()[..]),
        ("2", &[1][..])
    );
    assert_eq!(Read(client.call(&READ).path("id", 1)).send_blocking().unwrap(), [2]);
    assert_eq!(mock.requests()[0].query("limit"), ["5"]);
    client.forget_tokens_blocking().unwrap();
    let error = client.raw(Method::GET, "/x").send_blocking().unwrap_err();
    assert!(matches!(error, CallError::Transport(_)));
}

#[test]
fn sockets_work_from_many_threads_at_once() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let server = runtime.block_on(Server::start(|_, _| Deed::Write(answer("200 OK", &[], "pong"))));
    let client = Client::builder(Environment::custom(server.url(""))).build().unwrap();
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| assert_eq!(client.call(&TEXT).send_blocking().unwrap(), "pong"));
        }
    });
    assert_eq!(server.requests().len(), 8);
    // A deadline ends a call that nobody answers.
    let silent = runtime.block_on(Server::start(|_, _| Deed::Hang));
    let client = Client::builder(Environment::custom(silent.url(""))).build().unwrap();
    let started = Instant::now();
    let error = client.call(&WRITE).timeout(Duration::from_millis(50)).send_blocking().unwrap_err();
    assert!(matches!(error, CallError::Timeout(_)), "{error}");
    assert!(started.elapsed() < Duration::from_secs(20));
}

#[test]
fn threads_that_wait_for_a_token_share_one_request() {
    let mock = MockTransport::new();
    mock.on_path(Method::POST, "/v1/login").reply_with(
        Reply::status(200)
            .body("application/json", r#"{"token":"t-1"}"#)
            .after(Duration::from_millis(50)),
    );
    mock.on(&GUARDED).reply(vec![1]);
    let builder = Client::builder(Environment::Production).transport(mock.clone());
    let client = builder.login().key().build().unwrap();
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| assert_eq!(client.call(&GUARDED).send_blocking().unwrap(), [1]));
        }
    });
    let logins = mock.requests().iter().filter(|request| request.operation().is_none()).count();
    assert_eq!((logins, mock.requests_of(&GUARDED).len()), (1, 8));
}

#[tokio::test]
async fn inside_of_a_runtime_it_is_an_error_that_says_so() {
    let mock = MockTransport::new();
    mock.on(&TEXT).reply("pong".into());
    let client = client(&mock);
    let error = client.call(&TEXT).send_blocking().unwrap_err();
    let CallError::Transport(cause) = &error else { panic!("{error}") };
    assert!(!cause.may_have_been_sent() && cause.is_permanent());
    let cause = std::error::Error::source(&error).unwrap().to_string();
    assert!(cause.contains("tokio runtime") && cause.contains("await"), "{cause}");
    assert!(client.forget_tokens_blocking().is_err());
    assert!(mock.requests().is_empty());
}
