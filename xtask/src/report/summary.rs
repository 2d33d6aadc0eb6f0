//! What was done for one definition: operations, types, files, milliseconds, and last the ledger of losses.

use std::collections::BTreeMap;
use std::path::Path;

use portolan_generator::{Output, Source};

use super::StageClock;
use crate::crate_dir::Plan;

/// Prints what was done: operations, types, files, milliseconds, and last the ledger of losses.
pub(crate) fn summary(
    source: &Source,
    output: &Output,
    plan: &Plan,
    out: &Path,
    clock: &StageClock,
    check: bool,
) {
    let s = &output.summary;
    println!("{} → {}", source.name(), out.display());
    println!("  operations  {} of {}", s.operations, s.operations_defined);
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
    let mut losses = BTreeMap::<&str, usize>::new();
    for diagnostic in output.losses() {
        *losses.entry(diagnostic.code.text()).or_default() += 1;
    }
    let total: usize = losses.values().sum();
    let by_code: Vec<String> =
        losses.iter().map(|(code, count)| format!("{code} {count}")).collect();
    match total {
        0 => println!("  losses      0"),
        _ => println!("  losses      {total} ({})", by_code.join(", ")),
    }
}
