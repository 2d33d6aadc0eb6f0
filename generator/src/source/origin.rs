//! Where in a definition's texts a place of the normalized tree comes from.
//!
//! In: what normalize moved, and how the tree was assembled before. Out: [`Spot`]s. It must not know lines and columns.

use std::collections::BTreeMap;
use std::ops::Bound;

use super::assembly::{Assembly, Spot};
use crate::diagnostic::Diagnostic;

/// What normalize moved: for a place in the normalized tree, the place in the assembled one that it comes from; and
/// for that, the text that it stands in.
#[derive(Clone, Debug, Default)]
pub struct Origin {
    moved: BTreeMap<String, String>,
    /// Where the parts of the assembled tree stand.
    pub assembly: Assembly,
}

impl Origin {
    /// Notes that what stands at the first pointer stood at the second in the source.
    pub fn moved(&mut self, now: String, from: String) {
        self.moved.insert(now, from);
    }

    /// Notes that what stood at the first pointer, and everything below it that was moved before, now stands
    /// at the second.
    pub fn wrapped(&mut self, before: &str, now: &str) {
        for key in self.at_or_below(before) {
            if let Some(from) = self.moved.remove(&key) {
                let rest = key.get(before.len()..).unwrap_or_default();
                self.moved.insert(format!("{now}{rest}"), from);
            }
        }
    }

    /// Notes that nothing stands at a pointer any more.
    pub fn forget(&mut self, pointer: &str) {
        for key in self.at_or_below(pointer) {
            self.moved.remove(&key);
        }
    }

    fn at_or_below(&self, pointer: &str) -> Vec<String> {
        let below = format!("{pointer}/");
        let itself = self.moved.contains_key(pointer).then(|| pointer.to_owned());
        let from = (Bound::Included(below.as_str()), Bound::Unbounded);
        let inner = self.moved.range::<str, _>(from).map(|(key, _)| key);
        itself.into_iter().chain(inner.take_while(|key| key.starts_with(&below)).cloned()).collect()
    }

    /// Returns where in the texts a diagnostic belongs.
    pub fn spot(&self, diagnostic: &Diagnostic) -> Spot {
        match (diagnostic.file, &diagnostic.source) {
            (Some(file), source) => {
                let place = source.as_ref().unwrap_or(&diagnostic.place);
                Spot { file, pointer: place.pointer().to_owned() }
            }
            // What was said before a move is settled; places of later stages are those of the normalized tree.
            (None, Some(source)) => self.assembly.spot(source.pointer()),
            (None, None) => self.assembly.spot(&self.source(diagnostic.place.pointer())),
        }
    }

    /// Returns the pointer in the assembled tree: the longest prefix that was moved decides.
    pub fn source(&self, pointer: &str) -> String {
        let mut prefix = pointer;
        loop {
            if let Some(from) = self.moved.get(prefix) {
                let rest = pointer.get(prefix.len()..).unwrap_or_default();
                return format!("{from}{rest}");
            }
            match prefix.rfind('/').and_then(|at| prefix.get(..at)) {
                Some(shorter) => prefix = shorter,
                None => return pointer.to_owned(),
            }
        }
    }
}
