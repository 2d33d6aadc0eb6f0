//! The names of an object's properties.
//!
//! In: names from generated code. Out: the index of a name. It must not know values.

use super::words::{special_of_eight, word};

/// The properties of an object type. The index of a property is its place in the list.
#[derive(Debug)]
pub struct Fields {
    pub(crate) names: &'static [Field],
    /// How many of them are required.
    pub(crate) required: usize,
}

/// A property of an object type.
#[derive(Debug)]
pub struct Field {
    pub(crate) name: &'static str,
    pub(crate) required: bool,
    /// How a key begins that is the name: its first eight bytes, the quote behind a short one among them.
    begin: u64,
}

impl Field {
    /// Names a property without which an object is an error.
    pub const fn required(name: &'static str) -> Self {
        Self::new(name, true)
    }

    /// Names a property that an object may lack.
    pub const fn optional(name: &'static str) -> Self {
        Self::new(name, false)
    }

    const fn new(name: &'static str, required: bool) -> Self {
        let bytes = name.as_bytes();
        let mut begin = word(bytes);
        if bytes.len() < 8 {
            begin |= (b'"' as u64) << (8 * bytes.len());
        }
        // A name that must be escaped is never in a text as it is: no text has such a byte.
        if !is_plain(bytes) {
            begin = u64::MAX;
        }
        Self { name, required, begin }
    }

    /// Tells whether a text begins with the name and a quote. It may say that it does not where the text ends soon.
    #[inline]
    pub(crate) fn starts(&self, text: &[u8]) -> bool {
        let Some(begin) = text.first_chunk::<8>() else { return false };
        let differs = u64::from_le_bytes(*begin) ^ self.begin;
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

/// Tells whether a name stands in a text as it is.
const fn is_plain(mut name: &[u8]) -> bool {
    while let Some((_, rest)) = name.split_first_chunk::<8>() {
        if special_of_eight(word(name)) < 8 {
            return false;
        }
        name = rest;
    }
    special_of_eight(word(name)) >= name.len()
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
        Self { names, required }
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
        match self.names.get(hint) {
            Some(next) if next.starts(text) => Some((hint, next.name.len())),
            _ => self.scan(hint, |field| field.starts(text)),
        }
    }

    /// Returns the index of a name.
    pub(crate) fn find(&self, name: &str, hint: usize) -> Option<usize> {
        self.scan(hint, |field| field.name == name).map(|(index, _)| index)
    }

    /// Looks everywhere, going round once from `from`.
    fn scan(&self, from: usize, is: impl Fn(&Field) -> bool) -> Option<(usize, usize)> {
        let (before, after) = self.names.split_at_checked(from).unwrap_or((self.names, &[]));
        let found = |fields: &[Field]| fields.iter().position(&is);
        let index = found(after).map(|place| place + before.len()).or_else(|| found(before))?;
        self.names.get(index).map(|field| (index, field.name.len()))
    }
}

/// Returns the place of a name, going round once from `from`.
pub(crate) fn position(names: &[&str], name: &str, from: usize) -> Option<usize> {
    let (before, after) = names.split_at_checked(from).unwrap_or((names, &[]));
    let found = |names: &[&str]| names.iter().position(|known| *known == name);
    found(after).map(|place| place + before.len()).or_else(|| found(before))
}
