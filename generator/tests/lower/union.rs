//! `oneOf`, `anyOf`, lists of types, and what tells branches apart.

use super::*;

const PETS: &str = "Cat: { type: object, required: [name], properties: { type: { type: string }, name: { type: string } } }
        Dog: { type: object, properties: { type: { type: string }, bark: { type: boolean } } }
        ";

#[test]
fn a_discriminator_tags_its_branches() {
    let l = Lowered::schemas(&format!(
        "{PETS}Pet:
          oneOf: [{{ $ref: '#/components/schemas/Cat' }}, {{ $ref: '#/components/schemas/Dog' }}]
          discriminator: {{ propertyName: type, mapping: {{ dog: '#/components/schemas/Dog', puppy: Dog }} }}"
    ));
    let Shape::Union(pet) = l.shape("Pet") else { panic!() };
    assert_eq!(pet.discriminator.as_deref(), Some("type"));
    let tags: Vec<_> = pet.branches.iter().map(|b| (b.name.as_str(), b.tags.join(" "))).collect();
    assert_eq!(tags, [("Cat", "Cat".to_owned()), ("Dog", "dog puppy".to_owned())]);
    assert_eq!(pet.branches[0].marks[0].required, ["name"]);
    assert_eq!(pet.branches[1].marks[0].known, ["type", "bark"]);
}

#[test]
fn null_is_hoisted_and_a_union_of_one_is_the_type() {
    let l = Lowered::schemas(&format!(
        "{PETS}S:
          type: object
          properties:
            a: {{ oneOf: [{{ $ref: '#/components/schemas/Cat' }}, {{ type: string, nullable: true, enum: [null] }}] }}
            b: {{ anyOf: [{{ $ref: '#/components/schemas/Cat' }}] }}
            c: {{ anyOf: [{{ $ref: '#/components/schemas/Cat' }}, {{ $ref: '#/components/schemas/Dog' }}], nullable: true }}"
    ));
    assert_eq!(l.field("S", "a").ty, null(Type::Named(l.id("Cat"))));
    assert_eq!(l.field("S", "b").ty, Type::Named(l.id("Cat")));
    assert!(
        matches!(&l.field("S", "c").ty, Type::Nullable(inner) if matches!(**inner, Type::Named(_)))
    );
}

#[test]
fn scalars_are_told_apart_by_their_kind() {
    let l = Lowered::schemas(
        "U: { oneOf: [{ type: integer }, { type: string }, { type: array, items: { type: string } }] }",
    );
    let kinds: Vec<_> =
        l.branches("U").iter().map(|b| (b.name.as_str(), b.marks[0].kinds.clone())).collect();
    assert_eq!(
        kinds,
        [
            ("integer", vec![JsonKind::Integer]),
            ("string", vec![JsonKind::String]),
            ("list", vec![JsonKind::Array]),
        ]
    );
}

#[test]
fn texts_are_one_open_list() {
    let l = Lowered::schemas(
        "E: { type: string, enum: [a] }
        U: { anyOf: [{ $ref: '#/components/schemas/E' }, { type: string, enum: [b] }, { type: string }] }
        T: { anyOf: [{ type: string, format: date-time }, { type: string }] }
        N: { anyOf: [{ type: integer }, { type: number }] }",
    );
    assert!(matches!(l.shape("U"), Shape::Enum(e) if e.variants.len() == 2));
    assert_eq!(*l.shape("T"), Shape::Newtype(Primitive::String));
    assert_eq!(*l.alias("N"), primitive(Primitive::F64));
}

#[test]
fn branches_that_only_require_are_no_types() {
    let l = Lowered::schemas(
        "S:
          type: object
          properties: { a: { type: string }, b: { type: string } }
          anyOf: [{ required: [a] }, { required: [b] }]",
    );
    assert_eq!(l.fields("S").len(), 2);
    assert!(l.fields("S").iter().all(|f| !f.required));
}

#[test]
fn properties_beside_a_union_are_in_each_branch() {
    let l = Lowered::schemas(
        "S:
          type: object
          required: [id]
          properties: { id: { type: string }, state: { type: string } }
          oneOf:
            - { properties: { state: { enum: [done] }, result: { type: string } }, required: [result] }
            - { properties: { state: { enum: [open] } } }",
    );
    let branches = l.branches("S");
    assert_eq!(branches.len(), 2);
    assert_eq!(branches[0].marks[0].required, ["id", "result"]);
    assert_eq!(branches[0].marks[0].known, ["id", "state", "result"]);
    assert_eq!(branches[0].marks[0].constants, [("state".to_owned(), vec!["done".to_owned()])]);
    assert_eq!(branches[1].marks[0].known, ["id", "state"]);
}

#[test]
fn constants_are_marks_only_where_they_tell() {
    let l = Lowered::schemas(
        "U:
          oneOf:
            - { type: object, properties: { k: { type: string, enum: [a] }, same: { type: string, enum: [x, y] } } }
            - { type: object, additionalProperties: false, properties: { k: { type: string, enum: [b, c] }, same: { type: string, enum: [x, z] } } }",
    );
    let branches = l.branches("U");
    assert_eq!(branches[0].name, "a");
    assert_eq!(branches[0].marks[0].constants.len(), 1);
    assert_eq!(
        branches[1].marks[0].constants,
        [("k".to_owned(), vec!["b".to_owned(), "c".to_owned()])]
    );
    assert!(branches[1].marks[0].closed && !branches[0].marks[0].closed);
}

#[test]
fn arrays_of_several_types_are_one_array_of_either() {
    let l = Lowered::schemas(&format!(
        "{PETS}U: {{ anyOf: [{{ type: array, items: {{ $ref: '#/components/schemas/Cat' }} }}, {{ type: array, items: {{ $ref: '#/components/schemas/Dog' }} }}] }}"
    ));
    let Type::List(item) = l.alias("U") else { panic!() };
    let Type::Named(id) = **item else { panic!() };
    assert!(matches!(&l.api.types[id.0].shape, Shape::Union(u) if u.branches.len() == 2));
}

#[test]
fn a_branch_that_allows_everything_is_raw_json() {
    let l = Lowered::schemas("U: { anyOf: [{ type: string }, {}] }");
    assert_eq!(*l.alias("U"), Type::Any);
}

#[test]
fn a_base_whose_alternatives_are_its_children() {
    let l = Lowered::schemas(
        "Pet:
          type: object
          required: [type]
          properties: { type: { type: string } }
          oneOf: [{ $ref: '#/components/schemas/Cat' }, { $ref: '#/components/schemas/Dog' }, { $ref: '#/components/schemas/Eel' }]
          discriminator: { propertyName: type }
        Eel: { allOf: [{ $ref: '#/components/schemas/Pet' }] }
        Cat: { allOf: [{ $ref: '#/components/schemas/Pet' }, { properties: { purrs: { type: boolean } } }] }
        Dog: { allOf: [{ $ref: '#/components/schemas/Pet' }, { properties: { barks: { type: boolean } } }] }",
    );
    let tys: Vec<_> = l.branches("Pet").iter().map(|b| b.ty.clone()).collect();
    assert_eq!(tys, ["Cat", "Dog", "Eel"].map(|name| Type::Named(l.id(name))));
    assert_eq!(l.fields("Eel").len(), 1);
    let names: Vec<_> = l.fields("Cat").iter().map(|f| (f.name.as_str(), f.required)).collect();
    assert_eq!(names, [("type", true), ("purrs", false)]);
    assert!(l.diagnostics.is_empty(), "{:?}", l.diagnostics);
}

#[test]
fn unions_that_lead_to_one_another_end() {
    let names: Vec<_> = (0..12).map(|n| format!("U{n}")).collect();
    let branches: Vec<_> =
        names.iter().map(|n| format!("{{ $ref: '#/components/schemas/{n}' }}")).collect();
    let all = branches.join(", ");
    let lines: Vec<_> = names
        .iter()
        .map(|n| {
            format!(
                "{n}: {{ anyOf: [{all}, {{ type: object, properties: {{ {n}: {{ type: string }} }} }}] }}
        A{n}: {{ allOf: [{all}, {{ properties: {{ a: {{ type: string, readOnly: true }} }} }}] }}"
            )
        })
        .collect();
    let l = Lowered::schemas(&lines.join("\n        "));
    assert!(l.codes().contains(&Code::CircularReference));
    // No union is its own alternative any more, whatever the way.
    let mut ids = vec![l.id("U0")];
    for _ in 0..100 {
        let unions = ids.iter().filter_map(|id| match &l.api.types[id.0].shape {
            Shape::Union(union) => Some(union),
            _ => None,
        });
        ids = unions.flat_map(|u| &u.branches).filter_map(|b| named(&b.ty)).collect();
        ids.dedup();
        ids.truncate(50);
    }
    assert!(ids.is_empty());
}

fn named(ty: &Type) -> Option<TypeId> {
    match ty {
        Type::Named(id) => Some(*id),
        _ => None,
    }
}

#[test]
fn parameters_of_a_recursive_type_end() {
    let l = Lowered::new(
        "paths:
  /x:
    get:
      operationId: x
      parameters: [{ name: a, in: query, schema: { $ref: '#/components/schemas/Node' } }]
      responses: { 200: { description: ok } }
components:
  schemas:
    Node: { type: object, properties: { a: { $ref: '#/components/schemas/Node' }, b: { $ref: '#/components/schemas/Node' } } }
",
    );
    assert!(l.operation().parameters[0].nested);
}

#[test]
fn values_of_a_discriminator_that_all_branches_allow_tell_nothing() {
    let l = Lowered::schemas(
        "Base: { type: object, properties: { kind: { type: string, enum: [a, b] } } }
        A: { allOf: [{ $ref: '#/components/schemas/Base' }, { type: object, properties: { x: { type: string } } }] }
        B: { allOf: [{ $ref: '#/components/schemas/Base' }, { type: object, properties: { y: { type: string } } }] }
        U: { oneOf: [{ $ref: '#/components/schemas/A' }, { $ref: '#/components/schemas/B' }], discriminator: { propertyName: kind } }",
    );
    let tags: Vec<_> = l.branches("U").iter().map(|b| b.tags.join(" ")).collect();
    assert_eq!(tags, ["A", "B"]);
    assert_eq!(l.codes(), [Code::IgnoredPart]);
}

#[test]
fn a_base_that_nothing_extends_is_itself() {
    let l = Lowered::schemas(
        "Base: { type: object, properties: { kind: { type: string } }, discriminator: { propertyName: kind } }",
    );
    assert_eq!(l.fields("Base").len(), 1);
    assert_eq!(l.codes(), [Code::IgnoredPart]);
}

#[test]
fn a_base_is_its_children_what_its_mapping_names_or_itself() {
    let l = Lowered::schemas(
        "Base:
          type: object
          required: [kind]
          properties: { kind: { type: string }, id: { type: string } }
          discriminator: { propertyName: kind, mapping: { c: Cat, base: Base, other: '#/components/schemas/Other' } }
        Cat: { allOf: [{ $ref: '#/components/schemas/Also' }, { properties: { purrs: { type: boolean } } }] }
        Also: { $ref: '#/components/schemas/Base' }
        Kitten: { allOf: [{ $ref: '#/components/schemas/Cat' }, { properties: { kind: { enum: [kit] } } }] }
        Other: { type: object, properties: { kind: { type: string }, o: { type: string } } }
        Use: { type: object, properties: { base: { allOf: [{ $ref: '#/components/schemas/Also' }], description: Any. } } }",
    );
    let tags: Vec<_> =
        l.branches("Base").iter().map(|b| (b.name.as_str(), b.tags.join(" "))).collect();
    assert_eq!(tags[0], ("Cat", "c kit".to_owned()));
    assert!(tags.contains(&("Other", "other".to_owned())), "{tags:?}");
    assert_eq!(tags.last(), Some(&("base", "base".to_owned())));
    let cat: Vec<_> = l.branches("Cat").iter().map(|b| b.tags.join(" ")).collect();
    assert_eq!(cat, ["kit", "c"]);
    assert_eq!(l.field("Use", "base").ty, Type::Named(l.id("Also")));
    let kind = l.field("Kitten", "kind");
    let preset = kind.preset.as_ref().map(|preset| (preset.value.plain(), preset.fixed));
    assert_eq!((kind.required, preset), (true, Some(("kit".to_owned(), true))));
    assert_eq!(l.fields("Kitten").len(), 3);
    assert!(!l.codes().contains(&Code::UnsupportedSchema), "{:?}", l.diagnostics);
}

#[test]
fn bases_that_extend_one_another_end() {
    let l = Lowered::schemas(
        "A: { allOf: [{ $ref: '#/components/schemas/B' }, { properties: { a: { type: string } } }], discriminator: { propertyName: k } }
        B: { allOf: [{ $ref: '#/components/schemas/A' }, { properties: { b: { type: string } } }] }
        C: { allOf: [{ $ref: '#/components/schemas/C' }], discriminator: { propertyName: k } }",
    );
    assert!(l.codes().contains(&Code::CircularReference), "{:?}", l.diagnostics);
}
