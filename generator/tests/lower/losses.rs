//! What a definition says and a client cannot keep: each is named where it stands.

use super::*;

fn said<'l>(l: &'l Lowered, words: &str) -> Vec<(Code, &'l str)> {
    let found = l.diagnostics.iter().filter(|d| d.message.contains(words));
    found.map(|d| (d.code, d.place.pointer())).collect()
}

#[test]
fn what_a_reference_misses_is_said_as_it_is_written() {
    let l = Lowered::whole(
        "swagger: '2.0'\ninfo: { title: T, version: '1' }\npaths: {}\ndefinitions: { A: { properties: { b: { $ref: '#/definitions/Thinks' } } }, Things: { type: string } }",
    );
    let message = "`#/definitions/Thinks` names nothing in this definition; `Things`?";
    assert_eq!(l.diagnostics.iter().map(|d| d.message.as_str()).collect::<Vec<_>>(), [message]);
}

/// A key that nobody knows is a loss only where something could depend on it.
#[test]
fn keys_that_nobody_knows_are_losses_where_they_could_matter() {
    for (version, key, expected) in [
        ("3.0.3", "comment: 1", Code::UnknownKey),
        ("3.1.0", "comment: 1", Code::IgnoredPart),
        ("3.1.0", "min_items: 1", Code::IgnoredPart),
        ("3.0.3", "min_items: 1", Code::IgnoredPart),
        ("3.1.0", "propertys: {}", Code::UnknownKey),
        ("3.1.0", "in: query", Code::UnknownKey),
    ] {
        let l = Lowered::version(
            version,
            &format!("paths: {{}}\ncomponents: {{ schemas: {{ A: {{ type: object, {key} }} }} }}"),
        );
        assert_eq!(l.codes(), [expected], "{version} {key}");
    }
}

#[test]
fn what_belongs_into_info_is_read_beside_it() {
    let l = Lowered::new("paths: {}\nlicense: { name: MIT }\n");
    assert_eq!(l.api.license, Some(("MIT".to_owned(), None)));
    assert_eq!(said(&l, "belongs into `info`"), [(Code::Repaired, "/license")]);
}

#[test]
fn an_alternative_that_allows_anything_is_raw_json_with_a_note() {
    for any in ["{}", "true"] {
        for key in ["oneOf", "anyOf"] {
            let l = Lowered::schemas(&format!("S: {{ {key}: [{{ type: string }}, {any}] }}"));
            assert_eq!(*l.alias("S"), Type::Any);
            let expected = [(Code::IgnoredPart, "/components/schemas/S")];
            assert_eq!(said(&l, "one alternative allows anything"), expected, "{any} {key}");
        }
    }
}

#[test]
fn maps_beside_properties_are_their_further_properties() {
    let l = Lowered::schemas(
        "S: { properties: { a: { type: string } }, oneOf: [{ additionalProperties: { type: integer } }] }
        Any: { properties: { a: { type: string } }, anyOf: [{ properties: { b: { type: string } } }, {}] }
        Plain: { properties: { a: { type: string } }, anyOf: [{ type: object }] }
        Two: { properties: { a: { type: string } }, oneOf: [{ additionalProperties: { type: integer } }, { properties: { b: { type: string } } }] }",
    );
    let further = |name| match l.shape(name) {
        Shape::Struct(found) => (found.fields.len(), found.additional.clone()),
        other => panic!("{other:?}"),
    };
    assert_eq!(further("S"), (1, Some(primitive(Primitive::I64))));
    assert_eq!(further("Any"), (1, Some(Type::Any)));
    assert_eq!(further("Plain"), (1, None));
    let Type::Named(first) = l.branches("Two")[0].ty else { panic!() };
    let Shape::Struct(first) = &l.api.types[first.0].shape else { panic!() };
    assert_eq!((first.fields.len(), &first.additional), (1, &Some(primitive(Primitive::I64))));
    assert!(said(&l, "left out").is_empty(), "{:?}", l.diagnostics);
}

#[test]
fn what_stands_beside_alternatives_is_theirs_or_named() {
    let branches = "oneOf: [{ properties: { a: { type: string } }, required: [a] }, { properties: { b: { type: string } } }]";
    let l = Lowered::schemas(&format!(
        "Typed: {{ type: object, additionalProperties: {{ type: integer }}, {branches} }}
        Named: {{ type: object, patternProperties: {{ '^x': {{ type: boolean }} }}, {branches} }}
        Closed: {{ type: object, additionalProperties: false, {branches} }}
        Nothing: {{ required: [a] }}"
    ));
    let rest = |name: &str| -> Vec<Option<Type>> {
        let structs = l.branches(name).iter().map(|branch| match &branch.ty {
            Type::Named(id) => match &l.api.types[id.0].shape {
                Shape::Struct(found) => found.additional.clone(),
                other => panic!("{other:?}"),
            },
            other => panic!("{other:?}"),
        });
        structs.collect()
    };
    let integer = Some(primitive(Primitive::I64));
    assert_eq!(rest("Typed"), [integer.clone(), integer]);
    let boolean = Some(primitive(Primitive::Boolean));
    assert_eq!(rest("Named"), [boolean.clone(), boolean]);
    let at = "/components/schemas/Closed/additionalProperties";
    assert_eq!(said(&l, "would forbid"), [(Code::IgnoredPart, at)]);
    assert_eq!(*l.alias("Nothing"), Type::Any);
    let at = "/components/schemas/Nothing/required";
    assert_eq!(said(&l, "any value is taken"), [(Code::IgnoredPart, at)]);
}

#[test]
fn an_alternative_beside_properties_that_is_no_object_is_named() {
    let l = Lowered::schemas(
        "T: { type: integer }
        S: { properties: { a: { type: string } }, oneOf: [{ $ref: '#/components/schemas/T' }] }",
    );
    assert_eq!(l.fields("S").len(), 1);
    assert_eq!(l.codes(), [Code::ContradictorySchema]);
}

#[test]
fn patterns_of_names_are_documented_and_not_checked() {
    let l =
        Lowered::schemas("S: { type: object, patternProperties: { '^x-': { type: integer } } }");
    assert_eq!(*l.alias("S"), map(primitive(Primitive::I64)));
    let place = "/components/schemas/S/patternProperties/^x-";
    assert_eq!(said(&l, "`^x-`"), [(Code::IgnoredPart, place)]);
    assert_eq!(l.api.types[0].docs.notes, ["Pattern of names: `^x-`."]);
}

#[test]
fn null_among_values_whose_type_does_not_allow_it_is_named() {
    let l = Lowered::schemas(
        "Out: { type: string, enum: [a, null] }
        Fine: { type: string, nullable: true, enum: [a, null] }
        Untyped: { enum: [a, null] }",
    );
    let expected = [(Code::IgnoredPart, "/components/schemas/Out/enum")];
    assert_eq!(said(&l, "`null`"), expected);
    assert_eq!(l.diagnostics.len(), 1, "{:?}", l.diagnostics);
}

#[test]
fn what_is_required_but_not_described_is_raw_json() {
    let l = Lowered::schemas(
        "S: { type: object, required: [a, b], properties: { a: { type: string } } }
        Open: { type: object, required: [b], properties: { a: { type: string } }, additionalProperties: true }
        Child: { allOf: [{ $ref: '#/components/schemas/S' }, { properties: { b: { type: string } } }] }",
    );
    let field = l.field("S", "b");
    assert_eq!((&field.ty, field.required), (&Type::Any, false));
    assert_eq!(l.fields("Open").len(), 1);
    let field = l.field("Child", "b");
    assert_eq!((&field.ty, field.required), (&text(), true));
    assert!(field.docs.notes.is_empty());
    assert_eq!(l.codes(), [Code::IgnoredPart, Code::IgnoredPart]);
}

#[test]
fn names_that_no_message_can_carry_are_left_out() {
    for location in ["header", "cookie"] {
        let l = Lowered::get(&format!(
            "parameters: [{{ name: 'a b', in: {location}, schema: {{ type: string }} }}], responses: {{ '204': {{ description: Done }} }}"
        ));
        assert!(l.operation().parameters.is_empty());
        assert_eq!(l.codes(), [Code::UnsupportedParameter]);
        let l = Lowered::new(&format!(
            "paths: {{}}\ncomponents: {{ securitySchemes: {{ s: {{ type: apiKey, in: {location}, name: 'a b' }} }} }}\n"
        ));
        assert!(l.api.schemes.is_empty());
        assert_eq!(l.codes(), [Code::UnsupportedSecurity]);
    }
    let l = Lowered::get(
        "responses: { '204': { description: Done, headers: { 'a b': { schema: { type: string } } } } }",
    );
    assert!(l.operation().successes.iter().all(|answer| answer.headers.is_empty()));
    assert_eq!(l.codes(), [Code::UnsupportedParameter]);
}

#[test]
fn large_integers_that_are_numbers_lose_no_digit() {
    let l = Lowered::schemas(
        "L: { type: number, format: int64 }
        I: { type: number, format: int32 }",
    );
    assert_eq!(*l.alias("L"), primitive(Primitive::Decimal));
    assert_eq!(*l.alias("I"), primitive(Primitive::F64));
    assert!(l.diagnostics.is_empty(), "{:?}", l.diagnostics);
}

#[test]
fn licence_terms_and_pages_of_tags_are_kept() {
    let l = Lowered::whole(
        "openapi: 3.0.3
info: { title: T, version: '1', termsOfService: /terms, license: { name: MIT, url: https://x.example/mit } }
tags: [{ name: t, description: Things., externalDocs: { url: https://x.example/t } }]
paths: { /x: { get: { operationId: x, tags: [t], responses: { '204': { description: Done } } } } }
",
    );
    let license = ("MIT".to_owned(), Some("https://x.example/mit".to_owned()));
    assert_eq!(l.api.license, Some(license));
    assert_eq!(l.api.terms.as_deref(), Some("/terms"));
    let about = l.api.tags[0].description.as_deref();
    assert_eq!(about, Some("Things.\n\nSee <https://x.example/t>."));
}

#[test]
fn requirements_of_which_none_can_be_used_say_that_nothing_is_sent() {
    let l =
        Lowered::get("security: [{ unknown: [] }], responses: { '204': { description: Done } }");
    assert_eq!(l.operation().security, Some(Security::default()));
    let expected = [(Code::UnsupportedSecurity, "/paths/~1x/get/security")];
    assert_eq!(said(&l, "sent without credentials"), expected);
}

#[test]
fn an_empty_value_of_a_number_is_named() {
    let of = |schema: &str| {
        let l = Lowered::get(&format!(
            "parameters: [{{ name: q, in: query, allowEmptyValue: true, schema: {schema} }}], responses: {{ '204': {{ description: Done }} }}"
        ));
        said(&l, "is empty").len()
    };
    assert_eq!(of("{ type: integer }"), 1);
    assert_eq!(of("{ type: boolean, nullable: true }"), 1);
    assert_eq!(of("{ type: string }") + of("{ type: string, enum: ['', a] }"), 0);
}
