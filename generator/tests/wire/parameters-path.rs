//! Path parameters, as bytes of the request.

use std::collections::BTreeMap;

use parameters_path::operations::SimpleC;
use parameters_path::{Client, Environment};

fn client() -> Client {
    Client::builder(Environment::custom("https://example.com/v1/")).build().unwrap()
}

fn texts() -> Vec<String> {
    vec!["x/y".to_owned(), "z".to_owned()]
}

/// The path of a call's request.
macro_rules! path {
    ($call:expr) => {
        $call.request().unwrap().uri().path().to_owned()
    };
}

#[test]
fn styles() {
    let client = client();
    let c = SimpleC::new().x(1).y("é");
    assert_eq!(path!(client.simple("a b", texts(), c)), "/v1/simple/a%20b/x%2Fy,z/x,1,y,%C3%A9");
    let map = BTreeMap::from([("k".to_owned(), "v".to_owned()), ("l".to_owned(), "w".to_owned())]);
    assert_eq!(path!(client.explode([1, 2], map)), "/v1/explode/1,2/k=v,l=w");
    assert_eq!(path!(client.label("a", texts(), texts())), "/v1/label/.a.x%2Fy,z.x%2Fy.z");
    assert_eq!(
        path!(client.matrix(true, texts(), texts())),
        "/v1/matrix/;a=true;b=x%2Fy,z;c=x%2Fy;c=z"
    );
    assert_eq!(path!(client.undescribed("../a", "b.c")), "/v1/files/..%2Fa.b.c");
}

#[test]
fn what_would_change_the_path_is_refused() {
    let error = client().undescribed("", "").request();
    assert_eq!(error.map(|r| r.uri().path().to_owned()).ok(), None);
    assert!(client().simple("..", texts(), SimpleC::new().x(1)).request().is_err());
}
