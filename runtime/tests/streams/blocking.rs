//! Streams that are read on the thread that waits for them.

use portolan_runtime::CallError;
use portolan_runtime::generated::StreamItem;
use portolan_runtime::http::Method;
use portolan_runtime::stream::{ItemStream, StreamError};

use crate::support::Step::{Break, Give};
use crate::support::{Failures, Stage, events, script, server};

/// Everything that a stream gives, its errors as text.
fn all<I: StreamItem>(mut stream: ItemStream<I>) -> Vec<Result<I, String>> {
    let next = || stream.next_blocking();
    std::iter::from_fn(next).map(|item| item.map_err(|error| error.to_string())).collect()
}

#[test]
fn items_are_read_as_they_come() {
    let steps = [Give("data: 1\n\ndata: x\n\n"), Give("data: 2\n\ndata: [DONE]\n\ndata: 3\n\n")];
    let stage = Stage::new([events(steps)]);
    let ticks = stage.client().ticks().stream_blocking().unwrap();
    assert_eq!(ticks.headers()["content-type"], "Text/Event-Stream; charset=utf-8");
    let items = all(ticks);
    assert_eq!((items.len(), &items[0], &items[2]), (3, &Ok(1), &Ok(2)));
    assert!(items[1].as_ref().is_err_and(|error| error.contains("expected")), "{items:?}");

    let lines = || script(200, "application/jsonl", [Give("1\n2"), Give("3\n")]);
    let stage = Stage::new([lines(), lines()]);
    let client = stage.client();
    assert_eq!(client.lines().stream_blocking().unwrap().collect_blocking().unwrap(), [1, 23]);
    let raw = client.raw(Method::GET, "/ticks").stream_of_blocking::<i64>("application/jsonl");
    assert_eq!(raw.unwrap().collect_blocking().unwrap(), [1, 23]);
}

#[test]
fn bytes_are_read_as_they_come() {
    let file = || script(200, "application/octet-stream", [Give("ab"), Give("cde")]);
    let cut = script(200, "application/octet-stream", [Give("ab"), Break]);
    let stage = Stage::new([file(), file(), file(), file(), cut]);
    let client = stage.client();
    let open = || client.file().stream_blocking().unwrap();
    let mut download = open();
    assert_eq!(download.next_blocking().unwrap().unwrap(), "ab");
    assert_eq!(download.next_blocking().unwrap().unwrap(), "cde");
    assert!(download.next_blocking().is_none());
    assert_eq!(open().collect_blocking(5).unwrap(), "abcde");
    assert!(open().collect_blocking(4).is_err());
    let mut written = Vec::new();
    assert_eq!(open().write_to_blocking(&mut written).unwrap(), 5);
    assert_eq!(written, b"abcde");
    let error = open().write_to_blocking(&mut written).unwrap_err();
    assert_eq!(error.to_string(), "the answer could not be read to its end");
    assert_eq!(written, b"abcdeab", "what was written stays");
}

#[test]
fn a_failure_is_typed_before_there_is_a_stream() {
    let stage = Stage::new([script(429, "text/plain", [Give("slow"), Give("ly")])]);
    let client = stage.client();
    let error = client.ticks().stream_blocking().unwrap_err();
    let Some(Failures::TooManyRequests(text)) = error.api() else { panic!("{error}") };
    assert_eq!(*text, "slowly");
    let raw = client.raw(Method::GET, "/file").stream_blocking().unwrap();
    assert_eq!((raw.status().as_u16(), raw.collect_blocking(9).unwrap()), (429, "slowly".into()));
}

#[test]
fn sockets_are_read_while_the_answer_is_still_coming() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let (client, mut connections) = runtime.block_on(server());
    let (tell, told) = std::sync::mpsc::channel();
    let serving = runtime.spawn(async move {
        let mut connection = connections.recv().await.unwrap();
        connection.begin("text/event-stream").await;
        for item in ["data: 1\n\n", "data: 2\n\n"] {
            connection.chunk(item).await;
            // The other side has to have read it before there is more.
            let waited = tokio::task::block_in_place(|| told.recv());
            assert!(waited.is_ok());
        }
        connection.closed().await;
    });
    let mut ticks = client.ticks().stream_blocking().unwrap();
    for expected in [1, 2] {
        assert_eq!(ticks.next_blocking().unwrap().unwrap(), expected);
        tell.send(()).unwrap();
    }
    drop(ticks);
    runtime.block_on(serving).unwrap();
}

#[tokio::test]
async fn inside_of_a_runtime_it_is_an_error_that_says_so_and_the_end() {
    let stage = Stage::new([events([Give("data: 1\n\n")])]);
    let client = stage.client();
    let error = client.ticks().stream_blocking().unwrap_err();
    assert!(matches!(error, CallError::Transport(_)), "{error}");
    assert!(stage.requests.lock().unwrap().is_empty());
    let mut ticks = client.ticks().stream().await.unwrap();
    let error = ticks.next_blocking().unwrap().unwrap_err();
    assert!(matches!(error, StreamError::Transport(_)), "{error}");
    assert!(ticks.next_blocking().is_none());
}
