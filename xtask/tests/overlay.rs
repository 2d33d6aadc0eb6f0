//! Overlays as a person uses them: beside the definition, on the command line, printed, and compared with cases.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

const DEFINITION: &str = "\
openapi: 3.0.4
info: { title: Things, version: '1' }
servers: [{ url: 'https://things.example.com' }]
paths:
  /things:
    get:
      operationId: getThings
      responses: { '200': { description: ok, content: { application/json: { schema: { type: string } } } } }
";

fn overlay(actions: &str) -> String {
    format!("overlay: 1.1.0\ninfo: {{ title: T, version: '1' }}\nactions:\n{actions}")
}

fn rename(name: &str) -> String {
    overlay(&format!(
        "  - target: $.paths['/things'].get\n    update: {{ x-portolan-name: {name} }}\n"
    ))
}

fn run(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let Output { status, stdout, stderr } = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .args(arguments)
        .current_dir(folder)
        .output()
        .expect("the program runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (status.code().unwrap_or(-1), text(&stdout), text(&stderr))
}

fn place(files: &[(&str, &str)]) -> TempDir {
    let place = TempDir::new().expect("a folder");
    for (name, text) in files {
        let path = place.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
    place
}

/// The sources that `generate` writes.
fn drawn(place: &TempDir, more: &[&str]) -> String {
    let mut arguments = vec!["generate", "things.yaml", "--out", "out", "--quiet"];
    arguments.extend(more);
    let (code, out, err) = run(place.path(), &arguments);
    assert_eq!(code, 0, "{out}{err}");
    let mut all = String::new();
    for entry in fs::read_dir(place.path().join("out/src")).expect("sources") {
        let path = entry.expect("an entry").path();
        all += &fs::read_to_string(path).unwrap_or_default();
    }
    all
}

#[test]
fn overlay_beside_the_definition_is_applied_and_those_named_after_it() {
    for ending in ["yaml", "yml", "json"] {
        let place = place(&[
            ("things.yaml", DEFINITION),
            (&format!("things.overlay.{ending}"), &rename("fromBeside")),
            ("more.yaml", &rename("fromMore")),
            ("last.yaml", &rename("fromLast")),
        ]);
        assert!(drawn(&place, &[]).contains("from_beside"), "{ending}");
        assert!(drawn(&place, &["--overlay", "more.yaml"]).contains("from_more"));
        let both = ["--overlay", "more.yaml", "--overlay", "last.yaml"];
        assert!(drawn(&place, &both).contains("from_last"));
    }
}

/// Naming the one beside it does not apply it twice.
#[test]
fn overlay_is_applied_once() {
    let twice = overlay("  - target: $.paths['/things'].get\n    update: { tags: [More] }\n");
    let place = place(&[("things.yaml", DEFINITION), ("things.overlay.yaml", &twice)]);
    let (code, out, err) = run(place.path(), &["overlay", "things.yaml", "things.overlay.yaml"]);
    assert_eq!((code, err.as_str()), (0, ""));
    assert_eq!(out.matches("- More").count(), 1, "{out}");
}

#[test]
fn result_is_printed_as_yaml_or_json() {
    let place = place(&[("things.yaml", DEFINITION), ("more.yaml", &rename("other"))]);
    let (code, out, err) = run(place.path(), &["overlay", "things.yaml", "more.yaml"]);
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(out.starts_with("openapi: 3.0.4\ninfo:\n  title: Things\n"), "{out}");
    assert!(out.contains("x-portolan-name: other"), "{out}");
    let (code, out, _) = run(place.path(), &["overlay", "things.yaml", "more.yaml", "--json"]);
    assert_eq!(code, 0);
    assert!(out.starts_with("{\n  \"openapi\": \"3.0.4\","), "{out}");
}

#[test]
fn what_is_wrong_is_told_at_its_line_and_nothing_is_written() {
    let bad = overlay(
        "  - target: $.paths['/gone']\n    remove: true\n  - target: '$['\n    update: {}\n",
    );
    let place = place(&[("things.yaml", DEFINITION), ("things.overlay.yaml", &bad)]);
    let (code, out, err) = run(place.path(), &["generate", "things.yaml", "--out", "out"]);
    assert_eq!((code, out.as_str()), (1, ""));
    assert!(err.contains("things.overlay.yaml:4:13: warning[ineffective-action]"), "{err}");
    assert!(err.contains("things.overlay.yaml:6:13: error[invalid-overlay]"), "{err}");
    assert!(!place.path().join("out").exists());
    let (code, out, _) = run(place.path(), &["overlay", "things.yaml"]);
    assert_eq!((code, out.as_str()), (1, ""));
    let (code, _, err) = run(place.path(), &["generate", "things.yaml", "--overlay", "none.yaml"]);
    assert!(code == 2 && err.contains("none.yaml"), "{err}");
}

#[test]
fn overlays_are_no_definitions_of_a_corpus() {
    let place =
        place(&[("all/things.yaml", DEFINITION), ("all/things.overlay.yaml", &rename("x"))]);
    let (code, out, err) = run(place.path(), &["corpus", "all"]);
    assert_eq!(code, 0, "{out}{err}");
    assert!(out.contains("1 definitions, 0 failed"), "{out}");
}

#[test]
fn cases_are_counted_and_a_wrong_result_is_shown() {
    let wanted = DEFINITION.replace("Things,", "Better,");
    let better = overlay("  - target: $.info.title\n    update: Better\n");
    let place = place(&[
        ("cases/good/openapi.yaml", DEFINITION),
        ("cases/good/overlay.yaml", &better),
        ("cases/good/output.yaml", &wanted),
        ("cases/wrong/openapi.yaml", DEFINITION),
        ("cases/wrong/overlay.yaml", &better),
        ("cases/wrong/output.yaml", DEFINITION),
    ]);
    let (code, out, _) = run(place.path(), &["overlay", "--conformance", "cases"]);
    assert_eq!(code, 1);
    assert!(out.contains("-  title: Things\n+  title: Better"), "{out}");
    assert!(out.ends_with("passed 1 of 2\n"), "{out}");
    fs::remove_dir_all(place.path().join("cases/wrong")).expect("a folder");
    let (code, out, _) = run(place.path(), &["overlay", "--conformance", "cases"]);
    assert_eq!((code, out.as_str()), (0, "passed 1 of 1\n"));
}
