//! Texts that nobody may see.
//!
//! In: a text. Out: the same text, where it is asked for by name. It must not print it, nor leave it in memory.

use std::fmt;
use std::hash::{Hash, Hasher};

use zeroize::Zeroizing;

use super::{Json, Reader, Writer};

/// A text that must not be seen: it has no `Display`, its `Debug` says `[redacted]`, and it is wiped when dropped.
///
/// ```
/// use portolan_runtime::Secret;
///
/// let password = Secret::new("hunter2");
/// assert_eq!(format!("{password:?}"), "[redacted]");
/// assert_eq!(password.expose(), "hunter2");
/// ```
#[derive(Clone)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Takes a text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(Zeroizing::new(text.into()))
    }

    /// Returns the text.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl Json for Secret {
    fn read(r: &mut Reader<'_>) -> Option<Self> {
        let before = r.redact(true);
        r.secrets = true;
        let secret = r.text("a string").map(Self::new);
        r.redact(before);
        secret
    }

    fn write(&self, w: &mut Writer) {
        w.text(&self.0);
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

/// Takes as long for texts that differ late as for texts that differ early.
impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        let (ours, theirs) = (self.0.as_bytes(), other.0.as_bytes());
        let differences = ours.iter().zip(theirs).fold(0, |all, (a, b)| all | (a ^ b));
        ours.len() == theirs.len() && differences == 0
    }
}

impl Eq for Secret {}

impl Hash for Secret {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.as_bytes().hash(state);
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self::new(text)
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}
