//! Types that hold themselves.

use recursion::runtime::json;
use recursion::types::{Expr, Family, FamilyBase, Forest, Link, Node, Parent, Ping, Sum, Tree};

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

#[test]
fn arrays_and_maps_of_themselves() {
    let tree: Tree = json::from_str("[[],[[]]]").unwrap();
    assert_eq!(tree.get()[1].get().len(), 1);
    assert_eq!(tree, Tree::from(vec![Tree::from(vec![]), Tree::from(vec![Tree::from(vec![])])]));
    assert_eq!(json::to_string(&tree), "[[],[[]]]");
    let text = r#"{"a":[{"b":[]},null]}"#;
    let forest: Forest = json::from_str(text).unwrap();
    assert_eq!(forest.get()["a"].len(), 2);
    assert_eq!(json::to_string(&forest), text);
}

#[test]
fn unions_and_bases_that_hold_themselves() {
    let text = r#"["a",{"b":["c"]}]"#;
    let link: Link = json::from_str(text).unwrap();
    let Link::List(list) = &link else { panic!() };
    assert!(matches!(list.as_slice(), [Link::String(_), Link::Map(_)]));
    assert_eq!(json::to_string(&link), text);
    let family = Family::from(Parent::new(FamilyBase::new()));
    let text = r#"{"is":"Parent","child":{"is":"Family"}}"#;
    assert_eq!(json::to_string(&family), text);
    assert_eq!(json::from_str::<Family>(text).unwrap(), family);
}
