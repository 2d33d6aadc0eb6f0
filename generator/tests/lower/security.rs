//! Security schemes and requirements.

use super::*;

fn scheme(scheme: &str) -> Lowered {
    Lowered::new(&format!(
        "security: [{{ s: [] }}]\npaths: {{}}\ncomponents: {{ securitySchemes: {{ s: {scheme} }} }}\n"
    ))
}

fn kind(l: &Lowered) -> &SchemeKind {
    &l.api.schemes[0].kind
}

fn header(name: &str, prefix: Option<&str>) -> Carry {
    Carry::Header { name: name.to_owned(), prefix: prefix.map(str::to_owned) }
}

#[test]
fn standard_schemes() {
    assert_eq!(*kind(&scheme("{ type: http, scheme: basic }")), SchemeKind::Basic);
    let bearer = header("Authorization", Some("Bearer"));
    assert_eq!(
        *kind(&scheme("{ type: http, scheme: Bearer }")),
        SchemeKind::Token { carry: bearer.clone(), flow: None, rejected: vec![401] }
    );
    assert_eq!(
        *kind(&scheme("{ type: apiKey, in: query, name: key }")),
        SchemeKind::ApiKey { carry: Carry::Query { name: "key".to_owned() } }
    );
    let l = scheme("{ type: openIdConnect, openIdConnectUrl: 'https://x.example/.well-known' }");
    assert_eq!(*kind(&l), SchemeKind::Token { carry: bearer, flow: None, rejected: vec![401] });
    assert_eq!(l.codes(), [Code::TokenFlow]);
    let l = scheme("{ type: http, scheme: digest }");
    assert!(l.api.schemes.is_empty());
    // The scheme, what requires it, and that nothing of it is left.
    assert_eq!(l.codes(), [Code::UnsupportedSecurity; 3]);
}

#[test]
fn oauth2_flows_are_requests_of_rfc_6749() {
    let l = scheme(
        "{ type: oauth2, flows: { clientCredentials: { tokenUrl: 'https://x.example/t', scopes: {} } } }",
    );
    let SchemeKind::Token { flow: Some(flow), .. } = kind(&l) else { panic!() };
    assert_eq!(flow.acquire.url, "https://x.example/t");
    assert_eq!(flow.acquire.encoding, TokenEncoding::Form);
    assert_eq!(
        flow.acquire.fields[0].source,
        TokenSource::Constant("client_credentials".to_owned())
    );
    assert!(flow.renew.is_none());
    assert!(flow.credentials[1].secret && !flow.credentials[0].secret);
    let l = scheme(
        "{ type: oauth2, flows: { password: { tokenUrl: /t, refreshUrl: /r, scopes: {} } } }",
    );
    let SchemeKind::Token { flow: Some(flow), .. } = kind(&l) else { panic!() };
    assert_eq!(flow.renew.as_ref().unwrap().url, "/r");
    let l = scheme("{ type: oauth2, flows: { implicit: { authorizationUrl: /a, scopes: {} } } }");
    assert!(matches!(kind(&l), SchemeKind::Token { flow: None, .. }));
    assert_eq!(l.codes(), [Code::TokenFlow]);
}

#[test]
fn requirements_are_alternatives_of_sets() {
    let l = Lowered::new(
        "security: [{ a: [], b: [] }, { a: [read] }, {}, { unknown: [] }]
paths:
  /x: { get: { operationId: x, security: [], responses: { 200: { description: ok } } } }
  /y: { get: { operationId: y, responses: { 200: { description: ok } } } }
components: { securitySchemes: { a: { type: http, scheme: basic }, b: { type: apiKey, in: header, name: k } } }
",
    );
    let parts: Vec<_> = l.api.security.alternatives.iter().map(|r| r.parts.len()).collect();
    assert_eq!(parts, [2, 1, 0]);
    assert_eq!(l.api.security.alternatives[1].parts[0].1, ["read"]);
    assert_eq!(l.api.operations[0].security, Some(Security::default()));
    assert_eq!(l.api.operations[1].security, None);
    assert_eq!(l.codes(), [Code::UnsupportedSecurity]);
}

#[test]
fn scheme_that_nothing_needs_is_a_loss() {
    let l = Lowered::new(
        "security: [{}]
paths:
  /x: { get: { operationId: x, security: [{ b: [] }], responses: { 200: { description: ok } } } }
components: { securitySchemes: { a: { type: http, scheme: basic }, b: { type: http, scheme: basic } } }
",
    );
    assert_eq!(l.codes(), [Code::UnsupportedSecurity]);
    assert!(l.diagnostics[0].message.contains("needs `a`"), "{:?}", l.diagnostics);
}

#[test]
fn what_a_flow_reads_and_writes_is_secret_whatever_its_format() {
    let l = Lowered::new(
        "security: [{ jwt: [] }]
paths:
  /login:
    post:
      operationId: login
      requestBody: { required: true, content: { application/json: { schema: { $ref: '#/components/schemas/In' } } } }
      responses: { 200: { description: ok, content: { application/json: { schema: { $ref: '#/components/schemas/Out' } } } } }
components:
  securitySchemes: { jwt: { type: http, scheme: bearer } }
  schemas:
    In: { type: object, required: [username, password], properties: { username: { type: string }, password: { type: string } } }
    Out: { type: object, properties: { access_token: { type: string, nullable: true }, refresh_token: { type: string }, scope: { type: string } } }
",
    );
    let secret = Type::Primitive(Primitive::Secret);
    assert_eq!(l.field("In", "username").ty, Type::Primitive(Primitive::String));
    assert_eq!(l.field("In", "password").ty, secret);
    assert_eq!(l.field("Out", "access_token").ty, Type::Nullable(Box::new(secret.clone())));
    assert_eq!(l.field("Out", "refresh_token").ty, secret);
    assert_eq!(l.field("Out", "scope").ty, Type::Primitive(Primitive::String));
}
