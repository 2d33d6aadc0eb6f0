//! Names are stable: what is added to a definition elsewhere renames nothing.

use std::collections::BTreeSet;

use portolan_generator::{Options, Source, generate};

/// A definition with places where something may be added.
const DEFINITION: &str = "openapi: 3.0.3
info: { title: Cases, version: '1' }
tags: [{ name: zoo }]
paths:
  # operations
  /animals/{id}:
    put:
      tags: [zoo]
      operationId: putAnimal
      parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
      requestBody: { content: { application/json: { schema: { type: object, properties: { state: { type: string, enum: [a, b] } } } } } }
      responses: { '200': { description: Done, content: { application/json: { schema: { $ref: '#/components/schemas/Animal' } } } } }
components:
  schemas:
    # schemas
    Animal:
      type: object
      required: [kind]
      properties:
        # properties
        kind: { type: string }
        home: { type: object, properties: { rooms: { type: array, items: { type: object, properties: { door: { type: boolean } } } } } }
        size: { oneOf: [{ type: integer }, { type: object, properties: { cm: { type: integer } } }] }
        tags: { type: array, items: { type: string, enum: [x, y] } }
      discriminator: { propertyName: kind }
    Cat: { allOf: [{ $ref: '#/components/schemas/Animal' }, { properties: { toy: { type: object, properties: { name: { type: string } } } } }] }
    Mouse:
      anyOf:
        - { type: object, title: Wild, required: [field], properties: { field: { type: string } } }
        - { type: object, title: Tame, required: [owner], properties: { owner: { $ref: '#/components/schemas/AnimalOwner' } } }
    AnimalOwner: { type: object, properties: { 'a-b': { type: string }, a_b: { type: string } } }
";

/// Every name that a program may write: types with their members, methods, modules.
fn names(text: &str) -> BTreeSet<String> {
    let output = generate(&Source::new("case.yaml", text), &Options::default(), &mut |_| ());
    assert!(!output.has_errors(), "{:?}", output.diagnostics);
    let mut names = BTreeSet::new();
    let mut aliases = Vec::new();
    for file in output.files.iter().filter(|file| file.path.ends_with(".rs")) {
        let mut owner = String::new();
        for line in file.text.lines() {
            let line = line.trim_end();
            let word = |rest: &str| -> String {
                rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
            };
            // A short enum stands beside its macro's brace.
            let bare = line.trim_start().rsplit("! { ").next().unwrap_or_default();
            for head in ["pub struct ", "pub enum ", "pub type ", "impl "] {
                if let Some(rest) = bare.strip_prefix(head) {
                    owner = word(rest);
                    names.insert(owner.clone());
                }
            }
            if let Some((_, target)) =
                bare.strip_prefix("pub type ").and_then(|b| b.split_once(" = "))
            {
                aliases.push((owner.clone(), word(target)));
            }
            // What a list of types names, their own lines name too.
            if bare.contains("serde_types!") {
                owner.clear();
            }
            if ["struct", "enum", "type", "use", "mod"]
                .iter()
                .any(|w| bare.starts_with(&format!("pub {w} ")))
            {
                continue;
            }
            if let Some(rest) = bare.strip_prefix("pub fn ") {
                names.insert(format!("{owner}::{}", word(rest)));
            } else if let Some(rest) = bare.strip_prefix("pub ") {
                names.insert(format!("{owner}.{}", word(rest)));
            } else if !owner.is_empty()
                && line.starts_with("    ")
                && bare.starts_with(char::is_uppercase)
            {
                names.insert(format!("{owner}::{}", word(bare)));
            }
        }
    }
    // Another name for a type has its members.
    for (alias, target) in aliases {
        let of = |name: &String| {
            let rest = name.strip_prefix(&target)?.to_owned();
            rest.starts_with(['.', ':']).then(|| format!("{alias}{rest}"))
        };
        let members: Vec<String> = names.iter().filter_map(of).collect();
        names.extend(members);
    }
    names
}

#[test]
fn additions_rename_nothing() {
    let before = names(DEFINITION);
    for known in
        ["AnimalHomeRoom", "AnimalBase.kind", "CatToy", "MouseSeveral", "AnimalOwner.a_b_2"]
    {
        assert!(before.contains(known), "{known} is not among {before:#?}");
    }
    let additions = [
        (
            "# schemas",
            "Aardvark: { type: object, properties: { home: { type: object, properties: { hole: { type: integer } } } } }",
        ),
        (
            "# schemas",
            "Ant: { allOf: [{ $ref: '#/components/schemas/Animal' }, { properties: { legs: { type: object, properties: { n: { type: integer } } } } }] }",
        ),
        (
            "# schemas",
            "Home: { type: object, properties: { rooms: { type: array, items: { type: object, properties: { door: { type: boolean } } } } } }",
        ),
        ("# properties", "age: { type: object, properties: { years: { type: integer } } }"),
        ("# properties", "extra: { type: string, enum: [x, y] }"),
        (
            "# operations",
            "/a: { get: { tags: [zoo], operationId: getA, responses: { '200': { description: Done, content: { application/json: { schema: { type: object, properties: { state: { type: string, enum: [a, b] } } } } } } } } }",
        ),
        (
            "# operations",
            "/b: { get: { tags: [other], operationId: getB, responses: { '200': { description: Done, content: { application/json: { schema: { $ref: '#/components/schemas/Animal' } } } } } } }",
        ),
    ];
    for (at, added) in additions {
        assert!(DEFINITION.contains(at));
        let after = names(&DEFINITION.replacen(at, added, 1));
        let lost: Vec<&String> = before.difference(&after).collect();
        assert!(lost.is_empty(), "{added} renames {lost:?}");
        assert!(after.len() > before.len(), "{added} adds nothing");
    }
}
