//! Where the parts of the assembled tree stand: the definition's own text, overlays, and other files.
//!
//! In: what overlays changed and what came from other files. Out: [`Spot`]s. It must not know lines and columns.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;

/// A place in one of the texts of a definition.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Spot {
    /// Which text: 0 is the definition's own.
    pub file: usize,
    /// The JSON Pointer in it.
    pub pointer: String,
}

impl Spot {
    /// Returns the spot a pointer further down.
    #[must_use]
    pub fn below(&self, rest: &str) -> Self {
        Self { file: self.file, pointer: format!("{}{rest}", self.pointer) }
    }
}

/// Which words a text has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// Those of Swagger 2.0.
    Swagger,
    /// Those of OpenAPI 3; the number is the second of its version.
    OpenApi(u8),
}

/// Where the parts of a tree stand that was put together from several texts: the longest prefix that was put there
/// decides, and what was not put there stands in the definition's own text, at the same pointer.
#[derive(Clone, Debug, Default)]
pub struct Assembly {
    put: BTreeMap<String, Spot>,
    /// Objects that the assembly made to hold what it put there: no text has them.
    made: BTreeSet<String>,
    /// References that lead nowhere, which was told.
    told: BTreeSet<String>,
    /// The dialects of the texts that have another than the definition's own.
    dialects: BTreeMap<usize, Dialect>,
}

/// Where a value stands that is about to be put somewhere, and the parts of it that stand elsewhere.
#[derive(Clone, Debug)]
pub struct Piece {
    spot: Spot,
    /// By the pointer inside of the value.
    parts: BTreeMap<String, Spot>,
}

impl Piece {
    /// A value all of which stands in one place.
    pub fn whole(spot: Spot) -> Self {
        Self { spot, parts: BTreeMap::new() }
    }

    /// Returns the piece at a pointer inside of this one.
    #[must_use]
    pub fn below(&self, rest: &str) -> Self {
        let parts = under(&self.parts, rest);
        let parts = parts.into_iter().map(|(key, spot)| (suffix(&key, rest), spot)).collect();
        Self { spot: find(&self.parts, rest, &self.spot), parts }
    }
}

impl Assembly {
    /// Tells whether everything stands where it is in the definition's own text.
    pub fn is_empty(&self) -> bool {
        self.put.is_empty()
    }

    /// Notes that what stands at a pointer was put there.
    pub fn put(&mut self, pointer: &str, piece: &Piece) {
        self.forget(pointer);
        self.put.insert(pointer.to_owned(), piece.spot.clone());
        for (rest, spot) in &piece.parts {
            if !rest.is_empty() {
                self.put.insert(format!("{pointer}{rest}"), spot.clone());
            }
        }
    }

    /// Notes that an object was made to hold what is put into it.
    pub fn make(&mut self, pointer: &str) {
        self.made.insert(pointer.to_owned());
    }

    /// Tells whether an object was made, and stands in no text.
    pub fn is_made(&self, pointer: &str) -> bool {
        self.made.contains(pointer)
    }

    /// Notes that a text has another dialect than the definition's own.
    pub fn speak(&mut self, file: usize, dialect: Dialect) {
        self.dialects.insert(file, dialect);
    }

    /// Tells whether a text has another dialect than the definition's own.
    pub fn has_dialects(&self) -> bool {
        !self.dialects.is_empty()
    }

    /// Returns the dialect of what stands at a pointer, where it is not the definition's own.
    pub fn dialect(&self, pointer: &str) -> Option<Dialect> {
        if self.dialects.is_empty() {
            return None;
        }
        self.dialects.get(&self.spot(pointer).file).copied()
    }

    /// Notes that it was told that a reference leads nowhere.
    pub fn tell(&mut self, reference: &str) {
        self.told.insert(reference.to_owned());
    }

    /// Tells whether it was told that a reference leads nowhere.
    pub fn is_told(&self, reference: &str) -> bool {
        self.told.contains(reference)
    }

    /// Notes that nothing stands at a pointer any more.
    pub fn forget(&mut self, pointer: &str) {
        for (key, _) in under(&self.put, pointer) {
            self.put.remove(&key);
        }
    }

    /// Returns where the value at a pointer stands, with all of its parts.
    pub fn piece(&self, pointer: &str) -> Piece {
        let parts = under(&self.put, pointer);
        let parts = parts.into_iter().map(|(key, spot)| (suffix(&key, pointer), spot)).collect();
        Piece { spot: self.spot(pointer), parts }
    }

    /// Returns where the value at a pointer stands.
    pub fn spot(&self, pointer: &str) -> Spot {
        let root = Spot::default();
        find(&self.put, pointer, &root)
    }

    /// Notes that items were taken out of a list of that length: those behind them move up.
    pub fn close(&mut self, list: &str, removed: &BTreeSet<usize>, length: usize) {
        let Some(first) = removed.first() else { return };
        let mut now = *first;
        for index in *first..length {
            let before = format!("{list}/{index}");
            if removed.contains(&index) {
                self.forget(&before);
                continue;
            }
            let piece = self.piece(&before);
            self.forget(&before);
            self.put(&format!("{list}/{now}"), &piece);
            now += 1;
        }
    }
}

/// The longest prefix that is in the map decides; if there is none, it lies in `otherwise`.
fn find(map: &BTreeMap<String, Spot>, pointer: &str, otherwise: &Spot) -> Spot {
    let mut prefix = pointer;
    loop {
        if let Some(spot) = map.get(prefix) {
            return spot.below(pointer.get(prefix.len()..).unwrap_or_default());
        }
        match prefix.rfind('/').and_then(|at| prefix.get(..at)) {
            Some(shorter) => prefix = shorter,
            None => return otherwise.below(pointer),
        }
    }
}

/// What the map has at a pointer and below it.
fn under(map: &BTreeMap<String, Spot>, pointer: &str) -> Vec<(String, Spot)> {
    let below = format!("{pointer}/");
    let own = map.get_key_value(pointer).into_iter();
    let from = (Bound::Included(below.as_str()), Bound::Unbounded);
    let inner = map.range::<str, _>(from).take_while(|(key, _)| key.starts_with(&below));
    own.chain(inner).map(|(key, spot)| (key.clone(), spot.clone())).collect()
}

fn suffix(key: &str, prefix: &str) -> String {
    key.get(prefix.len()..).unwrap_or_default().to_owned()
}
