//! Where in a text the values stand that JSON Pointers name.
//!
//! In: a text and pointers. Out: ranges of bytes. It reads the text a second time, with spans, and is called
//! only when something is printed.

use std::collections::HashMap;
use std::ops::Range;

use granit_parser::{Event, Parser, Span};

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
    walk(text, &mut spots);
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

fn walk(text: &str, spots: &mut HashMap<&str, Spot>) {
    let mut at = String::new();
    let mut open: Vec<Open> = Vec::new();
    let options = granit_parser::options! { emit_comments: false };
    for next in Parser::new_from_str_with_options(text, options) {
        // The text may be broken further on: what was found before stands.
        let Ok((event, span)) = next else { return };
        match event {
            Event::SequenceEnd | Event::MappingEnd => {
                if let Some(closed) = open.pop() {
                    at.truncate(closed.length);
                }
                continue;
            }
            Event::DocumentEnd => return,
            Event::Scalar(..) | Event::Alias(_) => {}
            Event::SequenceStart(..) | Event::MappingStart(..) => {}
            _ => continue,
        }
        let range = bytes(&span, text.len());
        let starts = match event {
            Event::SequenceStart(..) => Some(State::Item(0)),
            Event::MappingStart(..) => Some(State::Key),
            _ => None,
        };
        let mut key = None;
        if let Some(parent) = open.last_mut() {
            match &mut parent.state {
                State::Item(index) => {
                    at.truncate(parent.length);
                    at.push('/');
                    at.push_str(&index.to_string());
                    *index += 1;
                }
                State::Key => {
                    at.truncate(parent.length);
                    if let Event::Scalar(text, ..) = &event {
                        at.push('/');
                        escape(text, &mut at);
                        parent.state = State::Value(Some(range));
                        continue;
                    }
                    at.push_str(NAMELESS);
                    parent.state = State::Value(None);
                    if starts.is_none() {
                        continue;
                    }
                }
                State::Value(span) => {
                    key = span.take();
                    parent.state = State::Key;
                }
            }
        }
        if let Some(spot) = spots.get_mut(at.as_str()) {
            *spot = Spot { key, value: Some(range), collection: starts.is_some() };
        }
        if let Some(state) = starts {
            open.push(Open { length: at.len(), state });
        }
    }
}

fn bytes(span: &Span, end: usize) -> Range<usize> {
    let from = span.start.byte_offset().unwrap_or(end).min(end);
    let to = span.end.byte_offset().unwrap_or(end).min(end);
    from..to.max(from)
}
