//! Swagger 2.0's own ways to write lists and forms, as they are sent.

use swagger_forms::operations::{FormBody, PartsBody, PatchBody, UploadParts};
use swagger_forms::runtime::FormPart;
use swagger_forms::{Client, Environment};

fn client() -> Client {
    Client::builder(Environment::custom("https://example.com/v2")).build().unwrap()
}

fn two() -> [String; 2] {
    ["a b".to_owned(), "c,d".to_owned()]
}

#[test]
fn every_collection_format_in_every_place() {
    let lists = || client().lists([1, 2], two());
    let path = "/v2/lists/1%7C2/a%20b%20c%2Cd";
    for (call, query) in [
        (lists().usual(two()), "usual=a%20b,c%2Cd"),
        (lists().csv(two()), "csv=a%20b,c%2Cd"),
        (lists().ssv(two()), "ssv=a%20b%20c%2Cd"),
        (lists().tsv(two()), "tsv=a%20b%09c%2Cd"),
        (lists().pipes(two()), "pipes=a%20b%7Cc%2Cd"),
        (lists().multi(two()), "multi=a%20b&multi=c%2Cd"),
    ] {
        let request = call.request().unwrap();
        assert_eq!(request.uri().path_and_query().unwrap().as_str(), format!("{path}?{query}"));
    }
    let call = lists().x_csv(two()).x_ssv(two()).x_pipes([1, 2]).x_tsv(two());
    let request = call.request().unwrap();
    let header = |name: &str| request.headers()[name].to_str().unwrap().to_owned();
    assert_eq!(header("x-csv"), "a b,c,d");
    assert_eq!(header("x-ssv"), "a b c,d");
    assert_eq!(header("x-pipes"), "1|2");
    assert_eq!(request.headers()["x-tsv"].as_bytes(), b"a b\tc,d");
}

#[test]
fn fields_of_a_form() {
    let body = FormBody::new("t").count(3).csv(two()).ssv(two()).tsv(two());
    let request = client().form(&body.pipes(two()).multi(two())).request().unwrap();
    assert_eq!(request.headers()["content-type"], "application/x-www-form-urlencoded");
    assert_eq!(
        request.body(),
        "title=t&count=3&csv=a%20b,c%2Cd&ssv=a%20b%20c%2Cd&tsv=a%20b%09c%2Cd\
         &pipes=a%20b%7Cc%2Cd&multi=a%20b&multi=c%2Cd"
    );
}

/// The body of a request that is sent as parts, with `B` for the boundary.
macro_rules! parts {
    ($call:expr) => {{
        let request = $call.request().unwrap();
        let media_type = request.headers()["content-type"].to_str().unwrap();
        let boundary = media_type.strip_prefix("multipart/form-data; boundary=").unwrap();
        String::from_utf8_lossy(request.body()).replace(boundary, "B")
    }};
}

/// A part of which the head is given, behind its disposition and name.
fn part(name: &str, head: &str, body: &str) -> String {
    format!("--B\r\nContent-Disposition: form-data; name=\"{name}\"{head}\r\n\r\n{body}\r\n")
}

#[test]
fn files_and_lists_are_parts() {
    let file = FormPart::from("bytes").file_name("a.bin");
    let body = UploadParts::new(file).note("n").csv(two()).tsv([1, 2]).multi(two());
    let octets = "\r\nContent-Type: application/octet-stream";
    let expected = [
        part("file", &format!("; filename=\"a.bin\"{octets}"), "bytes"),
        part("note", "", "n"),
        part("csv", "", "a b,c,d"),
        part("tsv", "", "1\t2"),
        part("multi", "", "a b"),
        part("multi", "", "c,d"),
    ];
    assert_eq!(parts!(client().upload("7", body)), expected.concat() + "--B--\r\n");
    let body = PartsBody::new("t").pipes(two());
    let expected = [part("title", "", "t"), part("pipes", "", "a b|c,d")];
    assert_eq!(parts!(client().parts(&body)), expected.concat() + "--B--\r\n");
}

#[test]
fn media_types_are_those_of_the_operation() {
    let request = client().download("7").request().unwrap();
    assert_eq!(request.headers()["accept"], "image/png, application/pdf");
    let request = client().patch(&PatchBody::new().a("x")).request().unwrap();
    assert_eq!(request.headers()["content-type"], "application/merge-patch+json");
}
