//! Why a request could not be given its credentials.
//!
//! In: what went wrong. Out: a typed error that many callers can share. It holds no secret, no body of a token
//! endpoint, and nothing that was read from one.

mod discovery;
mod oauth;

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

use http::StatusCode;

pub use self::discovery::DiscoveryError;
pub use self::oauth::OAuthError;
use super::scheme::Scheme;
use crate::transport::TransportError;

/// A request that could not be given its credentials.
///
/// All callers that waited for the same token get the same error.
///
/// ```
/// use portolan_runtime::auth::AuthError;
///
/// fn advice(error: &AuthError) -> &'static str {
///     match error {
///         AuthError::Rejected { .. } => "check the password",
///         error if error.is_transient() => "try again later",
///         _ => "see the message",
///     }
/// }
/// assert_eq!(advice(&AuthError::Panicked { scheme: "JWT" }), "try again later");
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum AuthError {
    /// The operation needs a credential, and none that would do was given.
    MissingCredentials {
        /// The schemes of which one combination would do.
        schemes: Vec<&'static str>,
        /// How to give them: the methods of the client's builder.
        setters: String,
    },
    /// The token endpoint refused the credentials. It is not asked again with them.
    Rejected {
        /// The scheme.
        scheme: &'static str,
        /// The status of its answer.
        status: StatusCode,
        /// What OAuth calls it, where the answer says so.
        code: Option<OAuthError>,
    },
    /// The token endpoint could not be reached or failed.
    Unavailable {
        /// The scheme.
        scheme: &'static str,
        /// The status of its answer, where there was one.
        status: Option<StatusCode>,
        /// Why there was no answer.
        source: Option<TransportError>,
    },
    /// The provider's description of itself could not be had, or is not to be trusted (OpenID Connect Discovery 1.0).
    /// No credential was sent.
    Discovery {
        /// The scheme.
        scheme: &'static str,
        /// What is wrong.
        problem: DiscoveryError,
        /// Why there was no answer.
        source: Option<TransportError>,
    },
    /// The token endpoint, the source or the store took too long.
    TimedOut {
        /// The scheme.
        scheme: &'static str,
    },
    /// The token endpoint's answer could not be read.
    Malformed {
        /// The scheme.
        scheme: &'static str,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// A credential or a token has a character that cannot be sent, a line break for example.
    InvalidToken {
        /// The scheme.
        scheme: &'static str,
    },
    /// The token had expired already when it came.
    Expired {
        /// The scheme.
        scheme: &'static str,
    },
    /// A credential would have travelled over `http://` to another machine.
    InsecureTransport {
        /// Where to.
        origin: String,
    },
    /// A request to one origin would have carried a credential that belongs to another.
    WrongOrigin {
        /// Where the credential belongs.
        bound: String,
        /// Where the request was going.
        requested: String,
    },
    /// The application's own source of tokens failed.
    Source {
        /// The scheme.
        scheme: &'static str,
        /// Its error.
        source: Arc<dyn StdError + Send + Sync>,
    },
    /// The task that was getting the token panicked. The next call starts another.
    Panicked {
        /// The scheme.
        scheme: &'static str,
    },
    /// The async runtime ended under the task that was getting the token, or there is none.
    Shutdown {
        /// The scheme.
        scheme: &'static str,
    },
    /// The session was switched to another account, cannot be renewed, and no login names that account. It is not
    /// taken back to the login's own account unasked: forget the tokens for that.
    SessionEnded {
        /// The scheme.
        scheme: &'static str,
    },
    /// The refresh token that was given is no longer good, or was never: a person has to consent once more.
    ConsentEnded {
        /// The scheme.
        scheme: &'static str,
    },
    /// A credential was given that the scheme cannot use.
    Mismatch {
        /// The scheme.
        scheme: &'static str,
        /// What it takes.
        expected: &'static str,
    },
    /// The definition describes a token request that cannot be made.
    Flow {
        /// The scheme.
        scheme: &'static str,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// An environment variable is missing or cannot be used.
    Variable {
        /// Its name.
        name: String,
        /// What is wrong with it.
        problem: &'static str,
    },
}

impl AuthError {
    /// Returns what OAuth calls a refusal, where the token endpoint said so.
    pub fn oauth(&self) -> Option<OAuthError> {
        match self {
            Self::Rejected { code, .. } => *code,
            _ => None,
        }
    }

    /// Names what is missing of each alternative.
    pub(crate) fn missing(alternatives: &[Vec<&'static Scheme>]) -> Self {
        let mut schemes = Vec::new();
        for scheme in alternatives.iter().flatten() {
            if !schemes.contains(&scheme.name) {
                schemes.push(scheme.name);
            }
        }
        let setters: Vec<String> = alternatives
            .iter()
            .map(|missing| {
                let methods = missing.iter().map(|scheme| format!("`.{}(…)`", scheme.method()));
                methods.collect::<Vec<_>>().join(" and ")
            })
            .collect();
        Self::MissingCredentials { schemes, setters: setters.join(" or ") }
    }

    /// Tells whether the same call may succeed later without anything being changed.
    pub fn is_transient(&self) -> bool {
        if let Self::Discovery { problem, .. } = self {
            return problem.is_transient();
        }
        matches!(
            self,
            Self::Unavailable { .. }
                | Self::TimedOut { .. }
                | Self::Malformed { .. }
                | Self::Expired { .. }
                | Self::Source { .. }
                | Self::Panicked { .. }
                | Self::Shutdown { .. }
        )
    }
}

impl fmt::Display for AuthError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MissingCredentials { schemes, setters } => {
                let schemes = schemes.join(" or ");
                write!(
                    f,
                    "no credentials for {schemes}: give them to the client's builder, {setters}"
                )
            }
            Self::Rejected { scheme, status, code } => {
                write!(f, "{scheme}: the credentials were refused (status {}", status.as_u16())?;
                match code {
                    Some(code) => write!(f, ", {code})"),
                    None => f.write_str(")"),
                }
            }
            Self::Unavailable { scheme, status: Some(status), .. } => {
                write!(f, "{scheme}: the token endpoint failed (status {})", status.as_u16())
            }
            Self::Unavailable { scheme, status: None, .. } => {
                write!(f, "{scheme}: the token endpoint did not answer")
            }
            Self::Discovery { scheme, problem, .. } => {
                write!(f, "{scheme}: the provider's discovery document cannot be used: {problem}")
            }
            Self::TimedOut { scheme } => write!(f, "{scheme}: getting a token took too long"),
            Self::Malformed { scheme, problem } => {
                write!(f, "{scheme}: the token endpoint's answer cannot be used: {problem}")
            }
            Self::InvalidToken { scheme } => {
                write!(f, "{scheme}: a credential has a character that cannot be sent")
            }
            Self::Expired { scheme } => {
                write!(f, "{scheme}: the token had expired already when it came")
            }
            Self::InsecureTransport { origin } => {
                write!(f, "credentials are not sent to {origin}, which is not encrypted")
            }
            Self::WrongOrigin { bound, requested } => {
                write!(
                    f,
                    "credentials for {bound} are not sent to {requested}, unless the builder is told to `.trust(url)` it"
                )
            }
            Self::Source { scheme, .. } => write!(f, "{scheme}: the source of tokens failed"),
            Self::Panicked { scheme } => {
                write!(f, "{scheme}: the task that was getting a token panicked")
            }
            Self::Shutdown { scheme } => {
                write!(f, "{scheme}: no async runtime to get a token, or it is shutting down")
            }
            Self::SessionEnded { scheme } => {
                write!(
                    f,
                    "{scheme}: the switched session ended, and a login would be for another account"
                )
            }
            Self::ConsentEnded { scheme } => {
                write!(f, "{scheme}: the refresh token is no longer good: consent is needed again")
            }
            Self::Mismatch { scheme, expected } => write!(f, "{scheme} takes {expected}"),
            Self::Flow { scheme, problem } => {
                write!(f, "{scheme}: the token request cannot be made: {problem}")
            }
            Self::Variable { name, problem } => {
                write!(f, "the environment variable {name} {problem}")
            }
        }
    }
}

impl StdError for AuthError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Unavailable { source: Some(source), .. }
            | Self::Discovery { source: Some(source), .. } => Some(source),
            Self::Source { source, .. } => Some(&**source),
            _ => None,
        }
    }
}
