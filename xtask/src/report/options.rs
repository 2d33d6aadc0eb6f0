//! The options that say what is printed of a run, where, and what fails it.

use std::path::PathBuf;

use lexopt::ValueExt as _;
use portolan_generator::{Code, Severity};

/// How diagnostics are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Format {
    /// For people, with the line and a mark.
    #[default]
    Text,
    /// One JSON object a line.
    Json,
    /// One log of SARIF 2.1.0.
    Sarif,
}

/// What the command line says of reports.
#[derive(Clone, Debug, Default)]
pub(crate) struct ReportOptions {
    /// How diagnostics are written.
    pub(crate) format: Format,
    /// Where a log of SARIF goes, beside what is printed.
    pub(crate) sarif: Option<PathBuf>,
    /// Where the ledger goes as JSON.
    pub(crate) ledger: Option<PathBuf>,
    /// Whether warnings fail the run.
    pub(crate) deny_warnings: bool,
    /// Which codes do not.
    pub(crate) allow: Vec<Code>,
    /// Whether errors alone are printed.
    pub(crate) quiet: bool,
    /// Whether everything is.
    pub(crate) all: bool,
}

impl ReportOptions {
    /// Takes an option and its value; `false`: it is none of these.
    pub(crate) fn take(
        &mut self,
        name: &str,
        parser: &mut lexopt::Parser,
    ) -> Result<bool, lexopt::Error> {
        match name {
            "format" => {
                self.format = match parser.value()?.string()?.as_str() {
                    "text" => Format::Text,
                    "json" => Format::Json,
                    "sarif" => Format::Sarif,
                    other => {
                        let message = format!("--format takes text, json or sarif, not `{other}`");
                        return Err(message.into());
                    }
                };
            }
            "sarif" => self.sarif = Some(parser.value()?.into()),
            "ledger" => self.ledger = Some(parser.value()?.into()),
            "deny" => match parser.value()?.string()?.as_str() {
                "warnings" => self.deny_warnings = true,
                other => return Err(format!("--deny takes `warnings`, not `{other}`").into()),
            },
            "allow" => self.allow.push(code(&parser.value()?.string()?)?),
            "quiet" => self.quiet = true,
            "all" => self.all = true,
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// Tells whether a code fails the run.
    pub(crate) fn denies(&self, code: Code) -> bool {
        self.deny_warnings && code.severity() == Severity::Warning && !self.allow.contains(&code)
    }
}

/// Returns the code that a text names.
pub(crate) fn code(text: &str) -> Result<Code, String> {
    Code::from_text(text).ok_or_else(|| match Code::nearest(text) {
        Some(near) => format!("there is no diagnostic `{text}`; `{}`?", near.text()),
        None => format!("there is no diagnostic `{text}`; docs/diagnostics.md has them all"),
    })
}
