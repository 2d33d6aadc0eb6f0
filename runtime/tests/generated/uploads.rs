//! Bodies that are streams: sent once, whatever comes of it.

use portolan_runtime::body::Body;
use portolan_runtime::generated::Operation;
use portolan_runtime::http::Method;
use portolan_runtime::testing::{MockTransport, Reply};
use portolan_runtime::transport::TransportError;
use portolan_runtime::{Call, FormPart, Multipart, NoError};

use crate::security::Login;
use crate::{Client, Environment};

static UPLOAD: Operation<(), NoError> = Operation::put("upload", "/files");

impl Client {
    fn upload(&self, body: impl Into<Body>) -> Call<(), NoError> {
        self.0.call(&UPLOAD).bytes("application/octet-stream", body)
    }
}

fn client(mock: &MockTransport) -> Client {
    for token in ["t-1", "t-2"] {
        mock.on_path(Method::POST, "/v1/authenticate")
            .reply_json(&format!(r#"{{"token":"{token}"}}"#));
    }
    Client::builder(Environment::Sandbox)
        .jwt(Login::new("ada", "CANARY"))
        .transport(mock.clone())
        .build()
        .unwrap()
}

fn stream() -> Body {
    Body::reader(&b"once"[..])
}

#[tokio::test(start_paused = true)]
async fn promise_11_a_stream_is_never_sent_again() {
    let mock = MockTransport::new();
    let client = client(&mock);
    mock.on(&UPLOAD).reply_status(401).reply_status(204);
    let error = client.upload(stream()).await.unwrap_err();
    assert_eq!(error.status().unwrap(), 401);
    // The next call is fresh, with a new token.
    client.upload(stream()).await.unwrap();
    let sent = mock.requests_of(&UPLOAD);
    let tokens: Vec<_> = sent.iter().map(|r| r.header("authorization").unwrap()).collect();
    assert_eq!(tokens, ["Bearer t-1", "Bearer t-2"]);
    assert_eq!(sent[1].body(), "once");
}

#[tokio::test(start_paused = true)]
async fn what_is_held_as_bytes_is_sent_again() {
    let mock = MockTransport::new();
    let client = client(&mock);
    mock.on(&UPLOAD).reply_status(401).reply_status(503).reply_status(204);
    client.upload("twice").await.unwrap();
    let bodies: Vec<_> = mock.requests_of(&UPLOAD).iter().map(|r| r.body().clone()).collect();
    assert_eq!(bodies, ["twice", "twice", "twice"]);
}

#[tokio::test(start_paused = true)]
async fn a_stream_is_not_retried_even_where_nothing_was_sent() {
    let mock = MockTransport::new();
    let client = client(&mock);
    mock.on(&UPLOAD).reply_with(Reply::failure(TransportError::not_sent("no route")));
    mock.on(&UPLOAD).reply_status(503);
    client.upload(stream()).await.unwrap_err();
    assert_eq!(mock.requests_of(&UPLOAD).len(), 1);
    let error = client.upload(stream()).await.unwrap_err();
    assert_eq!(error.status().unwrap(), 503);
    assert_eq!(mock.requests_of(&UPLOAD).len(), 2);
}

#[tokio::test]
async fn a_stream_that_breaks_fails_the_call() {
    struct Broken;
    impl portolan_runtime::body::Chunks for Broken {
        fn next(
            &mut self,
        ) -> portolan_runtime::transport::BoxFuture<
            '_,
            Option<Result<portolan_runtime::bytes::Bytes, TransportError>>,
        > {
            Box::pin(async { Some(Err(TransportError::new("the disk is gone"))) })
        }
    }
    let mock = MockTransport::new();
    let client = client(&mock);
    mock.on(&UPLOAD).reply_status(204);
    let error = client.upload(Body::chunks(Broken)).await.unwrap_err();
    assert!(error.may_have_been_sent(), "{error:?}");
}

#[test]
fn a_stream_cannot_be_looked_at() {
    let mock = MockTransport::new();
    let error = client(&mock).upload(stream()).request().unwrap_err();
    assert_eq!(
        error.to_string(),
        "the body of `upload` is a stream: it exists only while it is sent"
    );
}

#[test]
fn parts_show_no_content_and_no_header() {
    let part = FormPart::from("CANARY").header("X-Key", "CANARY").file_name("a.txt");
    let body = Multipart::form().named("a", part).text("b", "CANARY");
    let shown = format!("{body:?}");
    assert!(shown.contains("a.txt") && !shown.contains("CANARY"), "{shown}");
}

#[test]
fn boundaries_are_chance_unless_given() {
    let mock = MockTransport::new();
    let client = client(&mock);
    let sent = |body: Multipart| {
        let request = client.0.call(&UPLOAD).multipart(body).request().unwrap();
        request.headers()["content-type"].to_str().unwrap().to_owned()
    };
    let form = || Multipart::form().text("a", "b");
    let (one, two) = (sent(form()), sent(form()));
    assert_ne!(one, two);
    assert!(one.starts_with("multipart/form-data; boundary=portolan-") && one.len() >= 60, "{one}");
    assert_eq!(sent(form().boundary("x")), "multipart/form-data; boundary=x");
    let broken = client.0.call(&UPLOAD).multipart(form().boundary("x\r\ny: z"));
    broken.request().unwrap_err();
}

#[test]
fn a_form_of_one_call_is_the_same_each_time() {
    let mock = MockTransport::new();
    let json: portolan_runtime::RawJson = r#"{"a":1}"#.parse().unwrap();
    let call = client(&mock).0.call(&UPLOAD).json(&json).as_parts("multipart/form-data", &[]);
    let (one, two) = (call.request().unwrap(), call.request().unwrap());
    assert_eq!(one.headers(), two.headers());
    assert_eq!(one.body(), two.body());
}
