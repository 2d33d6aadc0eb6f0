//! Parts that are no schemas, and files of other versions.

use super::*;

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
