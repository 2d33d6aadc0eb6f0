//! Other files and hosts as a person lets a definition read them: what is read, and above all what is not.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::path::Path;
use std::process::Command;
use std::sync::{Arc, Mutex};

use tempfile::TempDir;

fn definition(reference: &str) -> String {
    format!(
        "openapi: 3.1.0\ninfo: {{ title: Things, version: '1' }}\npaths:\n  /x:\n    get:\n      operationId: getX\n      \
         responses:\n        '200':\n          description: ok\n          content: {{ application/json: {{ schema: {{ $ref: '{reference}' }} }} }}\n"
    )
}

const THING: &str = "type: object\nproperties: { id: { type: string } }\n";

/// A folder with `api/` for the definition, and more beside it.
fn place(reference: &str) -> TempDir {
    let place = TempDir::new().expect("a folder");
    for folder in ["api/parts", "other"] {
        fs::create_dir_all(place.path().join(folder)).expect("a folder");
    }
    let write = |name: &str, text: &str| fs::write(place.path().join(name), text).expect("a file");
    write("api/api.yaml", &definition(reference));
    write("api/parts/Thing.yaml", THING);
    write("other/Thing.yaml", THING);
    place
}

/// Generates; returns the exit code and what is said.
fn generate(folder: &Path, more: &[&str]) -> (i32, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .args(["generate", "api/api.yaml", "--out", "out"])
        .args(more)
        .current_dir(folder)
        .output()
        .expect("the program runs");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    (output.status.code().unwrap_or(-1), said)
}

#[test]
fn files_below_the_definition_are_read() {
    let parts = "parts/Thing.yaml";
    for reference in [parts, "./parts/../parts/Thing.yaml", "parts%2FThing.yaml"] {
        let place = place(reference);
        let (code, said) = generate(place.path(), &[]);
        assert_eq!(code, 0, "{reference}: {said}");
        let types: String = fs::read_dir(place.path().join("out/src"))
            .expect("sources")
            .map(|entry| fs::read_to_string(entry.expect("an entry").path()).unwrap_or_default())
            .collect();
        assert!(types.contains("Thing"), "{reference}");
    }
}

#[test]
fn nothing_outside_of_the_folder_is_read_unless_a_root_has_it() {
    for reference in [
        "../other/Thing.yaml",
        "parts/../../other/Thing.yaml",
        "%2e%2e/other/Thing.yaml",
        "..%2Fother%2FThing.yaml",
        "..\\other\\Thing.yaml",
    ] {
        let place = place(reference);
        let (code, said) = generate(place.path(), &[]);
        assert_eq!(code, 1, "{reference}: {said}");
        assert!(said.contains("api/api.yaml:10:"), "{reference}: {said}");
        assert!(said.contains("error[refused-file]"), "{reference}: {said}");
        assert!(said.contains("--root DIR"), "{reference}: {said}");
        let (code, said) = generate(place.path(), &["--root", "other"]);
        assert_eq!(code, 0, "{reference}: {said}");
    }
}

#[test]
fn absolute_paths_are_held_to_the_same() {
    let outside = place("none");
    let file = outside.path().join("other/Thing.yaml").canonicalize().expect("a path");
    let file = file.to_string_lossy();
    for reference in [file.to_string(), format!("file://{file}")] {
        let place = place(&reference);
        let (code, said) = generate(place.path(), &[]);
        assert!(code == 1 && said.contains("error[refused-file]"), "{said}");
    }
    // Whether there is such a file is not told either.
    let (code, said) = generate(place("/no/such/file.yaml").path(), &[]);
    assert!(code == 1 && said.contains("error[refused-file]"), "{said}");
}

#[cfg(unix)]
#[test]
fn links_do_not_lead_outside() {
    let place = place("parts/link.yaml");
    let at = |name: &str| place.path().join(name);
    std::os::unix::fs::symlink(at("other/Thing.yaml"), at("api/parts/link.yaml")).expect("a link");
    let (code, said) = generate(place.path(), &[]);
    assert!(code == 1 && said.contains("error[refused-file]"), "{said}");
    assert_eq!(generate(place.path(), &["--root", "other"]).0, 0);
    fs::remove_file(at("api/parts/link.yaml")).expect("a link");
    std::os::unix::fs::symlink(at("api/parts/Thing.yaml"), at("api/parts/link.yaml"))
        .expect("a link");
    assert_eq!(generate(place.path(), &[]).0, 0);
    // Nor does a folder that is one.
    fs::write(at("api/api.yaml"), definition("far/Thing.yaml")).expect("a file");
    std::os::unix::fs::symlink(at("other"), at("api/far")).expect("a link");
    let (code, said) = generate(place.path(), &[]);
    assert!(code == 1 && said.contains("error[refused-file]"), "{said}");
}

#[test]
fn what_is_not_there_or_no_file_is_told_at_the_reference() {
    for reference in ["parts/gone.yaml", "parts"] {
        let (code, said) = generate(place(reference).path(), &[]);
        assert!(code == 1 && said.contains("api/api.yaml:10:"), "{said}");
        assert!(said.contains("error[unreadable-file]"), "{said}");
    }
}

/// A host on loopback: answers by path, and keeps the paths that it was asked for.
struct Host {
    address: String,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Host {
    fn start(answers: Vec<(&'static str, String)>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address").to_string();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&asked);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let Ok(mut stream) = stream else { return };
                let mut lines = BufReader::new(stream.try_clone().expect("a stream")).lines();
                let first = lines.next().and_then(Result::ok).unwrap_or_default();
                while lines.next().and_then(Result::ok).is_some_and(|line| !line.is_empty()) {}
                let path = first.split(' ').nth(1).unwrap_or_default().to_owned();
                let answer = answers.iter().find(|(known, _)| *known == path);
                let answer =
                    answer.map_or_else(|| "404 Not Found\r\n\r\n".to_owned(), |a| a.1.clone());
                seen.lock().expect("a list").push(path);
                let _ = stream.write_all(format!("HTTP/1.1 {answer}").as_bytes());
            }
        });
        Self { address, asked }
    }

    fn asked(&self) -> Vec<String> {
        self.asked.lock().expect("a list").clone()
    }
}

fn text(body: &str) -> String {
    format!("200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}", body.len())
}

#[test]
fn hosts_are_asked_only_when_a_person_says_so() {
    let more = "type: object\nproperties: { part: { $ref: 'Part.yaml#/Part' } }\n";
    let host = Host::start(vec![
        ("/a/Thing.yaml", text(more)),
        ("/a/Part.yaml", text("Part: { type: string, enum: [x] }\n")),
    ]);
    let place = place(&format!("http://{}/a/Thing.yaml", host.address));
    let (code, said) = generate(place.path(), &[]);
    assert!(code == 1 && said.contains("error[refused-file]"), "{said}");
    assert!(said.contains("--allow-remote HOST"), "{said}");
    // The same host, but not on that port.
    let (code, said) = generate(place.path(), &["--allow-remote", "127.0.0.1"]);
    assert!(code == 1 && said.contains("error[refused-file]"), "{said}");
    assert_eq!(host.asked(), [""; 0]);
    let (code, said) = generate(place.path(), &["--allow-remote", &host.address]);
    assert_eq!(code, 0, "{said}");
    assert_eq!(host.asked(), ["/a/Thing.yaml", "/a/Part.yaml"]);
}

#[test]
fn redirections_and_other_references_stay_on_allowed_hosts() {
    let other = Host::start(vec![("/Thing.yaml", text(THING))]);
    let there = format!(
        "302 Found\r\nlocation: http://{}/Thing.yaml\r\ncontent-length: 0\r\nconnection: close\r\n\r\n",
        other.address
    );
    let host = Host::start(vec![
        ("/there.yaml", there),
        ("/file.yaml", text("$ref: 'file:///etc/hostname'\n")),
        (
            "/loop.yaml",
            "302 Found\r\nlocation: /loop.yaml\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
                .into(),
        ),
    ]);
    let from = |path: &str, allowed: &[&str]| {
        let place = place(&format!("http://{}{path}", host.address));
        let mut arguments = vec!["--allow-remote", host.address.as_str()];
        for host in allowed {
            arguments.extend(["--allow-remote", host]);
        }
        generate(place.path(), &arguments)
    };
    let (code, said) = from("/there.yaml", &[]);
    assert!(code == 1 && said.contains("error[refused-file]"), "{said}");
    assert_eq!(other.asked(), [""; 0]);
    assert_eq!(from("/there.yaml", &[&other.address]).0, 0);
    let (code, said) = from("/file.yaml", &[]);
    assert!(code == 1 && said.contains("error[refused-file]"), "{said}");
    let (code, said) = from("/loop.yaml", &[]);
    assert!(code == 1 && said.contains("error[unreadable-file]"), "{said}");
    let (code, said) = from("/gone.yaml", &[]);
    assert!(code == 1 && said.contains("404"), "{said}");
}

/// The path is written as a definition's folder has it, and the text's own line is shown.
#[test]
fn what_is_told_of_another_file_names_it() {
    let place = place("parts/Thing.yaml");
    let bad = "type: object\nproperties:\n  id: { type: strin }\n";
    fs::write(place.path().join("api/parts/Thing.yaml"), bad).expect("a file");
    let (code, said) = generate(place.path(), &["--deny", "warnings"]);
    assert_eq!(code, 1);
    assert!(said.contains("api/parts/Thing.yaml:3:15: warning["), "{said}");
    assert!(said.contains("3 |   id: { type: strin }"), "{said}");
}

/// One API in several versions: what is drawn otherwise from one of them is named.
#[test]
fn versions_are_compared() {
    let place = TempDir::new().expect("a folder");
    let schema = |words: &str| {
        definition("#/components/schemas/Thing")
            + &format!(
                "components: {{ schemas: {{ Thing: {{ type: object, required: [id], properties: {{ id: {words} }} }} }} }}\n"
            )
    };
    let old = schema("{ type: string, nullable: true }").replace("3.1.0", "3.0.3");
    let write = |name: &str, text: &str| fs::write(place.path().join(name), text).expect("a file");
    let run = || {
        let output = Command::new(env!("CARGO_BIN_EXE_xtask"))
            .args(["versions", "."])
            .current_dir(place.path())
            .output()
            .expect("the program runs");
        (output.status.code(), String::from_utf8_lossy(&output.stdout).into_owned())
    };
    write("openapi.3.0.yaml", &old);
    write("openapi.3.1.yaml", &schema("{ type: [string, 'null'] }"));
    let (code, said) = run();
    assert_eq!(
        (code, said.as_str()),
        (Some(0), "1 APIs in several versions, 1 without a difference\n")
    );
    write("openapi.3.1.yaml", &schema("{ type: string }"));
    let (code, said) = run();
    assert!(
        code == Some(0) && said.contains("3.0 → 3.1") && said.contains(": Thing -1 +1\n"),
        "{said}"
    );
    assert!(
        said.contains("another `type`, first at /components/schemas/Thing/properties/id/type"),
        "{said}"
    );
    assert!(said.ends_with("1 APIs in several versions, 0 without a difference\n"), "{said}");
}
