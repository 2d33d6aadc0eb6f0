//! Definitions of several files: what each kind of reference leads to, and where what is told of stands.

use std::collections::BTreeMap;

use portolan_generator::diagnostic::Sink;
use portolan_generator::{
    Code, Definition, Diagnostic, Files, Location, Options, Output, Source, Unread, assembled,
    generate_all, locate,
};
use serde_json::{Value, json};

/// Files in memory; what begins with `..` or `/` is outside.
struct Texts(BTreeMap<String, String>, Vec<String>);

impl Files for Texts {
    fn read(&mut self, location: &Location) -> Result<Source, Unread> {
        let name = location.to_string();
        self.1.push(name.clone());
        if name.starts_with("..") || name.starts_with('/') || name.contains("://") {
            return Err(Unread::Refused("it is outside".to_owned()));
        }
        let text = self.0.get(&name).ok_or(Unread::Failed("there is no such file".to_owned()))?;
        Ok(Source::new(name, text.clone()))
    }
}

struct Bundled {
    tree: Value,
    output: Output,
    source: Source,
    read: Vec<String>,
}

impl Bundled {
    /// Each diagnostic: its code, the line that it points to, and what it says.
    fn said(&self) -> Vec<(Code, String, String)> {
        said(&self.source, &self.output)
    }
}

fn said(source: &Source, output: &Output) -> Vec<(Code, String, String)> {
    let all: Vec<&Diagnostic> = output.diagnostics.iter().collect();
    let line = |it: portolan_generator::Located<'_>| {
        let text = it.text.lines().nth(it.start.line - 1).unwrap_or_default().trim().to_owned();
        (it.diagnostic.code, format!("{}: {text}", it.file), it.diagnostic.message.clone())
    };
    locate(source, output, &all).into_iter().map(line).collect()
}

fn texts(files: &[(&str, &str)]) -> Texts {
    let files = files.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
    Texts(files.collect(), Vec::new())
}

fn bundle(definition: &str, files: &[(&str, &str)]) -> Bundled {
    let source = Source::new("api.yaml", definition);
    let mut texts = texts(files);
    let (tree, output) =
        assembled(Definition { source: &source, overlays: &[], files: &mut texts }, true);
    Bundled { tree: tree.unwrap_or_default(), output, source, read: texts.1 }
}

#[track_caller]
fn bundled(definition: &str, files: &[(&str, &str)]) -> Value {
    let bundled = bundle(definition, files);
    assert_eq!(bundled.said(), []);
    bundled.tree
}

fn generate(definition: &str, files: &[(&str, &str)]) -> (Source, Output) {
    let source = Source::new("api.yaml", definition);
    let mut texts = texts(files);
    let definition = Definition { source: &source, overlays: &[], files: &mut texts };
    let output = generate_all(definition, &Options::default(), &mut |_| {});
    (source, output)
}

/// A definition with one operation whose answer is this schema.
fn api(schema: &str, more: &str) -> String {
    format!(
        "openapi: 3.1.0\ninfo: {{ title: T, version: '1' }}\npaths:\n  /x:\n    get:\n      operationId: x\n      \
         responses:\n        '200':\n          description: ok\n          content:\n            application/json:\n              \
         schema: {schema}\n{more}"
    )
}

const SCHEMA: &str = "/paths/~1x/get/responses/200/content/application~1json/schema";

fn schema(tree: &Value) -> &Value {
    tree.pointer(SCHEMA).expect("the schema")
}

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

/// Everything that may be referred to, each in a file of its own.
#[test]
fn every_kind_of_component_is_found() {
    let definition = "\
openapi: 3.1.0
info: { title: T, version: '1' }
security: [{ key: [] }]
paths:
  /x:
    $ref: paths/x.yaml
components:
  securitySchemes: { key: { $ref: 'parts.yaml#/key' } }
";
    let item = "\
parameters: [{ $ref: '../parts.yaml#/limit' }]
post:
  operationId: x
  requestBody: { $ref: '../parts.yaml#/body' }
  responses:
    '200': { $ref: '../parts.yaml#/ok' }
    '404': { $ref: '#/x-missing' }
x-missing: { description: gone }
";
    let parts = "\
key: { type: apiKey, in: header, name: X-Key }
limit: { name: limit, in: query, schema: { type: integer } }
body: { content: { application/json: { schema: { $ref: '#/Thing' }, examples: { one: { $ref: '#/example' } } } } }
ok:
  description: ok
  headers: { X-Count: { $ref: '#/count' } }
  content: { application/json: { schema: { $ref: '#/Thing' } } }
count: { schema: { type: integer } }
example: { value: { id: a } }
Thing: { type: object, properties: { id: { type: string } } }
";
    let files = [("paths/x.yaml", item), ("parts.yaml", parts)];
    let tree = bundled(definition, &files);
    let components = &tree["components"];
    assert_eq!(components["securitySchemes"]["key"]["name"], "X-Key");
    for (section, name) in [
        ("parameters", "limit"),
        ("requestBodies", "body"),
        ("responses", "ok"),
        ("responses", "x-missing"),
        ("headers", "count"),
        ("examples", "example"),
        ("schemas", "Thing"),
    ] {
        assert!(components[section][name].is_object(), "{section}/{name}: {components:#}");
    }
    assert_eq!(tree["paths"]["/x"]["post"]["operationId"], "x");
    let (source, output) = generate(definition, &files);
    let losses: Vec<_> = output.losses().collect();
    assert!(!output.has_errors() && losses.is_empty(), "{:?}", said(&source, &output));
    let code: String = output.files.iter().map(|file| file.text.as_str()).collect();
    assert!(code.contains("limit") && code.contains("struct Thing"), "{code}");
}

/// A part that the standard gives no reference is replaced by what the reference leads to.
#[test]
fn whole_parts_can_stand_in_files() {
    let definition = "\
openapi: 3.0.3
info: { $ref: info.yaml }
servers: { $ref: 'info.yaml#/x-servers' }
paths: { $ref: paths/index.yaml }
components:
  schemas: { $ref: schemas/index.yaml }
";
    let files = [
        ("info.yaml", "title: T\nversion: '1'\nx-servers: [{ url: 'https://a.example.com' }]\n"),
        ("paths/index.yaml", "/pets: { $ref: pets.yaml }\n"),
        (
            "paths/pets.yaml",
            "get: { $ref: list.yaml, summary: Own }\nparameters: { $ref: '../parts.yaml#/all' }\n",
        ),
        (
            "paths/list.yaml",
            "operationId: listPets\nsummary: Theirs\nresponses: { '200': { description: ok, content: { application/json: { schema: { $ref: '../schemas/index.yaml#/Cat' } } } } }\n",
        ),
        ("parts.yaml", "all: [{ name: a, in: query, schema: { $ref: 'schemas/Pet.yaml' } }]\n"),
        ("schemas/index.yaml", "Pet: { $ref: Pet.yaml }\nCat: { allOf: [{ $ref: Pet.yaml }] }\n"),
        ("schemas/Pet.yaml", "type: string\n"),
    ];
    let tree = bundled(definition, &files);
    assert_eq!(tree["servers"][0]["url"], "https://a.example.com");
    let get = &tree["paths"]["/pets"]["get"];
    assert_eq!((&get["operationId"], &get["summary"]), (&json!("listPets"), &json!("Own")));
    assert_eq!(
        get.pointer("/responses/200/content/application~1json/schema"),
        Some(&json!({ "$ref": "#/components/schemas/Cat" }))
    );
    assert_eq!(
        tree["components"]["schemas"],
        json!({ "Pet": { "type": "string" }, "Cat": { "allOf": [{ "$ref": "#/components/schemas/Pet" }] } })
    );
    assert_eq!(
        tree["paths"]["/pets"]["parameters"][0]["schema"],
        json!({ "$ref": "#/components/schemas/Pet" })
    );
}

/// Inside of one file, too, a reference may lead to anything.
#[test]
fn references_to_paths_and_to_anything() {
    let definition = api(
        "{ type: object, properties: { a: { type: string } } }",
        "  /y:\n    $ref: '#/paths/~1x'\n  /z:\n    get:\n      operationId: z\n      parameters: [{ $ref: '#/x-parts/limit' }]\n      \
         responses:\n        '200':\n          description: ok\n          headers: { H: { $ref: '#/paths/~1x/get/x-header' } }\n          content:\n            \
         application/json: { schema: { $ref: '#/paths/~1x/get/responses/200/content/application~1json/schema/properties/a' } }\n            \
         application/problem+json: { schema: { $ref: '#/x-parts/Thing' } }\n\
         x-parts:\n  limit: { name: limit, in: query, schema: { type: integer } }\n  Thing: { type: object, properties: { id: { type: string } } }\n",
    )
    .replace("      operationId: x\n", "      operationId: x\n      x-header: { schema: { type: string } }\n");
    let tree = bundled(&definition, &[]);
    assert_eq!(tree["components"]["parameters"]["limit"]["in"], "query");
    assert_eq!(tree["components"]["headers"]["x-header"]["schema"]["type"], "string");
    let content = &tree["paths"]["/z"]["get"]["responses"]["200"]["content"];
    assert_eq!(content["application/problem+json"]["schema"]["$ref"], "#/components/schemas/Thing");
    let own = &content["application/json"]["schema"]["$ref"];
    assert_eq!(*own, format!("#{SCHEMA}/properties/a"), "a schema of the tree is left where it is");
    let (source, output) = generate(&definition, &[]);
    assert!(output.losses().next().is_none(), "{:?}", said(&source, &output));
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
fn files_of_other_versions_are_read_in_theirs() {
    let old = "openapi: 3.0.3\ninfo: { title: Old, version: '1' }\npaths: {}\ncomponents:\n  schemas:\n    Old: { type: string, nullable: true }\n";
    let oldest = "swagger: '2.0'\ninfo: { title: Older, version: '1' }\npaths: {}\ndefinitions:\n  Older: { type: object, required: [a], properties: { a: { type: string, x-nullable: true } } }\n";
    let new = "openapi: 3.1.0\ninfo: { title: New, version: '1' }\npaths: {}\ncomponents:\n  schemas:\n    New: { type: [string, 'null'], const: a }\n";
    let references = "{ type: object, properties: { old: { $ref: 'old.yaml#/components/schemas/Old' }, older: { $ref: 'older.yaml#/definitions/Older' }, new: { $ref: 'new.yaml#/components/schemas/New' } } }";
    let files = [("old.yaml", old), ("older.yaml", oldest), ("new.yaml", new)];
    for version in ["3.0.3", "3.1.0"] {
        let definition = api(references, "").replace("3.1.0", version);
        let (source, output) = generate(&definition, &files);
        assert!(!output.has_errors(), "{:?}", said(&source, &output));
        let told: Vec<_> = said(&source, &output);
        assert!(told.iter().all(|(code, ..)| *code != Code::Repaired), "{told:?}");
        let code: String = output.files.iter().map(|file| file.text.as_str()).collect();
        assert!(code.contains("Older") && code.contains("Nullable"), "{version}:\n{code}");
    }
}

#[test]
fn swagger_has_files_too() {
    let definition = "\
swagger: '2.0'
info: { title: T, version: '1' }
host: a.example.com
paths:
  /x: { $ref: 'paths.yaml#/x' }
  /y:
    post:
      operationId: y
      parameters: [{ $ref: 'parts.yaml#/parameters/body' }, { $ref: 'parts.yaml#/parameters/limit' }]
      responses: { '200': { $ref: 'parts.yaml#/responses/ok' } }
";
    let parts = "\
parameters:
  body: { name: body, in: body, required: true, schema: { $ref: '#/definitions/Thing' } }
  limit: { name: limit, in: query, type: integer }
responses:
  ok: { description: ok, schema: { $ref: '#/definitions/Thing' } }
definitions:
  Thing: { type: object, properties: { id: { type: string } } }
";
    let files = [
        (
            "paths.yaml",
            "x: { get: { operationId: x, responses: { '200': { $ref: 'parts.yaml#/responses/ok' } } } }",
        ),
        ("parts.yaml", parts),
    ];
    let tree = bundled(definition, &files);
    assert_eq!(tree["definitions"]["Thing"]["type"], "object");
    assert_eq!(tree["responses"]["ok"]["schema"]["$ref"], "#/definitions/Thing");
    let (source, output) = generate(definition, &files);
    assert!(
        !output.has_errors() && output.losses().next().is_none(),
        "{:?}",
        said(&source, &output)
    );
    assert_eq!(output.summary.operations, 2);
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

#[test]
fn file_that_is_not_there_is_one_error_at_the_first_reference() {
    let bundled =
        bundle(&api("{ anyOf: [{ $ref: gone.yaml }, { $ref: 'gone.yaml#/x' }] }", ""), &[]);
    let said = bundled.said();
    assert_eq!(said.len(), 1, "{said:?}");
    assert_eq!(said[0].0, Code::UnreadableFile);
    assert!(said[0].1.contains("$ref: gone.yaml"), "{said:?}");
    assert_eq!(said[0].2, "`gone.yaml` cannot be read: there is no such file");
}

/// In each file, what it says of itself is told of there.
#[test]
fn diagnostics_point_into_the_file_that_holds_it() {
    let files = [
        (
            "a/pet.yaml",
            "type: object\nproperties:\n  x: { type: nothing }\n  y: { $ref: '#/gone' }\n  z: { $ref: 'other.yaml#/gone' }\n",
        ),
        ("a/other.yaml", "Pet: 1\n"),
    ];
    let (source, output) = generate(&api("{ $ref: a/pet.yaml }", ""), &files);
    let said = said(&source, &output);
    let at = |code: Code| -> Vec<&str> {
        said.iter().filter(|(found, ..)| *found == code).map(|(_, at, _)| at.as_str()).collect()
    };
    assert_eq!(at(Code::WrongType), ["a/pet.yaml: x: { type: nothing }"], "{said:?}");
    assert_eq!(
        at(Code::UnresolvedReference),
        ["a/pet.yaml: y: { $ref: '#/gone' }", "a/pet.yaml: z: { $ref: 'other.yaml#/gone' }"],
        "{said:?}"
    );
    assert!(
        said.iter().any(|(.., message)| message == "there is no `/gone` in a/other.yaml"),
        "{said:?}"
    );
    let (source, output) = generate(&api("{ $ref: bad.yaml }", ""), &[("bad.yaml", "a: [\n")]);
    let said = self::said(&source, &output);
    assert!(
        said.iter()
            .any(|(code, at, _)| *code == Code::InvalidSyntax && at.starts_with("bad.yaml:")),
        "{said:?}"
    );
}

/// What a name is, once its spelling is undone: the caller decides about that, and about nothing else.
#[test]
fn locations_are_what_their_spelling_means() {
    let from = |base: &str, reference: &str| {
        let base = match base.contains("://") {
            true => Location::Url(base.to_owned()),
            false => Location::File(base.to_owned()),
        };
        base.resolve(reference).map(|location| location.to_string())
    };
    for (base, reference, location) in [
        ("api.yaml", "a.yaml", Some("a.yaml")),
        ("a/b.yaml", "../c.yaml", Some("c.yaml")),
        ("a/b.yaml", "../../c.yaml", Some("../c.yaml")),
        ("a/b.yaml", "%2e%2e/%2E%2E/c.yaml", Some("../c.yaml")),
        ("a/b.yaml", "..%2F..%2Fc.yaml", Some("../c.yaml")),
        ("a/b.yaml", "..\\..\\c.yaml", Some("../c.yaml")),
        ("a/b.yaml", "/etc/passwd", Some("/etc/passwd")),
        ("a/b.yaml", "file:///etc/passwd", Some("/etc/passwd")),
        ("a/b.yaml", "FILE://localhost/etc/../x", Some("/x")),
        ("a/b.yaml", "file://host/x", None),
        ("a/b.yaml", "a%00.yaml", None),
        ("a/b.yaml", "a%ff.yaml", None),
        ("a/b.yaml", "https://Example.com/x/../y.yaml", Some("https://example.com/y.yaml")),
        ("a/b.yaml", "HTTPS://example.com", Some("https://example.com/")),
        (
            "https://example.com/a/b.yaml",
            "../../c.yaml?d=1",
            Some("https://example.com/c.yaml?d=1"),
        ),
        ("https://example.com/a/b.yaml?x=/y/", "c.yaml", Some("https://example.com/a/c.yaml")),
        ("https://example.com/a/b.yaml", "/c.yaml", Some("https://example.com/c.yaml")),
        ("https://example.com/a/b.yaml", "//other.example/c", Some("https://other.example/c")),
        ("https://example.com/a/b.yaml", "file:///etc/passwd", None),
        ("https://example.com/a/b.yaml", "http:///x", None),
    ] {
        assert_eq!(from(base, reference).as_deref(), location, "{reference} in {base}");
    }
}

/// Small files that refer to one another in circles, or many times, end in diagnostics.
#[test]
fn hostile_files_end_in_diagnostics() {
    let deep = format!("{}{{ type: string }}{}", "{ items: ".repeat(120), " }".repeat(120));
    let wide: String = (0..2000).map(|n| format!("  /p{n}: {{ $ref: item.yaml }}\n")).collect();
    let many = format!("openapi: 3.1.0\ninfo: {{ title: T, version: '1' }}\npaths:\n{wide}");
    let heavy: String = (0..2000).map(|n| format!("x-{n}: {n}\n")).collect();
    let cases: Vec<(String, Vec<(&str, String)>)> = vec![
        (api("{ $ref: a.yaml }", ""), vec![("a.yaml", "$ref: b.yaml".into()), ("b.yaml", "$ref: a.yaml".into())]),
        (api("{ $ref: a.yaml }", ""), vec![("a.yaml", "$ref: a.yaml".into())]),
        (
            "openapi: 3.1.0\ninfo: { title: T, version: '1' }\npaths: { $ref: a.yaml }\n".into(),
            vec![("a.yaml", "/x: { get: { $ref: b.yaml } }".into()), ("b.yaml", "callbacks: { $ref: c.yaml }".into()), ("c.yaml", "x: { y: { post: { $ref: b.yaml } } }".into())],
        ),
        (
            "openapi: 3.1.0\ninfo: { title: T, version: '1' }\npaths: {}\ncomponents: { schemas: { A: { properties: { $ref: a.yaml } } } }\n".into(),
            vec![("a.yaml", "x: { properties: { $ref: a.yaml } }".into())],
        ),
        (
            "openapi: 3.1.0\ninfo: { title: T, version: '1' }\npaths:\n  /x: { $ref: a.yaml }\n".into(),
            vec![("a.yaml", format!("get: {{ responses: {{ '200': {{ description: d, content: {{ a/b: {{ schema: {deep} }} }} }} }} }}"))],
        ),
        (many, vec![("item.yaml", heavy)]),
        (api("{ $ref: 'a.yaml#/x' }", ""), vec![("a.yaml", "{ $ref: '#/x/y' }".into())]),
    ];
    for (definition, files) in cases {
        let files: Vec<(&str, &str)> =
            files.iter().map(|(name, text)| (*name, text.as_str())).collect();
        let (source, output) = generate(&definition, &files);
        let told = said(&source, &output);
        assert!(!told.is_empty(), "{definition}");
    }
}
