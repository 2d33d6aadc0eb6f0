//! A login that takes a form.

use login_form::operations::*;
use login_form::runtime::http::Method;
use login_form::runtime::testing::MockTransport;
use login_form::{ApiKey, Client, Environment, Login};

#[tokio::test]
async fn it_is_found_and_sent_as_a_form() {
    let mock = MockTransport::new();
    mock.on_path(Method::POST, "/v1/login")
        .reply_json(r#"{"access_token":"t1","expires_in":3600}"#);
    mock.on(&LIST_THINGS).reply_status(204);
    let client = Client::builder(Environment::Default)
        .bearer(Login::new("ada", "correct horse"))
        .key(ApiKey::new("k1"))
        .transport(mock.clone())
        .build()
        .unwrap();
    client.list_things().await.unwrap();
    let requests = mock.requests();
    let [login, call] = &requests[..] else { panic!("{requests:?}") };
    assert_eq!(login.header("content-type"), Some("application/x-www-form-urlencoded"));
    assert_eq!(login.text(), "username=ada&password=correct+horse");
    assert_eq!(login.header("authorization"), None);
    assert_eq!(login.header("x-api-key"), Some("k1"), "what the login needs besides a token");
    assert_eq!(call.header("authorization"), Some("Bearer t1"));
    assert_eq!(call.header("x-api-key"), Some("k1"));
}

#[tokio::test]
async fn called_by_hand_it_keeps_the_key_and_has_no_token() {
    let mock = MockTransport::new();
    mock.on(&LOGIN).reply_json(r#"{"access_token":"t1"}"#);
    let client = Client::builder(Environment::Default)
        .bearer(login_form::Token::new("pasted"))
        .key(ApiKey::new("k1"))
        .transport(mock.clone())
        .build()
        .unwrap();
    let body = LoginBody::new("ada", "secret");
    client.login(&body).await.unwrap();
    assert_eq!(mock.requests()[0].header("x-api-key"), Some("k1"));
    assert_eq!(mock.requests()[0].header("authorization"), None);
}
