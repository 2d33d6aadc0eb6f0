//! The crates of the definitions, and their programs.
//!
//! In: documents. Out: a program for each, built in one workspace outside of the checkout.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use portolan_generator::{Options, Runtime, Source};

use crate::command;
use crate::crate_dir::Plan;

/// The programs by document; where there is none, why.
pub(crate) type Programs = BTreeMap<String, Result<PathBuf, String>>;

/// Generates and builds the crate of every document.
pub(crate) fn build(
    documents: &[String],
    folder: &Path,
    work: &Path,
    root: &Path,
    jobs: usize,
) -> Result<Programs, String> {
    let mut programs = Programs::new();
    let mut members = Vec::new();
    for document in documents {
        let name = package(document);
        let member = work.join("crates").join(&name);
        match generate(&folder.join(document), document, &name, &member, root) {
            Ok(()) => {
                members.push(format!("    {:?},\n", format!("crates/{name}")));
                programs.insert(document.clone(), Ok(work.join("target/debug").join(&name)));
            }
            Err(error) => {
                programs.insert(document.clone(), Err(error));
            }
        }
    }
    let manifest = format!(
        "[workspace]\nresolver = \"3\"\nmembers = [\n{}]\n\n\
         [profile.dev]\ndebug = false\nincremental = false\n",
        members.concat()
    );
    write(&work.join("Cargo.toml"), &manifest)?;
    if !work.join("Cargo.lock").exists() {
        // The versions that this workspace is tested with.
        let lock = root.join("Cargo.lock");
        fs::copy(&lock, work.join("Cargo.lock"))
            .map_err(|e| format!("cannot copy {}: {e}", lock.display()))?;
    }
    let output = Command::new(command::cargo())
        .args(["build", "--workspace", "--features", "cli", "--keep-going", "--color", "never"])
        .args(["--message-format", "short", "--jobs", &jobs.to_string()])
        .env("CARGO_TARGET_DIR", work.join("target"))
        .env_remove("RUSTFLAGS")
        .current_dir(work)
        .stdin(Stdio::null())
        .output()
        .map_err(|e| format!("cannot run cargo: {e}"))?;
    let errors = String::from_utf8_lossy(&output.stderr);
    for (document, program) in &mut programs {
        let name = package(document);
        let of = |line: &&str| line.contains(&format!("crates/{name}/")) && line.contains("error");
        if let Some(line) = errors.lines().find(of) {
            *program = Err(format!("it does not compile: {line}"));
        }
    }
    let named = programs.values().any(Result::is_err);
    if !output.status.success() && !named {
        let lines: Vec<&str> = errors.lines().collect();
        let last = lines.get(lines.len().saturating_sub(20)..).unwrap_or_default();
        return Err(format!("the crates cannot be built:\n{}", last.join("\n")));
    }
    Ok(programs)
}

/// Returns the name of a document's crate. The end of its path tells it from the others; a crate's name is short.
fn package(document: &str) -> String {
    const LONGEST: usize = 45;
    let words = document.trim_end_matches(".yaml").replace("openapi", "v");
    let word = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
    let words: String = words.chars().map(word).collect();
    let end = words.get(words.len().saturating_sub(LONGEST)..).unwrap_or(&words);
    format!("suite-{}", end.trim_matches('-'))
}

fn generate(
    path: &Path,
    document: &str,
    name: &str,
    member: &Path,
    root: &Path,
) -> Result<(), String> {
    let text =
        fs::read_to_string(path).map_err(|e| format!("cannot read {}: {e}", path.display()))?;
    let source = Source::new(document.to_owned(), text);
    let options = Options {
        name: Some(name.to_owned()),
        definition: None,
        runtime: Runtime::Path(root.join("runtime").to_string_lossy().replace('\\', "/")),
        workspace: false,
        ..Options::default()
    };
    let mut output = portolan_generator::generate(&source, &options, &mut |_| {});
    if output.has_errors() {
        let first = output.diagnostics.first().map(|it| it.message.clone());
        return Err(format!("no crate is drawn: {}", first.unwrap_or_default()));
    }
    for file in &mut output.files {
        if file.path == "Cargo.toml" {
            // The server speaks plain HTTP: nobody waits for TLS.
            file.text = file.text.replacen("default = [\"rustls\", ", "default = [", 1);
            file.text = file.text.replacen("default = [\"rustls\"]", "default = []", 1);
        }
    }
    Plan::new(member, &output.files).and_then(|plan| plan.apply())
}

fn write(path: &Path, text: &str) -> Result<(), String> {
    if fs::read_to_string(path).is_ok_and(|old| old == text) {
        return Ok(());
    }
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)
            .map_err(|e| format!("cannot create {}: {e}", folder.display()))?;
    }
    fs::write(path, text).map_err(|e| format!("cannot write {}: {e}", path.display()))
}
