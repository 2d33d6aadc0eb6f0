//! Schemas: what each kind of reference leads to, and what that is called.

use super::*;

#[test]
fn reference_to_a_file_becomes_a_component_called_after_it() {
    let tree = bundled(
        &api("{ $ref: ./schemas/Pet.yaml }", ""),
        &[("schemas/Pet.yaml", "type: object\nproperties: { name: { type: string } }\n")],
    );
    assert_eq!(*schema(&tree), json!({ "$ref": "#/components/schemas/Pet" }));
    assert_eq!(tree["components"]["schemas"]["Pet"]["type"], "object");
}

#[test]
fn reference_into_a_file_is_called_after_its_last_key() {
    for (reference, key) in [
        ("shared.json#/definitions/Pet", "Pet"),
        ("./shared.json#/definitions/a~1b~0c", "a_b_c"),
        ("shared.json#/definitions/with%20space", "with_space"),
        ("more/../shared.json#/list/0", "list_0"),
        ("sh%61red.json#/definitions/Pet", "Pet"),
    ] {
        let text = r#"{"definitions": {"Pet": {"type": "string"}, "a/b~c": {"type": "string"}, "with space": {"type": "string"}}, "list": [{"type": "string"}]}"#;
        let tree =
            bundled(&api(&format!("{{ $ref: '{reference}' }}"), ""), &[("shared.json", text)]);
        assert_eq!(*schema(&tree), json!({ "$ref": format!("#/components/schemas/{key}") }));
        assert_eq!(tree["components"]["schemas"][key], json!({ "type": "string" }));
    }
}

#[test]
fn same_target_is_one_component_however_it_is_written() {
    let one = "type: array\nitems: { $ref: 'pets.yaml#/Pet' }\n";
    let pets =
        "Pet: { type: string }\nOther: { $ref: '#/Pet' }\nThird: { $ref: '../a/pets.yaml#/Pet' }\n";
    let tree = bundled(
        &api(
            "{ anyOf: [{ $ref: a/one.yaml }, { $ref: './a/./pets.yaml#/Pet' }, { $ref: 'a/pets.yaml#/Other' }, { $ref: 'a/pets.yaml#/Third' }] }",
            "",
        ),
        &[("a/one.yaml", one), ("a/pets.yaml", pets)],
    );
    let schemas = tree["components"]["schemas"].as_object().expect("schemas");
    assert_eq!(schemas.keys().collect::<Vec<_>>(), ["one", "Pet"]);
    let pet = json!({ "$ref": "#/components/schemas/Pet" });
    assert_eq!(schemas["one"]["items"], pet);
    assert_eq!(
        schema(&tree)["anyOf"].as_array().expect("branches")[1..],
        [pet.clone(), pet.clone(), pet]
    );
}

#[test]
fn names_do_not_clash() {
    let tree = bundled(
        &api(
            "{ anyOf: [{ $ref: 'a/x.yaml#/Pet' }, { $ref: 'b/x.yaml#/Pet' }, { $ref: 'c/x.yaml#/Pet' }] }",
            "components: { schemas: { Pet: { type: boolean } } }\n",
        ),
        &[
            ("a/x.yaml", "Pet: { type: string }"),
            ("b/x.yaml", "Pet: { type: integer }"),
            ("c/x.yaml", "Pet: { type: number }"),
        ],
    );
    let schemas = tree["components"]["schemas"].as_object().expect("schemas");
    assert_eq!(schemas.keys().collect::<Vec<_>>(), ["Pet", "x_Pet", "b_x_Pet", "c_x_Pet"]);
}

/// A component that is nothing but a reference is what the reference leads to, for all who refer to either.
#[test]
fn component_that_is_a_reference_is_its_target() {
    let tree = bundled(
        &api(
            "{ $ref: 'schemas/Owner.yaml' }",
            "components: { schemas: { Animal: { $ref: schemas/Pet.yaml } } }\n",
        ),
        &[
            (
                "schemas/Owner.yaml",
                "properties: { pet: { $ref: Pet.yaml }, same: { $ref: '../api.yaml#/components/schemas/Animal' } }",
            ),
            ("schemas/Pet.yaml", "properties: { parent: { $ref: '#' }, name: { type: string } }"),
        ],
    );
    let animal = json!({ "$ref": "#/components/schemas/Animal" });
    let schemas = &tree["components"]["schemas"];
    assert_eq!(schemas["Animal"]["properties"]["parent"], animal);
    assert_eq!(schemas["Owner"]["properties"]["pet"], animal);
    assert_eq!(schemas["Owner"]["properties"]["same"], animal);
    assert_eq!(schemas.as_object().map(|s| s.len()), Some(2));
}

#[test]
fn cycles_across_files_end() {
    let tree = bundled(
        &api("{ $ref: a.yaml }", ""),
        &[
            ("a.yaml", "properties: { b: { $ref: b.yaml } }"),
            (
                "b.yaml",
                "properties: { a: { $ref: a.yaml }, x: { $ref: 'api.yaml#/paths/~1x/get/responses/200/content/application~1json/schema' } }",
            ),
        ],
    );
    let schemas = &tree["components"]["schemas"];
    assert_eq!(schemas["a"]["properties"]["b"]["$ref"], "#/components/schemas/b");
    assert_eq!(schemas["b"]["properties"]["a"]["$ref"], "#/components/schemas/a");
    // Where the definition itself only refers, its target is meant.
    assert_eq!(schemas["b"]["properties"]["x"]["$ref"], "#/components/schemas/a");
}

/// A definition of one file is left as it is.
#[test]
fn references_of_one_file_stay() {
    let definition = api(
        "{ $ref: '#/components/schemas/A' }",
        "components:\n  schemas:\n    A: { $ref: '#/components/schemas/B' }\n    B: { properties: { c: { $ref: '#/components/schemas/B/properties/d' }, d: { type: string } } }\n",
    );
    let before = Source::new("api.yaml", definition.as_str()).parse(&mut Sink::default());
    let bundled = bundle(&definition, &[]);
    assert_eq!(Some(&bundled.tree), before.as_ref());
    assert_eq!(bundled.read, [""; 0]);
}

#[test]
fn ids_and_anchors_are_names() {
    let tree = bundled(
        &api(
            "{ anyOf: [{ $ref: 'https://example.com/schemas/pet' }, { $ref: '#tail' }, { $ref: 'more.yaml#inner' }, { $ref: 'urn:example:leg' }] }",
            "components:\n  schemas:\n    Pet:\n      $id: https://example.com/schemas/pet\n      properties: { name: { $ref: '#/$defs/Name' }, owner: { $ref: owner } }\n      $defs: { Name: { type: string } }\n    \
             Tail: { $anchor: tail, type: boolean }\n    Owner: { $id: 'https://example.com/schemas/owner', type: integer }\n    Leg: { $id: 'urn:example:leg', type: number }\n",
        ),
        &[("more.yaml", "$defs: { Inner: { $anchor: inner, type: string } }")],
    );
    let branches: Vec<&Value> =
        schema(&tree)["anyOf"].as_array().expect("branches").iter().map(|b| &b["$ref"]).collect();
    assert_eq!(
        branches,
        [
            "#/components/schemas/Pet",
            "#/components/schemas/Tail",
            "#/components/schemas/Inner",
            "#/components/schemas/Leg"
        ]
    );
    let pet = &tree["components"]["schemas"]["Pet"]["properties"];
    assert_eq!(pet["name"]["$ref"], "#/components/schemas/Pet/$defs/Name");
    assert_eq!(pet["owner"]["$ref"], "#/components/schemas/Owner");
}

#[test]
fn discriminators_lead_into_files() {
    let tree = bundled(
        &api("{ $ref: pet.yaml }", ""),
        &[
            (
                "pet.yaml",
                "oneOf: [{ $ref: cat.yaml }, { $ref: dog.yaml }]\ndiscriminator: { propertyName: kind, mapping: { cat: cat.yaml, dog: './dog.yaml', eel: Eel } }\n",
            ),
            ("cat.yaml", "properties: { kind: { type: string } }"),
            ("dog.yaml", "properties: { kind: { type: string } }"),
        ],
    );
    let mapping = &tree["components"]["schemas"]["pet"]["discriminator"]["mapping"];
    assert_eq!(
        *mapping,
        json!({ "cat": "#/components/schemas/cat", "dog": "#/components/schemas/dog", "eel": "Eel" })
    );
}
