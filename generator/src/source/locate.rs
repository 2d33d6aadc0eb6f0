//! Where in a text the values stand that JSON Pointers name.
//!
//! In: a text and pointers. Out: ranges of bytes. It reads the text a second time, with spans, and is called
//! only when something is printed.

use std::collections::HashMap;
use std::ops::Range;

use granit_parser::{Event, Parser, Span};
use serde::de::IgnoredAny;

use crate::diagnostic::escape;

#[derive(Clone, Default)]
struct Spot {
    key: Option<Range<usize>>,
    value: Option<Range<usize>>,
    collection: bool,
}

/// Finds the bytes of each pointer's key or value; what cannot be found is placed at the nearest thing
/// around it.
pub(super) fn find(text: &str, wanted: &[(&str, bool)]) -> Vec<Range<usize>> {
    let mut spots: HashMap<&str, Spot> = HashMap::new();
    for (pointer, _) in wanted {
        for around in prefixes(pointer) {
            if spots.insert(around, Spot::default()).is_some() {
                break;
            }
        }
    }
    let mut walk = Walk { spots: &mut spots, at: String::new(), open: Vec::new() };
    match serde_json::from_str::<IgnoredAny>(text) {
        Ok(_) => json(text, &mut walk),
        Err(_) => yaml(text, &mut walk),
    }
    wanted.iter().map(|(pointer, of_key)| answer(&spots, pointer, *of_key)).collect()
}

/// Returns the byte offset of a line (from 1) and a byte column (from 0).
pub(super) fn offset(text: &str, line: usize, column: usize) -> usize {
    let start = match line.saturating_sub(1) {
        0 => 0,
        above => text.match_indices('\n').nth(above - 1).map_or(text.len(), |(at, _)| at + 1),
    };
    let mut at = (start + column).min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// A pointer, then what is around it, up to the root.
fn prefixes(pointer: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(pointer), |p| p.rfind('/').and_then(|at| p.get(..at)))
}

fn answer(spots: &HashMap<&str, Spot>, pointer: &str, of_key: bool) -> Range<usize> {
    for (distance, around) in prefixes(pointer).enumerate() {
        let Some(spot) = spots.get(around) else { continue };
        let of_key = of_key || distance > 0 || spot.collection;
        let (first, second) =
            if of_key { (&spot.key, &spot.value) } else { (&spot.value, &spot.key) };
        if let Some(range) = first.as_ref().or(second.as_ref()) {
            return range.clone();
        }
    }
    0..0
}

/// An open collection.
struct Open {
    /// How long its pointer is.
    length: usize,
    state: State,
}

enum State {
    /// In an array, before the item of that index.
    Item(usize),
    /// In an object, before a key.
    Key,
    /// In an object, after a key that stands there.
    Value(Option<Range<usize>>),
}

/// No key is escaped to this, so nothing below a key that is not text can be asked for.
const NAMELESS: &str = "/~";

/// Follows a text from value to value.
struct Walk<'s, 'p> {
    spots: &'s mut HashMap<&'p str, Spot>,
    at: String,
    open: Vec<Open>,
}

impl Walk<'_, '_> {
    /// A scalar: a key, or a value.
    fn scalar(&mut self, text: Option<&str>, range: Range<usize>) {
        if let (Some(parent), Some(text)) = (self.open.last_mut(), text)
            && matches!(parent.state, State::Key)
        {
            self.at.truncate(parent.length);
            self.at.push('/');
            escape(text, &mut self.at);
            parent.state = State::Value(Some(range));
            return;
        }
        if let Some(key) = self.step(true) {
            self.note(key, range, false);
        }
    }

    /// The start of an array or an object.
    fn begin(&mut self, state: State, range: Range<usize>) {
        let key = self.step(false).flatten();
        self.note(key, range, true);
        self.open.push(Open { length: self.at.len(), state });
    }

    fn end(&mut self) {
        if let Some(closed) = self.open.pop() {
            self.at.truncate(closed.length);
        }
    }

    /// Goes on to the next value; returns where its key stands. `None`: it is itself a key.
    fn step(&mut self, scalar: bool) -> Option<Option<Range<usize>>> {
        let Some(parent) = self.open.last_mut() else { return Some(None) };
        match &mut parent.state {
            State::Item(index) => {
                self.at.truncate(parent.length);
                self.at.push('/');
                self.at.push_str(&index.to_string());
                *index += 1;
            }
            State::Key => {
                self.at.truncate(parent.length);
                self.at.push_str(NAMELESS);
                parent.state = State::Value(None);
                if scalar {
                    return None;
                }
            }
            State::Value(span) => {
                let key = span.take();
                parent.state = State::Key;
                return Some(key);
            }
        }
        Some(None)
    }

    fn note(&mut self, key: Option<Range<usize>>, range: Range<usize>, collection: bool) {
        if let Some(spot) = self.spots.get_mut(self.at.as_str()) {
            *spot = Spot { key, value: Some(range), collection };
        }
    }
}

/// Walks YAML. The text may be broken further on: what was found before stands.
fn yaml(text: &str, walk: &mut Walk<'_, '_>) {
    let options = granit_parser::options! { emit_comments: false };
    for next in Parser::new_from_str_with_options(text, options) {
        let Ok((event, span)) = next else { return };
        let range = bytes(&span, text.len());
        match event {
            Event::SequenceEnd | Event::MappingEnd => walk.end(),
            Event::DocumentEnd => return,
            Event::Scalar(text, ..) => walk.scalar(Some(&text), range),
            Event::Alias(_) => walk.scalar(None, range),
            Event::SequenceStart(..) => walk.begin(State::Item(0), range),
            Event::MappingStart(..) => walk.begin(State::Key, range),
            _ => {}
        }
    }
}

/// Walks what is known to be JSON, which may hold characters that YAML refuses.
fn json(text: &str, walk: &mut Walk<'_, '_>) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let from = at;
        at += 1;
        match byte {
            b'{' => walk.begin(State::Key, from..at),
            b'[' => walk.begin(State::Item(0), from..at),
            b'}' | b']' => walk.end(),
            b'"' => {
                while let Some(byte) = bytes.get(at) {
                    at += if *byte == b'\\' { 2 } else { 1 };
                    if *byte == b'"' {
                        break;
                    }
                }
                let written = text.get(from..at).unwrap_or_default();
                let read = serde_json::from_str::<String>(written).unwrap_or_default();
                walk.scalar(Some(&read), from..at);
            }
            b',' | b':' | b' ' | b'\t' | b'\n' | b'\r' => {}
            _ => {
                let ends = |byte: &u8| b",]} \t\n\r".contains(byte);
                at = bytes.iter().skip(at).position(ends).map_or(bytes.len(), |more| at + more);
                walk.scalar(None, from..at);
            }
        }
    }
}

fn bytes(span: &Span, end: usize) -> Range<usize> {
    let from = span.start.byte_offset().unwrap_or(end).min(end);
    let to = span.end.byte_offset().unwrap_or(end).min(end);
    from..to.max(from)
}
