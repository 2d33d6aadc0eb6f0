//! What an application gives so that it may call.
//!
//! In: passwords, keys, tokens and sources of them. Out: one [`Credential`], whatever it is. It must not know how
//! any of them travels. Nothing here is shown by `Debug`.

mod command;
mod fields;
mod variables;

use std::error::Error as StdError;
use std::fmt;
use std::future::Future;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

pub use self::command::CommandSource;
pub use self::fields::{CredentialValue, Fields, Value, read_variable, variable};
pub use self::variables::{ReadVariables, SchemeVariables, Variables, read_required};
use crate::Secret;
use crate::auth::error::AuthError;
use crate::transport::BoxFuture;

/// A credential of any kind, as a client's builder takes it.
///
/// ```
/// use portolan_runtime::auth::{ApiKey, Credential, Token};
///
/// let pasted: Credential = Token::new("eyJhbGciOi").into();
/// let key: Credential = ApiKey::new("k-123").into();
/// assert_eq!(format!("{pasted:?} {key:?}"), "Credential(token) Credential(key)");
/// ```
#[derive(Clone)]
pub struct Credential(pub(crate) Inner);

#[derive(Clone)]
pub(crate) enum Inner {
    Token(Token),
    Source(Arc<dyn Fetch>),
    /// With the name of the struct that they are from.
    Fields(&'static str, Arc<Fields>),
    Key(ApiKey),
    Basic(Basic),
    Header(Authorization),
    Certificate,
}

impl Credential {
    /// Takes tokens from the application's own source: a vault, a sidecar.
    pub fn source(source: impl TokenSource) -> Self {
        Self(Inner::Source(Arc::new(source)))
    }

    /// Takes the values of a token request; [`credentials!`](crate::credentials) calls this.
    #[doc(hidden)]
    pub fn fields(
        name: &'static str,
        values: impl IntoIterator<Item = (&'static str, Value)>,
    ) -> Self {
        Self(Inner::Fields(name, Arc::new(Fields::new(values))))
    }

    /// Says that the client's own transport presents a certificate when it connects (mutual TLS).
    ///
    /// ```
    /// use portolan_runtime::auth::Credential;
    ///
    /// assert_eq!(format!("{:?}", Credential::certificate()), "Credential(certificate)");
    /// ```
    pub fn certificate() -> Self {
        Self(Inner::Certificate)
    }
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Inner::Token(_) => "Credential(token)",
            Inner::Source(_) => "Credential(source)",
            Inner::Fields(..) => "Credential(login)",
            Inner::Key(_) => "Credential(key)",
            Inner::Basic(_) => "Credential(basic)",
            Inner::Header(_) => "Credential(header)",
            Inner::Certificate => "Credential(certificate)",
        })
    }
}

/// A token that the application has already, pasted from a portal for example.
///
/// It is sent until it expires or is rejected, and never renewed.
///
/// ```
/// use portolan_runtime::auth::Token;
///
/// let token = Token::new("eyJhbGciOi");
/// assert_eq!(format!("{token:?}"), "Token(…)");
/// ```
#[derive(Clone)]
pub struct Token {
    pub(crate) text: Secret,
    pub(crate) expires: Option<Expires>,
}

#[derive(Clone, Copy)]
pub(crate) enum Expires {
    At(SystemTime),
    In(Duration),
}

impl Token {
    /// Takes a token of which it is not known when it expires.
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: Secret::new(text), expires: None }
    }

    /// Reads a token from an environment variable.
    pub fn from_env(name: &str) -> Result<Self, AuthError> {
        Ok(Self { text: required(name)?, expires: None })
    }

    /// Tells when the token expires.
    #[must_use]
    pub fn expires_at(self, time: SystemTime) -> Self {
        Self { expires: Some(Expires::At(time)), ..self }
    }

    /// Tells how long the token lives from now.
    #[must_use]
    pub fn expires_in(self, lifetime: Duration) -> Self {
        Self { expires: Some(Expires::In(lifetime)), ..self }
    }

    /// Returns how long the token lives from `now`.
    pub(crate) fn lifetime(&self, now: SystemTime) -> Option<Duration> {
        self.expires.map(|expires| match expires {
            Expires::In(lifetime) => lifetime,
            Expires::At(time) => time.duration_since(now).unwrap_or_default(),
        })
    }
}

/// Why an application's own source has no token.
pub type SourceError = Box<dyn StdError + Send + Sync>;

/// An application's own source of tokens.
///
/// It is asked once for all callers, before the token that it gave expires, and after that was rejected.
///
/// ```
/// use std::time::Duration;
///
/// use portolan_runtime::auth::{Credential, SourceError, Token, TokenSource};
///
/// struct Vault;
///
/// impl TokenSource for Vault {
///     async fn token(&self) -> Result<Token, SourceError> {
///         Ok(Token::new("from the vault").expires_in(Duration::from_secs(600)))
///     }
/// }
///
/// let credential = Credential::source(Vault);
/// # let _ = credential;
/// ```
pub trait TokenSource: Send + Sync + 'static {
    /// Returns a token that is good now.
    fn token(&self) -> impl Future<Output = Result<Token, SourceError>> + Send;
}

/// [`TokenSource`] without its type.
pub(crate) trait Fetch: Send + Sync + 'static {
    fn fetch(self: Arc<Self>) -> BoxFuture<'static, Result<Token, SourceError>>;
}

impl<T: TokenSource> Fetch for T {
    fn fetch(self: Arc<Self>) -> BoxFuture<'static, Result<Token, SourceError>> {
        Box::pin(async move { self.token().await })
    }
}

/// A key that never changes.
#[derive(Clone)]
pub struct ApiKey(pub(crate) Secret);

impl ApiKey {
    /// Takes a key.
    pub fn new(key: impl Into<String>) -> Self {
        Self(Secret::new(key))
    }

    /// Reads a key from an environment variable.
    pub fn from_env(name: &str) -> Result<Self, AuthError> {
        required(name).map(Self)
    }
}

/// A user and a password for HTTP Basic.
#[derive(Clone)]
pub struct Basic {
    pub(crate) user: Secret,
    pub(crate) password: Secret,
}

impl Basic {
    /// Takes both.
    pub fn new(user: impl Into<String>, password: impl Into<String>) -> Self {
        Self { user: Secret::new(user), password: Secret::new(password) }
    }

    /// Reads both from the environment variables `<PREFIX>_USERNAME` and `<PREFIX>_PASSWORD`.
    pub fn from_env(prefix: &str) -> Result<Self, AuthError> {
        Ok(Self {
            user: required(&format!("{prefix}_USERNAME"))?,
            password: required(&format!("{prefix}_PASSWORD"))?,
        })
    }
}

/// The whole value of the header that a credential travels in, for HTTP authentication schemes whose credentials the
/// application makes itself: `Digest username="ada", …`, `HOBA result="…"`.
///
/// It is sent as it is with every request that needs it. [`Token`] is for the text behind the scheme's name alone.
///
/// ```
/// use portolan_runtime::auth::Authorization;
///
/// let header = Authorization::new("Digest username=\"ada\", response=\"6629fae4\"");
/// assert_eq!(format!("{header:?}"), "Authorization(…)");
/// ```
#[derive(Clone)]
pub struct Authorization(pub(crate) Secret);

impl Authorization {
    /// Takes the header's value.
    pub fn new(value: impl Into<String>) -> Self {
        Self(Secret::new(value))
    }

    /// Reads the header's value from an environment variable.
    pub fn from_env(name: &str) -> Result<Self, AuthError> {
        required(name).map(Self)
    }
}

macro_rules! hidden {
    ($($Name:ident as $kind:ident),*) => {$(
        impl fmt::Debug for $Name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($Name), "(…)"))
            }
        }

        impl From<$Name> for Credential {
            fn from(credential: $Name) -> Self {
                Self(Inner::$kind(credential))
            }
        }
    )*};
}
hidden!(Token as Token, ApiKey as Key, Basic as Basic, Authorization as Header);

pub(crate) fn required(name: &str) -> Result<Secret, AuthError> {
    read_variable(name.to_owned())?
        .ok_or_else(|| AuthError::Variable { name: name.to_owned(), problem: "is not set" })
}
