//! Merged properties, both ways.

use all_of::runtime::{Nullable, json};
use all_of::types::{Base, Merged, Narrowed, Nested, Wrapped};

#[test]
fn merged_and_nested() {
    let text = r#"{"id":"1","note":"n","size":2}"#;
    let merged: Merged = json::from_str(text).unwrap();
    assert_eq!((merged.id.as_str(), merged.size), ("1", 2));
    assert_eq!(json::to_string(&merged), text);
    assert_eq!(json::to_string(&Merged::new("1", 2).note("n")), text);
    // What another part requires is required.
    assert!(json::from_str::<Nested>(r#"{"id":"1","size":2}"#).is_err());
    let text = r#"{"id":"1","note":"n","size":2,"depth":3}"#;
    let nested: Nested = json::from_str(text).unwrap();
    assert_eq!((nested.note.as_str(), nested.depth), ("n", Some(3)));
    assert_eq!(json::to_string(&nested), text);
    assert_eq!(json::to_string(&Nested::new("1", "n", 2).depth(3)), text);
}

#[test]
fn wrapped_references_are_the_type() {
    let text = r#"{"base":{"id":"1"},"nullable":null}"#;
    let wrapped: Wrapped = json::from_str(text).unwrap();
    assert_eq!(wrapped.base, Some(Base::new("1")));
    assert_eq!(wrapped.nullable, Some(Nullable::Null));
    assert_eq!(json::to_string(&wrapped), text);
}

#[test]
fn later_parts_narrow_earlier_ones() {
    let text =
        r#"{"count":3,"state":"open","list":[1],"any":"x","more":{"id":"1","note":"n"},"extra":1}"#;
    let narrowed: Narrowed = json::from_str(text).unwrap();
    let count: i32 = narrowed.count.unwrap();
    assert_eq!(count, 3);
    assert_eq!(narrowed.list.as_deref(), Some([1_i64].as_slice()));
    assert_eq!(narrowed.more.as_ref().unwrap().note, "n");
    assert_eq!(narrowed.additional_properties["extra"], 1);
    assert_eq!(json::to_string(&narrowed), text);
    assert!(json::from_str::<Narrowed>(r#"{"more":{"id":"1"}}"#).is_err());
}
