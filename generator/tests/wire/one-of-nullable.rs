//! Null beside a union.

use one_of_nullable::runtime::{Nullable, json};
use one_of_nullable::types::{Holder, HolderCan, HolderMust};

#[test]
fn null_is_none_of_the_branches() {
    let text = r#"{"must":null,"can":null,"one":null}"#;
    let holder: Holder = json::from_str(text).unwrap();
    assert_eq!(holder.must, None);
    assert_eq!(holder.can, Some(Nullable::Null));
    assert_eq!(json::to_string(&holder), text);

    let text = r#"{"must":1,"can":{"a":"x"},"one":{"a":"y"}}"#;
    let holder: Holder = json::from_str(text).unwrap();
    assert_eq!(holder.must, Some(HolderMust::Integer(1)));
    assert!(matches!(holder.can, Some(Nullable::Value(HolderCan::Part(_)))));
    assert_eq!(json::to_string(&holder), text);
}
