//! A base is any of its children, or itself.

use inheritance::runtime::json::{self, Json, RawJson};
use inheritance::types::*;

/// Reads, and sends back what came.
fn same<T: Json>(text: &str) -> T {
    let value: T = json::from_str(text).expect(text);
    assert_eq!(json::to_string(&value), text, "sent back as it came");
    value
}

#[test]
fn the_discriminator_names_the_child() {
    let cat = same(r#"{"kind":"cat","name":"Tom","home":{"house":"3"},"lives":9}"#);
    assert!(matches!(cat, Animal::Cat(cat) if cat.lives == 9 && cat.name == "Tom"));
    let dog = same(r#"{"kind":"pup","name":"Rex","barks":true}"#);
    assert!(matches!(dog, Animal::Dog(dog) if dog.barks == Some(true) && dog.kind == "pup"));
    let zoo: Zoo = same(
        r#"{"animals":[{"kind":"dog","name":"Rex"}],"star":{"kind":"cat","name":"Tom","lives":1}}"#,
    );
    assert!(matches!(zoo.animals.as_deref(), Some([Animal::Dog(_)])));
    assert!(matches!(zoo.star, Some(Animal::Cat(_))));
    // An extension that is no component of its own is any animal, and more.
    let zoo: Zoo = same(r#"{"cub":{"kind":"cat","name":"Tim","born":"May","lives":9}}"#);
    assert!(matches!(zoo.cub, Some(cub) if cub.additional_properties.contains_key("lives")));
}

#[test]
fn what_is_no_child_is_the_base_and_loses_nothing() {
    let eel = same(r#"{"kind":"eel","name":"Al","length":{"m":1.50}}"#);
    assert!(matches!(&eel, Animal::Base(base) if base.name == "Al"
        && base.kind.as_deref() == Some("eel")
        && base.additional_properties["length"] == r#"{"m":1.50}"#.parse::<RawJson>().unwrap()));
    assert!(matches!(same(r#"{"name":"Al"}"#), Animal::Base(base) if base.kind.is_none()));
    assert!(matches!(same(r#""eel""#), Animal::Unknown(_)));
    // All have what the base requires.
    assert!(json::from_str::<Animal>(r#"{"kind":"eel"}"#).is_err());
}

#[test]
fn children_of_children() {
    let parrot = same(r#"{"kind":"Parrot","name":"Jo","wings":2,"words":["hi"]}"#);
    let Animal::Bird(bird) = parrot else { panic!() };
    assert!(matches!(*bird, Bird::Parrot(parrot) if parrot.words.is_some()));
    let Animal::Bird(bird) = same(r#"{"kind":"Penguin","name":"Jo","wings":2}"#) else { panic!() };
    assert!(matches!(*bird, Bird::Penguin(penguin) if penguin.wings == Some(2)));
    let Animal::Bird(bird) = same(r#"{"kind":"Bird","name":"Jo","wings":2,"x":1}"#) else {
        panic!()
    };
    assert!(matches!(*bird, Bird::Base(bird) if bird.wings == Some(2)));
    let trout = same(r#"{"kind":"Trout","name":"Bo","water":"sweet","brown":true}"#);
    let Animal::Fish(fish) = trout else { panic!() };
    assert!(matches!(*fish, Fish::Trout(trout) if trout.brown == Some(true)));
    let Animal::Fish(fish) = same(r#"{"kind":"Fish","name":"Bo","water":"salt"}"#) else {
        panic!()
    };
    assert!(matches!(*fish, Fish::Shark(_)));
}

#[test]
fn who_is_made_says_which_it_is_once() {
    let cat = Cat::new("Tom", 9);
    let text = r#"{"kind":"cat","name":"Tom","lives":9}"#;
    assert_eq!(json::to_string(&cat), text);
    assert_eq!(json::to_string(&Animal::from(cat)), text);
    // Several values mean a dog: the program chooses.
    assert_eq!(
        json::to_string(&Animal::from(Dog::new("pup", "Rex"))),
        r#"{"kind":"pup","name":"Rex"}"#
    );
    let bird = Animal::from(Bird::from(Parrot::new("Jo")));
    assert_eq!(json::to_string(&bird), r#"{"kind":"Parrot","name":"Jo"}"#);
    assert_eq!(json::from_str::<Animal>(&json::to_string(&bird)).unwrap(), bird);
    let trout = Trout::new("Trout", "Bo");
    let text = json::to_string(&Animal::from(Fish::from(trout)));
    assert_eq!(text, r#"{"kind":"Trout","name":"Bo","water":"sweet"}"#);
}

#[test]
fn a_property_that_no_type_names() {
    assert!(matches!(same(r#"{"value":1.5}"#), Node::Base(_)));
    // A base keeps what it does not name.
    assert!(matches!(same(r#"{"value":1.5,"type":"Leaf"}"#), Node::Leaf(_)));
    let inner: Node =
        json::from_str(r#"{"nodes":[{"type":"Leaf","value":1}],"type":"Inner"}"#).unwrap();
    assert!(matches!(&inner, Node::Inner(inner)
        if matches!(inner.nodes.as_deref(), Some([Node::Leaf(_)]))));
    assert_eq!(json::to_string(&inner), r#"{"type":"Inner","nodes":[{"value":1,"type":"Leaf"}]}"#);
}

#[test]
fn a_child_of_two_bases() {
    let event = same(r#"{"id":"1","value":2,"at":"now","what":"leaf-event"}"#);
    assert!(
        matches!(event, Event::LeafEvent(event) if event.value == Some(2.0) && event.at == "now")
    );
    assert!(matches!(same(r#"{"at":"now","what":"other","x":1}"#), Event::Base(_)));
    let node: Node = json::from_str(r#"{"type":"LeafEvent","at":"now","value":2}"#).unwrap();
    let Node::Leaf(leaf) = &node else { panic!() };
    assert!(matches!(&**leaf, Leaf::LeafEvent(_)));
}

#[test]
fn a_base_that_lists_its_children() {
    assert!(matches!(same(r#"{"form":"Early","id":"1","early":true}"#), Listed::Early(_)));
    let latest = same(r#"{"form":"Latest","id":"1","late":false,"last":true}"#);
    let Listed::Late(Late::Latest(latest)) = latest else { panic!() };
    assert_eq!(latest.last, Some(true));
    assert!(matches!(
        same(r#"{"form":"Late","late":false,"more":1}"#),
        Listed::Late(Late::Base(_))
    ));
    assert!(matches!(same(r#"{"form":"Other","id":"1"}"#), Listed::Unknown(_)));
}
