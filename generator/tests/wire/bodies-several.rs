//! Each media type of a body, as it is sent.

use bodies_several::operations::{OptionalMultipartParts, SeveralForm, SeveralMultipartParts};
use bodies_several::types::Thing;
use bodies_several::{Client, Environment};

fn client() -> Client {
    Client::builder(Environment::custom("https://example.com")).build().unwrap()
}

/// The media type and the body of a call's request.
macro_rules! sent {
    ($call:expr) => {{
        let request = $call.request().unwrap();
        let media_type = request.headers()["content-type"].to_str().unwrap();
        let media_type = media_type.split("; boundary").next().unwrap();
        (media_type.to_owned(), String::from_utf8_lossy(request.body()).into_owned())
    }};
}

fn is(media_type: &str, body: &str) -> (String, String) {
    (media_type.to_owned(), body.to_owned())
}

#[test]
fn each_media_type_has_a_method() {
    let client = client();
    assert_eq!(sent!(client.several(&Thing::new("x"))), is("application/json", r#"{"a":"x"}"#));
    assert_eq!(sent!(client.several_csv("a,b")), is("text/csv", "a,b"));
    let other = client.several_vnd_other_json(vec![1]);
    assert_eq!(sent!(other), is("application/vnd.other+json", "[1]"));
    let form = client.several_form(&SeveralForm::new().b("y z"));
    assert_eq!(sent!(form), is("application/x-www-form-urlencoded", "b=y%20z"));
    let (media_type, _) = sent!(client.several_multipart(SeveralMultipartParts::new("f")));
    assert_eq!(media_type, "multipart/form-data");
    assert_eq!(sent!(client.several_xml("<c/>")), is("application/xml", "<c/>"));
    let image = client.several_image("png").content_type("image/png");
    assert_eq!(sent!(image), is("image/png", "png"));
}

#[test]
fn an_optional_body_has_a_setter_a_media_type() {
    let client = client();
    assert!(!client.optional().request().unwrap().headers().contains_key("content-type"));
    let thing = Thing::new("x");
    assert_eq!(sent!(client.optional().body(&thing)), is("application/json", r#"{"a":"x"}"#));
    assert_eq!(sent!(client.optional().text_body("t")), is("text/plain; charset=utf-8", "t"));
    let (media_type, _) = sent!(client.optional().multipart_body(OptionalMultipartParts::new()));
    assert_eq!(media_type, "multipart/form-data");
}

#[test]
fn who_calls_names_the_type_of_a_range() {
    let client = client();
    assert_eq!(sent!(client.range("b")), is("application/octet-stream", "b"));
    assert_eq!(sent!(client.range("b").content_type("text/x-log")), is("text/x-log", "b"));
    assert!(client.range("b").content_type("a\nb").request().is_err());
}

#[test]
fn xml_is_a_text() {
    assert_eq!(sent!(client().xml("<Thing/>")), is("application/xml", "<Thing/>"));
}

#[test]
fn bytes_that_are_json_are_sent_as_they_are() {
    assert_eq!(sent!(client().file("[1]")), is("application/json", "[1]"));
}
