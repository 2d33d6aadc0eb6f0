//! What a generated crate costs its compiler: the crate alone, its dependencies built before.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use portolan_generator::{Options, Runtime, Source};
use serde_json::{Value, json};

use super::process::{self, Usage, median};
use crate::crate_dir::Plan;

/// Checks and builds the crate of each definition `runs` times and gives the medians.
pub(super) fn measure(
    definitions: &[PathBuf],
    root: &Path,
    work: &Path,
    runs: usize,
) -> Result<Value, String> {
    let mut rows = Vec::new();
    for definition in definitions {
        let crate_dir = Crate::write(definition, root, work)?;
        let mut row = json!({
            "definition": definition.file_name().map(|name| name.to_string_lossy()),
            "operations": crate_dir.operations,
            "lines": crate_dir.lines,
        });
        for command in ["check", "build"] {
            // Once for what it depends on.
            crate_dir.compile(command)?;
            let used: Vec<Usage> =
                (0..runs).map(|_| crate_dir.compile(command)).collect::<Result<_, _>>()?;
            row[command] = json!({
                "cpu": median(used.iter().map(|usage| usage.cpu).collect()),
                "peak": median(used.iter().map(|usage| usage.peak as f64).collect()),
            });
        }
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

    fn compile(&self, command: &str) -> Result<Usage, String> {
        let root = self.folder.join("src/lib.rs");
        let text = fs::read(&root).map_err(|e| format!("cannot read {}: {e}", root.display()))?;
        fs::write(&root, text).map_err(|e| format!("cannot write {}: {e}", root.display()))?;
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        process::measure(
            Command::new(cargo)
                .args([command, "--quiet", "--jobs", "1"])
                .current_dir(&self.folder)
                .env("CARGO_TARGET_DIR", &self.target)
                .env("CARGO_INCREMENTAL", "0"),
        )
    }
}
