//! Which operations are drawn, and what is left out with the others.

use portolan_generator::select::Selection;
use portolan_generator::{Code, Options, Output, Source, generate, report};

const DEFINITION: &str = r##"openapi: 3.1.0
info: { title: T, version: "1" }
servers: [{ url: "https://things.example.com" }]
security: [{ key: [] }]
paths:
  /things/{id}:
    parameters: [{ $ref: "#/components/parameters/Id" }]
    get:
      operationId: getThing
      tags: [Things]
      responses: { "200": { $ref: "#/components/responses/Thing" } }
    delete:
      operationId: deleteThing
      tags: [Things, Admin]
      responses: { "204": { description: Gone } }
  /people/{id}/things:
    get:
      operationId: listThings
      tags: [People]
      parameters:
        - $ref: "#/components/parameters/Id"
        - { name: order, in: query, schema: { $ref: "#/components/schemas/Order" } }
      responses:
        "200":
          description: Fine
          content: { application/json: { schema: { type: array, items: { $ref: "#/components/schemas/Thing" } } } }
  /both: { $ref: "#/components/pathItems/Both" }
  /login:
    post:
      operationId: login
      tags: [Auth]
      requestBody: { content: { application/json: { schema: { $ref: "#/components/schemas/Credentials" } } } }
      responses:
        "200": { description: Fine, content: { application/json: { schema: { $ref: "#/components/schemas/Token" } } } }
  /copy:
    get:
      operationId: copy
      tags: [Copies]
      parameters: [{ $ref: "#/paths/~1people~1{id}~1things/get/parameters/1" }]
      responses: { "204": { description: Fine } }
webhooks:
  changed: { post: { responses: { "204": { description: Fine } } } }
components:
  securitySchemes:
    key:
      type: http
      scheme: bearer
      x-portolan-token:
        acquire: { operation: login, token: /token }
  parameters:
    Id: { name: id, in: path, required: true, schema: { type: string } }
  pathItems:
    Both:
      get: { operationId: readBoth, tags: [Both], responses: { "200": { $ref: "#/components/responses/Thing" } } }
      put: { operationId: writeBoth, tags: [Both], nullable: true, responses: { "204": { description: Fine } } }
  responses:
    Thing:
      description: Fine
      content: { application/json: { schema: { $ref: "#/components/schemas/Thing" } } }
  schemas:
    Base:
      type: object
      required: [kind]
      properties: { kind: { type: string } }
      discriminator: { propertyName: kind, mapping: { t: "#/components/schemas/Thing", n: Never } }
    Thing: { allOf: [{ $ref: "#/components/schemas/Base" }, { properties: { owner: { $ref: "#/components/schemas/Person" } } }] }
    Never: { allOf: [{ $ref: "#/components/schemas/Base" }] }
    Person: { type: object, properties: { name: { type: string } } }
    Order: { type: string, enum: [up, down] }
    Credentials: { type: object, required: [name, password], properties: { name: { type: string }, password: { type: string } } }
    Token: { type: object, required: [token], properties: { token: { type: string } } }
"##;

fn drawn(text: &str, include: &[&str], exclude: &[&str]) -> Output {
    let all = |patterns: &[&str]| patterns.iter().map(|it| (*it).to_owned()).collect();
    let selection = Selection { include: all(include), exclude: all(exclude) };
    let options = Options { selection, ..Options::default() };
    generate(&Source::new("things.yaml", text), &options, &mut |_| {})
}

/// Which of these types stand in a crate.
fn has(output: &Output, names: &[&'static str]) -> Vec<&'static str> {
    let code: String = output.files.iter().map(|file| file.text.as_str()).collect();
    let stands = |name: &&'static str| {
        ["struct", "enum", "type"].iter().any(|it| code.contains(&format!("pub {it} {name} ")))
    };
    names.iter().copied().filter(stands).collect()
}

/// How many operations there are.
const ALL: usize = 7;

fn operations(output: &Output) -> usize {
    output.summary.operations
}

#[test]
fn patterns_are_of_tags_paths_and_ids() {
    for (include, exclude, count) in [
        (&[][..], &[][..], ALL),
        (&["tag:Things"], &[], 3),
        (&["tag:Things"], &["tag:Admin"], 2),
        (&["/things/*"], &[], 3),
        (&["GET /things/*"], &[], 2),
        (&["/**/things"], &[], 2),
        (&["*Thing"], &[], 3),
        (&["listThings", "copy"], &[], 3),
        (&[], &["/**"], 0),
        (&["readBoth"], &[], 2),
        (&["/both"], &["PUT /both"], 2),
        // What a token needs is drawn, unless it is left out by name.
        (&["copy"], &["login"], 1),
    ] {
        let output = drawn(DEFINITION, include, exclude);
        assert_eq!(operations(&output), count, "{include:?} {exclude:?} {:?}", output.diagnostics);
        let summary = output.summary;
        assert_eq!(summary.operations_defined, count);
        assert_eq!(summary.operations_left_out, ALL - count);
        assert!(!output.files.is_empty());
    }
}

#[test]
fn types_that_nothing_reaches_are_left_out() {
    let names = &["Base", "Thing", "Never", "Person", "Order", "Credentials", "Token"];
    let of = |include: &[&str]| has(&drawn(DEFINITION, include, &["login"]), names);
    assert_eq!(of(&["getThing"]), ["Base", "Thing", "Person"]);
    assert_eq!(of(&["listThings"]), ["Base", "Thing", "Person", "Order"]);
    // It refers into another operation, which stays unseen.
    assert_eq!(of(&["copy"]), ["Base", "Thing", "Person", "Order"]);
    assert_eq!(of(&["deleteThing"]), [""; 0]);
}

#[test]
fn nothing_is_said_of_what_is_left_out() {
    let said = |output: &Output| -> Vec<&str> {
        let losses = output.losses();
        losses.map(|d| d.code.text()).collect()
    };
    assert_eq!(said(&drawn(DEFINITION, &[], &[])), ["unknown-key"]);
    assert_eq!(said(&drawn(DEFINITION, &["/both"], &[])), ["unknown-key"]);
    assert_eq!(said(&drawn(DEFINITION, &["readBoth"], &[])), [""; 0]);
}

#[test]
fn a_copy_of_a_path_item_points_at_its_text() {
    let output = drawn(DEFINITION, &["writeBoth"], &["readBoth"]);
    let source = Source::new("things.yaml", DEFINITION);
    let shown = report(&source, &output, &output.losses().collect::<Vec<_>>());
    let line = DEFINITION.lines().position(|line| line.contains("writeBoth")).unwrap() + 1;
    assert!(shown.starts_with(&format!("things.yaml:{line}:")), "{shown}");
}

#[test]
fn a_pattern_that_matches_nothing_is_told() {
    let output = drawn(DEFINITION, &["tag:Things", "tag:things"], &["/nowhere"]);
    let told: Vec<_> = output
        .diagnostics
        .iter()
        .filter(|d| d.code == Code::UnmatchedSelection)
        .map(|d| d.message.as_str())
        .collect();
    assert_eq!(told, ["`tag:things` matches no operation", "`/nowhere` matches no operation"]);
}

#[test]
fn the_definition_selects_and_the_command_line_overrides() {
    let head = "info: { title: T, version: \"1\" }\n";
    let settings =
        "x-portolan-crate: { include: [\"tag:People\", \"tag:Nobody\"], exclude: [login] }\n";
    let text = DEFINITION.replace(head, &format!("{head}{settings}"));
    let output = drawn(&text, &[], &[]);
    assert_eq!(operations(&output), 1);
    let source = Source::new("things.yaml", text.as_str());
    let shown = report(&source, &output, &output.losses().collect::<Vec<_>>());
    assert!(shown.starts_with("things.yaml:3:45: warning[unmatched-selection]"), "{shown}");
    assert_eq!(operations(&drawn(&text, &["tag:Things"], &[])), 2);
}
