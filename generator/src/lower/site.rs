//! What an inline type is called after: where it stands.
//!
//! In: the steps from a type or an operation to a schema. Out: a [`TypeName`]. It must not know Rust's names.

use crate::ir::{TypeId, TypeName};

/// Where a schema stands, as far as names are concerned.
#[derive(Clone, Debug)]
pub(super) struct Site {
    base: Base,
    segments: Vec<String>,
}

#[derive(Clone, Debug)]
enum Base {
    Type(TypeId),
    Operation(usize),
    Event(usize),
    Component(String),
}

impl Site {
    /// Returns the site of a named type itself.
    pub(super) fn within(id: TypeId) -> Self {
        Self { base: Base::Type(id), segments: Vec::new() }
    }

    /// Returns the site of an operation.
    pub(super) fn operation(index: usize) -> Self {
        Self { base: Base::Operation(index), segments: Vec::new() }
    }

    /// Returns the site of an event.
    pub(super) fn event(index: usize) -> Self {
        Self { base: Base::Event(index), segments: Vec::new() }
    }

    /// Returns the site of a component that is not a schema: a response, a parameter and so on.
    pub(super) fn component(key: &str) -> Self {
        Self { base: Base::Component(key.to_owned()), segments: Vec::new() }
    }

    /// Returns the site one step below.
    pub(super) fn child(&self, segment: &str) -> Self {
        let mut site = self.clone();
        site.segments.push(segment.to_owned());
        site
    }

    /// Returns the site of an array's items: the last step in the singular, else a step `item`.
    pub(super) fn item(&self) -> Self {
        let mut site = self.clone();
        match site.segments.last_mut() {
            Some(last) => match singular(last) {
                Some(one) => *last = one,
                None => site.segments.push("item".to_owned()),
            },
            None => site.segments.push("item".to_owned()),
        }
        site
    }

    /// Returns the name of a type there.
    pub(super) fn name(&self) -> TypeName {
        match &self.base {
            Base::Type(id) => TypeName::Within(*id, self.segments.clone()),
            Base::Operation(index) => TypeName::InOperation(*index, self.segments.clone()),
            Base::Event(index) => TypeName::InEvent(*index, self.segments.clone()),
            Base::Component(key) if self.segments.is_empty() => TypeName::Component(key.clone()),
            Base::Component(key) => {
                TypeName::Component(format!("{key} {}", self.segments.join(" ")))
            }
        }
    }
}

/// Returns an English plural's singular where the ending tells it.
fn singular(word: &str) -> Option<String> {
    let stem = |cut: usize| word.get(..word.len().saturating_sub(cut)).filter(|s| s.len() > 1);
    let lower = word.to_ascii_lowercase();
    if lower.ends_with("ies") && lower.len() > 4 {
        return stem(3).map(|s| format!("{s}y"));
    }
    for ending in ["sses", "xes", "ches", "shes", "uses"] {
        if lower.ends_with(ending) {
            return stem(2).map(str::to_owned);
        }
    }
    let kept = ["ss", "us", "is", "as"].iter().any(|ending| lower.ends_with(ending));
    if lower.ends_with('s') && !kept { stem(1).map(str::to_owned) } else { None }
}
