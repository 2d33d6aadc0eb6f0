//! What an enum of environments has to say, and the pieces that the macro `environments!` puts together.
//!
//! In: templates and names. Out: URLs, unchecked: [`BaseUrl`](crate::environment::BaseUrl) checks them.

use std::cell::Cell;
use std::fmt;

/// The servers of an API, as an enum; the macro `environments!` implements it.
pub trait Servers: fmt::Display + Send + Sync {
    /// Returns the base URL.
    fn url(&self) -> String;

    /// Tells whether it is a URL of the caller's own.
    fn is_custom(&self) -> bool;
}

/// An enum of servers of which a text can choose one.
pub trait Selectable: Servers + Sized {
    /// The names of the servers.
    const NAMES: &'static [&'static str];

    /// Returns the server of a name, with values for what its URL needs besides; a whole URL is one of the caller's own.
    ///
    /// # Errors
    ///
    /// Fails where no server has that name, or its URL needs a value that there is none of.
    fn select(
        name: &str,
        value: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Self, UnknownEnvironment>;

    /// Returns a server of the caller's own.
    fn custom(url: String) -> Self;

    /// Returns the server that environment variables choose: `…_ENVIRONMENT` by its name, with `…_SERVER_…` for the
    /// variables of its URL. `…_BASE_URL` is what a relative one is relative to, and takes the place of every other.
    /// Where there is only one, its name is not needed.
    ///
    /// # Errors
    ///
    /// Fails where a variable is missing that is needed, and names it.
    fn from_variables(prefix: &str) -> Result<Self, UnknownEnvironment> {
        let read = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        let (chooser, base) = (format!("{prefix}_ENVIRONMENT"), format!("{prefix}_BASE_URL"));
        let variable = |field: &str| match field {
            "base_url" => base.clone(),
            field => crate::auth::variable(&format!("{prefix}_SERVER"), field),
        };
        let is_relative = Cell::new(false);
        let value = |field: &str| {
            is_relative.set(is_relative.get() || field == "base_url");
            read(&variable(field))
        };
        let only = || match Self::NAMES {
            [only] => Some((*only).to_owned()),
            _ => None,
        };
        let chosen = read(&chooser).or_else(only).map(|name| Self::select(&name, &value));
        match (chosen, read(&base)) {
            (Some(Err(error)), None) => Err(error.variable(variable)),
            (Some(chosen), Some(_)) if is_relative.get() => {
                chosen.map_err(|error| error.variable(variable))
            }
            (_, Some(url)) => Ok(Self::custom(url)),
            (Some(chosen), None) => chosen,
            (None, None) if Self::NAMES.is_empty() => Err(UnknownEnvironment::absent(base)),
            (None, None) => Err(UnknownEnvironment::unset(chooser, Self::NAMES)),
        }
    }
}

/// A server that the definition does not name.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct CustomServer(String);

impl CustomServer {
    /// Takes a base URL; whether it can be one is checked when the client is built.
    pub fn new(url: impl Into<String>) -> Self {
        Self(url.into())
    }

    /// Returns the URL.
    pub fn url(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for CustomServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // It was not checked yet: what stands before an `@` may be a password, what stands in a query a key.
        let (before, rest) = match self.0.rsplit_once('@') {
            Some((_, rest)) => ("…@", rest),
            None => ("", self.0.as_str()),
        };
        match rest.split_once(['?', '#']) {
            Some((url, _)) => write!(f, "{before}{url}…"),
            None => write!(f, "{before}{rest}"),
        }
    }
}

impl fmt::Debug for CustomServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CustomServer({self})")
    }
}

/// A text that does not say which environment is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownEnvironment(Unknown);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Unknown {
    Name(&'static [&'static str]),
    Value(&'static str, &'static str),
    Unset(String, &'static [&'static str]),
    Missing(String),
}

impl UnknownEnvironment {
    /// Takes the names that there are: none of them was given.
    pub fn new(names: &'static [&'static str]) -> Self {
        Self(Unknown::Name(names))
    }

    /// Names an environment and what its URL needs besides.
    pub fn needs(name: &'static str, field: &'static str) -> Self {
        Self(Unknown::Value(name, field))
    }

    /// Says that no environment was chosen by the variable for it.
    pub(crate) fn unset(variable: String, names: &'static [&'static str]) -> Self {
        Self(Unknown::Unset(variable, names))
    }

    /// Says which variable has to have the base URL.
    pub(crate) fn absent(variable: String) -> Self {
        Self(Unknown::Missing(variable))
    }

    /// Says which variable would have had what is needed.
    pub(crate) fn variable(self, name: impl FnOnce(&str) -> String) -> Self {
        match self.0 {
            Unknown::Value(_, field) => Self(Unknown::Missing(name(field))),
            known => Self(known),
        }
    }
}

impl fmt::Display for UnknownEnvironment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Unknown::Name(names) => {
                write!(f, "no such environment; there are: {}", names.join(", "))
            }
            Unknown::Value(name, field) => {
                write!(f, "the environment {name} needs a `{field}`, which a name does not say")
            }
            Unknown::Unset(variable, names) => write!(
                f,
                "the environment variable {variable} is not set; it names one of: {}",
                names.join(", ")
            ),
            Unknown::Missing(variable) => {
                write!(f, "the environment variable {variable} is not set")
            }
        }
    }
}

impl std::error::Error for UnknownEnvironment {}

/// Fills the variables of a server's URL template.
pub fn fill(template: &str, variables: &[(&str, &dyn fmt::Display)]) -> String {
    let mut url = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((literal, after)) = rest.split_once('{') {
        url.push_str(literal);
        let Some((name, after)) = after.split_once('}') else { break };
        match variables.iter().find(|(known, _)| *known == name) {
            Some((_, value)) if fits(&url, &value.to_string()) => url.push_str(&value.to_string()),
            // It stays, and is refused as a character that no URL has.
            _ => url.extend(["{", name, "}"]),
        }
        rest = after;
    }
    url.push_str(rest);
    match variables.iter().find(|(name, _)| name.is_empty()) {
        Some((_, base)) => resolve(&base.to_string(), &url),
        None => url,
    }
}

/// Returns the URL that a reference names, seen from another URL (RFC 3986, 5.2).
pub(crate) fn resolve(base: &str, reference: &str) -> String {
    if reference.contains("://") {
        return reference.to_owned();
    }
    let Some((scheme, rest)) = base.split_once("://") else {
        // It is refused as what it is: no URL.
        return format!("{base}{reference}");
    };
    let (authority, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let directory = path.rsplit_once('/').map_or("", |(directory, _)| directory);
    let joined = match reference.strip_prefix('/') {
        Some(_) => reference.to_owned(),
        None => format!("{directory}/{reference}"),
    };
    let mut segments: Vec<&str> = Vec::new();
    for segment in joined.split('/').skip(1) {
        match segment {
            "." => {}
            ".." => {
                segments.pop();
            }
            segment => segments.push(segment),
        }
    }
    format!("{scheme}://{authority}/{}", segments.join("/"))
}

/// Tells whether a value can stand after `before` without changing which host is meant.
fn fits(before: &str, value: &str) -> bool {
    let in_host = before.split_once("://").is_some_and(|(_, host)| !host.contains('/'));
    !(value.contains(['?', '#', '@', '\\']) || in_host && value.contains('/'))
}

/// Tells whether two names are the same but for case, spaces and punctuation.
pub fn same_name(one: &str, other: &str) -> bool {
    let letters = |text: &str| -> String { text.chars().filter(|c| c.is_alphanumeric()).collect() };
    letters(one).eq_ignore_ascii_case(&letters(other))
}
