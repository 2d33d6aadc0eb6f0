//! What other generators are known to send wrongly, one test a mistake.

use std::collections::BTreeMap;

use requests_exact::operations::StyledDeep;
use requests_exact::runtime::{Base64, Nullable, RawJson};
use requests_exact::types::{Color, Thing, ThingKind};
use requests_exact::{Client, Environment};

fn client() -> Client {
    Client::builder(Environment::custom("https://example.com")).build().unwrap()
}

/// The path and the query of a call's request.
macro_rules! target {
    ($call:expr) => {
        $call.request().unwrap().uri().path_and_query().unwrap().to_string()
    };
}

/// The query of a call with one more parameter.
macro_rules! query {
    ($setter:ident($value:expr)) => {
        client()
            .styled([1], [2])
            .$setter($value)
            .request()
            .unwrap()
            .uri()
            .query()
            .unwrap_or_default()
            .to_owned()
    };
}

/// The body of a merge patch.
fn body(thing: &Thing) -> String {
    let request = client().merge().body(thing).request().unwrap();
    String::from_utf8(request.body().to_vec()).unwrap()
}

#[test]
fn a_space_in_a_path_is_no_plus_sign() {
    assert_eq!(target!(client().path("a b", "c+d")), "/paths/a%20b/c%2Bd");
}

#[test]
fn a_path_value_cannot_change_the_path() {
    assert_eq!(target!(client().path("../x", "a/b")), "/paths/..%2Fx/a%2Fb");
    assert_eq!(target!(client().path("a?b#c", "%2e\r\n")), "/paths/a%3Fb%23c/%252e%0D%0A");
    for dots in [".", ".."] {
        let error = client().path(dots, "x").request().unwrap_err();
        assert_eq!(error.name(), "b");
    }
    assert_eq!(client().path("x", "").request().unwrap_err().name(), "a");
}

#[test]
fn path_parameters_are_arguments_in_the_order_of_the_path() {
    // The definition lists `a` first, the path has `b` first.
    assert_eq!(target!(client().path("first", "second")), "/paths/first/second");
}

#[test]
fn label_and_matrix_paths_have_their_marks() {
    assert_eq!(target!(client().styled([1, 2], [3, 4])), "/styles/.1,2/;matrix=3;matrix=4");
}

#[test]
fn a_deep_object_is_not_flattened() {
    let deep = StyledDeep::new().a("x").b(1);
    assert_eq!(query!(deep(deep)), "deep%5Ba%5D=x&deep%5Bb%5D=1");
}

#[test]
fn delimiters_are_those_of_the_style() {
    assert_eq!(query!(piped([1, 2])), "piped=1%7C2");
    assert_eq!(query!(spaced([Color::Red, Color::DarkBlue])), "spaced=red%20dark%20blue");
    assert_eq!(query!(joined(["a,b".to_owned(), "c".to_owned()])), "joined=a%2Cb,c");
    assert_eq!(query!(each([true, false])), "each=true&each=false");
}

#[test]
fn an_empty_list_sends_nothing() {
    assert_eq!(query!(each([])), "");
    assert_eq!(query!(joined([])), "");
    assert_eq!(query!(piped([])), "");
}

#[test]
fn json_in_a_parameter_is_json() {
    let map = BTreeMap::from([("a".to_owned(), 1)]);
    assert_eq!(query!(json(map)), "json=%7B%22a%22%3A1%7D");
}

#[test]
fn an_integer_without_a_format_has_64_bits() {
    assert_eq!(query!(big(5_000_000_000)), "big=5000000000");
}

#[test]
fn a_date_time_keeps_its_offset() {
    let since = "2024-01-02T03:04:05.5-08:00".parse().unwrap();
    assert_eq!(query!(since(since)), "since=2024-01-02T03%3A04%3A05.5-08%3A00");
}

#[test]
fn bytes_in_a_parameter_are_base64() {
    assert_eq!(query!(bytes(Base64::from(vec![255, 254]))), "bytes=%2F%2F4%3D");
}

#[test]
fn a_cookie_parameter_is_sent() {
    let request = client().styled([1], [2]).session("s").request().unwrap();
    assert_eq!(request.headers()["cookie"], "session=s");
}

#[test]
fn headers_that_media_types_and_security_set_are_no_parameters() {
    let request = client().styled([1], [2]).request().unwrap();
    assert!(!request.headers().contains_key("authorization"));
    assert!(!request.headers().contains_key("content-type"));
}

#[test]
fn one_name_in_two_locations_is_two_parameters() {
    let request = client().styled([1], [2]).r#type("q").type_2("h").request().unwrap();
    assert_eq!(request.uri().query(), Some("type=q"));
    assert_eq!(request.headers()["type"], "h");
}

#[test]
fn a_merge_patch_is_not_sent_as_plain_json() {
    let request = client().merge().body(&Thing::new("n", "s")).request().unwrap();
    assert_eq!(request.headers()["content-type"], "application/merge-patch+json");
}

#[test]
fn an_absent_optional_body_is_not_null() {
    let request = client().merge().request().unwrap();
    assert!(request.body().is_empty());
    assert!(!request.headers().contains_key("content-type"));
}

#[test]
fn absent_and_null_are_two_things() {
    let thing = || Thing::new("n", "s");
    assert_eq!(body(&thing()), r#"{"name":"n","secret":"s"}"#);
    let null = thing().note(Nullable::Null);
    assert_eq!(body(&null), r#"{"name":"n","secret":"s","note":null}"#);
}

#[test]
fn null_among_enum_values_is_no_text() {
    let thing = || Thing::new("n", "s");
    let null = thing().kind(Nullable::Null);
    assert_eq!(body(&null), r#"{"name":"n","secret":"s","kind":null}"#);
    let value = thing().kind(ThingKind::A);
    assert_eq!(body(&value), r#"{"name":"n","secret":"s","kind":"a"}"#);
}

#[test]
fn what_is_read_only_is_not_asked_for() {
    // `id` is required, but only servers send it.
    assert_eq!(body(&Thing::new("n", "s")), r#"{"name":"n","secret":"s"}"#);
}

#[test]
fn free_form_objects_keep_what_is_in_them() {
    let patch: RawJson = r#"{"op":"remove","path":"/a"}"#.parse().unwrap();
    let map = patch.decode::<BTreeMap<String, RawJson>>().unwrap();
    let request = client().patches(vec![map]).request().unwrap();
    assert_eq!(request.body(), r#"[{"op":"remove","path":"/a"}]"#);
    assert_eq!(request.headers()["content-type"], "application/json-patch+json");
}
