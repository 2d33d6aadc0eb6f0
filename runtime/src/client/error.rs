//! Why settings make no client.
//!
//! In: which setting, and what is wrong with it. Out: an error that says so, and never shows a password.

use std::error::Error as StdError;
use std::fmt;

use crate::auth::AuthError;
use crate::environment::BaseUrlError;
use crate::servers::UnknownEnvironment;
use crate::transport::TransportError;

/// Settings that make no client.
///
/// ```
/// use portolan_runtime::{BuildError, BuildErrorKind};
///
/// fn advice(error: &BuildError) -> &'static str {
///     match error.kind() {
///         BuildErrorKind::Environment => "check the base URL",
///         BuildErrorKind::Credentials => "check the credentials",
///         _ => "check the settings",
///     }
/// }
/// # let _ = advice;
/// ```
#[derive(Clone, Debug)]
pub struct BuildError(Wrong);

/// Which setting makes no client.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum BuildErrorKind {
    /// The environment: which one it is, or its URL.
    Environment,
    /// What credentials may be sent to besides.
    Trust,
    /// The `User-Agent`.
    UserAgent,
    /// The proxy.
    Proxy,
    /// TLS, or the builder of `reqwest`.
    Transport,
    /// The credentials.
    Credentials,
}

#[derive(Clone, Debug)]
pub(super) enum Wrong {
    Environment(BaseUrlError),
    Unnamed(UnknownEnvironment),
    Trusted(BaseUrlError),
    UserAgent,
    Proxy(&'static str),
    Transport(TransportError),
    Auth(AuthError),
}

impl BuildError {
    /// Returns which setting it is.
    pub fn kind(&self) -> BuildErrorKind {
        match &self.0 {
            Wrong::Environment(_) | Wrong::Unnamed(_) => BuildErrorKind::Environment,
            Wrong::Trusted(_) => BuildErrorKind::Trust,
            Wrong::UserAgent => BuildErrorKind::UserAgent,
            Wrong::Proxy(_) => BuildErrorKind::Proxy,
            Wrong::Transport(_) => BuildErrorKind::Transport,
            Wrong::Auth(_) => BuildErrorKind::Credentials,
        }
    }
}

impl From<Wrong> for BuildError {
    fn from(wrong: Wrong) -> Self {
        Self(wrong)
    }
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match &self.0 {
            Wrong::Environment(_) => "the environment has no usable URL",
            Wrong::Unnamed(error) => return error.fmt(f),
            Wrong::Trusted(_) => "what is trusted is no server",
            Wrong::Auth(error @ AuthError::Variable { .. }) => return error.fmt(f),
            Wrong::UserAgent => "the user agent is not a header's value",
            Wrong::Proxy(why) => why,
            Wrong::Transport(_) => "the HTTP client could not be set up",
            Wrong::Auth(_) => "the credentials cannot be used",
        })
    }
}

impl StdError for BuildError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match &self.0 {
            Wrong::Environment(error) | Wrong::Trusted(error) => Some(error),
            Wrong::UserAgent | Wrong::Proxy(_) | Wrong::Unnamed(_) => None,
            // It is said whole already.
            Wrong::Auth(AuthError::Variable { .. }) => None,
            Wrong::Transport(error) => error.source(),
            Wrong::Auth(error) => Some(error),
        }
    }
}
