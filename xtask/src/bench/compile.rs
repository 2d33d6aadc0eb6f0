//! What a generated crate costs its compiler: the crate alone, its dependencies built before.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use portolan_generator::{Options, Runtime, Source};
use serde_json::{Value, json};

use super::peers::{self, Step};
use super::process::{self, Usage};
use crate::command;
use crate::crate_dir::Plan;

/// With more operations than these, a definition's crate is compiled with a few features, too.
const MANY: usize = 5_000;

/// CPU seconds after which a command is not run again.
const ENOUGH: f64 = 60.0;

/// How often a command is run at most, and the seconds that each run may take.
#[derive(Clone, Copy)]
pub(super) struct Most {
    pub(super) runs: usize,
    pub(super) seconds: u32,
}

/// Checks and builds the crate of each definition and gives the medians of its runs; what takes long is run less often.
pub(super) fn measure(
    definitions: &[PathBuf],
    root: &Path,
    work: &Path,
    most: Most,
) -> Result<Value, String> {
    let mut rows = Vec::new();
    for definition in definitions {
        let crate_dir = Crate::write(definition, root, work)?;
        eprintln!("  {} …", definition.display());
        let row = json!({
            "definition": definition.file_name().map(|name| name.to_string_lossy()),
            "operations": crate_dir.operations,
            "lines": crate_dir.lines,
        });
        let few = crate_dir.few_features()?;
        if crate_dir.operations > MANY {
            let mut row = row.clone();
            row["features"] = Value::from(few.clone());
            crate_dir.measure(
                &["check"],
                &["--no-default-features", "--features", &few],
                most,
                &mut row,
            );
            rows.push(row);
        }
        let mut row = row;
        // Nobody builds so many at once: they enable what they call.
        let commands: &[&str] =
            if crate_dir.operations > MANY { &["check"] } else { &["check", "build"] };
        crate_dir.measure(commands, &[], most, &mut row);
        rows.push(row);
    }
    Ok(Value::from(rows))
}

/// A generated crate in the work folder.
struct Crate {
    folder: PathBuf,
    target: PathBuf,
    operations: usize,
    lines: usize,
}

impl Crate {
    fn write(definition: &Path, root: &Path, work: &Path) -> Result<Self, String> {
        let text = fs::read_to_string(definition)
            .map_err(|e| format!("cannot read {}: {e}", definition.display()))?;
        let source = Source::new(definition.to_string_lossy().into_owned(), text);
        let options = Options {
            runtime: Runtime::Path(root.join("runtime").to_string_lossy().replace('\\', "/")),
            ..Options::default()
        };
        let output = portolan_generator::generate(&source, &options, &mut |_| {});
        if output.has_errors() {
            return Err(format!("{} has errors: see `cargo xtask generate`", definition.display()));
        }
        let folder = work.join("crates").join(&output.package);
        Plan::new(&folder, &output.files)?.apply()?;
        // The versions that this workspace is tested with.
        fs::copy(root.join("Cargo.lock"), folder.join("Cargo.lock"))
            .map_err(|e| format!("cannot copy Cargo.lock: {e}"))?;
        Ok(Self {
            folder,
            target: work.join("target"),
            operations: output.summary.operations,
            lines: output.files.iter().map(|file| file.text.lines().count()).sum(),
        })
    }

    /// The features of three tags: the first, one in the middle, and the last.
    fn few_features(&self) -> Result<String, String> {
        let path = self.folder.join("Cargo.toml");
        let text = fs::read_to_string(&path)
            .map_err(|e| format!("cannot read {}: {e}", path.display()))?;
        let tags = text.lines().filter_map(|line| line.split_once(" = [").map(|(name, _)| name));
        let tags: Vec<&str> = tags.filter(|name| name.starts_with("tag-")).collect();
        let few = [0, tags.len() / 2, tags.len().saturating_sub(1)];
        let few: Vec<&str> = few.iter().filter_map(|index| tags.get(*index).copied()).collect();
        Ok(few.join(","))
    }

    /// Puts into a row what each command used, or why it cannot be told.
    fn measure(&self, commands: &[&str], arguments: &[&str], most: Most, row: &mut Value) {
        for command in commands {
            let mut used: Vec<Usage> = Vec::new();
            let compiled = peers::alone(&self.folder, |step| {
                loop {
                    let usage = self.compile(command, arguments, most.seconds)?;
                    if step == Step::Dependencies {
                        return Ok(());
                    }
                    used.push(usage);
                    if used.len() >= most.runs
                        || used.iter().map(|run| run.cpu).sum::<f64>() > ENOUGH
                    {
                        return Ok(());
                    }
                }
            });
            match compiled {
                Ok(()) => row[*command] = peers::figures(&used),
                Err(why) => {
                    let why = peers::short(&why);
                    row["cannot"] = Value::from(format!("does not {command}: {why}"));
                    return;
                }
            }
        }
    }

    fn compile(&self, command: &str, arguments: &[&str], seconds: u32) -> Result<Usage, String> {
        let root = self.folder.join("src/lib.rs");
        let text = fs::read(&root).map_err(|e| format!("cannot read {}: {e}", root.display()))?;
        fs::write(&root, text).map_err(|e| format!("cannot write {}: {e}", root.display()))?;
        process::measure(
            Command::new(command::cargo())
                .args([command, "--quiet", "--lib", "--jobs", "1"])
                .args(arguments)
                .current_dir(&self.folder)
                .env("CARGO_TARGET_DIR", &self.target)
                .env("CARGO_INCREMENTAL", "0"),
            seconds,
        )
    }
}
