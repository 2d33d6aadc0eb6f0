//! What was done for one definition: operations, types, files, milliseconds, and last the ledger of losses.

use std::path::Path;

use portolan_generator::{Output, Source};

use super::{StageClock, ledger};
use crate::crate_dir::Plan;

/// Prints what was done: operations, types, files, milliseconds, and last the ledger of losses.
pub(crate) fn summary(
    source: &Source,
    output: &Output,
    plan: &Plan,
    out: &Path,
    clock: &StageClock,
    check: bool,
    all: bool,
) {
    let s = &output.summary;
    println!("{} → {}", source.name(), out.display());
    let left_out = match s.operations_left_out {
        0 => String::new(),
        count => format!(", {count} not selected"),
    };
    println!("  operations  {} of {}{left_out}", s.operations, s.operations_defined);
    println!("  types       {} ({} of {} components)", s.types, s.components, s.components_defined);
    let lines: usize = output.files.iter().map(|f| f.text.lines().count()).sum();
    println!(
        "  files       {} ({lines} lines): {}{} changed, {} unchanged, {} removed",
        output.files.len(),
        if check { "would be " } else { "" },
        plan.writes.len(),
        plan.unchanged,
        plan.stale.len()
    );
    println!("  time        {}", clock.line());
    ledger::print(output, all);
}
