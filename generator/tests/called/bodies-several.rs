//! Each media type of a body, by name.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::process::Command;
use std::time::Duration;

/// Calls `several`, and returns the request; or the line that says what is wrong.
fn sent(arguments: &str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let child = Command::new(env!("CARGO_BIN_EXE_bodies-several"))
        .args(["--base-url", &url, "call", "several", "--args", arguments])
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let server = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        stream.set_read_timeout(Some(Duration::from_millis(300))).unwrap();
        let (mut request, mut bytes) = (Vec::new(), [0; 4096]);
        // The client waits for the answer once it has said everything.
        while let Ok(count @ 1..) = stream.read(&mut bytes) {
            request.extend_from_slice(&bytes[..count]);
        }
        let _ = stream.write_all(b"HTTP/1.1 204 X\r\nconnection: close\r\n\r\n");
        String::from_utf8_lossy(&request).into_owned()
    });
    let output = child.wait_with_output().unwrap();
    if output.status.success() {
        return server.join().unwrap();
    }
    String::from_utf8_lossy(&output.stderr).trim_end().to_owned()
}

#[test]
fn the_content_type_chooses_the_body() {
    for (arguments, media_type, body) in [
        (r#"{"body": {"a": "x"}}"#, "application/json", r#"{"a":"x"}"#),
        (r#"{"content_type": "text/csv", "body": "a,b"}"#, "text/csv", "a,b"),
        (
            r#"{"content_type": "application/vnd.other+json", "body": [1]}"#,
            "application/vnd.other+json",
            "[1]",
        ),
        (
            r#"{"content_type": "application/x-www-form-urlencoded", "body": {"b": "y z"}}"#,
            "application/x-www-form-urlencoded",
            "b=y%20z",
        ),
        (r#"{"content_type": "image/gif", "body": {"base64": "YWJj"}}"#, "image/gif", "abc"),
        (r#"{"content_type": "application/xml", "body": "<c/>"}"#, "application/xml", "<c/>"),
    ] {
        let request = sent(arguments);
        assert!(request.contains(&format!("content-type: {media_type}\r\n")), "{request}");
        assert!(request.ends_with(&format!("\r\n\r\n{body}")), "{request}");
    }
}

#[test]
fn parts_are_members_and_files_are_objects() {
    let file = r#"{"base64": "YWJj", "filename": "a.txt", "content_type": "text/plain"}"#;
    let request =
        sent(&format!(r#"{{"content_type": "multipart/form-data", "body": {{"file": {file}}}}}"#));
    let part =
        "form-data; name=\"file\"; filename=\"a.txt\"\r\nContent-Type: text/plain\r\n\r\nabc\r\n";
    assert!(request.contains(part), "{request}");
}

#[test]
fn wrong_bodies_are_told_before_anything_is_sent() {
    for (arguments, wrong) in [
        (r#"{"body": {"a": 1}}"#, "body.a: expected a string, found 1"),
        (r#"{"content_type": "text/html", "body": "x"}"#, "content_type: `several` takes "),
        (
            r#"{"content_type": "multipart/form-data", "body": {"fil": "x"}}"#,
            "body.file: is missing",
        ),
        (r#"{"content_type": "image/gif", "body": {"base64": "?"}}"#, "body: is no Base64"),
        ("{}", "body: is missing"),
    ] {
        let error = sent(arguments);
        assert!(error.starts_with(&format!("error: {wrong}")), "{error}");
    }
}
