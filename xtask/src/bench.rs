//! `cargo xtask bench`: what generating, compiling and calling cost, as ratios within one run.
//!
//! In: a folder of definitions. Out: `docs/performance.md` with its plot, from `docs/performance.json`, into which each part
//! writes its figures. A part that is not run keeps those of its last run, and so does a definition.

mod beside;
mod call;
mod codec;
mod compile;
mod generation;
mod growth;
mod page;
mod peers;
mod process;
mod program;
mod size;

use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;

use crate::{command, workspace};

/// The parts, in the page's order.
const PARTS: [&str; 9] =
    ["generation", "growth", "compile", "peers", "codec", "call", "tokens", "requests", "size"];

/// What the command line says.
pub(crate) struct Arguments {
    parts: Vec<String>,
    definitions: Vec<PathBuf>,
    runs: usize,
    limit: u32,
    work: PathBuf,
}

impl Arguments {
    /// Reads the arguments after `bench`; `None` asks for help.
    pub(crate) fn parse(mut parser: lexopt::Parser) -> Result<Option<Self>, lexopt::Error> {
        use lexopt::prelude::*;
        let (mut parts, mut definitions, mut runs, mut limit) = (Vec::new(), Vec::new(), 5, 2400);
        let mut work = std::env::temp_dir().join("portolan-bench");
        while let Some(argument) = parser.next()? {
            match argument {
                Long("runs") => runs = parser.value()?.parse::<usize>()?.max(1),
                Long("limit") => limit = parser.value()?.parse()?,
                Long("work") => work = parser.value()?.into(),
                Long("help") | Short('h') => return Ok(None),
                Value(value) => match value.to_str().filter(|part| PARTS.contains(part)) {
                    Some(part) => parts.push(part.to_owned()),
                    None if PathBuf::from(&value).is_file() => definitions.push(value.into()),
                    None => {
                        let message = format!(
                            "`{}` is neither a file nor one of {}",
                            value.to_string_lossy(),
                            PARTS.join(", ")
                        );
                        return Err(message.into());
                    }
                },
                other => return Err(other.unexpected()),
            }
        }
        if parts.is_empty() {
            parts.extend(PARTS.map(str::to_owned));
        }
        Ok(Some(Self { parts, definitions, runs, limit, work }))
    }
}

/// Runs the parts and writes the page after each.
pub(crate) fn run(arguments: &Arguments) -> Result<bool, String> {
    let root = workspace::root()?;
    // An unoptimized program measures nothing.
    if cfg!(debug_assertions) {
        let mut optimized = Command::new(command::cargo());
        optimized.args(["run", "--quiet", "--release", "--package", "xtask", "--manifest-path"]);
        optimized.arg(root.join("Cargo.toml")).arg("--").args(std::env::args_os().skip(1));
        let status = optimized.status().map_err(|e| format!("cannot run cargo: {e}"))?;
        return Ok(status.success());
    }
    let mut definitions = arguments.definitions.clone();
    if definitions.is_empty() {
        definitions = workspace::all_definitions(&root.join("specs"))?;
    }
    let docs = root.join("docs");
    for part in &arguments.parts {
        eprintln!("{part} …");
        let figures = match part.as_str() {
            "generation" => generation::measure(&definitions, arguments.runs)?,
            "growth" => growth::measure(&definitions, &arguments.work)?,
            "compile" => {
                let most = compile::Most { runs: arguments.runs, seconds: arguments.limit };
                compile::measure(&definitions, &root, &arguments.work, most)?
            }
            "peers" => {
                let known = page::known(&docs, part)?;
                let mut keep = |rows: &serde_json::Value| page::put(&docs, part, rows);
                let seconds = arguments.limit;
                peers::measure(&definitions, &known, &arguments.work, seconds, &mut keep)?
            }
            "call" => call::measure(&root, &arguments.work)?,
            "size" => size::measure(&root, &arguments.work)?,
            "tokens" | "requests" => beside::measure(&root, part)?,
            _ => codec::measure(&root, &arguments.work)?,
        };
        let figures = match part.as_str() {
            "generation" | "compile" => with_others(
                &page::known(&docs, part)?,
                figures.as_array().cloned().unwrap_or_default(),
            ),
            _ => figures,
        };
        page::put(&docs, part, &figures)?;
    }
    Ok(true)
}

/// Puts rows of definitions that were measured anew in the place of their old ones, among those of others.
fn with_others(known: &Value, mut fresh: Vec<Value>) -> Value {
    let mut all: Vec<Value> = Vec::new();
    for old in known.as_array().into_iter().flatten() {
        let same = |row: &Value| row["definition"] == old["definition"];
        if fresh.iter().any(same) {
            all.extend(fresh.extract_if(.., |row| same(row)));
        } else if !all.iter().any(|row| same(row) && row["features"] == old["features"]) {
            all.push(old.clone());
        }
    }
    all.append(&mut fresh);
    Value::from(all)
}

/// Runs what the parts run as processes of their own.
pub(crate) fn inner(
    mut arguments: impl Iterator<Item = std::ffi::OsString>,
) -> Option<Result<bool, String>> {
    match arguments.next()?.to_str()? {
        "child" => Some(process::child(arguments)),
        "stages" => Some(generation::stages(arguments)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    #[test]
    fn a_definition_that_is_not_measured_keeps_its_rows() {
        let row = |name: &str, features: Value, cpu: i32| json!({ "definition": name, "features": features, "cpu": cpu });
        let known =
            json!([row("a", Value::Null, 1), row("b", json!("x"), 2), row("b", Value::Null, 3)]);
        let both =
            super::with_others(&known, vec![row("a", Value::Null, 9), row("c", Value::Null, 8)]);
        let cpu: Vec<i64> =
            both.as_array().unwrap().iter().filter_map(|row| row["cpu"].as_i64()).collect();
        assert_eq!(cpu, [9, 2, 3, 8]);
        let anew =
            super::with_others(&known, vec![row("b", json!("x"), 7), row("b", Value::Null, 6)]);
        let cpu: Vec<i64> =
            anew.as_array().unwrap().iter().filter_map(|row| row["cpu"].as_i64()).collect();
        assert_eq!(cpu, [1, 7, 6]);
    }
}
