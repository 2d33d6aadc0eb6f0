//! A client, a transport whose answers a test writes piece by piece, and a server on loopback that does the same.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use portolan_runtime::body::{Body, Chunks};
use portolan_runtime::bytes::Bytes;
use portolan_runtime::generated::{Api, Call, call, client, environments, errors};
use portolan_runtime::transport::{BoxFuture, Transport, TransportError};
use portolan_runtime::{JsonLines, Operation, PlainText};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;

static API: Api = Api { name: "api", title: "", version: "1", user_agent: "api/1", security: &[] };

environments! {
    /// Where it is.
    pub(crate) enum Environment { Production = "https://api.example.com" }
}

client! {
    /// A client.
    pub(crate) struct Client, Builder;
    api: API, environment: Environment
}

errors! {
    /// Failures of everything.
    pub(crate) enum Failures { 429 => TooManyRequests(PlainText) }
}

/// `GET /ticks`
pub(crate) static TICKS: Operation<Vec<i64>, Failures> =
    Operation::get("ticks", "/ticks").status(200);
/// `POST /ticks`
pub(crate) static ASK: Operation<Vec<i64>, Failures> = Operation::post("ask", "/ticks").status(200);
/// `GET /file`
pub(crate) static FILE: Operation<Bytes, Failures> =
    Operation::get("file", "/file").status(200).accept("*/*");

call! {
    /// Numbers, all at once or one by one.
    pub(crate) struct Ticks(Vec<i64>, Failures), stream i64 as "text/event-stream";
}

call! {
    /// Lines of numbers.
    pub(crate) struct Lines(Vec<i64>, Failures), stream i64 as "application/jsonl";
}

impl Client {
    pub(crate) fn ticks(&self) -> Ticks {
        Ticks(self.0.call(&TICKS))
    }
    pub(crate) fn ask(&self) -> Ticks {
        Ticks(self.0.call(&ASK).json(&1_i64))
    }
    pub(crate) fn tell<B>(
        &self,
        media_type: &'static str,
        body: impl Into<JsonLines<B>>,
    ) -> Call<Vec<i64>, Failures> {
        self.0.call(&ASK).lines(media_type, body)
    }
    pub(crate) fn lines(&self) -> Lines {
        Lines(self.0.call(&TICKS))
    }
    pub(crate) fn file(&self) -> Call<Bytes, Failures> {
        self.0.call(&FILE)
    }
}

/// A piece of an answer.
#[derive(Clone)]
pub(crate) enum Step {
    /// Bytes.
    Give(&'static str),
    /// Nothing for so long.
    Wait(Duration),
    /// The connection breaks.
    Break,
}

use Step::{Break, Give, Wait};

impl From<&'static str> for Step {
    fn from(text: &'static str) -> Self {
        Give(text)
    }
}

/// An answer in pieces.
#[derive(Clone)]
pub(crate) struct Script {
    status: u16,
    headers: Vec<(&'static str, &'static str)>,
    steps: VecDeque<Step>,
}

/// An answer of a status and a media type.
pub(crate) fn script<const N: usize>(
    status: u16,
    media_type: &'static str,
    steps: [Step; N],
) -> Script {
    let headers = vec![("content-type", media_type)];
    Script { status, headers, steps: steps.into() }
}

/// A stream of events.
pub(crate) fn events<const N: usize>(steps: [Step; N]) -> Script {
    script(200, "Text/Event-Stream; charset=utf-8", steps)
}

impl Script {
    pub(crate) fn header(mut self, name: &'static str, value: &'static str) -> Self {
        self.headers.push((name, value));
        self
    }
}

impl Chunks for Script {
    fn next(&mut self) -> BoxFuture<'_, Option<Result<Bytes, TransportError>>> {
        Box::pin(async {
            loop {
                match self.steps.front()?.clone() {
                    Give(text) => {
                        self.steps.pop_front();
                        return Some(Ok(Bytes::from_static(text.as_bytes())));
                    }
                    // Given up, it begins again: a test that gives up has to know.
                    Wait(pause) => {
                        tokio::time::sleep(pause).await;
                        self.steps.pop_front();
                    }
                    Break => return Some(Err(TransportError::new("reset"))),
                }
            }
        })
    }
}

/// Answers with scripts, one after the other, the last for ever.
#[derive(Clone, Default)]
pub(crate) struct Stage {
    scripts: Arc<Mutex<VecDeque<Script>>>,
    pub(crate) requests: Arc<Mutex<Vec<portolan_runtime::http::Request<()>>>>,
}

impl Stage {
    pub(crate) fn new<const N: usize>(scripts: [Script; N]) -> Self {
        Self { scripts: Arc::new(Mutex::new(scripts.into())), requests: Arc::default() }
    }

    pub(crate) fn client(&self) -> Client {
        Client::builder(Environment::Production).transport(self.clone()).build().unwrap()
    }

    /// What header each request had.
    pub(crate) fn sent(&self, header: &str) -> Vec<Option<String>> {
        let requests = self.requests.lock().unwrap();
        let text = |request: &portolan_runtime::http::Request<()>| {
            Some(request.headers().get(header)?.to_str().unwrap().to_owned())
        };
        requests.iter().map(text).collect()
    }
}

impl Transport for Stage {
    fn send(
        &self,
        request: portolan_runtime::http::Request<Body>,
    ) -> BoxFuture<'static, Result<portolan_runtime::http::Response<Body>, TransportError>> {
        self.requests.lock().unwrap().push(request.map(|_| ()));
        let mut scripts = self.scripts.lock().unwrap();
        let script = match scripts.len() {
            1 => scripts.front().cloned().unwrap(),
            _ => scripts.pop_front().expect("a script is left"),
        };
        let mut response = portolan_runtime::http::Response::builder().status(script.status);
        for (name, value) in &script.headers {
            response = response.header(*name, *value);
        }
        let response = response.body(Body::chunks(script)).unwrap();
        Box::pin(async { Ok(response) })
    }
}

/// A connection to the loopback server, in the hands of a test.
pub(crate) struct Connection {
    /// The request's head, in lower case.
    pub(crate) head: String,
    stream: TcpStream,
}

impl Connection {
    /// Writes raw bytes.
    pub(crate) async fn write(&mut self, text: &str) {
        self.stream.write_all(text.as_bytes()).await.unwrap();
    }

    /// Begins a chunked answer.
    pub(crate) async fn begin(&mut self, media_type: &str) {
        let head = format!(
            "HTTP/1.1 200 OK\r\nContent-Type: {media_type}\r\nTransfer-Encoding: chunked\r\n\r\n"
        );
        self.write(&head).await;
    }

    /// Writes a chunk.
    pub(crate) async fn chunk(&mut self, text: &str) {
        self.write(&format!("{:x}\r\n{text}\r\n", text.len())).await;
    }

    /// Waits until the other side closes the connection.
    pub(crate) async fn closed(mut self) {
        while self.stream.read(&mut [0; 64]).await.is_ok_and(|read| read > 0) {}
    }
}

/// Starts a server; the test gets every connection that asks for something.
pub(crate) async fn server() -> (Client, mpsc::Receiver<Connection>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let (send, receive) = mpsc::channel(8);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut head = Vec::new();
            while !head.windows(4).any(|four| four == b"\r\n\r\n") {
                assert!(stream.read_buf(&mut head).await.unwrap() > 0, "a whole head");
            }
            let head = String::from_utf8(head).unwrap().to_lowercase();
            if send.send(Connection { head, stream }).await.is_err() {
                return;
            }
        }
    });
    (Client::builder(Environment::custom(url)).build().unwrap(), receive)
}
