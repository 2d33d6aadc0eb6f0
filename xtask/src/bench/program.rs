//! Builds a program of `xtask/bench` with the client of its definition.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use portolan_generator::{Options, Runtime, Source};

use crate::command;
use crate::crate_dir::Plan;

/// Draws the client of the definition beside the program, builds both, optimized, and returns the program.
pub(super) fn build(root: &Path, work: &Path, name: &str) -> Result<PathBuf, String> {
    let from = root.join("xtask/bench").join(name);
    let read = |file: &str| {
        fs::read_to_string(from.join(file))
            .map_err(|e| format!("cannot read {}: {e}", from.join(file).display()))
    };
    let source = Source::new(format!("{name}.yaml"), read("definition.yaml")?);
    let options = Options {
        runtime: Runtime::Path(root.join("runtime").to_string_lossy().replace('\\', "/")),
        ..Options::default()
    };
    let output = portolan_generator::generate(&source, &options, &mut |_| {});
    let folder = work.join(name);
    Plan::new(&folder.join("client"), &output.files)?.apply()?;
    let put = |file: &str, text: &str| {
        let path = folder.join(file);
        fs::create_dir_all(path.parent().unwrap_or(&folder))
            .and_then(|()| fs::write(&path, text))
            .map_err(|e| format!("cannot write {}: {e}", path.display()))
    };
    put("src/main.rs", &read("main.rs")?)?;
    put("Cargo.toml", &MANIFEST.replace("NAME", name))?;
    fs::copy(root.join("Cargo.lock"), folder.join("Cargo.lock"))
        .map_err(|e| format!("cannot copy Cargo.lock: {e}"))?;
    let target = work.join("target");
    let mut build = Command::new(command::cargo());
    build.args(["build", "--release", "--quiet"]).current_dir(&folder);
    command::finish(build.env("CARGO_TARGET_DIR", &target))?;
    Ok(target.join("release").join(format!("{name}-bench")))
}

const MANIFEST: &str = r#"[package]
name = "NAME-bench"
version = "0.0.0"
edition = "2024"
publish = false

[workspace]
members = ["client"]

[dependencies]
bytes = "1"
http = "1"
nix = { version = "0.32", features = ["time"] }
percent-encoding = "2"
NAME = { path = "client", default-features = false }
serde = { version = "1", features = ["derive"] }
serde_json = "1"
tokio = { version = "1", features = ["rt", "time"] }

[profile.release]
lto = "thin"
codegen-units = 1
"#;
