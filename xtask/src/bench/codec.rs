//! Typed JSON read and written, beside `serde_json` with derived implementations: a program of its own, in `xtask/bench/codec`.

use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use super::program::{self, Programs};
use crate::command;

/// Builds the program and reads what it prints.
pub(super) fn measure(root: &Path, work: &Path) -> Result<Value, String> {
    let binary = program::build(root, work, &Programs::main("codec"))?.join("codec-main");
    let said = command::printed(&mut Command::new(binary))?;
    Ok(said.lines().filter_map(row).collect())
}

/// Reads a line: name, bytes, and nanoseconds to read and to write, ours and the derived one's.
fn row(line: &str) -> Option<Value> {
    let mut parts = line.split('\t');
    let name = parts.next()?;
    let figures: Vec<f64> = parts.map_while(|part| part.parse().ok()).collect();
    let [bytes, read, derived_read, write, derived_write] = figures.as_slice() else { return None };
    Some(json!({
        "payload": name,
        "bytes": bytes,
        // Bytes a nanosecond are gigabytes a second.
        "read": bytes / read * 1000.0,
        "read_ratio": derived_read / read,
        "write": bytes / write * 1000.0,
        "write_ratio": derived_write / write,
    }))
}
