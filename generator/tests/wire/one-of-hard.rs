//! Unions in unions, lists of them, and branches that are one type.

use one_of_hard::runtime::json;
use one_of_hard::types::{Inner, Outer, Same, Twice, TwiceItem};

#[test]
fn unions_in_unions() {
    assert!(matches!(json::from_str(r#""x""#), Ok(Outer::Inner(Inner::String(_)))));
    assert!(matches!(json::from_str(r#"{"text":"x"}"#), Ok(Outer::Inner(Inner::Object(_)))));
    let Ok(Outer::List(list)) = json::from_str(r#"["a",{"text":"b"}]"#) else { panic!() };
    assert!(matches!(list.as_slice(), [Inner::String(_), Inner::Object(_)]));
}

#[test]
fn lists_of_several_types_have_items_of_any() {
    let twice: Twice = json::from_str(r#"["a",1]"#).unwrap();
    assert_eq!(twice, [TwiceItem::String("a".into()), TwiceItem::Integer(1)]);
}

#[test]
fn branches_that_are_one_type_are_read_as_the_first() {
    assert!(matches!(json::from_str(r#"{"a":"x"}"#), Ok(Same::A(_))));
    assert!(matches!(json::from_str(r#"{"b":"x"}"#), Ok(Same::B(_))));
}
