//! What a security scheme says: how a credential travels, and what an operation needs.
//!
//! In: constants that generated code writes. Out: the same, read by the sessions. It must not know credentials.

use std::fmt;

use super::flow::{Revocation, Switch, TokenFlow};

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
    /// Nothing requires it: it is sent where there is a credential.
    pub(crate) voluntary: bool,
    /// What requests for its token carry besides.
    pub(crate) beside: &'static [Requirement],
    /// The builder's method that takes its credential, where that is not called as the scheme is.
    setter: Option<&'static str>,
    openid_connect: Option<&'static str>,
    /// How its tokens are revoked, where the definition says that itself.
    revocation: Option<&'static Revocation>,
    /// The sets of scopes that operations ask of it.
    pub(crate) scopes: &'static [&'static [&'static str]],
}

#[derive(Debug)]
pub(crate) enum Kind {
    Token { carry: Carry, flows: Flows },
    Basic,
    ApiKey { carry: Carry },
    Certificate,
}

/// How the token of a scheme can be acquired.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Flows {
    /// Only one way, whatever the credentials are called.
    One(&'static TokenFlow),
    /// By the name of the credentials that each asks for; none: it can only be given.
    Several(&'static [(&'static str, &'static TokenFlow)]),
}

impl Flows {
    /// Returns the flow that asks for credentials of a name.
    pub(crate) fn of(self, credentials: &str) -> Option<&'static TokenFlow> {
        match self {
            Self::One(flow) => Some(flow),
            Self::Several(flows) => {
                flows.iter().find(|(name, _)| *name == credentials).map(|(_, flow)| *flow)
            }
        }
    }
}

impl Scheme {
    const fn new(name: &'static str, kind: Kind) -> Self {
        Self {
            name,
            kind,
            rejected: &[401],
            switch: None,
            voluntary: false,
            beside: &[],
            setter: None,
            openid_connect: None,
            revocation: None,
            scopes: &[],
        }
    }

    /// A token, given or acquired. An answer with the status 401 rejects it.
    pub const fn token(name: &'static str, carry: Carry) -> Self {
        Self::new(name, Kind::Token { carry, flows: Flows::Several(&[]) })
    }

    /// HTTP Basic (RFC 7617).
    pub const fn basic(name: &'static str) -> Self {
        Self::new(name, Kind::Basic)
    }

    /// A key that never changes.
    pub const fn api_key(name: &'static str, carry: Carry) -> Self {
        Self::new(name, Kind::ApiKey { carry })
    }

    /// A certificate that the transport presents when it connects (mutual TLS): a request carries nothing for it.
    pub const fn certificate(name: &'static str) -> Self {
        Self::new(name, Kind::Certificate)
    }

    /// Sets the statuses that mean "this token is no longer good".
    #[must_use]
    pub const fn rejected(self, statuses: &'static [u16]) -> Self {
        Self { rejected: statuses, ..self }
    }

    /// Sets how a token is acquired and renewed; without effect where the scheme is not a token.
    #[must_use]
    pub const fn flow(self, flow: &'static TokenFlow) -> Self {
        self.acquired(Flows::One(flow))
    }

    /// Sets several ways to acquire a token, each by the name of the [`credentials!`](crate::credentials) that it asks
    /// for.
    #[must_use]
    pub const fn flows(self, flows: &'static [(&'static str, &'static TokenFlow)]) -> Self {
        self.acquired(Flows::Several(flows))
    }

    const fn acquired(self, flows: Flows) -> Self {
        match self.kind {
            Kind::Token { carry, .. } => Self { kind: Kind::Token { carry, flows }, ..self },
            kind => Self { kind, ..self },
        }
    }

    /// Sets where the OpenID provider describes itself (OpenID Connect Discovery 1.0).
    #[must_use]
    pub const fn openid_connect(self, url: &'static str) -> Self {
        Self { openid_connect: Some(url), ..self }
    }

    /// Sets how a token is revoked. Without it, it is where the provider that [`Self::openid_connect`] names says.
    #[must_use]
    pub const fn revoked_by(self, revocation: &'static Revocation) -> Self {
        Self { revocation: Some(revocation), ..self }
    }

    /// Sets the sets of scopes that operations ask of it, so that what a store has for them is found.
    #[must_use]
    pub const fn scopes(self, sets: &'static [&'static [&'static str]]) -> Self {
        Self { scopes: sets, ..self }
    }

    /// Tells that no operation requires it: a requirement that names it is satisfied without a credential, too, and
    /// sends the one that there is.
    #[must_use]
    pub const fn voluntary(self) -> Self {
        Self { voluntary: true, ..self }
    }

    /// Sets what requests for its token carry besides, of what never changes: a key of the whole API.
    #[must_use]
    pub const fn token_requests(self, needs: &'static [Requirement]) -> Self {
        Self { beside: needs, ..self }
    }

    /// Names the builder's method that takes the credential, where that is not called as the scheme is.
    #[must_use]
    pub const fn setter(self, method: &'static str) -> Self {
        Self { setter: Some(method), ..self }
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

    /// Returns where the OpenID provider describes itself, where the definition says that.
    pub const fn openid_connect_url(&self) -> Option<&'static str> {
        self.openid_connect
    }

    /// Returns how a token is revoked.
    pub(crate) fn revocation(&self) -> Option<&'static Revocation> {
        self.revocation.or_else(|| self.openid_connect.map(|_| &Revocation::STANDARD))
    }

    /// Returns the builder's method that takes the credential.
    pub(crate) fn method(&self) -> &'static str {
        self.setter.unwrap_or(self.name)
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

    /// Tells whether a request has only one place for both.
    pub(crate) fn is_place_of(self, other: Self) -> bool {
        match (self, other) {
            (Self::Header { name, .. }, Self::Header { name: other, .. }) => {
                name.eq_ignore_ascii_case(other)
            }
            (Self::Query { name }, Self::Query { name: other })
            | (Self::Cookie { name }, Self::Cookie { name: other }) => name == other,
            _ => false,
        }
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
