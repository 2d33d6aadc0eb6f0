//! The service of `specs/generate-token.yaml`, small, on loopback: it generates tokens that are JWTs from a
//! username and a password, in the body or in headers, demands the exact header, expires tokens when told
//! to, and counts. The example, the tests, and the tests of the variant with headers run against it.

use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, SystemTime};

use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use tokio::net::TcpListener;

/// The one user that the sandbox knows.
pub const USERNAME: &str = "ada";
/// Her password.
pub const PASSWORD: &str = "correct horse";
/// A message that is there from the start.
pub const MESSAGE: &str = "7f4f2a0c-9f0e-4a5e-9a53-0d3f1c2b4e01";

/// A running service; it stops with the runtime that it was started on.
#[derive(Clone)]
pub struct Sandbox {
    url: String,
    books: Books,
}

type Books = Arc<Mutex<Book>>;

/// Everything that the service remembers.
struct Book {
    issued: usize,
    valid: Vec<String>,
    logins: usize,
    login_delay: Duration,
    expires_in: Value,
    exp_in: Option<Duration>,
    messages: Vec<Value>,
    seen: Vec<Seen>,
}

/// One request as the service saw it.
#[derive(Clone, Debug)]
pub struct Seen {
    /// Method and target: `GET /v1/messages?to=%2B41441234567`.
    pub line: String,
    /// The `Authorization` header.
    pub authorization: Option<String>,
    /// The header named `username`.
    pub username: Option<String>,
    /// The status of the answer.
    pub status: u16,
}

impl Sandbox {
    /// Starts the service on a free port of loopback.
    pub async fn start() -> std::io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}/v1", listener.local_addr()?);
        let books = Books::new(Mutex::new(Book {
            issued: 0,
            valid: Vec::new(),
            logins: 0,
            login_delay: Duration::ZERO,
            expires_in: json!(3600),
            exp_in: Some(Duration::from_secs(3600)),
            messages: vec![message(MESSAGE, "+41441234567", "Hello", "delivered")],
            seen: Vec::new(),
        }));
        let service = service(books.clone());
        tokio::spawn(async move { axum::serve(listener, service).await });
        Ok(Self { url, books })
    }

    /// Returns the base URL, for `Environment::custom`.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Makes every token that was issued so far worthless.
    pub fn expire_tokens(&self) {
        lock(&self.books).valid.clear();
    }

    /// Lets every login take this long from now on.
    pub fn delay_logins(&self, delay: Duration) {
        lock(&self.books).login_delay = delay;
    }

    /// Sets what the next answers tell: `expires_in`, and when the token's own `exp` is, from now. Without
    /// the second the token is no JWT.
    pub fn set_lifetimes(&self, expires_in: Value, exp_in: Option<Duration>) {
        let mut book = lock(&self.books);
        (book.expires_in, book.exp_in) = (expires_in, exp_in);
    }

    /// Returns how often a token was asked for.
    pub fn logins(&self) -> usize {
        lock(&self.books).logins
    }

    /// Returns the token that was issued last.
    pub fn token(&self) -> String {
        lock(&self.books).valid.last().cloned().unwrap_or_default()
    }

    /// Returns every request so far, in order of arrival.
    pub fn seen(&self) -> Vec<Seen> {
        lock(&self.books).seen.clone()
    }
}

fn service(books: Books) -> Router {
    let protected = Router::new()
        .route("/messages", get(list_messages).post(send_message))
        .route("/messages/{id}", get(get_message))
        .layer(axum::middleware::from_fn_with_state(books.clone(), demand_token));
    let open = Router::new()
        .route("/token/generate", post(generate_from_body))
        .route("/token/generate-from-headers", post(generate_from_headers));
    Router::new()
        .nest("/v1", protected.merge(open))
        .layer(axum::middleware::from_fn_with_state(books.clone(), write_down))
        .with_state(books)
}

/// Notes each request and the status of its answer.
async fn write_down(
    State(books): State<Books>,
    request: axum::extract::Request,
    next: axum::middleware::Next,
) -> Response {
    let line = format!("{} {}", request.method(), request.uri());
    let authorization = header(request.headers(), "authorization").map(str::to_owned);
    let username = header(request.headers(), "username").map(str::to_owned);
    let response = next.run(request).await;
    let status = response.status().as_u16();
    lock(&books).seen.push(Seen { line, authorization, username, status });
    response
}

/// Answers 401 unless the header is exactly `Authorization: Bearer` and a token that is valid.
async fn demand_token(
    State(books): State<Books>,
    request: axum::extract::Request,
    next: axum::middleware::Next,
) -> Response {
    let token = header(request.headers(), "authorization").and_then(|h| h.strip_prefix("Bearer "));
    let good = token.is_some_and(|token| lock(&books).valid.iter().any(|valid| valid == token));
    if good { next.run(request).await } else { refusal(StatusCode::UNAUTHORIZED, "no valid token") }
}

async fn generate_from_body(State(books): State<Books>, Json(body): Json<Value>) -> Response {
    generate(&books, body["username"].as_str(), body["password"].as_str()).await
}

/// Both headers are required, and nothing else is read.
async fn generate_from_headers(State(books): State<Books>, headers: HeaderMap) -> Response {
    generate(&books, header(&headers, "username"), header(&headers, "password")).await
}

async fn generate(books: &Books, username: Option<&str>, password: Option<&str>) -> Response {
    let delay = {
        let mut book = lock(books);
        book.logins += 1;
        book.login_delay
    };
    tokio::time::sleep(delay).await;
    if (username, password) != (Some(USERNAME), Some(PASSWORD)) {
        return refusal(StatusCode::UNAUTHORIZED, "wrong username or password");
    }
    let mut book = lock(books);
    book.issued += 1;
    let token = match book.exp_in {
        Some(lifetime) => jwt(book.issued, lifetime),
        None => format!("opaque-{}", book.issued),
    };
    book.valid.push(token.clone());
    Json(json!({
        "token_type": "bearer",
        "expires_in": book.expires_in,
        "access_token": token,
        "refresh_token": format!("refresh-{}", book.issued),
    }))
    .into_response()
}

/// Makes a JWT of the shape that the documents show. Nobody checks its signature, which is none.
fn jwt(number: usize, lifetime: Duration) -> String {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    let claims = json!({
        "jti": format!("token-{number}"),
        "iat": now.as_secs(),
        "exp": (now + lifetime).as_secs(),
    });
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let head = json!({ "alg": "RS512", "typ": "JWT" });
    format!("{}.{}.{}", part(&head), part(&claims), URL_SAFE_NO_PAD.encode("no signature"))
}

async fn list_messages(State(books): State<Books>, RawQuery(query): RawQuery) -> Response {
    let query = query.unwrap_or_default();
    let to = query.split('&').find_map(|pair| pair.strip_prefix("to=%2B"));
    let is_to = |message: &&Value| {
        to.is_none_or(|to| message["to"].as_str().is_some_and(|known| known.ends_with(to)))
    };
    let found: Vec<Value> = lock(&books).messages.iter().rev().filter(is_to).cloned().collect();
    Json(found).into_response()
}

async fn send_message(State(books): State<Books>, Json(body): Json<Value>) -> Response {
    let (to, text) = (body["to"].as_str(), body["text"].as_str());
    let (Some(to), Some(text)) = (to.filter(|to| to.starts_with('+')), text) else {
        return refusal(StatusCode::UNPROCESSABLE_ENTITY, "the number is not in E.164 form");
    };
    let mut book = lock(&books);
    let id = format!("7f4f2a0c-9f0e-4a5e-9a53-0d3f1c2b4e{:02}", book.messages.len() + 1);
    let sent = message(&id, to, text, "queued");
    book.messages.push(sent.clone());
    (StatusCode::ACCEPTED, Json(sent)).into_response()
}

async fn get_message(State(books): State<Books>, Path(id): Path<String>) -> Response {
    match lock(&books).messages.iter().find(|message| message["id"] == id.as_str()) {
        Some(message) => Json(message.clone()).into_response(),
        None => refusal(StatusCode::NOT_FOUND, "there is no such message"),
    }
}

fn message(id: &str, to: &str, text: &str, state: &str) -> Value {
    json!({ "id": id, "to": to, "text": text, "state": state, "sentAt": null })
}

fn refusal(status: StatusCode, message: &str) -> Response {
    (status, Json(json!({ "message": message }))).into_response()
}

fn header<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers.get(name)?.to_str().ok()
}

fn lock(books: &Books) -> MutexGuard<'_, Book> {
    books.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}
