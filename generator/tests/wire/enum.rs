//! Open enums: every text survives, whatever it is.

use enum_client::runtime::json;
use enum_client::types::{Hard, Plain};

#[test]
fn every_value_is_its_text() {
    for text in Hard::VALUES {
        let value: Hard = text.parse().unwrap();
        assert_eq!(value.as_str(), *text);
        assert!(!format!("{value:?}").starts_with("Unknown("), "{value:?}");
        let json = json::to_string(&value);
        assert_eq!(json::from_str::<Hard>(&json).unwrap(), value, "{json}");
    }
    assert_eq!(Hard::VALUES.len(), 19);
    assert_eq!(Hard::Empty.as_str(), "");
    assert_eq!(Hard::Quoted.as_str(), "\"quoted\"");
}

#[test]
fn an_unknown_value_is_kept() {
    let text = r#""tomorrow's""#;
    let plain: Plain = json::from_str(text).unwrap();
    assert!(!Plain::VALUES.contains(&plain.as_str()));
    assert_eq!(json::to_string(&plain), text);
}
