//! Typed JSON read and written, beside `serde_json` with derived implementations: a program of its own, in `xtask/bench/codec`.

use std::fs;
use std::path::Path;
use std::process::Command;

use portolan_generator::{Options, Runtime, Source};
use serde_json::{Value, json};

use crate::crate_dir::Plan;

/// Draws the client of the program's definition, builds the program and reads what it prints.
pub(super) fn measure(root: &Path, work: &Path) -> Result<Value, String> {
    let from = root.join("xtask/bench/codec");
    let read = |name: &str| {
        fs::read_to_string(from.join(name))
            .map_err(|e| format!("cannot read {}: {e}", from.join(name).display()))
    };
    let source = Source::new("codec.yaml".to_owned(), read("definition.yaml")?);
    let options = Options {
        runtime: Runtime::Path(root.join("runtime").to_string_lossy().replace('\\', "/")),
        ..Options::default()
    };
    let output = portolan_generator::generate(&source, &options, &mut |_| {});
    let folder = work.join("codec");
    Plan::new(&folder.join("client"), &output.files)?.apply()?;
    let put = |name: &str, text: &str| {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap_or(&folder))
            .and_then(|()| fs::write(&path, text))
            .map_err(|e| format!("cannot write {}: {e}", path.display()))
    };
    put("src/main.rs", &read("main.rs")?)?;
    put("Cargo.toml", MANIFEST)?;
    fs::copy(root.join("Cargo.lock"), folder.join("Cargo.lock"))
        .map_err(|e| format!("cannot copy Cargo.lock: {e}"))?;
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["run", "--release", "--quiet"])
        .current_dir(&folder)
        .env("CARGO_TARGET_DIR", work.join("target"))
        .output()
        .map_err(|e| format!("cannot run cargo: {e}"))?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    Ok(said.lines().filter_map(row).collect())
}

const MANIFEST: &str = r#"[package]
name = "codec-bench"
version = "0.0.0"
edition = "2024"
publish = false

[workspace]
members = ["client"]

[dependencies]
codec = { path = "client", default-features = false }
serde = { version = "1", features = ["derive"] }
serde_json = "1"

[profile.release]
lto = "thin"
codegen-units = 1
"#;

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
