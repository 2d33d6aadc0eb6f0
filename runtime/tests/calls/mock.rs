//! The in-memory transport, as people's tests use it.

use std::time::Duration;

use portolan_runtime::http::Method;
use portolan_runtime::testing::{MockTransport, Reply};
use portolan_runtime::{CallError, PlainText};
use tokio::time::Instant;

use crate::{READ, ReadError, TEXT, WRITE, client};

#[tokio::test]
async fn replies_are_written_from_the_operations_own_types() {
    let mock = MockTransport::new();
    mock.on(&READ).reply(vec![1, 2]).reply_error(404, &"gone".to_owned());
    mock.on(&TEXT).reply(PlainText::from("pong"));
    mock.on(&WRITE).reply(());
    let client = client(&mock);
    assert_eq!(client.call(&READ).path("id", 1).await.unwrap(), [1, 2]);
    let error = client.call(&READ).path("id", 1).await.unwrap_err();
    assert_eq!(error.api(), Some(&ReadError::NotFound("gone".into())));
    assert_eq!(client.call(&TEXT).await.unwrap(), "pong");
    client.call(&WRITE).json(&vec![7_i64]).await.unwrap();
    assert_eq!(mock.requests_of(&WRITE)[0].json::<Vec<i64>>().unwrap(), [7]);
    mock.verify().unwrap();
}

#[tokio::test]
async fn conditions_choose_among_the_rules_of_an_operation() {
    let mock = MockTransport::new();
    mock.on(&READ).reply(vec![0]);
    mock.on(&READ)
        .when(|request| request.uri().path().ends_with("/7"))
        .reply(vec![7])
        .reply(vec![77]);
    mock.on(&READ).when(|request| request.query("q") == ["a b"]).reply(vec![8]);
    let client = client(&mock);
    let get = |id: i64| client.call(&READ).path("id", id);
    assert_eq!(get(1).await.unwrap(), [0]);
    assert_eq!(get(7).await.unwrap(), [7]);
    assert_eq!(get(7).await.unwrap(), [77]);
    assert_eq!(get(1).query("q", "a b").await.unwrap(), [8]);
    assert_eq!(get(1).query("q", "a").await.unwrap(), [0]);
}

#[tokio::test]
async fn expectations_are_counted() {
    let mock = MockTransport::new();
    mock.on(&READ).reply(vec![]).expect(2);
    mock.on(&WRITE).expect(0);
    let client = client(&mock);
    client.call(&READ).path("id", 1).await.unwrap();
    let unmet = mock.verify().unwrap_err();
    assert_eq!(unmet.to_string(), "`read` was asked for 1 times, not 2");
    client.call(&READ).path("id", 1).await.unwrap();
    mock.verify().unwrap();

    client.call(&WRITE).await.unwrap_err();
    client.call(&TEXT).await.unwrap_err();
    let unmet = mock.verify().unwrap_err().to_string();
    assert_eq!(
        unmet,
        "`write` was asked for 1 times, not 0; no reply was set for POST /v1/things; \
         no reply was set for GET /v1/text"
    );
}

#[tokio::test(start_paused = true)]
async fn delays_take_no_time_and_failures_are_those_of_a_network() {
    let mock = MockTransport::new();
    mock.on(&WRITE)
        .reply_with(Reply::status(204).after(Duration::from_secs(45)))
        .reply_with(Reply::reset())
        .reply_with(Reply::timeout())
        .reply_with(Reply::never());
    let client = client(&mock);
    let started = Instant::now();
    client.call(&WRITE).await.unwrap();
    assert_eq!(started.elapsed(), Duration::from_secs(45));
    let error = client.call(&WRITE).await.unwrap_err();
    assert!(matches!(&error, CallError::Transport(e) if e.may_have_been_sent()), "{error}");
    let error = client.call(&WRITE).await.unwrap_err();
    assert!(matches!(&error, CallError::Timeout(_)), "{error}");
    let error = client.call(&WRITE).await.unwrap_err();
    assert!(matches!(&error, CallError::Timeout(e) if e.after().as_secs() == 60), "{error}");
}

#[tokio::test]
async fn requests_of_ones_own_have_rules_by_path() {
    let mock = MockTransport::new();
    mock.on_path(Method::PUT, "/odd").reply_json("[1]").expect(1);
    let answer = client(&mock).raw(Method::PUT, "/odd").json_text("{}").await.unwrap();
    assert_eq!(answer.json::<Vec<i64>>().unwrap(), [1]);
    mock.verify().unwrap();
}
