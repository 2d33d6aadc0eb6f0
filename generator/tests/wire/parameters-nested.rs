//! Parameters within parameters, and paths with a query, as bytes of the request.

use std::collections::BTreeMap;

use parameters_nested::operations::{
    FragmentAction, NestedCreatedObject, NestedRange, NestedXRange,
};
use parameters_nested::types::{Filter, FilterSize};
use parameters_nested::{Client, Environment};

fn client() -> Client {
    Client::builder(Environment::custom("https://example.com/v1")).build().unwrap()
}

/// The path and the query of a call's request.
macro_rules! target {
    ($call:expr) => {
        $call.request().unwrap().uri().path_and_query().unwrap().to_string()
    };
}

/// The query of a call with more parameters, where every `[` is one.
macro_rules! query {
    ($($setter:ident($value:expr)),*) => {{
        let call = client().nested(vec![vec![1]])$(.$setter($value))*;
        let query = call.request().unwrap().uri().query().unwrap_or_default().to_owned();
        query.replace("%5B", "[").replace("%5D", "]").replace("%22", "'").replace("%3A", ":")
    }};
}

fn ints() -> BTreeMap<String, i64> {
    BTreeMap::from([("a".to_owned(), 1), ("b".to_owned(), 2)])
}

#[test]
fn deep_objects_go_on_at_every_level() {
    let inner = Filter::new().state("x y".to_owned());
    let filter = Filter::new().size(FilterSize::new().min(1)).and([inner]);
    assert_eq!(query!(filter(filter)), "filter[size][min]=1&filter[and][0][state]=x%20y");
    assert_eq!(query!(filter(Filter::new().state(None))), "filter[state]=");
    assert_eq!(query!(filter(Filter::new())), "");
    assert_eq!(query!(created(5.into())), "created=5");
    assert_eq!(query!(created(NestedCreatedObject::new().gte(5).into())), "created[gte]=5");
    assert_eq!(query!(expand(vec!["a".to_owned(), "b".to_owned()])), "expand[0]=a&expand[1]=b");
}

#[test]
fn elsewhere_what_is_nested_is_json() {
    let ranges = vec![NestedRange::new().from(1), NestedRange::new()];
    assert_eq!(query!(ranges(ranges)), "ranges=%7B'from':1%7D&ranges=%7B%7D");
    let flat = Filter::new().state("s".to_owned()).size(FilterSize::new().min(1));
    assert_eq!(query!(flat(flat)), "state=s&size=%7B'min':1%7D");
    assert_eq!(
        target!(client().nested(vec![vec![1, 2], vec![3]])),
        "/v1/nested/%5B1%2C2%5D,%5B3%5D"
    );
    let call = client().nested(vec![vec![1]]).x_ranges(vec![NestedXRange::new().from(1)]);
    assert_eq!(call.request().unwrap().headers()["x-ranges"], r#"{"from":1}"#);
}

#[test]
fn objects_between_delimiters() {
    assert_eq!(query!(piped(ints())), "piped=a%7C1%7Cb%7C2");
    assert_eq!(query!(spaced(ints())), "spaced=a%201%20b%202");
}

#[test]
fn what_is_neither_json_nor_text_is_the_callers_text() {
    assert_eq!(query!(xml("<a/>")), "xml=%3Ca%2F%3E");
    assert_eq!(query!(empty("")), "empty=");
}

#[test]
fn one_name_in_two_locations() {
    assert_eq!(target!(client().nested(vec![vec![1]]).page(2)), "/v1/nested/%5B1%5D?page=2");
}

#[test]
fn a_query_in_the_path_is_sent_as_written() {
    let client = client();
    let path = "/v1/fixed?action=bar%20baz&id=a%26b";
    assert_eq!(target!(client.fixed("a&b")), format!("{path}&mode=a"));
    assert_eq!(target!(client.fixed("a&b").q("x").mode("b")), format!("{path}&q=x&mode=b"));
}

#[test]
fn a_fragment_in_the_path_is_not_sent() {
    assert_eq!(target!(client().fragment(FragmentAction::List)), "/v1/?Action=List");
    assert_eq!(target!(client().templated().limit(1)), "/v1/templated?limit=1");
}
