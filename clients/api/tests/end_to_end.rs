//! The client of `specs/api.yaml` against a service on loopback that behaves as its documents say.

#[path = "../examples/sandbox/mod.rs"]
mod sandbox;

use std::collections::HashSet;
use std::time::{Duration, SystemTime};

use api::accounts::{CreateError, FreezeBody, FreezeOutput, GetError};
use api::payments::CreateError as CreatePaymentError;
use api::runtime::http::Method;
use api::runtime::testing::clock::TestClock;
use api::runtime::{AuthError, Nullable, Token};
use api::types::{
    AccountChanges, AccountStatus, BankDestination, Credentials, Currency, Destination,
    InternalDestination, NewAccount, NewPayment, Owner,
};
use api::{CallError, Client, Environment, Login};
use sandbox::{PASSWORD, Sandbox, USERNAME};

fn client(sandbox: &Sandbox) -> Client {
    Client::builder(Environment::custom(sandbox.url()))
        .jwt(Login::new(USERNAME, PASSWORD))
        .build()
        .expect("a client")
}

async fn sandbox() -> Sandbox {
    Sandbox::start().await.expect("a free port")
}

#[tokio::test]
async fn first_call_authenticates_and_sends_the_exact_header() {
    let sandbox = sandbox().await;
    let account = client(&sandbox).accounts().get("A-100").await.expect("an account");
    assert_eq!(account.id.as_str(), "A-100");
    assert_eq!(account.status, AccountStatus::Open);
    assert_eq!(account.opened_at.to_string(), "2026-01-31T09:30:00+01:00");
    let seen = sandbox.seen();
    let lines: Vec<_> = seen.iter().map(|s| s.line.as_str()).collect();
    assert_eq!(lines, ["POST /v1/authenticate", "GET /v1/accounts/A-100"]);
    assert_eq!(seen[0].authorization, None);
    assert_eq!(seen[1].authorization.as_deref(), Some("Bearer sandbox-token-1"));
}

#[tokio::test]
async fn later_calls_reuse_the_token() {
    let sandbox = sandbox().await;
    let client = client(&sandbox);
    for _ in 0..5 {
        client.accounts().get("A-100").await.expect("an account");
    }
    assert_eq!(sandbox.logins(), 1);
}

#[tokio::test]
async fn hundred_cold_callers_share_one_token_request() {
    let sandbox = sandbox().await;
    sandbox.delay_logins(Duration::from_millis(100));
    let client = client(&sandbox);
    hundred_calls(&client).await;
    assert_eq!(sandbox.logins(), 1);
}

#[tokio::test]
async fn expiry_under_hundred_concurrent_calls_costs_one_token_request() {
    let sandbox = sandbox().await;
    let client = client(&sandbox);
    client.accounts().get("A-100").await.expect("a warm client");
    sandbox.delay_logins(Duration::from_millis(100));
    sandbox.expire_tokens();
    hundred_calls(&client).await;
    assert_eq!(sandbox.logins(), 2, "one for the first call, one for all hundred");
}

async fn hundred_calls(client: &Client) {
    let calls: Vec<_> =
        (0..100).map(|_| tokio::spawn(client.accounts().get("A-100").send())).collect();
    for call in calls {
        call.await.expect("no panic").expect("an account");
    }
}

#[tokio::test]
async fn token_is_renewed_before_it_expires() {
    let sandbox = sandbox().await;
    let clock = TestClock::new(SystemTime::now());
    let client = Client::builder(Environment::custom(sandbox.url()))
        .jwt(Login::new(USERNAME, PASSWORD))
        .clock(clock.clone())
        .build()
        .expect("a client");
    client.accounts().get("A-100").await.expect("an account");
    clock.advance(Duration::from_secs(1800));
    client.accounts().get("A-100").await.expect("an account");
    assert_eq!(sandbox.logins(), 1, "half an hour is not yet near the end");
    clock.advance(Duration::from_secs(1795));
    client.accounts().get("A-100").await.expect("an account");
    assert_eq!(sandbox.logins(), 2, "five seconds before the end it is");
    assert!(sandbox.seen().iter().all(|s| s.status != 401), "and nothing was refused");
}

#[tokio::test]
async fn rejected_token_is_renewed_and_the_request_replayed_once() {
    let sandbox = sandbox().await;
    let client = client(&sandbox);
    client.accounts().get("A-100").await.expect("an account");
    sandbox.expire_tokens();
    client.accounts().get("A-100").await.expect("an account after a replay");
    let statuses: Vec<_> = sandbox.seen().iter().map(|s| s.status).collect();
    assert_eq!(statuses, [200, 200, 401, 200, 200]);
}

#[tokio::test]
async fn wrong_credentials_are_asked_once() {
    let sandbox = sandbox().await;
    let client = Client::builder(Environment::custom(sandbox.url()))
        .jwt(Login::new(USERNAME, "wrong-canary"))
        .build()
        .expect("a client");
    for _ in 0..3 {
        let error = client.accounts().get("A-100").await.expect_err("no token");
        assert!(matches!(error, CallError::Auth(AuthError::Rejected { .. })), "{error:?}");
        assert!(!format!("{error} {error:?}").contains("wrong-canary"));
    }
    assert_eq!(sandbox.logins(), 1);
    assert_eq!(sandbox.seen().len(), 1, "nothing was sent without a token");
}

#[tokio::test]
async fn pasted_token_is_used_as_it_is() {
    let sandbox = sandbox().await;
    client(&sandbox).accounts().get("A-100").await.expect("a token is issued");
    let pasted = Client::builder(Environment::custom(sandbox.url()))
        .jwt(Token::new("sandbox-token-1"))
        .build()
        .expect("a client");
    pasted.accounts().get("A-100").await.expect("the pasted token is good");
    sandbox.expire_tokens();
    let error = pasted.accounts().get("A-100").await.expect_err("and then it is not");
    assert_eq!(error.status().map(|s| s.as_u16()), Some(401));
    assert_eq!(sandbox.logins(), 1, "nobody logged in for it");
}

#[tokio::test]
async fn public_operation_sends_no_token_and_needs_no_credential() {
    let sandbox = sandbox().await;
    let client =
        Client::builder(Environment::custom(sandbox.url())).build().expect("no credential needed");
    assert!(client.get_status().await.expect("an answer").up);
    let error = client.accounts().get("A-100").await.expect_err("this one needs a credential");
    assert!(matches!(error, CallError::Auth(AuthError::MissingCredentials { .. })), "{error:?}");
    assert!(error.to_string().contains("JWT"), "{error}");
    let seen = sandbox.seen();
    assert_eq!(seen.len(), 1);
    assert_eq!(seen[0].authorization, None);
}

#[tokio::test]
async fn secrets_stand_in_no_output() {
    let sandbox = sandbox().await;
    let login = Login::new(USERNAME, "canary-password");
    assert!(!format!("{login:?}").contains("canary"));
    let builder = Client::builder(Environment::custom(sandbox.url())).jwt(login);
    assert!(!format!("{builder:?}").contains("canary"));
    let client = client(&sandbox);
    client.accounts().get("A-100").await.expect("an account");
    let call = client.accounts().get("A-999");
    assert!(!format!("{client:?} {call:?}").contains("sandbox-token"));
    let error = call.await.expect_err("no such account");
    assert!(!format!("{error} {error:?}").contains("sandbox-token"));
    let token = Token::new("canary-token");
    assert!(!format!("{token:?}").contains("canary"));

    // Also where a person calls the operation that gives a token.
    let body = Credentials::new(USERNAME, "canary-password");
    let call = client.authentication().authenticate(&body);
    assert!(!format!("{body:?} {call:?}").contains("canary"));
    let error = call.await.expect_err("a wrong password");
    assert!(!format!("{error} {error:?}").contains("canary"));
    let good = Credentials::new(USERNAME, PASSWORD);
    let token = client.authentication().authenticate(&good).await.expect("a token");
    assert!(!format!("{token:?}").contains("sandbox-token"));
}

#[tokio::test]
async fn credentials_are_refused_over_plain_http() {
    let client = Client::builder(Environment::custom("http://api.example.com/v1"))
        .jwt(Login::new(USERNAME, PASSWORD))
        .build();
    let error = match client {
        Ok(client) => client.accounts().get("A-100").await.expect_err("refused").to_string(),
        Err(error) => error.to_string(),
    };
    assert!(error.contains("http://"), "{error}");
}

#[tokio::test]
async fn errors_are_typed_by_status() {
    let sandbox = sandbox().await;
    let client = client(&sandbox);
    let error = client.accounts().get("A-999").await.expect_err("no such account");
    let CallError::Api(api) = &error else { panic!("{error:?}") };
    assert_eq!(api.status().as_u16(), 404);
    let GetError::NotFound(problem) = api.body() else { panic!("{api:?}") };
    assert_eq!(problem.code, "not-found");

    let error = client
        .accounts()
        .create(&NewAccount::new(Currency::Chf).name(""))
        .await
        .expect_err("an empty name");
    match error.api() {
        Some(CreateError::UnprocessableContent(invalid)) => {
            assert_eq!(invalid.violations[0].field, "/name");
        }
        other => panic!("{other:?}"),
    }

    let payment = NewPayment::new(
        "A-100",
        Destination::from(InternalDestination::new("A-101")),
        5_000,
        Currency::Eur,
    );
    let error = client.payments().create("key-1", &payment).await.expect_err("too much");
    match error.api() {
        Some(CreatePaymentError::PaymentRequired(funds)) => assert_eq!(funds.available, 1_000),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn bodies_and_unions_go_both_ways() {
    let sandbox = sandbox().await;
    let client = client(&sandbox);
    let account = client.accounts().get("A-100").await.expect("an account");
    match account.owner {
        Some(Owner::Person(ada)) => assert_eq!(ada.given_name, "Ada"),
        other => panic!("{other:?}"),
    }
    let payment = NewPayment::new(
        "A-100",
        Destination::from(BankDestination::new("CH93", "Grace")),
        900,
        Currency::Chf,
    )
    .reference("rent");
    let paid = client.payments().create("key-2", &payment).await.expect("a payment");
    match paid.to {
        Destination::BankDestination(bank) => assert_eq!(bank.holder, "Grace"),
        other => panic!("{other:?}"),
    }
    assert_eq!(paid.reference, Some(Nullable::Value("rent".to_owned())));
    let renamed = client
        .accounts()
        .update("A-100", &AccountChanges::default().name("Rent"))
        .await
        .expect("an account");
    assert_eq!(renamed.name.as_deref(), Some("Rent"));
    let unnamed = client
        .accounts()
        .update("A-100", &AccountChanges::default().name(Nullable::Null))
        .await
        .expect("an account");
    assert_eq!(unnamed.name, None);
    let balances = client.accounts().get_balances("A-100").await.expect("balances");
    assert_eq!(balances.get("EUR"), Some(&5_000_000_000));
    client.accounts().close("A-100").await.expect("nothing comes back");
}

#[tokio::test]
async fn several_success_statuses_are_told_apart() {
    let sandbox = sandbox().await;
    let client = client(&sandbox);
    let body = FreezeBody::new("lost card");
    match client.accounts().freeze("A-100").body(&body).await.expect("an answer") {
        FreezeOutput::Ok(account) => assert_eq!(account.status, AccountStatus::Frozen),
        other => panic!("{other:?}"),
    }
    match client.accounts().freeze("A-101").await.expect("an answer") {
        FreezeOutput::Accepted(pending) => assert_eq!(pending.pending_payments, 2),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn request_is_what_the_definition_says() {
    let client = Client::builder(Environment::Sandbox)
        .jwt(Login::new(USERNAME, PASSWORD))
        .build()
        .expect("a client");
    let request = client
        .accounts()
        .list()
        .status(AccountStatus::Open)
        .currency([Currency::Eur, Currency::Usd])
        .limit(50)
        .cursor("a b+c/d")
        .request()
        .expect("a request");
    assert_eq!(request.method(), "GET");
    assert_eq!(
        request.uri(),
        "https://sandbox.api.example.com/v1/accounts?status=open&currency=EUR&currency=USD&limit=50&cursor=a%20b%2Bc%2Fd"
    );
    assert_eq!(request.headers()["accept"], "application/json");
    assert!(request.headers().get("authorization").is_none(), "made without a token");

    let request = client.accounts().get("A/../100 ä").request().expect("a request");
    assert_eq!(request.uri().path(), "/v1/accounts/A%2F..%2F100%20%C3%A4");
    assert!(client.accounts().get("..").request().is_err(), "it would change the path");

    let payment = NewPayment::new(
        "A-100",
        Destination::from(InternalDestination::new("A-101")),
        5,
        Currency::Eur,
    );
    let request = client.payments().create("key-1", &payment).request().expect("a request");
    assert_eq!(request.headers()["idempotency-key"], "key-1");
    assert_eq!(request.headers()["content-type"], "application/json");
    assert_eq!(
        request.body(),
        r#"{"from":"A-100","to":{"accountId":"A-101"},"amount":5,"currency":"EUR"}"#
    );
}

#[tokio::test]
async fn response_and_raw_calls_show_everything() {
    let sandbox = sandbox().await;
    let client = client(&sandbox);
    let response = client.accounts().get("A-100").response().await.expect("a response");
    assert_eq!(response.status().as_u16(), 200);
    assert_eq!(response.headers()["content-type"], "application/json");
    assert_eq!(response.body().id.as_str(), "A-100");
    let answer = client.raw(Method::GET, "/accounts/A-999").await.expect("any status");
    assert_eq!(answer.status().as_u16(), 404);
    assert!(answer.text().contains("not-found"));
}

#[tokio::test]
async fn environments_do_not_share_tokens() {
    let (one, two) = (sandbox().await, sandbox().await);
    let (first, second) = (client(&one), client(&two));
    first.accounts().get("A-100").await.expect("an account");
    second.accounts().get("A-100").await.expect("an account");
    assert_eq!((one.logins(), two.logins()), (1, 1));
    let origins: HashSet<_> = [one.url(), two.url()].into();
    assert_eq!(origins.len(), 2);
}
