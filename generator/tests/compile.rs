//! Compiles every case: one scratch workspace below the target folder, one crate a case, no warning allowed.
//!
//! Tests in `wire/<case>.rs` are put beside the case's crate and run there: what its types read and write, and
//! what its requests are made of. Those in `called/<case>.rs` run its program. Beside them, values of every component type
//! are read and written back. `PORTOLAN_CASES=streams,pages` does it for those alone.

mod round_trip;
mod support;

use std::collections::BTreeSet;
use std::env;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use support::cases;

/// The workspace of scratch crates.
struct Scratch {
    root: PathBuf,
    offline: bool,
    /// Packages with tests of their own.
    tested: BTreeSet<String>,
    /// Packages whose programs are run: only they are linked.
    called: BTreeSet<String>,
}

impl Scratch {
    /// Writes every case's crate, and nothing else.
    fn new() -> Self {
        let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("cases");
        let repository = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().unwrap();
        let mut kept = BTreeSet::new();
        let mut members = Vec::new();
        let (mut tested, mut called) = (BTreeSet::new(), BTreeSet::new());
        let chosen = env::var("PORTOLAN_CASES").ok();
        let is_chosen = |name: &str| match &chosen {
            Some(chosen) => chosen.split(',').any(|it| it == name),
            None => true,
        };
        for case in cases().into_iter().filter(|case| is_chosen(&case.name)) {
            let file = format!("{}.yaml", case.name);
            let (_, output) = support::draw(&file, &case.text, &repository.join("runtime"));
            assert!(!output.files.is_empty(), "{}: nothing is drawn", case.name);
            for file in output.files {
                let path = root.join(&case.name).join(&file.path);
                // Without TLS, which these crates do not use, nobody waits for its libraries.
                let text = match file.path.as_str() {
                    "Cargo.toml" => file.text.replacen("default = [\"rustls\", ", "default = [", 1),
                    _ => file.text,
                };
                put(&path, &text);
                kept.insert(path);
            }
            let path = root.join(&case.name).join("tests/round_trip.rs");
            if let Some(test) = round_trip::test(&file, &case.text) {
                put(&path, &test);
                kept.insert(path);
                tested.insert(output.package.clone());
            }
            for (folder, packages) in [("wire", &mut tested), ("called", &mut called)] {
                let test = support::tests().join(folder).join(format!("{}.rs", case.name));
                if test.exists() {
                    let path = root.join(&case.name).join(format!("tests/{folder}.rs"));
                    let text = fs::read_to_string(&test).unwrap();
                    let gate = if folder == "called" { "#![cfg(feature = \"cli\")]\n" } else { "" };
                    put(&path, &format!("{gate}{text}"));
                    kept.insert(path);
                    packages.insert(output.package.clone());
                }
            }
            members.push(format!("    {:?},\n", case.name));
        }
        let profile = "[profile.dev]\ndebug = false\nincremental = false\n";
        let manifest = format!(
            "[workspace]\nresolver = \"3\"\nmembers = [\n{}]\n\n{profile}",
            members.concat()
        );
        put(&root.join("Cargo.toml"), &manifest);
        // The versions of the whole workspace, which are on this machine already.
        let lock = fs::read_to_string(repository.join("Cargo.lock")).unwrap();
        let format = fs::read_to_string(repository.join("rustfmt.toml")).unwrap();
        if !root.join("Cargo.lock").exists() {
            put(&root.join("Cargo.lock"), &lock);
        }
        put(&root.join("rustfmt.toml"), &format);
        if chosen.is_none() {
            sweep(&root, &kept);
        }
        tested.extend(called.iter().cloned());
        let mut scratch = Self { root, offline: true, tested, called };
        scratch.offline =
            scratch.cargo(&["update", "--workspace"]).output().unwrap().status.success();
        scratch
    }

    /// A command of Cargo's, in its own target folder: the outer one may be locked.
    fn cargo<S: AsRef<OsStr>>(&self, arguments: &[S]) -> Command {
        let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        command
            .args(arguments)
            .current_dir(&self.root)
            .env("CARGO_TARGET_DIR", self.root.join("target"))
            .env("RUSTDOCFLAGS", "-D warnings")
            .env_remove("RUSTFLAGS");
        if self.offline && arguments.first().is_some_and(|first| first.as_ref() != "fmt") {
            command.arg("--offline");
        }
        command
    }

    /// Runs a command of Cargo's that must succeed.
    fn run(&self, arguments: &[&str], last: &[&str]) {
        let Output { status, stdout, stderr } =
            self.cargo(arguments).args(last).output().expect("cargo runs");
        assert!(
            status.success(),
            "cargo {} failed in {}:\n{}\n{}",
            arguments.join(" "),
            self.root.display(),
            String::from_utf8_lossy(&stdout),
            String::from_utf8_lossy(&stderr),
        );
    }
}

/// Writes what is not there already: what did not change is not compiled again.
fn put(path: &Path, text: &str) {
    if fs::read_to_string(path).is_ok_and(|old| old == text) {
        return;
    }
    fs::create_dir_all(path.parent().expect("a folder")).unwrap();
    fs::write(path, text).unwrap();
}

/// Removes the sources of earlier runs that are drawn no more.
fn sweep(root: &Path, kept: &BTreeSet<PathBuf>) {
    let mut folders: Vec<PathBuf> = fs::read_dir(root)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir() && path.file_name() != Some(OsStr::new("target")))
        .collect();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if !kept.contains(&path) {
                fs::remove_file(path).unwrap();
            }
        }
    }
}

/// One test, since every step builds on the one before.
#[test]
fn cases_compile_without_a_warning() {
    let scratch = Scratch::new();
    scratch.run(&["fmt", "--check"], &[]);
    scratch.run(
        &[
            "clippy",
            "--quiet",
            "--workspace",
            "--all-targets",
            "--features",
            "serde,blocking,cli",
            "--keep-going",
        ],
        &["--", "-D", "warnings"],
    );
    scratch.run(
        &["clippy", "--quiet", "--workspace", "--no-default-features", "--keep-going"],
        &["--", "-D", "warnings"],
    );
    scratch.run(&["doc", "--quiet", "--workspace", "--no-deps", "--keep-going"], &[]);
    let mut tests =
        vec!["test", "--quiet", "--features", "serde,blocking", "--tests", "--no-fail-fast"];
    tests.extend(scratch.tested.iter().flat_map(|package| ["--package", package.as_str()]));
    let programs: Vec<String> = scratch.called.iter().map(|it| format!("{it}/cli")).collect();
    tests.extend(programs.iter().flat_map(|feature| ["--features", feature.as_str()]));
    scratch.run(&tests, &[]);
}
