//! Every version of OpenAPI is read as one: the same API gives the same client, nothing is lost on the way, and what
//! is said points at what the person wrote.

use std::fs;
use std::path::Path;

use portolan_generator::diagnostic::Sink;
use portolan_generator::document::Document;
use portolan_generator::{Code, Options, Output, Severity, Source, generate, read, report};
use serde_json::{Map, Value, json};

fn folder(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/versions").join(name);
    fs::read_to_string(path).unwrap()
}

fn drawn(text: &str) -> Output {
    generate(&Source::new("pets.yaml", text), &Options::default(), &mut |_| {})
}

fn document(text: &str) -> (Document, Sink) {
    let mut sink = Sink::default();
    let document = read(&Source::new("a.yaml", text), &mut sink, &mut |_| {});
    (document.unwrap_or_else(|| panic!("{:?}", sink.diagnostics())), sink)
}

/// Everything that is said of a text, as `line:column code`.
fn said(text: &str) -> Vec<String> {
    let source = Source::new("a.yaml", text);
    let output = drawn(text);
    output
        .diagnostics
        .iter()
        .map(|diagnostic| {
            let shown = report(&source, &output, &[diagnostic]);
            let place = shown.split(' ').next().unwrap_or_default();
            let place = place.trim_start_matches("a.yaml:").trim_end_matches(':');
            format!("{place} {}", diagnostic.code.text())
        })
        .collect()
}

fn codes(output: &Output) -> Vec<Code> {
    output.diagnostics.iter().map(|d| d.code).collect()
}

#[test]
fn one_api_in_four_versions_gives_one_client() {
    let first = drawn(&folder("3.0.yaml"));
    assert!(first.files.len() > 5, "{:?}", first.diagnostics);
    for version in ["2.0", "3.1", "3.2"] {
        let other = drawn(&folder(&format!("{version}.yaml")));
        let losses: Vec<_> = other.losses().collect();
        assert!(losses.is_empty(), "{version}: {losses:?}");
        assert_eq!(other.summary, first.summary, "{version}");
        let paths = |output: &Output| -> Vec<String> {
            output.files.iter().map(|file| file.path.clone()).collect()
        };
        assert_eq!(paths(&other), paths(&first), "{version}");
        for (one, two) in first.files.iter().zip(&other.files) {
            assert_eq!(one.text, two.text, "{version}: {}", one.path);
        }
    }
}

/// Puts back what is carried, and compares: the skeleton that goes in is the one that comes out.
fn assert_whole(text: &str) {
    let (document, sink) = document(text);
    let losses = sink.diagnostics().iter().filter(|d| d.code.severity() != Severity::Note);
    let losses: Vec<_> = losses.filter(|d| !d.code.text().starts_with("unsupported")).collect();
    assert!(losses.is_empty(), "{losses:?}");
    let mut out = serde_json::to_value(&document.model).unwrap();
    uncarry(&mut out, &document);
    let texts = document.model.extensions.get("x-portolan-references").cloned();
    for (pointer, texts) in texts.iter().filter_map(Value::as_object).flatten() {
        let reference = out.pointer_mut(pointer).and_then(Value::as_object_mut).unwrap();
        reference.extend(texts.as_object().unwrap().clone());
    }
    let tree: Value = serde_yaml::from_str(text).unwrap();
    let mut lost = Vec::new();
    within(&tree, &out, "", &mut lost);
    assert!(lost.is_empty(), "{lost:#?}");
}

/// Undoes what `document` does to a tree.
fn uncarry(value: &mut Value, document: &Document) {
    match value {
        Value::Object(map) => {
            if let (1, Some(reference)) = (map.len(), map.get("$ref").and_then(Value::as_str))
                && let Some(schema) = reference.strip_prefix('#').and_then(|p| document.schema(p))
            {
                *value = schema.clone();
                return;
            }
            map.shift_remove("x-portolan-references");
            for (key, inner) in std::mem::take(map) {
                match key.strip_prefix("x-portolan-") {
                    Some(key) if !matches!(key, "skip" | "crate" | "token") => {
                        map.insert(key.to_owned(), inner);
                    }
                    _ => {
                        map.entry(key).or_insert(inner);
                    }
                }
            }
            map.values_mut().for_each(|inner| uncarry(inner, document));
        }
        Value::Array(items) => items.iter_mut().for_each(|inner| uncarry(inner, document)),
        _ => {}
    }
}

/// Everything of `before` is in `after`; what the model adds are defaults.
fn within(before: &Value, after: &Value, at: &str, lost: &mut Vec<String>) {
    match (before, after) {
        (Value::Object(before), Value::Object(after)) => {
            for (key, value) in before {
                match after.get(key) {
                    Some(other) => within(value, other, &format!("{at}/{key}"), lost),
                    // The model writes no defaults.
                    None if [json!(false), json!({}), json!([])].contains(value) => {}
                    None => lost.push(format!("{at}/{key}: {value}")),
                }
            }
        }
        (Value::Array(before), Value::Array(after)) if before.len() == after.len() => {
            for (index, (one, two)) in before.iter().zip(after).enumerate() {
                within(one, two, &format!("{at}/{index}"), lost);
            }
        }
        _ if before == after => {}
        _ => lost.push(format!("{at}: {before} became {after}")),
    }
}

#[test]
fn nothing_of_the_skeleton_is_lost() {
    assert_whole(&folder("everything.yaml"));
}

#[test]
fn later_keys_are_drawn_or_named() {
    let output = drawn(&folder("everything.yaml"));
    let all: Vec<String> = output
        .diagnostics
        .iter()
        .map(|d| format!("{} {}: {}", d.code.text(), d.place.pointer(), d.message))
        .collect();
    insta::with_settings!({ prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("versions-everything", all.join("\n"));
    });
    let text: String = output.files.iter().map(|file| file.text.as_str()).collect();
    assert!(text.contains("Another text.") && text.contains("Text beside."));
    for method in ["\"QUERY\"", "\"COPY\""] {
        assert!(text.contains(method), "{method} is not called");
    }
}

#[test]
fn places_of_2_0_are_those_of_the_text() {
    let text = "swagger: '2.0'
info: {title: T, version: '1'}
host: a.example
schemes: [https, wss]
paths:
  /a:
    post:
      operationId: a
      parameters:
        - {name: b, in: body, schema: {type: object, properties: {x: {type: text}}}}
        - {name: q, in: query, type: words}
        - {name: t, in: header, type: array, items: {type: string}, collectionFormat: multi}
      responses:
        '200': {description: D, schema: {type: nothing}, headers: {H: {type: neither}}}
definitions:
  A: {type: object, properties: {y: {type: thing}, z: {$ref: '#/definitions/None'}}}
securityDefinitions:
  s: {type: oauth2, flow: application, tokenUrl: {}, scopes: {}}
";
    assert_points(
        text,
        &[
            ("text", "wrong-type"),
            ("schemes", "unsupported-server"),
            ("words", "wrong-type"),
            ("multi", "unsupported-parameter"),
            ("nothing", "wrong-type"),
            ("neither", "wrong-type"),
            ("thing}, z", "wrong-type"),
            ("'#/definitions/None'", "unresolved-reference"),
            ("tokenUrl", "wrong-type"),
        ],
    );
}

/// Each code is said once, of the first occurrence of a text.
fn assert_points(text: &str, expected: &[(&str, &str)]) {
    let said = said(text);
    for (needle, code) in expected {
        let (line, column) = text
            .lines()
            .enumerate()
            .find_map(|(line, text)| text.find(needle).map(|at| (line + 1, at + 1)))
            .unwrap();
        let expected = format!("{line}:{column} {code}");
        let count = said.iter().filter(|found| **found == expected).count();
        assert_eq!(count, 1, "{needle}: {expected} is not once in {said:#?}");
    }
}

#[test]
fn places_of_3_1_and_3_2_are_those_of_the_text() {
    for version in ["3.1.0", "3.2.0"] {
        let text = format!(
            "openapi: {version}
paths:
  /a:
    $ref: '#/components/pathItems/A'
    parameters: [{{name: q, in: query, schema: {{type: words}}}}]
components:
  pathItems:
    A:
      get:
        operationId: a
        responses:
          '200': {{description: D, content: {{application/json: {{schema: {{type: thing}}}}}}}}
  schemas:
    S: {{$ref: '#/components/schemas/T', nullable: true, minLength: word}}
    T: {{type: string}}
info: {{title: T, version: '1'}}
"
        );
        assert_points(
            &text,
            &[
                ("words", "wrong-type"),
                ("thing", "wrong-type"),
                ("true, minLength", "repaired"),
                ("word}", "wrong-type"),
            ],
        );
    }
}

#[test]
fn words_of_another_version_are_read_with_a_note() {
    let schema = |version: &str, schema: &str| {
        let text = format!(
            "openapi: {version}\ninfo: {{title: T, version: '1'}}\npaths: {{}}\ncomponents: {{schemas: {{A: {schema}}}}}\n"
        );
        let (document, sink) = document(&text);
        let codes: Vec<_> = sink.diagnostics().iter().map(|d| d.code).collect();
        (document.schema("/components/schemas/A").unwrap().clone(), codes)
    };
    let note = vec![Code::Repaired];
    for (version, old, new, codes) in [
        ("3.1.0", "{type: string, nullable: true}", json!({ "type": ["string", "null"] }), &note),
        ("3.1.0", "{minimum: 1, exclusiveMinimum: true}", json!({ "exclusiveMinimum": 1 }), &note),
        ("3.2.0", "{maximum: 1, exclusiveMaximum: false}", json!({ "maximum": 1 }), &note),
        ("3.1.0", "{example: 1}", json!({ "examples": [1] }), &vec![]),
        ("3.1.0", "{$ref: '#/x', minLength: 1}", json!({ "$ref": "#/x", "minLength": 1 }), &vec![]),
        ("3.0.3", "{type: [string, 'null']}", json!({ "type": ["string", "null"] }), &note),
        ("3.0.3", "{exclusiveMinimum: 1}", json!({ "exclusiveMinimum": 1 }), &note),
        ("3.0.3", "{const: a}", json!({ "const": "a" }), &note),
        (
            "3.1.0",
            "{const: a, type: [string, 'null']}",
            json!({ "const": "a", "type": ["string", "null"] }),
            &vec![],
        ),
    ] {
        assert_eq!(schema(version, old), (new, codes.clone()), "{version}: {old}");
    }
}

#[test]
fn swagger_2_0_becomes_3_0() {
    let converted = |rest: &str| {
        let text = format!("swagger: '2.0'\ninfo: {{title: T, version: '1'}}\n{rest}");
        let (document, sink) = document(&text);
        let mut tree = serde_json::to_value(&document.model).unwrap();
        uncarry(&mut tree, &document);
        let codes: Vec<_> = sink.diagnostics().iter().map(|d| d.code).collect();
        (tree, codes)
    };
    let operation = |operation: &str, more: &str| {
        let (tree, _) = converted(&format!("paths: {{/a: {{post: {operation}}}}}\n{more}"));
        tree["paths"]["/a"]["post"].clone()
    };
    let servers = |rest: &str| converted(&format!("paths: {{}}\n{rest}")).0["servers"].clone();
    assert_eq!(
        servers("host: a.example\nbasePath: /v1/\nschemes: [http, wss, https]\n"),
        json!([{ "url": "https://a.example/v1" }, { "url": "http://a.example/v1" }])
    );
    assert_eq!(servers("basePath: /v1\n"), json!([{ "url": "/v1" }]));
    assert_eq!(servers("host: a.example\n"), json!([{ "url": "https://a.example" }]));

    let form = operation(
        "{consumes: [application/x-www-form-urlencoded], parameters: [{name: a, in: formData, type: string, required: true}, {name: b, in: formData, type: array, items: {type: integer}, collectionFormat: multi}, {$ref: '#/parameters/C'}], responses: {}}",
        "parameters: {C: {name: c, in: formData, type: boolean, description: D}}\n",
    );
    assert_eq!(
        form["requestBody"],
        json!({ "required": true, "content": { "application/x-www-form-urlencoded": {
            "schema": { "type": "object", "required": ["a"], "properties": {
                "a": { "type": "string" },
                "b": { "type": "array", "items": { "type": "integer" } },
                "c": { "type": "boolean", "description": "D" }
            } },
            "encoding": { "b": { "contentType": null, "style": "form", "explode": true } }
        } } })
    );
    let file = operation("{parameters: [{name: a, in: formData, type: file}], responses: {}}", "");
    assert_eq!(
        file["requestBody"]["content"],
        json!({ "multipart/form-data": { "schema": { "type": "object", "properties": { "a": { "type": "string", "format": "binary" } } } } })
    );

    let body = operation(
        "{consumes: [text/json, application/json], parameters: [{name: q, in: query, type: array, items: {type: string}, collectionFormat: pipes}, {$ref: '#/parameters/B'}], produces: [a/b, c/d], responses: {'200': {description: D, schema: {type: object}, examples: {c/d: {x: 1}}}}}",
        "parameters: {B: {name: b, in: body, required: true, schema: {type: object, x-nullable: true}}}\n",
    );
    let shared = json!({ "type": ["object", "null"] });
    assert_eq!(body["requestBody"]["required"], json!(true));
    assert_eq!(
        body["requestBody"]["content"]["text/json"]["schema"]["$ref"],
        json!("#/components/requestBodies/B/content/application~1json/schema")
    );
    let (tree, _) = converted(
        "paths: {}\nparameters: {B: {name: b, in: body, required: true, schema: {type: object, x-nullable: true}}}\n",
    );
    assert_eq!(
        tree["components"]["requestBodies"]["B"]["content"]["application/json"]["schema"],
        shared
    );
    let query = &body["parameters"][0];
    assert_eq!(
        (&query["style"], query.get("explode")),
        (&json!("pipeDelimited"), Some(&json!(false)))
    );
    let content = &body["responses"]["200"]["content"];
    assert_eq!(content["a/b"]["schema"], json!({ "type": "object" }));
    assert_eq!(content["c/d"]["example"], json!({ "x": 1 }));

    let scheme = |scheme: &str| {
        let (tree, _) = converted(&format!("paths: {{}}\nsecurityDefinitions: {{s: {scheme}}}\n"));
        tree["components"]["securitySchemes"]["s"].clone()
    };
    assert_eq!(scheme("{type: basic}"), json!({ "type": "http", "scheme": "basic" }));
    assert_eq!(
        scheme(
            "{type: oauth2, flow: accessCode, authorizationUrl: a, tokenUrl: b, scopes: {c: d}}"
        ),
        json!({ "type": "oauth2", "flows": { "authorizationCode": { "authorizationUrl": "a", "tokenUrl": "b", "scopes": { "c": "d" } } } })
    );
    let (tree, _) = converted(
        "paths: {}\ndefinitions: {A: {type: object, discriminator: kind, required: [kind], properties: {kind: {type: string}, b: {$ref: '#/definitions/B%20C/properties/x'}}}, B C: {type: object, properties: {x: {type: string}}}}\n",
    );
    let a = &tree["components"]["schemas"]["A"];
    assert_eq!(a["discriminator"], json!({ "propertyName": "kind" }));
    assert_eq!(a["properties"]["b"]["$ref"], json!("#/components/schemas/B C/properties/x"));
}

#[test]
fn references_that_repeat_are_bounded() {
    let big: Map<String, Value> =
        (0..2_000).map(|n| (format!("x-{n}"), json!("some text"))).collect();
    let mut item = big;
    item.insert("get".to_owned(), json!({ "responses": {} }));
    let paths: Map<String, Value> = (0..2_000)
        .map(|n| (format!("/{n}"), json!({ "$ref": "#/components/pathItems/A", "servers": [] })))
        .collect();
    let text =
        json!({ "openapi": "3.1.0", "info": { "title": "T", "version": "1" }, "paths": paths,
        "components": { "pathItems": { "A": item } } })
        .to_string();
    let mut sink = Sink::default();
    read(&Source::new("a.json", text), &mut sink, &mut |_| {});
    assert!(sink.diagnostics().iter().any(|d| d.code == Code::UnresolvedReference));
    let round = json!({ "openapi": "3.2.0", "info": {}, "paths": { "/a": { "$ref": "#/paths/~1b", "get": {} }, "/b": { "$ref": "#/paths/~1a", "put": {} } } });
    let output = drawn(&round.to_string());
    assert!(codes(&output).contains(&Code::UnresolvedReference));
}

#[test]
fn broken_2_0_ends_in_diagnostics() {
    let wrong =
        ["1", "[]", "{}", "text", "null", "[1, {}, [], null]", "{a: 1, b: [], c: {}, d: null}"];
    let keys = [
        "host",
        "basePath",
        "schemes",
        "consumes",
        "produces",
        "paths",
        "definitions",
        "parameters",
        "responses",
        "securityDefinitions",
        "security",
        "tags",
        "info",
    ];
    for key in keys {
        for value in wrong {
            drawn(&format!("swagger: '2.0'\n{key}: {value}\n"));
            drawn(&format!("swagger: 2.0\npaths: {{/a: {{get: {{{key}: {value}}}}}}}\n"));
            drawn(&format!(
                "swagger: 2.0\npaths: {{/a: {{get: {{parameters: [{{in: body, {key}: {value}, type: {value}, items: {value}, schema: {value}}}, {{in: formData, name: {value}, type: {value}}}]}}}}}}\n"
            ));
        }
    }
    let round = "swagger: '2.0'\ninfo: {title: T, version: '1'}\npaths: {/a: {get: {parameters: [{$ref: '#/parameters/A'}]}}}\nparameters: {A: {$ref: '#/parameters/B'}, B: {$ref: '#/parameters/A'}}\n";
    let said = codes(&drawn(round));
    assert!(said.contains(&Code::CircularReference) && !said.contains(&Code::IgnoredPart));
    for depth in [60, 120, 100_000] {
        let items = format!("{}1{}", "{\"items\":".repeat(depth), "}".repeat(depth));
        let text = format!(
            r#"{{"swagger": "2.0", "info": {{}}, "paths": {{}}, "parameters": {{"A": {{"in": "query", "name": "a", "type": "array", "items": {items}}}}}}}"#
        );
        let output = drawn(&text);
        assert_eq!(codes(&output).contains(&Code::TooDeep), depth > 200, "{depth}");
    }
}
