//! What the credentials of token flows are called.

use portolan_generator::{Options, Source, generate};

/// Draws a crate of these security schemes, and returns the credentials that it exports.
fn exported(schemes: &str) -> Vec<String> {
    let text = format!(
        "openapi: 3.0.3
info: {{ title: T, version: '1' }}
paths:
  /login:
    post:
      operationId: login
      requestBody: {{ required: true, content: {{ application/json: {{ schema: {{ type: object, required: [username, password],
        properties: {{ username: {{ type: string }}, password: {{ type: string }} }} }} }} }} }}
      responses: {{ 200: {{ description: ok, content: {{ application/json: {{ schema: {{ type: object, properties: {{ token: {{ type: string }} }} }} }} }} }} }}
components:
  securitySchemes:
{schemes}
"
    );
    let output = generate(&Source::new("case.yaml", text), &Options::default(), &mut |_| {});
    let lib = output.files.iter().find(|file| file.path == "src/lib.rs").expect("a root");
    let line = lib.text.lines().find_map(|line| line.strip_prefix("pub use security::"));
    let names = line.unwrap_or_default().trim_end_matches(';').trim_matches(['{', '}']);
    names.split(", ").map(str::to_owned).collect()
}

const LOGIN: &str = "{ type: http, scheme: bearer }";
const CLIENT: &str = "{ type: oauth2, flows: { clientCredentials: { tokenUrl: /t, scopes: {} } } }";
const PERSON: &str = "{ type: oauth2, flows: { password: { tokenUrl: /t, scopes: {} } } }";

#[test]
fn a_person_has_a_login_and_a_program_has_client_credentials() {
    assert_eq!(exported(&format!("    a: {LOGIN}")), ["Login"]);
    assert_eq!(exported(&format!("    a: {CLIENT}")), ["ClientCredentials"]);
    // A client that may be told beside the person does not log in instead of her.
    assert_eq!(exported(&format!("    a: {PERSON}")), ["Login"]);
    let camel = "      type: http
      scheme: bearer
      x-portolan-token:
        acquire: { url: /t, request: { clientId: /clientId, client-secret: /secret }, token: /token }";
    assert_eq!(exported(&format!("    a:\n{camel}")), ["ClientCredentials"]);
}

#[test]
fn schemes_that_ask_for_the_same_have_names_of_their_own() {
    let both = format!("    a: {LOGIN}\n    b: {CLIENT}");
    assert_eq!(exported(&both), ["ClientCredentials", "Login"]);
    let three = format!("    user token: {LOGIN}\n    b: {CLIENT}\n    c: {PERSON}");
    assert_eq!(exported(&three), ["CLogin", "ClientCredentials", "UserTokenLogin"]);
}
