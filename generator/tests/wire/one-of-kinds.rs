//! The kind of a JSON value chooses the branch.

use one_of_kinds::runtime::json;
use one_of_kinds::types::{Holder, HolderSize, HolderSizeAuto, TextOrMap, Texts, Value};

fn value(text: &str) -> Value {
    let value: Value = json::from_str(text).expect(text);
    assert_eq!(json::to_string(&value), text, "sent back as it came");
    value
}

#[test]
fn kinds() {
    assert_eq!(value(r#""a""#), Value::String("a".into()));
    assert_eq!(value("12"), Value::Integer(12));
    assert_eq!(value("false"), Value::Boolean(false));
    assert_eq!(value(r#"["a","b"]"#), Value::List(vec!["a".into(), "b".into()]));
    assert!(matches!(value(r#"{"a":"x"}"#), Value::Part(part) if part.a.as_deref() == Some("x")));
    assert!(matches!(value("1.5"), Value::Unknown(_)));
    assert!(matches!(value("null"), Value::Unknown(_)));
    assert!(matches!(json::from_str("{}"), Ok(TextOrMap::Map(map)) if map.is_empty()));
    assert!(matches!(json::from_str(r#""x""#), Ok(TextOrMap::String(_))));
}

#[test]
fn texts_are_one_open_enum() {
    assert_eq!(json::from_str::<Texts>(r#""auto""#).unwrap(), Texts::Auto);
    let other: Texts = json::from_str(r#""6f1c""#).unwrap();
    assert_eq!(other.as_str(), "6f1c");
    assert_eq!(json::to_string(&other), r#""6f1c""#);
}

#[test]
fn a_text_of_a_list_or_a_number() {
    let holder: Holder = json::from_str(r#"{"size":"auto"}"#).unwrap();
    assert_eq!(holder.size, HolderSize::Auto(HolderSizeAuto::Auto));
    assert_eq!(json::to_string(&Holder::new(3)), r#"{"size":3}"#);
    // A text that the list lacks today is sent back all the same.
    let text = r#"{"size":"tiny"}"#;
    assert_eq!(json::to_string(&json::from_str::<Holder>(text).unwrap()), text);
}
