//! The discriminator chooses the branch.

use one_of_discriminator::runtime::json;
use one_of_discriminator::types::{Circle, Dog, DogKind, Pet, Shape};

fn pet(text: &str) -> Pet {
    let pet: Pet = json::from_str(text).expect(text);
    assert_eq!(json::to_string(&pet), text, "sent back as it came");
    pet
}

#[test]
fn by_its_mapping() {
    assert!(matches!(pet(r#"{"kind":"cat","lives":9}"#), Pet::Cat(c) if c.lives == Some(9)));
    assert!(matches!(pet(r#"{"kind":"kitten"}"#), Pet::Cat(c) if c.kind == "kitten"));
    assert!(matches!(pet(r#"{"kind":"dog","barks":true}"#), Pet::Dog(d) if d.kind == DogKind::Dog));
    assert!(matches!(pet(r#"{"kind":"bird","wings":2}"#), Pet::Unknown(_)));
    assert!(matches!(pet(r#""a pet""#), Pet::Unknown(_)));
    // What the discriminator is need not be said.
    assert_eq!(Pet::from(Dog::new()), Pet::Dog(Dog::new()));
    assert_eq!(json::to_string(&Dog::new()), r#"{"kind":"dog"}"#);
}

#[test]
fn it_is_written_where_the_branch_does_not_know_it() {
    let shape = Shape::from(Circle::new().radius(1.5));
    let text = json::to_string(&shape);
    assert_eq!(text, r#"{"type":"Circle","radius":1.5}"#);
    assert_eq!(json::from_str::<Shape>(&text).unwrap(), shape);
    assert!(matches!(json::from_str(r#"{"side":1,"type":"Square"}"#), Ok(Shape::Square(_))));
}

#[test]
fn a_wrong_branch_is_an_error_with_its_place() {
    let error = json::from_str::<Pet>(r#"{"kind":"cat","lives":"nine"}"#).unwrap_err();
    assert!(error.to_string().contains("$.lives"), "{error}");
}
