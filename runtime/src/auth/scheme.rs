//! What a security scheme says: how a credential travels, and what an operation needs.
//!
//! In: constants that generated code writes. Out: the same, read by the sessions. It must not know credentials.

use std::fmt;

use super::flow::{Switch, TokenFlow};

/// A security scheme of an API.
///
/// ```
/// use portolan_runtime::auth::{Carry, Scheme};
///
/// static KEY: Scheme = Scheme::api_key("key", Carry::raw_header("X-Api-Key"));
/// static JWT: Scheme = Scheme::token("JWT", Carry::header("Authorization", "Bearer")).rejected(&[401, 403]);
/// assert_eq!((KEY.name(), JWT.name()), ("key", "JWT"));
/// ```
#[derive(Debug)]
pub struct Scheme {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    pub(crate) rejected: &'static [u16],
    pub(crate) switch: Option<&'static Switch>,
}

#[derive(Debug)]
pub(crate) enum Kind {
    Token { carry: Carry, flow: Option<&'static TokenFlow> },
    Basic,
    ApiKey { carry: Carry },
}

impl Scheme {
    const fn new(name: &'static str, kind: Kind) -> Self {
        Self { name, kind, rejected: &[401], switch: None }
    }

    /// A token, given or acquired. An answer with the status 401 rejects it.
    pub const fn token(name: &'static str, carry: Carry) -> Self {
        Self::new(name, Kind::Token { carry, flow: None })
    }

    /// HTTP Basic (RFC 7617).
    pub const fn basic(name: &'static str) -> Self {
        Self::new(name, Kind::Basic)
    }

    /// A key that never changes.
    pub const fn api_key(name: &'static str, carry: Carry) -> Self {
        Self::new(name, Kind::ApiKey { carry })
    }

    /// Sets the statuses that mean "this token is no longer good".
    #[must_use]
    pub const fn rejected(self, statuses: &'static [u16]) -> Self {
        Self { rejected: statuses, ..self }
    }

    /// Sets how a token is acquired and renewed; without effect where the scheme is not a token.
    #[must_use]
    pub const fn flow(self, flow: &'static TokenFlow) -> Self {
        match self.kind {
            Kind::Token { carry, .. } => {
                Self { kind: Kind::Token { carry, flow: Some(flow) }, ..self }
            }
            kind => Self { kind, ..self },
        }
    }

    /// Sets what an operation does that moves a session to another identity; [`Operation::switches`] says which.
    ///
    /// [`Operation::switches`]: crate::Operation::switches
    #[must_use]
    pub const fn switch(self, switch: &'static Switch) -> Self {
        Self { switch: Some(switch), ..self }
    }

    /// Returns the name that the API's definition gives it.
    pub const fn name(&self) -> &'static str {
        self.name
    }
}

impl fmt::Display for Scheme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

/// How a credential travels in a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Carry {
    /// In a header, after a prefix and one space: `Authorization: Bearer …`.
    Header {
        /// The header's name.
        name: &'static str,
        /// What stands before the credential; `None`: nothing.
        prefix: Option<&'static str>,
    },
    /// In a query parameter.
    Query {
        /// The parameter's name.
        name: &'static str,
    },
    /// In a cookie.
    Cookie {
        /// The cookie's name.
        name: &'static str,
    },
}

impl Carry {
    /// In a header, after a prefix.
    pub const fn header(name: &'static str, prefix: &'static str) -> Self {
        Self::Header { name, prefix: Some(prefix) }
    }

    /// In a header, alone.
    pub const fn raw_header(name: &'static str) -> Self {
        Self::Header { name, prefix: None }
    }

    /// In a query parameter.
    pub const fn query(name: &'static str) -> Self {
        Self::Query { name }
    }

    /// In a cookie.
    pub const fn cookie(name: &'static str) -> Self {
        Self::Cookie { name }
    }
}

/// One way to satisfy an operation's security: all of its parts. Without a part, anonymous is fine.
#[derive(Clone, Copy, Debug)]
pub struct Requirement(pub &'static [Part]);

/// One scheme of a [`Requirement`].
#[derive(Clone, Copy, Debug)]
pub struct Part {
    /// The scheme.
    pub scheme: &'static Scheme,
    /// The scopes that the operation needs.
    pub scopes: &'static [&'static str],
}
