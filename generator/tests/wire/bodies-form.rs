//! Forms, as they are sent.

use std::collections::BTreeMap;

use bodies_form::runtime::{Nullable, RawJson};
use bodies_form::types::{Order, OrderAddress, OrderLine};
use bodies_form::{Client, Environment};

fn client() -> Client {
    Client::builder(Environment::custom("https://example.com")).build().unwrap()
}

/// The body of a call's request, which must be a form.
macro_rules! form {
    ($call:expr) => {{
        let request = $call.request().unwrap();
        assert_eq!(request.headers()["content-type"], "application/x-www-form-urlencoded");
        String::from_utf8(request.body().to_vec()).unwrap()
    }};
}

#[test]
fn a_form_has_a_field_an_item_and_json_for_objects() {
    let client = client();
    assert_eq!(form!(client.plain(&Order::new("a b&c=d+é"))), "name=a%20b%26c%3Dd%2B%C3%A9");
    let order = Order::new("").paid(true).on("2024-01-02".parse().unwrap());
    assert_eq!(form!(client.plain(&order)), "name=&paid=true&on=2024-01-02");
    let order = Order::new("n")
        .tags(["x".to_owned(), "y,z".to_owned()])
        .ids([1, 2])
        .address(OrderAddress::new().city("Ulm"))
        .lines([OrderLine::new().price(1), OrderLine::new()]);
    assert_eq!(
        form!(client.plain(&order)),
        "name=n&tags=x&tags=y%2Cz&ids=1&ids=2&address=%7B%22city%22%3A%22Ulm%22%7D\
         &lines=%7B%22price%22%3A1%7D&lines=%7B%7D"
    );
}

#[test]
fn absent_null_and_empty_lists_in_a_form() {
    let client = client();
    assert_eq!(form!(client.plain(&Order::new("n"))), "name=n");
    assert_eq!(form!(client.plain(&Order::new("n").note(Nullable::Null))), "name=n&note=");
    assert_eq!(form!(client.plain(&Order::new("n").tags([] as [String; 0]))), "name=n");
}

#[test]
fn each_field_has_the_style_of_its_encoding() {
    let client = client();
    let order = Order::new("n")
        .note("x".to_owned())
        .path("a/b?c")
        .tags(["x".to_owned(), "y".to_owned()])
        .ids([1, 2])
        .address(OrderAddress::new().city("Ulm").lines(["l".to_owned()]))
        .lines([OrderLine::new().price(1)])
        .extra(BTreeMap::from([("k".to_owned(), "v".to_owned())]));
    assert_eq!(
        form!(client.styled(&order)),
        "name=n&note=%22x%22&path=a/b?c&tags%5B0%5D=x&tags%5B1%5D=y&ids=1,2\
         &address%5Bcity%5D=Ulm&address%5Blines%5D%5B0%5D=l&lines%5B0%5D%5Bprice%5D=1&k=v"
    );
    let body = bodies_form::operations::DelimitedBody::new();
    let body = body.a(["x".to_owned(), "y".to_owned()]).b(["z".to_owned(), "w".to_owned()]);
    assert_eq!(form!(client.delimited().body(&body)), "a=x%7Cy&b=z%20w");
}

#[test]
fn an_absent_form_sends_nothing() {
    let request = client().delimited().request().unwrap();
    assert!(request.body().is_empty() && !request.headers().contains_key("content-type"));
}

#[test]
fn one_value_goes_as_json_a_form_or_parts() {
    let client = client();
    let order = Order::new("n").ids([1]).address(OrderAddress::new());
    let json = client.either(&order).request().unwrap();
    assert_eq!(json.headers()["content-type"], "application/json");
    assert_eq!(json.body(), r#"{"name":"n","ids":[1],"address":{}}"#);
    assert_eq!(form!(client.either(&order).as_form()), "name=n&ids=1&address=%7B%7D");
    let parts = client.either(&order).as_multipart().request().unwrap();
    let media_type = parts.headers()["content-type"].to_str().unwrap();
    let boundary = media_type.strip_prefix("multipart/form-data; boundary=").unwrap();
    let body = String::from_utf8_lossy(parts.body()).replace(boundary, "B");
    assert_eq!(
        body,
        "--B\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\nn\r\n\
         --B\r\nContent-Disposition: form-data; name=\"ids\"\r\n\r\n1\r\n\
         --B\r\nContent-Disposition: form-data; name=\"address\"\r\n\
         Content-Type: application/json\r\n\r\n{}\r\n--B--\r\n"
    );
}

#[test]
fn forms_of_anything() {
    let client = client();
    let map = BTreeMap::from([("a".to_owned(), "1".to_owned()), ("b".to_owned(), "2".to_owned())]);
    assert_eq!(form!(client.free(map)), "a=1&b=2");
    let raw: RawJson = r#"{"a":[1,null,"x"],"b":null}"#.parse().unwrap();
    assert_eq!(form!(client.none(&raw)), "a=1&a=&a=x&b=");
    assert_eq!(form!(client.text("a=1&b")), "a=1&b");
    let error = client.none(&RawJson::TRUE).request().unwrap_err();
    assert_eq!(
        error.to_string(),
        "the body of `none` is no object, of which alone a form can be made"
    );
}
