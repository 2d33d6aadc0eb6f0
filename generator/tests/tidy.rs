//! The walls between the rooms, as a test: which room may import what, how large a file may grow, and what
//! never stands in code that reads other people's definitions.

use std::fs;
use std::path::{Path, PathBuf};

/// A room of the generator, the rooms that it may import, and the crates that it may.
struct Room {
    name: &'static str,
    rooms: &'static [&'static str],
    crates: &'static [&'static str],
}

const fn room(
    name: &'static str,
    rooms: &'static [&'static str],
    crates: &'static [&'static str],
) -> Room {
    Room { name, rooms, crates }
}

/// The chain of `ARCHITECTURE.md`: a stage imports only earlier stages' types, `ir` and `diagnostic`.
const ROOMS: &[Room] = &[
    room("diagnostic", &["source", "document"], &["annotate_snippets", "serde_json"]),
    room("source", &["diagnostic"], &["granit_parser", "serde", "serde_json"]),
    room("shape", &["diagnostic"], &["serde_json"]),
    room("overlay", &["diagnostic", "source"], &["serde_json", "serde_json_path"]),
    room("bundle", &["diagnostic", "source", "shape"], &["serde_json"]),
    room("normalize", &["diagnostic", "source", "shape"], &["serde_json"]),
    room("select", &["diagnostic", "shape", "source"], &["serde_json"]),
    room("validate", &["diagnostic", "source", "shape", "normalize"], &["regress", "serde_json"]),
    room(
        "document",
        &["diagnostic", "source", "shape", "normalize", "validate"],
        &["indexmap", "openapiv3", "serde", "serde_json"],
    ),
    room("resolve", &["diagnostic", "document"], &["indexmap", "openapiv3", "serde_json"]),
    room("ir", &["diagnostic"], &[]),
    room(
        "lower",
        &["diagnostic", "document", "resolve", "ir"],
        &["indexmap", "openapiv3", "serde_json"],
    ),
    room("ledger", &["diagnostic", "shape", "document"], &["serde_json"]),
    room("analyze", &["diagnostic", "ir"], &["indexmap"]),
    room("names", &["diagnostic", "ir", "analyze"], &["heck", "indexmap"]),
    room(
        "emit",
        &["diagnostic", "ir", "analyze", "names"],
        &["indexmap", "proc_macro2", "quote", "syn"],
    ),
    room("render", &["diagnostic", "emit"], &["prettyplease", "proc_macro2", "quote", "syn"]),
];

/// What no room of the generator may touch: it is pure.
const FORBIDDEN_IN_GENERATOR: &[&str] =
    &["std::fs", "std::net", "std::env", "std::process", "std::time"];

/// What no room after `lower` may touch: their order is the output's order.
const FORBIDDEN_IN_OUTPUT: &[&str] = &["HashMap", "HashSet"];

const OUTPUT: &[&str] = &["ir", "analyze", "names", "emit", "render"];

/// What the runtime may not know.
/// No definition, no serde, and no word of one of the token systems: what differs between them is data.
const FORBIDDEN_IN_RUNTIME: &[&str] = &[
    "openapiv3",
    "portolan_generator",
    "serde::",
    "serde_json",
    "masquerade",
    "guid",
    "tokenLifetime",
    "refreshToken",
];

/// What never stands in code that runs on somebody's input.
const PANICS: &[&str] =
    &[".unwrap()", ".expect(", "panic!(", "unreachable!(", "todo!(", "unimplemented!("];

const MOST_LINES: usize = 450;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Every Rust file below a folder, with its path relative to it, sorted.
fn rust_files(folder: &Path) -> Vec<(String, String)> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).expect("a folder of sources") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                let text = fs::read_to_string(&path).expect("a source");
                let name = path.strip_prefix(folder).expect("below").to_string_lossy().into_owned();
                files.push((name, text));
            }
        }
    }
    files.sort();
    assert!(!files.is_empty(), "no sources in {}", folder.display());
    files
}

/// The lines of code of a file up to its own tests, with their numbers: no comments, no docs.
fn code(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines()
        .enumerate()
        .take_while(|(_, line)| !line.starts_with("#[cfg(test)]"))
        .filter(|(_, line)| !line.trim_start().starts_with("//"))
        .map(|(index, line)| (index + 1, line))
}

/// Is the path that of a test module in `src`?
fn is_test(path: &str) -> bool {
    path.ends_with("tests.rs") || path.contains("/tests/")
}

fn assert_none(problems: &[String]) {
    assert!(problems.is_empty(), "\n{}\n", problems.join("\n"));
}

#[test]
fn rooms_import_only_what_the_architecture_allows() {
    let mut problems = Vec::new();
    for (path, text) in rust_files(&root().join("generator/src")) {
        if path == "lib.rs" || is_test(&path) {
            continue;
        }
        let name = path.split(['/', '.']).next().unwrap_or_default();
        let Some(room) = ROOMS.iter().find(|room| room.name == name) else {
            problems.push(format!("{path}: the room `{name}` is not in the table of rooms"));
            continue;
        };
        for (line, code) in code(&text) {
            // What emit writes has paths of the generated crate: there, only imports count.
            let is_import = room.name != "emit" || code.contains("use ");
            // A group would hide its paths from this test, and so would a renamed crate.
            let hides = ["use crate::{", "use super::{", "use std::{"].iter();
            let hides = hides.filter(|form| code.trim_start().starts_with(**form));
            for form in hides.filter(|form| !form.contains("super") || !path.contains('/')) {
                problems.push(format!("{path}:{line}: `{form}`: write one path a `use`"));
            }
            if !path.contains('/') {
                for used in after(code, "super::").filter(|used| !room.rooms.contains(used)) {
                    problems.push(format!("{path}:{line}: `super::{used}` leaves the room"));
                }
            }
            for used in after(code, "crate::").filter(|_| is_import) {
                if used != room.name && !room.rooms.contains(&used) {
                    problems.push(format!("{path}:{line}: `{name}` may not import `{used}`"));
                }
            }
            for krate in [
                "annotate_snippets",
                "granit_parser",
                "heck",
                "indexmap",
                "openapiv3",
                "prettyplease",
                "proc_macro2",
                "quote",
                "regress",
                "serde",
                "serde_json",
                "serde_json_path",
                "syn",
            ] {
                let used = code.contains(&format!("{krate}::"))
                    || code.trim_start().starts_with(&format!("use {krate} "));
                if used
                    && (after_word(code, krate) || code.contains(" as "))
                    && !room.crates.contains(&krate)
                {
                    problems.push(format!("{path}:{line}: `{name}` may not use `{krate}`"));
                }
            }
        }
    }
    assert_none(&problems);
}

/// The path segments that follow `prefix` in a line.
fn after<'l>(line: &'l str, prefix: &'l str) -> impl Iterator<Item = &'l str> {
    line.match_indices(prefix).filter_map(move |(at, _)| {
        let rest = line.get(at + prefix.len()..)?;
        rest.split(|c: char| !c.is_alphanumeric() && c != '_').next().filter(|s| !s.is_empty())
    })
}

/// Does `name::` stand in the line as a whole word?
fn after_word(line: &str, name: &str) -> bool {
    line.match_indices(&format!("{name}::"))
        .any(|(at, _)| !line[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':'))
}

#[test]
fn generator_is_pure_and_runtime_knows_no_definition() {
    let mut problems = Vec::new();
    let rules = [("generator/src", FORBIDDEN_IN_GENERATOR), ("runtime/src", FORBIDDEN_IN_RUNTIME)];
    for (folder, forbidden) in rules {
        for (path, text) in rust_files(&root().join(folder)) {
            if is_test(&path) {
                continue;
            }
            for (line, code) in code(&text) {
                let room = path.split(['/', '.']).next().unwrap_or_default();
                let is_output = folder == "generator/src" && OUTPUT.contains(&room);
                let more = if is_output { FORBIDDEN_IN_OUTPUT } else { &[] };
                // The one room that gives serde's traits, behind a feature.
                let interchange = path == "codec/interchange.rs";
                let allowed = |word: &str| interchange && word == "serde::";
                for word in forbidden.iter().chain(more).filter(|word| code.contains(**word)) {
                    if allowed(word) {
                        continue;
                    }
                    problems.push(format!("{folder}/{path}:{line}: `{word}`"));
                }
            }
        }
    }
    for (manifest, other) in [
        ("generator", "portolan-runtime"),
        ("runtime", "portolan-generator"),
        ("runtime", "openapiv3"),
    ] {
        let path = root().join(manifest).join("Cargo.toml");
        let text = fs::read_to_string(&path).expect("a manifest");
        if text.contains(other) {
            problems.push(format!("{manifest}/Cargo.toml: depends on {other}"));
        }
    }
    assert_none(&problems);
}

#[test]
fn generated_code_names_only_the_runtime() {
    let mut problems = Vec::new();
    for entry in fs::read_dir(root().join("clients")).expect("clients") {
        let folder = entry.expect("an entry").path();
        if !folder.join("Cargo.toml").exists() {
            continue;
        }
        for (path, text) in rust_files(&folder.join("src")) {
            for (line, code) in code(&text) {
                for name in ["serde", "serde_json", "tokio", "reqwest", "http", "bytes", "jiff"] {
                    if after_word(code, name) {
                        problems.push(format!("{}/{path}:{line}: `{name}`", folder.display()));
                    }
                }
                if code.contains("#![allow") {
                    problems.push(format!("{}/{path}:{line}: {code}", folder.display()));
                }
            }
        }
    }
    assert_none(&problems);
}

#[test]
fn nothing_panics_on_input() {
    let mut problems = Vec::new();
    for folder in ["generator/src", "runtime/src"] {
        for (path, text) in rust_files(&root().join(folder)) {
            if is_test(&path) {
                continue;
            }
            for (line, code) in code(&text) {
                for word in PANICS.iter().filter(|word| code.contains(**word)) {
                    problems.push(format!("{folder}/{path}:{line}: `{word}`"));
                }
            }
        }
    }
    assert_none(&problems);
}

#[test]
fn files_are_small_and_say_what_they_are() {
    let mut problems = Vec::new();
    for folder in ["generator/src", "runtime/src", "xtask/src"] {
        for (path, text) in rust_files(&root().join(folder)) {
            let lines = text.lines().count();
            if lines > MOST_LINES {
                problems.push(format!("{folder}/{path}: {lines} lines; split it by its nouns"));
            }
            if !text.starts_with("//!") {
                problems.push(format!("{folder}/{path}: does not open with `//!`"));
            }
        }
    }
    assert_none(&problems);
}
