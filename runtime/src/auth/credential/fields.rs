//! The values that a token flow asks an application for.
//!
//! In: the fields of a generated struct, or environment variables. Out: values by name. It must not know where in a
//! request they go.

use std::hash::{DefaultHasher, Hash, Hasher};

use crate::Secret;
use crate::auth::error::AuthError;

/// The field of a refresh token that was obtained elsewhere.
const CONSENT: &str = "refresh_token";

/// The values of a token request, by name.
#[doc(hidden)]
pub struct Fields(Vec<(&'static str, Value)>);

impl Fields {
    pub(crate) fn new(values: impl IntoIterator<Item = (&'static str, Value)>) -> Self {
        Self(values.into_iter().collect())
    }

    pub(crate) fn get(&self, name: &str) -> Option<&Value> {
        self.0.iter().find(|(known, _)| *known == name).map(|(_, value)| value)
    }

    /// Returns the same with another value under a name.
    pub(crate) fn with(&self, name: &'static str, value: Value) -> Self {
        let mut fields = self.0.clone();
        match fields.iter_mut().find(|(known, _)| *known == name) {
            Some((_, known)) => *known = value,
            None => fields.push((name, value)),
        }
        Self(fields)
    }

    /// Returns the refresh token among them: a consent that was given elsewhere.
    pub(crate) fn consent(&self) -> Option<&Secret> {
        match self.get(CONSENT)? {
            Value::Secret(token) | Value::Text(token) => Some(token),
            Value::Integer(_) => None,
        }
    }

    /// Returns who is meant, without anything secret: what tells two logins apart. Where everything is secret, a key
    /// alone for example, a fingerprint of it does, of which the secret cannot be told; a refresh token is always told
    /// apart, for what stands beside it names the client and not the person.
    pub(crate) fn identity(&self) -> String {
        let mut identity = String::new();
        for (name, value) in &self.0 {
            let shown = match value {
                Value::Text(text) => text.expose().to_owned(),
                Value::Integer(number) => number.to_string(),
                Value::Secret(token) if *name == CONSENT => {
                    let mut hasher = DefaultHasher::new();
                    token.hash(&mut hasher);
                    format!("{:016x}", hasher.finish())
                }
                Value::Secret(_) => continue,
            };
            let separator = if identity.is_empty() { "" } else { "&" };
            identity.push_str(separator);
            identity.push_str(name);
            identity.push('=');
            identity.push_str(&shown.replace('%', "%25").replace('&', "%26"));
        }
        if identity.is_empty() && !self.0.is_empty() {
            let mut hasher = DefaultHasher::new();
            for (name, value) in &self.0 {
                if let Value::Secret(text) | Value::Text(text) = value {
                    (name, text).hash(&mut hasher);
                }
            }
            return format!("fingerprint={:016x}", hasher.finish());
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
            $vis fn new($($required: impl ::core::convert::Into<$Required>),*) -> Self {
                Self {
                    $($required: $required.into(),)*
                    $($($optional: ::core::option::Option::None,)*)?
                }
            }

            $($(
                $(#[$ometa])*
                #[must_use]
                $vis fn $optional(mut self, value: impl ::core::convert::Into<$Optional>) -> Self {
                    self.$optional = ::core::option::Option::Some(value.into());
                    self
                }
            )*)?

            /// Reads the fields from environment variables: a prefix, an underscore and the field's name, in
            /// upper case.
            $(#[doc = concat!("\nThe prefix is `", $prefix, "`.")])?
            $vis fn from_env() -> ::core::result::Result<Self, $crate::auth::AuthError> {
                #[allow(unused_variables)]
                let prefix = stringify!($Name);
                $(let prefix = $prefix;)?
                Self::from_env_with(prefix)
            }

            /// Reads the fields from environment variables that begin with this prefix.
            $vis fn from_env_with(
                prefix: &str,
            ) -> ::core::result::Result<Self, $crate::auth::AuthError> {
                ::core::result::Result::Ok(Self {
                    $($required: $crate::auth::read_required::<$Required>(
                        $crate::auth::variable(prefix, stringify!($required)),
                    )?,)*
                    $($($optional: $crate::auth::read_variable::<$Optional>(
                        $crate::auth::variable(prefix, stringify!($optional)),
                    )?,)*)?
                })
            }
        }

        impl $crate::auth::ReadVariables for $Name {
            const FIELDS: &'static [(&'static str, bool)] = &[
                $((stringify!($required), true),)*
                $($((stringify!($optional), false),)*)?
            ];

            fn read(prefix: &str) -> ::core::result::Result<Self, $crate::auth::AuthError> {
                Self::from_env_with(prefix)
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
                Self::fields(stringify!($Name), values)
            }
        }
    };
    (@name $field:ident $name:literal) => { $name };
    (@name $field:ident) => { stringify!($field).trim_start_matches("r#") };
}
