//! How a token is acquired and renewed, as data.
//!
//! In: constants that generated code writes. Out: the same, carried out by `exchange` and `answer`. No token system
//! has code of its own: what is special about one stands here.

/// How a token is acquired and renewed.
///
/// ```
/// use portolan_runtime::auth::{
///     Answer, Carry, Encoding, Exchange, Expiry, Field, Scheme, Target, TokenFlow,
/// };
///
/// static JWT: Scheme = Scheme::token("JWT", Carry::header("Authorization", "Bearer"))
///     .rejected(&[401])
///     .flow(&TokenFlow {
///         acquire: Exchange {
///             method: "POST",
///             url: "/authenticate",
///             encoding: Encoding::Json,
///             fields: &[
///                 Field::credential("username", Target::Body("/username")),
///                 Field::credential("password", Target::Body("/password")),
///             ],
///             answer: Answer {
///                 token: "/token",
///                 expires: &[
///                     Expiry::In { pointer: "/expires_in", unit_seconds: 1 },
///                     Expiry::After { seconds: 3600 },
///                 ],
///                 refresh_token: None,
///                 refresh_expires: &[],
///                 succeeded: None,
///             },
///         },
///         renew: None,
///     });
/// assert_eq!(JWT.name(), "JWT");
/// ```
#[derive(Clone, Copy, Debug)]
pub struct TokenFlow {
    /// The first token.
    pub acquire: Exchange,
    /// A following token; `None`: `acquire` again.
    pub renew: Option<Exchange>,
}

/// An operation that moves a session to another identity of the same person: to another account, mostly.
///
/// The operation is a call like any other. When it succeeds, the session goes on as whom it leads to.
#[derive(Clone, Copy, Debug)]
pub struct Switch {
    /// The credentials that name whom it leads to, with where its JSON body has them; they take the place of the
    /// login's own. Without any, no login can name them: the session ends where it cannot be renewed.
    pub credentials: &'static [Field],
    /// How its answer is read. Where that has no token, the one that the request was sent with stays in use.
    pub answer: Answer,
}

/// One request to a token endpoint, and how its answer is read.
#[derive(Clone, Copy, Debug)]
pub struct Exchange {
    /// The HTTP method.
    pub method: &'static str,
    /// A path under the server's URL, an absolute URL, or [`DISCOVERED`](Self::DISCOVERED).
    pub url: &'static str,
    /// How the fields of the body are written.
    pub encoding: Encoding,
    /// What is sent, in order.
    pub fields: &'static [Field],
    /// How the answer is read.
    pub answer: Answer,
}

impl Exchange {
    /// The token endpoint that the scheme's provider names, [`Scheme::openid_connect`](super::Scheme::openid_connect).
    pub const DISCOVERED: &'static str = "";
}

/// A request that ends a token at the server (RFC 7009).
///
/// It is made for the refresh token, and then for the access token; any success means that the token is no longer good.
///
/// ```
/// use portolan_runtime::auth::{Carry, Revocation, Scheme};
///
/// static OAUTH: Scheme = Scheme::token("oauth", Carry::header("Authorization", "Bearer"))
///     .revoked_by(&Revocation { url: "https://login.example.com/revoke", ..Revocation::STANDARD });
/// assert_eq!(OAUTH.name(), "oauth");
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Revocation {
    /// The HTTP method.
    pub method: &'static str,
    /// A path under the server's URL, an absolute URL, or [`Exchange::DISCOVERED`].
    pub url: &'static str,
    /// How the fields of the body are written.
    pub encoding: Encoding,
    /// What is sent, in order.
    pub fields: &'static [Field],
}

impl Revocation {
    /// As RFC 7009 says, at the endpoint that the scheme's provider names; the client shows who it is as there.
    pub const STANDARD: Self = Self {
        method: "POST",
        url: Exchange::DISCOVERED,
        encoding: Encoding::Form,
        fields: &[
            Field::token(Target::Body("/token")),
            Field::token_kind(Target::Body("/token_type_hint")),
            Field::credential("client_id", Target::ClientId),
            Field::credential("client_secret", Target::ClientSecret),
        ],
    };
}

/// How the body of a token request is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// `application/json`.
    Json,
    /// `application/x-www-form-urlencoded`.
    Form,
    /// No body.
    None,
}

/// One value in a token request.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Where the value comes from.
    pub source: Source,
    /// Where it goes.
    pub target: Target,
}

impl Field {
    /// Sends what the caller gave under this name; nothing where it was not given.
    pub const fn credential(name: &'static str, target: Target) -> Self {
        Self { source: Source::Credential(name), target }
    }

    /// Sends the refresh token.
    pub const fn refresh_token(target: Target) -> Self {
        Self { source: Source::RefreshToken, target }
    }

    /// Sends the access token that is to be renewed.
    pub const fn access_token(target: Target) -> Self {
        Self { source: Source::AccessToken, target }
    }

    /// Sends the same text each time.
    pub const fn constant(text: &'static str, target: Target) -> Self {
        Self { source: Source::Constant(text), target }
    }

    /// Sends the token that is to be revoked.
    pub const fn token(target: Target) -> Self {
        Self { source: Source::Token, target }
    }

    /// Sends of which kind the token is that is to be revoked: `refresh_token` or `access_token`.
    pub const fn token_kind(target: Target) -> Self {
        Self { source: Source::TokenKind, target }
    }

    /// Sends the scopes that are needed, with spaces between.
    pub const fn scopes(target: Target) -> Self {
        Self { source: Source::Scopes, target }
    }
}

/// Where a value of a token request comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// What the caller gave under this name.
    Credential(&'static str),
    /// The session's refresh token.
    RefreshToken,
    /// The session's access token.
    AccessToken,
    /// The same text each time.
    Constant(&'static str),
    /// The scopes that are needed.
    Scopes,
    /// The token that is to be revoked.
    Token,
    /// Of which kind that is.
    TokenKind,
}

/// Where a value of a token request goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// A member of the body, as a JSON Pointer (RFC 6901); in a form, its one segment is the name.
    Body(&'static str),
    /// A header.
    Header(&'static str),
    /// The user part of HTTP Basic.
    BasicUser,
    /// The password part of HTTP Basic.
    BasicPassword,
    /// The client's name (RFC 6749, 2.3.1): in HTTP Basic where the scheme's provider takes that, else in the body.
    ClientId,
    /// The client's secret, in the same place.
    ClientSecret,
}

/// How the answer of a token endpoint is read; all pointers are JSON Pointers into it.
#[derive(Clone, Copy, Debug)]
pub struct Answer {
    /// The access token; empty: the whole body is a bare string.
    pub token: &'static str,
    /// Everything that tells an expiry; the earliest wins.
    pub expires: &'static [Expiry],
    /// The refresh token.
    pub refresh_token: Option<&'static str>,
    /// Everything that tells an expiry of the refresh token.
    pub refresh_expires: &'static [Expiry],
    /// A boolean that must be true.
    pub succeeded: Option<&'static str>,
}

/// One thing that tells when a token expires.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expiry {
    /// A lifetime in the answer: a number or a numeric string.
    In {
        /// JSON Pointer.
        pointer: &'static str,
        /// Seconds that one unit has.
        unit_seconds: u32,
    },
    /// A time in the answer: RFC 3339 (UTC where it has no zone), or seconds since 1970.
    At {
        /// JSON Pointer.
        pointer: &'static str,
    },
    /// A claim of the token itself where that is a JWT.
    Jwt {
        /// The claim's name, nearly always `exp`.
        claim: &'static str,
    },
    /// A lifetime that only the documentation tells; counts where nothing else tells one.
    After {
        /// Seconds.
        seconds: u64,
    },
}
