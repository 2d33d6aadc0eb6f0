//! `cargo xtask generate` as a person runs it: the program, its exit code, its output and the files.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

const DEFINITION: &str = r##"openapi: 3.0.4
info: { title: Things, version: "1" }
servers: [{ url: "https://things.example.com" }]
paths:
  /things/{id}:
    get:
      operationId: getThing
      tags: [Things]
      parameters:
        - { name: id, in: path, required: true, schema: { type: string } }
      responses:
        "200":
          description: The thing.
          content:
            application/json:
              schema: { $ref: "#/components/schemas/Thing" }
components:
  schemas:
    Thing:
      type: object
      required: [id]
      properties: { id: { type: string } }
"##;

struct Place(TempDir);

impl Place {
    fn new() -> Self {
        let place = Self(TempDir::new().expect("a folder"));
        place.write("things.yaml", DEFINITION);
        place
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).expect("a file");
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).expect("a text")
    }

    /// Generates `things.yaml` into the folder `out`.
    fn generate(&self, more: &[&str]) -> Output {
        xtask()
            .args(["generate", "things.yaml", "--out", "out"])
            .args(more)
            .current_dir(self.0.path())
            .output()
            .expect("the program runs")
    }
}

fn xtask() -> Command {
    Command::new(env!("CARGO_BIN_EXE_xtask"))
}

fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[track_caller]
fn assert_code(output: &Output, code: i32) {
    assert_eq!(output.status.code(), Some(code), "{}{}", stdout(output), stderr(output));
}

/// Every file below a folder with its text.
fn files(folder: &Path) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let text = fs::read_to_string(&path).expect("a text");
                found.push((path, text));
            }
        }
    }
    found.sort();
    found
}

/// The drift check: what is committed is what the generator writes today.
#[test]
fn committed_clients_are_what_the_definitions_give() {
    let output = xtask().args(["generate", "--check", "--quiet"]).output().expect("it runs");
    assert_code(&output, 0);
    assert_eq!(stdout(&output), "");
}

#[test]
fn writes_a_crate_and_says_what_it_did() {
    let place = Place::new();
    let output = place.generate(&[]);
    assert_code(&output, 0);
    let said = stdout(&output);
    for part in ["operations  1 of 1", "1 of 1 components", "losses      0", "parse", "render"] {
        assert!(said.contains(part), "{part:?} is missing in\n{said}");
    }
    let manifest = place.read("out/Cargo.toml");
    assert!(manifest.contains("name = \"things\""), "{manifest}");
    assert!(manifest.contains("publish = false"), "{manifest}");
    let runtime = manifest.split("portolan-runtime = { path = \"").nth(1).expect("a path");
    let runtime = runtime.split('"').next().expect("a path");
    assert!(Path::new(runtime).join("Cargo.toml").exists(), "{runtime}");
    assert!(place.read("out/src/things.rs").contains("pub fn get"));
}

#[test]
fn same_input_gives_same_bytes_and_leaves_files_alone() {
    let place = Place::new();
    assert_code(&place.generate(&[]), 0);
    let before = files(&place.path("out"));
    let written = fs::metadata(place.path("out/src/lib.rs")).expect("a file").modified().ok();
    let output = place.generate(&[]);
    assert_code(&output, 0);
    assert!(stdout(&output).contains("0 changed"), "{}", stdout(&output));
    assert_eq!(before, files(&place.path("out")));
    let now = fs::metadata(place.path("out/src/lib.rs")).expect("a file").modified().ok();
    assert_eq!(written, now, "a file that does not change is not written");
}

#[test]
fn check_prints_the_difference_and_writes_nothing() {
    let place = Place::new();
    let output = place.generate(&["--check"]);
    assert_code(&output, 1);
    assert!(!place.path("out").exists());

    assert_code(&place.generate(&[]), 0);
    assert_code(&place.generate(&["--check"]), 0);
    place.write("things.yaml", &DEFINITION.replace("getThing", "fetchThing"));
    let before = files(&place.path("out"));
    let output = place.generate(&["--check"]);
    assert_code(&output, 1);
    let said = stdout(&output);
    assert!(said.contains("\n-    pub fn get(") && said.contains("\n+    pub fn fetch("), "{said}");
    assert_eq!(before, files(&place.path("out")));
}

#[test]
fn quiet_prints_nothing_but_errors() {
    let place = Place::new();
    let output = place.generate(&["--quiet"]);
    assert_code(&output, 0);
    assert_eq!((stdout(&output), stderr(&output)), (String::new(), String::new()));
    place.write("things.yaml", "openapi: [");
    let output = place.generate(&["--quiet"]);
    assert_code(&output, 1);
    assert!(stderr(&output).contains("things.yaml:1:"), "{}", stderr(&output));
}

#[test]
fn files_that_are_generated_no_more_are_removed() {
    let place = Place::new();
    assert_code(&place.generate(&[]), 0);
    assert!(place.path("out/src/things.rs").exists());
    place.write("things.yaml", &DEFINITION.replace("tags: [Things]", "tags: [Stuff]"));
    let output = place.generate(&["--check"]);
    assert_code(&output, 1);
    assert!(stdout(&output).contains("things.rs: generated no more"), "{}", stdout(&output));
    assert_code(&place.generate(&[]), 0);
    assert!(!place.path("out/src/things.rs").exists());
    assert!(place.path("out/src/stuff.rs").exists());
}

#[test]
fn a_persons_files_are_left_alone() {
    let place = Place::new();
    assert_code(&place.generate(&[]), 0);
    fs::create_dir(place.path("out/examples")).expect("a folder");
    place.write("out/examples/mine.rs", "fn main() {}\n");
    assert_code(&place.generate(&["--check"]), 0);

    place.write("out/README.md", "my own words\n");
    place.write("things.yaml", &DEFINITION.replace("getThing", "fetchThing"));
    let before = files(&place.path("out"));
    let output = place.generate(&[]);
    assert_code(&output, 1);
    assert!(stderr(&output).contains("README.md has no `@generated` line"), "{}", stderr(&output));
    assert_eq!(before, files(&place.path("out")), "not even the other files are written");
}

#[test]
fn crates_below_one_another_are_left_alone() {
    let place = Place::new();
    assert_code(&place.generate(&[]), 0);
    let before = files(&place.path("out"));
    let output = xtask()
        .args(["generate", "things.yaml", "--out", "."])
        .current_dir(place.0.path())
        .output()
        .expect("the program runs");
    assert_code(&output, 0);
    assert_eq!(before, files(&place.path("out")));
    assert!(place.path("src/lib.rs").exists());
}

#[test]
fn several_definitions_are_written_together_or_not_at_all() {
    let place = Place::new();
    place.write("bad.yaml", "openapi: [");
    place.write("same.yaml", "openapi: 3.0.4\ninfo: { title: T, version: '1' }\npaths: {}\nx-portolan-crate: { name: portolan-test-one }\n");
    place.write("twin.yaml", &place.read("same.yaml"));
    let generate = |definitions: &[&str]| {
        let mut command = xtask();
        command.arg("generate").args(definitions).current_dir(place.0.path());
        command.output().expect("the program runs")
    };
    let client = Path::new(env!("CARGO_MANIFEST_DIR")).join("../clients/portolan-test-one");
    let output = generate(&["same.yaml", "bad.yaml"]);
    assert_code(&output, 1);
    assert!(stderr(&output).contains("nothing is written"), "{}", stderr(&output));
    let output = generate(&["same.yaml", "twin.yaml"]);
    assert_code(&output, 1);
    assert!(stderr(&output).contains("same.yaml and twin.yaml"), "{}", stderr(&output));
    assert!(!client.exists());
}

#[test]
fn an_error_writes_nothing_and_points_at_its_line() {
    let place = Place::new();
    place.write("things.yaml", &DEFINITION.replace("openapi: 3.0.4", "openapi: 4.0.0"));
    let output = place.generate(&[]);
    assert_code(&output, 1);
    assert!(stderr(&output).contains("things.yaml:1:"), "{}", stderr(&output));
    assert!(stderr(&output).contains("error[unsupported-version]"), "{}", stderr(&output));
    assert!(!place.path("out").exists());
}

#[test]
fn a_loss_is_named_counted_and_can_be_denied() {
    let place = Place::new();
    place.write("things.yaml", &DEFINITION.replace("#/components/schemas/Thing", "#/nowhere"));
    let output = place.generate(&["--deny", "warnings"]);
    assert_code(&output, 1);
    assert!(!place.path("out").exists());
    let output = place.generate(&["--deny", "warnings", "--allow", "unresolved-reference"]);
    assert_code(&output, 0);
    assert!(stdout(&output).contains("losses      1\n    unresolved-reference: "));
    assert!(stderr(&output).contains("things.yaml:16:"), "{}", stderr(&output));
    let output = place.generate(&["--allow", "no-such-code"]);
    assert_code(&output, 2);
}

#[test]
fn name_and_runtime_version_override() {
    let place = Place::new();
    assert_code(&place.generate(&["--name", "my-things", "--runtime-version", "0.1"]), 0);
    let manifest = place.read("out/Cargo.toml");
    assert!(manifest.contains("name = \"my-things\""), "{manifest}");
    assert!(manifest.contains("portolan-runtime = { version = \"0.1\""), "{manifest}");
}

#[test]
fn wrong_arguments_are_told_with_the_usage() {
    let two = ["generate", "a.yaml", "b.yaml", "--out", "x"];
    let cases: [&[&str]; 7] = [
        &[],
        &["paint"],
        &["generate", "--paint"],
        &["generate", "--deny", "notes"],
        &["generate", "a.yaml", "--name", ""],
        &["generate", "a.yaml", "--runtime-version", "x\" }"],
        &two,
    ];
    for arguments in cases {
        let output = xtask().args(arguments).output().expect("it runs");
        assert_code(&output, 2);
        assert!(stderr(&output).contains("usage:"), "{arguments:?}: {}", stderr(&output));
    }
    let output = xtask().args(["generate", "no-such-file.yaml"]).output().expect("it runs");
    assert_code(&output, 2);
    assert!(stderr(&output).contains("no-such-file.yaml"), "{}", stderr(&output));
    assert_code(&xtask().arg("--help").output().expect("it runs"), 0);
}

#[test]
fn files_are_the_same_wherever_the_command_is_run() {
    let place = Place::new();
    assert_code(&place.generate(&[]), 0);
    let parent = place.0.path().parent().expect("a parent");
    let output = xtask()
        .arg("generate")
        .arg(place.path("things.yaml"))
        .arg("--out")
        .arg(place.path("out"))
        .arg("--check")
        .current_dir(parent)
        .output()
        .expect("the program runs");
    assert_code(&output, 0);
}

#[test]
fn corpus_goes_on_after_a_failure_and_fails_at_the_end() {
    let place = Place::new();
    fs::create_dir_all(place.path("all/more")).expect("a folder");
    place.write("all/bad.yaml", "openapi: [");
    place.write("all/more/things.yaml", DEFINITION);
    let run = || {
        xtask()
            .args(["corpus", "all", "--json", "table.json", "--jobs", "2"])
            .current_dir(place.0.path())
            .output()
            .expect("the program runs")
    };
    let output = run();
    assert_code(&output, 1);
    let said = stdout(&output);
    assert!(said.contains("2 definitions, 1 failed: 1 of 1 operations"), "{said}");
    assert!(said.contains("bad.yaml:1:"), "{said}");
    let table = place.read("table.json");
    assert!(table.contains("\"definition\": \"more/things.yaml\""), "{table}");
    fs::remove_file(place.path("all/bad.yaml")).expect("a file");
    assert_code(&run(), 0);
}

/// A definition with an error in each severity but the worst.
fn flawed() -> Place {
    let place = Place::new();
    let text = DEFINITION.replace("tags: [Things]", "tags: [Things]\n      requried: true");
    place.write("things.yaml", &text);
    place
}

#[test]
fn programs_read_json_and_sarif() {
    let place = flawed();
    let output = place.generate(&["--format", "json", "--sarif", "log.sarif"]);
    assert_code(&output, 0);
    let lines = stdout(&output);
    let found: Vec<serde_json::Value> =
        lines.lines().map(|line| serde_json::from_str(line).expect("an object a line")).collect();
    let [unknown] = found.as_slice() else { panic!("{lines}") };
    assert_eq!(unknown["code"], "unknown-key");
    assert_eq!(unknown["severity"], "warning");
    assert_eq!(unknown["file"], "things.yaml");
    assert_eq!((&unknown["line"], &unknown["column"]), (&9.into(), &7.into()));
    assert_eq!((&unknown["end_line"], &unknown["end_column"]), (&9.into(), &15.into()));
    assert_eq!(unknown["pointer"], "/paths/~1things~1{id}/get/requried");
    assert_eq!(unknown["text"], "      requried: true");

    let log: serde_json::Value = serde_json::from_str(&place.read("log.sarif")).expect("a log");
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    let result = &run["results"][0];
    assert_eq!(result["ruleId"], "unknown-key");
    let rule = result["ruleIndex"].as_u64().expect("an index") as usize;
    assert_eq!(run["tool"]["driver"]["rules"][rule]["id"], "unknown-key");
    let location = &result["locations"][0]["physicalLocation"];
    assert_eq!(location["artifactLocation"]["uri"], "things.yaml");
    assert_eq!(location["region"]["startLine"], 9);

    let output = place.generate(&["--format", "sarif"]);
    assert_eq!(stdout(&output), place.read("log.sarif"));
}

#[test]
fn the_ledger_is_printed_and_written() {
    let place = flawed();
    let output = place.generate(&["--ledger", "ledger.json"]);
    assert_code(&output, 0);
    let shown = stdout(&output);
    assert!(
        shown.contains("losses      1\n    unknown-key: an operation has no key `requried`"),
        "{shown}"
    );
    let ledger: serde_json::Value = serde_json::from_str(&place.read("ledger.json")).expect("JSON");
    assert_eq!(ledger[0]["definition"], "things.yaml");
    assert_eq!(ledger[0]["losses"][0]["line"], 9);

    let output = Place::new().generate(&[]);
    assert!(stdout(&output).ends_with("losses      0\n"), "{}", stdout(&output));
}

#[test]
fn operations_are_selected() {
    let place = Place::new();
    let output = place.generate(&["--exclude", "tag:Things", "--include", "/nowhere"]);
    assert_code(&output, 0);
    assert!(stdout(&output).contains("operations  0 of 0, 1 not selected"), "{}", stdout(&output));
    assert!(stderr(&output).contains("unmatched-selection"), "{}", stderr(&output));
    let output = xtask().args(["generate", "--include", "a"]).output().expect("the program runs");
    assert_code(&output, 2);
}

#[test]
fn codes_are_explained() {
    let explain =
        |code: &[&str]| xtask().arg("explain").args(code).output().expect("the program runs");
    let output = explain(&["unknown-key"]);
    assert_code(&output, 0);
    assert!(stdout(&output).starts_with("unknown-key\n  warning: "), "{}", stdout(&output));
    let output = explain(&["unknwon-key"]);
    assert_code(&output, 2);
    assert!(stderr(&output).contains("`unknown-key`?"), "{}", stderr(&output));
    assert!(stdout(&explain(&[])).lines().count() > 20);
}
