//! Servers of the document, a path and an operation.

use super::*;

const OK: &str = "responses: { 200: { description: ok } }";

fn servers(list: &str) -> Lowered {
    Lowered::new(&format!("servers: {list}\npaths: {{}}\n"))
}

#[test]
fn servers_have_names_and_variables() {
    let l = servers(
        "[{ url: 'https://{region}.example.com/{path}', description: Production,
            variables: { region: { default: eu, enum: [eu, us, eu] }, path: { default: '' }, unused: { default: x } } }]",
    );
    let [server] = l.api.servers.as_slice() else { panic!() };
    assert_eq!(server.name.as_deref(), Some("Production"));
    assert_eq!(server.variables.len(), 2);
    assert_eq!(server.variables[0].values, ["eu", "us"]);
    assert_eq!(server.variables[1].default.as_deref(), Some(""));
    assert!(server.is_complete());
    assert_eq!(l.codes(), []);
}

#[test]
fn what_has_no_default_has_to_be_given() {
    let l =
        servers("[{ url: 'https://{tenant}.example.com/{nobody}', variables: { tenant: {} } }]");
    let variables = &l.api.servers[0].variables;
    assert_eq!(variables.iter().map(|v| v.name.as_str()).collect::<Vec<_>>(), ["tenant", "nobody"]);
    assert!(variables.iter().all(|variable| variable.default.is_none()));
    assert!(!l.api.servers[0].is_complete());
    assert_eq!(l.codes(), [Code::Repaired; 2]);
    // What is given may say everything.
    let l = servers("[{ url: '{server}/api', variables: { server: {} } }]");
    assert!(l.api.servers[0].is_absolute());
}

#[test]
fn relative_urls_are_servers() {
    for url in ["/api/v1", "v1", "./v1", "../v1"] {
        let l = servers(&format!("[{{ url: {url} }}]"));
        assert!(!l.api.servers[0].is_absolute() && !l.api.servers[0].is_root());
        assert_eq!(l.codes(), []);
    }
    assert!(servers("[{ url: / }]").api.servers[0].is_root());
    assert!(Lowered::new("paths: {}").api.servers[0].is_root());
    let l = servers("[{ url: //api.example.com/v1 }]");
    assert_eq!(l.api.servers[0].url, "https://api.example.com/v1");
    assert_eq!(l.codes(), [Code::Repaired]);
}

#[test]
fn what_no_request_can_go_to_is_left_out() {
    for url in [
        "ws://example.com",
        "'https://example.com/?key=1'",
        "'https://user@example.com'",
        "'https://example.com/#x'",
        "','",
        "'https://a b.example.com'",
    ] {
        let l = servers(&format!("[{{ url: {url} }}, {{ url: 'https://example.com' }}]"));
        assert_eq!(l.api.servers.len(), 1, "{url}");
        assert_eq!(l.codes(), [Code::UnsupportedServer], "{url}");
    }
}

#[test]
fn operations_and_paths_have_servers_of_their_own() {
    let own = |path: &str, operation: &str| {
        let l = Lowered::new(&format!(
            "servers: [{{ url: 'https://example.com' }}]
paths: {{ /x: {{ {path} get: {{ operationId: x, {operation} {OK} }} }} }}
"
        ));
        assert_eq!(l.codes(), []);
        l.operation().servers.iter().map(|server| server.url.clone()).collect::<Vec<_>>()
    };
    let path = "servers: [{ url: /a }],";
    assert_eq!(own("", ""), [""; 0]);
    assert_eq!(own(path, ""), ["/a"]);
    assert_eq!(
        own(path, "servers: [{ url: 'https://b.example.com' }, { url: /c }],"),
        ["https://b.example.com", "/c"]
    );
    // The document's own are no choice.
    assert_eq!(own("", "servers: [{ url: 'https://example.com' }],"), [""; 0]);
}
