//! The other files of a definition: what they are called, and who reads them.
//!
//! In: the name of a file, and references in it. Out: the names of the files that they lead to. It must not read
//! anything itself: whoever calls the generator does.

use std::fmt;

use super::Source;

/// Which file or resource a reference leads to.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Location {
    /// A file: its path from the folder of the definition on, with `/` between names and without `.`; it may begin
    /// with `..`, or with `/`.
    File(String),
    /// A resource elsewhere: an absolute URL without a fragment.
    Url(String),
}

/// Reads the other files of a definition.
pub trait Files {
    /// Returns the text at a location.
    fn read(&mut self, location: &Location) -> Result<Source, Unread>;
}

/// Why a file is not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unread {
    /// It may not be read, for this reason.
    Refused(String),
    /// It cannot be read, for this reason.
    Failed(String),
}

/// A definition of one text: no other is read.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoFiles;

impl Files for NoFiles {
    fn read(&mut self, _location: &Location) -> Result<Source, Unread> {
        Err(Unread::Refused("only one text is read".to_owned()))
    }
}

impl Location {
    /// Returns the location of a definition that is called so: its name in its own folder.
    pub fn of_definition(name: &str) -> Self {
        let name = name.rsplit(['/', '\\']).next().unwrap_or(name);
        Self::File(name.to_owned())
    }

    /// Returns where a reference without its fragment leads, from a text at this location. `None`: nowhere.
    pub fn resolve(&self, reference: &str) -> Option<Self> {
        if reference.is_empty() {
            return Some(self.clone());
        }
        if let Some((scheme, rest)) = scheme(reference) {
            return match (scheme.to_ascii_lowercase().as_str(), self) {
                (scheme @ ("http" | "https"), _) => Some(Self::Url(url(scheme, rest)?)),
                // What comes from elsewhere must not read files here.
                ("file", Self::File(_)) => {
                    let path = rest.strip_prefix("//").unwrap_or(rest);
                    let path = path.strip_prefix("localhost").unwrap_or(path);
                    path.starts_with('/').then(|| file("", path)).flatten()
                }
                // The name of a JSON Schema resource, such as `urn:example:pet`.
                (scheme, _) if scheme != "file" => Some(Self::Url(reference.to_owned())),
                _ => None,
            };
        }
        match self {
            Self::File(base) => file(base, reference),
            Self::Url(base) => {
                let (scheme, rest) = scheme(base)?;
                let rest = rest.strip_prefix("//")?;
                let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
                let whole = if let Some(other) = reference.strip_prefix("//") {
                    format!("//{other}")
                } else if reference.starts_with('/') {
                    format!("//{authority}{reference}")
                } else {
                    let path = path.split('?').next().unwrap_or_default();
                    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
                    format!("//{authority}{folder}/{reference}")
                };
                Some(Self::Url(url(scheme, &whole)?))
            }
        }
    }

    /// Returns the name of the file without its ending, and the folders above it, the nearest first.
    pub fn names(&self) -> (&str, Vec<&str>) {
        let path = match self {
            Self::File(path) => path.as_str(),
            Self::Url(url) => url.split('?').next().unwrap_or_default(),
        };
        let mut parts = path.rsplit(['/', ':']).filter(|part| !part.is_empty() && *part != "..");
        let file = parts.next().unwrap_or_default();
        let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
        (stem, parts.collect())
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => f.write_str(path),
            Self::Url(url) => f.write_str(url),
        }
    }
}

/// Splits a scheme off. One letter is a drive.
fn scheme(reference: &str) -> Option<(&str, &str)> {
    let (scheme, rest) = reference.split_once(':')?;
    let word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
    let named = scheme.len() > 1 && scheme.starts_with(|c: char| c.is_ascii_alphabetic());
    (named && scheme.chars().all(word)).then_some((scheme, rest))
}

fn url(scheme: &str, rest: &str) -> Option<String> {
    let rest = rest.strip_prefix("//")?;
    let (authority, path) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
    if authority.is_empty() || authority.contains(|c: char| c.is_whitespace() || c == '\\') {
        return None;
    }
    let (path, query) = match path.split_once('?') {
        Some((path, query)) => (path, format!("?{query}")),
        None => (path, String::new()),
    };
    let path = lexical("", path);
    let path = path.trim_start_matches(['/', '.']);
    Some(format!("{}://{}/{path}{query}", scheme, authority.to_ascii_lowercase()))
}

/// A path from a file on, percent-decoded. `None`: no path.
fn file(base: &str, reference: &str) -> Option<Location> {
    let reference = crate::diagnostic::percent_decoded(reference)?.replace('\\', "/");
    if reference.contains('\0') {
        return None;
    }
    let folder = base.rsplit_once('/').map_or("", |(folder, _)| folder);
    Some(Location::File(match reference.starts_with('/') {
        true => lexical("", &reference),
        false => lexical(folder, &reference),
    }))
}

/// Joins two paths and takes out `.` and, as far as there is something above, `..`.
fn lexical(folder: &str, path: &str) -> String {
    let root = if path.starts_with('/') || folder.starts_with('/') { "/" } else { "" };
    let mut out: Vec<&str> = Vec::new();
    for part in folder.split('/').chain(path.split('/')) {
        match part {
            "" | "." => {}
            ".." if out.last().is_some_and(|last| *last != "..") => {
                out.pop();
            }
            ".." if !root.is_empty() => {}
            part => out.push(part),
        }
    }
    format!("{root}{}", out.join("/"))
}
