//! Diagnostics for programs: JSON, one object a line, and SARIF 2.1.0.
//!
//! In: diagnostics that are already placed in a text. Out: text. `docs/diagnostics.md` says which keys there are:
//! they stay.

use serde_json::{Value, json};

use super::located::Located;
use super::{Code, render};

/// Writes diagnostics as JSON, one object a line.
pub fn json_lines(located: &[Located<'_>]) -> String {
    let mut out = String::new();
    for it in located {
        out.push_str(&json(it).to_string());
        out.push('\n');
    }
    out
}

/// Returns a diagnostic as JSON.
pub fn json(it: &Located<'_>) -> Value {
    let code = it.diagnostic.code;
    json!({
            "code": code.text(),
            "severity": render::word(code.severity()),
            "message": render::one_line(&it.diagnostic.message),
            "file": it.file,
            "line": it.start.line,
            "column": it.start.column,
            "end_line": it.end.line,
            "end_column": it.end.column,
            "pointer": it.pointer,
            "text": render::line(it),
            "hint": code.hint(),
    })
}

/// Returns diagnostics as results of SARIF: what `results` of a run holds.
pub fn sarif_results(located: &[Located<'_>]) -> Vec<Value> {
    located.iter().map(sarif_result).collect()
}

fn sarif_result(it: &Located<'_>) -> Value {
    let code = it.diagnostic.code;
    json!({
        "ruleId": code.text(),
        "ruleIndex": Code::ALL.iter().position(|known| *known == code),
        "level": render::word(code.severity()),
        "message": { "text": format!("{} {}", sentence(&it.diagnostic.message), code.hint()) },
        "locations": [{
            "physicalLocation": {
                "artifactLocation": { "uri": uri(it.file) },
                "region": {
                    "startLine": it.start.line,
                    "startColumn": it.start.column,
                    "endLine": it.end.line,
                    "endColumn": it.end.column,
                    "snippet": { "text": render::line(it) },
                },
            },
            "logicalLocations": [{ "fullyQualifiedName": it.pointer }],
        }],
    })
}

/// Writes a whole log of SARIF 2.1.0 from the results of every definition.
pub fn sarif(results: Vec<Value>) -> String {
    let rules: Vec<Value> = Code::ALL
        .iter()
        .map(|code| {
            json!({
                "id": code.text(),
                "shortDescription": { "text": code.meaning() },
                "help": { "text": code.hint() },
                "defaultConfiguration": { "level": render::word(code.severity()) },
            })
        })
        .collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "portolan",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    format!("{log:#}\n")
}

fn sentence(message: &str) -> String {
    let line = render::one_line(message);
    if line.ends_with(['.', '?', '!']) { line } else { format!("{line}.") }
}

/// Returns a path as a reference of RFC 3986.
fn uri(path: &str) -> String {
    let mut out = String::new();
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"/._-~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    if path.starts_with('/') { format!("file://{out}") } else { out }
}
