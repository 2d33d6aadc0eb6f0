//! The service of `specs/client-credentials.yaml`, small, on loopback: one environment a sandbox. It takes
//! client credentials as JSON only, tells lifetimes as text, demands the exact header, expires tokens when
//! told to, and counts. The example and the tests run against it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Value, json};
use tokio::net::TcpListener;

/// The one client that every environment knows.
pub const CLIENT_ID: &str = "client-1";
/// Its secret.
pub const CLIENT_SECRET: &str = "correct horse";

/// A running environment; it stops with the runtime that it was started on.
#[derive(Clone)]
pub struct Sandbox {
    url: String,
    books: Books,
}

type Books = Arc<Mutex<Book>>;

/// Everything that the service remembers.
struct Book {
    environment: &'static str,
    valid: Vec<String>,
    token_requests: Vec<Value>,
    token_delay: Duration,
    lifetime: Value,
    moved_to: Option<String>,
    documents: BTreeMap<String, Value>,
    seen: Vec<Seen>,
}

/// One request as the service saw it.
#[derive(Clone, Debug)]
pub struct Seen {
    /// Method and target: `GET /api/v2/documents?state=sent`.
    pub line: String,
    /// The `Authorization` header.
    pub authorization: Option<String>,
    /// The status of the answer.
    pub status: u16,
}

impl Sandbox {
    /// Starts one environment, `eu` or `us`, on a free port of loopback. Its tokens begin with its name.
    pub async fn start(environment: &'static str) -> std::io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}", listener.local_addr()?);
        let documents = [("D-1", "signed"), ("D-2", "sent")]
            .map(|(id, state)| (id.to_owned(), document(id, "Contract", state)));
        let books = Books::new(Mutex::new(Book {
            environment,
            valid: Vec::new(),
            token_requests: Vec::new(),
            token_delay: Duration::ZERO,
            lifetime: json!("3600"),
            moved_to: None,
            documents: documents.into(),
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

    /// Lets every token request take this long from now on.
    pub fn delay_tokens(&self, delay: Duration) {
        lock(&self.books).token_delay = delay;
    }

    /// Sets what the next answers tell as `expires_in`.
    pub fn set_lifetime(&self, expires_in: Value) {
        lock(&self.books).lifetime = expires_in;
    }

    /// Answers every further request for documents with a redirect to the same path of another server.
    pub fn move_to(&self, url: &str) {
        lock(&self.books).moved_to = Some(url.to_owned());
    }

    /// Returns the bodies of all token requests.
    pub fn token_requests(&self) -> Vec<Value> {
        lock(&self.books).token_requests.clone()
    }

    /// Returns every request so far, in order of arrival.
    pub fn seen(&self) -> Vec<Seen> {
        lock(&self.books).seen.clone()
    }
}

fn service(books: Books) -> Router {
    let protected = Router::new()
        .route("/documents", get(list_documents).post(create_document))
        .route("/documents/{id}", get(get_document).delete(withdraw_document))
        .layer(axum::middleware::from_fn_with_state(books.clone(), demand_token));
    let open = Router::new().route("/oauth2/token", post(create_token));
    Router::new()
        .nest("/api/v2", protected.merge(open))
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
    let authorization = text(request.headers(), header::AUTHORIZATION).map(str::to_owned);
    let response = next.run(request).await;
    let status = response.status().as_u16();
    lock(&books).seen.push(Seen { line, authorization, status });
    response
}

/// Answers 401 unless the header is exactly `Authorization: Bearer` and a token of this environment.
async fn demand_token(
    State(books): State<Books>,
    request: axum::extract::Request,
    next: axum::middleware::Next,
) -> Response {
    let moved_to = lock(&books).moved_to.clone();
    if let Some(url) = moved_to {
        let target = format!("{url}{}", request.uri());
        return (StatusCode::TEMPORARY_REDIRECT, [(header::LOCATION, target)]).into_response();
    }
    let token = text(request.headers(), header::AUTHORIZATION)
        .and_then(|value| value.strip_prefix("Bearer "));
    let good = token.is_some_and(|token| lock(&books).valid.iter().any(|valid| valid == token));
    if good {
        next.run(request).await
    } else {
        error(StatusCode::UNAUTHORIZED, "unauthorized", "no token, an expired or a foreign one")
    }
}

/// Takes JSON alone: another media type is answered with 415.
async fn create_token(State(books): State<Books>, Json(body): Json<Value>) -> Response {
    let delay = {
        let mut book = lock(&books);
        book.token_requests.push(body.clone());
        book.token_delay
    };
    tokio::time::sleep(delay).await;
    let refused = |status, error| (status, Json(json!({ "error": error }))).into_response();
    if body["grant_type"] != "client_credentials" {
        return refused(StatusCode::BAD_REQUEST, "unsupported_grant_type");
    }
    if body["client_id"] != CLIENT_ID || body["client_secret"] != CLIENT_SECRET {
        return refused(StatusCode::UNAUTHORIZED, "invalid_client");
    }
    let mut book = lock(&books);
    let token = format!("{}-token-{}", book.environment, book.token_requests.len());
    book.valid.push(token.clone());
    let lifetime = book.lifetime.clone();
    Json(json!({ "token_type": "Bearer", "access_token": token, "expires_in": lifetime }))
        .into_response()
}

async fn list_documents(State(books): State<Books>, RawQuery(query): RawQuery) -> Response {
    let query = query.unwrap_or_default();
    let state = query.split('&').find_map(|pair| pair.strip_prefix("state="));
    let found: Vec<Value> = lock(&books)
        .documents
        .values()
        .rev()
        .filter(|document| state.is_none_or(|state| document["state"] == state))
        .cloned()
        .collect();
    Json(json!({ "documents": found, "total": found.len() })).into_response()
}

async fn create_document(State(books): State<Books>, Json(body): Json<Value>) -> Response {
    if body["signers"].as_array().is_none_or(Vec::is_empty) {
        return error(StatusCode::UNPROCESSABLE_ENTITY, "signers", "nobody would sign it");
    }
    let mut book = lock(&books);
    let id = format!("D-{}", book.documents.len() + 1);
    let mut created = document(&id, body["title"].as_str().unwrap_or_default(), "sent");
    created["signers"] = body["signers"].clone();
    book.documents.insert(id, created.clone());
    (StatusCode::CREATED, Json(created)).into_response()
}

async fn get_document(State(books): State<Books>, Path(id): Path<String>) -> Response {
    match lock(&books).documents.get(&id) {
        Some(document) => Json(document.clone()).into_response(),
        None => not_found(&id),
    }
}

async fn withdraw_document(State(books): State<Books>, Path(id): Path<String>) -> Response {
    match lock(&books).documents.remove(&id) {
        Some(_) => StatusCode::NO_CONTENT.into_response(),
        None => not_found(&id),
    }
}

fn document(id: &str, title: &str, state: &str) -> Value {
    json!({ "id": id, "title": title, "state": state, "createdAt": "2026-02-01T08:00:00Z" })
}

fn not_found(id: &str) -> Response {
    error(StatusCode::NOT_FOUND, "not-found", &format!("there is no document {id}"))
}

fn error(status: StatusCode, code: &str, message: &str) -> Response {
    (status, Json(json!({ "code": code, "message": message }))).into_response()
}

fn text(headers: &HeaderMap, name: header::HeaderName) -> Option<&str> {
    headers.get(name)?.to_str().ok()
}

fn lock(books: &Books) -> MutexGuard<'_, Book> {
    books.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}
