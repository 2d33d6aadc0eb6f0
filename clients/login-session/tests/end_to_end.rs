//! The client of `specs/login-session.yaml` against a service on loopback that behaves as its document says.

#[path = "../examples/sandbox/mod.rs"]
mod sandbox;

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use login_session::devices::GetError;
use login_session::runtime::auth::MemoryStore;
use login_session::runtime::testing::clock::TestClock;
use login_session::runtime::{AuthError, NoError};
use login_session::types::{Device, DeviceChanges, DeviceState, MasqueradeRequest};
use login_session::{CallError, Client, Environment, Login, Token};
use sandbox::{FORBIDDEN, HOME, OTHER, PASSWORD, Sandbox, USERNAME};

fn login() -> Login {
    Login::new(USERNAME, PASSWORD)
}

fn client_of(sandbox: &Sandbox, login: Login) -> Client {
    Client::builder(Environment::custom(sandbox.url())).session(login).build().expect("a client")
}

fn client(sandbox: &Sandbox) -> Client {
    client_of(sandbox, login())
}

async fn sandbox() -> Sandbox {
    Sandbox::start().await.expect("a free port")
}

/// The account whose devices a client sees.
async fn account(client: &Client) -> i64 {
    account_of(client.devices().list().await)
}

fn account_of(devices: Result<Vec<Device>, CallError<NoError>>) -> i64 {
    let devices = devices.expect("devices");
    let accounts: Vec<_> = devices.iter().filter_map(|device| device.account_id).collect();
    assert!(accounts.len() == 2 && accounts[0] == accounts[1], "{accounts:?}");
    accounts[0]
}

fn counts(sandbox: &Sandbox) -> (usize, usize) {
    (sandbox.logins(), sandbox.refreshes())
}

fn lines(sandbox: &Sandbox) -> Vec<(u16, String)> {
    sandbox.seen().into_iter().map(|seen| (seen.status, seen.line)).collect()
}

fn last_login(sandbox: &Sandbox) -> String {
    let seen = sandbox.seen();
    seen.into_iter().rfind(|seen| seen.line == "POST /v3/auth").expect("a login").body
}

async fn hundred_calls(client: &Client) {
    let calls: Vec<_> = (0..100).map(|_| tokio::spawn(client.devices().get(4201).send())).collect();
    for call in calls {
        call.await.expect("no panic").expect("a device");
    }
}

#[tokio::test]
async fn first_call_authenticates_and_sends_the_exact_header() {
    let sandbox = sandbox().await;
    let device = client(&sandbox).devices().get(4201).await.expect("a device");
    assert_eq!((device.id, device.state), (4201, DeviceState::Active));
    let seen = sandbox.seen();
    let lines: Vec<_> = seen.iter().map(|s| s.line.as_str()).collect();
    assert_eq!(lines, ["POST /v3/auth", "GET /v3/devices/4201"]);
    assert_eq!(seen[0].body, r#"{"username":"ada","password":"correct horse"}"#);
    assert_eq!(seen[0].authentication, None);
    assert_eq!(seen[1].authentication.as_deref(), Some("Bearer session-1"));
    assert!(seen.iter().all(|s| !s.authorization), "the header has another name here");
}

#[tokio::test]
async fn later_calls_reuse_the_token() {
    let sandbox = sandbox().await;
    let client = client(&sandbox);
    for _ in 0..5 {
        client.devices().get(4201).await.expect("a device");
    }
    hundred_calls(&client).await;
    assert_eq!(counts(&sandbox), (1, 0));
}

#[tokio::test]
async fn token_is_renewed_before_it_expires() {
    let sandbox = sandbox().await;
    let clock = TestClock::new(SystemTime::now());
    let client = Client::builder(Environment::custom(sandbox.url()))
        .session(login())
        .clock(clock.clone())
        .build()
        .expect("a client");
    client.devices().get(4201).await.expect("a device");
    clock.advance(Duration::from_secs(1800));
    client.devices().get(4201).await.expect("a device");
    assert_eq!(counts(&sandbox), (1, 0), "half an hour is not yet near the end");
    clock.advance(Duration::from_secs(1795));
    client.devices().get(4201).await.expect("a device");
    assert_eq!(counts(&sandbox), (1, 1), "five seconds before the end it is");
    assert!(sandbox.seen().iter().all(|s| s.status == 200), "and nothing was refused");
}

#[tokio::test]
async fn rejected_token_is_renewed_and_the_request_replayed_once() {
    let sandbox = sandbox().await;
    let client = client(&sandbox);
    client.devices().get(4201).await.expect("a device");
    sandbox.expire_tokens();
    client.devices().get(4201).await.expect("a device after a replay");
    let statuses: Vec<_> = sandbox.seen().iter().map(|s| s.status).collect();
    assert_eq!(statuses, [200, 200, 401, 200, 200]);
    assert_eq!(counts(&sandbox), (1, 1));
}

#[tokio::test]
async fn hundred_cold_callers_share_one_token_request() {
    let sandbox = sandbox().await;
    sandbox.delay_tokens(Duration::from_millis(100));
    hundred_calls(&client(&sandbox)).await;
    assert_eq!(counts(&sandbox), (1, 0));
}

#[tokio::test]
async fn credentials_are_refused_over_plain_http() {
    let environment = Environment::custom("http://rest.fleet.example.com/v3");
    let client = Client::builder(environment).session(login()).build().expect("a client");
    let error = client.devices().get(4201).await.expect_err("refused").to_string();
    assert!(error.contains("http://"), "{error}");
}

#[tokio::test]
async fn expiry_under_hundred_concurrent_calls_costs_one_token_request() {
    let sandbox = sandbox().await;
    let client = client(&sandbox);
    client.devices().get(4201).await.expect("a warm client");
    sandbox.delay_tokens(Duration::from_millis(100));
    sandbox.expire_tokens();
    hundred_calls(&client).await;
    assert_eq!(counts(&sandbox), (1, 1), "a login for the first call, a refresh for all hundred");
}

#[tokio::test]
async fn wrong_credentials_are_asked_once() {
    let sandbox = sandbox().await;
    let client = client_of(&sandbox, Login::new(USERNAME, "wrong-canary"));
    for _ in 0..3 {
        let error = client.devices().get(4201).await.expect_err("no token");
        assert!(matches!(error, CallError::Auth(AuthError::Rejected { .. })), "{error:?}");
        assert!(!format!("{error} {error:?}").contains("wrong-canary"));
    }
    assert_eq!(counts(&sandbox), (1, 0));
}

#[tokio::test]
async fn secrets_stand_in_no_output() {
    let sandbox = sandbox().await;
    let login = Login::new(USERNAME, "canary-password");
    assert!(!format!("{login:?}").contains("canary"));
    let builder = Client::builder(Environment::custom(sandbox.url())).session(login);
    assert!(!format!("{builder:?}").contains("canary"));
    let client = client(&sandbox);
    let call = client.devices().get(FORBIDDEN);
    let error = call.await.expect_err("not for her");
    let call = client.devices().get(FORBIDDEN);
    let shown = format!("{client:?} {call:?}");
    let moved = client.session().masquerade(&MasqueradeRequest::new(OTHER)).await.expect("moved");
    let shown = format!("{shown} {error} {error:?} {moved:?} {client:?}");
    assert!(!shown.contains("session-") && !shown.contains("refresh-"), "{shown}");
    assert!(!shown.contains(PASSWORD), "{shown}");
    assert!(moved.token.is_some_and(|token| token.expose().starts_with("session-")));
}

#[tokio::test]
async fn success_false_with_status_200_is_a_rejected_login() {
    let sandbox = sandbox().await;
    let client = client_of(&sandbox, login().account_id(99));
    let error = client.devices().list().await.expect_err("not her account");
    match error {
        CallError::Auth(AuthError::Rejected { status, .. }) => assert_eq!(status.as_u16(), 200),
        other => panic!("{other:?}"),
    }
    client.devices().list().await.expect_err("still not");
    assert_eq!(lines(&sandbox), [(200, "POST /v3/auth".to_owned())]);
}

#[tokio::test]
async fn refresh_passes_the_refresh_token_and_nothing_else() {
    let sandbox = sandbox().await;
    let client = client(&sandbox);
    for round in 1..=3 {
        client.devices().get(4201).await.expect("a device");
        assert_eq!(sandbox.refreshes(), round - 1);
        sandbox.expire_tokens();
    }
    let seen = sandbox.seen();
    let refreshes: Vec<_> =
        seen.iter().filter(|seen| seen.line == "POST /v3/auth/refresh").collect();
    let bodies: Vec<_> = refreshes.iter().map(|seen| seen.body.as_str()).collect();
    // Each answer brings another one.
    assert_eq!(bodies, [r#"{"refreshToken":"refresh-1"}"#, r#"{"refreshToken":"refresh-2"}"#]);
    assert!(refreshes.iter().all(|seen| seen.authentication.is_none()));
}

#[tokio::test]
async fn expired_refresh_token_falls_back_to_one_login() {
    let sandbox = sandbox().await;
    let client = client(&sandbox);
    client.devices().get(4201).await.expect("a device");
    sandbox.delay_tokens(Duration::from_millis(50));
    sandbox.expire_tokens();
    sandbox.expire_refresh_tokens();
    hundred_calls(&client).await;
    assert_eq!(counts(&sandbox), (2, 1), "the refresh was refused once");
}

#[tokio::test]
async fn refresh_token_known_to_have_expired_is_not_sent() {
    let sandbox = sandbox().await;
    let clock = TestClock::new(SystemTime::now());
    let client = Client::builder(Environment::custom(sandbox.url()))
        .session(login())
        .clock(clock.clone())
        .build()
        .expect("a client");
    client.devices().get(4201).await.expect("a device");
    clock.advance(Duration::from_secs(30 * 24 * 3600));
    client.devices().get(4201).await.expect("a device");
    assert_eq!(counts(&sandbox), (2, 0));
}

#[tokio::test]
async fn forbidden_that_means_expired_is_renewed() {
    let sandbox = sandbox().await;
    sandbox.answer_expired_with_403();
    let client = client(&sandbox);
    client.devices().get(4201).await.expect("a device");
    sandbox.expire_tokens();
    client.devices().get(4201).await.expect("a device after a replay");
    assert_eq!(counts(&sandbox), (1, 1));
}

#[tokio::test]
async fn forbidden_that_means_forbidden_is_told_and_costs_one_refresh() {
    let sandbox = sandbox().await;
    let client = client(&sandbox);
    for _ in 0..5 {
        let error = client.devices().get(FORBIDDEN).await.expect_err("not for her");
        match error.api() {
            Some(GetError::Forbidden(failure)) => {
                assert_eq!(failure.message.as_deref(), Some("not for you"));
            }
            other => panic!("{other:?}"),
        }
        client.devices().get(4201).await.expect("the others stay");
    }
    assert_eq!(counts(&sandbox), (1, 1));
    let asked = lines(&sandbox).into_iter().filter(|(_, line)| line.ends_with("/13")).count();
    assert_eq!(asked, 6, "twice the first time, then once each");
}

#[tokio::test]
async fn account_id_is_optional() {
    let sandbox = sandbox().await;
    assert_eq!(account(&client(&sandbox)).await, HOME);
    assert_eq!(last_login(&sandbox), r#"{"username":"ada","password":"correct horse"}"#);
    assert_eq!(account(&client_of(&sandbox, login().account_id(OTHER))).await, OTHER);
    assert_eq!(
        last_login(&sandbox),
        r#"{"username":"ada","password":"correct horse","account_id":7}"#
    );
}

#[tokio::test]
async fn two_accounts_never_share_a_token() {
    let sandbox = sandbox().await;
    let store = Arc::new(MemoryStore::default());
    let client = |account: i64| {
        Client::builder(Environment::custom(sandbox.url()))
            .session(login().account_id(account))
            .store(store.clone())
            .build()
            .expect("a client")
    };
    let (home, other, again) = (client(HOME), client(OTHER), client(OTHER));
    assert_eq!((account(&home).await, account(&other).await), (HOME, OTHER));
    assert_eq!(account(&again).await, OTHER);
    assert_eq!(counts(&sandbox), (2, 0), "the third found the second's");
    sandbox.expire_tokens();
    assert_eq!((account(&other).await, account(&home).await), (OTHER, HOME));
}

#[tokio::test]
async fn masquerade_moves_the_session_and_its_clones() {
    let sandbox = sandbox().await;
    let client = client(&sandbox);
    let clone = client.clone();
    assert_eq!(account(&client).await, HOME);
    let session = client.session().masquerade(&MasqueradeRequest::new(OTHER)).await.expect("moved");
    assert!(session.success);
    assert_eq!((account(&client).await, account(&clone).await), (OTHER, OTHER));
    assert_eq!(counts(&sandbox), (1, 0), "with the token of the answer");
    // Its refresh token counts, and not the login's.
    sandbox.expire_tokens();
    assert_eq!(account(&client).await, OTHER);
    let refresh = sandbox.seen().into_iter().rfind(|s| s.line.ends_with("/refresh"));
    assert_eq!(refresh.expect("a refresh").body, r#"{"refreshToken":"refresh-2"}"#);
    // And when that has expired, the login is for the account that it is for now.
    sandbox.expire_tokens();
    sandbox.expire_refresh_tokens();
    assert_eq!(account(&client).await, OTHER);
    assert!(last_login(&sandbox).ends_with(r#""account_id":7}"#));
    // Until it is asked back.
    client.forget_tokens().await;
    assert_eq!(account(&client).await, HOME);
}

#[tokio::test]
async fn masquerade_in_mid_flight_leaves_nothing_of_the_old_account() {
    let sandbox = sandbox().await;
    let client = client(&sandbox);
    assert_eq!(account(&client).await, HOME);
    // These are on their way with the old token when it becomes worthless.
    sandbox.delay_calls(Duration::from_millis(200));
    let calls: Vec<_> = (0..20).map(|_| tokio::spawn(client.devices().list().send())).collect();
    tokio::time::sleep(Duration::from_millis(50)).await;
    sandbox.delay_calls(Duration::ZERO);
    client.session().masquerade(&MasqueradeRequest::new(OTHER)).await.expect("moved");
    for call in calls {
        let error = call.await.expect("no panic").expect_err("asked as the old account");
        assert_eq!(error.status().map(|s| s.as_u16()), Some(401), "{error}");
    }
    assert_eq!(account(&client).await, OTHER);
    assert_eq!(counts(&sandbox), (1, 0), "nobody renewed the old session");
    let listed: Vec<_> =
        sandbox.seen().into_iter().filter(|s| s.line == "GET /v3/devices").collect();
    assert_eq!(listed.len(), 22, "no call was sent again as the new account");
}

#[tokio::test]
async fn refresh_in_flight_does_not_take_a_masquerade_back() {
    let sandbox = sandbox().await;
    let clock = TestClock::new(SystemTime::now());
    let client = Client::builder(Environment::custom(sandbox.url()))
        .session(login())
        .clock(clock.clone())
        .build()
        .expect("a client");
    assert_eq!(account(&client).await, HOME);
    sandbox.delay_tokens(Duration::from_millis(200));
    sandbox.expire_refresh_tokens();
    // Late enough that a refresh runs beside the calls, and early enough that these need not wait.
    clock.advance(Duration::from_secs(3550));
    client.session().masquerade(&MasqueradeRequest::new(OTHER)).await.expect("moved");
    assert_eq!(account(&client).await, OTHER);
    assert_eq!(sandbox.refreshes(), 1, "one is in flight");
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert_eq!(sandbox.logins(), 2, "and it fell back to a login for the old account");
    assert_eq!(account(&client).await, OTHER);
    assert_eq!(
        sandbox.seen().last().and_then(|s| s.authentication.clone()).as_deref(),
        Some("Bearer session-2")
    );
}

#[tokio::test]
async fn masquerade_that_is_refused_is_an_error_and_changes_nothing() {
    let sandbox = sandbox().await;
    let client = client(&sandbox);
    assert_eq!(account(&client).await, HOME);
    let error = client.session().masquerade(&MasqueradeRequest::new(99)).await.expect_err("no");
    assert!(error.to_string().contains("nothing was done"), "{error}");
    assert_eq!(account(&client).await, HOME);
    assert_eq!(counts(&sandbox), (1, 0));
}

#[tokio::test]
async fn masquerade_without_an_answer_is_followed_by_a_login_for_the_own_account() {
    let sandbox = sandbox().await;
    let client = client(&sandbox);
    assert_eq!(account(&client).await, HOME);
    sandbox.delay_masquerade(Duration::from_secs(5));
    let request = MasqueradeRequest::new(OTHER);
    let call = client.session().masquerade(&request).timeout(Duration::from_millis(200));
    let error = call.await.expect_err("too slow");
    assert!(matches!(error, CallError::Timeout(_)), "{error:?}");
    // The service has moved the session, but nobody told: its token is not used again.
    assert_eq!(account(&client).await, HOME);
    assert_eq!(counts(&sandbox), (2, 0));
}

#[tokio::test]
async fn pasted_token_is_used_as_it_is_and_does_not_masquerade() {
    let sandbox = sandbox().await;
    assert_eq!(account(&client(&sandbox)).await, HOME);
    let pasted = Client::builder(Environment::custom(sandbox.url()))
        .session(Token::new("session-1"))
        .build()
        .expect("a client");
    assert_eq!(account(&pasted).await, HOME);
    let before = sandbox.seen().len();
    let error = pasted.session().masquerade(&MasqueradeRequest::new(OTHER)).await;
    let error = error.expect_err("there is no session to move");
    assert!(error.to_string().contains("login"), "{error}");
    assert_eq!(sandbox.seen().len(), before, "nothing was sent");
}

#[tokio::test]
async fn bodies_go_both_ways() {
    let sandbox = sandbox().await;
    let client = client(&sandbox);
    let changes = DeviceChanges::default().state(DeviceState::Suspended).label("roof");
    let device = client.devices().update(4201, &changes).await.expect("a device");
    assert_eq!(device.state, DeviceState::Suspended);
    let month = "2026-03-01".parse().expect("a date");
    let usage = client.devices().get_usage(4201, month).await.expect("usage");
    assert_eq!((usage.bytes_up, usage.bytes_down, usage.messages), (1_024, 9_000_000_000, None));
    assert_eq!(lines(&sandbox)[2].1, "GET /v3/devices/4201/usage?month=2026-03-01");
}
