//! Any JSON.

use free_form::runtime::json;
use free_form::types::Holder;

#[test]
fn it_is_kept_as_its_text() {
    let text = r#"{"anything":1.50,"nothing_said":{"b":1,"a":[]},"perhaps_null":null,"object":{"z":1e3},"list":[null,"x"]}"#;
    let holder: Holder = json::from_str(text).unwrap();
    assert_eq!(holder.anything.as_str(), "1.50");
    assert_eq!(json::to_string(&holder), text);
}
