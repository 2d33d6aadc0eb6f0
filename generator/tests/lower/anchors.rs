//! References by a name that a schema gives itself, and to the schema around.

use super::*;

const ITEM: &str = "{ $ref: '#/components/schemas/Node' }";

fn fields_of(schemas: &str) -> (Vec<Type>, Vec<Code>) {
    let l = Lowered::version("3.1.0", &format!("paths: {{}}\ncomponents:\n  schemas:\n{schemas}"));
    let fields = l.fields("Node").iter().map(|field| field.ty.clone());
    (fields.collect(), l.codes())
}

/// However it is written, it is the type of the schema itself.
#[test]
fn anchors_are_places() {
    let plain = fields_of(&format!(
        "    Node: {{ properties: {{ a: {{ type: array, items: {ITEM} }} }} }}"
    ));
    assert!(matches!(&plain.0[..], [Type::List(item)] if matches!(**item, Type::Named(_))));
    for (anchor, reference) in [
        ("$anchor: node", "$ref: '#node'"),
        ("$dynamicAnchor: node", "$ref: '#node'"),
        ("$dynamicAnchor: node", "$dynamicRef: '#node'"),
        ("$anchor: node", "$dynamicRef: '#no%64e'"),
    ] {
        let text = format!(
            "    Node: {{ {anchor}, properties: {{ a: {{ type: array, items: {{ {reference} }} }} }} }}"
        );
        assert_eq!(fields_of(&text), plain, "{anchor} {reference}");
    }
}

#[test]
fn older_recursive_references_mean_the_schema_around() {
    let plain = fields_of(&format!(
        "    Node: {{ properties: {{ a: {{ oneOf: [{{ type: string }}, {ITEM}] }} }} }}"
    ));
    for anchor in ["$recursiveAnchor: true, ", ""] {
        let text = format!(
            "    Node: {{ {anchor}properties: {{ a: {{ oneOf: [{{ type: string }}, {{ $recursiveRef: '#' }}] }} }} }}"
        );
        assert_eq!(fields_of(&text), (plain.0.clone(), vec![Code::Repaired]), "{anchor}");
    }
    let inner = "    Node: { properties: { a: { $recursiveAnchor: true, type: object, properties: { b: { $recursiveRef: '#' } } } } }";
    let l = Lowered::version("3.1.0", &format!("paths: {{}}\ncomponents:\n  schemas:\n{inner}"));
    let Type::Named(outer) = l.fields("Node")[0].ty else { panic!() };
    let Shape::Struct(outer_shape) = &l.api.types[outer.0].shape else { panic!() };
    assert_eq!(outer_shape.fields[0].ty, Type::Named(outer), "the nearest with an anchor");
}

/// Which of two is meant depends on the way that leads there.
#[test]
fn a_dynamic_reference_that_may_lead_to_several_is_named() {
    let two = "    Node: { $dynamicAnchor: node, properties: { a: { $dynamicRef: '#node' } } }
    Other: { $dynamicAnchor: node, properties: { b: { type: string } } }";
    assert_eq!(fields_of(two), (vec![Type::Any], vec![Code::UnsupportedSchema]));
    let none = "    Node: { properties: { a: { $dynamicRef: '#nobody' } } }";
    assert_eq!(fields_of(none), (vec![Type::Any], vec![Code::UnsupportedSchema]));
}
