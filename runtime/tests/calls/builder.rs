//! How a client is set up: proxies, compression, and what makes no client.

use portolan_runtime::BuildErrorKind;
use portolan_runtime::testing::MockTransport;

use crate::support::{Deed, Server, answer};
use crate::{Builder, Client, Environment, TEXT};

fn elsewhere() -> Builder {
    // A name that no resolver knows: only a proxy can take such a request.
    Client::builder(Environment::custom("http://api.test.invalid/v1")).allow_http()
}

#[tokio::test]
async fn a_proxy_takes_every_request_but_those_to_this_machine() {
    let proxy = Server::answering("200 OK", "by proxy").await;
    let url = proxy.url("").replace("http://", "http://user:CANARY@");
    let client = elsewhere().proxy(url.clone()).build().unwrap();
    assert_eq!(client.call(&TEXT).await.unwrap(), "by proxy");
    let [request] = &proxy.requests()[..] else { panic!("one request") };
    assert_eq!(request.line, "GET http://api.test.invalid/v1/text HTTP/1.1");
    assert_eq!(request.header("proxy-authorization"), Some("Basic dXNlcjpDQU5BUlk="));

    let here = Server::answering("200 OK", "straight").await;
    let client = Client::builder(Environment::custom(here.url(""))).proxy(url).build().unwrap();
    assert_eq!(client.call(&TEXT).await.unwrap(), "straight");
    assert_eq!((proxy.requests().len(), here.requests().len()), (1, 1));
}

#[tokio::test]
async fn a_proxy_and_a_builder_of_ones_own_go_together() {
    let proxy = Server::answering("200 OK", "by proxy").await;
    let reqwest = portolan_runtime::reqwest::Client::builder().no_proxy();
    let client = elsewhere().reqwest(reqwest).proxy(proxy.url("")).build().unwrap();
    assert_eq!(client.call(&TEXT).await.unwrap(), "by proxy");
}

#[test]
fn what_makes_no_client_says_which_setting() {
    let wrong = |builder: Builder| {
        let error = builder.build().unwrap_err();
        assert!(!format!("{error} {error:?}").contains("CANARY"), "{error:?}");
        error.kind()
    };
    assert_eq!(wrong(elsewhere().proxy("CANARY nonsense")), BuildErrorKind::Proxy);
    assert_eq!(wrong(elsewhere().proxy("gopher://user:CANARY@x")), BuildErrorKind::Proxy);
    let both = elsewhere().proxy("http://x").transport(MockTransport::new());
    assert_eq!(wrong(both), BuildErrorKind::Proxy);
    assert_eq!(wrong(elsewhere().user_agent("a\nb")), BuildErrorKind::UserAgent);
    assert_eq!(wrong(Client::builder(Environment::custom("x"))), BuildErrorKind::Environment);
    let reqwest = portolan_runtime::reqwest::Client::builder().user_agent("a\nb");
    assert_eq!(wrong(elsewhere().reqwest(reqwest)), BuildErrorKind::Transport);
}

#[tokio::test]
async fn a_user_agent_of_ones_own() {
    let server = Server::answering("200 OK", "").await;
    let client = Client::builder(Environment::custom(server.url("")));
    client.user_agent("me/1.0").build().unwrap().call(&TEXT).await.unwrap();
    assert_eq!(server.requests()[0].header("user-agent"), Some("me/1.0"));
}

#[tokio::test]
async fn compressed_answers_are_asked_for_and_unpacked() {
    // `pong`, stored in a gzip member. Every byte is ASCII or sent as it is.
    const PONG: &[u8] = include_bytes!("pong.gz");
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let server = tokio::spawn(async move {
        use tokio::io::{AsyncReadExt, AsyncWriteExt};
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut asked = Vec::new();
        while !asked.ends_with(b"\r\n\r\n") {
            assert_ne!(stream.read_buf(&mut asked).await.unwrap(), 0);
        }
        let head = format!(
            "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {}\r\n\r\n",
            PONG.len()
        );
        stream.write_all(&[head.as_bytes(), PONG].concat()).await.unwrap();
        String::from_utf8(asked).unwrap().to_lowercase()
    });
    let client = Client::builder(Environment::custom(url)).build().unwrap();
    assert_eq!(client.call(&TEXT).await.unwrap(), "pong");
    assert!(server.await.unwrap().contains("accept-encoding: gzip"));
}

#[tokio::test]
async fn what_unpacks_to_too_much_is_an_error() {
    const BOMB: &[u8] = include_bytes!("zeros.gz");
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        use tokio::io::{AsyncReadExt, AsyncWriteExt};
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut asked = Vec::new();
        while !asked.ends_with(b"\r\n\r\n") {
            assert_ne!(stream.read_buf(&mut asked).await.unwrap(), 0);
        }
        let head = format!(
            "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {}\r\n\r\n",
            BOMB.len()
        );
        stream.write_all(&[head.as_bytes(), BOMB].concat()).await.unwrap();
    });
    let client = Client::builder(Environment::custom(url)).body_limit(10_000).build().unwrap();
    let error = client.call(&TEXT).await.unwrap_err();
    assert!(format!("{error:?}").contains("10000 bytes"), "{error:?}");
}

#[tokio::test]
async fn redirects_of_a_builder_of_ones_own_stay_off() {
    let server = Server::start(|_, _| {
        Deed::Write(answer("308 Permanent Redirect", &[("Location", "/x")], ""))
    })
    .await;
    let reqwest = portolan_runtime::reqwest::Client::builder()
        .redirect(portolan_runtime::reqwest::redirect::Policy::limited(3));
    let builder = Client::builder(Environment::custom(server.url(""))).reqwest(reqwest);
    let error = builder.build().unwrap().call(&TEXT).await.unwrap_err();
    assert_eq!((error.status().unwrap().as_u16(), server.requests().len()), (308, 1));
}

#[tokio::test]
async fn what_cannot_be_unpacked_is_an_answer_that_broke_off() {
    let headers = [("Content-Encoding", "gzip")];
    let server = Server::answering_with("200 OK", &headers, "no gzip").await;
    let client = Client::builder(Environment::custom(server.url(""))).build().unwrap();
    let error = client.call(&TEXT).retry(portolan_runtime::Retry::none()).await.unwrap_err();
    let sent = error.may_have_been_sent();
    assert!(matches!(error, portolan_runtime::CallError::Transport(_)) && sent, "{error:?}");
}
