//! Security schemes and what operations require of them.
//!
//! In and out: plain data, as in the rest of [`ir`](super). It must not know how a token is kept.

use super::{TokenFlow, TokenRevocation};
use crate::diagnostic::Place;

/// Index of a [`Scheme`] in [`Api::schemes`](super::Api::schemes).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SchemeId(pub usize);

/// A security scheme.
#[derive(Clone, Debug, PartialEq)]
pub struct Scheme {
    /// Key in `components.securitySchemes`.
    pub name: String,
    /// Description as in the definition.
    pub description: Option<String>,
    /// Deprecated by the definition.
    pub deprecated: bool,
    /// How a request shows the credential, and where the credential comes from.
    pub kind: SchemeKind,
    /// Nothing requires it: it is sent where a credential is given and nothing else is said.
    pub voluntary: bool,
    /// Where the provider describes itself (`openIdConnectUrl`, `oauth2MetadataUrl`).
    pub openid_connect: Option<String>,
    /// How its tokens are revoked, where the definition says that; what the provider names needs no word.
    pub revoke: Option<TokenRevocation>,
    /// Where it stands.
    pub place: Place,
}

impl Scheme {
    /// Returns the ways to acquire its token.
    pub fn flows(&self) -> &[TokenFlow] {
        match &self.kind {
            SchemeKind::Token { flows, .. } => flows,
            SchemeKind::Basic | SchemeKind::ApiKey { .. } | SchemeKind::Certificate => &[],
        }
    }
}

/// The kinds of security scheme.
#[derive(Clone, Debug, PartialEq)]
pub enum SchemeKind {
    /// A bearer token (RFC 6750) or another scheme whose credentials the caller only has as a text.
    /// With a flow, the runtime acquires and renews it.
    Token {
        /// How it travels.
        carry: Carry,
        /// How it is acquired, each with credentials of its own; none: it can only be given.
        flows: Vec<TokenFlow>,
        /// Statuses that mean "this token is no longer good"; `[401]` unless the definition says more.
        rejected: Vec<u16>,
    },
    /// HTTP Basic (RFC 7617).
    Basic,
    /// A key that never changes.
    ApiKey {
        /// How it travels.
        carry: Carry,
    },
    /// A certificate that the caller's transport presents (mutual TLS).
    Certificate,
}

/// How a credential travels in a request.
#[derive(Clone, Debug, PartialEq)]
pub enum Carry {
    /// In a header, after a prefix: `Authorization: Bearer …` has the prefix `Bearer`.
    Header {
        /// The header's name.
        name: String,
        /// Written before the credential with one space between; `None`: the credential alone.
        prefix: Option<String>,
    },
    /// In a query parameter.
    Query {
        /// The parameter's name.
        name: String,
    },
    /// In a cookie.
    Cookie {
        /// The cookie's name.
        name: String,
    },
}

/// What an operation needs: alternatives, each a set of schemes that must all be satisfied.
/// No alternative at all: nothing is ever sent. An alternative without parts: anonymous is fine.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Security {
    /// In the definition's order; the first for which credentials exist is used.
    pub alternatives: Vec<Requirement>,
}

/// One alternative of a [`Security`]: all of its parts.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Requirement {
    /// Each with the scopes that it needs.
    pub parts: Vec<(SchemeId, Vec<String>)>,
}
