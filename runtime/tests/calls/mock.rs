//! The in-memory transport, as people's tests use it.

use std::time::Duration;

use portolan_runtime::bytes::Bytes;
use portolan_runtime::generated::{events, responses};
use portolan_runtime::http::Method;
use portolan_runtime::stream::Collected;
use portolan_runtime::testing::{MockTransport, Reply};
use portolan_runtime::{CallError, NoError, Operation, PlainText};
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

events! {
    /// Events of a stream.
    pub enum Told {
        "usage" | "cost" => Usage(i64),
        "message" => Text(PlainText),
    } ends "[DONE]"
}

responses! {
    /// Everything that an answer can be.
    pub enum Anything {
        200 if "text/csv" => Csv(PlainText),
        200 if "image/*" => Picture(Bytes),
        200 if "text/event-stream" => Events(Collected<Told>),
        200 if "application/json-seq" => Sequence(Collected<i64>),
        200 => Numbers(Vec<i64>),
        201 => Created,
        200..=299 if "text/plain" => Text(PlainText),
        200..=299 => Other(i64),
        _ => Default(PlainText),
    }
}

static ANYTHING: Operation<Anything, NoError> = Operation::get("anything", "/anything");
static LINES: Operation<Collected<i64>, NoError> =
    Operation::get("lines", "/lines").status(206).accept("application/x-ndjson, text/plain");
static TOLD: Operation<Collected<Told>, NoError> =
    Operation::get("told", "/told").accept("text/event-stream");

#[tokio::test]
async fn each_of_several_answers_is_replied_as_what_it_is() {
    let mock = MockTransport::new();
    let client = client(&mock);
    let told = || vec![Told::Usage(1), Told::Text("a\nb".into())];
    for (answer, status, media_type) in [
        (Anything::Csv("a,b".into()), 200, "text/csv"),
        (Anything::Picture(Bytes::from_static(&[0, 255])), 200, "image/x-any"),
        (Anything::Events(Collected(told())), 200, "text/event-stream"),
        (Anything::Sequence(Collected(vec![1, 2])), 200, "application/json-seq"),
        (Anything::Numbers(vec![1]), 200, "application/json"),
        (Anything::Created, 201, ""),
        (Anything::Text("t".into()), 202, "text/plain"),
        (Anything::Other(7), 202, "application/json"),
        (Anything::Default("d".into()), 300, "text/plain; charset=utf-8"),
    ] {
        let condition = format!("{status} {media_type}");
        mock.on(&ANYTHING)
            .when({
                let condition = condition.clone();
                move |request| request.query("q") == [condition.as_str()]
            })
            .reply(answer.clone());
        let call = client.call(&ANYTHING).query("q", condition.as_str());
        let response = call.response().await.unwrap();
        assert_eq!(response.status().as_u16(), status, "{condition}");
        let told = response.headers().get("content-type").map_or("", |it| it.to_str().unwrap());
        assert_eq!(told, media_type);
        assert_eq!(*response.body(), answer);
    }
    // What a stream alone gives is written as it is asked for.
    mock.on(&LINES).reply(Collected(vec![1, 2]));
    mock.on(&TOLD).reply(Collected(told()));
    let lines = client.call(&LINES).stream().await.unwrap();
    assert_eq!(lines.status().as_u16(), 206);
    assert_eq!(lines.headers()["content-type"], "application/x-ndjson");
    assert_eq!(lines.collect(9).await.unwrap(), "1\n2\n");
    assert_eq!(client.call(&LINES).await.unwrap().0, [1, 2]);
    let events = client.call(&TOLD).stream().await.unwrap().collect(99).await.unwrap();
    assert_eq!(events, "event: usage\ndata: 1\n\nevent: message\ndata: a\ndata: b\n\n");
    assert_eq!(client.call(&TOLD).await.unwrap().0, told());
}
