//! How long generating takes, stage by stage, beside reading the file into a tree and nothing else.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use portolan_generator::{Options, Source};
use serde_json::{Map, Value, json};

use super::process::{median, own_cpu};

/// How often a parser reads a file: one reading of a small one is too short to be told.
const READINGS: u32 = 3;

/// Measures each definition `runs` times, each time in a process of its own, and gives the medians.
pub(super) fn measure(definitions: &[PathBuf], runs: usize) -> Result<Value, String> {
    let mut rows = Vec::new();
    for definition in definitions {
        let runs: Vec<Value> = (0..runs).map(|_| one(definition)).collect::<Result<_, String>>()?;
        let Some(first) = runs.first() else { continue };
        let middle = |of: &dyn Fn(&Value) -> f64| median(runs.iter().map(of).collect());
        let cpu = middle(&|run| run["cpu"].as_f64().unwrap_or_default());
        let parser = middle(&|run| run["parser"].as_f64().unwrap_or_default());
        let mut stages = Map::new();
        for name in first["stages"].as_object().into_iter().flat_map(Map::keys) {
            stages.insert(
                name.clone(),
                json!(middle(&|run| run["stages"][name].as_f64().unwrap_or_default())),
            );
        }
        rows.push(json!({
            "definition": definition.file_name().map(|name| name.to_string_lossy()),
            "bytes": first["bytes"],
            "operations": first["operations"],
            "lines": first["lines"],
            "written": first["written"],
            "cpu": cpu,
            "parser": parser,
            "ratio": middle(&|run| {
                let of = |key: &str| run[key].as_f64().unwrap_or_default();
                of("cpu") / of("parser")
            }),
            "peak": middle(&|run| run["peak"].as_f64().unwrap_or_default()),
            "stages": stages,
        }));
    }
    Ok(Value::from(rows))
}

fn one(definition: &Path) -> Result<Value, String> {
    let own = std::env::current_exe().map_err(|e| format!("cannot find this program: {e}"))?;
    let command = |path: &Path| {
        let mut command = Command::new(&own);
        command.args(["bench", "stages"]).arg(path);
        command
    };
    let output = command(definition).output().map_err(|e| format!("cannot run: {e}"))?;
    if !output.status.success() {
        return Err(format!(
            "{}: {}",
            definition.display(),
            String::from_utf8_lossy(&output.stderr)
        ));
    }
    serde_json::from_slice(&output.stdout).map_err(|e| format!("{}: {e}", definition.display()))
}

/// `bench stages FILE`: reads it with a parser alone, then generates, and prints what each took.
pub(super) fn stages(mut arguments: impl Iterator<Item = OsString>) -> Result<bool, String> {
    let path = PathBuf::from(arguments.next().ok_or("bench stages takes a definition")?);
    let text =
        fs::read_to_string(&path).map_err(|e| format!("cannot read {}: {e}", path.display()))?;
    let bytes = text.len();
    let start = own_cpu()?;
    for _ in 0..READINGS {
        read(&path, &text)?;
    }
    let parser = (own_cpu()? - start) / f64::from(READINGS);
    let source = Source::new(path.to_string_lossy().into_owned(), text);
    let mut stages = Map::new();
    let start = own_cpu()?;
    let mut before = start;
    let output = portolan_generator::generate(&source, &Options::default(), &mut |stage| {
        let now = own_cpu().unwrap_or(before);
        stages.insert(stage.to_owned(), json!(now - before));
        before = now;
    });
    let cpu = own_cpu()? - start;
    // A busy machine slows what comes later, too: the parser is asked on both sides.
    let start = own_cpu()?;
    for _ in 0..READINGS {
        read(&path, source.text())?;
    }
    let parser = f64::midpoint(parser, (own_cpu()? - start) / f64::from(READINGS));
    if output.has_errors() {
        return Err("the definition has errors: see `cargo xtask generate`".into());
    }
    let figures = json!({
        "bytes": bytes,
        "operations": output.summary.operations,
        "lines": output.files.iter().map(|file| file.text.lines().count()).sum::<usize>(),
        "written": output.files.iter().map(|file| file.text.len()).sum::<usize>(),
        "cpu": cpu,
        "parser": parser,
        "peak": super::process::own_peak()?,
        "stages": stages,
    });
    println!("{figures}");
    Ok(true)
}

/// Reads a file into a tree, as the parser's own documentation says.
fn read(path: &Path, text: &str) -> Result<(), String> {
    let wrong = |e: String| format!("{}: {e}", path.display());
    if path.extension().is_some_and(|extension| extension == "json") {
        let tree: Value = serde_json::from_str(text).map_err(|e| wrong(e.to_string()))?;
        std::hint::black_box(tree);
    } else {
        // Integers beyond 64 bits are an error of this parser: what it took until then is told.
        let tree = serde_yaml::from_str::<serde_yaml::Value>(text);
        std::hint::black_box(tree.is_ok());
    }
    Ok(())
}
