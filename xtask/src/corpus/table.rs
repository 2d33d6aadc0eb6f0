//! The table of `cargo xtask corpus`.
//!
//! In: what came of each definition. Out: text, or JSON. It must not know how it came about.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::Row;

/// Prints a line a definition, the sums, and what failed.
pub(super) fn print(rows: &[Row]) {
    let width = rows.iter().map(|row| row.name.chars().count()).max().unwrap_or_default();
    println!(
        "{:width$}  {:>13}  {:>11}  {:>6}  {:>7}  {:>7}  {:6}  {:>6}",
        "definition", "operations", "components", "types", "lines", "seconds", "", "losses"
    );
    let mut all = BTreeMap::<&str, usize>::new();
    for row in rows {
        let losses: usize = row.losses.values().sum();
        let by_code: Vec<_> =
            row.losses.iter().map(|(code, count)| format!("{count} {code}")).collect();
        println!(
            "{:width$}  {:>6} /{:>5}  {:>5} /{:>4}  {:>6}  {:>7}  {:>7.2}  {:6}  {:>6}  {}",
            row.name,
            row.operations.0,
            row.operations.1,
            row.components.0,
            row.components.1,
            row.types,
            row.lines,
            row.time.as_secs_f64(),
            if row.problem.is_some() { "FAILED" } else { "ok" },
            losses,
            by_code.join(", ")
        );
        for (code, count) in &row.losses {
            *all.entry(code).or_default() += count;
        }
    }
    let sum = |of: fn(&Row) -> usize| rows.iter().map(of).sum::<usize>();
    let failed = sum(|row| usize::from(row.problem.is_some()));
    println!(
        "\n{} definitions, {failed} failed: {} of {} operations, {} of {} components, {} types, {} lines",
        rows.len(),
        sum(|row| row.operations.0),
        sum(|row| row.operations.1),
        sum(|row| row.components.0),
        sum(|row| row.components.1),
        sum(|row| row.types),
        sum(|row| row.lines),
    );
    println!("losses: {}", sum(|row| row.losses.values().sum()));
    for (code, count) in all {
        println!("  {code} {count}");
    }
    for row in rows {
        if let Some(problem) = &row.problem {
            println!("\n{}:\n{}", row.name, problem.trim_end());
        }
    }
}

/// Returns a definition's line as JSON.
pub(super) fn as_json(row: &Row) -> Value {
    json!({
        "definition": row.name,
        "operations": row.operations.0,
        "operations_defined": row.operations.1,
        "components": row.components.0,
        "components_defined": row.components.1,
        "types": row.types,
        "losses": row.losses,
        "lines": row.lines,
        "seconds": row.time.as_secs_f64(),
        "problem": row.problem,
    })
}
