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

fn given(carry: Carry) -> SchemeKind {
    SchemeKind::Token { carry, flows: Vec::new(), rejected: vec![401] }
}

#[test]
fn standard_schemes() {
    assert_eq!(*kind(&scheme("{ type: http, scheme: basic }")), SchemeKind::Basic);
    let bearer = header("Authorization", Some("Bearer"));
    assert_eq!(*kind(&scheme("{ type: http, scheme: Bearer }")), given(bearer.clone()));
    assert_eq!(
        *kind(&scheme("{ type: apiKey, in: query, name: key }")),
        SchemeKind::ApiKey { carry: Carry::Query { name: "key".to_owned() } }
    );
    let l = scheme("{ type: openIdConnect, openIdConnectUrl: 'https://x.example/.well-known' }");
    assert_eq!(*kind(&l), given(bearer));
    assert_eq!(l.api.schemes[0].openid_connect.as_deref(), Some("https://x.example/.well-known"));
    assert_eq!(l.codes(), [Code::TokenFlow]);
}

#[test]
fn every_http_scheme_takes_the_callers_credentials() {
    for name in ["digest", "HOBA", "Negotiate", "Vendor-Hmac"] {
        let l = scheme(&format!("{{ type: http, scheme: {name} }}"));
        assert_eq!(*kind(&l), given(header("Authorization", Some(name))));
        assert_eq!(l.codes(), [Code::TokenFlow], "what is to be given is said");
    }
    // What is no name of a scheme is part of the value that the caller gives.
    let l = scheme("{ type: http, scheme: Vendor token }");
    assert_eq!(*kind(&l), given(header("Authorization", None)));
}

#[test]
fn mutual_tls_is_a_certificate() {
    let l = Lowered::version(
        "3.1.0",
        "security: [{ s: [] }]\npaths: {}\ncomponents: { securitySchemes: { s: { type: mutualTLS } } }\n",
    );
    assert_eq!(*kind(&l), SchemeKind::Certificate);
    assert_eq!(l.api.security.alternatives.len(), 1);
    assert_eq!(l.codes(), []);
}

#[test]
fn oauth2_flows_are_requests_of_rfc_6749() {
    let l = scheme(
        "{ type: oauth2, flows: { clientCredentials: { tokenUrl: 'https://x.example/t', scopes: {} } } }",
    );
    let [flow] = l.api.schemes[0].flows() else { panic!() };
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
    let [flow] = l.api.schemes[0].flows() else { panic!() };
    assert_eq!(flow.renew.as_ref().unwrap().url, "/r");
    let l = scheme("{ type: oauth2, flows: { implicit: { authorizationUrl: /a, scopes: {} } } }");
    assert_eq!(l.api.schemes[0].flows(), []);
    assert_eq!(l.codes(), [Code::TokenFlow]);
}

#[test]
fn consents_given_elsewhere_are_renewed() {
    let renewed = |l: &Lowered| -> Vec<String> {
        let flows = l.api.schemes[0].flows().iter();
        flows
            .map(|flow| {
                assert_eq!(flow.credentials[0].name, "refresh_token");
                assert!(flow.credentials[0].secret && flow.credentials[0].required);
                assert_eq!(flow.renew.as_ref(), Some(&flow.acquire));
                assert_eq!(flow.acquire.fields[1].source, TokenSource::RefreshToken);
                flow.acquire.url.clone()
            })
            .collect()
    };
    let code = "authorizationCode: { authorizationUrl: /a, tokenUrl: /t, scopes: {} }";
    let l = scheme(&format!("{{ type: oauth2, flows: {{ {code} }} }}"));
    assert_eq!(renewed(&l), ["/t"]);
    let l = scheme(
        "{ type: oauth2, flows: { implicit: { authorizationUrl: /a, refreshUrl: /r, scopes: {} } } }",
    );
    assert_eq!(renewed(&l), ["/r"]);
    // The device flow of 3.2 is carried; one endpoint for both is one credential.
    let device = "deviceAuthorization: { deviceAuthorizationUrl: /d, tokenUrl: /t, scopes: {} }";
    for (flows, urls) in [(device.to_owned(), 1), (format!("{code}, {device}"), 1)] {
        let l = Lowered::version(
            "3.2.0",
            &format!(
                "security: [{{ s: [] }}]\npaths: {{}}\ncomponents: {{ securitySchemes: {{ s: {{ type: oauth2, flows: {{ {flows} }} }} }} }}\n"
            ),
        );
        assert_eq!(renewed(&l), vec!["/t"; urls]);
        assert_eq!(l.codes(), [Code::TokenFlow]);
    }
}

#[test]
fn each_flow_of_a_scheme_has_credentials_of_its_own() {
    let l = scheme(
        "{ type: oauth2, flows: { password: { tokenUrl: /p, scopes: {} }, clientCredentials: { tokenUrl: /c, scopes: {} }, \
         authorizationCode: { authorizationUrl: /a, tokenUrl: /t, scopes: {} } } }",
    );
    let urls: Vec<_> = l.api.schemes[0].flows().iter().map(|f| f.acquire.url.as_str()).collect();
    assert_eq!(urls, ["/c", "/p", "/t"]);
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
fn what_nothing_requires_is_sent_where_nothing_is_said() {
    let l = Lowered::new(
        "paths:
  /x: { get: { operationId: x, security: [{ b: [] }], responses: { 200: { description: ok } } } }
  /y: { get: { operationId: y, responses: { 200: { description: ok } } } }
  /z: { get: { operationId: z, security: [], responses: { 200: { description: ok } } } }
components: { securitySchemes: { a: { type: http, scheme: basic }, b: { type: http, scheme: basic }, c: { type: apiKey, in: query, name: c } } }
",
    );
    let voluntary: Vec<_> = l.api.schemes.iter().map(|scheme| scheme.voluntary).collect();
    assert_eq!(voluntary, [true, false, true]);
    let [offered] = l.api.security.alternatives.as_slice() else { panic!() };
    assert_eq!(offered.parts, [(SchemeId(0), vec![]), (SchemeId(2), vec![])]);
    assert_eq!(l.api.operations[1].security, None);
    assert_eq!(l.api.operations[2].security, Some(Security::default()));
    assert_eq!(l.codes(), [Code::VoluntaryCredential; 2]);
}

#[test]
fn what_is_said_leaves_no_place_for_what_nothing_requires() {
    for security in ["[{}]", "[]", "[{ b: [] }]"] {
        let l = Lowered::new(&format!(
            "security: {security}
paths:
  /x: {{ get: {{ operationId: x, security: [{{ b: [] }}], responses: {{ 200: {{ description: ok }} }} }} }}
components: {{ securitySchemes: {{ a: {{ type: http, scheme: basic }}, b: {{ type: http, scheme: basic }} }} }}
"
        ));
        let parts = l.api.security.alternatives.iter().flat_map(|requirement| &requirement.parts);
        assert!(parts.into_iter().all(|(id, _)| *id == SchemeId(1)), "{security}");
        assert_eq!(l.codes(), [Code::VoluntaryCredential]);
        assert!(l.diagnostics[0].message.contains("never sent"), "{:?}", l.diagnostics);
    }
}

#[test]
fn a_token_operation_keeps_all_but_tokens() {
    let l = Lowered::new(
        "security: [{ jwt: [], key: [] }]
paths:
  /login:
    post:
      operationId: login
      requestBody: { required: true, content: { application/json: { schema: { $ref: '#/components/schemas/In' } } } }
      responses: { 200: { description: ok, content: { application/json: { schema: { $ref: '#/components/schemas/Out' } } } } }
components:
  securitySchemes: { jwt: { type: http, scheme: bearer }, key: { type: apiKey, in: header, name: X-Key } }
  schemas:
    In: { type: object, required: [username, password], properties: { username: { type: string }, password: { type: string } } }
    Out: { type: object, properties: { access_token: { type: string } } }
",
    );
    let security = l.api.operations[0].security.as_ref().unwrap();
    let [kept] = security.alternatives.as_slice() else { panic!("{security:?}") };
    assert_eq!(kept.parts, [(SchemeId(1), vec![])]);
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
