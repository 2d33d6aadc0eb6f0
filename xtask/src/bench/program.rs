//! Builds programs of `xtask/bench` with the client of their definition.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use portolan_generator::{Options, Runtime, Source};

use crate::command;
use crate::crate_dir::Plan;

/// A folder of `xtask/bench`: a definition, and programs that call its client.
pub(super) struct Programs {
    pub(super) name: &'static str,
    /// The sources; each becomes a program of its name.
    pub(super) sources: &'static [&'static str],
    /// What they need beside what all need, as lines of a manifest.
    pub(super) dependencies: &'static str,
    /// Whether the client has its default features, a transport among them.
    pub(super) transport: bool,
}

impl Programs {
    /// The program `main.rs` of a folder, whose client has no transport.
    pub(super) const fn main(name: &'static str) -> Self {
        Self { name, sources: &["main"], dependencies: "", transport: false }
    }
}

/// Draws the client of the definition beside the programs, builds all, optimized, and returns where the programs are.
pub(super) fn build(root: &Path, work: &Path, programs: &Programs) -> Result<PathBuf, String> {
    let name = programs.name;
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
    let mut manifest = MANIFEST
        .replace("NAME", name)
        .replace("FEATURES", if programs.transport { "" } else { ", default-features = false" })
        .replace("MORE\n", programs.dependencies);
    for source in programs.sources {
        let path = format!("src/{source}.rs");
        put(&path, &read(&format!("{source}.rs"))?)?;
        let _ = write!(manifest, "\n[[bin]]\nname = \"{name}-{source}\"\npath = \"{path}\"\n");
    }
    put("Cargo.toml", &manifest)?;
    fs::copy(root.join("Cargo.lock"), folder.join("Cargo.lock"))
        .map_err(|e| format!("cannot copy Cargo.lock: {e}"))?;
    let target = work.join("target");
    let mut build = Command::new(command::cargo());
    build.args(["build", "--release", "--quiet"]).current_dir(&folder);
    command::finish(build.env("CARGO_TARGET_DIR", &target))?;
    Ok(target.join("release"))
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
NAME = { path = "client"FEATURES }
serde = { version = "1", features = ["derive"] }
serde_json = "1"
tokio = { version = "1", features = ["rt", "time"] }
MORE

[profile.release]
lto = "thin"
codegen-units = 1
strip = true
"#;
