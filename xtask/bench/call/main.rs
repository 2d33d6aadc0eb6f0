//! One call, many times, over a transport that answers from memory: run under callgrind, which counts instructions.
//!
//! `call-bench WAY ITEMS CALLS`: `generated` is the client's method; `hand` fills the runtime's call as a person writes it; `bare` has no runtime at
//! all: a URL, an `http::Request` with a token that is known, one deadline, and `serde_json` with derive.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use call::runtime::body::Body;
use call::runtime::{
    Call, NoError, Operation, Token,
};
use call::runtime::transport::{BoxFuture, Transport, TransportError};
use call::types::Payment;

/// Answers every request with the same bytes.
#[derive(Clone)]
struct Memory(Bytes);

impl Transport for Memory {
    fn send(
        &self,
        request: http::Request<Body>,
    ) -> BoxFuture<'static, Result<http::Response<Body>, TransportError>> {
        std::hint::black_box(&request);
        let mut response = http::Response::new(Body::from(self.0.clone()));
        response
            .headers_mut()
            .insert("content-type", http::HeaderValue::from_static("application/json"));
        Box::pin(std::future::ready(Ok(response)))
    }
}

/// What a person writes who takes the runtime and leaves the generator.
mod hand {
    use call::runtime::generated::{
        Api, Carry, Core, CoreBuilder, Part, Requirement, Scheme, environments,
    };

    use super::*;

    environments! { pub enum Environment { Production = "https://call.example/v1" } }

    static TOKEN: Scheme = Scheme::token("token", Carry::header("Authorization", "Bearer"));
    static API: Api = Api {
        name: "call",
        title: "Call",
        version: "1",
        user_agent: "call/0.1.0",
        security: &[Requirement(&[Part { scheme: &TOKEN, scopes: &[] }])],
    };
    static LIST: Operation<Vec<Payment>, NoError> =
        Operation::get("list", "/accounts/{id}/payments").status(200);

    pub fn client(transport: Memory) -> Result<Core, Box<dyn std::error::Error>> {
        let builder = CoreBuilder::new(&API, &Environment::Production);
        Ok(builder.credential(&TOKEN, Token::new("a-token")).transport(transport).build()?)
    }

    pub fn list(client: &Core, id: &str) -> Call<Vec<Payment>, NoError> {
        client.call(&LIST).path("id", id).query("limit", 50_i64).query("state", "open")
    }
}

mod bare {
    use super::*;

    #[derive(serde::Deserialize)]
    #[allow(dead_code)]
    pub struct Payment {
        pub id: String,
        pub amount: i64,
        pub state: String,
        pub note: Option<String>,
    }

    pub async fn list(
        transport: &Arc<dyn Transport>,
        token: &http::HeaderValue,
        id: &str,
    ) -> Result<Vec<Payment>, Box<dyn std::error::Error>> {
        let id = percent_encoding::utf8_percent_encode(id, percent_encoding::NON_ALPHANUMERIC);
        let url =
            format!("https://call.example/v1/accounts/{id}/payments?limit={}&state={}", 50, "open");
        let request = http::Request::get(url)
            .header("accept", "application/json")
            .header("user-agent", "call/1")
            .header("authorization", token.clone())
            .body(Body::empty())?;
        let response = tokio::time::timeout(Duration::from_secs(30), transport.send(request)).await??;
        if response.status() != 200 {
            return Err("refused".into());
        }
        let body = response.into_body().collect(8 << 20).await?;
        Ok(serde_json::from_slice(&body)?)
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, way, items, calls] = arguments.as_slice() else { return Err("WAY ITEMS CALLS".into()) };
    let (items, calls): (usize, usize) = (items.parse()?, calls.parse()?);
    let item = |i: usize| format!(r#"{{"id":"payment-{i}","amount":{},"state":"open","note":"rent of month {i}"}}"#, i * 100);
    let items: Vec<String> = (0..items).map(item).collect();
    let memory = Memory(Bytes::from(format!("[{}]", items.join(","))));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let builder = call::Client::builder(call::Environment::Default);
        let client = builder.token(Token::new("a-token")).transport(memory.clone()).build()?;
        let core = hand::client(memory.clone())?;
        let transport: Arc<dyn Transport> = Arc::new(memory);
        let token = http::HeaderValue::from_static("Bearer a-token");
        let mut count = 0;
        for _ in 0..calls {
            count += match way.as_str() {
                "generated" => client.list_payments("A-100").limit(50).state("open").await?.len(),
                "hand" => hand::list(&core, "A-100").await?.len(),
                _ => bare::list(&transport, &token, "A-100").await?.len(),
            };
        }
        std::hint::black_box(count);
        Ok(())
    })
}
