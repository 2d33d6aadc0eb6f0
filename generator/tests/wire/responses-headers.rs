//! Declared headers are typed, and a wrong one is an error of who asks for it.

use responses_headers::headers::LocationHeaders;
use responses_headers::runtime::testing::{MockTransport, Reply};
use responses_headers::things::{self, ListHeaders};
use responses_headers::types::Kind;
use responses_headers::{CallError, Client, Environment, places};

fn client(mock: &MockTransport) -> Client {
    let environment = Environment::custom("https://api.example.com");
    Client::builder(environment).transport(mock.clone()).build().unwrap()
}

fn reply() -> Reply {
    Reply::status(200).body("application/json", "[]")
}

async fn headers(reply: Reply) -> ListHeaders {
    let mock = MockTransport::new();
    mock.on(&things::LIST).reply_with(reply);
    client(&mock).things().list().page(1).response().await.unwrap().headers().clone()
}

#[tokio::test]
async fn headers_have_the_types_that_are_declared() {
    let headers = headers(
        reply()
            .header("x-total", "12")
            .header("X-Complete", "true")
            .header("x-kind", "big")
            .header("x-kinds", "small, huge")
            .header("x-kinds", "big")
            .header("x-made", "2026-01-02T03:04:05Z")
            .header("x-numbers", "1,2")
            .header("x-detail", r#"{"text":"a, b"}"#)
            .header("x-object", "b,7,a,12")
            .header("x-pairs", "limit=100,unit=1")
            .header("x-map", "a=true,b=false")
            .header("x-deep", "a,b,c")
            .header("x-else", "1"),
    )
    .await;
    assert_eq!(headers.x_total().unwrap(), 12);
    assert_eq!(headers.x_complete().unwrap(), Some(true));
    assert_eq!(headers.x_kind().unwrap(), Some(Kind::Big));
    let kinds = headers.x_kinds().unwrap().unwrap();
    let texts: Vec<&str> = kinds.iter().map(Kind::as_str).collect();
    assert_eq!(texts, ["small", "huge", "big"], "an unknown value is kept");
    assert_eq!(headers.x_made().unwrap().unwrap().to_string(), "2026-01-02T03:04:05Z");
    assert_eq!(headers.x_numbers().unwrap(), Some(vec![1, 2]));
    assert_eq!(headers.x_detail().unwrap().unwrap().text, "a, b");
    let object = headers.x_object().unwrap().unwrap();
    assert_eq!((object.a.as_deref(), object.b), (Some("12"), Some(7)));
    let rate = headers.x_pairs().unwrap().unwrap();
    assert_eq!((rate.limit, rate.unit.as_deref()), (100, Some("1")));
    let map = headers.x_map().unwrap().unwrap();
    assert_eq!((map["a"], map["b"]), (true, false));
    assert_eq!(headers.x_deep().unwrap().unwrap(), "a,b,c", "no style reads it");
    assert_eq!(headers.e_tag().unwrap(), None);
    // All others are there as they came.
    assert_eq!(headers["x-else"], "1");
}

#[tokio::test]
async fn a_wrong_header_is_an_error_of_who_asks_for_it() {
    let headers = headers(reply().header("x-complete", "maybe").header("x-numbers", "1,b")).await;
    assert_eq!(headers.x_made().unwrap(), None);
    let error = headers.x_total().unwrap_err();
    assert_eq!((error.name(), error.error().found()), ("X-Total", "no such header"));
    let text = "the header `X-Complete` is not what its definition describes: expected a boolean";
    assert_eq!(headers.x_complete().unwrap_err().to_string(), text);
    assert_eq!(headers.x_numbers().unwrap_err().error().path(), "$[1]");
}

#[tokio::test]
async fn the_same_headers_are_one_type() {
    let mock = MockTransport::new();
    mock.on(&things::CREATE).reply_with(Reply::status(202).header("location", "/things/1"));
    mock.on(&places::LIST).reply_with(Reply::status(200).header("location", "/here"));
    let client = client(&mock);
    let answer = client.things().create().response().await.unwrap();
    let created: &LocationHeaders = answer.headers();
    assert_eq!(created.location().unwrap().unwrap(), "/things/1");
    let answer = client.places().list().response().await.unwrap();
    let listed: &LocationHeaders = answer.headers();
    assert_eq!(listed.location().unwrap().unwrap(), "/here");
}

#[tokio::test]
async fn failures_have_typed_headers_too() {
    let mock = MockTransport::new();
    let busy = Reply::status(429).body("application/json", r#"{"text":"busy"}"#);
    mock.on(&things::LIST).reply_with(busy.header("retry-after", "100"));
    match client(&mock).things().list().await {
        Err(CallError::Api(error)) => {
            let headers = error.typed_headers();
            assert_eq!(headers.retry_after().unwrap(), Some(100));
            assert_eq!(headers.x_reason().unwrap(), None, "of another status");
        }
        other => panic!("{other:?}"),
    }
    let mock = MockTransport::new();
    let down = Reply::status(503).header("x-reason", "fire").header("retry-after", "3600");
    mock.on(&things::LIST).reply_with(down);
    let Err(CallError::Api(error)) = client(&mock).things().list().await else { panic!() };
    assert_eq!(error.typed_headers().x_reason().unwrap().as_deref(), Some("fire"));
}
