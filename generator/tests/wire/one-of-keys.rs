//! Keys and constants choose the branch.

use one_of_keys::runtime::json;
use one_of_keys::types::{Event, Payment};

fn payment(text: &str) -> Payment {
    let payment: Payment = json::from_str(text).expect(text);
    assert_eq!(json::to_string(&payment), text, "sent back as it came");
    payment
}

#[test]
fn required_keys() {
    assert!(matches!(payment(r#"{"number":"4","expires":"1/30"}"#), Payment::Card(_)));
    assert!(matches!(payment(r#"{"iban":"DE"}"#), Payment::Transfer(_)));
    assert!(matches!(payment(r#"{"till":3}"#), Payment::Cash(cash) if cash.till == 3));
    assert!(matches!(payment(r#"{"coins":[1,2]}"#), Payment::Unknown(_)));
}

#[test]
fn constants() {
    let event = json::from_str(r#"{"by":"me","action":"opened"}"#);
    assert!(matches!(event, Ok(Event::Opened(e)) if e.by.as_deref() == Some("me")));
    assert!(matches!(json::from_str(r#"{"action":"closed"}"#), Ok(Event::Closed(_))));
}
