//! What goes over the wire, and what comes of what comes back: real sockets on loopback.

mod hostile;
mod support;
mod transport;
mod uploads;

use std::time::{Duration, Instant};

use portolan_runtime::body::Body;
use portolan_runtime::generated::{Api, Core, client, environments};
use portolan_runtime::http::Method;
use portolan_runtime::param::ParamValue;
use portolan_runtime::transport::{ReqwestTransport, Transport};
use portolan_runtime::{
    Call, CallError, NoError, Operation, OptionalExt, PlainText, Retry, Secret, Style,
};

use support::{Deed, Server, answer};

static API: Api =
    Api { name: "test", title: "Test", version: "1", user_agent: "test/0.1.0", security: &[] };

environments! {
    /// Servers.
    pub enum Environment {
        /// Nowhere.
        Production = "https://api.example.com/v1",
    }
}

client! {
    /// A client.
    pub struct Client, Builder;
    api: API, environment: Environment
}

impl Client {
    fn call<T, E>(&self, operation: &'static Operation<T, E>) -> Call<T, E> {
        let core: &Core = &self.0;
        core.call(operation)
    }
}

static READ: Operation<PlainText, NoError> = Operation::get("read", "/things/{id}").status(200);
static WRITE: Operation<PlainText, NoError> = Operation::post("write", "/things");

fn client(url: String) -> Client {
    Client::builder(Environment::custom(url)).build().unwrap()
}

#[tokio::test]
async fn every_part_of_a_request_is_written_in_its_own_escape() {
    let server = Server::answering("200 OK", "done").await;
    let text = client(server.url("/v1/"))
        .call(&READ)
        .path("id", "a/b ../ü+%2F?#")
        .query("q", "1 + 1 = 2 & ü")
        .query("ids", vec![1, 2])
        .query("none", Vec::<i64>::new())
        .query_as(Style::FORM_COMMA, "tags", vec!["a,b", "c d"])
        .query_as(Style::PIPE, "pipe", vec!["a", "b"])
        .query_as(Style::SPACE, "space", vec!["a", "b"])
        .query_as(Style::DEEP_OBJECT, "filter", Filter)
        .query_as(Style::FORM.allow_reserved(), "path", "/a:b/c d")
        .header_param("X-List", vec!["a", "b c"])
        .cookie("session", "a b;c")
        .cookie("theme", "dark")
        .header("X-Own", "yes")
        .await
        .unwrap();
    assert_eq!(text, "done");
    let [request] = &server.requests()[..] else { panic!("one request") };
    assert_eq!(
        request.line,
        "GET /v1/things/a%2Fb%20..%2F%C3%BC%2B%252F%3F%23\
         ?q=1%20%2B%201%20%3D%202%20%26%20%C3%BC&ids=1&ids=2&tags=a%2Cb,c%20d&pipe=a%7Cb&space=a%20b\
         &filter%5Bfrom%5D=10&filter%5Bto%5D=20&path=/a:b/c%20d HTTP/1.1"
    );
    assert_eq!(request.header("x-list"), Some("a,b c"));
    assert_eq!(request.header("cookie"), Some("session=a%20b%3Bc; theme=dark"));
    assert_eq!(request.header("x-own"), Some("yes"));
    assert_eq!(request.header("accept"), Some("application/json"));
    assert_eq!(request.header("user-agent"), Some("test/0.1.0"));
    assert_eq!(request.header("content-type"), None);
    assert_eq!(request.header("content-length"), None);
}

struct Filter;

impl portolan_runtime::param::Param for Filter {
    fn param(&self) -> ParamValue {
        ParamValue::object().field("from", &10).field("to", &20)
    }
}

#[tokio::test]
async fn the_base_path_is_joined_with_one_slash() {
    let server = Server::answering("200 OK", "").await;
    for (base, target) in [
        ("", "/things/1"),
        ("/", "/things/1"),
        ("/v1", "/v1/things/1"),
        ("/v1/", "/v1/things/1"),
        ("/a/b//", "/a/b/things/1"),
    ] {
        client(server.url(base)).call(&READ).path("id", 1).await.unwrap();
        assert_eq!(server.requests().last().unwrap().target(), target);
    }
}

#[tokio::test]
async fn a_path_value_can_be_neither_empty_nor_a_step() {
    let server = Server::answering("200 OK", "").await;
    let client = client(server.url("/v1"));
    for value in ["", ".", ".."] {
        let error = client.call(&READ).path("id", value).await.unwrap_err();
        assert!(matches!(&error, CallError::Request(e) if e.name() == "id"), "{error}");
        assert!(!error.may_have_been_sent());
    }
    assert!(matches!(client.call(&READ).await, Err(CallError::Request(_))));
    // Other texts that look like steps arrive as the one segment that they are.
    for (value, sent) in
        [("...", "..."), ("%2e%2e", "%252e%252e"), ("../x", "..%2Fx"), ("\\..", "%5C..")]
    {
        client.call(&READ).path("id", value).await.unwrap();
        assert_eq!(server.requests().last().unwrap().target(), format!("/v1/things/{sent}"));
    }
    assert_eq!(server.requests().len(), 4);
}

#[tokio::test]
async fn a_header_that_cannot_be_sent_is_named_but_not_shown() {
    let server = Server::answering("200 OK", "").await;
    let client = client(server.url(""));
    let call = || client.call(&READ).path("id", 1);
    for call in [
        call().header("X-Note", "CANARY\r\nX-Evil: 1"),
        call().header_param("X-Note", "CANARY\n"),
        call().header("X Note", "CANARY"),
    ] {
        let error = call.await.unwrap_err();
        let shown = format!("{error} {error:?}");
        assert!(shown.contains("Note") && !shown.contains("CANARY"), "{shown}");
    }
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn bodies_are_sent_with_their_media_type_and_absent_ones_not_at_all() {
    let server = Server::answering("200 OK", "").await;
    let client = client(server.url(""));
    client.call(&WRITE).json(&vec![1_i64, 2]).await.unwrap();
    client.call(&WRITE).json_as("application/merge-patch+json", &5_i64).await.unwrap();
    client.call(&WRITE).text("text/plain", "ü").await.unwrap();
    client.call(&WRITE).bytes("application/octet-stream", &b"\x01\x02"[..]).await.unwrap();
    client.call(&WRITE).await.unwrap();
    let requests = server.requests();
    let sent: Vec<_> =
        requests.iter().map(|r| (r.header("content-type"), r.body.as_str())).collect();
    assert_eq!(
        sent,
        [
            (Some("application/json"), "[1,2]"),
            (Some("application/merge-patch+json"), "5"),
            (Some("text/plain; charset=utf-8"), "ü"),
            (Some("application/octet-stream"), "\x01\x02"),
            (None, ""),
        ]
    );
}

#[tokio::test]
async fn the_last_value_of_a_parameter_wins() {
    let request = client("http://127.0.0.1:1".into())
        .call(&READ)
        .path("id", 1)
        .query("limit", 10)
        .query("limit", 20)
        .request()
        .unwrap();
    assert_eq!(request.uri(), "http://127.0.0.1:1/things/1?limit=20");
}

#[tokio::test]
async fn redirects_are_answers() {
    let server =
        Server::start(|_, _| Deed::Write(answer("302 Found", &[("Location", "/elsewhere")], "")))
            .await;
    let error = client(server.url("")).call(&READ).path("id", 1).await.unwrap_err();
    let CallError::Unexpected(error) = error else { panic!("{error}") };
    assert_eq!(error.status(), 302);
    assert_eq!(error.headers()["location"], "/elsewhere");
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn only_the_status_of_the_definition_is_a_success() {
    let server = Server::answering("202 Accepted", "later").await;
    let client = client(server.url(""));
    let error = client.call(&READ).path("id", 1).await.unwrap_err();
    assert!(matches!(&error, CallError::Unexpected(e) if e.bytes() == "later"), "{error}");
    // `WRITE` says none: every 2xx is one.
    assert_eq!(client.call(&WRITE).await.unwrap(), "later");
}

#[tokio::test]
async fn a_request_id_is_shown_and_404_can_be_none() {
    let server = Server::start(|_, _| {
        Deed::Write(answer("404 Not Found", &[("X-Amzn-RequestId", "r-1")], "gone"))
    })
    .await;
    let call = || client(server.url("")).call(&READ).path("id", 1);
    let error = call().await.unwrap_err();
    assert_eq!(error.request_id(), Some("r-1"));
    assert_eq!(
        error.to_string(),
        "`read` was answered with 404 Not Found, which its definition does not name (request id r-1)"
    );
    assert_eq!(call().await.optional().unwrap(), None);
    let erased = portolan_runtime::Error::from(error);
    assert_eq!(erased.status().unwrap(), 404);
    assert!(erased.downcast_ref::<CallError<NoError>>().is_some());
}

#[tokio::test]
async fn a_busy_server_is_asked_again_after_the_time_it_says() {
    let server = Server::start(|_, before| {
        Deed::Write(match before {
            0 => answer("503 Service Unavailable", &[("Retry-After", "1")], ""),
            1 => answer("429 Too Many Requests", &[("Retry-After", "0")], ""),
            _ => answer("200 OK", &[], "done"),
        })
    })
    .await;
    let started = Instant::now();
    assert_eq!(client(server.url("")).call(&READ).path("id", 1).await.unwrap(), "done");
    assert!(started.elapsed() >= Duration::from_secs(1));
    assert_eq!(server.requests().len(), 3);
}

#[tokio::test]
async fn what_is_not_safe_is_not_sent_again() {
    let busy = Server::answering("503 Service Unavailable", "").await;
    let client = client(busy.url(""));
    assert_eq!(client.call(&WRITE).await.unwrap_err().status().unwrap(), 503);
    assert_eq!(busy.requests().len(), 1);
    let call = client.call(&READ).path("id", 1).retry(Retry::none());
    assert_eq!(call.await.unwrap_err().status().unwrap(), 503);
    assert_eq!(busy.requests().len(), 2);

    let broken = Server::start(|_, _| Deed::Close).await;
    let client = self::client(broken.url(""));
    let error = client.call(&WRITE).json(&1_i64).await.unwrap_err();
    assert!(matches!(error, CallError::Transport(_)) && error.may_have_been_sent(), "{error}");
    assert_eq!(broken.requests().len(), 1);
    client.call(&READ).path("id", 1).await.unwrap_err();
    assert_eq!(broken.requests().len(), 1 + 3);
}

#[tokio::test]
async fn a_refused_connection_was_not_sent() {
    let port = Server::answering("200 OK", "").await.url("");
    tokio::task::yield_now().await;
    let retry = Retry::default().backoff(Duration::ZERO, Duration::ZERO);
    let client = Client::builder(Environment::custom(port)).retry(retry).build().unwrap();
    let error = client.call(&WRITE).await.unwrap_err();
    assert!(matches!(error, CallError::Transport(_)) && !error.may_have_been_sent(), "{error:?}");
    assert!(std::error::Error::source(&error).is_some());
}

#[tokio::test]
async fn deadlines_of_an_attempt_and_of_the_whole_call() {
    let server = Server::start(|_, before| match before {
        0 => Deed::Hang,
        1 => Deed::Write("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf".into()),
        _ => Deed::Write(answer("200 OK", &[], "done")),
    })
    .await;
    let client = Client::builder(Environment::custom(server.url("")))
        .attempt_timeout(Duration::from_secs(1))
        .build()
        .unwrap();
    // One attempt without an answer, one whose body never ends, one that works.
    assert_eq!(client.call(&READ).path("id", 1).await.unwrap(), "done");

    let silent = Server::start(|_, _| Deed::Hang).await;
    let client = self::client(silent.url(""));
    let started = Instant::now();
    let error = client.call(&WRITE).timeout(Duration::from_millis(100)).await.unwrap_err();
    assert!(matches!(&error, CallError::Timeout(e) if e.may_have_been_sent()), "{error}");
    assert!(started.elapsed() < Duration::from_secs(5));
}

#[tokio::test]
async fn bodies_that_are_too_large_or_break_off() {
    let large = Server::answering("200 OK", &"x".repeat(1000)).await;
    let client =
        Client::builder(Environment::custom(large.url(""))).body_limit(999).build().unwrap();
    let error = client.call(&READ).path("id", 1).await.unwrap_err();
    assert!(format!("{:?}", error).contains("999 bytes"), "{error:?}");
    assert_eq!(large.requests().len(), 1, "it would be too large again");

    let cut = Server::start(|_, _| {
        Deed::WriteAndClose("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf".into())
    })
    .await;
    let error = self::client(cut.url("")).call(&WRITE).await.unwrap_err();
    assert!(matches!(error, CallError::Transport(_)) && error.may_have_been_sent());
    assert_eq!(cut.requests().len(), 1);
}

#[tokio::test]
async fn chunked_answers_are_read_whole() {
    let server = Server::start(|_, _| {
        Deed::Write(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\ndone\r\n2\r\n!!\r\n0\r\n\r\n"
                .into(),
        )
    })
    .await;
    let response = client(server.url("")).call(&READ).path("id", 1).response().await.unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["transfer-encoding"], "chunked");
    assert_eq!(response.into_body(), "done!!");
}

#[tokio::test]
async fn a_streaming_body_is_sent_in_chunks() {
    struct Two(u8);
    impl portolan_runtime::body::Chunks for Two {
        fn next(
            &mut self,
        ) -> portolan_runtime::transport::BoxFuture<
            '_,
            Option<
                Result<portolan_runtime::bytes::Bytes, portolan_runtime::transport::TransportError>,
            >,
        > {
            self.0 += 1;
            let chunk = (self.0 <= 2).then(|| Ok("abc".into()));
            Box::pin(async move {
                tokio::task::yield_now().await;
                chunk
            })
        }
    }
    let server = Server::answering("200 OK", "ok").await;
    let mut request = portolan_runtime::http::Request::new(Body::chunks(Two(0)));
    *request.method_mut() = Method::POST;
    *request.uri_mut() = server.url("/up").parse().unwrap();
    let response = ReqwestTransport::new().unwrap().send(request).await.unwrap();
    assert_eq!(response.into_body().collect(10).await.unwrap(), "ok");
    assert_eq!(server.requests()[0].body, "3\r\nabc\r\n3\r\nabc\r\n0\r\n\r\n");
}

#[tokio::test]
async fn raw_calls_take_any_status() {
    let server = Server::answering("418 I'm a teapot", "short").await;
    let answer = client(server.url("/v1"))
        .raw(Method::PATCH, "/odd/{thing}")
        .path("thing", "a b")
        .query("x", 1)
        .query("x", 2)
        .header("X-Own", "1")
        .json_text(r#"{"a":1}"#)
        .await
        .unwrap();
    assert_eq!(answer.status(), 418);
    assert_eq!(answer.text(), "short");
    let [request] = &server.requests()[..] else { panic!("one request") };
    assert_eq!(request.line, "PATCH /v1/odd/a%20b?x=1&x=2 HTTP/1.1");
    assert_eq!(request.header("content-type"), Some("application/json"));
    assert_eq!(request.body, r#"{"a":1}"#);
}

#[tokio::test]
async fn secret_header_is_sent_but_not_shown() {
    let server = Server::answering("200 OK", "short").await;
    let client = client(server.url("/v1"));
    let call = client
        .call(&READ)
        .path("id", 1)
        .header_param("password", Some(Secret::new("canary")))
        .header_param("X-Own", "plain")
        .cookie("session", Secret::new("canary"));
    let request = call.request().unwrap();
    let shown = format!("{call:?} {request:?}");
    assert!(!shown.contains("canary") && shown.contains("plain"), "{shown}");
    call.await.unwrap();
    let [request] = &server.requests()[..] else { panic!("one request") };
    assert_eq!(request.header("password"), Some("canary"));
    assert_eq!(request.header("cookie"), Some("session=canary"));
}

#[tokio::test]
async fn raw_call_of_a_whole_url_is_refused() {
    let (here, there) =
        (Server::answering("200 OK", "").await, Server::answering("200 OK", "").await);
    let client = client(here.url("/v1"));
    for url in [there.url("/v1/x"), here.url("/v1/x"), "HTTPS://api.example/x".to_owned()] {
        let error = client.raw(Method::GET, &url).await.unwrap_err();
        assert!(error.to_string().contains("whole URL"), "{error}");
    }
    assert!(here.requests().is_empty() && there.requests().is_empty());
}

#[tokio::test]
async fn calls_can_be_spawned_and_outlive_their_client() {
    let server = Server::answering("200 OK", "done").await;
    let client = client(server.url(""));
    let spawned: Vec<_> =
        (0..20).map(|id| tokio::spawn(client.call(&READ).path("id", id).send())).collect();
    drop(client);
    for call in spawned {
        assert_eq!(call.await.unwrap().unwrap(), "done");
    }
    assert_eq!(server.requests().len(), 20);
}
