//! Several unions at once, and unions of unions.

use one_of_several::runtime::json::{self, Json};
use one_of_several::types::*;

/// Reads, and sends back what came.
fn same<T: Json>(text: &str) -> T {
    let value: T = json::from_str(text).expect(text);
    assert_eq!(json::to_string(&value), text, "sent back as it came");
    value
}

#[test]
fn of_several_at_once_no_property_is_lost() {
    let both: Both = same(r#"{"id":"1","mail":"a@b","at":3,"state":"b","note":"x"}"#);
    assert_eq!((both.mail.as_deref(), both.note.as_deref()), (Some("a@b"), Some("x")));
    assert_eq!(both.state.as_deref(), Some("b"));
    // Its types differ: both of them are read.
    let both: Both = same(r#"{"id":"1","at":"noon","phone":"3","state":"a"}"#);
    assert_eq!(both.at.unwrap().as_str(), r#""noon""#);
    let parts: Parts = same(r#"{"members":["a"],"weight":1.5}"#);
    assert_eq!(parts.weight, Some(1.5));
    let made = json::to_string(&Both::new("1").mail("a@b").note("x"));
    assert_eq!(made, r#"{"id":"1","mail":"a@b","note":"x"}"#);
}

#[test]
fn beside_properties_and_parts() {
    let left = same(r#"{"more":1,"kind":"left","l":"x"}"#);
    assert!(
        matches!(left, Beside::Left(left) if left.l.as_deref() == Some("x") && left.more == Some(1))
    );
    assert!(matches!(same(r#"{"kind":"right","r":"x"}"#), Beside::Right(_)));
    assert!(matches!(same(r#"{"kind":"up","r":"x"}"#), Beside::Unknown(_)));
    let made = json::to_string(&Beside::from(BesideRight::new().r("x")));
    assert_eq!(made, r#"{"kind":"right","r":"x"}"#);
}

#[test]
fn no_alternative_swallows_what_is_of_another() {
    let thing = same(r#"{"thing":"t","x":1}"#);
    assert!(matches!(thing, Wide::TextOrThing(TextOrThing::Thing(t)) if t.x == Some(1)));
    assert!(matches!(same(r#"{"x":1}"#), Wide::Loose(loose) if loose.x == Some(1)));
    assert!(matches!(same(r#""t""#), Wide::TextOrThing(TextOrThing::String(_))));
    assert_eq!(json::to_string(&Wide::from(TextOrThing::from("t".to_owned()))), r#""t""#);
}

#[test]
fn unions_within_unions() {
    let deep = same(r#"{"d2":[{"d1":{"d0":3}}]}"#);
    let Deep::Deep1(Deep1::Deep2(Deep2::Object(object))) = deep else { panic!() };
    let Deep::Deep1(Deep1::Deep2(Deep2::Deep3(Deep3::List(list)))) = *object.d2 else { panic!() };
    assert!(matches!(list.as_slice(), [Deep::Deep1(Deep1::Object(_))]));
}

/// Each union is chosen by one look at its value. Were the choice made by trying the branches, the levels would
/// multiply, and this would not end.
#[test]
fn the_choice_takes_no_time_that_grows_with_the_levels() {
    let (open, close) = (r#"{"d0":{"d1":{"d2":["#.repeat(30), "]}}}".repeat(30));
    let text = format!("{open}7{close}");
    let _: Deep = same(&text);
}
