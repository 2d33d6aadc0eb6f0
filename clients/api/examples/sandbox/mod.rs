//! The service of `specs/api.yaml`, small, on loopback: it issues tokens, demands the exact header,
//! expires tokens when told to, and counts. The quick start and the tests run against it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Value, json};
use tokio::net::TcpListener;

/// The one user that the sandbox knows.
pub const USERNAME: &str = "ada";
/// Her password.
pub const PASSWORD: &str = "correct horse";

/// A running service; it stops with the runtime that it was started on.
#[derive(Clone)]
pub struct Sandbox {
    url: String,
    books: Books,
}

type Books = Arc<Mutex<Book>>;

/// Everything that the service remembers.
#[derive(Default)]
struct Book {
    issued: usize,
    valid: Vec<String>,
    logins: usize,
    login_delay: Duration,
    accounts: BTreeMap<String, Value>,
    seen: Vec<Seen>,
}

/// One request as the service saw it.
#[derive(Clone, Debug)]
pub struct Seen {
    /// Method and target: `GET /v1/accounts?limit=50`.
    pub line: String,
    /// The `Authorization` header.
    pub authorization: Option<String>,
    /// The status of the answer.
    pub status: u16,
}

impl Sandbox {
    /// Starts the service on a free port of loopback.
    pub async fn start() -> std::io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}/v1", listener.local_addr()?);
        let mut book = Book::default();
        for (id, status) in [("A-100", "open"), ("A-101", "open"), ("A-102", "frozen")] {
            book.accounts.insert(id.to_owned(), account(id, status));
        }
        let books = Books::new(Mutex::new(book));
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

    /// Returns how often **Authenticate** was called.
    pub fn logins(&self) -> usize {
        lock(&self.books).logins
    }

    /// Returns every request so far, in order of arrival.
    pub fn seen(&self) -> Vec<Seen> {
        lock(&self.books).seen.clone()
    }
}

fn service(books: Books) -> Router {
    let protected = Router::new()
        .route("/accounts", get(list_accounts).post(create_account))
        .route("/accounts/{id}", get(get_account).patch(change_account).delete(close_account))
        .route("/accounts/{id}/balances", get(balances))
        .route("/accounts/{id}/freeze", post(freeze_account))
        .route("/payments", post(create_payment))
        .layer(axum::middleware::from_fn_with_state(books.clone(), demand_token));
    let open = Router::new()
        .route("/authenticate", post(authenticate))
        .route("/status", get(|| async { Json(json!({ "up": true })) }));
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
    let response = next.run(request).await;
    let status = response.status().as_u16();
    lock(&books).seen.push(Seen { line, authorization, status });
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
    if good {
        next.run(request).await
    } else {
        problem(StatusCode::UNAUTHORIZED, "unauthorized", "the token is missing or has expired")
    }
}

async fn authenticate(State(books): State<Books>, Json(body): Json<Value>) -> Response {
    let delay = {
        let mut book = lock(&books);
        book.logins += 1;
        book.login_delay
    };
    tokio::time::sleep(delay).await;
    if body["username"] != USERNAME || body["password"] != PASSWORD {
        return problem(StatusCode::UNAUTHORIZED, "credentials", "wrong username or password");
    }
    let mut book = lock(&books);
    book.issued += 1;
    let token = format!("sandbox-token-{}", book.issued);
    book.valid.push(token.clone());
    Json(json!({ "token": token })).into_response()
}

async fn list_accounts(State(books): State<Books>, RawQuery(query): RawQuery) -> Response {
    let query = query.unwrap_or_default();
    let status = query.split('&').find_map(|pair| pair.strip_prefix("status="));
    let items: Vec<Value> = lock(&books)
        .accounts
        .values()
        .filter(|account| status.is_none_or(|status| account["status"] == status))
        .cloned()
        .collect();
    Json(json!({ "items": items, "nextCursor": null })).into_response()
}

async fn create_account(State(books): State<Books>, Json(body): Json<Value>) -> Response {
    if body["name"] == "" {
        let violations = json!([{ "field": "/name", "message": "must not be empty" }]);
        let body = json!({ "violations": violations });
        return (StatusCode::UNPROCESSABLE_ENTITY, Json(body)).into_response();
    }
    let mut book = lock(&books);
    let id = format!("A-{}", 100 + book.accounts.len());
    let mut created = account(&id, "open");
    for (key, value) in body.as_object().into_iter().flatten() {
        created[key] = value.clone();
    }
    book.accounts.insert(id, created.clone());
    (StatusCode::CREATED, Json(created)).into_response()
}

async fn get_account(State(books): State<Books>, Path(id): Path<String>) -> Response {
    match lock(&books).accounts.get(&id) {
        Some(account) => Json(account.clone()).into_response(),
        None => not_found(&id),
    }
}

async fn change_account(
    State(books): State<Books>,
    Path(id): Path<String>,
    Json(changes): Json<Value>,
) -> Response {
    let mut book = lock(&books);
    let Some(account) = book.accounts.get_mut(&id) else { return not_found(&id) };
    for (key, value) in changes.as_object().into_iter().flatten() {
        match (value, account.as_object_mut()) {
            (Value::Null, Some(account)) => drop(account.remove(key)),
            (value, Some(account)) => drop(account.insert(key.clone(), value.clone())),
            (_, None) => {}
        }
    }
    Json(account.clone()).into_response()
}

async fn close_account(State(books): State<Books>, Path(id): Path<String>) -> Response {
    match lock(&books).accounts.remove(&id) {
        Some(_) => StatusCode::NO_CONTENT.into_response(),
        None => not_found(&id),
    }
}

async fn balances(State(books): State<Books>, Path(id): Path<String>) -> Response {
    match lock(&books).accounts.contains_key(&id) {
        true => Json(json!({ "EUR": 5_000_000_000_i64, "USD": 12 })).into_response(),
        false => not_found(&id),
    }
}

async fn freeze_account(State(books): State<Books>, Path(id): Path<String>) -> Response {
    match lock(&books).accounts.get_mut(&id) {
        Some(_) if id == "A-101" => {
            (StatusCode::ACCEPTED, Json(json!({ "pendingPayments": 2 }))).into_response()
        }
        Some(account) => {
            account["status"] = json!("frozen");
            Json(account.clone()).into_response()
        }
        None => not_found(&id),
    }
}

async fn create_payment(headers: HeaderMap, Json(body): Json<Value>) -> Response {
    if header(&headers, "idempotency-key").is_none() {
        return problem(StatusCode::BAD_REQUEST, "header", "Idempotency-Key is missing");
    }
    if body["amount"].as_i64().unwrap_or_default() > 1_000 {
        let body = json!({ "available": 1_000, "currency": body["currency"] });
        return (StatusCode::PAYMENT_REQUIRED, Json(body)).into_response();
    }
    let mut payment = body;
    payment["id"] = json!("P-1");
    payment["state"] = json!("pending");
    payment["orderedAt"] = json!("2026-03-01T10:00:00+01:00");
    (StatusCode::CREATED, Json(payment)).into_response()
}

fn account(id: &str, status: &str) -> Value {
    json!({
        "id": id,
        "status": status,
        "currency": "EUR",
        "openedAt": "2026-01-31T09:30:00+01:00",
        "owner": { "kind": "person", "givenName": "Ada", "familyName": "Lovelace" },
    })
}

fn not_found(id: &str) -> Response {
    problem(StatusCode::NOT_FOUND, "not-found", &format!("there is no account {id}"))
}

fn problem(status: StatusCode, code: &str, message: &str) -> Response {
    (status, Json(json!({ "code": code, "message": message }))).into_response()
}

fn header<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers.get(name)?.to_str().ok()
}

fn lock(books: &Books) -> MutexGuard<'_, Book> {
    books.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}
