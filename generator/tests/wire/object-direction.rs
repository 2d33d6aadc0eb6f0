//! Read-only and write-only properties.

use object_direction::runtime::json;
use object_direction::types::User;

#[test]
fn each_is_missed_in_no_direction() {
    let received: User = json::from_str(r#"{"id":"1","name":"n"}"#).unwrap();
    assert_eq!(received.id.as_deref(), Some("1"));
    let sent = User::new("n").password("hunter2");
    assert_eq!(json::to_string(&sent), r#"{"name":"n","password":"hunter2"}"#);
    assert!(!format!("{sent:?}").contains("hunter2"));
}
