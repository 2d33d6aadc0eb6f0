//! JSON to a tree, keeping order and telling of equal keys.
//!
//! In: a text. Out: a [`Value`]. A visitor of our own, because `Value`'s keeps the last of two equal keys and
//! rounds big integers, both in silence.

use std::cell::RefCell;
use std::fmt;

use serde::de::{DeserializeSeed, MapAccess, SeqAccess, Visitor};
use serde_json::map::Entry;
use serde_json::{Map, Number, Value};

use crate::diagnostic::{Code, Place, Sink, Trail};

/// Why a text is not JSON.
#[derive(Debug)]
pub(super) struct Unreadable {
    offset: usize,
    message: String,
    pub(super) too_deep: bool,
}

impl Unreadable {
    pub(super) fn report(self, sink: &mut Sink) {
        let code = if self.too_deep { Code::TooDeep } else { Code::InvalidSyntax };
        sink.report_at(code, Place::root(), self.offset..self.offset, self.message);
    }
}

pub(super) fn read(text: &str, sink: &mut Sink) -> Result<Value, Unreadable> {
    let found = RefCell::new(Found::default());
    let mut reader = serde_json::Deserializer::from_str(text);
    let seed = Seed { found: &found, trail: Trail::ROOT };
    let value = seed
        .deserialize(&mut reader)
        .and_then(|value| reader.end().map(|()| value))
        .map_err(|error| unreadable(text, &error))?;
    let found = found.into_inner();
    for (place, key) in found.twice {
        sink.report(Code::DuplicateKey, &place, format!("the key `{key}` occurs twice"));
    }
    report_inexact(text, &found.floats, sink);
    Ok(value)
}

fn unreadable(text: &str, error: &serde_json::Error) -> Unreadable {
    let offset = super::locate::offset(text, error.line(), error.column().saturating_sub(1));
    let full = error.to_string();
    let message = full.split(" at line ").next().unwrap_or(&full).to_owned();
    let too_deep = message.contains("recursion limit");
    let message = if too_deep {
        format!("the text is nested deeper than {} levels", super::MAX_DEPTH)
    } else if ["//", "/*", "#"]
        .iter()
        .any(|mark| text.get(offset..).is_some_and(|t| t.starts_with(mark)))
    {
        "JSON has no comments".to_owned()
    } else {
        message
    };
    Unreadable { offset, message, too_deep }
}

/// Tells of integers that were rounded. serde_json gives them as floats, so their text is looked up, and only
/// when there is a float that could be one.
fn report_inexact(text: &str, floats: &[Place], sink: &mut Sink) {
    let wanted: Vec<_> = floats.iter().map(|place| (place.pointer(), false)).collect();
    if wanted.is_empty() {
        return;
    }
    for (place, span) in floats.iter().zip(super::locate::find(text, &wanted)) {
        let written = text.get(span).unwrap_or_default();
        if super::scalar::is_integer(written) {
            super::scalar::report_inexact(written, place, sink);
        }
    }
}

#[derive(Default)]
struct Found {
    twice: Vec<(Place, String)>,
    floats: Vec<Place>,
}

struct Seed<'a> {
    found: &'a RefCell<Found>,
    trail: Trail<'a>,
}

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = Value;

    fn deserialize<D: serde::Deserializer<'de>>(self, reader: D) -> Result<Value, D::Error> {
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Value, E> {
        // Below 2^63 an integer would have come as one.
        if value.abs() >= 9.2e18
            && let Ok(mut found) = self.found.try_borrow_mut()
        {
            found.floats.push(self.trail.place());
        }
        Number::from_f64(value).map(Value::Number).ok_or_else(|| E::custom("number out of range"))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut out = Vec::new();
        while let Some(item) = items
            .next_element_seed(Seed { found: self.found, trail: self.trail.index(out.len()) })?
        {
            out.push(item);
        }
        Ok(Value::Array(out))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut out = Map::new();
        while let Some(key) = members.next_key::<String>()? {
            let trail = self.trail.key(&key);
            let value = members.next_value_seed(Seed { found: self.found, trail })?;
            match out.entry(key) {
                Entry::Vacant(entry) => {
                    entry.insert(value);
                }
                Entry::Occupied(mut entry) => {
                    let place = self.trail.key(entry.key()).place();
                    if let Ok(mut found) = self.found.try_borrow_mut() {
                        found.twice.push((place, entry.key().clone()));
                    }
                    entry.insert(value);
                }
            }
        }
        Ok(Value::Object(out))
    }
}
