//! `cargo xtask corpus`: every definition below a folder, generated and, when asked, compiled with warnings denied.
//!
//! In: a folder of other people's definitions. Out: a table, a line a definition. Nothing of the folder
//! comes into the project.

mod table;

use std::collections::BTreeMap;
use std::fs;
use std::io::{IsTerminal, Write as _};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use portolan_generator::{Options, Runtime, Severity};
use serde_json::Value;

use crate::command;
use crate::crate_dir::Plan;
use crate::files::Allowed;
use crate::input::{self, Input};
use crate::workspace;

/// What the command line says.
pub(crate) struct Arguments {
    folder: PathBuf,
    check: bool,
    /// How many sets of features are compiled beside the default ones.
    sets: u32,
    jobs: usize,
    json: Option<PathBuf>,
    work: PathBuf,
    /// Which features of a definition's crate are compiled, where not all are.
    features: Vec<(String, String)>,
}

impl Arguments {
    /// Reads the arguments after `corpus`; `None` asks for help.
    pub(crate) fn parse(mut parser: lexopt::Parser) -> Result<Option<Self>, lexopt::Error> {
        use lexopt::prelude::*;
        let (mut folder, mut check, mut sets, mut jobs, mut json) = (None, false, 0, 1, None);
        let mut work = std::env::temp_dir().join("portolan-corpus");
        let mut features = Vec::new();
        while let Some(argument) = parser.next()? {
            match argument {
                Long("check") => check = true,
                Long("sets") => {
                    sets = parser.value()?.parse()?;
                    check = true;
                }
                Long("jobs") => jobs = parser.value()?.parse::<usize>()?.max(1),
                Long("json") => json = Some(parser.value()?.into()),
                Long("work") => work = parser.value()?.into(),
                Long("features") => {
                    let text = parser.value()?.to_string_lossy().into_owned();
                    let (definition, chosen) = text
                        .split_once('=')
                        .ok_or("--features takes DEFINITION=FEATURE,FEATURE")?;
                    features.push((definition.to_owned(), chosen.to_owned()));
                }
                Long("help") | Short('h') => return Ok(None),
                Value(path) if folder.is_none() => folder = Some(PathBuf::from(path)),
                other => return Err(other.unexpected()),
            }
        }
        let folder = folder.ok_or("a folder of definitions is missing")?;
        Ok(Some(Self { folder, check, sets, jobs, json, work, features }))
    }
}

/// What came of one definition.
struct Row {
    name: String,
    operations: (usize, usize),
    components: (usize, usize),
    types: usize,
    losses: BTreeMap<&'static str, usize>,
    lines: usize,
    time: Duration,
    /// The errors of the generator or of the compiler; none is a success.
    problem: Option<String>,
    crate_dir: Option<PathBuf>,
}

/// Runs the command; `false` when anything failed.
pub(crate) fn run(arguments: &Arguments) -> Result<bool, String> {
    let mut definitions = Vec::new();
    find(&arguments.folder, &mut definitions)?;
    if definitions.is_empty() {
        return Err(format!("there is no definition below {}", arguments.folder.display()));
    }
    let root = workspace::root()?;
    let known = |name: &str| definitions.iter().any(|path| below(&arguments.folder, path) == name);
    if let Some((unknown, _)) = arguments.features.iter().find(|(name, _)| !known(name)) {
        return Err(format!("there is no definition {unknown} for --features"));
    }
    let progress = Progress::new(definitions.len());
    let mut rows = generate_all(arguments, &root, &definitions, &progress);
    if arguments.check {
        check_all(arguments, &root, &mut rows)?;
    }
    table::print(&rows);
    if let Some(path) = &arguments.json {
        let text = format!("{:#}\n", Value::from_iter(rows.iter().map(table::as_json)));
        fs::write(path, text).map_err(|e| format!("cannot write {}: {e}", path.display()))?;
    }
    Ok(rows.iter().all(|row| row.problem.is_none()))
}

/// What a definition is called: its path from the folder on.
fn below(folder: &Path, path: &Path) -> String {
    path.strip_prefix(folder).unwrap_or(path).display().to_string()
}

/// Collects definitions below a folder, sorted.
fn find(folder: &Path, found: &mut Vec<PathBuf>) -> Result<(), String> {
    let entries =
        fs::read_dir(folder).map_err(|e| format!("cannot read {}: {e}", folder.display()))?;
    let mut paths = Vec::new();
    for entry in entries {
        paths.push(entry.map_err(|e| format!("cannot read {}: {e}", folder.display()))?.path());
    }
    paths.sort();
    for path in paths {
        let is_definition =
            path.file_name().is_some_and(|name| input::is_definition(&name.to_string_lossy()));
        if path.is_dir() {
            find(&path, found)?;
        } else if is_definition {
            found.push(path);
        }
    }
    Ok(())
}

/// A count of what is done, on a terminal only.
struct Progress {
    done: AtomicUsize,
    all: usize,
    shown: bool,
}

impl Progress {
    fn new(all: usize) -> Self {
        Self { done: AtomicUsize::new(0), all, shown: std::io::stderr().is_terminal() }
    }

    fn step(&self, name: &str) {
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        if self.shown {
            let filled = done * 30 / self.all.max(1);
            let bar = format!("{}{}", "#".repeat(filled), "-".repeat(30 - filled.min(30)));
            eprint!("\r\x1b[K[{bar}] {done}/{} {name}", self.all);
            if done == self.all {
                eprintln!();
            }
            let _ = std::io::stderr().flush();
        }
    }
}

fn generate_all(
    arguments: &Arguments,
    root: &Path,
    definitions: &[PathBuf],
    progress: &Progress,
) -> Vec<Row> {
    let next = AtomicUsize::new(0);
    let rows = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..arguments.jobs.min(definitions.len()) {
            scope.spawn(|| {
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    let Some(path) = definitions.get(index) else { return };
                    let row = generate(arguments, root, path);
                    progress.step(&row.name);
                    rows.lock().unwrap_or_else(|e| e.into_inner()).push((index, row));
                }
            });
        }
    });
    let mut rows = rows.into_inner().unwrap_or_else(|e| e.into_inner());
    rows.sort_by_key(|(index, _)| *index);
    rows.into_iter().map(|(_, row)| row).collect()
}

fn generate(arguments: &Arguments, root: &Path, path: &Path) -> Row {
    let name = below(&arguments.folder, path);
    let mut row = Row {
        name,
        operations: (0, 0),
        components: (0, 0),
        types: 0,
        losses: BTreeMap::new(),
        lines: 0,
        time: Duration::ZERO,
        problem: None,
        crate_dir: None,
    };
    let mut input = match Input::read(&arguments.folder, path, &[], &Allowed::default()) {
        Ok(input) => input,
        Err(error) => {
            row.problem = Some(error);
            return row;
        }
    };
    let options = Options {
        name: None,
        definition: None,
        runtime: Runtime::Path(root.join("runtime").to_string_lossy().replace('\\', "/")),
        workspace: false,
        ..Options::default()
    };
    let started = Instant::now();
    let output = input.generate(&options, &mut |_| {});
    row.time = started.elapsed();
    let summary = output.summary;
    row.operations = (summary.operations, summary.operations_defined);
    row.components = (summary.components, summary.components_defined);
    row.types = summary.types;
    row.lines = output.files.iter().map(|file| file.text.lines().count()).sum();
    for loss in output.losses() {
        *row.losses.entry(loss.code.text()).or_default() += 1;
    }
    if output.has_errors() {
        let errors: Vec<_> =
            output.diagnostics.iter().filter(|d| d.code.severity() == Severity::Error).collect();
        row.problem = Some(portolan_generator::report(&input.source, &output, &errors));
    } else if arguments.check {
        // A folder a definition: two definitions may give crates of one name.
        let folder: String =
            row.name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
        let folder = arguments.work.join("crates").join(folder);
        match Plan::new(&folder, &output.files).and_then(|plan| plan.apply()) {
            Ok(()) => row.crate_dir = Some(folder),
            Err(error) => row.problem = Some(error),
        }
    }
    row
}

/// Compiles every crate, one after the other in one target folder, and goes on after a failure.
fn check_all(arguments: &Arguments, root: &Path, rows: &mut [Row]) -> Result<(), String> {
    let progress = Progress::new(rows.iter().filter(|row| row.crate_dir.is_some()).count());
    let lock = root.join("Cargo.lock");
    for row in rows {
        let Some(folder) = row.crate_dir.take() else { continue };
        // The versions that this workspace is tested with.
        fs::copy(&lock, folder.join("Cargo.lock"))
            .map_err(|e| format!("cannot copy {}: {e}", lock.display()))?;
        let chosen = arguments.features.iter().find(|(of, _)| *of == row.name);
        row.problem = check(arguments, &folder, chosen.map(|(_, features)| features.as_str()))?;
        for set in sets(&folder, arguments.sets)? {
            if row.problem.is_none() {
                let problem = check(arguments, &folder, Some(&set))?;
                row.problem = problem.map(|problem| format!("with `{set}`: {problem}"));
            }
        }
        progress.step(&row.name);
    }
    Ok(())
}

/// Compiles a crate with its default features, or with a set of them, and returns what is wrong.
fn check(
    arguments: &Arguments,
    folder: &Path,
    set: Option<&str>,
) -> Result<Option<String>, String> {
    let mut cargo = Command::new(command::cargo());
    cargo
        .args(["check", "--quiet", "--message-format", "short", "--manifest-path"])
        .arg(folder.join("Cargo.toml"))
        .arg("--jobs")
        .arg(arguments.jobs.to_string())
        .env("CARGO_TARGET_DIR", arguments.work.join("target"))
        .env("CARGO_INCREMENTAL", "0")
        .env("RUSTFLAGS", "-D warnings");
    if let Some(set) = set {
        cargo.args(["--no-default-features", "--features", set]);
    }
    let output = cargo.output().map_err(|e| format!("cannot run cargo: {e}"))?;
    let said = || String::from_utf8_lossy(&output.stderr).into_owned();
    Ok((!output.status.success()).then(said))
}

/// Returns sets of a crate's tags: none, each alone as far as `count` goes, then random ones, the same each time.
fn sets(folder: &Path, count: u32) -> Result<Vec<String>, String> {
    let path = folder.join("Cargo.toml");
    let text =
        fs::read_to_string(&path).map_err(|e| format!("cannot read {}: {e}", path.display()))?;
    let names = text.lines().filter_map(|line| line.split_once(" = [").map(|(name, _)| name));
    let tags: Vec<&str> = names.filter(|name| name.starts_with("tag-")).collect();
    let mut state = 8_u64;
    let random = std::iter::repeat_with(|| {
        let chosen = tags.iter().filter(|_| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            state >> 62 == 0
        });
        chosen.copied().collect::<Vec<&str>>().join(",")
    });
    let named = [String::new()].into_iter().chain(tags.iter().map(|tag| (*tag).to_owned()));
    // Half of them named, so that both kinds are seen where there are many tags.
    let half = count.div_ceil(2) as usize;
    Ok(named.take(half).chain(random.take(count as usize - half)).collect())
}
