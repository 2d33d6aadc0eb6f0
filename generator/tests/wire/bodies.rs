//! Bodies, as they are sent.

use std::collections::BTreeMap;

use bodies::runtime::RawJson;
use bodies::types::Thing;
use bodies::{Client, Environment};

/// The media type and the body of a call's request.
macro_rules! sent {
    ($call:expr) => {{
        let request = $call.request().unwrap();
        let media_type =
            request.headers().get("content-type").map(|v| v.to_str().unwrap().to_owned());
        (media_type.unwrap_or_default(), String::from_utf8_lossy(request.body()).into_owned())
    }};
}

fn is(media_type: &str, body: &str) -> (String, String) {
    (media_type.to_owned(), body.to_owned())
}

#[test]
fn kinds() {
    let client = Client::builder(Environment::custom("https://example.com")).build().unwrap();
    let thing = Thing::new("x");
    let json = "application/json";
    assert_eq!(sent!(client.json(&thing)), is(json, r#"{"a":"x"}"#));
    assert_eq!(sent!(client.optional()), is("", ""));
    assert_eq!(sent!(client.optional().body(&thing)), is(json, r#"{"a":"x"}"#));
    let patch = "application/merge-patch+json";
    assert_eq!(sent!(client.merge_patch(&thing)), is(patch, r#"{"a":"x"}"#));
    assert_eq!(sent!(client.list(vec![thing.clone()])), is(json, r#"[{"a":"x"}]"#));
    assert_eq!(sent!(client.map(BTreeMap::from([("k".into(), 1)]))), is(json, r#"{"k":1}"#));
    assert_eq!(sent!(client.scalar("a\"b".into())), is(json, r#""a\"b""#));
    let any: RawJson = "[1.50]".parse().unwrap();
    assert_eq!(sent!(client.any(&any)), is(json, "[1.50]"));
    assert_eq!(sent!(client.nullable(None)), is(json, "null"));
    assert_eq!(sent!(client.text("é")), is("text/plain; charset=utf-8", "é"));
    assert_eq!(sent!(client.bytes("b")), is("application/octet-stream", "b"));
    assert_eq!(sent!(client.optional_bytes()), is("", ""));
    assert_eq!(sent!(client.optional_bytes().body("b")), is("image/png", "b"));
    assert_eq!(sent!(client.either(&thing)), is(json, r#"{"a":"x"}"#));
}
