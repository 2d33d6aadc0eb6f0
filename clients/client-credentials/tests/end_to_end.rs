//! The client of `specs/client-credentials.yaml` against services on loopback that behave as its documents say.

#[path = "../examples/sandbox/mod.rs"]
mod sandbox;

use std::time::{Duration, SystemTime};

use client_credentials::authentication::CreateAccessTokenError;
use client_credentials::documents::{CreateError, GetError};
use client_credentials::runtime::http::Method;
use client_credentials::runtime::testing::clock::TestClock;
use client_credentials::runtime::{AuthError, Secret};
use client_credentials::types::{DocumentState, NewDocument, Signer, TokenRequest};
use client_credentials::{CallError, Client, ClientCredentials, Environment, Token};
use sandbox::{CLIENT_ID, CLIENT_SECRET, Sandbox};
use serde_json::json;

fn client(sandbox: &Sandbox) -> Client {
    client_at(sandbox, &TestClock::new(SystemTime::now()))
}

fn client_at(sandbox: &Sandbox, clock: &TestClock) -> Client {
    Client::builder(Environment::custom(sandbox.url()))
        .access_token(ClientCredentials::new(CLIENT_ID, CLIENT_SECRET))
        .clock(clock.clone())
        .build()
        .expect("a client")
}

async fn sandbox(environment: &'static str) -> Sandbox {
    Sandbox::start(environment).await.expect("a free port")
}

#[tokio::test]
async fn credentials_are_refused_over_plain_http() {
    let client = Client::builder(Environment::custom("http://eu.documents.example.com"))
        .access_token(ClientCredentials::new(CLIENT_ID, CLIENT_SECRET))
        .build()
        .expect("a client");
    let error = client.documents().get("D-1").await.expect_err("refused").to_string();
    assert!(error.contains("http://"), "{error}");
}

#[tokio::test]
async fn first_call_authenticates_and_sends_the_exact_header() {
    let eu = sandbox("eu").await;
    let document = client(&eu).documents().get("D-1").await.expect("a document");
    assert_eq!(document.id.as_str(), "D-1");
    assert_eq!(document.state, DocumentState::Signed);
    let seen = eu.seen();
    let lines: Vec<_> = seen.iter().map(|s| s.line.as_str()).collect();
    assert_eq!(lines, ["POST /api/v2/oauth2/token", "GET /api/v2/documents/D-1"]);
    assert_eq!(seen[0].authorization, None);
    assert_eq!(seen[1].authorization.as_deref(), Some("Bearer eu-token-1"));
    assert_eq!(
        eu.token_requests(),
        [json!({
            "grant_type": "client_credentials",
            "client_id": CLIENT_ID,
            "client_secret": CLIENT_SECRET,
        })]
    );
}

#[tokio::test]
async fn later_calls_reuse_the_token() {
    let eu = sandbox("eu").await;
    let client = client(&eu);
    for _ in 0..5 {
        client.documents().get("D-1").await.expect("a document");
    }
    assert_eq!(eu.token_requests().len(), 1);
}

#[tokio::test]
async fn token_is_renewed_before_it_expires() {
    let eu = sandbox("eu").await;
    let clock = TestClock::new(SystemTime::now());
    let client = client_at(&eu, &clock);
    client.documents().get("D-1").await.expect("a document");
    clock.advance(Duration::from_secs(1800));
    client.documents().get("D-1").await.expect("a document");
    assert_eq!(eu.token_requests().len(), 1, "half an hour is not yet near the end");
    clock.advance(Duration::from_secs(1795));
    client.documents().get("D-1").await.expect("a document");
    assert_eq!(eu.token_requests().len(), 2, "five seconds before the end it is");
    assert!(eu.seen().iter().all(|s| s.status != 401), "and nothing was refused");
}

#[tokio::test]
async fn lifetime_is_read_from_a_text() {
    for lifetime in [json!("600"), json!(600)] {
        let eu = sandbox("eu").await;
        eu.set_lifetime(lifetime.clone());
        let clock = TestClock::new(SystemTime::now());
        let client = client_at(&eu, &clock);
        client.documents().get("D-1").await.expect("a document");
        clock.advance(Duration::from_secs(400));
        client.documents().get("D-1").await.expect("a document");
        assert_eq!(eu.token_requests().len(), 1, "{lifetime}");
        clock.advance(Duration::from_secs(195));
        client.documents().get("D-1").await.expect("a document");
        assert_eq!(eu.token_requests().len(), 2, "{lifetime}");
    }
}

#[tokio::test]
async fn documented_hour_counts_where_no_lifetime_is_told() {
    let eu = sandbox("eu").await;
    eu.set_lifetime(json!(""));
    let clock = TestClock::new(SystemTime::now());
    let client = client_at(&eu, &clock);
    client.documents().get("D-1").await.expect("a document");
    clock.advance(Duration::from_secs(1800));
    client.documents().get("D-1").await.expect("a document");
    assert_eq!(eu.token_requests().len(), 1);
    clock.advance(Duration::from_secs(1795));
    client.documents().get("D-1").await.expect("a document");
    assert_eq!(eu.token_requests().len(), 2);
}

#[tokio::test]
async fn rejected_token_is_renewed_and_the_request_replayed_once() {
    let eu = sandbox("eu").await;
    let client = client(&eu);
    client.documents().get("D-1").await.expect("a document");
    eu.expire_tokens();
    client.documents().get("D-1").await.expect("a document after a replay");
    let statuses: Vec<_> = eu.seen().iter().map(|s| s.status).collect();
    assert_eq!(statuses, [200, 200, 401, 200, 200]);
}

#[tokio::test]
async fn hundred_cold_callers_share_one_token_request() {
    let eu = sandbox("eu").await;
    eu.delay_tokens(Duration::from_millis(100));
    let client = client(&eu);
    hundred_calls(&client).await;
    assert_eq!(eu.token_requests().len(), 1);
}

#[tokio::test]
async fn expiry_under_hundred_concurrent_calls_costs_one_token_request() {
    let eu = sandbox("eu").await;
    let client = client(&eu);
    client.documents().get("D-1").await.expect("a warm client");
    eu.delay_tokens(Duration::from_millis(100));
    eu.expire_tokens();
    hundred_calls(&client).await;
    assert_eq!(eu.token_requests().len(), 2, "one for the first call, one for all hundred");
}

async fn hundred_calls(client: &Client) {
    let calls: Vec<_> =
        (0..100).map(|_| tokio::spawn(client.documents().get("D-1").send())).collect();
    for call in calls {
        call.await.expect("no panic").expect("a document");
    }
}

#[tokio::test]
async fn wrong_credentials_are_asked_once() {
    let eu = sandbox("eu").await;
    let client = Client::builder(Environment::custom(eu.url()))
        .access_token(ClientCredentials::new(CLIENT_ID, "wrong-canary"))
        .build()
        .expect("a client");
    for _ in 0..3 {
        let error = client.documents().get("D-1").await.expect_err("no token");
        assert!(matches!(error, CallError::Auth(AuthError::Rejected { .. })), "{error:?}");
        assert!(!format!("{error} {error:?}").contains("wrong-canary"));
    }
    assert_eq!(eu.token_requests().len(), 1);
    assert_eq!(eu.seen().len(), 1, "nothing was sent without a token");
}

#[tokio::test]
async fn secrets_stand_in_no_output() {
    let eu = sandbox("eu").await;
    let credentials = ClientCredentials::new(CLIENT_ID, "canary-secret");
    assert!(!format!("{credentials:?}").contains("canary"));
    let builder = Client::builder(Environment::custom(eu.url())).access_token(credentials);
    assert!(!format!("{builder:?}").contains("canary"));
    let client = client(&eu);
    client.documents().get("D-1").await.expect("a document");
    let call = client.documents().get("D-9");
    assert!(!format!("{client:?} {call:?}").contains("eu-token"));
    let error = call.await.expect_err("no such document");
    assert!(!format!("{error} {error:?}").contains("eu-token"));
    let body = request("canary-secret");
    let call = client.authentication().create_access_token(&body);
    assert!(!format!("{body:?} {call:?}").contains("canary"));
    let error = call.await.expect_err("a wrong secret");
    assert!(!format!("{error} {error:?}").contains("canary"));
    let token = client
        .authentication()
        .create_access_token(&request(CLIENT_SECRET))
        .await
        .expect("a token, asked for by hand");
    assert!(!format!("{token:?}").contains("eu-token"));
}

fn request(secret: &str) -> TokenRequest {
    TokenRequest::new(CLIENT_ID, Secret::new(secret))
}

#[tokio::test]
async fn token_operation_can_be_called_by_hand() {
    let eu = sandbox("eu").await;
    let client = Client::builder(Environment::custom(eu.url())).build().expect("no credential");
    let authentication = client.authentication();
    let token = authentication.create_access_token(&request(CLIENT_SECRET)).await.expect("one");
    assert_eq!((token.token_type.as_str(), token.expires_in.as_str()), ("Bearer", "3600"));
    assert_eq!(token.access_token.expose(), "eu-token-1");
    let error = authentication.create_access_token(&request("wrong")).await.expect_err("none");
    match error.api() {
        Some(CreateAccessTokenError::Unauthorized(error)) => {
            assert_eq!(error.error, "invalid_client");
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn environments_are_those_of_the_documents() {
    assert_eq!(Environment::NAMES, ["ProductionEu", "ProductionUs"]);
    let hosts = [Environment::ProductionEu, Environment::ProductionUs].map(|e| e.url());
    assert_eq!(hosts, ["https://eu.documents.example.com", "https://us.documents.example.com"]);
    assert_eq!("production us".parse(), Ok(Environment::ProductionUs));
}

#[tokio::test]
async fn eu_token_is_never_sent_to_the_us() {
    let (eu, us) = (sandbox("eu").await, sandbox("us").await);
    let (european, american) = (client(&eu), client(&us));
    european.documents().get("D-1").await.expect("a document");
    american.documents().get("D-1").await.expect("a document");
    european.documents().get("D-1").await.expect("a document");
    assert_eq!((eu.token_requests().len(), us.token_requests().len()), (1, 1));
    let carried = |sandbox: &Sandbox| -> Vec<_> {
        sandbox.seen().into_iter().filter_map(|seen| seen.authorization).collect()
    };
    assert_eq!(carried(&eu), ["Bearer eu-token-1", "Bearer eu-token-1"]);
    assert_eq!(carried(&us), ["Bearer us-token-1"]);

    // A whole URL is no path: nothing can be reached beside the client's own environment.
    let before = (eu.seen().len(), us.seen().len());
    let elsewhere = format!("{}/api/v2/documents/D-1", us.url());
    let error = european.raw(Method::GET, &elsewhere).await.expect_err("refused");
    assert!(matches!(error, CallError::Request(_)), "{error:?}");
    assert_eq!((eu.seen().len(), us.seen().len()), before, "nothing was sent at all");
}

#[tokio::test]
async fn redirect_to_the_us_is_not_followed() {
    let (eu, us) = (sandbox("eu").await, sandbox("us").await);
    let client = client(&eu);
    client.documents().get("D-1").await.expect("a document");
    eu.move_to(us.url());
    let error = client.documents().get("D-1").await.expect_err("a redirect is no document");
    assert_eq!(error.status().map(|s| s.as_u16()), Some(307));
    assert!(us.seen().is_empty(), "{:?}", us.seen());
}

#[tokio::test]
async fn foreign_token_is_rejected() {
    let (eu, us) = (sandbox("eu").await, sandbox("us").await);
    client(&eu).documents().get("D-1").await.expect("a token is issued");
    let pasted = |sandbox: &Sandbox| {
        Client::builder(Environment::custom(sandbox.url()))
            .access_token(Token::new("eu-token-1"))
            .build()
            .expect("a client")
    };
    pasted(&eu).documents().get("D-1").await.expect("good at home");
    let error = pasted(&us).documents().get("D-1").await.expect_err("worth nothing abroad");
    assert_eq!(error.status().map(|s| s.as_u16()), Some(401));
    assert_eq!((eu.token_requests().len(), us.token_requests().len()), (1, 0));
}

#[tokio::test]
async fn errors_are_typed_by_status() {
    let eu = sandbox("eu").await;
    let client = client(&eu);
    let error = client.documents().get("D-9").await.expect_err("no such document");
    match error.api() {
        Some(GetError::NotFound(error)) => assert_eq!(error.code, "not-found"),
        other => panic!("{other:?}"),
    }
    let nobody = NewDocument::new("Lease", Vec::<Signer>::new());
    let error = client.documents().create(&nobody).await.expect_err("nobody would sign");
    match error.api() {
        Some(CreateError::UnprocessableContent(error)) => assert_eq!(error.code, "signers"),
        other => panic!("{other:?}"),
    }
    let ada = Signer::new("Ada", "ada@example.com");
    let sent = client.documents().create(&NewDocument::new("Lease", [ada])).await.expect("one");
    assert_eq!((sent.id.as_str(), &sent.state), ("D-3", &DocumentState::Sent));
    client.documents().withdraw("D-3").await.expect("nothing comes back");
    let page = client.documents().list().state(DocumentState::Sent).await.expect("a page");
    assert_eq!(page.total, 1);
}
