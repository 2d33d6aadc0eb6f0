//! Writes JSON step by step.
//!
//! In: values, one after the other. Out: compact JSON. It must not know the types.

use std::collections::BTreeMap;

use super::Json;
use super::escapes::escape;
use super::words::{
    CALM, clean_blocks, push, push_eight_digits, push_short, put, special_of_eight, word,
};

/// From this length on a string is looked through in blocks.
const LONG: usize = 64;

/// How many bytes of a string with escapes are written at a time.
const ROOM: usize = 256;

/// How many bytes a word takes at most: eight escapes by number, and what is put behind them.
const WORST: usize = 8 * 6 + 8;

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
            self.strike_tag(name);
        }
        let comma = std::mem::replace(&mut self.comma, true);
        if !push_short(&mut self.out, comma, name.as_bytes(), *b"\":") {
            if comma {
                self.out.push(b',');
            }
            self.long_text(name);
            self.out.push(b':');
        }
    }

    /// Forgets the discriminator that the object writes itself.
    #[cold]
    fn strike_tag(&mut self, name: &str) {
        let depth = self.depth;
        self.tags.retain(|tag| tag.object.is_none_or(|(of, _)| of != depth) || tag.key != name);
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
        if !push_short(&mut self.out, false, text.as_bytes(), *b"\"") {
            self.long_text(text);
        }
    }

    /// Writes any string.
    fn long_text(&mut self, text: &str) {
        self.out.reserve(text.len() + 2);
        self.out.push(b'"');
        let mut rest = text.as_bytes();
        // How many words without an escape came last.
        let mut calm = CALM;
        while !rest.is_empty() {
            if calm >= CALM && rest.len() >= LONG {
                let (clean, after) =
                    rest.split_at_checked(clean_blocks(rest)).unwrap_or((rest, &[]));
                self.out.extend_from_slice(clean);
                rest = after;
                calm = 0;
            }
            rest = self.stretch(rest, &mut calm);
        }
        self.out.push(b'"');
    }

    /// Writes some of a string in which there are escapes, and returns what is left.
    ///
    /// It goes word by word through room that is there already: what is put behind the end of a piece without escapes is overwritten
    /// by what follows.
    fn stretch<'t>(&mut self, mut rest: &'t [u8], calm: &mut usize) -> &'t [u8] {
        let start = self.out.len();
        self.out.extend_from_slice(&[0; ROOM]);
        let Some(room) = self.out.last_chunk_mut::<ROOM>() else { return rest };
        let mut at = 0;
        while at <= ROOM - WORST && !rest.is_empty() && !(*calm >= CALM && rest.len() >= LONG) {
            let (word, count) = (word(rest), rest.len().min(8));
            if special_of_eight(word) >= count {
                put(room, at, word);
                at += count;
                *calm += 1;
            } else {
                // Byte by byte, but without a branch: nobody can guess where the next escape is.
                for byte in word.to_le_bytes().into_iter().take(count) {
                    let (escape, length) = escape(byte);
                    put(room, at, escape);
                    at += length;
                }
                *calm = 0;
            }
            rest = rest.get(8..).unwrap_or_default();
        }
        self.out.truncate(start + at);
        rest
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

    /// Writes an integer.
    #[inline]
    pub(crate) fn integer(&mut self, integer: impl itoa::Integer + TryInto<u32> + Copy) {
        match integer.try_into() {
            Ok(small) if small < 100_000_000 => push_eight_digits(&mut self.out, small),
            _ => self.plain(itoa::Buffer::new().format(integer)),
        }
    }

    /// Writes a number of thousandths that is no integer.
    #[inline]
    pub(crate) fn thousandths(&mut self, negative: bool, count: u32) {
        if negative {
            self.out.push(b'-');
        }
        push_eight_digits(&mut self.out, count / 1000);
        let behind = count % 1000;
        let digits = [behind / 100, behind / 10 % 10, behind % 10].map(|digit| b'0' + digit as u8);
        let zeros = if digits[2] != b'0' { 0 } else { 1 + usize::from(digits[1] == b'0') };
        push(&mut self.out, word(&[b'.', digits[0], digits[1], digits[2]]), 4 - zeros);
    }
}

impl std::fmt::Debug for Writer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // What was written may hold secrets: only its length is told.
        write!(f, "Writer({} bytes)", self.out.len())
    }
}
