//! The definitions of the committed clients without `x-portolan-token`: what is detected.

use portolan_generator::{Definition, NoFiles, assembled};

use super::*;

/// The whole definition of a committed client, with its overlay, which has the extension, and without.
fn stripped(definition: &str) -> (Lowered, Lowered) {
    let read = |name: String| {
        let path = format!("{}/../specs/{name}", env!("CARGO_MANIFEST_DIR"));
        Source::new(name, std::fs::read_to_string(path).expect("a text"))
    };
    let source = read(format!("{definition}.yaml"));
    let overlays = [read(format!("{definition}.overlay.yaml"))];
    let definition = Definition { source: &source, overlays: &overlays, files: &mut NoFiles };
    let (tree, output) = assembled(definition, false);
    assert_eq!(output.diagnostics, []);
    let whole = tree.expect("a definition").to_string();
    assert!(whole.contains("x-portolan-token"), "the extension is there");
    assert!(!source.text().contains("x-portolan"), "the definition is the vendor's");
    (Lowered::whole(&whole), Lowered::whole(source.text()))
}

fn flow(l: &Lowered) -> &TokenFlow {
    match &l.api.schemes[0].kind {
        SchemeKind::Token { flows, .. } => flows.first().expect("a flow"),
        other => panic!("{other:?}; {:?}", l.diagnostics),
    }
}

fn jwt() -> Expiry {
    Expiry::Jwt { claim: "exp".to_owned() }
}

fn note(l: &Lowered) -> &str {
    let note = l.diagnostics.iter().find(|d| d.code == Code::TokenFlow);
    &note.expect("what was detected is said").message
}

/// A: only the lifetime that the vendor's prose tells cannot be detected.
#[test]
fn quick_start_is_detected_but_for_the_prose() {
    let (stated, detected) = stripped("api");
    let mut expected = flow(&stated).clone();
    assert_eq!(expected.acquire.answer.expires, [Expiry::After { seconds: 3600 }]);
    expected.acquire.answer.expires = vec![jwt()];
    assert_eq!(*flow(&detected), expected);
    assert_eq!(
        note(&detected),
        "the token of `JWT` is detected: it is acquired by `authenticate` with `username`, `password`; \
         token: /token; expiry: the JWT's `exp`; then it is acquired again"
    );
}

/// B: the same.
#[test]
fn client_credentials_are_detected_but_for_the_prose() {
    let (stated, detected) = stripped("client-credentials");
    let mut expected = flow(&stated).clone();
    assert_eq!(expected.acquire.answer.expires.pop(), Some(Expiry::After { seconds: 3600 }));
    assert_eq!(*flow(&detected), expected);
    assert_eq!(
        note(&detected),
        "the token of `accessToken` is detected: it is acquired by `createAccessToken` with `client_id`, \
         `client_secret`; token: /access_token; expiry: /expires_in seconds; then it is acquired again"
    );
}

/// D: all of it; of the two operations the one with a body.
#[test]
fn generated_token_is_detected_in_full() {
    let (stated, detected) = stripped("generate-token");
    assert_eq!(flow(&detected), flow(&stated));
    assert_eq!(flow(&detected).acquire.operation.as_deref(), Some("generateToken"));
    assert_eq!(
        note(&detected),
        "the token of `bearer` is detected: it is acquired by `generateToken` with `username`, `password`; \
         token: /access_token; expiry: /expires_in seconds, the JWT's `exp`; then it is acquired again"
    );
}

/// The token operations inherit the requirement of a token where nothing says `security: []`.
#[test]
fn detected_login_sends_no_token_though_it_inherits_the_requirement() {
    let path = format!("{}/../specs/generate-token.yaml", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).expect("a definition");
    let l = Lowered::whole(&text.replace("      security: []\n", ""));
    let of = |id: &str| l.api.operations.iter().find(|o| o.id == id).map(|o| o.security.clone());
    assert_eq!(of("generateToken"), Some(Some(Security::default())));
    assert_eq!(of("listMessages"), Some(None));
}

/// The definition alone decides which of two operations is used.
#[test]
fn marked_operation_is_used() {
    let (body, _) = stripped("generate-token");
    let (headers, detected) = stripped("generate-token-headers");
    let targets = |l: &Lowered| -> Vec<TokenTarget> {
        flow(l).acquire.fields.iter().map(|field| field.target.clone()).collect()
    };
    let body_of = |pointer: &str| TokenTarget::Body(pointer.to_owned());
    let header = |name: &str| TokenTarget::Header(name.to_owned());
    assert_eq!(targets(&body), [body_of("/username"), body_of("/password")]);
    assert_eq!(targets(&headers), [header("username"), header("password")]);
    assert_eq!(flow(&headers).acquire.encoding, TokenEncoding::None);
    assert_eq!(flow(&headers).acquire.url, "/token/generate-from-headers");
    assert_eq!(targets(&detected), targets(&body), "unmarked, the one with a body is used");
}
