//! What servers and surroundings do to hurt, on real sockets.

use std::time::{Duration, Instant};

use portolan_runtime::auth::{ApiKey, Carry, Part, Requirement, Scheme};
use portolan_runtime::generated::{Api, Core, CoreBuilder};
use portolan_runtime::http::Method;
use portolan_runtime::{CallError, NoError, Operation, PlainText, Retry};

use crate::Environment;
use crate::support::{Deed, Server, answer};

static KEY: Scheme = Scheme::api_key("key", Carry::query("api_key"));
static API: Api = Api {
    name: "test",
    title: "Test",
    version: "1",
    user_agent: "test/0.1.0",
    security: &[Requirement(&[Part { scheme: &KEY, scopes: &[] }])],
};

static READ: Operation<PlainText, NoError> = Operation::get("read", "/things");
static COUNT: Operation<i64, NoError> = Operation::get("count", "/things");
static WRITE: Operation<i64, NoError> = Operation::post("write", "/things");
static HEAD: Operation<(), NoError> = Operation::head("head", "/things");

fn builder(url: String) -> CoreBuilder {
    CoreBuilder::new(&API, &Environment::custom(url))
        .credential(&KEY, ApiKey::new("CANARY"))
        .attempt_timeout(Duration::from_millis(500))
        .retry(Retry::none())
}

fn core(server: &Server) -> Core {
    builder(server.url("")).build().unwrap()
}

/// Everything that an error shows, with its chain.
fn shown(error: &(dyn std::error::Error + 'static)) -> String {
    let mut text = String::new();
    let mut next = Some(error);
    while let Some(error) = next {
        text += &format!("{error} {error:?}\n");
        next = error.source();
    }
    text
}

#[tokio::test]
async fn no_failure_on_the_way_shows_the_key_in_the_url() {
    let broken = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc";
    let chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n";
    for (deed, told) in [
        (Deed::Close, true),
        (Deed::Hang, true),
        (Deed::WriteAndClose(broken.into()), true),
        (Deed::WriteAndClose(chunked.into()), true),
        (Deed::WriteAndClose("SSH-2.0-OpenSSH\r\n".into()), true),
        (Deed::WriteAndClose("HTTP/1.1 999999 \r\n\r\n".into()), true),
        (
            Deed::WriteAndClose(format!("HTTP/1.1 200 OK\r\nX: {}\r\n\r\n", "x".repeat(1 << 20))),
            true,
        ),
        (Deed::Write(answer("302 Found", &[("Location", "http://evil.example/")], "")), true),
        (Deed::Write(answer("200 OK", &[], &"x".repeat(2000))), true),
    ] {
        let server = Server::start(move |_, _| deed.again()).await;
        let core = builder(server.url("")).body_limit(1000).build().unwrap();
        let error = core.call(&READ).await.unwrap_err();
        let text = shown(&error);
        assert!(!text.contains("CANARY") && !text.contains("api_key"), "{text}");
        assert_eq!(error.may_have_been_sent(), told, "{text}");
        assert_eq!(server.requests().len(), 1);
        assert_eq!(server.requests()[0].target(), "/things?api_key=CANARY");
    }
    let refused = builder("http://127.0.0.1:1".into()).build().unwrap();
    let error = refused.call(&READ).await.unwrap_err();
    assert!(!shown(&error).contains("CANARY") && !error.may_have_been_sent());
    let unresolved = builder("https://no-such-host.invalid".into()).build().unwrap();
    let error = unresolved.call(&READ).await.unwrap_err();
    assert!(!shown(&error).contains("CANARY"), "{}", shown(&error));
}

#[tokio::test]
async fn a_slow_drip_ends_with_the_attempt() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                use tokio::io::{AsyncReadExt, AsyncWriteExt};
                let _ = stream.read(&mut [0; 4096]).await;
                let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n").await;
                while stream.write_all(b"x").await.is_ok() {
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
            });
        }
    });
    let start = Instant::now();
    let error = builder(url).build().unwrap().call(&READ).await.unwrap_err();
    assert!(matches!(error, CallError::Timeout(_)), "{error}");
    assert!(start.elapsed() < Duration::from_secs(3));
}

#[tokio::test]
async fn odd_answers_are_typed_errors_with_their_bytes() {
    for (status, headers, body) in [
        ("200 OK", &[("Content-Type", "application/json")][..], ""),
        ("204 No Content", &[], ""),
        ("200 OK", &[("Content-Type", "text/html")], "<html>"),
        ("200 OK", &[("Content-Encoding", "compress")], "\u{1f}garbage"),
    ] {
        let server = Server::answering_with(status, headers, body).await;
        let error = core(&server).call(&COUNT).await.unwrap_err();
        let CallError::Decode(error) = &error else { panic!("{error:?}") };
        assert_eq!(error.status().to_string(), status);
        assert_eq!(error.bytes(), body.as_bytes());
    }
    let server = Server::answering_with("200 OK", &[], "\u{FEFF} 7 ").await;
    assert_eq!(core(&server).call(&COUNT).await.unwrap(), 7);
    let head = "HTTP/1.1 200 OK\r\nContent-Length: 1000000000000\r\n\r\n".to_owned();
    let server = Server::start(move |_, _| Deed::Write(head.clone())).await;
    core(&server).call(&HEAD).await.unwrap();
    core(&server).raw(Method::HEAD, "/things").await.unwrap();
}

#[tokio::test]
async fn a_promised_length_does_not_reserve_memory() {
    let head = "HTTP/1.1 200 OK\r\nContent-Length: 1000000000000\r\n\r\nabc".to_owned();
    let server = Server::start(move |_, _| Deed::WriteAndClose(head.clone())).await;
    core(&server).call(&READ).await.unwrap_err();
}

#[tokio::test]
async fn a_post_that_was_sent_in_part_is_not_sent_again() {
    let server = Server::start(|_, _| Deed::Close).await;
    let core = builder(server.url("")).retry(Retry::default()).build().unwrap();
    let error = core.call(&WRITE).text("text/plain", "x".repeat(4 << 20)).await.unwrap_err();
    assert!(error.may_have_been_sent());
    assert!(server.requests().len() <= 1);
}

/// Runs the test below in a process of its own, whose environment names a proxy.
#[tokio::test]
async fn a_proxy_of_the_environment_does_not_see_what_goes_to_this_machine() {
    let proxy = Server::answering("200 OK", "proxied").await;
    let own = std::env::current_exe().unwrap();
    let output = tokio::process::Command::new(own)
        .args(["--exact", "hostile::a_server_on_this_machine_is_reached_directly", "--nocapture"])
        .env("HTTP_PROXY", proxy.url(""))
        .env("http_proxy", proxy.url(""))
        .env("ALL_PROXY", proxy.url(""))
        .env_remove("NO_PROXY")
        .env_remove("no_proxy")
        .output()
        .await
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    assert!(proxy.requests().is_empty(), "{:?}", proxy.requests());
}

#[tokio::test]
async fn a_server_on_this_machine_is_reached_directly() {
    let server = Server::answering("200 OK", "direct").await;
    assert_eq!(core(&server).call(&READ).await.unwrap(), "direct");
}

#[test]
fn runtimes_one_after_the_other_can_use_one_client() {
    let runtime = || tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let serving = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let server = serving.block_on(Server::answering("200 OK", "up"));
    let core = core(&server);
    for _ in 0..5 {
        let core = core.clone();
        assert_eq!(runtime().block_on(async move { core.call(&READ).await }).unwrap(), "up");
    }
}
