//! A server on loopback that records what it gets, byte by byte, and answers what a test says.

#![allow(dead_code, reason = "not every test binary uses everything")]

#[path = "tls.rs"]
pub(crate) mod tls;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// What the server does with a request.
pub(crate) enum Deed {
    /// Writes this and goes on.
    Write(String),
    /// Writes this and closes the connection.
    WriteAndClose(String),
    /// Closes the connection without a word.
    Close,
    /// Never answers.
    Hang,
    /// Writes this byte by byte, with a pause before each.
    Drip(String, Duration),
    /// Writes this after a while.
    After(Duration, String),
}

impl Deed {
    /// Returns the same once more.
    pub(crate) fn again(&self) -> Self {
        match self {
            Self::Write(text) => Self::Write(text.clone()),
            Self::WriteAndClose(text) => Self::WriteAndClose(text.clone()),
            Self::Close => Self::Close,
            Self::Hang => Self::Hang,
            Self::Drip(text, pause) => Self::Drip(text.clone(), *pause),
            Self::After(pause, text) => Self::After(*pause, text.clone()),
        }
    }
}

/// A request as it came.
#[derive(Clone, Debug)]
pub(crate) struct Received {
    /// The request line.
    pub(crate) line: String,
    /// Headers in order, names in lower case.
    pub(crate) headers: Vec<(String, String)>,
    /// The body as text.
    pub(crate) body: String,
}

impl Received {
    /// Returns a header.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Returns what stands between method and version.
    pub(crate) fn target(&self) -> &str {
        self.line.split(' ').nth(1).unwrap()
    }
}

/// A server that stops with its test.
pub(crate) struct Server {
    port: u16,
    requests: Arc<Mutex<Vec<Received>>>,
    task: tokio::task::JoinHandle<()>,
}

impl Server {
    /// Starts a server; `deed` is asked with each request and how many came before it.
    pub(crate) async fn start(
        deed: impl Fn(&Received, usize) -> Deed + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let requests: Arc<Mutex<Vec<Received>>> = Arc::default();
        let seen = Arc::clone(&requests);
        let deed = Arc::new(deed);
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, Arc::clone(&seen), Arc::clone(&deed)));
            }
        });
        Self { port, requests, task }
    }

    /// Starts a server that answers everything alike.
    pub(crate) async fn answering(status: &str, body: &str) -> Self {
        Self::answering_with(status, &[], body).await
    }

    /// Starts a server that answers everything alike, with headers.
    pub(crate) async fn answering_with(status: &str, headers: &[(&str, &str)], body: &str) -> Self {
        let answer = answer(status, headers, body);
        Self::start(move |_, _| Deed::Write(answer.clone())).await
    }

    /// Returns its port.
    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// Returns its URL with a path.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    /// Returns the requests so far.
    pub(crate) fn requests(&self) -> Vec<Received> {
        self.requests.lock().unwrap().clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Writes an answer with a `Content-Length`.
pub(crate) fn answer(status: &str, headers: &[(&str, &str)], body: &str) -> String {
    let mut text = format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\n", body.len());
    for (name, value) in headers {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    text + "\r\n" + body
}

async fn serve(
    mut stream: TcpStream,
    seen: Arc<Mutex<Vec<Received>>>,
    deed: Arc<impl Fn(&Received, usize) -> Deed + Send + Sync + 'static>,
) {
    let mut buffer = Vec::new();
    while let Some(request) = read(&mut stream, &mut buffer).await {
        let deed = {
            let mut seen = seen.lock().unwrap();
            let before = seen.len();
            seen.push(request.clone());
            deed(&request, before)
        };
        match deed {
            Deed::Write(text) => {
                // Who was killed does not read any more.
                if stream.write_all(text.as_bytes()).await.is_err() {
                    return;
                }
            }
            Deed::WriteAndClose(text) => {
                stream.write_all(text.as_bytes()).await.unwrap();
                return;
            }
            Deed::Close => return,
            Deed::Hang => std::future::pending().await,
            Deed::After(pause, text) => {
                tokio::time::sleep(pause).await;
                if stream.write_all(text.as_bytes()).await.is_err() {
                    return;
                }
            }
            Deed::Drip(text, pause) => {
                for byte in text.bytes() {
                    tokio::time::sleep(pause).await;
                    if stream.write_all(&[byte]).await.is_err() {
                        return;
                    }
                }
            }
        }
    }
}

async fn read(stream: &mut (impl AsyncRead + Unpin), buffer: &mut Vec<u8>) -> Option<Received> {
    let end = loop {
        if let Some(at) = buffer.windows(4).position(|four| four == b"\r\n\r\n") {
            break at + 4;
        }
        if stream.read_buf(buffer).await.ok()? == 0 {
            return None;
        }
    };
    let head = String::from_utf8(buffer.drain(..end).collect()).unwrap();
    let mut lines = head.trim_end().split("\r\n");
    let line = lines.next().unwrap().to_owned();
    let headers: Vec<(String, String)> = lines
        .map(|line| line.split_once(':').unwrap())
        .map(|(name, value)| (name.to_lowercase(), value.trim().to_owned()))
        .collect();
    let mut request = Received { line, headers, body: String::new() };
    if request.header("transfer-encoding") == Some("chunked") {
        while !buffer.ends_with(b"0\r\n\r\n") {
            if stream.read_buf(buffer).await.ok()? == 0 {
                return None;
            }
        }
        request.body = String::from_utf8(std::mem::take(buffer)).unwrap();
    } else {
        let length = request.header("content-length").map_or(0, |text| text.parse().unwrap());
        while buffer.len() < length {
            if stream.read_buf(buffer).await.ok()? == 0 {
                return None;
            }
        }
        request.body = String::from_utf8(buffer.drain(..length).collect()).unwrap();
    }
    Some(request)
}
