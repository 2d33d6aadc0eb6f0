//! What an enum of environments has to say, and the pieces that the macro `environments!` puts together.
//!
//! In: templates and names. Out: URLs, unchecked: [`BaseUrl`](crate::environment::BaseUrl) checks them.

use std::fmt;

/// The servers of an API, as an enum; the macro `environments!` implements it.
pub trait Servers: fmt::Display {
    /// Returns the base URL.
    fn url(&self) -> String;

    /// Tells whether it is a URL of the caller's own.
    fn is_custom(&self) -> bool;
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

/// A name that no environment has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownEnvironment(&'static [&'static str]);

impl UnknownEnvironment {
    /// Takes the names that there are.
    pub fn new(names: &'static [&'static str]) -> Self {
        Self(names)
    }
}

impl fmt::Display for UnknownEnvironment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no such environment; there are: {}", self.0.join(", "))
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
    url
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
