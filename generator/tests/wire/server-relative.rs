//! URLs that are relative to where the definition is.

use server_relative::{Client, Environment, Stage};

fn uri(environment: Environment) -> String {
    let client = Client::builder(environment).build().unwrap();
    client.list_things().request().unwrap().uri().to_string()
}

#[test]
fn they_take_what_they_are_relative_to() {
    for (base, url) in [
        ("https://crm.example.com", "https://crm.example.com/api/v1/things"),
        ("https://crm.example.com/", "https://crm.example.com/api/v1/things"),
        (
            "https://crm.example.com:8443/docs/openapi.json?v=2",
            "https://crm.example.com:8443/api/v1/things",
        ),
    ] {
        assert_eq!(uri(Environment::ApiV1 { base_url: base.into() }), url);
    }
    let base_url = "https://crm.example.com/docs/new/openapi.json".to_owned();
    let staged = Environment::Staged { base_url, stage: Stage::Beta };
    assert_eq!(uri(staged), "https://crm.example.com/docs/beta/things");
    assert_eq!(uri(Environment::Hosted), "https://api.example.com/things");
    assert_eq!(uri(Environment::custom("https://x.example/y/")), "https://x.example/y/things");
}

#[test]
fn what_is_no_url_builds_no_client() {
    for base in ["", "crm.example.com", "ftp://crm.example.com", "https://u@crm.example.com"] {
        let environment = Environment::ApiV1 { base_url: base.into() };
        assert!(Client::builder(environment).build().is_err(), "{base}");
    }
}

#[test]
fn a_name_alone_does_not_say_it() {
    assert_eq!("hosted".parse::<Environment>().unwrap(), Environment::Hosted);
    let error = "api v1".parse::<Environment>().unwrap_err().to_string();
    assert!(error.contains("ApiV1 needs a `base_url`"), "{error}");
}

#[test]
fn variables_of_the_environment_say_it() {
    // No other test of this program reads these.
    let set = |name: &str, value: &str| unsafe { std::env::set_var(name, value) };
    let uri = || Client::from_env().map(|it| it.list_things().request().unwrap().uri().to_string());
    let wrong = || Client::from_env().unwrap_err().to_string();
    assert!(wrong().contains("SERVER_RELATIVE_ENVIRONMENT is not set"), "{}", wrong());
    assert!(wrong().contains("ApiV1, Staged, Hosted"), "{}", wrong());
    set("SERVER_RELATIVE_ENVIRONMENT", "staged");
    assert!(wrong().contains("SERVER_RELATIVE_BASE_URL is not set"), "{}", wrong());
    set("SERVER_RELATIVE_BASE_URL", "https://crm.example.com/docs/new/");
    assert_eq!(uri().unwrap(), "https://crm.example.com/docs/beta/things");
    set("SERVER_RELATIVE_SERVER_STAGE", "gamma");
    assert_eq!(uri().unwrap(), "https://crm.example.com/docs/gamma/things");
    // It takes the place of a server that needs none.
    set("SERVER_RELATIVE_ENVIRONMENT", "hosted");
    assert_eq!(uri().unwrap(), "https://crm.example.com/docs/new/things");
    set("SERVER_RELATIVE_BASE_URL", "");
    assert_eq!(uri().unwrap(), "https://api.example.com/things");
}
