//! Enums with null, of one value, of what is no text.

use enum_values::runtime::json;
use enum_values::types::{Holder, HolderFixed, HolderWithNull};

#[test]
fn round_trip() {
    let text = r#"{"with_null":"a","one":"only","fixed":"v1","number":2,"flag":true,"mixed":"a"}"#;
    let holder: Holder = json::from_str(text).unwrap();
    assert_eq!(holder.with_null, Some(HolderWithNull::A));
    assert_eq!(holder.fixed, Some(HolderFixed::V1));
    assert_eq!(json::to_string(&holder), text);
    assert_eq!(json::to_string(&Holder::new(None)), r#"{"with_null":null}"#);
}
