//! Providers that describe themselves, and tokens that are revoked.

use openid_connect::operations::{ADD_THING, LIST_NOTES, LIST_THINGS};
use openid_connect::runtime::http::Method;
use openid_connect::runtime::testing::MockTransport;
use openid_connect::{
    Client, ConnectClientCredentials, ConnectRefreshToken, Environment, PostedClientCredentials,
    StatedClientCredentials,
};

const TOKEN: &str = r#"{"access_token":"t1","token_type":"Bearer","expires_in":3600}"#;

fn provider(realm: &str) -> MockTransport {
    let mock = MockTransport::new();
    mock.on(&LIST_THINGS).reply_status(204);
    let login = "https://login.example.com";
    mock.on_path(Method::GET, &format!("/{realm}/.well-known/openid-configuration")).reply_json(&format!(
        r#"{{"issuer":"{login}/{realm}","token_endpoint":"https://tokens.example.com/t","revocation_endpoint":"{login}/end"}}"#
    ));
    mock.on_path(Method::POST, "/t").reply_json(TOKEN);
    mock.on_path(Method::POST, "/end").reply_status(200);
    mock
}

#[tokio::test]
async fn the_providers_endpoints_are_used() {
    let mock = provider("realm");
    let client = Client::builder(Environment::Default)
        .connect(ConnectClientCredentials::new("app", "secret"))
        .transport(mock.clone())
        .build()
        .unwrap();
    client.list_things().await.unwrap();
    assert_eq!(client.sign_out().await.unwrap().revoked, 1);
    let requests = mock.requests();
    let urls: Vec<_> = requests.iter().map(|it| it.uri().to_string()).collect();
    assert_eq!(
        urls,
        [
            "https://login.example.com/realm/.well-known/openid-configuration",
            "https://tokens.example.com/t",
            "https://api.example.com/v1/things",
            "https://login.example.com/end",
        ]
    );
    assert_eq!(requests[1].text(), "grant_type=client_credentials&scope=read");
    assert_eq!(requests[1].header("authorization"), Some("Basic YXBwOnNlY3JldA=="));
    assert_eq!(requests[2].header("authorization"), Some("Bearer t1"));
    assert_eq!(requests[3].text(), "token=t1&token_type_hint=access_token");
}

#[tokio::test]
async fn a_consent_is_renewed_there() {
    let mock = provider("realm");
    let client = Client::builder(Environment::Default)
        .connect(ConnectRefreshToken::new("r").client_id("app"))
        .transport(mock.clone())
        .build()
        .unwrap();
    client.list_things().await.unwrap();
    assert_eq!(mock.requests()[1].text(), "grant_type=refresh_token&refresh_token=r&client_id=app");
}

#[tokio::test]
async fn a_client_that_is_told_to_shows_who_it_is_in_the_body() {
    let mock = provider("other");
    mock.on(&ADD_THING).reply_status(204);
    let client = Client::builder(Environment::Default)
        .posted(PostedClientCredentials::new("app", "secret"))
        .transport(mock.clone())
        .build()
        .unwrap();
    client.add_thing().await.unwrap();
    let body = "grant_type=client_credentials&client_id=app&client_secret=secret";
    assert_eq!(mock.requests()[1].text(), body);
}

#[tokio::test]
async fn a_revocation_is_what_the_definition_says() {
    let mock = MockTransport::new();
    mock.on(&LIST_NOTES).reply_status(204);
    mock.on_path(Method::POST, "/v1/oauth/token").reply_json(TOKEN);
    mock.on_path(Method::POST, "/v1/oauth/end").reply_status(204);
    let client = Client::builder(Environment::Default)
        .stated(StatedClientCredentials::new("app", "secret"))
        .transport(mock.clone())
        .build()
        .unwrap();
    client.list_notes().await.unwrap();
    assert_eq!(client.sign_out().await.unwrap().revoked, 1);
    let requests = mock.requests();
    assert_eq!(requests[0].text(), "grant_type=client_credentials");
    assert_eq!(requests[0].header("authorization"), Some("Basic YXBwOnNlY3JldA=="));
    assert_eq!(requests[2].text(), r#"{"what":"t1"}"#);
    assert_eq!(requests[2].header("x-client"), Some("app"));
}
