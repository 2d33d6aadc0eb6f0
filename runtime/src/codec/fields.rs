//! The names of an object's properties.
//!
//! In: names from generated code. Out: the index of a name. It must not know values.

use std::sync::OnceLock;

use super::words::{run, word};

/// The properties of an object type. The index of a property is its place in the list.
#[derive(Debug)]
pub struct Fields {
    pub(crate) names: &'static [Field],
    /// How many of them are required.
    pub(crate) required: usize,
    /// How keys begin that are the names. What a compiler works out for every type, every user waits for: the first use does it.
    begins: OnceLock<Box<[u64]>>,
}

/// A property of an object type.
#[derive(Debug)]
pub struct Field {
    pub(crate) name: &'static str,
    pub(crate) required: bool,
}

impl Field {
    /// Names a property without which an object is an error.
    pub const fn required(name: &'static str) -> Self {
        Self { name, required: true }
    }

    /// Names a property that an object may lack.
    pub const fn optional(name: &'static str) -> Self {
        Self { name, required: false }
    }

    /// Returns how a key begins that is the name: its first eight bytes, the quote behind a short one among them.
    fn begin(&self) -> u64 {
        let bytes = self.name.as_bytes();
        match bytes.len() {
            // A name that must be escaped is never in a text as it is, and no text has such a byte.
            _ if run(bytes) < bytes.len() => u64::MAX,
            length @ 0..8 => word(bytes) | u64::from(b'"') << (8 * length),
            _ => word(bytes),
        }
    }

    /// Tells whether a text begins with the name and a quote, by how the name begins. It may say that it does not where the text
    /// ends soon.
    #[inline]
    fn starts(&self, begin: u64, text: &[u8]) -> bool {
        let Some(eight) = text.first_chunk::<8>() else { return false };
        let differs = u64::from_le_bytes(*eight) ^ begin;
        let length = self.name.len();
        match self.name.as_bytes().get(8..) {
            Some(rest) => {
                differs == 0
                    && text.get(8..).is_some_and(|text| text.starts_with(rest))
                    && text.get(length) == Some(&b'"')
            }
            None => differs << (8 * (7 - length)) == 0,
        }
    }
}

impl Fields {
    /// Lists the properties; no name may occur twice.
    pub const fn new(names: &'static [Field]) -> Self {
        let mut required = 0;
        let mut rest = names;
        while let [field, others @ ..] = rest {
            required += field.required as usize;
            rest = others;
        }
        Self { names, required, begins: OnceLock::new() }
    }

    /// Tells whether an object must have the property of an index.
    #[inline]
    pub(crate) fn is_required(&self, index: usize) -> bool {
        self.names.get(index).is_some_and(|field| field.required)
    }

    /// Returns the index and the length of the name with which a text begins, looking first where it is expected: objects mostly
    /// arrive in the order of their definition.
    #[inline]
    pub(crate) fn starting(&self, text: &[u8], hint: usize) -> Option<(usize, usize)> {
        let begins = self.begins.get_or_init(|| self.names.iter().map(Field::begin).collect());
        if let (Some(next), Some(begin)) = (self.names.get(hint), begins.get(hint))
            && next.starts(*begin, text)
        {
            return Some((hint, next.name.len()));
        }
        self.scan(hint, |field, index| begins.get(index).is_some_and(|it| field.starts(*it, text)))
    }

    /// Returns the index of a name.
    pub(crate) fn find(&self, name: &str, hint: usize) -> Option<usize> {
        self.scan(hint, |field, _| field.name == name).map(|(index, _)| index)
    }

    /// Looks everywhere, going round once from `from`.
    fn scan(&self, from: usize, is: impl Fn(&Field, usize) -> bool) -> Option<(usize, usize)> {
        let numbered = || self.names.iter().enumerate();
        let (index, field) = numbered()
            .skip(from)
            .chain(numbered().take(from))
            .find(|(index, field)| is(field, *index))?;
        Some((index, field.name.len()))
    }
}

/// Returns the place of a name, going round once from `from`.
pub(crate) fn position(names: &[&str], name: &str, from: usize) -> Option<usize> {
    let (before, after) = names.split_at_checked(from).unwrap_or((names, &[]));
    let found = |names: &[&str]| names.iter().position(|known| *known == name);
    found(after).map(|place| place + before.len()).or_else(|| found(before))
}
