//! What an endpoint of OAuth 2.0 says when it refuses.
//!
//! In: the body of its answer. Out: one of the codes that the standards know, and nothing else of it.

use std::fmt;

use jiter::JsonValue;

use crate::auth::answer::find;

/// Why an endpoint of OAuth 2.0 refused (RFC 6749, 5.2; RFC 7009, 2.2.1). What else its answer says is not kept: it may quote what
/// it was sent.
///
/// ```
/// use portolan_runtime::auth::OAuthError;
///
/// assert_eq!(OAuthError::InvalidGrant.to_string(), "invalid_grant");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum OAuthError {
    /// The request lacks something, or has something twice: the definition is wrong.
    InvalidRequest,
    /// The client is unknown, or did not prove who it is.
    InvalidClient,
    /// The password or the refresh token is wrong, expired or revoked.
    InvalidGrant,
    /// The client may not get tokens in this way.
    UnauthorizedClient,
    /// The server does not give tokens in this way.
    UnsupportedGrantType,
    /// A scope is unknown, or not for this client.
    InvalidScope,
    /// The server does not revoke tokens of this kind (RFC 7009, 2.2.1).
    UnsupportedTokenType,
}

impl OAuthError {
    const ALL: [Self; 7] = [
        Self::InvalidRequest,
        Self::InvalidClient,
        Self::InvalidGrant,
        Self::UnauthorizedClient,
        Self::UnsupportedGrantType,
        Self::InvalidScope,
        Self::UnsupportedTokenType,
    ];

    /// Returns the code as the answer has it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::InvalidRequest => "invalid_request",
            Self::InvalidClient => "invalid_client",
            Self::InvalidGrant => "invalid_grant",
            Self::UnauthorizedClient => "unauthorized_client",
            Self::UnsupportedGrantType => "unsupported_grant_type",
            Self::InvalidScope => "invalid_scope",
            Self::UnsupportedTokenType => "unsupported_token_type",
        }
    }

    /// Reads the body of a refusal.
    pub(crate) fn read(body: &[u8]) -> Option<Self> {
        let json = JsonValue::parse(body, false).ok()?;
        let Some(JsonValue::Str(code)) = find(&json, "/error") else { return None };
        Self::ALL.into_iter().find(|known| known.as_str() == code)
    }
}

impl fmt::Display for OAuthError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
