//! Events and lines, each as its type; downloads chunk by chunk.

use streams::operations as of;
use streams::operations::{AskError, NamedEvent};
use streams::runtime::testing::{MockTransport, Reply};
use streams::runtime::{JsonLines, RawEvent, RawJson, json};
use streams::types::{Answer, Delta, End, Piece, Question};
use streams::{CallError, Client, Environment};

const EVENTS: &str = "text/event-stream";

/// A client whose operation gets one answer, and the transport that has it.
macro_rules! answering {
    ($constant:ident, $media_type:expr, $body:expr) => {{
        let mock = MockTransport::new();
        mock.on(&of::$constant).reply_with(Reply::status(200).body($media_type, $body));
        let environment = Environment::custom("https://api.example.com");
        (Client::builder(environment).transport(mock.clone()).build().unwrap(), mock)
    }};
}

fn deltas() -> [Delta; 2] {
    [Delta::Piece(Piece::new("Hi")), Delta::End(End::new(2))]
}

fn answer(text: &str) -> Answer {
    json::from_str(&format!("{{\"text\":{text:?}}}")).unwrap()
}

const PIECE: &str = r#"{"type":"piece","text":"Hi"}"#;
const END: &str = r#"{"type":"end","tokens":2}"#;

#[tokio::test]
async fn one_method_gives_json_or_events() {
    let (client, mock) = answering!(ASK, "application/json", r#"{"text":"Hi"}"#);
    let question = Question::new("Who?");
    assert_eq!(client.ask(&question).lang("en").await.unwrap(), answer("Hi"));
    assert_eq!(mock.requests()[0].header("accept"), Some("application/json"));
    let text = format!("data: {PIECE}\n\n: wait\n\ndata: {END}\n\ndata: [DONE]\n\n");
    let (client, mock) = answering!(ASK, EVENTS, text);
    let events = client.ask(&question).lang("en").stream().await.unwrap();
    assert_eq!(events.collect().await.unwrap(), deltas());
    let request = &mock.requests()[0];
    assert_eq!(request.header("accept"), Some(EVENTS));
    assert_eq!(request.uri().query(), Some("lang=en"));
    assert_eq!(request.text(), r#"{"text":"Who?"}"#);
}

#[tokio::test]
async fn the_failures_of_a_stream_are_those_of_its_operation() {
    let mock = MockTransport::new();
    let reply = Reply::status(429).body("application/json", r#"{"title":"slow"}"#);
    mock.on(&of::ASK).reply_with(reply);
    let environment = Environment::custom("https://api.example.com");
    let client = Client::builder(environment).transport(mock).build().unwrap();
    match client.ask(&Question::new("Who?")).stream().await {
        Err(CallError::Api(error)) => {
            let AskError::TooManyRequests(problem) = error.body() else { panic!("{error:?}") };
            assert_eq!(problem.title, "slow");
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn events_are_told_apart_by_their_names() {
    let text = format!(
        "event: started\ndata: {{\"text\":\"\"}}\n\nevent: delta.more\ndata: {{\"at\":1}}\n\n\
         event: log\ndata: a\ndata: b\n\ndata: {END}\n\nevent: new\nid: 7\ndata: x\n\ndata: BYE\n\ndata: {END}\n\n"
    );
    let (client, _) = answering!(NAMED, EVENTS, text.clone());
    let mut events = client.named().stream().await.unwrap();
    let mut next = async || events.next().await.map(|event| event.unwrap());
    assert_eq!(next().await, Some(NamedEvent::Started(answer(""))));
    match next().await {
        Some(NamedEvent::Delta(delta)) => assert_eq!(delta.at, 1),
        other => panic!("{other:?}"),
    }
    assert_eq!(next().await, Some(NamedEvent::Log("a\nb".into())));
    assert_eq!(next().await, Some(NamedEvent::Message(Delta::End(End::new(2)))));
    match next().await {
        Some(NamedEvent::Unknown(event)) => {
            assert_eq!((event.name(), event.data(), event.id()), ("new", "x", Some("7")));
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(next().await, None, "`BYE` ends it");
    // All at once they are the same.
    let (client, mock) = answering!(NAMED, EVENTS, text);
    assert_eq!(client.named().await.unwrap().len(), 5);
    assert_eq!(mock.requests()[0].header("accept"), Some(EVENTS));
}

#[tokio::test]
async fn events_of_one_kind_are_their_data() {
    let (client, _) = answering!(ONE_KIND, EVENTS, format!("id: 1\ndata: {PIECE}\n\n"));
    let mut events = client.one_kind().stream().await.unwrap();
    assert_eq!(events.next().await.unwrap().unwrap(), deltas()[0]);
    assert_eq!(events.last_event_id(), Some("1"));
}

#[tokio::test]
async fn events_of_which_nothing_is_said_are_given_as_they_are() {
    let (client, _) = answering!(TEXTS, EVENTS, "event: a\ndata: [DONE]\n\ndata\n\n");
    let events = client.texts().stream().await.unwrap().collect().await.unwrap();
    assert_eq!(events, [RawEvent::new("a", "[DONE]"), RawEvent::new("", "")]);
}

#[tokio::test]
async fn lines_are_items() {
    let text = format!("{PIECE}\n{END}\n");
    let (client, mock) = answering!(LINES, "application/jsonl", text.clone());
    let lines = client.lines().stream().await.unwrap();
    assert_eq!(lines.collect().await.unwrap(), deltas());
    assert_eq!(mock.requests()[0].header("accept"), Some("application/jsonl"));
    let (client, _) = answering!(LINES, "application/json", format!("[{PIECE},{END}]"));
    assert_eq!(client.lines().await.unwrap(), deltas());
    let (client, mock) = answering!(LINES_ALONE, "application/x-ndjson", text);
    assert_eq!(client.lines_alone().await.unwrap().0, deltas());
    assert_eq!(mock.requests()[0].header("accept"), Some("application/x-ndjson"));
    let text = format!("\u{1E}{PIECE}\n\u{1E}{END}\n");
    let (client, _) = answering!(SEQUENCE, "application/json-seq", text);
    assert_eq!(client.sequence().stream().await.unwrap().collect().await.unwrap(), deltas());
    let (client, _) = answering!(ANYTHING, "application/jsonl", "1\n\"a\"\n");
    let anything: Vec<RawJson> = client.anything().await.unwrap().into_iter().collect();
    assert_eq!(anything.iter().map(RawJson::as_str).collect::<Vec<_>>(), ["1", "\"a\""]);
}

#[tokio::test]
async fn a_wrong_line_says_where_and_what() {
    let text = format!("{PIECE}\n{{\"type\":\"end\",\"tokens\":\"x\"}}\n{END}\n");
    let (client, _) = answering!(LINES_ALONE, "application/x-ndjson", text);
    let mut lines = client.lines_alone().stream().await.unwrap();
    assert!(lines.next().await.unwrap().is_ok());
    match lines.next().await.unwrap() {
        Err(CallError::Decode(error)) => {
            assert_eq!(error.error().path(), "$.tokens");
            assert_eq!(error.bytes(), r#"{"type":"end","tokens":"x"}"#);
        }
        other => panic!("{other:?}"),
    }
    assert!(lines.next().await.unwrap().is_ok());
}

#[tokio::test]
async fn a_body_is_lines_too() {
    let mock = MockTransport::new();
    mock.on(&of::UPLOAD).reply_status(204);
    let environment = Environment::custom("https://api.example.com");
    let client = Client::builder(environment).transport(mock.clone()).build().unwrap();
    client.upload(deltas()).await.unwrap();
    client.upload(JsonLines::written("{}\n")).await.unwrap();
    let requests = mock.requests();
    assert_eq!(requests[0].text(), format!("{PIECE}\n{END}\n"));
    assert_eq!(requests[0].header("content-type"), Some("application/x-ndjson"));
    assert_eq!(requests[1].text(), "{}\n");
}

#[tokio::test]
async fn any_answer_can_be_had_chunk_by_chunk() {
    let (client, _) = answering!(FILE, "application/octet-stream", vec![0, 255]);
    let mut file = client.file().stream().await.unwrap();
    assert_eq!(file.next().await.unwrap().unwrap(), vec![0, 255]);
    assert!(file.next().await.is_none());
}
