//! A `redis-server` that stops with its test.

use std::io::Write;
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use portolan_runtime::auth::RedisStore;

pub(crate) struct Redis {
    child: Child,
    port: u16,
}

impl Redis {
    /// Starts one on a free port; `None`, and a line on the terminal, where none is installed.
    pub(crate) fn start() -> Option<Self> {
        for _ in 0..5 {
            let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
            let child = Command::new("redis-server")
                .args(["--port", &port.to_string(), "--bind", "127.0.0.1"])
                .args(["--save", "", "--appendonly", "no", "--loglevel", "warning"])
                .stdin(Stdio::null())
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn();
            let child = match child {
                Ok(child) => child,
                Err(error) => {
                    // Past the harness, which hides what a test that passes prints.
                    let line = format!("SKIPPED: no redis-server is installed ({error})\n");
                    std::io::stderr().write_all(line.as_bytes()).unwrap();
                    return None;
                }
            };
            let mut redis = Self { child, port };
            let begin = Instant::now();
            while begin.elapsed() < Duration::from_secs(20) {
                if redis.try_cli(&["PING"]).is_some_and(|answer| answer == "PONG") {
                    return Some(redis);
                }
                if redis.child.try_wait().unwrap().is_some() {
                    // Somebody was faster with the port.
                    break;
                }
                std::thread::sleep(Duration::from_millis(20));
            }
        }
        panic!("redis-server does not start");
    }

    pub(crate) fn url(&self) -> String {
        format!("redis://127.0.0.1:{}/0", self.port)
    }

    pub(crate) fn store(&self) -> RedisStore {
        RedisStore::open(&self.url()).unwrap()
    }

    /// Sends a command and returns the answer.
    pub(crate) fn cli(&self, command: &[&str]) -> String {
        self.try_cli(command).unwrap()
    }

    pub(crate) fn keys(&self, pattern: &str) -> Vec<String> {
        let keys = self.cli(&["KEYS", pattern]);
        keys.lines().filter(|key| !key.is_empty()).map(str::to_owned).collect()
    }

    fn try_cli(&self, command: &[&str]) -> Option<String> {
        let output = Command::new("redis-cli")
            .args(["-h", "127.0.0.1", "-p", &self.port.to_string()])
            .args(command)
            .output()
            .ok()?;
        let text = String::from_utf8(output.stdout).ok()?;
        output.status.success().then(|| text.trim_end_matches('\n').to_owned())
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
