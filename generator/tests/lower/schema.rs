//! Objects, enums, scalars, `allOf`, recursion.

use super::*;

#[test]
fn every_component_has_a_type_of_its_kind() {
    let l = Lowered::schemas(
        "S: { type: object, properties: { a: { type: string } } }
        E: { type: string, enum: [a, b] }
        N: { type: string }
        I: { type: integer }
        L: { type: array, items: { type: string } }
        M: { type: object, additionalProperties: { type: integer } }
        F: { type: object }
        A: {}
        R: { $ref: '#/components/schemas/S' }",
    );
    assert!(matches!(l.shape("S"), Shape::Struct(_)));
    assert!(matches!(l.shape("E"), Shape::Enum(_)));
    assert_eq!(*l.shape("N"), Shape::Newtype(Primitive::String));
    assert_eq!(*l.alias("I"), primitive(Primitive::I64));
    assert_eq!(*l.alias("L"), list(text()));
    assert_eq!(*l.alias("M"), map(primitive(Primitive::I64)));
    assert_eq!(*l.alias("F"), map(Type::Any));
    assert_eq!(*l.alias("A"), Type::Any);
    assert_eq!(*l.alias("R"), Type::Named(l.id("S")));
    assert!(l.diagnostics.is_empty(), "{:?}", l.diagnostics);
}

#[test]
fn types_that_are_left_out_are_inferred() {
    let l = Lowered::schemas(
        "S: { properties: { a: { format: date-time }, b: { items: { enum: [x] } } } }",
    );
    assert_eq!(l.field("S", "a").ty, primitive(Primitive::Timestamp));
    let Type::List(item) = &l.field("S", "b").ty else { panic!() };
    assert_eq!(l.values(item), ["x"]);
}

#[test]
fn formats_and_bounds_choose_the_scalar() {
    for (schema, expected) in [
        ("{ type: integer }", Primitive::I64),
        ("{ type: integer, format: int32 }", Primitive::I32),
        ("{ type: integer, format: int32, maximum: 4294967295 }", Primitive::I64),
        ("{ type: integer, format: uint64 }", Primitive::U64),
        ("{ type: integer, minimum: 0, maximum: 18446744073709551615 }", Primitive::U64),
        ("{ type: number, format: float }", Primitive::F32),
        ("{ type: number }", Primitive::F64),
        ("{ type: string, format: date }", Primitive::Date),
        ("{ type: string, format: byte }", Primitive::Base64),
        ("{ type: string, format: password }", Primitive::Secret),
        ("{ type: string, format: binary }", Primitive::Binary),
        ("{ type: string, format: uuid }", Primitive::String),
        ("{ type: boolean }", Primitive::Boolean),
    ] {
        let l = Lowered::schemas(&format!("S: {{ type: object, properties: {{ a: {schema} }} }}"));
        assert_eq!(l.field("S", "a").ty, primitive(expected), "{schema}");
    }
}

#[test]
fn absent_and_null_are_two_things() {
    let l = Lowered::schemas(
        "T: { type: string, nullable: true }
        S:
          type: object
          required: [a, b]
          properties:
            a: { type: string }
            b: { type: string, nullable: true }
            c: { type: array, nullable: true, items: { type: string, nullable: true } }
            d: { $ref: '#/components/schemas/T' }
            e: { nullable: true, allOf: [{ $ref: '#/components/schemas/S' }] }
            f: { type: string, nullable: true, enum: [x, null] }",
    );
    let field = |name| l.field("S", name);
    assert!(field("a").required && field("b").required && !field("c").required);
    assert_eq!(field("a").ty, text());
    assert_eq!(field("b").ty, null(text()));
    assert_eq!(field("c").ty, null(list(null(text()))));
    assert_eq!(field("d").ty, null(Type::Named(l.id("T"))));
    assert_eq!(field("e").ty, null(Type::Named(l.id("S"))));
    let Type::Nullable(inner) = &field("f").ty else { panic!() };
    assert_eq!(l.values(inner), ["x"]);
    assert_eq!(*l.shape("T"), Shape::Newtype(Primitive::String));
}

#[test]
fn additional_properties_stand_beside_known_ones() {
    let l = Lowered::schemas(
        "A: { type: object, properties: { a: { type: string } }, additionalProperties: true }
        B: { type: object, properties: { a: { type: string } }, additionalProperties: { type: integer } }
        C: { type: object, properties: { a: { type: string } }, additionalProperties: false }
        D: { type: object, additionalProperties: false }",
    );
    let additional = |name| match l.shape(name) {
        Shape::Struct(found) => found.additional.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!(additional("A"), Some(Type::Any));
    assert_eq!(additional("B"), Some(primitive(Primitive::I64)));
    assert_eq!(additional("C"), None);
    assert_eq!(additional("D"), None);
}

#[test]
fn inline_types_are_named_by_where_they_stand() {
    let l = Lowered::schemas(
        "S:
          type: object
          properties:
            address: { type: object, properties: { street: { type: object, properties: { no: { type: integer } } } } }
            labels: { type: array, items: { type: string, enum: [a] } }
            data: { type: object, additionalProperties: { type: object, properties: { x: { type: integer } } } }",
    );
    let within = |id, segments: &[&str]| {
        TypeName::Within(id, segments.iter().map(|s| (*s).to_owned()).collect())
    };
    let address = &l.field("S", "address").ty;
    assert_eq!(*l.origin(address), within(l.id("S"), &["address"]));
    let Type::Named(id) = address else { panic!() };
    let Shape::Struct(inner) = &l.api.types[id.0].shape else { panic!() };
    assert_eq!(*l.origin(&inner.fields[0].ty), within(*id, &["street"]));
    let Type::List(item) = &l.field("S", "labels").ty else { panic!() };
    assert_eq!(*l.origin(item), within(l.id("S"), &["label"]));
    let Type::Map(value) = &l.field("S", "data").ty else { panic!() };
    assert_eq!(*l.origin(value), within(l.id("S"), &["data", "value"]));
}

#[test]
fn all_of_is_merged() {
    let l = Lowered::schemas(
        "Base: { type: object, required: [id], properties: { id: { type: integer }, kind: { type: string }, extra: {} } }
        S:
          description: Both.
          allOf:
            - $ref: '#/components/schemas/Base'
            - allOf: [{ type: object, properties: { a: { type: string } } }]
            - type: object
              required: [kind, a]
              properties: { kind: { type: string, enum: [s] }, extra: { type: string } }
          properties: { own: { type: boolean } }
          required: [own]",
    );
    let names: Vec<_> = l.fields("S").iter().map(|f| (f.name.as_str(), f.required)).collect();
    assert_eq!(names, [("id", true), ("kind", true), ("extra", false), ("a", true), ("own", true)]);
    assert_eq!(l.values(&l.field("S", "kind").ty), ["s"]);
    assert_eq!(l.field("S", "extra").ty, text());
    assert!(l.diagnostics.is_empty(), "{:?}", l.diagnostics);
}

#[test]
fn all_of_one_is_the_type_itself() {
    let l = Lowered::schemas(
        "Base: { type: object, properties: { id: { type: integer } } }
        Same: { description: The same., allOf: [{ $ref: '#/components/schemas/Base' }] }
        Typed: { type: object, allOf: [{ $ref: '#/components/schemas/Base' }, { description: More. }] }
        Required: { allOf: [{ $ref: '#/components/schemas/Base' }, { required: [id] }] }",
    );
    assert_eq!(*l.alias("Same"), Type::Named(l.id("Base")));
    assert_eq!(*l.alias("Typed"), Type::Named(l.id("Base")));
    assert!(l.field("Required", "id").required);
}

#[test]
fn all_of_objects_within_objects_is_merged() {
    let l = Lowered::schemas(
        "S:
          allOf:
            - { type: object, properties: { in: { type: object, properties: { a: { type: string } } } } }
            - { type: object, properties: { in: { type: object, required: [a], properties: { b: { type: string } } } } }",
    );
    let Type::Named(id) = l.field("S", "in").ty else { panic!() };
    let Shape::Struct(inner) = &l.api.types[id.0].shape else { panic!() };
    let names: Vec<_> = inner.fields.iter().map(|f| f.name.as_str()).collect();
    assert_eq!(names, ["a", "b"]);
}

#[test]
fn all_of_that_contradicts_itself_is_named() {
    let l = Lowered::schemas(
        "S:
          allOf:
            - { type: object, properties: { a: { type: string } } }
            - { type: object, properties: { a: { type: integer } } }",
    );
    assert_eq!(l.field("S", "a").ty, primitive(Primitive::I64));
    assert_eq!(l.codes(), [Code::ContradictorySchema]);
}

#[test]
fn all_of_narrows_an_enum() {
    let l = Lowered::schemas(
        "E: { type: string, enum: [a, b, c] }
        S: { allOf: [{ $ref: '#/components/schemas/E' }, { enum: [a, b] }] }",
    );
    let Shape::Enum(found) = l.shape("S") else { panic!("{:?}", l.shape("S")) };
    assert_eq!(found.variants.len(), 2);
}

#[test]
fn enums_that_are_no_texts_are_enums_too() {
    let l = Lowered::schemas(
        "I: { type: integer, enum: [1, 2, 1.0] }
        N: { type: number, enum: [1, 2] }
        M: { enum: [1, a] }
        B: { type: boolean, enum: [true, false] }
        O: { enum: [{ a: 1 }] }
        C: { type: string, enum: [only, only] }",
    );
    let values = |name: &str| match l.shape(name) {
        Shape::Values(values) => (values.integers, values.variants.len()),
        other => panic!("{name} is {other:?}"),
    };
    assert_eq!([values("I"), values("N"), values("M")], [(true, 2), (false, 2), (false, 2)]);
    assert_eq!(*l.alias("B"), primitive(Primitive::Boolean));
    assert_eq!(*l.alias("O"), Type::Any);
    assert!(matches!(l.shape("C"), Shape::Enum(e) if e.variants.len() == 1));
    assert_eq!(l.codes(), [Code::IgnoredPart]);
}

#[test]
fn recursion_through_objects_is_fine_and_through_aliases_is_cut() {
    let l = Lowered::schemas(
        "Node: { type: object, properties: { next: { $ref: '#/components/schemas/Node' }, all: { type: array, items: { $ref: '#/components/schemas/Node' } } } }
        A: { $ref: '#/components/schemas/B' }
        B: { $ref: '#/components/schemas/A' }
        Json: { type: array, items: { $ref: '#/components/schemas/Json' } }
        Self: { allOf: [{ $ref: '#/components/schemas/Self' }, { properties: { a: { type: string } } }] }",
    );
    assert_eq!(l.field("Node", "next").ty, Type::Named(l.id("Node")));
    assert_eq!(*l.alias("Json"), list(Type::Named(l.id("Json"))));
    let circles = l.codes().iter().filter(|c| **c == Code::CircularReference).count();
    assert!(circles >= 2, "{:?}", l.diagnostics);
}

#[test]
fn children_of_a_recursive_parent_have_its_fields() {
    let l = Lowered::schemas(
        "P:
          type: object
          properties:
            id: { type: string }
            child: { allOf: [{ $ref: '#/components/schemas/P' }, { properties: { more: { type: string } } }] }",
    );
    let Type::Named(id) = l.field("P", "child").ty else { panic!() };
    let Shape::Struct(child) = &l.api.types[id.0].shape else { panic!() };
    let names: Vec<_> = child.fields.iter().map(|f| f.name.as_str()).collect();
    assert_eq!(names, ["id", "child", "more"]);
    assert!(l.diagnostics.is_empty(), "{:?}", l.diagnostics);
}

#[test]
fn docs_say_what_types_do_not() {
    let l = Lowered::schemas(
        "S:
          type: object
          properties:
            n: { type: integer, description: How many., default: 50, maximum: 100, deprecated: true, readOnly: true }",
    );
    let field = l.field("S", "n");
    assert_eq!(field.docs.description.as_deref(), Some("How many."));
    assert_eq!(field.docs.notes, ["Default: `50`.", "At most 100."]);
    assert!(field.docs.deprecated && field.read_only && !field.write_only);
}

#[test]
fn a_reference_into_another_schema_is_followed() {
    let l = Lowered::schemas(
        "A: { type: object, properties: { in: { type: object, properties: { x: { type: string } } } } }
        B: { type: object, properties: { same: { $ref: '#/components/schemas/A/properties/in' } } }",
    );
    assert_eq!(l.field("B", "same").ty, l.field("A", "in").ty);
}

#[test]
fn depth_and_length_end_without_harm() {
    // As deep as a definition may be.
    let deep = |times, open: &str, close: &str| {
        let inner = format!("{}{{ type: string }}{}", open.repeat(times), close.repeat(times));
        Lowered::schemas(&format!("S: {inner}"))
    };
    assert!(deep(110, "{ items: ", " }").diagnostics.is_empty());
    deep(55, "{ oneOf: [", "] }");
    deep(55, "{ allOf: [", ", { type: string }] }");
    // Each made of the one before.
    let chain: Vec<_> = (1..500)
        .map(|n| {
            format!(
                "C{n}: {{ allOf: [{{ $ref: '#/components/schemas/C{}' }}, {{ properties: {{ p{n}: {{ type: string }} }} }}] }}",
                n - 1
            )
        })
        .collect();
    let forward = format!(
        "C0: {{ properties: {{ p0: {{ type: string }} }} }}\n        {}",
        chain.join("\n        ")
    );
    let l = Lowered::schemas(&forward);
    assert_eq!(l.fields("C499").len(), 500);
    let backward: Vec<_> = forward.lines().map(str::trim).rev().collect();
    let l = Lowered::schemas(&backward.join("\n        "));
    assert!(l.codes().contains(&Code::UnsupportedSchema));
    // Each another name of the next.
    let names: Vec<_> =
        (0..500).map(|n| format!("A{n}: {{ $ref: '#/components/schemas/A{}' }}", n + 1)).collect();
    Lowered::schemas(&format!("{}\n        A500: {{ type: string }}", names.join("\n        ")));
}

#[test]
fn a_part_narrows_a_scalar_to_some_values() {
    let l = Lowered::schemas(
        "A: { allOf: [{ type: object, properties: { x: { type: boolean }, y: { type: integer, enum: [1] }, z: { type: string } } }, { type: object, properties: { x: { type: boolean, enum: [false] }, y: { type: integer }, z: { type: string, enum: [a] } } }] }
        B: { allOf: [{ type: integer }, { enum: [1, 2] }] }",
    );
    assert!(l.diagnostics.is_empty(), "{:?}", l.diagnostics);
    for field in ["x", "y"] {
        let Type::Named(id) = l.field("A", field).ty else { panic!("{field}") };
        assert!(matches!(l.api.types[id.0].shape, Shape::Values(_)), "{field}");
    }
    assert!(matches!(l.shape("B"), Shape::Values(_)));
}
