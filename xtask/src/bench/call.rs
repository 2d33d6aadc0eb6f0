//! What a call costs in instructions, beside the same call written by hand: a program of its own, in `xtask/bench/call`, under valgrind's callgrind.

use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use super::program::{self, Programs};

/// Calls of a run and of the one that is taken off from it: what is left is the calls' alone.
const CALLS: [u32; 2] = [1_200, 200];

/// Items that an answer has.
const ITEMS: [u32; 2] = [1, 100];

/// Counts the instructions of a call for each way and each size of answer.
pub(super) fn measure(root: &Path, work: &Path) -> Result<Value, String> {
    let binary = program::build(root, work, &Programs::main("call"))?.join("call-main");
    let mut rows = Vec::new();
    for items in ITEMS {
        let count = |way: &str| -> Result<f64, String> {
            let [many, few] = CALLS.map(|calls| instructions(&binary, way, items, calls));
            Ok((many? - few?) / f64::from(CALLS[0] - CALLS[1]))
        };
        let (generated, hand, bare) = (count("generated")?, count("hand")?, count("bare")?);
        rows.push(json!({
            "items": items,
            "generated": generated, "hand": hand, "bare": bare,
            "over_hand": generated / hand, "over_bare": generated / bare,
        }));
    }
    Ok(Value::from(rows))
}

fn instructions(binary: &Path, way: &str, items: u32, calls: u32) -> Result<f64, String> {
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(binary)
        .args([way, &items.to_string(), &calls.to_string()])
        .output()
        .map_err(|e| format!("instructions are counted by valgrind, which cannot be run: {e}"))?;
    let said = String::from_utf8_lossy(&output.stderr);
    let count = said.lines().find_map(|line| line.split_once("Collected : "));
    count
        .and_then(|(_, count)| count.trim().parse().ok())
        .filter(|_| output.status.success())
        .ok_or_else(|| said.into_owned())
}
