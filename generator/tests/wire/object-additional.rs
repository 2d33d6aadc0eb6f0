//! Properties without a name of their own.

use object_additional::runtime::json;
use object_additional::types::{Any, Closed, Empty, Silent, Taken, Typed};

#[test]
fn they_are_kept_where_the_definition_writes_them() {
    let text = r#"{"id":"a","x":1,"y":2}"#;
    let typed: Typed = json::from_str(text).unwrap();
    assert_eq!(typed.additional_properties["y"], 2);
    assert_eq!(json::to_string(&typed), text);
    assert!(json::from_str::<Typed>(r#"{"id":"a","x":"no"}"#).is_err());

    let text = r#"{"id":"a","deep":{"b":[1.50,null]}}"#;
    let any: Any = json::from_str(text).unwrap();
    assert_eq!(any.additional_properties["deep"].as_str(), r#"{"b":[1.50,null]}"#);
    assert_eq!(json::to_string(&any), text);

    let text = r#"{"additional_properties":"own","other":["a",null]}"#;
    let taken: Taken = json::from_str(text).unwrap();
    assert_eq!(taken.additional_properties.as_deref(), Some("own"));
    assert_eq!(json::to_string(&taken), text);
}

#[test]
fn elsewhere_they_are_skipped() {
    let text = r#"{"more":{"x":[]},"id":"a","most":1}"#;
    assert_eq!(json::to_string(&json::from_str::<Silent>(text).unwrap()), r#"{"id":"a"}"#);
    assert_eq!(json::to_string(&json::from_str::<Closed>(text).unwrap()), r#"{"id":"a"}"#);
    assert_eq!(json::to_string(&json::from_str::<Empty>(text).unwrap()), "{}");
}
