//! What the commands print.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};

use portolan_generator::{Output, Severity, Source};
use similar::TextDiff;

use crate::crate_dir::Plan;

/// Which diagnostics are printed.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Verbosity {
    /// Errors alone.
    Errors,
    /// All kinds, at most [`SHOWN`].
    Some,
    /// Everything.
    All,
}

const SHOWN: usize = 50;

/// Times the stages of a generation, which itself has no clock.
pub(crate) struct StageClock {
    started: Instant,
    last: Instant,
    stages: Vec<(&'static str, Duration)>,
}

impl StageClock {
    pub(crate) fn start() -> Self {
        let now = Instant::now();
        Self { started: now, last: now, stages: Vec::new() }
    }

    /// Notes that a stage has ended.
    pub(crate) fn stage(&mut self, name: &'static str) {
        let now = Instant::now();
        self.stages.push((name, now - self.last));
        self.last = now;
    }

    fn line(&self) -> String {
        let total = (self.last - self.started).as_secs_f64() * 1e3;
        let stages: Vec<String> = self
            .stages
            .iter()
            .map(|(name, time)| format!("{name} {:.0}", time.as_secs_f64() * 1e3))
            .collect();
        format!("{total:.0} ms ({})", stages.join(", "))
    }
}

/// Prints the diagnostics of one definition.
pub(crate) fn diagnostics(source: &Source, output: &Output, verbosity: Verbosity) {
    let wanted: Vec<_> = output
        .diagnostics
        .iter()
        .filter(|d| verbosity != Verbosity::Errors || d.code.severity() == Severity::Error)
        .collect();
    let shown = if verbosity == Verbosity::Some { wanted.len().min(SHOWN) } else { wanted.len() };
    let (shown, rest) = wanted.split_at(shown);
    if !shown.is_empty() {
        eprint!("{}", portolan_generator::report(source, output, shown));
    }
    if !rest.is_empty() {
        eprintln!("… and {} more; --all prints them", rest.len());
    }
}

/// Prints the difference between a crate's folder and what it should hold.
pub(crate) fn difference(out: &Path, plan: &Plan) {
    for write in &plan.writes {
        let old = write.old.as_deref().unwrap_or_default();
        let diff = TextDiff::from_lines(old, write.new.as_str());
        let path = out.join(&write.path);
        let path = path.display().to_string();
        print!("{}", diff.unified_diff().context_radius(3).header(&path, &path));
    }
    for path in &plan.stale {
        println!("{}: generated no more", out.join(path).display());
    }
    for path in &plan.foreign {
        println!("{}: has no `@generated` line", out.join(path).display());
    }
}

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
