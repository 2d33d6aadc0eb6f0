//! Uploads over real sockets: lengths, streams, files.

use std::io::Write;

use portolan_runtime::body::Body;
use portolan_runtime::{FormPart, Multipart};

use crate::support::Server;
use crate::{WRITE, client};

/// A file that goes with its test.
struct File(std::path::PathBuf);

impl File {
    fn new(name: &str, text: &str) -> Self {
        let path = std::env::temp_dir().join(format!("portolan-{}-{name}", std::process::id()));
        std::fs::File::create(&path).unwrap().write_all(text.as_bytes()).unwrap();
        Self(path)
    }
}

impl Drop for File {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

#[tokio::test]
async fn a_stream_of_known_length_says_it_and_another_is_chunked() {
    let server = Server::answering("200 OK", "").await;
    let client = client(server.url(""));
    let stream = || Body::reader(&b"a stream"[..]);
    client.call(&WRITE).bytes("text/x-log", stream().with_len(8)).await.unwrap();
    client.call(&WRITE).bytes("text/x-log", stream()).await.unwrap();
    let [sized, chunked] = &server.requests()[..] else { panic!("two requests") };
    assert_eq!(sized.header("content-length"), Some("8"));
    assert_eq!(sized.header("content-type"), Some("text/x-log"));
    assert_eq!(sized.body, "a stream");
    assert_eq!(chunked.header("content-length"), None);
    assert_eq!(chunked.body, "8\r\na stream\r\n0\r\n\r\n");
}

#[tokio::test]
async fn a_stream_of_another_length_than_it_says_is_an_error() {
    let server = Server::answering("200 OK", "").await;
    let client = client(server.url(""));
    for len in [3, 20] {
        let body = Body::reader(&b"a stream"[..]).with_len(len);
        client.call(&WRITE).bytes("a/b", body).await.unwrap_err();
    }
}

#[tokio::test]
async fn a_file_is_streamed_with_its_length_and_name() {
    let server = Server::answering("200 OK", "").await;
    let client = client(server.url(""));
    let text = "x".repeat(200_000);
    let file = File::new("big.txt", &text);
    client.call(&WRITE).bytes("text/plain", Body::open(&file.0).unwrap()).await.unwrap();
    let parts = Multipart::form()
        .boundary("B")
        .text("title", "big")
        .file("file", FormPart::open(&file.0).unwrap().content_type("text/plain"));
    client.call(&WRITE).multipart(parts).await.unwrap();
    let [whole, parts] = &server.requests()[..] else { panic!("two requests") };
    assert_eq!(whole.header("content-length"), Some("200000"));
    assert_eq!(whole.body, text);
    let name = file.0.file_name().unwrap().to_str().unwrap();
    let expected = format!(
        "--B\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\nbig\r\n\
         --B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
         Content-Type: text/plain\r\n\r\n{text}\r\n--B--\r\n"
    );
    assert_eq!(parts.header("content-length"), Some(&*expected.len().to_string()));
    assert_eq!(parts.header("content-type"), Some("multipart/form-data; boundary=B"));
    assert!(parts.body == expected);
    assert!(FormPart::open(file.0.join("none")).is_err());
}

#[tokio::test]
async fn a_part_of_unknown_length_makes_the_whole_chunked() {
    let server = Server::answering("200 OK", "").await;
    let parts = Multipart::form().boundary("B").file("a", Body::reader(&b"stream"[..]));
    client(server.url("")).call(&WRITE).multipart(parts).await.unwrap();
    let [request] = &server.requests()[..] else { panic!("one request") };
    assert_eq!(request.header("content-length"), None);
    assert!(request.body.contains("6\r\nstream\r\n"), "{}", request.body);
}

#[tokio::test]
async fn a_header_cannot_say_another_length_than_a_stream_has() {
    let server = Server::answering("200 OK", "").await;
    let client = client(server.url(""));
    let body = || Body::reader(&b"a stream"[..]);
    let call = |body| client.call(&WRITE).bytes("a/b", body).header("content-length", "3");
    call(body().with_len(8)).await.unwrap_err();
    call(body()).await.unwrap_err();
    assert!(server.requests().is_empty());
}
