//! The ledger: everything of a definition that is not in the client, in lines for people and as JSON.

use std::collections::BTreeMap;

use portolan_generator::diagnostic::{machine, render};
use portolan_generator::{Code, Output, Severity, Source, locate};
use serde_json::{Value, json};

/// How many lines of it are printed.
const SHOWN: usize = 20;

/// Prints how many losses there are, and a line for each construct.
pub(crate) fn print(output: &Output, all: bool) {
    let mut losses: BTreeMap<(Code, String), (usize, &str)> = BTreeMap::new();
    for loss in output.losses() {
        let message = render::one_line(&loss.message);
        let place = loss.source.as_ref().unwrap_or(&loss.place).pointer();
        losses.entry((loss.code, message)).or_insert((0, place)).0 += 1;
    }
    println!("  losses      {}", output.losses().count());
    let shown = if all { losses.len() } else { SHOWN };
    for ((code, message), (count, place)) in losses.iter().take(shown) {
        let more = if *count > 1 { format!(", {count} times") } else { String::new() };
        println!("    {}: {message} (#{place}{more})", code.text());
    }
    if losses.len() > shown {
        println!("    … and {} more; --ledger FILE writes them all", losses.len() - shown);
    }
}

/// Returns all of it.
pub(crate) fn as_json(source: &Source, output: &Output) -> Value {
    let losses = locate(source, output, &output.losses().collect::<Vec<_>>());
    let mut notes: BTreeMap<&str, usize> = BTreeMap::new();
    for note in output.diagnostics.iter().filter(|d| d.code.severity() == Severity::Note) {
        *notes.entry(note.code.text()).or_default() += 1;
    }
    json!({
        "definition": source.name(),
        "losses": losses.iter().map(machine::json).collect::<Vec<_>>(),
        "notes": notes,
        "unread": output.ledger.unread,
        "unused": output.ledger.unused,
        "extensions": output.ledger.extensions,
    })
}
