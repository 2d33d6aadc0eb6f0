//! What generated code and generating may cost: the bounds stand in `budget.tsv`, and a change that raises one says so there.
//!
//! Lines and bytes are those of the committed clients, which `cargo xtask generate --check` compares with what is generated. Instructions are counted by
//! valgrind, so that a busy machine changes nothing; where there is none, that test says that it is skipped.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use portolan_generator::{Options, Source};

/// A bound is also too loose: what was won is kept.
const LOOSE: f64 = 0.9;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().unwrap()
}

/// The bounds by what they are for: `api operation lines`.
fn bounds() -> BTreeMap<String, f64> {
    let text = fs::read_to_string(root().join("generator/tests/budget.tsv")).unwrap();
    let rows = text.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    let bounds = rows.map(|line| {
        let (name, bound) = line.rsplit_once('\t').expect("a row ends with a tab and a number");
        (name.replace('\t', " "), bound.parse().expect("a bound is a number"))
    });
    bounds.collect()
}

/// Compares figures with their bounds and tells all that differ.
fn compare(figures: &[(String, f64)]) {
    let bounds = bounds();
    let mut wrong = Vec::new();
    for (name, figure) in figures {
        match bounds.get(name) {
            None => wrong.push(format!("{name}: {figure:.1} has no bound")),
            Some(bound) if figure > bound => {
                wrong.push(format!("{name}: {figure:.1} is more than {bound}"));
            }
            Some(bound) if *figure < bound * LOOSE => {
                wrong.push(format!("{name}: {figure:.1} is so little that {bound} bounds nothing"));
            }
            Some(_) => {}
        }
    }
    assert!(
        wrong.is_empty(),
        "generator/tests/budget.tsv, which says how to change it:\n{}",
        wrong.join("\n")
    );
}

/// Lines and bytes of the sources below a folder, apart for types, the program and the rest.
fn sources(folder: &Path, below: &Path, sums: &mut BTreeMap<&'static str, (f64, f64, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, below, sums);
            continue;
        }
        let name = path.strip_prefix(below).unwrap().to_string_lossy().into_owned();
        let part = match name.as_str() {
            name if name.starts_with("types") => "type",
            name if name.starts_with("cli") || name == "main.rs" => "program",
            _ => "operation",
        };
        let text = fs::read_to_string(&path).unwrap();
        let (lines, bytes, all) = sums.entry(part).or_default();
        *lines += text.lines().count() as f64;
        *bytes += text.len() as f64;
        all.push_str(&text);
    }
}

#[test]
fn clients_stay_short() {
    let mut figures = Vec::new();
    for entry in fs::read_dir(root().join("clients")).unwrap() {
        let client = entry.unwrap().path();
        let name = client.file_name().unwrap().to_string_lossy().into_owned();
        let source = client.join("src");
        let mut sums = BTreeMap::new();
        sources(&source, &source, &mut sums);
        let count = |part: &str, what: &[&str]| {
            let all = sums.get(part).map(|(_, _, all)| all.as_str()).unwrap_or_default();
            // Short enums stand beside their macro's brace.
            let is_one = |line: &&str| {
                let line = line.trim_start().rsplit("! { ").next().unwrap_or_default();
                what.iter().any(|it| line.starts_with(it))
            };
            all.lines().filter(is_one).count() as f64
        };
        let operations = count("operation", &["pub static "]);
        let types = count("type", &["pub struct ", "pub enum ", "pub type "]);
        assert!(operations > 0.0 && types > 0.0, "{name} has no operations or no types");
        for (part, of) in [("operation", operations), ("program", operations), ("type", types)] {
            let (lines, bytes, _) = &sums[part];
            figures.push((format!("{name} {part} lines"), lines / of));
            figures.push((format!("{name} {part} bytes"), bytes / of));
        }
    }
    compare(&figures);
}

/// Run under valgrind by the test below.
#[test]
#[ignore = "is the other test's child"]
fn draw() {
    let text = fs::read_to_string(root().join("specs/api.yaml")).unwrap();
    let source = Source::new("api.yaml".to_owned(), text);
    let output = portolan_generator::generate(&source, &Options::default(), &mut |_| {});
    assert!(!output.files.is_empty());
}

#[test]
fn generating_stays_cheap() {
    let own = env::current_exe().unwrap();
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(own)
        .args(["draw", "--exact", "--ignored", "--test-threads=1"])
        .output();
    let Ok(output) = output else {
        eprintln!("SKIPPED: valgrind is not installed, so that no instructions are counted");
        return;
    };
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    let count =
        said.lines().find_map(|line| line.split_once("Collected : ")).map(|(_, n)| n.trim());
    let count: f64 = count.and_then(|n| n.parse().ok()).expect("callgrind tells a count");
    compare(&[("specs/api.yaml million instructions".to_owned(), count / 1e6)]);
}
