//! Multipart bodies, as they are sent.

use bodies_multipart::operations::{ManyArgs, ManyParts, MixedParts, OptionalParts, UploadParts};
use bodies_multipart::runtime::{FormPart, Multipart};
use bodies_multipart::types::Meta;
use bodies_multipart::{Client, Environment};

fn client() -> Client {
    Client::builder(Environment::custom("https://example.com")).build().unwrap()
}

/// The media type and the body of a call's request, with `B` for the boundary.
macro_rules! sent {
    ($call:expr) => {{
        let request = $call.request().unwrap();
        let media_type = request.headers()["content-type"].to_str().unwrap();
        let (media_type, boundary) = media_type.split_once("; boundary=").unwrap();
        let body = String::from_utf8_lossy(request.body()).replace(boundary, "B");
        (media_type.to_owned(), body)
    }};
}

/// A part of which the head is given, behind its disposition and name.
fn part(name: &str, head: &str, body: &str) -> String {
    format!("--B\r\nContent-Disposition: form-data; name=\"{name}\"{head}\r\n\r\n{body}\r\n")
}

#[test]
fn files_texts_json_and_several_of_one_name() {
    let photo = FormPart::from(vec![1, 2]).file_name("a \"b\"\r\n.png");
    let jpeg = FormPart::from("j").file_name("é.jpg").content_type("image/jpeg");
    let signed = FormPart::from("s").header("X-Signature", "abc");
    let parts = UploadParts::new("bytes", "Holi\"days", signed)
        .photo(photo)
        .more([jpeg, FormPart::from("p")])
        .tags(["x".to_owned(), "y".to_owned()])
        .meta(Meta::new("m").size(1))
        .xml("<a/>")
        .csv("a,b")
        .self_(7);
    let (media_type, body) = sent!(client().upload(parts));
    assert_eq!(media_type, "multipart/form-data");
    let octets = "\r\nContent-Type: application/octet-stream";
    let expected = [
        part("file", &format!("; filename=\"file\"{octets}"), "bytes"),
        part("title", "", "Holi\"days"),
        part(
            "photo",
            "; filename=\"a %22b%22%0D%0A.png\"\r\nContent-Type: image/png",
            "\u{1}\u{2}",
        ),
        part("more", "; filename=\"é.jpg\"\r\nContent-Type: image/jpeg", "j"),
        part("more", &format!("; filename=\"more\"{octets}"), "p"),
        part("tags", "", "x"),
        part("tags", "", "y"),
        part("meta", "\r\nContent-Type: application/json", r#"{"name":"m","size":1}"#),
        part("xml", "\r\nContent-Type: application/xml", "<a/>"),
        part("csv", "\r\nContent-Type: text/csv", "a,b"),
        part("signed", "\r\nX-Signature: abc", "s"),
        part("self", "", "7"),
    ];
    assert_eq!(body, expected.concat() + "--B--\r\n");
}

#[test]
fn absent_and_null_parts_are_two_things() {
    let parts = || UploadParts::new("f", "t", "s");
    let (_, absent) = sent!(client().upload(parts()));
    let (_, null) = sent!(client().upload(parts().note(None)));
    assert!(!absent.contains("\"note\""), "{absent}");
    assert!(null.contains(&part("note", "", "")), "{null}");
}

#[test]
fn a_header_that_would_split_a_part_is_an_error() {
    let parts = UploadParts::new(FormPart::from("f").content_type("a/b\r\nX: y"), "t", "s");
    let error = client().upload(parts).request().unwrap_err();
    assert_eq!(error.name(), "Content-Type");
}

#[test]
fn an_absent_multipart_sends_nothing() {
    let request = client().optional().request().unwrap();
    assert!(request.body().is_empty() && !request.headers().contains_key("content-type"));
    let parts = Multipart::from(OptionalParts::new().file("f")).text("more", "text");
    let (_, body) = sent!(client().optional().body(parts));
    assert!(body.contains(&part("more", "", "text")), "{body}");
}

#[test]
fn values_without_files_are_the_ordinary_type() {
    let (_, body) = sent!(client().plain(&Meta::new("m").size(3)));
    let size = part("size", "\r\nContent-Type: application/json", "3");
    assert_eq!(body, part("name", "", "m") + &size + "--B--\r\n");
}

#[test]
fn other_kinds_of_multipart() {
    let parts = MixedParts::new(Meta::new("m"), "d");
    let (media_type, body) = sent!(client().mixed(parts));
    assert_eq!(media_type, "multipart/mixed");
    assert!(body.contains("filename=\"data\"\r\nContent-Type: application/octet-stream"));
    let own = Multipart::of("multipart/related")
        .part(FormPart::json(&Meta::new("m")))
        .part(FormPart::from("x").file_name("x.txt"));
    let (media_type, body) = sent!(client().any(own));
    assert_eq!(media_type, "multipart/related");
    assert_eq!(
        body,
        "--B\r\nContent-Type: application/json\r\n\r\n{\"name\":\"m\"}\r\n\
         --B\r\nContent-Disposition: attachment; filename=\"x.txt\"\r\n\r\nx\r\n--B--\r\n"
    );
}

#[test]
fn many_arguments_are_one_struct() {
    let text = String::from;
    let args = ManyArgs {
        a: text("1"),
        b: text("2"),
        c: text("3"),
        d: text("4"),
        body: ManyParts::new("f"),
    };
    assert!(client().many(args).request().is_ok());
}
