//! Types of odd and equal names are all there.

use names_types::runtime::json;
use names_types::types::*;

#[test]
fn each_is_itself() {
    let text = concat!(
        r#"{"pet":{"a":"1"},"Pet":{"b":"2"},"PET":{"c":"3"},"car":{"owner":{"inline":true}},"#,
        r#""owner":{"component":true},"option":{"o":"4"},"self":{"s":"5"},"first":{"f":"6"},"#,
        r#""size":{"g":"7"},"number":{"n":"8"},"rocket":{"r":"9"},"{\"q\"}\\":{"{}":"\\"},"own":{"x":"y"}}"#
    );
    let all: All = json::from_str(text).unwrap();
    assert_eq!(all.pet.as_ref().unwrap().a.as_deref(), Some("1"));
    assert_eq!(all.pet_2.as_ref().unwrap().b.as_deref(), Some("2"));
    assert_eq!(all.pet_3.as_ref().unwrap().c.as_deref(), Some("3"));
    assert_eq!(all.owner.as_ref().unwrap().component, Some(true));
    assert_eq!(all.own.as_ref().unwrap().letter.as_deref(), Some("y"));
    assert_eq!(json::to_string(&all), text);
    let made = All::new()
        .car(Car::new().owner(CarOwner2::new().inline(true)))
        .owner(CarOwner::new().component(true))
        .own(Chosen::new().letter("y"));
    let text = r#"{"car":{"owner":{"inline":true}},"owner":{"component":true},"own":{"x":"y"}}"#;
    assert_eq!(json::to_string(&made), text);
}
