//! What a token costs and how many requests a second there are, beside other ways: the runtime's own benches.

use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use crate::command;

/// Runs a bench of the runtime and reads the table that it prints.
pub(super) fn measure(root: &Path, bench: &str) -> Result<Value, String> {
    let bench_of = ["bench", "--quiet", "--package", "portolan-runtime", "--bench", bench];
    let said = command::printed(Command::new(command::cargo()).args(bench_of).current_dir(root))?;
    let rows: Vec<Value> = said.lines().filter_map(row).collect();
    if rows.is_empty() {
        return Err(format!("the bench `{bench}` printed no table:\n{said}"));
    }
    Ok(Value::from(rows))
}

/// Reads a line: tasks, ours, the other way's, and their ratio.
fn row(line: &str) -> Option<Value> {
    let figures: Option<Vec<f64>> = line.split_whitespace().map(|part| part.parse().ok()).collect();
    let [tasks, ours, other, ratio] = *figures?.as_slice() else { return None };
    Some(json!({ "tasks": format!("{tasks:.0}"), "ours": ours, "other": other, "ratio": ratio }))
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_line_of_the_table_is_a_row() {
        let row = super::row("    8          20.9            41.8     0.50").expect("a row");
        assert_eq!((&row["tasks"], &row["ours"]), (&"8".into(), &20.9.into()));
        assert_eq!(
            super::row("tasks  this runtime    tokio RwLock    ratio   (ns a lookup)"),
            None
        );
    }
}
