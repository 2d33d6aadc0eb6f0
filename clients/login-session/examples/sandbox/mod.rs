//! The service of `specs/login-session.yaml`, small, on loopback: sessions with refresh tokens, each for one account.
//! It demands the exact header, expires what it is told to, and counts. The quick start and the tests run
//! against it.

use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, SystemTime};

use axum::extract::{Extension, Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use login_session::runtime::Timestamp;
use serde_json::{Value, json};
use tokio::net::TcpListener;

/// The one user that the service knows.
pub const USERNAME: &str = "ada";
/// Her password.
pub const PASSWORD: &str = "correct horse";
/// Her own account: a login that names none is for this one.
pub const HOME: i64 = 42;
/// The account that she may masquerade as, or log in to.
pub const OTHER: i64 = 7;
/// A device that each account has, and that nobody may see.
pub const FORBIDDEN: i64 = 13;

const TOKEN_LIFETIME: Duration = Duration::from_secs(3600);
const REFRESH_LIFETIME: Duration = Duration::from_secs(29 * 24 * 3600);

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
    sessions: Vec<Session>,
    issued: usize,
    logins: usize,
    refreshes: usize,
    token_delay: Duration,
    call_delay: Duration,
    masquerade_delay: Duration,
    expired_is_forbidden: bool,
    seen: Vec<Seen>,
}

struct Session {
    account: i64,
    token: Option<String>,
    refresh_token: Option<String>,
}

/// Whom a request is answered for.
#[derive(Clone)]
struct Caller {
    account: i64,
    token: String,
}

/// One request as the service saw it.
#[derive(Clone, Debug)]
pub struct Seen {
    /// Method and target: `GET /v3/devices?state=active`.
    pub line: String,
    /// The `Authentication` header.
    pub authentication: Option<String>,
    /// Whether there was an `Authorization` header.
    pub authorization: bool,
    /// The body.
    pub body: String,
    /// The status of the answer.
    pub status: u16,
}

impl Sandbox {
    /// Starts the service on a free port of loopback.
    pub async fn start() -> std::io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}/v3", listener.local_addr()?);
        let books = Books::default();
        let service = service(books.clone());
        tokio::spawn(async move { axum::serve(listener, service).await });
        Ok(Self { url, books })
    }

    /// Returns the base URL, for `Environment::custom`.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Makes every token that was issued so far worthless; refresh tokens stay good.
    pub fn expire_tokens(&self) {
        lock(&self.books).sessions.iter_mut().for_each(|session| session.token = None);
    }

    /// Makes every refresh token that was issued so far worthless.
    pub fn expire_refresh_tokens(&self) {
        lock(&self.books).sessions.iter_mut().for_each(|session| session.refresh_token = None);
    }

    /// Lets an expired token be answered with 403 from now on, not with 401.
    pub fn answer_expired_with_403(&self) {
        lock(&self.books).expired_is_forbidden = true;
    }

    /// Lets every login and refresh take this long from now on.
    pub fn delay_tokens(&self, delay: Duration) {
        lock(&self.books).token_delay = delay;
    }

    /// Lets every call but those for tokens wait this long before it is looked at.
    pub fn delay_calls(&self, delay: Duration) {
        lock(&self.books).call_delay = delay;
    }

    /// Lets masquerading take this long after it was done.
    pub fn delay_masquerade(&self, delay: Duration) {
        lock(&self.books).masquerade_delay = delay;
    }

    /// Returns how often the login was called.
    pub fn logins(&self) -> usize {
        lock(&self.books).logins
    }

    /// Returns how often the refresh was called.
    pub fn refreshes(&self) -> usize {
        lock(&self.books).refreshes
    }

    /// Returns every request so far, in the order of their answers.
    pub fn seen(&self) -> Vec<Seen> {
        lock(&self.books).seen.clone()
    }
}

fn service(books: Books) -> Router {
    let protected = Router::new()
        .route("/auth/masquerade", post(masquerade))
        .route("/devices", get(list_devices))
        .route("/devices/{id}", get(get_device).patch(change_device))
        .route("/devices/{id}/usage", get(usage))
        .layer(axum::middleware::from_fn_with_state(books.clone(), demand_token));
    let open = Router::new().route("/auth", post(login)).route("/auth/refresh", post(refresh));
    Router::new()
        .nest("/v3", protected.merge(open))
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
    let authentication = header(request.headers(), "authentication").map(str::to_owned);
    let authorization = request.headers().contains_key("authorization");
    let (head, body) = request.into_parts();
    let body = axum::body::to_bytes(body, 1 << 16).await.unwrap_or_default();
    let text = String::from_utf8_lossy(&body).into_owned();
    let response = next.run(axum::extract::Request::from_parts(head, body.into())).await;
    let status = response.status().as_u16();
    lock(&books).seen.push(Seen { line, authentication, authorization, body: text, status });
    response
}

/// Answers 401, or 403 where it was told to, unless the header is exactly `Authentication: Bearer` and a token that
/// is good.
async fn demand_token(
    State(books): State<Books>,
    mut request: axum::extract::Request,
    next: axum::middleware::Next,
) -> Response {
    let delay = lock(&books).call_delay;
    tokio::time::sleep(delay).await;
    let sent = header(request.headers(), "authentication").and_then(|h| h.strip_prefix("Bearer "));
    let caller = sent.and_then(|sent| {
        let book = lock(&books);
        let session =
            book.sessions.iter().find(|session| session.token.as_deref() == Some(sent))?;
        Some(Caller { account: session.account, token: sent.to_owned() })
    });
    match caller {
        Some(caller) => {
            request.extensions_mut().insert(caller);
            next.run(request).await
        }
        None if lock(&books).expired_is_forbidden => failure(StatusCode::FORBIDDEN, "expired"),
        None => failure(StatusCode::UNAUTHORIZED, "the token is missing or has expired"),
    }
}

async fn login(State(books): State<Books>, Json(body): Json<Value>) -> Response {
    let delay = {
        let mut book = lock(&books);
        book.logins += 1;
        book.token_delay
    };
    tokio::time::sleep(delay).await;
    let account = body["account_id"].as_i64().unwrap_or(HOME);
    let known = body["username"] == USERNAME && body["password"] == PASSWORD;
    if !known || ![HOME, OTHER].contains(&account) {
        // Not a 401: the service says so in the body.
        return Json(json!({ "success": false })).into_response();
    }
    let mut book = lock(&books);
    book.sessions.push(Session { account, token: None, refresh_token: None });
    let last = book.sessions.len() - 1;
    grant(&mut book, last)
}

async fn refresh(State(books): State<Books>, Json(body): Json<Value>) -> Response {
    let delay = {
        let mut book = lock(&books);
        book.refreshes += 1;
        book.token_delay
    };
    tokio::time::sleep(delay).await;
    let mut book = lock(&books);
    let sent = body["refreshToken"].as_str();
    let known = |session: &Session| sent.is_some() && session.refresh_token.as_deref() == sent;
    match book.sessions.iter().position(known) {
        Some(index) => grant(&mut book, index),
        None => failure(StatusCode::UNAUTHORIZED, "the refresh token has expired"),
    }
}

async fn masquerade(
    State(books): State<Books>,
    Extension(caller): Extension<Caller>,
    Json(body): Json<Value>,
) -> Response {
    let account = body["account_id"].as_i64().unwrap_or_default();
    let (response, delay) = {
        let mut book = lock(&books);
        let own = |session: &Session| session.token.as_deref() == Some(&caller.token);
        let response = match book.sessions.iter().position(own) {
            Some(index) if [HOME, OTHER].contains(&account) => {
                book.sessions[index].account = account;
                grant(&mut book, index)
            }
            _ => Json(json!({ "success": false })).into_response(),
        };
        (response, book.masquerade_delay)
    };
    tokio::time::sleep(delay).await;
    response
}

/// Gives a session new tokens; those of before are worthless.
fn grant(book: &mut Book, index: usize) -> Response {
    book.issued += 1;
    let issued = book.issued;
    let (token, refresh_token) = (format!("session-{issued}"), format!("refresh-{issued}"));
    if let Some(session) = book.sessions.get_mut(index) {
        session.token = Some(token.clone());
        session.refresh_token = Some(refresh_token.clone());
    }
    Json(json!({
        "success": true,
        "guid": "71067212-8141-4887-b48e-ccabcfb07196",
        "token": token,
        "tokenExpiration": after(TOKEN_LIFETIME),
        "tokenLifetime": TOKEN_LIFETIME.as_secs(),
        "refreshToken": refresh_token,
        "refreshTokenExpiration": after(REFRESH_LIFETIME),
    }))
    .into_response()
}

async fn list_devices(Extension(caller): Extension<Caller>, RawQuery(query): RawQuery) -> Response {
    let query = query.unwrap_or_default();
    let state = query.split('&').find_map(|pair| pair.strip_prefix("state="));
    let devices: Vec<Value> = [(1, "active"), (2, "suspended")]
        .into_iter()
        .filter(|(_, known)| state.is_none_or(|state| state == *known))
        .map(|(number, state)| device(caller.account, caller.account * 100 + number, state))
        .collect();
    Json(devices).into_response()
}

async fn get_device(Extension(caller): Extension<Caller>, Path(id): Path<i64>) -> Response {
    match find(&caller, id) {
        Ok(device) => Json(device).into_response(),
        Err(response) => *response,
    }
}

async fn change_device(
    Extension(caller): Extension<Caller>,
    Path(id): Path<i64>,
    Json(changes): Json<Value>,
) -> Response {
    match find(&caller, id) {
        Ok(mut device) => {
            for (key, value) in changes.as_object().into_iter().flatten() {
                device[key] = value.clone();
            }
            Json(device).into_response()
        }
        Err(response) => *response,
    }
}

async fn usage(Extension(caller): Extension<Caller>, Path(id): Path<i64>) -> Response {
    match find(&caller, id) {
        Ok(_) => Json(json!({ "bytesUp": 1_024, "bytesDown": 9_000_000_000_i64 })).into_response(),
        Err(response) => *response,
    }
}

fn find(caller: &Caller, id: i64) -> Result<Value, Box<Response>> {
    if id == FORBIDDEN {
        return Err(Box::new(failure(StatusCode::FORBIDDEN, "not for you")));
    }
    if id / 100 == caller.account && [1, 2].contains(&(id % 100)) {
        Ok(device(caller.account, id, if id % 100 == 1 { "active" } else { "suspended" }))
    } else {
        Err(Box::new(failure(StatusCode::NOT_FOUND, "there is no such device")))
    }
}

fn device(account: i64, id: i64, state: &str) -> Value {
    json!({
        "id": id,
        "state": state,
        "label": null,
        "account_id": account,
        "sim": { "iccid": format!("89410000000000{id:05}") },
    })
}

fn failure(status: StatusCode, message: &str) -> Response {
    (status, Json(json!({ "success": false, "message": message }))).into_response()
}

/// Returns the time in so long, as the service writes it: `2018-04-01T21:39:12+00:00`.
fn after(lifetime: Duration) -> String {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    let seconds = i64::try_from((now + lifetime).as_secs()).unwrap_or_default();
    let time = Timestamp::from_unix_seconds(seconds).map(|time| time.to_string());
    time.unwrap_or_default().replace('Z', "+00:00")
}

fn header<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers.get(name)?.to_str().ok()
}

fn lock(books: &Books) -> MutexGuard<'_, Book> {
    books.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}
