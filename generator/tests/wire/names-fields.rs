//! Odd keys are the definition's on the wire.

use names_fields::runtime::json;
use names_fields::types::Odd;

#[test]
fn round_trip() {
    let text = r#"{"type":"t","self":"s","r":"r","w":"w","field":"f","1st":"1","+1":1,"-1":-1,"":"e"," ":"s","created_at":"b","größe":1,"数量":2,"цена":3,"🚀":true,"a\"b\\c":"q","tab\tnewline\n":"t"}"#;
    let odd: Odd = json::from_str(text).unwrap();
    assert_eq!((odd.plus_1, odd.minus_1), (Some(1), Some(-1)));
    assert_eq!((odd.empty.as_deref(), odd.empty_2.as_deref()), (Some("e"), Some("s")));
    assert_eq!(odd.created_at_2.as_deref(), Some("b"));
    assert_eq!(json::to_string(&odd), text);
}
