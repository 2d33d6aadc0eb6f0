//! Token flows: how a token is acquired, renewed and moved to another identity, as requests and answers.
//!
//! In and out: nothing, this is plain data beside the rest of [`ir`](super). It must not know how a token is kept.

use super::Method;

/// How a token is acquired and renewed (`x-portolan-token`, a standard OAuth 2.0 flow, or detected).
#[derive(Clone, Debug, PartialEq)]
pub struct TokenFlow {
    /// What the caller gives, in the order of constructors: required ones first.
    pub credentials: Vec<CredentialField>,
    /// The first token.
    pub acquire: TokenExchange,
    /// A following token; `None`: `acquire` again.
    pub renew: Option<TokenExchange>,
    /// What moves a session to another identity.
    pub switch: Option<TokenSwitch>,
}

/// An operation that moves a session to another identity, and how the session goes on.
#[derive(Clone, Debug, PartialEq)]
pub struct TokenSwitch {
    /// The operation's id.
    pub operation: String,
    /// The credentials that its JSON body names anew, each a [`TokenTarget::Body`]. Empty: no login can name whom it
    /// leads to.
    pub credentials: Vec<TokenField>,
    /// How its answer is read.
    pub answer: TokenAnswer,
}

/// One thing that a caller gives in order to get a token.
#[derive(Clone, Debug, PartialEq)]
pub struct CredentialField {
    /// Name as the flow has it: `username`, `client_secret`, `account_id`.
    pub name: String,
    /// Whether an exchange can be made without it.
    pub required: bool,
    /// Never shown (`password`, `client_secret`); the name and `format: password` decide.
    pub secret: bool,
    /// JSON type on the wire.
    pub kind: CredentialKind,
}

/// JSON type of a credential.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CredentialKind {
    /// A JSON string.
    Text,
    /// A JSON integer.
    Integer,
}

/// One request to a token endpoint, and how its answer is read.
#[derive(Clone, Debug, PartialEq)]
pub struct TokenExchange {
    /// The operation's id where it is one of the definition's, for documentation.
    pub operation: Option<String>,
    /// `POST`, nearly always.
    pub method: Method,
    /// A path under the server's URL, or an absolute URL (OAuth's `tokenUrl`); empty: the provider's discovery document
    /// names it.
    pub url: String,
    /// How the fields of the body are written.
    pub encoding: TokenEncoding,
    /// What is sent, in order.
    pub fields: Vec<TokenField>,
    /// How the answer is read.
    pub answer: TokenAnswer,
}

/// A request that ends a token at the server (RFC 7009).
#[derive(Clone, Debug, PartialEq)]
pub struct TokenRevocation {
    /// The operation's id where it is one of the definition's.
    pub operation: Option<String>,
    /// `POST`, nearly always.
    pub method: Method,
    /// A path under the server's URL, or an absolute URL.
    pub url: String,
    /// How the fields of the body are written.
    pub encoding: TokenEncoding,
    /// What is sent, in order.
    pub fields: Vec<TokenField>,
}

/// How a token request's body is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenEncoding {
    /// `application/json`.
    Json,
    /// `application/x-www-form-urlencoded`.
    Form,
    /// No body: everything is in headers.
    None,
}

/// One value in a token request.
#[derive(Clone, Debug, PartialEq)]
pub struct TokenField {
    /// Where its value comes from.
    pub source: TokenSource,
    /// Where it goes.
    pub target: TokenTarget,
}

/// Where a value of a token request comes from.
#[derive(Clone, Debug, PartialEq)]
pub enum TokenSource {
    /// A [`CredentialField`] by name.
    Credential(String),
    /// The session's refresh token.
    RefreshToken,
    /// The session's current access token.
    AccessToken,
    /// The same text each time (`grant_type`).
    Constant(String),
    /// The scopes that are needed, joined with spaces.
    Scopes,
    /// The token that is to be revoked.
    Token,
    /// Of which kind that is: `refresh_token` or `access_token`.
    TokenKind,
}

/// Where a value of a token request goes.
#[derive(Clone, Debug, PartialEq)]
pub enum TokenTarget {
    /// A member of the body, as a JSON Pointer (RFC 6901); for a form, its one segment is the name.
    Body(String),
    /// A header.
    Header(String),
    /// The user part of HTTP Basic.
    BasicUser,
    /// The password part of HTTP Basic.
    BasicPassword,
    /// The client's name, where the provider's discovery document says: in HTTP Basic or in the body.
    ClientId,
    /// The client's secret, in the same place.
    ClientSecret,
}

/// How the answer of a token endpoint is read. All pointers are JSON Pointers into it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TokenAnswer {
    /// The access token; the empty pointer is a bare string as body.
    pub token: String,
    /// Everything that tells an expiry; the earliest wins. Empty: the token is used until rejected.
    pub expires: Vec<Expiry>,
    /// The refresh token.
    pub refresh_token: Option<String>,
    /// Expiry of the refresh token.
    pub refresh_expires: Vec<Expiry>,
    /// A boolean that must be true for the answer to be a success.
    pub succeeded: Option<String>,
}

/// One thing that tells when a token expires.
#[derive(Clone, Debug, PartialEq)]
pub enum Expiry {
    /// A lifetime in the answer: a number or a numeric string.
    In {
        /// JSON Pointer.
        pointer: String,
        /// Seconds that one unit has.
        unit_seconds: u32,
    },
    /// A time in the answer: RFC 3339, or Unix seconds as a number.
    At {
        /// JSON Pointer.
        pointer: String,
    },
    /// A claim of the token itself where that is a JWT; nearly always `exp` (RFC 7519, 4.1.4).
    Jwt {
        /// The claim's name.
        claim: String,
    },
    /// A lifetime that only the vendor's documentation tells, in seconds.
    After {
        /// Seconds.
        seconds: u64,
    },
}
