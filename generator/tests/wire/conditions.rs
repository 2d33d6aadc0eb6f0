//! Properties that conditions add, and schemas that say nothing.

use conditions::runtime::json::{self, Json};
use conditions::types::*;

/// Reads, and sends back what came.
fn same<T: Json>(text: &str) -> T {
    let value: T = json::from_str(text).expect(text);
    assert_eq!(json::to_string(&value), text, "sent back as it came");
    value
}

#[test]
fn what_a_condition_adds_is_kept() {
    let order: Order = same(r#"{"kind":"gift","count":2.5,"to":"Ada"}"#);
    // The condition narrows it for some values: what holds for all is its type.
    assert_eq!(order.count, Some(2.5));
    let order: Order = same(r#"{"kind":"sale","card":"4","to":7,"price":1.5,"address":{"x-a":1}}"#);
    assert_eq!(order.price, Some(1.5));
    assert_eq!(order.address.unwrap()["x-a"], 1);
    let made = Order::new("sale").price(2.0);
    assert_eq!(json::to_string(&made), r#"{"kind":"sale","price":2}"#);
}

#[test]
fn any_value() {
    let any: Any = same(r#"{"all":null,"none":[1],"empty":{"a":1.0},"not":1e3}"#);
    assert_eq!(any.not.unwrap().as_str(), "1e3");
}

#[test]
fn names_with_patterns() {
    assert_eq!(same::<Names>(r#"{"x-a":1,"y-b":2}"#).len(), 2);
    let rest: Rest = same(r#"{"id":"1","flag":true,"n-a":1,"t-a":"x"}"#);
    assert!(matches!(rest.additional_properties["flag"], RestValue::Boolean(true)));
    assert!(matches!(rest.additional_properties["n-a"], RestValue::Integer(1)));
    assert!(matches!(&rest.additional_properties["t-a"], RestValue::String(text) if text == "x"));
}
