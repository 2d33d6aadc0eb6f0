//! Which credentials a request is sent with.

use security_requirements::operations::*;
use security_requirements::runtime::http::Method;
use security_requirements::runtime::testing::{MockTransport, Recorded};
use security_requirements::{ApiKey, Basic, Builder, CallError, Client, Environment};

/// What of the three credentials a request has.
fn carried(request: &Recorded) -> (Option<&str>, Option<&str>, bool) {
    (request.header("x-api-key"), request.uri().query(), request.header("authorization").is_some())
}

fn mock() -> MockTransport {
    let mock = MockTransport::new();
    for operation in [&INHERITED, &EITHER, &BOTH, &PAIRS, &OPTIONAL, &PUBLIC, &UNKNOWN] {
        mock.on(operation).reply_status(204);
    }
    mock.on_path(Method::GET, "/lacking").reply_status(204);
    mock
}

fn client(mock: &MockTransport, give: impl Fn(Builder) -> Builder) -> Client {
    give(Client::builder(Environment::Default)).transport(mock.clone()).build().unwrap()
}

fn all(builder: Builder) -> Builder {
    builder.key(ApiKey::new("k1")).app(ApiKey::new("a2")).user(Basic::new("ada", "secret"))
}

macro_rules! sends {
    ($give:expr, $method:ident => $expected:expr) => {{
        let mock = mock();
        client(&mock, $give).$method().await.unwrap();
        let requests = mock.requests();
        assert_eq!(carried(&requests[0]), $expected);
    }};
}

macro_rules! refuses {
    ($give:expr, $method:ident, $missing:literal) => {{
        let mock = mock();
        let error = client(&mock, $give).$method().await.unwrap_err();
        let CallError::Auth(error) = error else { panic!("{error:?}") };
        assert!(error.to_string().contains($missing), "{error}");
        assert!(mock.requests().is_empty());
    }};
}

#[tokio::test]
async fn the_document_says_what_operations_inherit() {
    sends!(all, inherited => (Some("k1"), None, false));
    refuses!(
        |it| it,
        inherited,
        "no credentials for key: give them to the client's builder, `.key(…)`"
    );
}

#[tokio::test]
async fn the_first_alternative_with_credentials_and_nothing_else() {
    sends!(all, either => (Some("k1"), None, false));
    sends!(|it| it.user(Basic::new("ada", "secret")), either => (None, None, true));
    refuses!(|it| it.app(ApiKey::new("a2")), either, "`.key(…)` or `.user(…)`");
}

#[tokio::test]
async fn all_parts_each_with_its_own_value() {
    sends!(all, both => (Some("k1"), Some("app_id=a2"), false));
    refuses!(|it| it.key(ApiKey::new("k1")), both, "no credentials for app");
}

#[tokio::test]
async fn an_alternative_of_which_a_part_is_missing_is_passed_over() {
    sends!(all, pairs => (Some("k1"), None, true));
    let some = |it: Builder| it.key(ApiKey::new("k1")).app(ApiKey::new("a2"));
    sends!(some, pairs => (None, Some("app_id=a2"), false));
    refuses!(|it| it, pairs, "`.key(…)` and `.user(…)` or `.app(…)`");
}

#[tokio::test]
async fn optional_security_sends_what_there_is() {
    sends!(all, optional => (Some("k1"), None, false));
    sends!(|it| it.app(ApiKey::new("a2")), optional => (None, None, false));
}

#[tokio::test]
async fn an_empty_security_never_sends_a_credential() {
    sends!(all, public => (None, None, false));
    sends!(all, unknown => (None, None, false));
}

#[tokio::test]
async fn calls_of_ones_own_are_authenticated_as_operations_are_by_default() {
    let mock = mock();
    client(&mock, all).raw(Method::GET, "/lacking").await.unwrap();
    assert_eq!(carried(&mock.requests()[0]), (Some("k1"), None, false));
}

#[test]
fn the_environment_may_hold_all_of_it() {
    // No other test of this program reads these.
    let set = |name: &str, value: &str| unsafe { std::env::set_var(name, value) };
    let error = Client::from_env().unwrap_err().to_string();
    assert!(error.contains("SECURITY_REQUIREMENTS_KEY_API_KEY is not set"), "{error}");
    set("SECURITY_REQUIREMENTS_KEY_API_KEY", "CANARY");
    let client = Client::from_env().unwrap();
    let shown = format!("{client:?}");
    assert!(shown.contains("Default") && shown.contains("https://api.example.com"), "{shown}");
    assert!(!shown.contains("CANARY"));
    set("SECURITY_REQUIREMENTS_USERNAME", "ada");
    let error = Client::from_env().unwrap_err().to_string();
    assert!(error.contains("SECURITY_REQUIREMENTS_PASSWORD is not set"), "{error}");
    set("SECURITY_REQUIREMENTS_PASSWORD", "CANARY");
    set("SECURITY_REQUIREMENTS_BASE_URL", "http://127.0.0.1:9/test");
    let client = Client::from_env().unwrap();
    assert!(format!("{client:?}").contains("http://127.0.0.1:9/test"));
    set("SECURITY_REQUIREMENTS_ENVIRONMENT", "nowhere");
    set("SECURITY_REQUIREMENTS_BASE_URL", "");
    let error = Client::from_env().unwrap_err().to_string();
    assert!(error.contains("there are: Default"), "{error}");
}
