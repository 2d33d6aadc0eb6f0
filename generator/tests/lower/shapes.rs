//! The shapes that the answers of logins have in the definitions that people publish, without `x-portolan-token`: where the
//! token is, and what tells how long it lives.

use super::*;

/// What is detected where the login's answer has this schema: the token's place and the expiries.
fn detected(schema: &str) -> (String, Vec<Expiry>) {
    let l = Lowered::new(&format!(
        "security: [{{ s: [] }}]
paths:
  /login:
    post:
      operationId: login
      requestBody: {{ required: true, content: {{ application/json: {{ schema: {{ type: object, required: [email, password],
        properties: {{ email: {{ type: string }}, password: {{ type: string }} }} }} }} }} }}
      responses: {{ 200: {{ description: ok, content: {{ application/json: {{ schema: {schema} }} }} }} }}
components: {{ securitySchemes: {{ s: {{ type: http, scheme: bearer }} }} }}
"
    ));
    let flow = match &l.api.schemes[0].kind {
        SchemeKind::Token { flows, .. } => flows.first(),
        other => panic!("{other:?}"),
    };
    let answer = &flow.unwrap_or_else(|| panic!("{schema}: {:?}", l.diagnostics)).acquire.answer;
    assert_eq!(
        l.codes(),
        [Code::TokenFlow],
        "{schema}: what was found is said, and nothing is lost"
    );
    (answer.token.clone(), answer.expires.clone())
}

fn object(properties: &str) -> String {
    format!("{{ type: object, properties: {{ {properties} }} }}")
}

#[test]
fn tokens_have_these_names() {
    for name in ["access_token", "token", "accessToken", "auth_token", "jwt_token"] {
        let (token, expires) = detected(&object(&format!("{name}: {{ type: string }}")));
        assert_eq!((token, expires), (format!("/{name}"), vec![]), "nothing tells a lifetime");
    }
}

#[test]
fn the_whole_answer_may_be_the_token() {
    assert_eq!(detected("{ type: string }"), (String::new(), vec![]));
}

#[test]
fn tokens_may_stand_inside() {
    let inner = object("token: { type: string }");
    assert_eq!(detected(&object(&format!("data: {inner}"))).0, "/data/token");
    let inner = object(&format!("attributes: {}", object("access_token: { type: string }")));
    let (token, _) = detected(&object(&format!("data: {inner}")));
    assert_eq!(token, "/data/attributes/access_token");
}

#[test]
fn lifetimes_are_told_so() {
    let with = |expiry: &str| detected(&object(&format!("token: {{ type: string }}, {expiry}"))).1;
    let lasts = |name: &str| vec![Expiry::In { pointer: format!("/{name}"), unit_seconds: 1 }];
    let ends = |name: &str| vec![Expiry::At { pointer: format!("/{name}") }];
    for ty in ["integer", "number", "string"] {
        assert_eq!(with(&format!("expires_in: {{ type: {ty} }}")), lasts("expires_in"), "{ty}");
    }
    assert_eq!(with("expiresIn: { type: integer }"), lasts("expiresIn"));
    assert_eq!(with("ttl: { type: integer }"), lasts("ttl"));
    let minutes = "expiresIn: { type: integer, description: Lifetime in minutes. }";
    let in_minutes = Expiry::In { pointer: "/expiresIn".to_owned(), unit_seconds: 60 };
    assert_eq!(with(minutes), [in_minutes]);
    for name in ["accessTokenExpires", "expiration"] {
        assert_eq!(with(&format!("{name}: {{ type: string, format: date-time }}")), ends(name));
    }
    assert_eq!(with("expires_at: { type: integer }"), ends("expires_at"));
}
