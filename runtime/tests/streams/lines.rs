//! Lines of JSON, in answers and in requests.

use portolan_runtime::JsonLines;
use portolan_runtime::http::Method;
use portolan_runtime::stream::StreamError;
use portolan_runtime::testing::{MockTransport, Reply};

use crate::support::Step::{Break, Give};
use crate::support::{Client, Environment, Stage, script};

#[tokio::test(start_paused = true)]
async fn lines_are_items_wherever_they_are_cut() {
    let steps = [Give("1\r\n\n2"), Give("3\n"), Give(" 4 ")];
    let stage = Stage::new([script(200, "application/x-ndjson", steps)]);
    let lines = stage.client().lines().stream().await.unwrap();
    assert_eq!(lines.collect().await.unwrap(), [1, 23, 4]);
    assert_eq!(stage.sent("accept"), [Some("application/jsonl".into())]);
}

#[tokio::test(start_paused = true)]
async fn a_sequence_has_its_own_ends() {
    let steps = [Give("\u{1E}1\n\u{1E}2"), Give("\n\n\u{1E}3\n")];
    let stage = Stage::new([script(200, "application/json-seq", steps)]);
    let lines = stage.client().lines().stream().await.unwrap();
    assert_eq!(lines.collect().await.unwrap(), [1, 2, 3]);
}

#[tokio::test(start_paused = true)]
async fn lines_that_break_off_are_an_error_behind_what_came() {
    let stage = Stage::new([script(200, "application/jsonl", [Give("1\n2"), Break])]);
    let mut lines = stage.client().lines().stream().await.unwrap();
    assert_eq!(lines.next().await.unwrap().unwrap(), 1);
    assert!(matches!(lines.next().await, Some(Err(StreamError::Transport(_)))));
    assert!(lines.next().await.is_none(), "half a line is none");
    assert_eq!(stage.sent("accept").len(), 1, "lines are not taken up again");
}

#[tokio::test]
async fn a_body_of_lines_is_sent_in_the_form_of_its_media_type() {
    struct Countdown(i64);
    impl futures_core::Stream for Countdown {
        type Item = i64;
        fn poll_next(
            mut self: std::pin::Pin<&mut Self>,
            _: &mut std::task::Context<'_>,
        ) -> std::task::Poll<Option<i64>> {
            self.0 -= 1;
            std::task::Poll::Ready((self.0 >= 0).then_some(self.0))
        }
    }
    let mock = MockTransport::new();
    mock.on(&crate::support::ASK).reply_with(Reply::status(200).json(&vec![1_i64]));
    let client = Client::builder(Environment::Production).transport(mock.clone()).build().unwrap();
    client.tell("application/x-ndjson", vec![vec![1, 2], vec![3]]).await.unwrap();
    client.tell("application/json-seq", [1, 2]).await.unwrap();
    client.tell("application/jsonl", JsonLines::stream(Countdown(3))).await.unwrap();
    client.tell::<i64>("application/json-seq", JsonLines::stream(Countdown(1))).await.unwrap();
    client.tell::<i64>("application/jsonl", JsonLines::written("7\n")).await.unwrap();
    let sent = mock.requests();
    let texts: Vec<_> = sent.iter().map(|request| request.text()).collect();
    assert_eq!(texts, ["[1,2]\n[3]\n", "\u{1E}1\n\u{1E}2\n", "2\n1\n0\n", "\u{1E}0\n", "7\n"]);
    assert_eq!(sent[0].header("content-type"), Some("application/x-ndjson"));
    assert_eq!(*sent[0].method(), Method::POST);
}
