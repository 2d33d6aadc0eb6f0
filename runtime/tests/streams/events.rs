//! Streams of events: what is read, when it ends, when it is taken up again.

use std::time::Duration;

use portolan_runtime::CallError;
use portolan_runtime::stream::StreamError;

use crate::support::Step::{Break, Give, Wait};
use crate::support::{Failures, Stage, events, script};

const SECOND: Duration = Duration::from_secs(1);

#[tokio::test(start_paused = true)]
async fn one_operation_gives_json_or_events() {
    let stage = Stage::new([
        script(200, "application/json", [Give("[1, 2]")]),
        events([Give("data: 1\n\nda"), Give("ta: 2\n\n")]),
    ]);
    let client = stage.client();
    assert_eq!(client.ticks().await.unwrap(), [1, 2]);
    let ticks = client.ticks().stream().await.unwrap();
    assert_eq!(ticks.status(), 200);
    assert_eq!(ticks.collect().await.unwrap(), [1, 2]);
    let accepts = stage.sent("accept").into_iter().flatten().collect::<Vec<_>>();
    assert_eq!(accepts, ["application/json", "text/event-stream"]);
}

#[tokio::test(start_paused = true)]
async fn an_item_that_is_wrong_is_kept_and_the_next_is_read() {
    let stage = Stage::new([events([Give("data: 1\n\ndata: {\"a\":\ndata: 2}\n\ndata: 3\n\n")])]);
    let mut ticks = stage.client().ticks().stream().await.unwrap();
    assert_eq!(ticks.next().await.unwrap().unwrap(), 1);
    match ticks.next().await.unwrap() {
        Err(StreamError::Decode(error)) => {
            assert_eq!(error.bytes(), "{\"a\":\n2}");
            assert_eq!(error.error().path(), "$");
            assert_eq!(error.error().expected(), "an integer");
            assert_eq!(error.operation(), "ticks");
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(ticks.next().await.unwrap().unwrap(), 3);
    assert!(ticks.next().await.is_none());
    assert!(ticks.next().await.is_none());
}

#[tokio::test(start_paused = true)]
async fn a_marker_ends_the_stream_and_nothing_behind_it_is_read() {
    let stage = Stage::new([events([Give("id: 1\ndata: 1\n\ndata: [DONE]\n\n"), Break])]);
    let mut ticks = stage.client().ticks().stream().await.unwrap();
    assert_eq!(ticks.next().await.unwrap().unwrap(), 1);
    assert!(ticks.next().await.is_none());
    assert_eq!(stage.sent("accept").len(), 1);
}

#[tokio::test(start_paused = true)]
async fn json_where_events_were_asked_for_is_an_error_that_holds_it() {
    let stage = Stage::new([script(200, "application/json", [Give("[1]")])]);
    match stage.client().ticks().stream().await {
        Err(CallError::Decode(error)) => {
            assert_eq!(error.bytes(), "[1]");
            assert_eq!(error.error().expected(), "an answer of `text/event-stream`");
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test(start_paused = true)]
async fn a_failure_is_typed_before_there_is_a_stream() {
    let stage = Stage::new([script(429, "text/plain", [Give("slow "), Give("down")])]);
    let call = stage.client().ticks().retry(portolan_runtime::Retry::none());
    let error = call.stream().await.unwrap_err();
    assert_eq!(error.api(), Some(&Failures::TooManyRequests("slow down".into())));
}

#[tokio::test(start_paused = true)]
async fn a_stream_outlives_the_timeouts_of_its_call() {
    let hour = 3600 * SECOND;
    let stage = Stage::new([events([
        Give("data: 1\n\n"),
        Wait(250 * SECOND),
        Give(": still there\n\n"),
        Wait(250 * SECOND),
        Give("data: 2\n\n"),
        Wait(hour),
        Give("data: 3\n\n"),
    ])]);
    let mut ticks = stage.client().ticks().timeout(SECOND).stream().await.unwrap();
    assert_eq!(ticks.next().await.unwrap().unwrap(), 1);
    assert_eq!(ticks.next().await.unwrap().unwrap(), 2, "a comment breaks the silence");
    match ticks.next().await.unwrap() {
        Err(StreamError::Timeout(error)) => assert_eq!(error.after(), 300 * SECOND),
        other => panic!("{other:?}"),
    }
    assert!(ticks.next().await.is_none(), "silence ends it");
}

#[tokio::test(start_paused = true)]
async fn the_silence_that_is_allowed_can_be_set() {
    let stage = Stage::new([events([Wait(3600 * SECOND), Give("data: 3\n\n")])]);
    let ticks = stage.client().ticks().stream().await.unwrap();
    let ticks = ticks.idle_timeout(3601 * SECOND).collect().await;
    assert_eq!(ticks.unwrap(), [3]);
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_breaks_off_is_taken_up_where_it_was_left() {
    let stage = Stage::new([
        events([Give("retry: 2000\nid: a\ndata: 1\n\nid: b\ndata: hal"), Break]),
        events([Give("id: c\ndata: 2\n\n")]),
    ]);
    let mut ticks = stage.client().ticks().stream().await.unwrap();
    assert_eq!(ticks.next().await.unwrap().unwrap(), 1);
    assert_eq!(ticks.last_event_id(), Some("a"));
    let start = tokio::time::Instant::now();
    assert_eq!(ticks.next().await.unwrap().unwrap(), 2);
    let waited = start.elapsed();
    assert!(waited >= 2 * SECOND && waited <= 3 * SECOND, "{waited:?}");
    assert_eq!(ticks.last_event_id(), Some("c"));
    assert!(ticks.next().await.is_none(), "an end is no break");
    // An id counts once its event is whole.
    assert_eq!(stage.sent("last-event-id"), [None, Some("a".into())]);
}

#[tokio::test(start_paused = true)]
async fn what_is_not_safe_is_not_taken_up_again() {
    let broken = || events([Give("id: a\ndata: 1\n\n"), Break]);
    let untold = || events([Give("data: 1\n\n"), Break]);
    for (script, post) in [(broken(), true), (untold(), false)] {
        let stage = Stage::new([script]);
        let client = stage.client();
        let call = if post { client.ask() } else { client.ticks() };
        let mut ticks = call.stream().await.unwrap();
        assert_eq!(ticks.next().await.unwrap().unwrap(), 1);
        let error = ticks.next().await.unwrap().unwrap_err();
        assert_eq!(error.to_string(), "the answer could not be read to its end");
        assert!(error.may_have_been_sent());
        assert!(ticks.next().await.is_none());
        assert_eq!(stage.sent("accept").len(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn who_asks_gets_what_browsers_do_until_the_server_says_no_more() {
    let stage = Stage::new([
        events([Give("data: 1\n\n")]),
        events([Break]),
        events([Give("data: 2\n\n")]),
        script(204, "text/plain", []),
    ]);
    let ticks = stage.client().ask().stream().await.unwrap().reconnect(3);
    assert_eq!(ticks.collect().await.unwrap(), [1, 2]);
    assert_eq!(stage.sent("last-event-id"), [None, None, None, None]);
}

#[tokio::test(start_paused = true)]
async fn taking_up_again_has_an_end() {
    let stage = Stage::new([events([Give("id: a\ndata: 1\n\n"), Break]), events([Break])]);
    let mut ticks = stage.client().ticks().stream().await.unwrap();
    assert_eq!(ticks.next().await.unwrap().unwrap(), 1);
    let start = tokio::time::Instant::now();
    assert!(matches!(ticks.next().await, Some(Err(StreamError::Transport(_)))));
    assert_eq!(stage.sent("accept").len(), 6, "five times more");
    // 1 + 2 + 4 + 8 + 16, each up to a quarter longer.
    let waited = start.elapsed();
    assert!(waited >= 31 * SECOND && waited <= 39 * SECOND, "{waited:?}");
    assert!(ticks.next().await.is_none());

    let stage = Stage::new([events([Give("id: a\ndata: 1\n\n"), Break])]);
    let mut ticks = stage.client().ticks().stream().await.unwrap().reconnect(0);
    assert_eq!(ticks.next().await.unwrap().unwrap(), 1);
    assert!(ticks.next().await.unwrap().is_err());
    assert_eq!(stage.sent("accept").len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_server_that_refuses_to_go_on_is_an_error() {
    let begin = || events([Give("id: a\ndata: 1\n\n"), Break]);
    let stage = Stage::new([begin(), script(410, "text/plain", [Give("gone")])]);
    let mut ticks = stage.client().ticks().stream().await.unwrap();
    assert_eq!(ticks.next().await.unwrap().unwrap(), 1);
    match ticks.next().await.unwrap() {
        Err(StreamError::Unexpected(error)) => assert_eq!(error.bytes(), "gone"),
        other => panic!("{other:?}"),
    }
    let stage = Stage::new([begin(), script(200, "text/html", [Give("<p>")])]);
    let mut ticks = stage.client().ticks().stream().await.unwrap();
    assert_eq!(ticks.next().await.unwrap().unwrap(), 1);
    assert!(matches!(ticks.next().await, Some(Err(StreamError::Decode(_)))));
}

#[tokio::test(start_paused = true)]
async fn a_poll_that_is_given_up_loses_nothing() {
    let steps = [Wait(2 * SECOND), Give("data: 1\n\n"), Wait(2 * SECOND), Give("data: 2\n\n")];
    let stage = Stage::new([events(steps)]);
    let mut ticks = stage.client().ticks().stream().await.unwrap();
    let mut seen = Vec::new();
    for _ in 0..10 {
        if let Ok(Some(tick)) = tokio::time::timeout(SECOND, ticks.next()).await {
            seen.push(tick.unwrap());
        }
    }
    assert_eq!(seen, [1, 2]);
}

#[tokio::test(start_paused = true)]
async fn one_event_has_the_limit_of_a_body() {
    let stage = Stage::new([events([Give("data: 1\n\ndata: 22"), Give("22222222")])]);
    let mut ticks = stage.client().ticks().body_limit(8).stream().await.unwrap();
    assert_eq!(ticks.next().await.unwrap().unwrap(), 1);
    let error = ticks.next().await.unwrap().unwrap_err();
    let cause = std::error::Error::source(&error).unwrap().to_string();
    assert_eq!(cause, "an item of the stream is larger than 8 bytes");
    assert!(ticks.next().await.is_none());
}

#[tokio::test(start_paused = true)]
async fn a_stream_is_one_of_futures_too() {
    use std::pin::{Pin, pin};

    fn is_stream<S: futures_core::Stream + Unpin + Send + 'static>(_: &S) {}
    let stage = Stage::new([events([Give("data: 1\n\n")])]);
    let ticks = stage.client().ticks().stream().await.unwrap();
    is_stream(&ticks);
    let mut ticks = pin!(ticks);
    let next = std::future::poll_fn(|context| {
        futures_core::Stream::poll_next(Pin::new(&mut *ticks), context)
    });
    assert_eq!(next.await.unwrap().unwrap(), 1);
}
