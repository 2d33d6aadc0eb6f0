//! A value that is several branches at once keeps the properties of all.

use any_of_together::runtime::json::{self, Json};
use any_of_together::types::*;

/// Reads, and sends back what came.
fn same<T: Json>(text: &str) -> T {
    let value: T = json::from_str(text).expect(text);
    assert_eq!(json::to_string(&value), text, "sent back as it came");
    value
}

#[test]
fn one_of_them() {
    let pupil = same(r#"{"name":"Ada","class":3,"room":1,"rank":"a"}"#);
    assert!(matches!(pupil, Person::Pupil(pupil) if pupil.room == Some(1)));
    let teacher = same(r#"{"name":"Bob","subject":"maths","room":"x"}"#);
    assert!(matches!(teacher, Person::Teacher(teacher) if teacher.subject == "maths"));
    assert!(matches!(same(r#""Ada""#), Person::String(_)));
    // What fits none is kept whole.
    assert!(matches!(same(r#"{"name":"Cy","room":3}"#), Person::Unknown(_)));
}

#[test]
fn several_at_once() {
    let Person::Several(both) =
        same(r#"{"name":"Di","class":3,"room":1,"rank":"b","subject":"maths"}"#)
    else {
        panic!()
    };
    assert_eq!((both.name.as_str(), both.class), ("Di", Some(3)));
    assert_eq!(both.subject.as_deref(), Some("maths"));
    // Its types differ.
    assert_eq!(both.room.as_ref().map(|room| room.get()), Some("1"));
    let made = Person::from(PersonSeveral::new("Di").class(3).subject("maths"));
    assert_eq!(json::to_string(&made), r#"{"name":"Di","class":3,"subject":"maths"}"#);
    assert_eq!(json::from_str::<Person>(&json::to_string(&made)).unwrap(), made);
}

#[test]
fn what_is_apart_stays_apart() {
    assert!(matches!(same(r#"{"is":"a","x":1}"#), Apart::A(a) if a.x == Some(1)));
    assert!(matches!(same(r#"{"is":"b","y":1}"#), Apart::B(b) if b.y == Some(1)));
    assert!(matches!(same(r#"{"a":1}"#), Within::Small(_)));
    assert!(matches!(same(r#"{"a":1,"b":2}"#), Within::Large(_)));
}

#[test]
fn beside_properties_and_in_unions() {
    assert!(matches!(same(r#"{"id":"1","mail":"a@b"}"#), Beside::Mail(_)));
    assert!(matches!(same(r#"{"id":"1","phone":"3"}"#), Beside::Phone(_)));
    let Beside::Several(both) = same(r#"{"id":"1","mail":"a@b","phone":"3"}"#) else { panic!() };
    assert_eq!(both.id, "1");
    let guest = same(r#"{"name":"Ada","class":3,"until":"noon"}"#);
    assert!(matches!(guest, Nested::Several(guest) if guest.until.as_deref() == Some("noon")));
    // Where one branch knows a value whole, it is that one.
    let both = same(r#"{"name":"Di","class":3,"subject":"maths"}"#);
    assert!(matches!(both, Nested::Person(Person::Several(_))));
    assert!(matches!(same(r#"{"name":"Ada","class":3}"#), Nested::Person(Person::Pupil(_))));
    assert!(matches!(same(r#""Ada""#), Nested::Person(Person::String(_))));
}
