//! Types that hold themselves.

use recursion::runtime::json;
use recursion::types::{Expr, Node, Ping, Sum};

#[test]
fn round_trip() {
    let text = r#"{"name":"a","parent":{"name":"b"},"children":[{"name":"c","children":[]}],"by_name":{"d":{"name":"d"}},"left":null}"#;
    let node: Node = json::from_str(text).unwrap();
    assert_eq!(node.parent.as_ref().map(|parent| parent.name.as_str()), Some("b"));
    assert_eq!(json::to_string(&node), text);
    let text = r#"{"pong":{"ping":{"pong":{}}}}"#;
    assert_eq!(json::to_string(&json::from_str::<Ping>(text).unwrap()), text);
}

#[test]
fn unions_nest() {
    let text = r#"{"a":1,"b":{"a":2,"b":3}}"#;
    let expr: Expr = json::from_str(text).unwrap();
    assert_eq!(expr, Sum::new(1, Sum::new(2, 3)).into());
    assert_eq!(json::to_string(&expr), text);
}

#[test]
fn depth_ends_in_an_error() {
    let deep = "{\"name\":\"a\",\"parent\":".repeat(100_000);
    assert!(json::from_str::<Node>(&deep).is_err());
}
