//! Writes JSON step by step.
//!
//! In: values, one after the other. Out: compact JSON. It must not know the types.

use std::collections::BTreeMap;

use super::Json;

/// Writes one JSON text, value by value.
///
/// There is nothing to fail: what a [`Json`] implementation writes between `begin_…` and `end_…` is separated here. See
/// [`Reader`](super::Reader) for an example.
#[derive(Default)]
pub struct Writer {
    out: Vec<u8>,
    /// Whether a comma stands before the next member or item.
    comma: bool,
    depth: usize,
    /// Discriminators that no object has written yet.
    tags: Vec<Tag>,
}

/// A discriminator that the next object must hold.
struct Tag {
    key: &'static str,
    value: &'static str,
    /// The depth of the object that holds it and the place behind its brace, once it is open.
    object: Option<(usize, usize)>,
}

impl Writer {
    /// Starts an empty text.
    pub fn new() -> Self {
        Self::default()
    }

    /// Returns what was written.
    pub fn into_vec(self) -> Vec<u8> {
        self.out
    }

    /// Opens an object.
    pub fn begin_object(&mut self) {
        self.out.push(b'{');
        self.comma = false;
        self.depth += 1;
        if !self.tags.is_empty() {
            self.open_tags();
        }
    }

    /// Closes an object.
    pub fn end_object(&mut self) {
        if !self.tags.is_empty() {
            self.write_tags();
        }
        self.out.push(b'}');
        self.comma = true;
        self.depth = self.depth.saturating_sub(1);
    }

    /// Opens a list.
    pub fn begin_array(&mut self) {
        self.out.push(b'[');
        self.comma = false;
        self.depth += 1;
        // A discriminator is for an object: those inside a list are others.
        self.tags.retain(|tag| tag.object.is_some());
    }

    /// Closes a list.
    pub fn end_array(&mut self) {
        self.out.push(b']');
        self.comma = true;
        self.depth = self.depth.saturating_sub(1);
    }

    /// Writes an item of a list.
    #[inline]
    pub fn item<T: Json>(&mut self, value: &T) {
        self.separate();
        value.write(self);
    }

    /// Writes a property.
    #[inline]
    pub fn required<T: Json>(&mut self, name: &str, value: &T) {
        self.key(name);
        value.write(self);
    }

    /// Writes a property that may be absent: `None` writes nothing.
    #[inline]
    pub fn optional<T: Json>(&mut self, name: &str, value: &Option<T>) {
        if let Some(value) = value {
            self.key(name);
            value.write(self);
        }
    }

    /// Writes additional properties.
    #[inline]
    pub fn extra<T: Json>(&mut self, extra: &BTreeMap<String, T>) {
        for (name, value) in extra {
            self.key(name);
            value.write(self);
        }
    }

    /// Writes a value whose object must hold a discriminator: `"key":"tag"` becomes its first property, unless the object
    /// writes that key itself.
    ///
    /// A value that is not an object is written as it is.
    #[inline]
    pub fn tagged<T: Json>(&mut self, key: &'static str, tag: &'static str, value: &T) {
        let before = self.begin_tag(key, tag);
        value.write(self);
        self.tags.truncate(before);
    }

    fn begin_tag(&mut self, key: &'static str, value: &'static str) -> usize {
        let before = self.tags.len();
        // Of unions in unions the innermost knows best what the value is.
        let outer = self.tags.iter_mut().find(|tag| tag.object.is_none() && tag.key == key);
        if let Some(outer) = outer {
            outer.value = value;
            return before;
        }
        self.tags.push(Tag { key, value, object: None });
        before
    }

    #[cold]
    fn open_tags(&mut self) {
        let object = (self.depth, self.out.len());
        for tag in &mut self.tags {
            tag.object.get_or_insert(object);
        }
    }

    /// Writes the discriminators that the object that ends did not write.
    #[cold]
    fn write_tags(&mut self) {
        let ours = |tag: &Tag| tag.object.is_some_and(|(depth, _)| depth == self.depth);
        let mut members = Self::new();
        let mut place = None;
        for tag in self.tags.iter().filter(|tag| ours(tag)) {
            place = tag.object.map(|(_, place)| place);
            members.key(tag.key);
            members.text(tag.value);
        }
        let Some(place) = place else { return };
        if place < self.out.len() {
            members.out.push(b',');
        }
        let depth = self.depth;
        self.tags.retain(|tag| tag.object.is_none_or(|(of, _)| of != depth));
        self.out.splice(place..place, members.out);
    }

    /// Writes a key and its colon.
    pub fn key(&mut self, name: &str) {
        if !self.tags.is_empty() {
            let depth = self.depth;
            self.tags.retain(|tag| tag.object.is_none_or(|(of, _)| of != depth) || tag.key != name);
        }
        self.out.reserve(name.len() + 4);
        self.separate();
        if special(name.as_bytes()).is_some() {
            self.text(name);
            self.out.push(b':');
            return;
        }
        self.out.push(b'"');
        self.out.extend_from_slice(name.as_bytes());
        self.out.extend_from_slice(b"\":");
    }

    #[inline]
    fn separate(&mut self) {
        if self.comma {
            self.out.push(b',');
        }
        self.comma = true;
    }

    /// Writes a string.
    pub fn text(&mut self, text: &str) {
        self.out.reserve(text.len() + 2);
        self.out.push(b'"');
        let mut rest = text.as_bytes();
        while let Some(place) = special(rest) {
            let (run, after) = rest.split_at_checked(place).unwrap_or((rest, &[]));
            self.out.extend_from_slice(run);
            let Some((&byte, after)) = after.split_first() else { break };
            self.escape(byte);
            rest = after;
        }
        self.out.extend_from_slice(rest);
        self.out.push(b'"');
    }

    fn escape(&mut self, byte: u8) {
        let short = match byte {
            b'"' => b'"',
            b'\\' => b'\\',
            b'\n' => b'n',
            b'\r' => b'r',
            b'\t' => b't',
            0x08 => b'b',
            0x0C => b'f',
            _ => {
                let digit =
                    |half: u8| char::from_digit(u32::from(half), 16).map_or(b'0', |c| c as u8);
                self.out.extend_from_slice(b"\\u00");
                return self.out.extend_from_slice(&[digit(byte >> 4), digit(byte & 15)]);
            }
        };
        self.out.extend_from_slice(&[b'\\', short]);
    }

    /// Writes what another writer wrote.
    #[cfg(feature = "serde")]
    pub(crate) fn append(&mut self, other: &Self) {
        self.out.extend_from_slice(&other.out);
    }

    /// Writes the JSON of a scalar that generated code names.
    #[doc(hidden)]
    pub fn raw(&mut self, json: &str) {
        self.plain(json);
    }

    /// Writes text that is JSON already: a number, a word, a raw value.
    pub(crate) fn plain(&mut self, json: &str) {
        self.out.extend_from_slice(json.as_bytes());
    }
}

impl std::fmt::Debug for Writer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // What was written may hold secrets: only its length is told.
        write!(f, "Writer({} bytes)", self.out.len())
    }
}

/// Returns the place of the first byte that a string must escape.
///
/// Looks at eight bytes at a time; the last eight overlap those before, and what is shorter is put together from two halves.
#[inline]
fn special(bytes: &[u8]) -> Option<usize> {
    let (words, _) = bytes.as_chunks::<8>();
    for (index, word) in words.iter().enumerate() {
        if let Some(place) = special_of_eight(u64::from_le_bytes(*word)) {
            return Some(index * 8 + place);
        }
    }
    if let Some(last) = bytes.last_chunk::<8>() {
        return special_of_eight(u64::from_le_bytes(*last)).map(|place| bytes.len() - 8 + place);
    }
    if let (Some(first), Some(last)) = (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
        let halves = [u32::from_le_bytes(*first), u32::from_le_bytes(*last)].map(u64::from);
        let place = special_of_eight(halves[0] | halves[1] << 32)?;
        return Some(if place < 4 { place } else { bytes.len() + place - 8 });
    }
    bytes.iter().position(|byte| matches!(byte, 0..=0x1F | b'"' | b'\\'))
}

/// Finds the first such byte of eight.
///
/// A subtraction borrows into the top bit of a byte that is below the limit, or that becomes zero where it equals the mark. A
/// borrow may run on into later bytes, so only the first hit counts.
#[inline]
fn special_of_eight(word: u64) -> Option<usize> {
    const ONES: u64 = u64::MAX / 255;
    const TOPS: u64 = ONES << 7;
    let quote = word ^ (ONES * b'"' as u64);
    let slash = word ^ (ONES * b'\\' as u64);
    let below = word.wrapping_sub(ONES * 0x20) & !word;
    let equal = (quote.wrapping_sub(ONES) & !quote) | (slash.wrapping_sub(ONES) & !slash);
    let hits = (below | equal) & TOPS;
    (hits != 0).then_some((hits.trailing_zeros() / 8) as usize)
}
