//! What other generators cost on the same definitions: generating, checking and building what they generate.
//!
//! In: definitions. Out: a row a definition and peer, with what it cannot do in its own words. Each is installed into the work folder from where its
//! people publish it, and run once where that takes long, with limits of memory and time. A row that stands in `performance.json`
//! for the same definition and version is kept.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use super::process::{self, Usage, median};
use crate::command::cargo;

/// What is known of a generator.
struct Peer {
    name: &'static str,
    version: &'static str,
    install: fn(&Path, &str) -> Result<(), String>,
    /// Generates a crate into an empty folder.
    generate: fn(&Path, &Path, &Path) -> Command,
    /// Makes a crate of what was generated, and says where.
    finish: fn(&Path) -> Result<PathBuf, String>,
}

const PEERS: [Peer; 3] = [
    Peer {
        name: "openapi-generator",
        version: "7.26.0",
        install: |tools, version| {
            let venv = tools.join("venv");
            run(Command::new("python3").args(["-m", "venv"]).arg(&venv))?;
            let package = format!("openapi-generator-cli=={version}");
            run(Command::new(venv.join("bin/pip")).args(["install", "--quiet", &package]))
        },
        generate: |tools, definition, out| {
            let mut command = Command::new(tools.join("venv/bin/openapi-generator-cli"));
            command.args(["generate", "-g", "rust", "--skip-validate-spec", "-i"]);
            command.arg(definition).arg("-o").arg(out);
            command.arg("--additional-properties=packageName=peer,library=reqwest");
            command
        },
        finish: |out| Ok(out.to_owned()),
    },
    Peer {
        name: "openapi-to-rust",
        version: "0.23.0",
        install: |tools, version| cargo_install(tools, "openapi-to-rust", version),
        generate: |tools, definition, out| {
            let mut command = Command::new(tools.join("bin/openapi-to-rust"));
            command.arg("generate").arg(definition).current_dir(out);
            command
        },
        finish: |out| {
            let wrong = |e: std::io::Error| format!("{}: {e}", out.display());
            let needed =
                fs::read_to_string(out.join("src/generated/REQUIRED_DEPS.toml")).map_err(wrong)?;
            let head = "[package]\nname = \"peer\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n";
            fs::write(out.join("Cargo.toml"), format!("{head}{needed}")).map_err(wrong)?;
            fs::write(out.join("src/lib.rs"), "pub mod generated;\n").map_err(wrong)?;
            Ok(out.to_owned())
        },
    },
    Peer {
        name: "progenitor",
        version: "0.15.1",
        install: |tools, version| cargo_install(tools, "cargo-progenitor", version),
        generate: |tools, definition, out| {
            let mut command = Command::new(tools.join("bin/cargo-progenitor"));
            command.arg("progenitor").arg("-i").arg(definition).arg("-o").arg(out);
            command.args(["-n", "peer", "-v", "0.0.0"]);
            command
        },
        finish: |out| Ok(out.to_owned()),
    },
];

/// Measures the peers on each definition; `keep` is told the rows after each.
pub(super) fn measure(
    definitions: &[PathBuf],
    known: &Value,
    work: &Path,
    seconds: u32,
    keep: &mut dyn FnMut(&Value) -> Result<(), String>,
) -> Result<Value, String> {
    let mut rows: Vec<Value> = known.as_array().cloned().unwrap_or_default();
    for definition in definitions {
        let name = definition.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let bytes = fs::metadata(definition).map(|it| it.len()).unwrap_or_default();
        for peer in &PEERS {
            let is_it = |row: &Value| row["definition"] == *name && row["peer"] == peer.name;
            let is_same =
                |row: &Value| is_it(row) && row["bytes"] == bytes && row["version"] == peer.version;
            if rows.iter().any(is_same) {
                continue;
            }
            rows.retain(|row| !is_it(row));
            let mut row = json!({
                "definition": name, "bytes": bytes, "peer": peer.name, "version": peer.version,
            });
            eprintln!("  {} on {name} …", peer.name);
            if let Err(why) = one(peer, definition, work, seconds, &mut row) {
                row["cannot"] = Value::from(why);
            }
            rows.push(row);
            keep(&Value::from(rows.clone()))?;
        }
    }
    Ok(Value::from(rows))
}

/// Measures one peer on one definition, as far as it comes.
fn one(
    peer: &Peer,
    definition: &Path,
    work: &Path,
    seconds: u32,
    row: &mut Value,
) -> Result<(), String> {
    let (tools, out) = (&work.join("peers"), &work.join("peer"));
    (peer.install)(tools, peer.version).map_err(|why| format!("is not installed: {why}"))?;
    let definition = definition.canonicalize().map_err(|e| e.to_string())?;
    // What takes seconds is told from several runs, what takes minutes from one.
    let mut used: Vec<Usage> = Vec::new();
    while used.is_empty() || (used.len() < 3 && used.iter().all(|usage| usage.cpu < 10.0)) {
        let _ = fs::remove_dir_all(out);
        fs::create_dir_all(out.join("src")).map_err(|e| e.to_string())?;
        if peer.name == "progenitor" {
            let _ = fs::remove_dir_all(out);
        }
        let once = process::measure(&mut (peer.generate)(tools, &definition, out), seconds);
        used.push(once.map_err(|why| format!("does not generate: {}", short(&why)))?);
    }
    row["generation"] = figures(&used);
    let folder = (peer.finish)(out).map_err(|why| format!("does not generate a crate: {why}"))?;
    row["lines"] = Value::from(lines(&folder.join("src")));
    let target = tools.join("target");
    for command in ["check", "build"] {
        alone(&folder, |step| {
            let mut cargo = Command::new(cargo());
            cargo.args([command, "--quiet", "--lib", "--jobs", "1"]).current_dir(&folder);
            cargo.env("CARGO_TARGET_DIR", &target).env("CARGO_INCREMENTAL", "0");
            let once = process::measure(&mut cargo, seconds);
            let once =
                once.map_err(|why| format!("its crate does not {command}: {}", short(&why)))?;
            if step == Step::Crate {
                row[command] = figures(&[once]);
            }
            Ok(())
        })?;
    }
    Ok(())
}

/// What is compiled: dependencies, or the crate itself.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Step {
    Dependencies,
    Crate,
}

/// Compiles what a crate depends on with nothing in it, then the crate.
pub(super) fn alone(
    folder: &Path,
    mut compile: impl FnMut(Step) -> Result<(), String>,
) -> Result<(), String> {
    let root = folder.join("src/lib.rs");
    let wrong = |e: std::io::Error| format!("{}: {e}", root.display());
    let text = fs::read_to_string(&root).map_err(wrong)?;
    fs::write(&root, "").map_err(wrong)?;
    let dependencies = compile(Step::Dependencies);
    fs::write(&root, text).map_err(wrong)?;
    dependencies?;
    compile(Step::Crate)
}

pub(super) fn figures(used: &[Usage]) -> Value {
    json!({
        "runs": used.len(),
        "cpu": median(used.iter().map(|usage| usage.cpu).collect()),
        "peak": median(used.iter().map(|usage| usage.peak as f64).collect()),
    })
}

fn cargo_install(tools: &Path, package: &str, version: &str) -> Result<(), String> {
    if tools.join("bin").join(package).exists() {
        return Ok(());
    }
    run(Command::new(cargo())
        .args(["install", "--quiet", "--locked", "--version", version, package, "--root"])
        .arg(tools))
}

fn run(command: &mut Command) -> Result<(), String> {
    let output = command.output().map_err(|e| format!("cannot run {command:?}: {e}"))?;
    match output.status.success() {
        true => Ok(()),
        false => Err(short(&String::from_utf8_lossy(&output.stderr))),
    }
}

/// The first line that says what is wrong, and how many errors there are of a compiler's.
pub(super) fn short(text: &str) -> String {
    let count = text.lines().filter(|line| line.starts_with("error")).count();
    let says =
        |line: &&str| ["rror", "anic", "xception", "illed"].iter().any(|it| line.contains(it));
    let line = text.lines().find(says).or_else(|| text.lines().last()).unwrap_or("no reason told");
    // The command that failed stands before what it says.
    let line = line.rsplit("\": ").next().unwrap_or(line);
    let line: Vec<String> = line.split(' ').map(without_folders).collect();
    let line: String = line.join(" ").chars().take(160).collect();
    if count > 1 { format!("{line} ({count} errors)") } else { line }
}

/// Leaves of a path what its package or its file is: where this machine keeps it says nothing.
fn without_folders(word: &str) -> String {
    let Some((before, path)) = word.split_once('/').filter(|(before, _)| before.len() <= 1) else {
        return word.to_owned();
    };
    let package = path.split_once("registry/src/").and_then(|(_, path)| path.split_once('/'));
    let rest = package.or_else(|| path.rsplit_once('/')).map_or(path, |(_, rest)| rest);
    format!("{before}{rest}")
}

fn lines(folder: &Path) -> usize {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .map(|entry| match entry.path() {
            path if path.is_dir() => lines(&path),
            path if path.extension().is_some_and(|it| it == "rs") => {
                fs::read_to_string(path).map(|text| text.lines().count()).unwrap_or_default()
            }
            _ => 0,
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::short;

    #[test]
    fn what_a_peer_says_is_told_in_a_line() {
        assert_eq!(short("warning: x\nerror[E1]: no\nerror: 2\n"), "error[E1]: no (2 errors)");
        assert_eq!(short("\"sh\" \"-c\": Error: unsupported\n"), "Error: unsupported");
        assert_eq!(short(""), "no reason told");
        let place = "thread panicked at /home/me/.cargo/registry/src/a-host/peer-1.0/src/a.rs:1:2:";
        assert_eq!(short(place), "thread panicked at peer-1.0/src/a.rs:1:2:");
        assert_eq!(short("error: no `/tmp/work/lib.rlib`: and/or"), "error: no `lib.rlib`: and/or");
    }
}
