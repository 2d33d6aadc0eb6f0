//! Credentials from environment variables, of every scheme of an API at once.
//!
//! In: which schemes there are and how their variables begin. Out: their credentials, or the name of the variable that
//! is missing. It must not know how a credential travels.

use super::fields::{CredentialValue, read_variable, variable};
use super::{ApiKey, Authorization, Basic, Credential, Token};
use crate::auth::error::AuthError;
use crate::auth::scheme::{Kind, Requirement, Scheme};

/// Where the environment variables of an API are.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct Variables {
    /// What all of them begin with.
    pub prefix: &'static str,
    pub schemes: &'static [SchemeVariables],
}

/// Where the environment variables of a scheme are.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct SchemeVariables {
    scheme: &'static Scheme,
    prefix: &'static str,
    forms: &'static [Form],
}

/// One kind of credential that a scheme takes.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct Form {
    fields: &'static [(&'static str, bool)],
    read: fn(&str) -> Result<Credential, AuthError>,
}

/// A credential that environment variables can hold.
#[doc(hidden)]
pub trait ReadVariables: Into<Credential> + Sized {
    /// What follows the prefix in the names of its variables, and whether each is required.
    const FIELDS: &'static [(&'static str, bool)];

    /// How it is read.
    const FORM: Form =
        Form { fields: Self::FIELDS, read: |prefix| Self::read(prefix).map(Into::into) };

    fn read(prefix: &str) -> Result<Self, AuthError>;
}

macro_rules! single {
    ($($Name:ident: $field:literal),*) => {$(
        impl ReadVariables for $Name {
            const FIELDS: &'static [(&'static str, bool)] = &[($field, true)];

            fn read(prefix: &str) -> Result<Self, AuthError> {
                Self::from_env(&variable(prefix, $field))
            }
        }
    )*};
}
single!(Token: "token", ApiKey: "api_key", Authorization: "authorization");

impl ReadVariables for Basic {
    const FIELDS: &'static [(&'static str, bool)] = &[("username", true), ("password", true)];

    fn read(prefix: &str) -> Result<Self, AuthError> {
        Self::from_env(prefix)
    }
}

impl SchemeVariables {
    /// Says that these kinds of credential are read, the first that there is.
    pub const fn new(
        scheme: &'static Scheme,
        prefix: &'static str,
        forms: &'static [Form],
    ) -> Self {
        Self { scheme, prefix, forms }
    }

    /// Reads the scheme's credential; `None` where none of its variables is set.
    fn read(&self) -> Result<Option<Credential>, AuthError> {
        let mut wrong = None;
        for form in self.forms {
            match (form.read)(self.prefix) {
                Ok(credential) => return Ok(Some(credential)),
                Err(error) if form.is_begun(self.prefix) => wrong = wrong.or(Some(error)),
                Err(_) => {}
            }
        }
        wrong.map_or(Ok(None), Err)
    }

    /// Returns the variables of the first kind of credential.
    fn names(&self) -> Vec<String> {
        let fields = self.forms.first().map_or(&[][..], |form| form.fields);
        let required = fields.iter().filter(|(_, required)| *required);
        required.map(|(field, _)| variable(self.prefix, field)).collect()
    }
}

impl Form {
    /// Tells whether any of its variables is set: then all that are required have to be.
    fn is_begun(&self, prefix: &str) -> bool {
        self.fields.iter().any(|(field, _)| {
            std::env::var_os(variable(prefix, field)).is_some_and(|value| !value.is_empty())
        })
    }
}

impl Variables {
    /// Reads the credential of every scheme that has variables set.
    pub(crate) fn read(&self) -> Result<Vec<(&'static Scheme, Credential)>, AuthError> {
        let mut found = Vec::new();
        for variables in self.schemes {
            if let Some(credential) = variables.read()? {
                found.push((variables.scheme, credential));
            }
        }
        Ok(found)
    }

    /// Fails where no alternative of a security can be satisfied with these schemes: names the first variable that is
    /// missing of the first alternative.
    pub(crate) fn check(
        &self,
        security: &'static [Requirement],
        held: &dyn Fn(&Scheme) -> bool,
    ) -> Result<(), AuthError> {
        // What no variable can hold is given in code, or it is missing when a call needs it.
        let ready = |scheme: &Scheme| {
            scheme.voluntary || matches!(scheme.kind, Kind::Certificate) || held(scheme)
        };
        let satisfied = |it: &Requirement| it.0.iter().all(|part| ready(part.scheme));
        let Some(first) = security.first() else { return Ok(()) };
        if security.iter().any(satisfied) {
            return Ok(());
        }
        let missing = first.0.iter().find(|part| !ready(part.scheme));
        let variables = missing.and_then(|part| {
            self.schemes.iter().find(|known| known.scheme.name == part.scheme.name)
        });
        let name = variables.and_then(|variables| variables.names().into_iter().next());
        match (name, missing) {
            (Some(name), _) => Err(AuthError::Variable { name, problem: NOT_SET }),
            (None, Some(part)) => Err(AuthError::missing(&[vec![part.scheme]])),
            (None, None) => Ok(()),
        }
    }
}

const NOT_SET: &str = "is not set";

/// Reads a field that is required.
#[doc(hidden)]
pub fn read_required<T: CredentialValue>(name: String) -> Result<T, AuthError> {
    match read_variable(name.clone())? {
        Some(value) => Ok(value),
        None => Err(AuthError::Variable { name, problem: NOT_SET }),
    }
}
