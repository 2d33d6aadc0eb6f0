//! `cargo xtask peers`: the token runtime beside servers of OAuth that others wrote.
//!
//! In: packages of npm, started on free ports of this machine by the scripts in `xtask/peers`, and a definition of each
//! there. Out: a table row × peer of what a program saw that calls them through generated clients, and whether all passed.
//! Not part of the tests: it needs npm, and waits for tokens to expire.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};

use crate::command::{cargo, finish};
use crate::workspace;

/// The peers: a script and a definition of that name, and the package that the script starts.
const PEERS: [(&str, &str); 2] =
    [("provider", "oidc-provider@9.13.3"), ("mock", "oauth2-mock-server@8.2.3")];

/// A peer that listens; it ends with this.
struct Peer {
    issuer: String,
    server: String,
    child: Child,
    /// Held open: what it says later goes nowhere, and must not end it.
    _stdout: Option<BufReader<ChildStdout>>,
}

impl Peer {
    fn start(name: &str, folder: &Path) -> Result<Self, String> {
        let log = fs::File::create(folder.join(format!("{name}.log")))
            .map_err(|e| format!("cannot write the log of {name}: {e}"))?;
        let mut child = Command::new("node")
            .arg(format!("{name}.mjs"))
            .current_dir(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .map_err(|e| format!("cannot start node: {e}"))?;
        let mut line = String::new();
        let mut stdout = child.stdout.take().map(BufReader::new);
        if let Some(stdout) = &mut stdout {
            stdout
                .read_line(&mut line)
                .map_err(|e| format!("cannot read what {name} says: {e}"))?;
        }
        let (issuer, server) = (String::new(), String::new());
        let mut peer = Self { issuer, server, child, _stdout: stdout };
        let (issuer, server) = line
            .trim()
            .split_once(' ')
            .ok_or_else(|| format!("{name} did not start; {name}.log says why"))?;
        (peer.issuer, peer.server) = (issuer.to_owned(), server.to_owned());
        Ok(peer)
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub(crate) fn run(mut parser: lexopt::Parser) -> Result<bool, String> {
    use lexopt::prelude::Value;
    let folder = match parser.next().map_err(|e| e.to_string())? {
        Some(Value(folder)) => PathBuf::from(folder),
        None => std::env::temp_dir().join("portolan-peers"),
        Some(other) => return Err(other.unexpected().to_string()),
    };
    let folder = workspace::absolute(&folder)?;
    fs::create_dir_all(&folder).map_err(|e| format!("cannot create {}: {e}", folder.display()))?;
    install(&folder)?;
    let mut peers = Vec::new();
    for (name, _) in PEERS {
        let peer = Peer::start(name, &folder)?;
        draw(name, &peer, &folder)?;
        peers.push(peer);
    }
    let results = drive(&folder)?;
    Ok(print(&results))
}

/// Installs the packages where they are not there yet, and puts the scripts beside them.
fn install(folder: &Path) -> Result<(), String> {
    let manifest = folder.join("package.json");
    if !manifest.exists() {
        write(&manifest, "{ \"name\": \"peers\", \"private\": true, \"type\": \"module\" }\n")?;
    }
    let missing = |package: &str| {
        let name = package.split('@').next().unwrap_or(package);
        !folder.join("node_modules").join(name).exists()
    };
    if PEERS.iter().any(|(_, package)| missing(package)) {
        let mut npm = Command::new("npm");
        npm.args(["install", "--no-audit", "--no-fund"]);
        finish(npm.args(PEERS.map(|(_, package)| package)).current_dir(folder))?;
    }
    for (name, _) in PEERS {
        let script = format!("{name}.mjs");
        copy(&ours()?.join(&script), &folder.join(&script))?;
    }
    Ok(())
}

/// Draws the client of a peer, where it listens now.
fn draw(name: &str, peer: &Peer, folder: &Path) -> Result<(), String> {
    let source = ours()?.join(format!("{name}.yaml"));
    let text = fs::read_to_string(&source)
        .map_err(|e| format!("cannot read {}: {e}", source.display()))?;
    let definition = folder.join(format!("{name}.yaml"));
    let text = text.replace("ISSUER", &peer.issuer).replace("SERVER", &peer.server);
    write(&definition, &text)?;
    let own = std::env::current_exe().map_err(|e| format!("cannot find the xtask: {e}"))?;
    let mut generate = Command::new(own);
    generate.args(["generate", "--quiet", "--name", name, "--out"]);
    finish(generate.arg(folder.join(name)).arg(definition).current_dir(workspace::root()?))
}

/// Builds and runs the program that calls the peers; returns row → peer → what failed.
fn drive(folder: &Path) -> Result<BTreeMap<String, BTreeMap<String, String>>, String> {
    let driver = folder.join("driver");
    let sources = driver.join("src");
    fs::create_dir_all(&sources)
        .map_err(|e| format!("cannot create {}: {e}", sources.display()))?;
    copy(&ours()?.join("driver.rs"), &sources.join("main.rs"))?;
    let runtime = workspace::root()?.join("runtime");
    let dependencies: String =
        PEERS.map(|(name, _)| format!("{name} = {{ path = \"../{name}\" }}\n")).concat();
    let manifest = format!(
        "[package]\nname = \"driver\"\nversion = \"0.0.0\"\nedition = \"2024\"\npublish = false\n\n\
         [dependencies]\n{dependencies}\
         portolan-runtime = {{ path = \"{}\" }}\n\
         tokio = {{ version = \"1\", features = [\"macros\", \"rt-multi-thread\", \"time\"] }}\n\n\
         [workspace]\n",
        runtime.display()
    );
    write(&driver.join("Cargo.toml"), &manifest)?;
    // The same versions as here, so that what is built already is used.
    copy(&workspace::root()?.join("Cargo.lock"), &driver.join("Cargo.lock"))?;
    let output = Command::new(cargo())
        .args(["run", "--quiet"])
        .current_dir(&driver)
        .env("CARGO_TARGET_DIR", workspace::root()?.join("target"))
        .stderr(Stdio::inherit())
        .output()
        .map_err(|e| format!("cannot run cargo: {e}"))?;
    if !output.status.success() {
        return Err(
            "the program that calls the peers could not be built, or ended early".to_owned()
        );
    }
    let mut results: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let mut parts = line.splitn(3, '\t').map(str::to_owned);
        if let (Some(peer), Some(row), Some(failed)) = (parts.next(), parts.next(), parts.next()) {
            results.entry(row).or_default().insert(peer, failed);
        }
    }
    Ok(results)
}

fn print(results: &BTreeMap<String, BTreeMap<String, String>>) -> bool {
    let width = results.keys().map(String::len).max().unwrap_or(0);
    print!("{:<width$}", "");
    for (name, _) in PEERS {
        print!("  {name:<8}");
    }
    println!();
    let mut failures = Vec::new();
    for (row, cells) in results {
        print!("{row:<width$}");
        for (name, _) in PEERS {
            let cell = cells.get(name).map_or("·", |failed| {
                if !failed.is_empty() {
                    failures.push(format!("{name}: {row}: {failed}"));
                }
                if failed.is_empty() { "pass" } else { "FAIL" }
            });
            print!("  {cell:<8}");
        }
        println!();
    }
    for failure in &failures {
        println!("\n{failure}");
    }
    failures.is_empty() && !results.is_empty()
}

/// The folder with scripts, definitions and the program.
fn ours() -> Result<PathBuf, String> {
    Ok(workspace::root()?.join("xtask/peers"))
}

fn write(path: &Path, text: &str) -> Result<(), String> {
    fs::write(path, text).map_err(|e| format!("cannot write {}: {e}", path.display()))
}

fn copy(from: &Path, to: &Path) -> Result<(), String> {
    fs::copy(from, to).map(drop).map_err(|e| format!("cannot write {}: {e}", to.display()))
}
