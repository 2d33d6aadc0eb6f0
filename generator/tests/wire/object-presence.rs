//! Absent, null and a value survive both ways.

use object_presence::runtime::{Nullable, json};
use object_presence::types::{Loose, Thing};

fn thing(text: &str) -> Thing {
    let thing: Thing = json::from_str(text).expect(text);
    assert_eq!(json::to_string(&thing), text, "sent back as it came");
    thing
}

#[test]
fn three_states() {
    let it = thing(r#"{"always":"a","perhaps_null":null}"#);
    assert_eq!((it.perhaps_null, it.perhaps_absent, it.all_three), (None, None, None));
    let it = thing(
        r#"{"always":"a","perhaps_null":1,"perhaps_absent":true,"all_three":null,"aliased":null}"#,
    );
    assert_eq!(it.all_three, Some(Nullable::Null));
    assert_eq!(it.aliased, Some(Nullable::Null));
    let it = thing(r#"{"always":"a","perhaps_null":1,"all_three":"x","aliased":1.5}"#);
    assert_eq!(it.all_three, Some(Nullable::Value("x".into())));
    assert_eq!(it, Thing::new("a", 1).all_three("x".to_owned()).aliased(1.5));
}

#[test]
fn what_is_required_is_missed_by_its_name() {
    let error = json::from_str::<Thing>(r#"{"always":"a"}"#).unwrap_err().to_string();
    assert!(error.contains("perhaps_null"), "{error}");
    let error = json::from_str::<Thing>(r#"{"always":null,"perhaps_null":1}"#).unwrap_err();
    assert!(error.to_string().contains("$.always"), "{error}");
}

#[test]
fn null_for_an_optional_property_is_as_good_as_nothing() {
    let it: Loose = json::from_str(r#"{"a":null,"unheard":[{}]}"#).unwrap();
    assert_eq!(it, Loose::new());
    assert_eq!(json::to_string(&it), "{}");
}
