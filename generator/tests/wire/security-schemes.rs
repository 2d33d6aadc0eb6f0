//! How the credential of each scheme travels.

use security_schemes::operations::LIST_THINGS;
use security_schemes::runtime::testing::{MockTransport, Recorded};
use security_schemes::{
    ApiKey, Authorization, Basic, Builder, CallError, Client, Environment, Token,
};

const SECRET: &str = "CANARY";

async fn sent(give: impl Fn(Builder) -> Builder) -> Recorded {
    let mock = MockTransport::new();
    mock.on(&LIST_THINGS).reply_status(204);
    let builder = Client::builder(Environment::custom("https://api.example.com"));
    let client = give(builder).transport(mock.clone()).build().unwrap();
    assert!(!format!("{client:?}").contains(SECRET));
    client.list_things().await.unwrap();
    mock.requests().remove(0)
}

#[tokio::test]
async fn keys_travel_in_a_header_the_query_or_a_cookie() {
    let request = sent(|it| it.header_key(ApiKey::new(SECRET))).await;
    assert_eq!(request.header("x-api-key"), Some(SECRET));
    assert!(request.headers()["x-api-key"].is_sensitive());
    let request = sent(|it| it.query_key(ApiKey::new("a b&c"))).await;
    assert_eq!(request.uri().query(), Some("api_key=a%20b%26c"));
    let request = sent(|it| it.cookie_key(ApiKey::new(SECRET))).await;
    assert_eq!(request.header("cookie"), Some("session=CANARY"));
    let request = sent(|it| it.build_(ApiKey::new("k"))).await;
    assert_eq!(request.header("authorization"), Some("k"));
}

#[tokio::test]
async fn basic_and_bearer_are_typed() {
    let request = sent(|it| it.basic(Basic::new("Aladdin", "open sesame"))).await;
    assert_eq!(request.header("authorization"), Some("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="));
    for build in [
        sent(|it| it.bearer(Token::new(SECRET))).await,
        sent(|it| it.connect(Token::new(SECRET))).await,
    ] {
        assert_eq!(build.header("authorization"), Some("Bearer CANARY"));
    }
}

#[tokio::test]
async fn other_schemes_of_http_send_what_the_caller_says() {
    // The text behind the scheme's name, with or without that name.
    for text in ["username=\"ada\", nonce=\"1\"", "Digest username=\"ada\", nonce=\"1\""] {
        let request = sent(|it| it.digest(Token::new(text))).await;
        let value = request.header("authorization").unwrap();
        assert!(value.eq_ignore_ascii_case("digest username=\"ada\", nonce=\"1\""), "{value}");
    }
    let request = sent(|it| it.vendor(Token::new("id:mac"))).await;
    assert_eq!(request.header("authorization"), Some("Vendor-Hmac id:mac"));
    // The whole value.
    let request = sent(|it| it.vendor(Authorization::new("Something else"))).await;
    assert_eq!(request.header("authorization"), Some("Something else"));
    let request = sent(|it| it.plain(Token::new("as it is"))).await;
    assert_eq!(request.header("authorization"), Some("as it is"));
}

#[tokio::test]
async fn a_certificate_is_the_transports() {
    let request = sent(Builder::certificate).await;
    for name in ["authorization", "cookie", "x-api-key"] {
        assert_eq!(request.header(name), None);
    }
    assert_eq!(request.uri().query(), None);
}

#[tokio::test]
async fn a_missing_credential_is_an_error_before_anything_is_sent() {
    let mock = MockTransport::new();
    let environment = Environment::custom("https://api.example.com");
    let client = Client::builder(environment).transport(mock.clone()).build().unwrap();
    let error = client.list_things().await.unwrap_err();
    assert!(matches!(error, CallError::Auth(_)), "{error:?}");
    let text =
        std::error::Error::source(&error).map_or_else(|| error.to_string(), |it| it.to_string());
    for part in ["headerKey or queryKey", "`.header_key(…)` or `.query_key(…)`", "`.build_(…)`"]
    {
        assert!(text.contains(part), "{text}");
    }
    assert!(mock.requests().is_empty());
}

#[test]
fn a_credential_that_a_scheme_cannot_use_builds_no_client() {
    let builder = || Client::builder(Environment::custom("https://api.example.com"));
    assert!(builder().basic(Token::new("x")).build().is_err());
    assert!(builder().header_key(Basic::new("x", "y")).build().is_err());
    assert!(builder().bearer(ApiKey::new("x")).build().is_err());
}
