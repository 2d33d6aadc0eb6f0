//! Where a request goes, and with which credentials.

use servers_own::operations::{REPLACE, UPLOAD, USUAL};
use servers_own::runtime::testing::MockTransport;
use servers_own::{
    AmendServer, ApiKey, CallError, Client, Environment, Region, ReplaceServer, UploadServer,
};

macro_rules! uri {
    ($call:expr) => {
        $call.request().unwrap().uri().to_string()
    };
}

#[test]
fn an_operation_with_servers_of_its_own_goes_there() {
    let client = Client::builder(Environment::Default).build().unwrap();
    assert_eq!(uri!(client.usual()), "https://api.example.com/v1/usual");
    assert_eq!(uri!(client.same()), "https://api.example.com/v1/same");
    assert_eq!(uri!(client.upload()), "https://files.example.com/v2/upload");
    assert_eq!(uri!(client.replace()), "https://eu.example.com/upload");
}

#[test]
fn a_call_chooses_another() {
    let client = Client::builder(Environment::Default).build().unwrap();
    let upload = |server| uri!(client.upload().server(server));
    assert_eq!(upload(UploadServer::Elsewhere), "https://files.example.org/upload");
    assert_eq!(upload(UploadServer::Here), "https://api.example.com/v3/upload");
    assert_eq!(upload(UploadServer::custom("https://x.example/y/")), "https://x.example/y/upload");
    let us = ReplaceServer::Default { region: Region::Us };
    let call = client.replace().server_("beside it").server(us);
    assert_eq!(uri!(call), "https://us.example.com/upload?server=beside%20it");
    assert!(client.upload().server(UploadServer::custom("nothing")).request().is_err());
    assert!(client.upload().server(UploadServer::custom("https://u@x.example")).request().is_err());
}

#[test]
fn one_that_needs_a_value_has_to_be_chosen() {
    let client = Client::builder(Environment::Default).build().unwrap();
    let error = client.amend().request().unwrap_err().to_string();
    assert!(error.contains("`.server(…)` chooses it"), "{error}");
    let call = client.amend().server(AmendServer::Default { tenant: "acme".into() });
    assert_eq!(uri!(call), "https://acme.example.com/upload");
}

#[test]
fn a_custom_environment_serves_everything_unless_a_call_says_otherwise() {
    let client = Client::builder(Environment::custom("http://127.0.0.1:9/x")).build().unwrap();
    assert_eq!(uri!(client.upload()), "http://127.0.0.1:9/x/upload");
    assert_eq!(uri!(client.amend()), "http://127.0.0.1:9/x/upload");
    let call = client.upload().server(UploadServer::Elsewhere);
    assert_eq!(uri!(call), "https://files.example.org/upload");
}

fn mock() -> MockTransport {
    let mock = MockTransport::new();
    mock.on(&UPLOAD).reply_status(204);
    mock.on(&REPLACE).reply_status(204);
    mock.on(&USUAL).reply_status(204);
    mock
}

#[tokio::test]
async fn credentials_stay_on_the_origin_of_the_environment() {
    let mock = mock();
    let builder = Client::builder(Environment::Default).key(ApiKey::new("CANARY"));
    let client = builder.transport(mock.clone()).build().unwrap();
    client.usual().await.unwrap();
    client.upload().server(UploadServer::Here).await.unwrap();
    client.replace().await.unwrap();
    let keys: Vec<bool> =
        mock.requests().iter().map(|it| it.header("x-api-key").is_some()).collect();
    assert_eq!(keys, [true, true, false]);
    for call in [client.upload(), client.upload().server(UploadServer::Elsewhere)] {
        let CallError::Auth(error) = call.await.unwrap_err() else { panic!() };
        let text = error.to_string();
        assert!(text.contains("https://api.example.com") && text.contains("trust"), "{text}");
        assert!(!format!("{error:?}").contains("CANARY"));
    }
    assert_eq!(mock.requests().len(), 3);
}

#[tokio::test]
async fn they_go_to_what_is_trusted() {
    let mock = mock();
    let client = Client::builder(Environment::Default)
        .key(ApiKey::new("k"))
        .trust("https://files.example.com")
        .transport(mock.clone())
        .build()
        .unwrap();
    client.upload().await.unwrap();
    assert_eq!(mock.requests()[0].header("x-api-key"), Some("k"));
    let elsewhere = client.upload().server(UploadServer::Elsewhere).await;
    assert!(matches!(elsewhere, Err(CallError::Auth(_))));
    let look_alike = UploadServer::custom("https://files.example.com.evil.example");
    assert!(matches!(client.upload().server(look_alike).await, Err(CallError::Auth(_))));
    let plain = UploadServer::custom("http://files.example.com");
    assert!(matches!(client.upload().server(plain).await, Err(CallError::Auth(_))));
}

#[test]
fn what_is_trusted_is_a_server() {
    for url in ["files.example.com", "https://*.example.com", "https://u:CANARY@example.com"] {
        let error = Client::builder(Environment::Default).trust(url).build().unwrap_err();
        assert!(!format!("{error:?}").contains("CANARY"));
    }
}

#[test]
fn one_server_and_one_scheme_need_no_builder() {
    let client = Client::new(ApiKey::new("CANARY")).unwrap();
    let shown = format!("{client:?}");
    assert!(shown.contains("Default") && shown.contains("https://api.example.com/v1"), "{shown}");
    assert!(!shown.contains("CANARY"));
}
