//! Requests a second against a server on loopback: calls with a token, beside the same requests written by hand with
//! reqwest alone. `cargo xtask bench requests` runs it and puts the table on its page.
//!
//! Both send the same header, read the whole answer and take the text out of it; the other knows its token already and
//! keeps no watch over it.

use std::future::Future;
use std::time::Instant;

use portolan_runtime::auth::{Carry, Part, Requirement, Scheme, Token};
use portolan_runtime::generated::{Api, Core, CoreBuilder, environments};
use portolan_runtime::{NoError, Operation, PlainText};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

static API: Api =
    Api { name: "api", title: "API", version: "1", user_agent: "api/1", security: &[] };

environments! {
    /// Servers of the API.
    pub enum Environment {
        Production = "https://api.example/v1",
    }
}

static SCHEME: Scheme = Scheme::token("token", Carry::header("Authorization", "Bearer"));
static GET: Operation<PlainText, NoError> = Operation::get("getThing", "/things")
    .security(&[Requirement(&[Part { scheme: &SCHEME, scopes: &[] }])]);

const ANSWER: &[u8] =
    b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 4\r\n\r\ndone";

/// Answers each request on its connection, on a thread of its own.
fn serve() -> std::io::Result<u16> {
    let listener = std::net::TcpListener::bind("127.0.0.1:0")?;
    let port = listener.local_addr()?.port();
    listener.set_nonblocking(true)?;
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        runtime.expect("a runtime").block_on(async {
            let listener = TcpListener::from_std(listener).expect("a listener");
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(connection(stream));
            }
        });
    });
    Ok(port)
}

async fn connection(mut stream: TcpStream) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let mut buffer = Vec::with_capacity(4096);
    while stream.read_buf(&mut buffer).await? > 0 {
        if buffer.ends_with(b"\r\n\r\n") {
            buffer.clear();
            stream.write_all(ANSWER).await?;
        }
    }
    Ok(())
}

/// Returns the requests a second of so many tasks together.
async fn measure<C, F>(tasks: usize, each: usize, client: &C, request: fn(C) -> F) -> f64
where
    C: Clone + Send + 'static,
    F: Future<Output = usize> + Send + 'static,
{
    let begin = Instant::now();
    let handles: Vec<_> = (0..tasks)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move {
                let mut read = 0;
                for _ in 0..each {
                    read += request(client.clone()).await;
                }
                read
            })
        })
        .collect();
    for handle in handles {
        assert_eq!(handle.await.expect("a task of the measurement"), 4 * each);
    }
    (tasks * each) as f64 / begin.elapsed().as_secs_f64()
}

async fn ours(core: Core) -> usize {
    core.call(&GET).await.expect("an answer").to_string().len()
}

async fn by_hand((client, url): (reqwest::Client, String)) -> usize {
    let request =
        client.get(url).header("Authorization", "Bearer tok-1").header("Accept", "text/plain");
    let answer = request.send().await.expect("an answer").error_for_status().expect("a success");
    answer.text().await.expect("a text").len()
}

#[tokio::main(flavor = "multi_thread")]
async fn main() {
    let url = format!("http://127.0.0.1:{}", serve().expect("a server"));
    let builder = CoreBuilder::new(&API, &Environment::custom(url.clone()));
    let core = builder.credential(&SCHEME, Token::new("tok-1")).build().expect("a client");
    let client = reqwest::Client::builder().no_proxy().build().expect("a client");
    let hand = (client, format!("{url}/things"));
    println!("tasks  this runtime  reqwest alone    ratio   (requests a second, best of 5)");
    for tasks in [1, 8, 64] {
        let each = 16_000 / tasks;
        let (mut one, mut other) = (0_f64, 0_f64);
        for _ in 0..5 {
            one = one.max(measure(tasks, each, &core, ours).await);
            other = other.max(measure(tasks, each, &hand, by_hand).await);
        }
        println!("{tasks:>5}  {one:>12.0}  {other:>13.0}  {:>7.3}", one / other);
    }
}
