//! What an application gives so that it may call.
//!
//! In: passwords, keys, tokens and sources of them. Out: one [`Credential`], whatever it is. It must not know how
//! any of them travels. Nothing here is shown by `Debug`.

use std::error::Error as StdError;
use std::fmt;
use std::future::Future;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

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
    Fields(Arc<Fields>),
    Key(ApiKey),
    Basic(Basic),
}

impl Credential {
    /// Takes tokens from the application's own source: a vault, a sidecar.
    pub fn source(source: impl TokenSource) -> Self {
        Self(Inner::Source(Arc::new(source)))
    }

    /// Takes the values of a token request; [`credentials!`](crate::credentials) calls this.
    #[doc(hidden)]
    pub fn fields(values: impl IntoIterator<Item = (&'static str, Value)>) -> Self {
        Self(Inner::Fields(Arc::new(Fields(values.into_iter().collect()))))
    }
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Inner::Token(_) => "Credential(token)",
            Inner::Source(_) => "Credential(source)",
            Inner::Fields(_) => "Credential(login)",
            Inner::Key(_) => "Credential(key)",
            Inner::Basic(_) => "Credential(basic)",
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
hidden!(Token as Token, ApiKey as Key, Basic as Basic);

/// The values of a token request, by name.
#[doc(hidden)]
pub struct Fields(pub(crate) Vec<(&'static str, Value)>);

impl Fields {
    pub(crate) fn get(&self, name: &str) -> Option<&Value> {
        self.0.iter().find(|(known, _)| *known == name).map(|(_, value)| value)
    }

    /// Returns who is meant, without anything secret: what tells two logins apart.
    pub(crate) fn identity(&self) -> String {
        let mut identity = String::new();
        for (name, value) in &self.0 {
            let shown = match value {
                Value::Text(text) => text.expose().to_owned(),
                Value::Integer(number) => number.to_string(),
                Value::Secret(_) => continue,
            };
            let separator = if identity.is_empty() { "" } else { "&" };
            identity.push_str(separator);
            identity.push_str(name);
            identity.push('=');
            identity.push_str(&shown.replace('%', "%25").replace('&', "%26"));
        }
        identity
    }
}

/// One value of a token request.
#[doc(hidden)]
#[derive(Clone)]
pub enum Value {
    /// A text that tells who is meant; wiped like the others.
    Text(Secret),
    /// A text that nobody else may know.
    Secret(Secret),
    /// A number.
    Integer(i64),
}

/// A type that a field of [`credentials!`](crate::credentials) can have.
#[doc(hidden)]
pub trait CredentialValue: Sized {
    fn value(&self) -> Value;
    fn read(text: &str) -> Option<Self>;
}

impl CredentialValue for String {
    fn value(&self) -> Value {
        Value::Text(Secret::new(self.clone()))
    }
    fn read(text: &str) -> Option<Self> {
        Some(text.to_owned())
    }
}

impl CredentialValue for Secret {
    fn value(&self) -> Value {
        Value::Secret(self.clone())
    }
    fn read(text: &str) -> Option<Self> {
        Some(Self::new(text))
    }
}

impl CredentialValue for i64 {
    fn value(&self) -> Value {
        Value::Integer(*self)
    }
    fn read(text: &str) -> Option<Self> {
        text.trim().parse().ok()
    }
}

/// Returns the name of a field's variable: `Login` or `JWT`, and `accountId`, give `LOGIN_ACCOUNT_ID`.
#[doc(hidden)]
pub fn variable(prefix: &str, field: &str) -> String {
    let mut name = String::new();
    let mut lower = false;
    for c in prefix.chars().chain(['_']).chain(field.trim_start_matches("r#").chars()) {
        if c.is_ascii_uppercase() && lower {
            name.push('_');
        }
        lower = c.is_ascii_lowercase() || c.is_ascii_digit();
        name.push(if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' });
    }
    name
}

/// Reads a field from its variable; an empty variable counts as missing.
#[doc(hidden)]
pub fn read_variable<T: CredentialValue>(name: String) -> Result<Option<T>, AuthError> {
    match std::env::var(&name) {
        Ok(text) if text.is_empty() => Ok(None),
        Ok(text) => match T::read(Secret::new(text).expose()) {
            Some(value) => Ok(Some(value)),
            None => Err(AuthError::Variable { name, problem: "is not a number" }),
        },
        Err(std::env::VarError::NotPresent) => Ok(None),
        Err(_) => Err(AuthError::Variable { name, problem: "is not UTF-8" }),
    }
}

fn required(name: &str) -> Result<Secret, AuthError> {
    read_variable(name.to_owned())?
        .ok_or_else(|| AuthError::Variable { name: name.to_owned(), problem: "is not set" })
}

/// Defines what a token flow asks for: a struct with `new`, a setter for each optional field, `from_env` and a
/// `Debug` that shows nothing.
///
/// Fields are `String`, `Secret` or `i64`; after a semicolon stand the optional ones. `= "name"` gives the name that
/// the flow has where the field's own differs. `from "PREFIX"` after the struct's name sets how the variables of
/// `from_env` begin; without it they begin with the struct's name.
///
/// ```
/// use portolan_runtime::Secret;
/// use portolan_runtime::auth::Credential;
///
/// portolan_runtime::credentials! {
///     /// What the operation `login` asks for.
///     pub struct Login from "SHOP" { username: String, password: Secret; account_id: i64 = "accountId" }
/// }
///
/// let login = Login::new("ada", "correct horse").account_id(42);
/// assert_eq!(format!("{login:?}"), "Login { .. }");
/// let credential = Credential::from(login);
/// // SHOP_USERNAME, SHOP_PASSWORD and, where set, SHOP_ACCOUNT_ID:
/// assert!(Login::from_env().is_err());
/// # let _ = credential;
/// ```
#[macro_export]
macro_rules! credentials {
    (
        $(#[$meta:meta])*
        $vis:vis struct $Name:ident $(from $prefix:literal)? {
            $($(#[$rmeta:meta])* $required:ident : $Required:ty $(= $rname:literal)?),* $(,)?
            $(; $($(#[$ometa:meta])* $optional:ident : $Optional:ty $(= $oname:literal)?),* $(,)?)?
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone)]
        $vis struct $Name {
            $($(#[$rmeta])* $required: $Required,)*
            $($($(#[$ometa])* $optional: ::core::option::Option<$Optional>,)*)?
        }

        impl $Name {
            /// Takes what is required.
            pub fn new($($required: impl ::core::convert::Into<$Required>),*) -> Self {
                Self {
                    $($required: $required.into(),)*
                    $($($optional: ::core::option::Option::None,)*)?
                }
            }

            $($(
                $(#[$ometa])*
                #[must_use]
                pub fn $optional(mut self, value: impl ::core::convert::Into<$Optional>) -> Self {
                    self.$optional = ::core::option::Option::Some(value.into());
                    self
                }
            )*)?

            /// Reads the fields from environment variables: a prefix, an underscore and the field's name, in
            /// upper case.
            pub fn from_env() -> ::core::result::Result<Self, $crate::auth::AuthError> {
                #[allow(unused_variables)]
                let prefix = stringify!($Name);
                $(let prefix = $prefix;)?
                Self::from_env_with(prefix)
            }

            /// Reads the fields from environment variables that begin with this prefix.
            pub fn from_env_with(
                prefix: &str,
            ) -> ::core::result::Result<Self, $crate::auth::AuthError> {
                ::core::result::Result::Ok(Self {
                    $($required: {
                        let name = $crate::auth::variable(prefix, stringify!($required));
                        match $crate::auth::read_variable::<$Required>(name.clone())? {
                            ::core::option::Option::Some(value) => value,
                            ::core::option::Option::None => {
                                return ::core::result::Result::Err(
                                    $crate::auth::AuthError::Variable { name, problem: "is not set" },
                                );
                            }
                        }
                    },)*
                    $($($optional: $crate::auth::read_variable::<$Optional>(
                        $crate::auth::variable(prefix, stringify!($optional)),
                    )?,)*)?
                })
            }
        }

        impl ::core::fmt::Debug for $Name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.debug_struct(stringify!($Name)).finish_non_exhaustive()
            }
        }

        impl ::core::convert::From<$Name> for $crate::auth::Credential {
            fn from(login: $Name) -> Self {
                #[allow(unused_mut)]
                let mut values = ::std::vec![
                    $(($crate::credentials!(@name $required $($rname)?),
                        $crate::auth::CredentialValue::value(&login.$required)),)*
                ];
                $($(
                    if let ::core::option::Option::Some(value) = &login.$optional {
                        values.push(($crate::credentials!(@name $optional $($oname)?),
                            $crate::auth::CredentialValue::value(value)));
                    }
                )*)?
                Self::fields(values)
            }
        }
    };
    (@name $field:ident $name:literal) => { $name };
    (@name $field:ident) => { stringify!($field).trim_start_matches("r#") };
}
