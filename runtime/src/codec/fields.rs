//! The names of an object's properties.
//!
//! In: names from generated code. Out: the index of a name. It must not know values.

/// The properties of an object type: those it requires, then those it may lack.
///
/// The index of a property is its place in both lists, one after the other.
#[derive(Debug)]
pub struct Fields {
    pub(crate) required: &'static [&'static str],
    pub(crate) optional: &'static [&'static str],
}

/// Where the next name is expected: objects mostly arrive in the order of their definition.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Hints {
    required: usize,
    optional: usize,
}

impl Fields {
    /// Names the properties; no name may occur twice.
    pub const fn new(required: &'static [&'static str], optional: &'static [&'static str]) -> Self {
        Self { required, optional }
    }

    /// Returns the index of a name, looking first where it is expected.
    #[inline]
    pub(crate) fn find(&self, name: &str, hints: &mut Hints) -> Option<usize> {
        if let Some(&next) = self.required.get(hints.required)
            && next == name
        {
            hints.required += 1;
            return Some(hints.required - 1);
        }
        if let Some(&next) = self.optional.get(hints.optional)
            && next == name
        {
            hints.optional += 1;
            return Some(self.required.len() + hints.optional - 1);
        }
        self.scan(name, hints)
    }

    fn scan(&self, name: &str, hints: &mut Hints) -> Option<usize> {
        if let Some(place) = position(self.optional, name, hints.optional) {
            hints.optional = place + 1;
            return Some(self.required.len() + place);
        }
        let place = position(self.required, name, hints.required)?;
        hints.required = place + 1;
        Some(place)
    }
}

/// Returns the place of a name, going round once from `from`.
pub(crate) fn position(names: &[&str], name: &str, from: usize) -> Option<usize> {
    let (before, after) = names.split_at_checked(from).unwrap_or((names, &[]));
    let found = |names: &[&str]| names.iter().position(|known| *known == name);
    found(after).map(|place| place + before.len()).or_else(|| found(before))
}
