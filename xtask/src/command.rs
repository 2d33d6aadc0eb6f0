//! Runs other programs to their end.
//!
//! In: a command. Out: what it printed, or why it did not do what it was to do.

use std::ffi::OsString;
use std::process::{Command, Stdio};

/// Runs a command, which is asked nothing.
pub(crate) fn finish(command: &mut Command) -> Result<(), String> {
    printed(command).map(drop)
}

/// Runs a command and returns what it printed.
pub(crate) fn printed(command: &mut Command) -> Result<String, String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let output =
        command.stdin(Stdio::null()).output().map_err(|e| format!("cannot run {name}: {e}"))?;
    match output.status.success() {
        true => Ok(String::from_utf8_lossy(&output.stdout).into_owned()),
        false => Err(format!("{name} failed: {}", String::from_utf8_lossy(&output.stderr).trim())),
    }
}

/// The cargo that runs this program, or the machine's.
pub(crate) fn cargo() -> OsString {
    std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_tells_what_was_said() {
        assert!(
            printed(Command::new(cargo()).arg("--version"))
                .expect("a version")
                .starts_with("cargo ")
        );
        let error =
            finish(Command::new(cargo()).arg("no-such-command")).expect_err("no such command");
        assert!(error.contains(" failed: ") && error.contains("no-such-command"), "{error}");
        let missing = finish(&mut Command::new("/no/such/program")).expect_err("no program");
        assert!(missing.starts_with("cannot run /no/such/program: "), "{missing}");
    }
}
