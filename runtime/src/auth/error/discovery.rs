//! What can be wrong with a provider's description of itself.
//!
//! In: what was found. Out: a reason that quotes nothing of it.

use std::fmt;

use http::StatusCode;

/// Why a provider's description of itself is not used.
///
/// ```
/// use portolan_runtime::auth::DiscoveryError;
///
/// assert_eq!(DiscoveryError::OtherIssuer.to_string(), "it is the one of another issuer");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DiscoveryError {
    /// It did not come, or not in time.
    Unanswered,
    /// The answer's status is no success.
    Status(StatusCode),
    /// It is no JSON object, or too large.
    Unreadable,
    /// Its issuer is not the one whose URL was asked.
    OtherIssuer,
    /// It does not name the endpoint that is needed.
    NoEndpoint,
    /// The endpoint that it names is no URL of `https://`.
    InsecureEndpoint,
}

impl DiscoveryError {
    /// Tells whether there is nothing wrong but that the provider does not do it.
    pub(crate) fn is_missing(self) -> bool {
        self == Self::NoEndpoint
    }

    /// Tells whether it may be otherwise the next time.
    pub(crate) fn is_transient(self) -> bool {
        match self {
            Self::Unanswered | Self::Unreadable => true,
            Self::Status(status) => {
                status.is_server_error() || matches!(status.as_u16(), 408 | 425 | 429)
            }
            Self::OtherIssuer | Self::NoEndpoint | Self::InsecureEndpoint => false,
        }
    }
}

impl fmt::Display for DiscoveryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unanswered => "there was no answer",
            Self::Status(status) => return write!(f, "the answer's status is {}", status.as_u16()),
            Self::Unreadable => "it is no JSON object, or too large",
            Self::OtherIssuer => "it is the one of another issuer",
            Self::NoEndpoint => "it does not name the endpoint that is needed",
            Self::InsecureEndpoint => "the endpoint that it names is not one of https",
        })
    }
}
