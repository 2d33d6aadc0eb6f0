//! `cargo xtask generate`: definitions in, client crates out.

use std::fs;
use std::path::{Path, PathBuf};

use portolan_generator::{Options, Output, Runtime, Source};

use crate::crate_dir::Plan;
use crate::report::{self, Verbosity};
use crate::workspace;

/// What the command line says.
#[derive(Default)]
pub(crate) struct Arguments {
    definitions: Vec<PathBuf>,
    out: Option<PathBuf>,
    name: Option<String>,
    runtime_version: Option<String>,
    check: bool,
    deny_warnings: bool,
    allow: Vec<String>,
    quiet: bool,
    all: bool,
}

impl Arguments {
    /// Reads the arguments after `generate`; `None` asks for help.
    pub(crate) fn parse(mut parser: lexopt::Parser) -> Result<Option<Self>, lexopt::Error> {
        use lexopt::prelude::*;
        let mut arguments = Self::default();
        while let Some(argument) = parser.next()? {
            match argument {
                Long("out") => arguments.out = Some(parser.value()?.into()),
                Long("name") => arguments.name = Some(parser.value()?.string()?),
                Long("runtime-version") => {
                    arguments.runtime_version = Some(parser.value()?.string()?);
                }
                Long("check") => arguments.check = true,
                Long("deny") => match parser.value()?.string()?.as_str() {
                    "warnings" => arguments.deny_warnings = true,
                    other => {
                        return Err(format!("--deny takes `warnings`, not `{other}`").into());
                    }
                },
                Long("allow") => {
                    let code = parser.value()?.string()?;
                    if portolan_generator::Code::from_text(&code).is_none() {
                        return Err(format!("there is no diagnostic `{code}`").into());
                    }
                    arguments.allow.push(code);
                }
                Long("quiet") | Short('q') => arguments.quiet = true,
                Long("all") => arguments.all = true,
                Long("help") | Short('h') => return Ok(None),
                Value(path) => arguments.definitions.push(path.into()),
                other => return Err(other.unexpected()),
            }
        }
        let one = arguments.definitions.len() == 1;
        if !one && (arguments.out.is_some() || arguments.name.is_some()) {
            return Err("--out and --name go with exactly one definition".into());
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
    let mut good = true;
    for definition in &definitions {
        good &= generate(arguments, &root, definition)?;
    }
    Ok(good)
}

fn generate(arguments: &Arguments, root: &Path, definition: &Path) -> Result<bool, String> {
    let text =
        fs::read(definition).map_err(|e| format!("cannot read {}: {e}", definition.display()))?;
    let text = String::from_utf8(text).map_err(|e| {
        let at = e.utf8_error().valid_up_to();
        format!("{} is not UTF-8 (at byte {at})", definition.display())
    })?;
    let source = Source::new(definition.to_string_lossy().replace('\\', "/"), text);
    let options = Options {
        name: arguments.name.clone(),
        definition: Some(workspace::name_of(root, definition)?),
        runtime: match (&arguments.runtime_version, &arguments.out) {
            (Some(version), _) => Runtime::Version(version.clone()),
            (None, Some(out)) => Runtime::Path(workspace::path_to_runtime(root, out)?),
            (None, None) => Runtime::Path("../../runtime".to_owned()),
        },
        workspace: arguments.out.as_ref().is_none_or(|out| workspace::is_below(out, root)),
    };
    let mut clock = report::StageClock::start();
    let output = portolan_generator::generate(&source, &options, &mut |stage| clock.stage(stage));
    let out = match &arguments.out {
        Some(out) => out.clone(),
        None => root.join("clients").join(&output.package),
    };
    let verbosity = match (arguments.quiet, arguments.all) {
        (true, _) => Verbosity::Errors,
        (false, true) => Verbosity::All,
        (false, false) => Verbosity::Some,
    };
    report::diagnostics(&source, &output, verbosity);
    if output.has_errors() {
        eprintln!("{}: nothing is written", source.name());
        return Ok(false);
    }
    let denied = arguments.deny_warnings && denied(&output, &arguments.allow);
    if denied {
        eprintln!("{}: nothing is written: warnings are denied", source.name());
        return Ok(false);
    }
    let plan = Plan::new(&out, &output.files)?;
    let good = if arguments.check {
        report::difference(&out, &plan);
        plan.is_empty()
    } else {
        write(&out, &plan)?
    };
    if !arguments.quiet {
        report::summary(&source, &output, &plan, &out, &clock);
    }
    Ok(good)
}

fn write(out: &Path, plan: &Plan) -> Result<bool, String> {
    if plan.foreign.is_empty() {
        plan.apply()?;
        return Ok(true);
    }
    for path in &plan.foreign {
        eprintln!(
            "error: {} has no `@generated` line, so it is yours: move it away and generate again",
            out.join(path).display()
        );
    }
    eprintln!("{}: nothing is written", out.display());
    Ok(false)
}

fn denied(output: &Output, allow: &[String]) -> bool {
    output.losses().any(|d| !allow.iter().any(|code| code == d.code.text()))
}
