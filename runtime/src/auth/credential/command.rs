//! A command whose output is a token: `gcloud auth print-access-token`, a password manager.
//!
//! In: a program and its arguments. Out: what it prints. Neither that nor its complaints are ever shown.

use std::ffi::OsString;
use std::fmt;
use std::process::Stdio;
use std::time::Duration;

use tokio::io::AsyncReadExt;
use tokio::process::Command;
use zeroize::Zeroizing;

use super::{SourceError, Token, TokenSource};

/// More is not a token.
const LARGEST: u64 = 1 << 16;

/// Takes tokens from the output of a command.
///
/// The command is run, without a shell, when a token is needed: once for all callers, again before
/// [`expires_in`](Self::expires_in) has passed, and after a token was rejected. What it prints is the token, without the
/// white space around it. It is killed when it takes longer than a token may.
///
/// ```
/// use std::time::Duration;
///
/// use portolan_runtime::auth::{CommandSource, Credential};
///
/// let command = CommandSource::new("gcloud").args(["auth", "print-access-token"]);
/// let credential = Credential::source(command.expires_in(Duration::from_secs(1800)));
/// # let _ = credential;
/// ```
#[derive(Clone)]
pub struct CommandSource {
    program: OsString,
    arguments: Vec<OsString>,
    lifetime: Option<Duration>,
}

impl CommandSource {
    /// Takes the program's name, looked up as a shell does, or its path.
    pub fn new(program: impl Into<OsString>) -> Self {
        Self { program: program.into(), arguments: Vec::new(), lifetime: None }
    }

    /// Adds arguments.
    #[must_use]
    pub fn args(mut self, arguments: impl IntoIterator<Item = impl Into<OsString>>) -> Self {
        self.arguments.extend(arguments.into_iter().map(Into::into));
        self
    }

    /// Tells how long its tokens live. Without it, one is used until it is rejected.
    #[must_use]
    pub fn expires_in(self, lifetime: Duration) -> Self {
        Self { lifetime: Some(lifetime), ..self }
    }
}

impl TokenSource for CommandSource {
    async fn token(&self) -> Result<Token, SourceError> {
        let mut child = Command::new(&self.program)
            .args(&self.arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .map_err(|error| format!("the command cannot be run: {}", error.kind()))?;
        // Room for all of it: a buffer that grows leaves a copy behind that nobody wipes.
        let mut output = Zeroizing::new(Vec::with_capacity(1 << 16));
        if let Some(stdout) = child.stdout.take() {
            stdout.take(LARGEST).read_to_end(&mut output).await?;
        }
        let status = child.wait().await?;
        if !status.success() {
            return Err(format!("the command failed: {status}").into());
        }
        let text = std::str::from_utf8(&output).map_err(|_| "its output is not UTF-8")?.trim();
        if text.is_empty() {
            return Err("the command printed nothing".into());
        }
        let token = Token::new(text);
        Ok(match self.lifetime {
            Some(lifetime) => token.expires_in(lifetime),
            None => token,
        })
    }
}

impl fmt::Debug for CommandSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // An argument may be a secret.
        f.debug_struct("CommandSource").field("program", &self.program).finish_non_exhaustive()
    }
}
