//! Token flows: stated, partly stated, detected.

use super::*;

/// A login, a refresh and one other operation; `$` is the scheme.
fn api(scheme: &str) -> Lowered {
    Lowered::new(&api_text(scheme))
}

fn api_text(scheme: &str) -> String {
    format!(
        "security: [{{ s: [] }}]
paths:
  /login:
    post:
      operationId: login
      requestBody: {{ required: true, content: {{ application/json: {{ schema: {{ $ref: '#/components/schemas/Login' }} }} }} }}
      responses: {{ 200: {{ description: ok, content: {{ application/json: {{ schema: {{ $ref: '#/components/schemas/Session' }} }} }} }} }}
  /refresh:
    post:
      operationId: refreshSession
      requestBody: {{ required: true, content: {{ application/json: {{ schema: {{ type: object, required: [refreshToken], properties: {{ refreshToken: {{ type: string }} }} }} }} }} }}
      responses: {{ 200: {{ description: ok, content: {{ application/json: {{ schema: {{ $ref: '#/components/schemas/Session' }} }} }} }} }}
  /accounts:
    get: {{ operationId: accounts, responses: {{ 200: {{ description: ok }} }} }}
components:
  schemas:
    Login: {{ type: object, required: [username, password], properties: {{ username: {{ type: string }}, password: {{ type: string }}, account_id: {{ type: integer }} }} }}
    Session:
      type: object
      properties:
        success: {{ type: boolean }}
        token: {{ type: string }}
        tokenExpiration: {{ type: string, format: date-time }}
        tokenLifetime: {{ type: integer }}
        refreshToken: {{ type: string }}
        refreshTokenExpiration: {{ type: string, format: date-time }}
  securitySchemes:
    s:
{scheme}
"
    )
}

fn flow(l: &Lowered) -> &TokenFlow {
    match &l.api.schemes[0].kind {
        SchemeKind::Token { flows, .. } => flows.first().expect("a flow"),
        other => panic!("{other:?}; {:?}", l.diagnostics),
    }
}

fn at(pointer: &str) -> Expiry {
    Expiry::At { pointer: pointer.to_owned() }
}

fn lifetime(pointer: &str) -> Expiry {
    Expiry::In { pointer: pointer.to_owned(), unit_seconds: 1 }
}

const STATED: &str = "      type: apiKey
      in: header
      name: Authentication
      x-portolan-token:
        acquire:
          operation: login
          request: { username: /username, password: /password, account_id: /account_id }
          token: /token
          expires: [{ at: /tokenExpiration }, { in: /tokenLifetime, unit: seconds }]
          refresh_token: /refreshToken
          refresh_expires: { at: /refreshTokenExpiration }
          succeeded: /success
        renew:
          operation: refreshSession
          request: { refresh_token: /refreshToken }
        carry: { header: Authentication, prefix: Bearer }
        rejected: [401, 403]";

fn check_session(flow: &TokenFlow) {
    let names: Vec<_> =
        flow.credentials.iter().map(|c| (c.name.as_str(), c.required, c.secret, c.kind)).collect();
    assert_eq!(
        names,
        [
            ("username", true, false, CredentialKind::Text),
            ("password", true, true, CredentialKind::Text),
            ("account_id", false, false, CredentialKind::Integer),
        ]
    );
    assert_eq!(flow.acquire.url, "/login");
    assert_eq!(flow.acquire.encoding, TokenEncoding::Json);
    let answer = &flow.acquire.answer;
    assert_eq!(answer.token, "/token");
    assert!(answer.expires.contains(&at("/tokenExpiration")));
    assert!(answer.expires.contains(&lifetime("/tokenLifetime")));
    assert_eq!(answer.refresh_token.as_deref(), Some("/refreshToken"));
    assert_eq!(answer.refresh_expires, [at("/refreshTokenExpiration")]);
    assert_eq!(answer.succeeded.as_deref(), Some("/success"));
    let renew = flow.renew.as_ref().unwrap();
    assert_eq!(renew.operation.as_deref(), Some("refreshSession"));
    assert_eq!(
        renew.fields,
        [TokenField {
            source: TokenSource::RefreshToken,
            target: TokenTarget::Body("/refreshToken".to_owned())
        }]
    );
    assert_eq!(renew.answer.token, "/token");
}

#[test]
fn a_stated_flow_is_read_in_full() {
    let l = api(STATED);
    check_session(flow(&l));
    let SchemeKind::Token { carry, rejected, .. } = &l.api.schemes[0].kind else { panic!() };
    assert_eq!(
        *carry,
        Carry::Header { name: "Authentication".to_owned(), prefix: Some("Bearer".to_owned()) }
    );
    assert_eq!(*rejected, [401, 403]);
    assert_eq!(l.codes(), [Code::TokenFlow]);
}

#[test]
fn a_flow_is_detected_and_said() {
    let l = api("      { type: http, scheme: bearer }");
    check_session(flow(&l));
    assert_eq!(l.codes(), [Code::TokenFlow]);
    let message = &l.diagnostics[0].message;
    assert!(
        message.contains("`login`")
            && message.contains("/token")
            && message.contains("refreshSession")
    );
}

#[test]
fn what_is_left_out_of_a_stated_flow_is_detected() {
    let l = api(
        "      { type: http, scheme: bearer, x-portolan-token: { acquire: { operation: login }, renew: { operation: refreshSession } } }",
    );
    check_session(flow(&l));
}

#[test]
fn token_operations_send_no_token() {
    let l = api(STATED);
    let security: Vec<_> = l.api.operations.iter().map(|o| o.security.clone()).collect();
    assert_eq!(security, [Some(Security::default()), Some(Security::default()), None]);
}

#[test]
fn a_jwt_tells_its_expiry() {
    let l = api("      { type: http, scheme: bearer, bearerFormat: JWT }");
    assert!(flow(&l).acquire.answer.expires.contains(&Expiry::Jwt { claim: "exp".to_owned() }));
}

#[test]
fn mistakes_are_named_one_by_one() {
    let l = api("      type: http
      scheme: bearer
      x-portolan-token:
        colour: red
        acquire:
          operation: login
          request: { username: /user, password: /password }
          token: /nothing
          expires: [{ in: /tokenLifetime, unit: fortnights }, { at: a, after: 3 }]
        renew: { operation: nobody }
        carry: { header: A, query: b }
        rejected: [700]");
    let places: Vec<_> = l
        .diagnostics
        .iter()
        .filter(|d| d.code == Code::UnsupportedExtension)
        .map(|d| {
            d.place.pointer().trim_start_matches("/components/securitySchemes/s/x-portolan-token")
        })
        .collect();
    assert_eq!(
        places,
        [
            "/colour",
            "/carry",
            "/rejected",
            "/acquire/request/username",
            "/acquire/token",
            "/acquire/expires/0/unit",
            "/acquire/expires/1",
            "/renew/operation",
        ]
    );
}

/// The API of [`STATED`] with an operation that switches the session; `$` is what the scheme says of it.
fn switching(switch: &str) -> Lowered {
    let text = format!("{STATED}\n        switch: {switch}");
    let masquerade = "  /masquerade:
    post:
      operationId: masquerade
      requestBody: { required: true, content: { application/json: { schema: { type: object, required: [account_id], properties: { account_id: { type: integer }, name: { type: string } } } } } }
      responses: { 200: { description: ok, content: { application/json: { schema: { $ref: '#/components/schemas/Session' } } } } }
  /open:
    post: { operationId: open, security: [], responses: { 204: { description: ok } } }
  /accounts:";
    Lowered::new(&api_text(&text).replacen("  /accounts:", masquerade, 1))
}

#[test]
fn an_operation_can_switch_the_session() {
    let l = switching("{ operation: masquerade, request: { account_id: /account_id } }");
    let switch = flow(&l).switch.as_ref().unwrap();
    assert_eq!(switch.operation, "masquerade");
    assert_eq!(
        switch.credentials,
        [TokenField {
            source: TokenSource::Credential("account_id".to_owned()),
            target: TokenTarget::Body("/account_id".to_owned())
        }]
    );
    assert_eq!(switch.answer.token, "/token");
    assert_eq!(switch.answer.refresh_token.as_deref(), Some("/refreshToken"));
    assert_eq!(switch.answer.succeeded.as_deref(), Some("/success"));
    assert_eq!(l.codes(), [Code::TokenFlow, Code::TokenFlow]);
    assert!(l.diagnostics[1].message.contains("`account_id`"), "{:?}", l.diagnostics[1]);
    let masquerade = l.api.operations.iter().find(|o| o.id == "masquerade").unwrap();
    assert_eq!(masquerade.security, None, "it sends the token that it replaces");
    assert!(masquerade.docs.notes[0].contains("clones"));
}

#[test]
fn a_switch_that_names_nobody_is_said_so() {
    let l = switching("{ operation: masquerade }");
    assert!(flow(&l).switch.as_ref().unwrap().credentials.is_empty());
    assert!(l.diagnostics[1].message.contains("it ends where it cannot be renewed"));
}

#[test]
fn mistakes_of_a_switch_are_named() {
    for (switch, place, message) in [
        ("masquerade", "", "an object is expected"),
        ("{}", "", "`operation` is expected"),
        ("{ operation: nobody }", "/operation", "no operation is called `nobody`"),
        ("{ operation: login }", "/operation", "gets the session's token already"),
        ("{ operation: refreshSession }", "/operation", "gets the session's token already"),
        ("{ operation: open }", "/operation", "does not require this scheme"),
        ("{ operation: masquerade, method: GET }", "/method", "is none of"),
        ("{ operation: masquerade, request: 3 }", "/request", "an object is expected"),
        ("{ operation: masquerade, token: /no }", "/token", "has no `/no`"),
        (
            "{ operation: masquerade, request: { account_id: /no } }",
            "/request/account_id",
            "asks for nothing there",
        ),
        (
            "{ operation: masquerade, request: { account_id: account_id } }",
            "/request/account_id",
            "a JSON Pointer into the request's body",
        ),
        (
            "{ operation: masquerade, request: { account_id: /name } }",
            "/request/account_id",
            "another type",
        ),
        (
            "{ operation: masquerade, request: { tenant: /name } }",
            "/request/tenant",
            "no credential of `acquire`",
        ),
        (
            "{ operation: masquerade, request: { account_id: /account_id, password: /name } }",
            "/request/password",
            "`password` is secret",
        ),
    ] {
        let l = switching(switch);
        let mistakes: Vec<_> =
            l.diagnostics.iter().filter(|d| d.code == Code::UnsupportedExtension).collect();
        let [mistake] = mistakes.as_slice() else { panic!("{switch}: {:?}", l.diagnostics) };
        let pointer = mistake.place.pointer();
        assert!(pointer.ends_with(&format!("/x-portolan-token/switch{place}")), "{pointer}");
        assert!(mistake.message.contains(message), "{switch}: {}", mistake.message);
        // Half of whom it leads to is somebody else.
        let switch = flow(&l).switch.as_ref();
        assert!(switch.is_none_or(|switch| switch.credentials.is_empty()
            || place == "/method"
            || place == "/token"));
    }
}

#[test]
fn a_session_without_a_login_is_not_switched() {
    let l = Lowered::new(
        "security: [{ s: [] }]
paths: {}
components:
  securitySchemes:
    s: { type: http, scheme: bearer, x-portolan-token: { switch: { operation: masquerade } } }
",
    );
    assert_eq!(l.codes(), [Code::UnsupportedExtension]);
}

#[test]
fn client_credentials_as_json_and_constants() {
    let l = Lowered::new(
        "paths:
  /api/v2/oauth2/token:
    post:
      operationId: token
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              required: [grant_type, client_id, client_secret]
              properties:
                grant_type: { type: string, enum: [client_credentials] }
                client_id: { type: string }
                client_secret: { type: string }
      responses:
        200: { description: ok, content: { application/json: { schema: { type: object, properties: { token_type: { type: string }, access_token: { type: string }, expires_in: { type: string } } } } } }
components:
  securitySchemes: { bearer: { type: http, scheme: bearer } }
",
    );
    let flow = flow(&l);
    assert_eq!(flow.acquire.encoding, TokenEncoding::Json);
    assert_eq!(
        flow.acquire.fields[0].source,
        TokenSource::Constant("client_credentials".to_owned())
    );
    assert_eq!(flow.acquire.answer.token, "/access_token");
    assert_eq!(flow.acquire.answer.expires, [lifetime("/expires_in")]);
    let secrets: Vec<_> = flow.credentials.iter().map(|c| c.secret).collect();
    assert_eq!(secrets, [false, true]);
}

#[test]
fn credentials_may_travel_in_headers() {
    let l = Lowered::new(
        "paths:
  /token:
    post:
      operationId: generateToken
      parameters:
        - { name: username, in: header, required: true, schema: { type: string } }
        - { name: password, in: header, required: true, schema: { type: string } }
      responses: { 200: { description: ok, content: { application/json: { schema: { type: object, properties: { access_token: { type: string } } } } } } }
components:
  securitySchemes: { bearer: { type: http, scheme: bearer } }
",
    );
    let flow = flow(&l);
    assert_eq!(flow.acquire.encoding, TokenEncoding::None);
    assert_eq!(flow.acquire.fields[1].target, TokenTarget::Header("password".to_owned()));
}

#[test]
fn a_registration_is_no_login() {
    let l = Lowered::new(
        "paths:
  /register:
    post:
      operationId: register
      requestBody: { content: { application/json: { schema: { type: object, properties: { username: { type: string }, password: { type: string } } } } } }
      responses: { 200: { description: ok, content: { application/json: { schema: { type: object, properties: { token: { type: string } } } } } } }
components:
  securitySchemes: { bearer: { type: http, scheme: bearer } }
",
    );
    assert_eq!(l.api.schemes[0].flows(), []);
}
