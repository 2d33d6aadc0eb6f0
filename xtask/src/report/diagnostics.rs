//! The diagnostics and the ledgers of all definitions of a run.

use std::fs;
use std::path::Path;

use portolan_generator::diagnostic::{located, machine, render};
use portolan_generator::{Located, Output, Severity, Source, locate};
use serde_json::Value;

use super::{Format, ReportOptions, ledger};

/// How many diagnostics of a definition are printed.
const SHOWN: usize = 50;

/// Collects what is written at the end of a run.
pub(crate) struct Report<'o> {
    options: &'o ReportOptions,
    results: Vec<Value>,
    ledgers: Vec<Value>,
}

impl<'o> Report<'o> {
    pub(crate) fn new(options: &'o ReportOptions) -> Self {
        Self { options, results: Vec::new(), ledgers: Vec::new() }
    }

    /// Prints the diagnostics of one definition; `false` where one of them is denied.
    pub(crate) fn add(&mut self, source: &Source, output: &Output) -> bool {
        let options = self.options;
        let wanted = output
            .diagnostics
            .iter()
            .filter(|d| !options.quiet || d.code.severity() == Severity::Error);
        let mut located = locate(source, output, &wanted.collect::<Vec<_>>());
        if options.sarif.is_some() || options.format == Format::Sarif {
            self.results.extend(machine::sarif_results(&located));
        }
        if options.ledger.is_some() {
            self.ledgers.push(ledger::as_json(source, output));
        }
        match options.format {
            Format::Json => print!("{}", machine::json_lines(&located)),
            Format::Sarif => {}
            Format::Text => text(output, &mut located, options.all),
        }
        let denied = output.diagnostics.iter().any(|d| options.denies(d.code));
        if denied {
            eprintln!("error: {}: warnings are denied", source.name());
        }
        !denied
    }

    /// Writes what the command line asks for.
    pub(crate) fn finish(self) -> Result<(), String> {
        let log = machine::sarif(self.results);
        if self.options.format == Format::Sarif {
            print!("{log}");
        }
        if let Some(path) = &self.options.sarif {
            write(path, &log)?;
        }
        if let Some(path) = &self.options.ledger {
            write(path, &format!("{:#}\n", Value::Array(self.ledgers)))?;
        }
        Ok(())
    }
}

fn text(output: &Output, located: &mut Vec<Located<'_>>, all: bool) {
    if located.is_empty() {
        return;
    }
    let found = located.len();
    if !all {
        located::shorten(located, SHOWN);
    }
    eprint!("{}", render::render(located));
    eprintln!("{}", render::count(output.diagnostics.iter()));
    if found > located.len() {
        eprintln!("… {} more; --all prints them", found - located.len());
    }
}

fn write(path: &Path, text: &str) -> Result<(), String> {
    fs::write(path, text).map_err(|e| format!("cannot write {}: {e}", path.display()))
}
