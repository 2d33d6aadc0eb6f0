//! Which keywords of a document's schemas were asked for.
//!
//! In: a mark for each, made by what reads schemas. Out: whether there is one. It must not know what a keyword means.

use std::cell::RefCell;
use std::collections::HashSet;
use std::hash::{BuildHasherDefault, Hasher};

use serde_json::Value;

type Addresses = HashSet<usize, BuildHasherDefault<Mix>>;

/// Marks of values, by where they lie in memory: a document does not move while it is read.
#[derive(Clone, Debug, Default)]
pub struct Visits {
    seen: RefCell<Addresses>,
    settled: RefCell<Addresses>,
    missed: Option<&'static str>,
}

impl Visits {
    /// Marks the value of a keyword, and returns it.
    pub fn visit<'v>(&self, key: &str, value: &'v Value) -> Option<&'v Value> {
        if self.missed.is_some_and(|missed| missed == key) {
            return None;
        }
        if let Ok(mut seen) = self.seen.try_borrow_mut() {
            seen.insert(address(value));
        }
        Some(value)
    }

    /// Tells whether a value was asked for.
    pub fn has(&self, value: &Value) -> bool {
        self.seen.try_borrow().is_ok_and(|seen| seen.contains(&address(value)))
    }

    /// Marks a schema that need not be read: what is around it says everything, as a media type says bytes.
    pub fn settle(&self, schema: &Value) {
        if let Ok(mut settled) = self.settled.try_borrow_mut() {
            settled.insert(address(schema));
        }
    }

    /// Tells whether a schema need not be read.
    pub fn is_settled(&self, schema: &Value) -> bool {
        self.settled.try_borrow().is_ok_and(|settled| settled.contains(&address(schema)))
    }

    /// Makes every reader miss a keyword, as if nobody had written the reading of it: so a test sees that the ledger tells.
    pub fn miss(&mut self, key: &'static str) {
        self.missed = Some(key);
    }
}

fn address(value: &Value) -> usize {
    std::ptr::from_ref(value).addr()
}

/// Spreads addresses: they are multiples of a small number, and nobody chooses them.
#[derive(Clone, Copy, Debug, Default)]
struct Mix(u64);

impl Hasher for Mix {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01B3);
        }
    }

    fn write_usize(&mut self, address: usize) {
        let mixed = (address as u64 >> 3).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        self.0 = mixed ^ mixed >> 32;
    }
}
