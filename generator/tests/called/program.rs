//! The program, as a person and as a script run it.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::process::{Command, Stdio};
use std::thread::JoinHandle;
use std::time::Duration;

/// A server that answers so many requests, and tells what they were.
struct Server {
    url: String,
    requests: JoinHandle<Vec<String>>,
}

impl Server {
    fn new(answers: &[(u16, &str)]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let answers: Vec<(u16, String)> =
            answers.iter().map(|(status, body)| (*status, (*body).to_owned())).collect();
        let requests = std::thread::spawn(move || {
            answers.iter().map(|(status, body)| answer(&listener, *status, body)).collect()
        });
        Self { url, requests }
    }

    fn requests(self) -> Vec<String> {
        self.requests.join().unwrap()
    }
}

fn answer(listener: &TcpListener, status: u16, body: &str) -> String {
    let (mut stream, _) = listener.accept().unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    let mut request = String::new();
    loop {
        let mut bytes = [0; 4096];
        let count = stream.read(&mut bytes).unwrap();
        request.push_str(&String::from_utf8_lossy(&bytes[..count]));
        let Some((head, rest)) = request.split_once("\r\n\r\n") else { continue };
        let head = head.to_lowercase();
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
        if count == 0 || rest.len() >= length.map_or(0, |text| text.parse().unwrap()) {
            break;
        }
    }
    let length = body.len();
    let head = format!("HTTP/1.1 {status} X\r\ncontent-type: application/json\r\nx-seen: yes\r\n");
    write!(stream, "{head}content-length: {length}\r\nconnection: close\r\n\r\n{body}").unwrap();
    request
}

/// Runs the program; what stands on the standard input may be nothing.
fn run(arguments: &[&str], input: &str) -> (i32, String, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_program"))
        .args(arguments)
        .env("PROGRAM_API_KEY", "k-1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim_end().to_owned();
    (output.status.code().unwrap(), text(&output.stdout), text(&output.stderr))
}

#[test]
fn a_script_gives_json_and_gets_json() {
    let server = Server::new(&[(200, r#"{"id": 7, "color": "red", "more": 1}"#)]);
    let arguments = r#"{"path": {"id": 7}, "query": {"colors": ["red", "blue"], "id": "x"},
        "header": {"x-since": "2026-01-02"}, "cookie": {"mark": true}}"#;
    let call = ["--base-url", &server.url, "--strict", "call", "getThing", "--args", "-"];
    let (code, out, error) = run(&call, arguments);
    assert_eq!((code, error.as_str()), (0, ""));
    // What the type does not name is not printed: the answer went through it.
    assert!(out.starts_with(r#"{"status":200,"headers":{"#), "{out}");
    assert!(out.contains(r#""x-seen":"yes""#), "{out}");
    assert!(out.ends_with(r#""body":{"id":7,"color":"red"}}"#), "{out}");
    let request = server.requests().concat().to_lowercase();
    assert!(request.starts_with("get /things/7?colors=red&colors=blue&id=x http/1.1"), "{request}");
    for header in ["x-since: 2026-01-02", "cookie: mark=true", "x-key: k-1"] {
        assert!(request.contains(header), "{request}");
    }
}

#[test]
fn a_person_gives_flags_and_gets_the_body() {
    let server = Server::new(&[(200, r#"{"id":7}"#), (204, "")]);
    let url = ["--base-url", &server.url];
    let get = ["get-thing", "7", "--colors", "red", "--colors", "blue", "--key", "k-2"];
    let (code, out, _) = run(&[&url[..], &get].concat(), "");
    assert_eq!((code, out.as_str()), (0, r#"{"id":7}"#));
    let make = ["make-thing", "--body", r#"{"id": 8, "size": "any"}"#];
    let (code, out, _) = run(&[&url[..], &make].concat(), "");
    assert_eq!((code, out.as_str()), (0, "null"));
    let requests = server.requests();
    assert!(requests[0].contains("x-key: k-2"), "{requests:?}");
    // No credential goes where none is asked for.
    assert!(!requests[1].contains("k-1"), "{requests:?}");
    assert!(requests[1].ends_with(r#"{"id":8,"size":"any"}"#), "{requests:?}");
}

#[test]
fn failures_have_a_line_and_a_code() {
    let server = Server::new(&[(404, r#"{"title":"none"}"#), (500, "oh"), (200, r#"{"id":"x"}"#)]);
    let call = |arguments: &str| {
        run(&["--base-url", &server.url, "call", "getThing", "--args", arguments], "")
    };
    let (code, out, error) = call(r#"{"path":{"id":1}}"#);
    assert_eq!((code, error.lines().count()), (1, 1));
    assert!(
        out.contains(r#""status":404"#) && out.ends_with(r#""body":{"title":"none"}}"#),
        "{out}"
    );
    let (code, out, _) = call(r#"{"path":{"id":1}}"#);
    assert_eq!(code, 1);
    assert!(out.ends_with(r#""body":"oh"}"#), "{out}");
    let (code, out, error) = call(r#"{"path":{"id":1}}"#);
    assert_eq!((code, out.as_str(), error.lines().count()), (3, "", 1));
    assert!(error.contains("$.id: expected an integer"), "{error}");
    for (arguments, wrong) in [
        ("{}", "path.id: is missing"),
        (r#"{"path":{"id":"a"}}"#, "path.id: expected an integer, found \"a\""),
        (
            r#"{"path":{"id":1},"query":{"other":1}}"#,
            "query.other: `getThing` has no such parameter",
        ),
        (r#"{"path":{"id":1},"body":1}"#, "body: `getThing` takes none"),
        ("[]", "the arguments: expected an object"),
        ("{", "the arguments are no JSON"),
    ] {
        let (code, out, error) = call(arguments);
        assert_eq!((code, out.as_str(), error.lines().count()), (2, "", 1), "{arguments}");
        assert!(error.starts_with(&format!("error: {wrong}")), "{error}");
    }
    assert_eq!(server.requests().len(), 3);
    let (code, _, error) = run(&["--base-url", "http://127.0.0.1:1", "get-picture"], "");
    assert_eq!((code, error.lines().count()), (4, 1), "{error}");
}

#[test]
fn values_that_nobody_knows_fail_where_that_is_asked_for() {
    let known = r#"{"id":1,"color":"red","level":2,"size":"huge","part":true}"#;
    for (body, code) in [
        (known, 0),
        (r#"{"id":1,"color":"green"}"#, 3),
        (r#"{"id":1,"level":3}"#, 3),
        (r#"{"id":1,"part":"text"}"#, 3),
    ] {
        let server = Server::new(&[(200, body), (200, body)]);
        let plain = ["--base-url", &server.url, "get-thing", "1"];
        assert_eq!(run(&plain, "").0, 0, "{body}");
        let (found, out, error) = run(&[&["--strict"][..], &plain].concat(), "");
        assert_eq!((found, out.as_str()), (code, body), "{error}");
        server.requests();
    }
}

#[test]
fn pages_come_as_a_list() {
    let page = r#"{"items":[{"id":1}]}"#;
    let server = Server::new(&[(200, page), (200, page), (200, r#"{"items":[]}"#)]);
    let (code, out, error) = run(&["--base-url", &server.url, "--pages", "list-things"], "");
    assert_eq!((code, error.as_str()), (0, ""));
    assert_eq!(out, r#"[{"items":[{"id":1}]},{"items":[{"id":1}]},{"items":[]}]"#);
    let requests = server.requests();
    assert!(requests[2].starts_with("GET /things?page=3 "), "{requests:?}");
    let (code, _, error) = run(&["--pages", "get-picture"], "");
    assert_eq!((code, error.as_str()), (2, "error: --pages: the operation has no pages"));
}

#[test]
fn help_comes_from_the_definition() {
    let (code, out, _) = run(&["--help"], "");
    assert_eq!(code, 0);
    for text in
        ["Cases 1", "things:", "get-thing", "Returns one thing.", "One, Two", "[PROGRAM_API_KEY]"]
    {
        assert!(out.contains(text), "{text}: {out}");
    }
    let (code, out, _) = run(&["get-thing", "--help"], "");
    assert_eq!(code, 0);
    for text in ["GET /things/{id} (getThing)", "--colors <VALUE>", "Only these.", "--id-2 <VALUE>"]
    {
        assert!(out.contains(text), "{text}: {out}");
    }
    let (code, _, error) = run(&["get-things"], "");
    assert_eq!(code, 2);
    assert!(error.contains("`get-things`"), "{error}");
    let (code, _, error) = run(&["--environment", "three", "get-picture"], "");
    assert_eq!(code, 2);
    assert!(error.contains("One, Two"), "{error}");
}

#[test]
fn what_may_be_left_out_is() {
    let server = Server::new(&[(204, ""), (204, ""), (204, "")]);
    let url = ["--base-url", &server.url];
    let change = ["change-thing", "7"];
    let body = ["--body", r#"{"id":7}"#];
    let keep = ["keep-thing", "7", "2026-01-02", "--note", "a b"];
    for call in [&change[..], &[&change[..], &body].concat(), &keep] {
        let (code, _, error) = run(&[&url[..], call].concat(), "");
        assert_eq!((code, error.as_str()), (0, ""));
    }
    let requests = server.requests();
    assert!(requests[0].starts_with("PATCH /things/7 "), "{requests:?}");
    assert!(requests[0].ends_with("\r\n\r\n"), "{requests:?}");
    assert!(requests[1].ends_with(r#"{"id":7}"#), "{requests:?}");
    assert!(requests[2].starts_with("PUT /things/7?"), "{requests:?}");
    assert!(requests[2].contains("note=a%20b"), "{requests:?}");
    // Help keeps the definition's order.
    let (_, out, _) = run(&["keep-thing", "--help"], "");
    assert!(out.contains("usage: program keep-thing <id> <until> [options]"), "{out}");
    assert!(out.find("--note <VALUE>") < out.find("--until <VALUE>"), "{out}");
}

#[test]
fn bytes_are_base64() {
    let server = Server::new(&[(200, "\u{1}\u{2}")]);
    let (code, out, _) = run(&["--base-url", &server.url, "get-picture"], "");
    assert_eq!((code, out.as_str()), (0, r#"{"base64":"AQI="}"#));
    server.requests();
}
