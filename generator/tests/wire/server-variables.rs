//! Servers whose URL is a template.

use server_variables::{Client, Environment};

#[test]
fn variables_have_their_defaults() {
    assert_eq!(Environment::NAMES[0], "OneRegion");
    let default: Environment = "one region".parse().unwrap();
    assert_eq!(default.url(), "https://eu.example.com:443/v1");
    let environment =
        Environment::OneRegion { region: "us".into(), port: "8443".into(), base_path: "v2".into() };
    let client = Client::builder(environment).build().unwrap();
    let request = client.list_things().request().unwrap();
    assert_eq!(request.uri().to_string(), "https://us.example.com:8443/v2/things");
}
