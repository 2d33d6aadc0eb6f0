//! Refresh tokens of consents that were given elsewhere.

use security_consent::operations::LIST_THINGS;
use security_consent::runtime::http::Method;
use security_consent::runtime::testing::{MockTransport, Reply};
use security_consent::{
    CallError, Client, ClientCredentials, Credential, Environment, RefreshToken, Token,
};

fn mock() -> MockTransport {
    let mock = MockTransport::new();
    mock.on(&LIST_THINGS).reply_status(204);
    mock
}

#[tokio::test]
async fn it_is_exchanged_at_the_refresh_url_and_rotated() {
    let mock = MockTransport::new();
    mock.on_path(Method::POST, "/v1/oauth/refresh")
        .reply_json(
            r#"{"access_token":"t1","token_type":"Bearer","expires_in":3600,"refresh_token":"r2"}"#,
        )
        .reply_json(r#"{"access_token":"t2","token_type":"Bearer","expires_in":3600}"#);
    mock.on(&LIST_THINGS).reply_status(401).reply_status(204);
    let consent = RefreshToken::new("r 1").client_id("app");
    let client = Client::builder(Environment::Default)
        .oauth(consent)
        .transport(mock.clone())
        .build()
        .unwrap();
    client.list_things().await.unwrap();
    let requests = mock.requests();
    let bodies: Vec<_> =
        requests.iter().filter(|it| *it.method() == Method::POST).map(|it| it.text()).collect();
    assert_eq!(
        bodies,
        [
            "grant_type=refresh_token&refresh_token=r+1&client_id=app",
            "grant_type=refresh_token&refresh_token=r2&client_id=app",
        ]
    );
    assert_eq!(requests.last().unwrap().header("authorization"), Some("Bearer t2"));
}

#[tokio::test]
async fn one_that_is_refused_is_not_sent_again() {
    let mock = mock();
    mock.on_path(Method::POST, "/v1/oauth/refresh")
        .reply_with(Reply::status(400).body("application/json", r#"{"error":"invalid_grant"}"#));
    let client = Client::builder(Environment::Default)
        .oauth(RefreshToken::new("CANARY"))
        .transport(mock.clone())
        .build()
        .unwrap();
    for _ in 0..3 {
        let CallError::Auth(error) = client.list_things().await.unwrap_err() else { panic!() };
        assert!(!format!("{error} {error:?}").contains("CANARY"));
    }
    assert_eq!(mock.requests().len(), 1);
}

#[tokio::test]
async fn each_flow_has_a_credential_of_its_own() {
    let mock = mock();
    mock.on_path(Method::POST, "/v1/oauth/token")
        .reply_json(r#"{"access_token":"t","token_type":"Bearer","expires_in":3600}"#);
    let built = |credential: Credential| {
        let builder = Client::builder(Environment::Default);
        builder.oauth(credential).transport(mock.clone()).build()
    };
    let client = built(ClientCredentials::new("app", "secret").into()).unwrap();
    client.list_things().await.unwrap();
    let client = built(Token::new("mine").into()).unwrap();
    client.list_things().await.unwrap();
    let sent: Vec<String> = mock.requests().iter().map(|it| it.text().into_owned()).collect();
    assert_eq!(
        sent[0],
        "grant_type=client_credentials&client_id=app&client_secret=secret&scope=read"
    );
    assert_eq!(mock.requests()[2].header("authorization"), Some("Bearer mine"));
}

#[test]
fn one_server_and_one_scheme_need_no_builder() {
    assert!(Client::new(RefreshToken::new("r")).is_ok());
    assert!(Client::new(ClientCredentials::new("app", "secret")).is_ok());
    let error = Client::new(Token::new("line\nbreak")).unwrap_err();
    assert!(!format!("{error:?}").contains("line"));
}
