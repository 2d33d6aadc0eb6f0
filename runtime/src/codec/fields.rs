//! The names of an object's properties.
//!
//! In: names from generated code. Out: the index of a name. It must not know values.

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

    /// Returns the index of a name, looking first where it is expected: objects mostly arrive in the order of their definition.
    #[inline]
    pub(crate) fn find(&self, name: &str, hint: &mut usize) -> Option<usize> {
        let index = match self.names.get(*hint) {
            Some(next) if next.name == name => *hint,
            _ => self.scan(name, *hint)?,
        };
        *hint = index + 1;
        Some(index)
    }

    /// Looks everywhere, going round once from `from`.
    fn scan(&self, name: &str, from: usize) -> Option<usize> {
        let (before, after) = self.names.split_at_checked(from).unwrap_or((self.names, &[]));
        let found = |fields: &[Field]| fields.iter().position(|field| field.name == name);
        found(after).map(|place| place + before.len()).or_else(|| found(before))
    }
}

/// Returns the place of a name, going round once from `from`.
pub(crate) fn position(names: &[&str], name: &str, from: usize) -> Option<usize> {
    let (before, after) = names.split_at_checked(from).unwrap_or((names, &[]));
    let found = |names: &[&str]| names.iter().position(|known| *known == name);
    found(after).map(|place| place + before.len()).or_else(|| found(before))
}
