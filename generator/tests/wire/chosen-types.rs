//! Chosen types, both ways and as parameters.

use std::net::IpAddr;

use chosen_types::runtime::{Decimal, Secret, json};
use chosen_types::types::All;
use chosen_types::{Client, Environment};

#[test]
fn round_trip() {
    let text = r#"{"id":"https://a.example/","text":"not Base64!","address":"::1","exact":0.10,"secret":"hunter2","raw":{ "a": 1.0 },"seconds":5}"#;
    let all: All = json::from_str(text).unwrap();
    assert_eq!(all.id.host(), Some("a.example"));
    assert!(all.address.unwrap().is_loopback());
    let _: (&Option<Decimal>, &Option<Secret>) = (&all.exact, &all.secret);
    assert!(!format!("{all:?}").contains("hunter2"));
    assert_eq!(json::to_string(&all), text);
    let error = json::from_str::<All>(r#"{"id":"/","address":"here"}"#).unwrap_err();
    assert_eq!(error.path(), "$.address");
}

#[test]
fn made_and_sent() {
    let uri: http::Uri = "https://a.example/b".parse().unwrap();
    let all = All::new(uri.clone()).address("10.0.0.1".parse::<IpAddr>().unwrap());
    let client = Client::builder(Environment::custom("https://example.com")).build().unwrap();
    let request = client.put_all(uri, &all).request().unwrap();
    assert_eq!(request.uri().path(), "/all/https%3A%2F%2Fa.example%2Fb");
    assert_eq!(request.body(), r#"{"id":"https://a.example/b","address":"10.0.0.1"}"#);
}
