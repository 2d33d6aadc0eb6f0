//! Measures one child: its CPU seconds and its peak of memory, as the operating system counts them.
//!
//! In: a command. Out: what it used. The peak that is told for children is that of the largest so far, so every child is
//! run by a process of its own: `cargo xtask bench child …` runs one and prints a line.

use std::process::{Command, Stdio};

use nix::sys::resource::{UsageWho, getrusage};
use serde_json::{Value, json};

/// What a process and its children used.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Usage {
    /// CPU seconds, user and system.
    pub(crate) cpu: f64,
    /// The largest resident set of one process, in bytes.
    pub(crate) peak: u64,
}

/// Kilobytes of address space that a command may have; the first argument is the seconds that it may take.
const LIMITS: &str = "ulimit -v 18000000; exec timeout \"$@\"";

/// What `timeout` exits with where the time was too short.
const TOO_LONG: u64 = 124;

/// Runs a command for so many seconds at most and tells what it used; its output is an error's text where it fails.
pub(crate) fn measure(command: &mut Command, seconds: u32) -> Result<Usage, String> {
    let own = std::env::current_exe().map_err(|e| format!("cannot find this program: {e}"))?;
    let mut outer = Command::new(own);
    outer.args(["bench", "child", "sh", "-c", LIMITS, "sh", &seconds.to_string()]);
    outer.arg(command.get_program()).args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => outer.env(name, value),
            None => outer.env_remove(name),
        };
    }
    if let Some(folder) = command.get_current_dir() {
        outer.current_dir(folder);
    }
    let output = outer.output().map_err(|e| format!("cannot run {command:?}: {e}"))?;
    let said = String::from_utf8_lossy(&output.stdout);
    let line = said.lines().last().unwrap_or_default();
    let used: Value = serde_json::from_str(line).unwrap_or_default();
    match (output.status.success(), used["cpu"].as_f64(), used["peak"].as_u64()) {
        (true, Some(cpu), Some(peak)) => Ok(Usage { cpu, peak }),
        _ if used["code"] == TOO_LONG => Err(format!("takes more than {seconds} s")),
        _ => Err(format!("{command:?}: {}", String::from_utf8_lossy(&output.stderr).trim_end())),
    }
}

/// Runs `bench child PROGRAM ARGUMENTS…`: the program's errors are passed on, what it prints is not.
pub(crate) fn child(
    mut arguments: impl Iterator<Item = std::ffi::OsString>,
) -> Result<bool, String> {
    let program = arguments.next().ok_or("bench child takes a program")?;
    let status = Command::new(&program)
        .args(arguments)
        .stdout(Stdio::null())
        .status()
        .map_err(|e| format!("cannot run {}: {e}", program.to_string_lossy()))?;
    let used = usage(UsageWho::RUSAGE_CHILDREN)?;
    println!("{}", json!({ "cpu": used.cpu, "peak": used.peak, "code": status.code() }));
    Ok(status.success())
}

/// CPU seconds of this process so far.
pub(crate) fn own_cpu() -> Result<f64, String> {
    usage(UsageWho::RUSAGE_SELF).map(|usage| usage.cpu)
}

/// The largest resident set of this process so far, in bytes.
pub(crate) fn own_peak() -> Result<u64, String> {
    usage(UsageWho::RUSAGE_SELF).map(|usage| usage.peak)
}

fn usage(who: UsageWho) -> Result<Usage, String> {
    let usage =
        getrusage(who).map_err(|e| format!("the system does not tell what was used: {e}"))?;
    let seconds =
        |time: nix::sys::time::TimeVal| time.tv_sec() as f64 + time.tv_usec() as f64 / 1e6;
    Ok(Usage {
        cpu: seconds(usage.user_time()) + seconds(usage.system_time()),
        // Linux tells kibibytes.
        peak: u64::try_from(usage.max_rss()).unwrap_or_default() * 1024,
    })
}

/// The middle of some figures.
pub(crate) fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or_default()
}
