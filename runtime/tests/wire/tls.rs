//! The same with TLS, by a certificate that is made for the test.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Once};

use portolan_runtime::reqwest::{Certificate, Client, ClientBuilder};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

use super::{Received, read};

/// A server with TLS that stops with its test.
pub(crate) struct Secure {
    port: u16,
    certificate: Certificate,
    requests: Arc<AtomicUsize>,
    task: tokio::task::JoinHandle<()>,
}

impl Secure {
    /// Starts a server; `answer` is asked with each request and how many came before it.
    pub(crate) async fn start(
        answer: impl Fn(&Received, usize) -> String + Send + Sync + 'static,
    ) -> Self {
        static PROVIDER: Once = Once::new();
        PROVIDER.call_once(|| drop(ring::default_provider().install_default()));
        let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
        let config = ServerConfig::builder()
            .with_no_client_auth()
            .with_single_cert(vec![made.cert.der().clone()], key)
            .unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let requests = Arc::new(AtomicUsize::new(0));
        let (count, answer) = (Arc::clone(&requests), Arc::new(answer));
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (acceptor, count, answer) =
                    (acceptor.clone(), Arc::clone(&count), Arc::clone(&answer));
                tokio::spawn(async move {
                    let Ok(mut stream) = acceptor.accept(stream).await else { return };
                    let mut buffer = Vec::new();
                    while let Some(request) = read(&mut stream, &mut buffer).await {
                        let text = answer(&request, count.fetch_add(1, Ordering::SeqCst));
                        if stream.write_all(text.as_bytes()).await.is_err() {
                            return;
                        }
                        let _ = stream.flush().await;
                    }
                });
            }
        });
        let certificate = Certificate::from_der(made.cert.der()).unwrap();
        Self { port, certificate, requests, task }
    }

    /// Returns its URL with a path.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("https://localhost:{}{path}", self.port)
    }

    /// Returns the settings of a client that trusts it.
    pub(crate) fn trusting(&self) -> ClientBuilder {
        Client::builder().no_proxy().tls_certs_only([self.certificate.clone()])
    }

    /// Returns how many requests there were.
    pub(crate) fn requests(&self) -> usize {
        self.requests.load(Ordering::SeqCst)
    }
}

impl Drop for Secure {
    fn drop(&mut self) {
        self.task.abort();
    }
}
