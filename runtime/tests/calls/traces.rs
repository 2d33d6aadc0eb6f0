//! What `tracing` is told of calls: OpenTelemetry's names, and never a secret.

use std::collections::BTreeMap;
use std::fmt::{Debug, Write};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use portolan_runtime::http::Method;
use portolan_runtime::testing::{MockTransport, Reply};
use portolan_runtime::{NoError, Operation, Retry};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::{DefaultGuard, set_default, set_global_default};
use tracing::{Event, Metadata, Subscriber};

use crate::{Client, Environment, GUARDED, READ, WRITE, client};

/// Everything that `tracing` was told.
#[derive(Clone, Default)]
struct Told(Arc<Mutex<Vec<Piece>>>);

#[derive(Clone, Default)]
struct Piece {
    name: String,
    parent: Option<u64>,
    fields: BTreeMap<String, String>,
}

struct Fields<'a>(&'a mut BTreeMap<String, String>);

impl Visit for Fields<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        let mut text = String::new();
        write!(text, "{value:?}").unwrap();
        self.0.insert(field.name().to_owned(), text.trim_matches('"').to_owned());
    }
}

impl Subscriber for Told {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, attributes: &Attributes<'_>) -> Id {
        let mut piece = Piece {
            name: attributes.metadata().name().to_owned(),
            parent: attributes.parent().map(Id::into_u64),
            ..Piece::default()
        };
        attributes.record(&mut Fields(&mut piece.fields));
        let mut pieces = self.0.lock().unwrap();
        pieces.push(piece);
        Id::from_u64(pieces.len() as u64)
    }

    fn record(&self, span: &Id, values: &Record<'_>) {
        let mut pieces = self.0.lock().unwrap();
        values.record(&mut Fields(&mut pieces[span.into_u64() as usize - 1].fields));
    }

    fn event(&self, event: &Event<'_>) {
        let mut piece = Piece { name: "event".to_owned(), ..Piece::default() };
        event.record(&mut Fields(&mut piece.fields));
        self.0.lock().unwrap().push(piece);
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

impl Told {
    /// Listens to this thread.
    ///
    /// While there is one subscriber alone, `tracing` asks the thread that first comes to a place whether anybody listens there, and other tests'
    /// threads would say for all that nobody does: so there is a second one, for them.
    fn listen(&self) -> DefaultGuard {
        let _ = set_global_default(Self::default());
        set_default(self.clone())
    }

    /// Returns the spans of a name, each with its number and its fields.
    fn spans(&self, name: &str) -> Vec<(u64, Piece)> {
        let pieces = self.0.lock().unwrap();
        let numbered = pieces.iter().enumerate().map(|(i, piece)| (i as u64 + 1, piece.clone()));
        numbered.filter(|(_, piece)| piece.name == name).collect()
    }

    fn text(&self) -> String {
        let pieces = self.0.lock().unwrap();
        pieces.iter().map(|piece| format!("{} {:?}\n", piece.name, piece.fields)).collect()
    }
}

fn fields(piece: &Piece) -> Vec<(&str, &str)> {
    piece.fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

#[tokio::test(start_paused = true)]
async fn a_span_for_the_call_and_one_for_each_attempt() {
    let told = Told::default();
    let _guard = told.listen();
    let mock = MockTransport::new();
    mock.on(&READ).reply_status(503).reply(vec![1]);
    client(&mock).call(&READ).path("id", "CANARY-path").await.unwrap();
    let [(number, call)] = &told.spans("call")[..] else { panic!("{}", told.text()) };
    assert_eq!(
        fields(call),
        [
            ("http.request.method", "GET"),
            ("http.request.resend_count", "1"),
            ("http.response.status_code", "200"),
            ("operation", "read"),
            ("otel.kind", "internal"),
            ("otel.name", "GET /things/{id}"),
            ("server.address", "api.example.com"),
            ("server.port", "443"),
            ("url.template", "/things/{id}"),
        ]
    );
    let [(_, first), (_, second)] = &told.spans("attempt")[..] else { panic!("{}", told.text()) };
    assert_eq!((first.parent, second.parent), (Some(*number), Some(*number)));
    assert_eq!(
        fields(first),
        [
            ("error.type", "503"),
            ("http.request.method", "GET"),
            ("http.response.status_code", "503"),
            ("otel.kind", "client"),
            ("otel.name", "GET /things/{id}"),
            ("otel.status_code", "ERROR"),
            ("server.address", "api.example.com"),
            ("server.port", "443"),
            ("url.scheme", "https"),
            ("url.template", "/things/{id}"),
        ]
    );
    assert_eq!(second.fields["http.request.resend_count"], "1");
    assert_eq!(second.fields["http.response.status_code"], "200");
    assert!(!second.fields.contains_key("error.type"));
    assert!(!told.text().contains("CANARY"), "{}", told.text());
}

#[tokio::test(start_paused = true)]
async fn failures_have_few_names() {
    let told = Told::default();
    let _guard = told.listen();
    for (reply, name) in [
        (Reply::refused(), "connect"),
        (Reply::reset(), "transport"),
        (Reply::timeout(), "timeout"),
        (Reply::never(), "timeout"),
        (Reply::status(409), "409"),
    ] {
        let mock = MockTransport::new();
        mock.on(&WRITE).reply_with(reply);
        let call = client(&mock).call(&WRITE).retry(Retry::none());
        call.timeout(Duration::from_secs(5)).await.unwrap_err();
        assert_eq!(told.spans("call").last().unwrap().1.fields["error.type"], name);
    }
}

#[tokio::test(start_paused = true)]
async fn no_secret_is_told() {
    static SEARCH: Operation<Vec<i64>, NoError> = Operation::get("search", "/search?fixed=CANARY");
    let told = Told::default();
    let _guard = told.listen();
    let mock = MockTransport::new();
    mock.on_path(Method::POST, "/v1/login").reply_json(r#"{"token":"CANARY-token"}"#);
    mock.on(&GUARDED)
        .reply_with(Reply::refused())
        .reply_with(Reply::status(401).body("text/plain", "CANARY-answer"))
        .reply_json(r#"["CANARY-answer"]"#);
    mock.on(&SEARCH).reply_with(Reply::reset()).reply(vec![]);
    let client = Client::builder(Environment::custom("https://user:CANARY@api.example.com/v1"))
        .transport(mock.clone())
        .build();
    assert!(client.is_err(), "a URL with a password is refused");
    let client = Client::builder(Environment::Production)
        .transport(mock.clone())
        .login()
        .key()
        .build()
        .unwrap();
    let call = client.call(&GUARDED).header("X-Own", "CANARY-header").cookie("c", "CANARY-cookie");
    call.json(&"CANARY-body".to_owned()).await.unwrap_err();
    client.call(&SEARCH).query("q", "CANARY-query").await.unwrap();
    let raw = client.raw(Method::GET, "/people/CANARY-person").query("q", "CANARY-query");
    raw.await.unwrap_err();
    // The key did travel, and nobody was told.
    assert!(mock.requests_of(&GUARDED)[0].uri().query().unwrap().contains("CANARY-key"));
    assert!(told.spans("attempt").len() >= 5, "{}", told.text());
    assert!(!told.text().contains("CANARY"), "{}", told.text());
}

#[tokio::test]
async fn what_others_send_within_a_call_belongs_to_its_attempt() {
    let told = Told::default();
    let _guard = told.listen();
    let mock = MockTransport::new();
    mock.on(&READ)
        .when(|_| {
            tracing::info!("inside");
            true
        })
        .reply(vec![]);
    client(&mock).call(&READ).path("id", 1).await.unwrap();
    let events = told.spans("event");
    assert!(events.iter().any(|(_, event)| event.fields["message"] == "inside"), "{}", told.text());
}
