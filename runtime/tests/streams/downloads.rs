//! Downloads: chunk by chunk, up to a limit, to their very end.

use portolan_runtime::CallError;
use portolan_runtime::bytes::Bytes;
use portolan_runtime::http::Method;
use portolan_runtime::stream::StreamError;

use crate::support::Step::{Break, Give};
use crate::support::{Failures, Stage, script};

fn file<const N: usize>(steps: [crate::support::Step; N]) -> crate::support::Script {
    script(200, "application/octet-stream", steps)
}

#[tokio::test]
async fn chunks_are_given_as_they_come() {
    let stage = Stage::new([file([Give("ab"), Give("cd")]).header("content-length", "4")]);
    let mut download = stage.client().file().stream().await.unwrap();
    assert_eq!(download.content_length(), Some(4));
    assert_eq!(download.headers()["content-type"], "application/octet-stream");
    assert_eq!(download.next().await.unwrap().unwrap(), "ab");
    assert_eq!(download.next().await.unwrap().unwrap(), "cd");
    assert!(download.next().await.is_none());
}

#[tokio::test]
async fn what_is_cut_off_is_an_error_and_never_a_short_file() {
    let cut = || file([Give("abc")]).header("content-length", "4");
    let stage = Stage::new([cut()]);
    let client = stage.client();
    let mut download = client.file().stream().await.unwrap();
    assert_eq!(download.next().await.unwrap().unwrap(), "abc");
    let error = download.next().await.unwrap().unwrap_err();
    assert_eq!(error.to_string(), "the answer could not be read to its end");
    // The same where it is read as a whole.
    let error = client.file().await.unwrap_err();
    assert!(matches!(error, CallError::Transport(_)), "{error:?}");
    assert!(error.may_have_been_sent());
    assert!(stage.client().raw(Method::GET, "/file").await.is_err());
}

#[tokio::test]
async fn a_length_of_what_was_encoded_is_not_that_of_the_bytes() {
    let script = file([Give("abc")]).header("content-length", "2").header("content-encoding", "br");
    let stage = Stage::new([script]);
    assert_eq!(stage.client().file().await.unwrap(), "abc");
}

#[tokio::test]
async fn a_limit_holds_for_one_call() {
    let stage = Stage::new([file([Give("abc"), Give("def")])]);
    let client = stage.client();
    assert_eq!(client.file().body_limit(6).await.unwrap(), "abcdef");
    let error = client.file().body_limit(5).await.unwrap_err();
    let cause = std::error::Error::source(&error).unwrap().to_string();
    assert_eq!(cause, "the body is larger than 5 bytes");
    let raw = client.raw(Method::GET, "/file");
    assert!(raw.body_limit(5).await.is_err());
    // A stream is never held as a whole: the limit is that of who collects it.
    let download = || client.file().body_limit(1).stream();
    assert_eq!(download().await.unwrap().collect(6).await.unwrap(), "abcdef");
    assert!(download().await.unwrap().collect(5).await.is_err());
    let failure = Stage::new([script(429, "text/plain", [Give("too long a tale")])]);
    let call = failure.client().file().retry(portolan_runtime::Retry::none());
    let error = call.body_limit(5).stream().await.unwrap_err();
    assert!(matches!(error, CallError::Transport(_)), "a failure is held: {error:?}");
}

#[tokio::test]
async fn a_limit_holds_for_a_client() {
    let stage = Stage::new([file([Give("abc"), Give("def")])]);
    let builder = crate::support::Client::builder(crate::support::Environment::Production);
    let client = builder.transport(stage).body_limit(5).build().unwrap();
    assert!(client.file().await.is_err());
    assert_eq!(client.file().body_limit(6).await.unwrap(), "abcdef");
}

#[tokio::test]
async fn a_download_is_written_and_sent_on() {
    let stage = Stage::new([file([Give("ab"), Give("cd")])]);
    let client = stage.client();
    let mut written = Vec::new();
    let download = client.file().stream().await.unwrap();
    assert_eq!(download.write_to(&mut written).await.unwrap(), 4);
    assert_eq!(written, b"abcd");
    let download = client.file().stream().await.unwrap();
    let body = portolan_runtime::body::Body::from(download);
    assert_eq!(body.collect(10).await.unwrap(), Bytes::from("abcd"));
}

#[tokio::test]
async fn a_download_that_breaks_off_fails_once() {
    let stage = Stage::new([file([Give("ab"), Break])]);
    let mut download = stage.client().file().stream().await.unwrap();
    assert_eq!(download.next().await.unwrap().unwrap(), "ab");
    assert!(matches!(download.next().await, Some(Err(StreamError::Transport(_)))));
    assert!(download.next().await.is_none());
    assert_eq!(stage.sent("accept").len(), 1);
}

#[tokio::test]
async fn a_failure_is_typed_and_a_raw_call_streams_any_status() {
    let stage = Stage::new([script(429, "text/plain", [Give("slow "), Give("down")])]);
    let client = stage.client();
    let call = client.file().retry(portolan_runtime::Retry::none());
    let error = call.stream().await.unwrap_err();
    assert_eq!(error.api(), Some(&Failures::TooManyRequests("slow down".into())));
    let raw = client.raw(Method::POST, "/file").stream().await.unwrap();
    assert_eq!(raw.status(), 429);
    assert_eq!(raw.collect(100).await.unwrap(), "slow down");
}

#[tokio::test]
async fn an_answer_to_head_has_the_length_of_another() {
    let stage = Stage::new([file([]).header("content-length", "400")]);
    let client = stage.client();
    let answer = client.raw(Method::HEAD, "/file").await.unwrap();
    assert_eq!(answer.headers()["content-length"], "400");
    assert!(answer.body().is_empty());
    let stage = Stage::new([script(204, "text/plain", []).header("content-length", "3")]);
    assert!(stage.client().raw(Method::GET, "/file").await.unwrap().body().is_empty());
}

#[tokio::test]
async fn an_empty_body_where_json_is_declared_is_an_error_that_says_so() {
    let stage = Stage::new([script(200, "application/json", [Give(" \n")])]);
    match stage.client().ticks().await {
        Err(CallError::Decode(error)) => {
            assert_eq!(error.error().to_string(), "$: expected a list, found an empty body");
        }
        other => panic!("{other:?}"),
    }
}
