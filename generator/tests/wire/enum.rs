//! Open enums: every text survives, whatever it is.

use enum_client::runtime::json;
use enum_client::types::{Hard, Plain};

#[test]
fn every_value_is_its_text() {
    for value in Hard::VALUES {
        let text = json::to_string(value);
        let again: Hard = json::from_str(&text).expect(&text);
        assert_eq!(again, *value, "{text}");
        assert_eq!(again.as_str().parse::<Hard>().unwrap(), again);
    }
    assert_eq!(Hard::VALUES.len(), 19);
    assert_eq!(Hard::Empty.as_str(), "");
    assert_eq!(Hard::Quoted.as_str(), "\"quoted\"");
}

#[test]
fn an_unknown_value_is_kept() {
    let text = r#""tomorrow's""#;
    let plain: Plain = json::from_str(text).unwrap();
    assert!(!Plain::VALUES.contains(&plain));
    assert_eq!(json::to_string(&plain), text);
}
