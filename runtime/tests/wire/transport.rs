//! The default transport: what it never does, and TLS.

use portolan_runtime::generated::{Api, Core, CoreBuilder, environments};
use portolan_runtime::transport::ReqwestTransport;
use portolan_runtime::{CallError, NoError, Operation, PlainText};

use crate::support::{Deed, Server, answer};

static API: Api =
    Api { name: "test", title: "Test", version: "1", user_agent: "test/0.1.0", security: &[] };

static WRITE: Operation<PlainText, NoError> = Operation::post("write", "/things");

environments! {
    /// Servers.
    pub enum Environment {}
}

fn core(url: String, reqwest: portolan_runtime::reqwest::ClientBuilder) -> Core {
    CoreBuilder::new(&API, &Environment::custom(url)).reqwest(reqwest).build().unwrap()
}

#[tokio::test]
async fn a_builder_of_ones_own_keeps_redirects_off() {
    let server = Server::start(|_, _| {
        Deed::Write(answer("307 Temporary Redirect", &[("Location", "/b")], ""))
    })
    .await;
    let reqwest = portolan_runtime::reqwest::Client::builder()
        .redirect(portolan_runtime::reqwest::redirect::Policy::limited(5));
    let error = core(server.url(""), reqwest).call(&WRITE).await.unwrap_err();
    assert_eq!(error.status().unwrap(), 307);
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn https_is_set_up_and_a_failed_handshake_was_not_sent() {
    ReqwestTransport::new().unwrap();
    let server = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://{}", server.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = server.accept().await {
            tokio::io::AsyncWriteExt::write_all(&mut stream, b"this is not TLS").await.unwrap();
        }
    });
    let reqwest = portolan_runtime::reqwest::Client::builder();
    let error = core(url, reqwest).call(&WRITE).await.unwrap_err();
    assert!(matches!(&error, CallError::Transport(_)), "{error:?}");
    assert!(!error.may_have_been_sent());
}
