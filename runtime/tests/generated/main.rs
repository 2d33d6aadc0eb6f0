//! What a person sees of a generated client: typed answers and errors, over the in-memory transport.

pub mod accounts;
mod hostile;
pub mod security;
mod tokens;
mod uploads;

use std::time::Duration;

use accounts::{
    Account, Accounts, CreateError, CreateOutput, GetError, ListError, Problem, Status,
};
use portolan_runtime::generated::{Api, Credential, client, environments};
use portolan_runtime::http::Method;
use portolan_runtime::testing::{MockTransport, Reply};
use portolan_runtime::transport::TransportError;
use portolan_runtime::{CallError, Error, OptionalExt, Retry, Token};

static API: Api = Api {
    name: "api",
    title: "API",
    version: "1.0",
    user_agent: "api/0.1.0",
    security: security::DEFAULT,
};

environments! {
    /// Servers of the API.
    pub enum Environment {
        /// For trying out.
        Sandbox = "https://sandbox.example.com/v1",
        /// One region.
        Regional {
            /// Where the data is.
            region: String = "eu",
            base_path as "base-path": String = "v1",
        } = "https://{region}.example.com/{base-path}",
    }
}

client! {
    /// A client of the API.
    pub struct Client, Builder;
    api: API, environment: Environment
}

impl Builder {
    /// What the operation `authenticate` gives.
    pub fn jwt(self, credential: impl Into<Credential>) -> Self {
        Self(self.0.credential(&security::JWT, credential))
    }
}

impl Client {
    /// Accounts.
    pub fn accounts(&self) -> Accounts {
        Accounts(self.0.clone())
    }
}

fn mocked() -> (MockTransport, Client) {
    let mock = MockTransport::new();
    let client = Client::builder(Environment::Sandbox)
        .jwt(Token::new("pasted"))
        .transport(mock.clone())
        .build()
        .unwrap();
    (mock, client)
}

fn account() -> Account {
    Account::new("A-100", Status::Open)
}

#[tokio::test]
async fn answers_are_typed() -> Result<(), Error> {
    let (mock, client) = mocked();
    mock.on(&accounts::GET).reply(account());
    mock.on(&accounts::LIST).reply_json(r#"[{"id":"A-1","status":"new","closedAt":null}]"#);

    assert_eq!(client.accounts().get("A-100").await?, account());
    let page = client
        .accounts()
        .list()
        .status(Status::Open)
        .maybe(None, accounts::List::limit)
        .maybe(Some("a b"), accounts::List::name)
        .await?;
    assert_eq!(page[0].status.as_str(), "new");

    let requests = mock.requests();
    assert_eq!(requests[0].uri(), "https://sandbox.example.com/v1/accounts/A-100");
    assert_eq!(requests[0].operation(), Some("getAccount"));
    assert_eq!(requests[1].uri().query(), Some("status=open&name=a%20b"));
    assert_eq!(mock.requests_of(&accounts::GET).len(), 1);
    Ok(())
}

#[tokio::test]
async fn errors_are_typed_by_status() {
    let (mock, client) = mocked();
    let problem = Problem::new("no such account");
    mock.on(&accounts::GET)
        .reply_with(Reply::status(404).json(&problem).header("Request-Id", "r-7"))
        .reply_status(410)
        .reply_with(Reply::status(404).body("text/html", "<h1>proxy</h1>"))
        .reply_with(Reply::status(500).body("text/plain", "oops"));
    let get = || client.accounts().get("A-100");

    match get().await.unwrap_err() {
        CallError::Api(error) => {
            assert_eq!(error.status(), 404);
            assert_eq!(
                error.to_string(),
                "`getAccount` was answered with 404 Not Found (request id r-7)"
            );
            assert_eq!(error.into_body(), GetError::NotFound(problem));
        }
        other => panic!("{other}"),
    }
    assert_eq!(get().await.unwrap_err().api(), Some(&GetError::Gone));
    match get().await.unwrap_err() {
        CallError::Decode(error) => {
            assert_eq!(error.status(), 404);
            assert_eq!(error.bytes(), "<h1>proxy</h1>");
            assert_eq!(error.error().path(), "$");
        }
        other => panic!("{other}"),
    }
    match get().await.unwrap_err() {
        CallError::Unexpected(error) => assert_eq!(error.bytes(), "oops"),
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn ranges_and_defaults_take_what_is_left() {
    let (mock, client) = mocked();
    mock.on(&accounts::LIST)
        .reply_with(Reply::status(418).json(&Problem::new("teapot")))
        .reply_with(Reply::status(500).body("text/plain", "oops"));
    let list = || client.accounts().list();
    let first = list().await.unwrap_err();
    assert_eq!(first.api(), Some(&ListError::ClientError(Problem::new("teapot"))));
    assert_eq!(list().await.unwrap_err().api(), Some(&ListError::Default("oops".into())));
}

#[tokio::test]
async fn several_successes_are_an_enum() {
    let (mock, client) = mocked();
    mock.on(&accounts::CREATE)
        .reply_with(Reply::status(201).json(&account()))
        .reply_status(204)
        .reply_with(Reply::status(202).body("text/plain", "soon"))
        .reply_with(Reply::status(409).json(&Problem::new("taken")))
        .reply_status(200);
    let create = || client.accounts().create(&account());
    assert_eq!(create().await.unwrap(), CreateOutput::Created(account()));
    assert_eq!(create().dry_run(true).await.unwrap(), CreateOutput::NoContent);
    let response = create().response().await.unwrap();
    assert_eq!(response.status(), 202);
    assert_eq!(response.body(), &CreateOutput::Accepted("soon".into()));
    let taken = create().await.unwrap_err();
    assert_eq!(taken.api(), Some(&CreateError::Conflict(Problem::new("taken"))));
    assert!(matches!(create().await, Err(CallError::Unexpected(_))));

    let requests = mock.requests();
    assert_eq!(requests[0].text(), r#"{"id":"A-100","status":"open"}"#);
    assert_eq!(requests[0].header("content-type"), Some("application/json"));
    assert_eq!(requests[0].header("accept"), Some("application/json, text/plain"));
    assert_eq!(requests[1].uri().query(), Some("dryRun=true"));
}

#[tokio::test]
async fn nothing_is_just_nothing() {
    let (mock, client) = mocked();
    mock.on(&accounts::CLOSE).reply_status(204).reply_status(404);
    client.accounts().close("A-1").await.unwrap();
    assert_eq!(client.accounts().close("A-1").await.optional().unwrap(), None);
}

#[tokio::test]
async fn a_decode_error_says_where() {
    let (mock, client) = mocked();
    mock.on(&accounts::LIST)
        .reply_json(r#"[{"id":"A-1","status":"open"},{"id":5,"status":"open"}]"#);
    let error = client.accounts().list().await.unwrap_err();
    assert_eq!(error.status().unwrap(), 200);
    let CallError::Decode(decode) = &error else { panic!("{error}") };
    assert_eq!(decode.error().path(), "$[1].id");
    assert!(decode.bytes().starts_with(b"[{"));
    let shown = Error::from(error);
    assert!(std::error::Error::source(&shown).unwrap().to_string().contains("$[1].id"));
}

#[tokio::test]
async fn a_missing_reply_is_told_at_once() {
    let (mock, client) = mocked();
    let error = client.accounts().get("A-1").await.unwrap_err();
    assert!(format!("{error:?}").contains("GET /v1/accounts/A-1"), "{error:?}");
    assert_eq!(mock.requests().len(), 1);
}

#[test]
fn a_request_can_be_looked_at_without_sending() {
    let (mock, client) = mocked();
    let request = client.accounts().create(&account()).dry_run(true).request().unwrap();
    assert_eq!(request.method(), Method::POST);
    assert_eq!(request.uri(), "https://sandbox.example.com/v1/accounts?dryRun=true");
    assert_eq!(request.body(), r#"{"id":"A-100","status":"open"}"#);
    assert!(mock.requests().is_empty());
}

#[tokio::test]
async fn one_call_alone_can_differ() {
    let (mock, client) = mocked();
    mock.on(&accounts::LIST).reply_json("[]");
    let call = client.accounts().list().header("X-Trace", "1").header("User-Agent", "me");
    call.await.unwrap();
    client.accounts().list().await.unwrap();
    let requests = mock.requests();
    assert_eq!(requests[0].header("x-trace"), Some("1"));
    assert_eq!(requests[0].header("user-agent"), Some("me"));
    assert_eq!(requests[1].header("x-trace"), None);
}

#[tokio::test(start_paused = true)]
async fn timeouts_are_errors_that_say_whether_it_was_sent() {
    let (mock, client) = mocked();
    mock.on(&accounts::CREATE).reply_with(Reply::status(204).after(Duration::from_secs(3600)));
    let error = client.accounts().create(&account()).await.unwrap_err();
    // One attempt has 60 s, and a POST that may have been sent is not sent again.
    assert_eq!(error.to_string(), "no answer within 60s; the request may have been sent");
    assert_eq!(mock.requests().len(), 1);
    mock.on(&accounts::LIST).reply_with(Reply::status(200).after(Duration::from_secs(3600)));
    let error = client.accounts().list().await.unwrap_err();
    assert_eq!(error.to_string(), "no answer within 120s; the request may have been sent");
    assert_eq!(mock.requests_of(&accounts::LIST).len(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_retry_after_that_the_deadline_does_not_leave_time_for_is_not_waited_for() {
    let (mock, client) = mocked();
    mock.on(&accounts::LIST).reply_with(Reply::status(503).header("Retry-After", "20"));
    let started = tokio::time::Instant::now();
    let error = client.accounts().list().timeout(Duration::from_secs(10)).await.unwrap_err();
    assert_eq!(error.status().unwrap(), 503);
    assert_eq!(started.elapsed(), Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn an_outage_uses_the_budget_up() {
    let (mock, client) = mocked();
    mock.on(&accounts::LIST).reply_with(Reply::failure(TransportError::not_sent("no route")));
    for _ in 0..20 {
        client.accounts().list().await.unwrap_err();
    }
    // 20 calls and the 10 retries of the budget, not 60 requests.
    assert_eq!(mock.requests().len(), 30);
}

#[tokio::test(start_paused = true)]
async fn a_post_that_was_not_sent_is_sent_again() {
    let (mock, client) = mocked();
    mock.on(&accounts::CREATE)
        .reply_with(Reply::failure(TransportError::not_sent("no route")))
        .reply_status(204);
    assert_eq!(client.accounts().create(&account()).await.unwrap(), CreateOutput::NoContent);
    assert_eq!(mock.requests().len(), 2);
    let none = client.accounts().create(&account()).retry(Retry::none());
    none.await.unwrap();
}

#[test]
fn environments_have_names_urls_and_variables() {
    assert_eq!(Environment::NAMES, ["Sandbox", "Regional"]);
    assert_eq!("SANDBOX".parse(), Ok(Environment::Sandbox));
    let regional: Environment = "regional".parse().unwrap();
    assert_eq!(regional.url(), "https://eu.example.com/v1");
    assert_eq!(regional.to_string(), "Regional (https://eu.example.com/v1)");
    let unknown = "nowhere".parse::<Environment>().unwrap_err();
    assert_eq!(unknown.to_string(), "no such environment; there are: Sandbox, Regional");
    for region in ["evil.org/", "evil.org?", "me@evil.org", "{region}"] {
        let evil = Environment::Regional { region: region.into(), base_path: "v1".into() };
        assert!(Client::builder(evil).build().is_err(), "{region}");
    }
    let deep = Environment::Regional { region: "eu".into(), base_path: "a/b".into() };
    assert_eq!(deep.url(), "https://eu.example.com/a/b");
    let custom = Environment::custom("https://me:CANARY@api.example.com");
    assert!(!format!("{custom} {custom:?}").contains("CANARY"));
    let error = Client::builder(custom).build().unwrap_err();
    assert!(!format!("{error} {error:?}").contains("CANARY"));
}

#[test]
fn the_client_is_shared_and_shows_its_environment() {
    fn shared<T: Clone + Send + Sync + 'static>(_: &T) {}
    fn sent<T: Send + Unpin + 'static>(_: &T) {}
    let (_, client) = mocked();
    shared(&client);
    sent(&client.accounts().get("A-1"));
    sent(&client.accounts().get("A-1").send());
    sent(&client.accounts().list().response());
    let shown = format!("{client:?}");
    assert!(
        shown.contains("Sandbox") && shown.contains("https://sandbox.example.com/v1"),
        "{shown}"
    );
}
