//! `cargo xtask generate`: definitions in, client crates out.

use std::fs;
use std::path::{Path, PathBuf};

use portolan_generator::select::Selection;
use portolan_generator::{Options, Output, Runtime};

use crate::crate_dir::{Plan, is_generated};
use crate::files::Allowed;
use crate::input::Input;
use crate::report::{self, Format, Report, ReportOptions};
use crate::workspace;

/// What the command line says.
#[derive(Default)]
pub(crate) struct Arguments {
    definitions: Vec<PathBuf>,
    overlays: Vec<PathBuf>,
    allowed: Allowed,
    out: Option<PathBuf>,
    name: Option<String>,
    runtime_version: Option<String>,
    check: bool,
    selection: Selection,
    report: ReportOptions,
}

impl Arguments {
    /// Reads the arguments after `generate`; `None` asks for help.
    pub(crate) fn parse(mut parser: lexopt::Parser) -> Result<Option<Self>, lexopt::Error> {
        use lexopt::prelude::*;
        let mut arguments = Self::default();
        while let Some(argument) = parser.next()? {
            match argument {
                Long("overlay") => arguments.overlays.push(parser.value()?.into()),
                Long("root") => arguments.allowed.roots.push(parser.value()?.into()),
                Long("allow-remote") => arguments.allowed.hosts.push(parser.value()?.string()?),
                Long("out") => arguments.out = Some(parser.value()?.into()),
                Long("name") => {
                    let name = parser.value()?.string()?;
                    if !name.contains(|c: char| c.is_ascii_alphabetic()) {
                        return Err(format!("`{name}` is no name of a crate").into());
                    }
                    arguments.name = Some(name);
                }
                Long("runtime-version") => {
                    let version = parser.value()?.string()?;
                    if !is_requirement(&version) {
                        return Err(format!("`{version}` is no version").into());
                    }
                    arguments.runtime_version = Some(version);
                }
                Long("include") => arguments.selection.include.push(parser.value()?.string()?),
                Long("exclude") => arguments.selection.exclude.push(parser.value()?.string()?),
                Long("check") => arguments.check = true,
                Short('q') => arguments.report.quiet = true,
                Long("help") | Short('h') => return Ok(None),
                Value(path) => arguments.definitions.push(path.into()),
                Long(name) => {
                    let name = name.to_owned();
                    if !arguments.report.take(&name, &mut parser)? {
                        return Err(lexopt::Arg::Long(&name).unexpected());
                    }
                }
                other => return Err(other.unexpected()),
            }
        }
        let one = arguments.definitions.len() == 1;
        let selects = arguments.selection != Selection::default();
        let own = arguments.out.is_some() || arguments.name.is_some() || selects;
        if !one && (own || !arguments.overlays.is_empty()) {
            let message =
                "--out, --name, --overlay, --include and --exclude go with exactly one definition";
            return Err(message.into());
        }
        Ok(Some(arguments))
    }
}

/// Runs the command; `false` when something is wrong with a definition or stale.
pub(crate) fn run(arguments: &Arguments) -> Result<bool, String> {
    let root = workspace::root()?;
    let definitions = if arguments.definitions.is_empty() {
        workspace::all_definitions(&root.join("specs"))?
    } else {
        arguments.definitions.clone()
    };
    let mut prepared: Vec<Prepared> = Vec::new();
    let mut good = true;
    let mut report = Report::new(&arguments.report);
    for definition in &definitions {
        match prepare(arguments, &root, definition, &mut report)? {
            Some(next) => {
                if let Some(other) = prepared.iter().find(|other| other.out == next.out) {
                    eprintln!(
                        "error: {} and {} are both called `{}`: give one another name",
                        other.source.name(),
                        next.source.name(),
                        next.output.package
                    );
                    good = false;
                }
                good &= may_write(&next);
                prepared.push(next);
            }
            None => good = false,
        }
    }
    report.finish()?;
    if !good {
        // What belongs together is written together.
        eprintln!("nothing is written");
        return Ok(false);
    }
    for next in &prepared {
        good &= finish(arguments, next)?;
    }
    if arguments.definitions.is_empty() {
        let orphans = orphans(&root.join("clients"), &prepared)?;
        for orphan in &orphans {
            println!("{}: no definition in specs/ gives it any more", orphan.display());
        }
        good &= orphans.is_empty() || !arguments.check;
    }
    Ok(good)
}

/// A client that was drawn and is not written yet.
struct Prepared {
    source: portolan_generator::Source,
    output: Output,
    out: PathBuf,
    plan: Plan,
    clock: report::StageClock,
}

/// Draws one client; `None` where nothing of it may be written, which is told.
fn prepare(
    arguments: &Arguments,
    root: &Path,
    definition: &Path,
    report: &mut Report<'_>,
) -> Result<Option<Prepared>, String> {
    let mut input = Input::read(root, definition, &arguments.overlays, &arguments.allowed)?;
    let options = Options {
        name: arguments.name.clone(),
        definition: Some(workspace::name_of(root, definition)?),
        runtime: match (&arguments.runtime_version, &arguments.out) {
            (Some(version), _) => Runtime::Version(version.clone()),
            (None, Some(out)) => Runtime::Path(workspace::path_to_runtime(root, out)?),
            (None, None) => Runtime::Path("../../runtime".to_owned()),
        },
        selection: arguments.selection.clone(),
        workspace: arguments.out.as_ref().is_none_or(|out| workspace::is_below(out, root)),
    };
    let mut clock = report::StageClock::start();
    let output = input.generate(&options, &mut |stage| clock.stage(stage));
    let out = match &arguments.out {
        Some(out) => out.clone(),
        None => root.join("clients").join(&output.package),
    };
    let allowed = report.add(&input.source, &output);
    if output.has_errors() || !allowed {
        return Ok(None);
    }
    let plan = Plan::new(&out, &output.files)?;
    Ok(Some(Prepared { source: input.source, output, out, plan, clock }))
}

/// Tells whether no file of a person's is in the way; each that is gets named.
fn may_write(prepared: &Prepared) -> bool {
    for path in &prepared.plan.foreign {
        eprintln!(
            "error: {} has no `@generated` line, so it is yours: move it away and generate again",
            prepared.out.join(path).display()
        );
    }
    prepared.plan.foreign.is_empty()
}

/// Writes a client, or compares it; `false` where it is stale.
fn finish(arguments: &Arguments, prepared: &Prepared) -> Result<bool, String> {
    let Prepared { source, output, out, plan, clock } = prepared;
    if arguments.check {
        report::difference(out, plan);
    } else {
        plan.apply()?;
    }
    // What a program reads has nothing else beside it.
    if !arguments.report.quiet && arguments.report.format == Format::Text {
        let all = arguments.report.all;
        report::summary(source, output, plan, out, clock, arguments.check, all);
    }
    Ok(!arguments.check || plan.is_empty())
}

/// Returns the generated crates in a folder that none of these definitions gives.
fn orphans(clients: &Path, prepared: &[Prepared]) -> Result<Vec<PathBuf>, String> {
    let Ok(entries) = fs::read_dir(clients) else { return Ok(Vec::new()) };
    let mut found = Vec::new();
    for entry in entries {
        let path = entry.map_err(|e| format!("cannot read {}: {e}", clients.display()))?.path();
        let manifest = fs::read_to_string(path.join("Cargo.toml")).unwrap_or_default();
        if is_generated(&manifest) && prepared.iter().all(|it| it.out != path) {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// Tells whether a text can be a version requirement in a manifest.
fn is_requirement(text: &str) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || " .,-+*^~=<>".contains(c);
    text.contains(|c: char| c.is_ascii_digit() || c == '*') && text.chars().all(fits)
}
