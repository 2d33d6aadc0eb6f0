//! What constructors fill in goes over the wire, and what is read still decides.

use constants::runtime::json;
use constants::types::{Order, OrderUnknown, State};

fn order() -> Order {
    Order::new("7", OrderUnknown::A, "2024-02-29".parse().unwrap(), None, [])
}

#[test]
fn constants_and_defaults_are_sent() {
    let rest = r#""unknown":"a","at":"2024-02-29","code":null,"list":[]}"#;
    assert_eq!(
        json::to_string(&order()),
        format!(
            r#"{{"id":"7","kind":"order","version":3,"state":"open","other_state":"closed","count":1,"ratio":1,"paid":false,"note":"",{rest}"#
        )
    );
    let order = order().state(State::Closed).count(2).ratio(0.5).paid(true).note("n");
    let text = json::to_string(&order);
    assert!(text.contains(r#""state":"closed","other_state":"closed","count":2,"ratio":0.5,"paid":true,"note":"n""#), "{text}");
}

#[test]
fn what_comes_counts() {
    let text = json::to_string(&order());
    let text =
        text.replace(r#""order""#, r#""return""#).replace(r#""version":3"#, r#""version":4"#);
    let read: Order = json::from_str(&text).unwrap();
    assert_eq!(json::to_string(&read), text);
    let missing = text.replace(r#""count":1,"#, "");
    assert!(json::from_str::<Order>(&missing).unwrap_err().to_string().contains("\"count\""));
}
