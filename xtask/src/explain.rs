//! `cargo xtask explain`: the catalogue's page of a diagnostic.

use portolan_generator::{Code, Severity};

use crate::report;

/// Prints a page; without a code, a line for each.
pub(crate) fn run(mut parser: lexopt::Parser) -> Result<bool, String> {
    use lexopt::prelude::*;
    let mut codes = Vec::new();
    while let Some(argument) = parser.next().map_err(|e| e.to_string())? {
        match argument {
            Value(text) => codes.push(report::code(&text.to_string_lossy())?),
            other => return Err(other.unexpected().to_string()),
        }
    }
    if codes.is_empty() {
        for code in Code::ALL {
            println!("{:8} {}", word(*code), code.text());
        }
    }
    let pages: Vec<String> = codes.into_iter().map(Code::page).collect();
    print!("{}", pages.join("\n"));
    Ok(true)
}

fn word(code: Code) -> &'static str {
    match code.severity() {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}
