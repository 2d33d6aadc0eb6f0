//! What a client is built from: an environment and credentials, from flags or from environment variables.
//!
//! In: texts by name. Out: the values that a builder takes. It must not know any scheme.

use std::cell::Cell;
use std::fmt;
use std::time::Duration;

use super::Wrong;
use super::run::line;
use crate::auth::{AuthError, CredentialValue, read_variable, variable};
use crate::client::BuildError;
use crate::codec::Secret;
use crate::servers::Selectable;

/// Something that a credential is made of: a flag, and a variable of the same name.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    pub(crate) name: &'static str,
    pub(crate) about: &'static str,
}

impl Setting {
    /// Names it, and says what it is.
    pub const fn new(name: &'static str, about: &'static str) -> Self {
        Self { name, about }
    }
}

/// What was said of the client.
pub struct Settings {
    /// How variables begin.
    pub(crate) prefix: String,
    /// The environments that the definition names.
    pub(crate) environments: &'static [&'static str],
    pub(crate) environment: Option<String>,
    pub(crate) base_url: Option<String>,
    pub(crate) given: Vec<(&'static str, Secret)>,
    pub(crate) allow_http: bool,
    pub(crate) timeout: Option<Duration>,
}

impl Settings {
    pub(crate) fn new(prefix: String, environments: &'static [&'static str]) -> Self {
        Self {
            prefix,
            environments,
            environment: None,
            base_url: None,
            given: Vec::new(),
            allow_http: false,
            timeout: None,
        }
    }

    /// Returns the environment that was asked for, else the first one. A base URL takes its place, or is what a relative
    /// one is relative to.
    pub fn environment<E: Selectable>(&self) -> Result<E, Wrong> {
        let base = self.text(&self.base_url, "base-url")?;
        if base
            .as_ref()
            .is_some_and(|url| !url.starts_with("http://") && !url.starts_with("https://"))
        {
            return Err(Wrong::new("the base URL begins neither with https:// nor http://"));
        }
        let is_relative = Cell::new(false);
        let value = |field: &str| {
            if field == "base_url" {
                is_relative.set(true);
                return base.clone();
            }
            let name = variable(&format!("{}_SERVER", self.prefix), field);
            std::env::var(name).ok().filter(|value| !value.is_empty())
        };
        let named = self.text(&self.environment, "environment")?;
        let first = self.environments.first().map(|name| (*name).to_owned());
        let chosen = named.or(first).map(|name| E::select(&name, &value));
        match (chosen, &base) {
            (Some(Ok(environment)), Some(_)) if is_relative.get() => Ok(environment),
            (_, Some(url)) => Ok(E::custom(url.clone())),
            (Some(chosen), None) => chosen.map_err(|error| Wrong::new(error.to_string())),
            (None, None) => {
                Err(Wrong::new("the definition names no server: --base-url says where it is"))
            }
        }
    }

    /// Tells whether credentials may go over `http://` to other machines.
    pub fn allow_http(&self) -> bool {
        self.allow_http
    }

    /// Tells whether a value was given.
    pub fn has(&self, name: &str) -> bool {
        matches!(self.get::<Secret>(name), Ok(Some(_)) | Err(_))
    }

    /// Returns a value that may be left out.
    pub fn get<T: CredentialValue>(&self, name: &str) -> Result<Option<T>, Wrong> {
        match self.given.iter().find(|(known, _)| *known == name) {
            Some((_, text)) => match T::read(text.expose()) {
                Some(value) => Ok(Some(value)),
                None => Err(Wrong::new(format!("--{name}: is not a number"))),
            },
            None => Ok(read_variable(variable(&self.prefix, name))?),
        }
    }

    /// Returns a value that has to be there.
    pub fn need<T: CredentialValue>(&self, name: &str) -> Result<T, Wrong> {
        self.get(name)?.ok_or_else(|| {
            let variable = variable(&self.prefix, name);
            Wrong::new(format!("neither --{name} nor {variable} is set"))
        })
    }

    fn text(&self, flag: &Option<String>, name: &str) -> Result<Option<String>, Wrong> {
        match flag {
            Some(text) => Ok(Some(text.clone())),
            None => Ok(read_variable(variable(&self.prefix, name))?),
        }
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings").field("environment", &self.environment).finish_non_exhaustive()
    }
}

impl From<AuthError> for Wrong {
    fn from(error: AuthError) -> Self {
        Self::new(line(&error))
    }
}

impl From<BuildError> for Wrong {
    fn from(error: BuildError) -> Self {
        Self::new(line(&error))
    }
}
