//! Our own walk over the whole, by the table of shapes.
//!
//! In: the normalized tree. Out: the same tree, in which only what the table allows is left, and a diagnostic
//! for each thing that was not. It never stops at the first. It must not know the model, nor what a schema
//! means.
//!
//! Real definitions are wrong in small ways. What can be read in spite of it is repaired (a note); what cannot
//! is left out alone (a warning); an error is only what leaves nothing to generate.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use crate::diagnostic::{Code, Place, Sink, Trail};
use crate::shape::{Kind, Missing, Other, Shape, Use, table};
use crate::source::{Dialect, Origin};

mod extensions;
mod keys;
mod objects;
mod pattern;
mod values;

/// Validates and repairs a tree. `None`: nothing can be generated from it, which is reported.
/// Returns others' extensions, and how often each is there.
pub fn validate(
    tree: &mut Value,
    origin: &mut Origin,
    sink: &mut Sink,
) -> Option<BTreeMap<String, usize>> {
    let root = tree.as_object_mut()?;
    if !root.get("paths").is_some_and(Value::is_object) {
        let message = "`paths`, an object with the operations, is missing";
        sink.report(Code::NotADefinition, &Place::root(), message);
        return None;
    }
    let text = root.get("openapi").and_then(Value::as_str).unwrap_or_default();
    let version = text.split('.').nth(1).and_then(|minor| minor.parse().ok()).unwrap_or(0);
    let mut walk = Walk { sink, origin, version, removed: Vec::new(), extensions: BTreeMap::new() };
    let useful = walk.check(tree, &table::DEFINITION, &Trail::ROOT);
    let Walk { removed, extensions, .. } = walk;
    sink.settle(|place| Place::new(&origin.source(place.pointer())));
    compact(tree, removed, origin);
    useful.then_some(extensions)
}

/// Returns the version from which on a key that 3.0 requires need not be there.
fn optional_since(kind: &'static Kind, key: &str) -> Option<u8> {
    match key {
        "responses" if std::ptr::eq(kind, &table::OPERATION) => Some(1),
        "description" if std::ptr::eq(kind, &table::RESPONSE) => Some(2),
        _ => None,
    }
}

/// An object that has nothing but what it must have.
fn empty(shape: &Shape) -> Value {
    let Shape::Object(kind) = shape else { return Value::Object(Map::new()) };
    let needed = kind.keys.iter().filter_map(|key| match key.missing {
        Missing::Text(text) => Some((key.name.to_owned(), Value::String(text.to_owned()))),
        Missing::Empty => Some((key.name.to_owned(), empty(&key.shape))),
        Missing::Useless | Missing::Fine => None,
    });
    Value::Object(needed.collect())
}

/// Takes items out of lists, and notes where those behind them stood.
fn compact(tree: &mut Value, removed: Vec<(String, usize)>, origin: &mut Origin) {
    let mut lists: BTreeMap<(Reverse<usize>, String), BTreeSet<usize>> = BTreeMap::new();
    for (list, index) in removed {
        // Inner lists first, so that the pointers of the outer ones still hold.
        let depth = Reverse(list.matches('/').count());
        lists.entry((depth, list)).or_default().insert(index);
    }
    for ((_, list), removed) in lists {
        let Some(Value::Array(items)) = tree.pointer_mut(&list) else { continue };
        let mut index = 0;
        let mut now = 0;
        items.retain(|_| {
            let keep = !removed.contains(&index);
            if keep && now < index {
                let (before, after) = (format!("{list}/{index}"), format!("{list}/{now}"));
                let from = origin.source(&before);
                origin.forget(&after);
                origin.wrapped(&before, &after);
                origin.moved(after, from);
            }
            index += 1;
            now += usize::from(keep);
            keep
        });
    }
}

/// The walk. Its methods return `false` where what they looked at must be left out, which they reported.
struct Walk<'s> {
    sink: &'s mut Sink,
    origin: &'s mut Origin,
    /// The definition's version: 0 for OpenAPI 3.0, 1 for 3.1 and so on.
    version: u8,
    /// Items to be taken out at the end, as the list and the index: until then the places hold.
    removed: Vec<(String, usize)>,
    /// Others' extensions, and how often each is there.
    extensions: BTreeMap<String, usize>,
}

impl Walk<'_> {
    fn check(&mut self, value: &mut Value, shape: &'static Shape, trail: &Trail<'_>) -> bool {
        match shape {
            Shape::Any => true,
            Shape::Object(kind) => self.object(value, kind, false, trail),
            Shape::Ref(kind) => self.object(value, kind, true, trail),
            Shape::Map(inner) => self.map(value, inner, trail),
            Shape::List(inner) => self.list(value, inner, trail),
            Shape::Schema => self.schema(value, trail),
            Shape::TextsOrSchema if value.is_array() => self.list(value, &Shape::Text, trail),
            Shape::SchemaOrList if value.is_array() => self.list(value, &Shape::Schema, trail),
            Shape::TextsOrSchema | Shape::SchemaOrList => self.schema(value, trail),
            Shape::Text => self.text(value, trail),
            Shape::Word(words) => self.word(value, words, trail),
            Shape::Flag => self.flag(value, trail),
            Shape::Count => self.count(value, trail),
            Shape::Number => self.number(value, trail),
            Shape::Types => self.types(value, trail),
        }
    }

    fn object(
        &mut self,
        value: &mut Value,
        kind: &'static Kind,
        may_refer: bool,
        trail: &Trail<'_>,
    ) -> bool {
        let Value::Object(map) = value else {
            return self.wrong(value, kind.name, trail);
        };
        if may_refer && map.contains_key("$ref") && !self.own_operations(map, kind, trail) {
            if std::ptr::eq(kind, &table::MEDIA_TYPE) {
                // Those that lead somewhere were followed by normalize.
                let text = map.get("$ref").and_then(Value::as_str).unwrap_or_default();
                if !self.origin.assembly.is_told(text) {
                    let message = "this `$ref` names no media type of this definition";
                    self.sink.report(Code::UnresolvedReference, &trail.place(), message);
                }
                return false;
            }
            return self.reference(map, trail);
        }
        if matches!(kind.other, Other::Paths | Other::Statuses) {
            self.rename(map, kind, trail);
        }
        let wrong = self.members(map, kind, trail);
        self.complete(map, kind, &wrong, trail) && self.finish(map, kind, trail)
    }

    /// Takes the `$ref` out of a path item that has operations of its own: normalize followed those that lead
    /// somewhere.
    fn own_operations(
        &mut self,
        map: &mut Map<String, Value>,
        kind: &'static Kind,
        trail: &Trail<'_>,
    ) -> bool {
        let is_operation = |key: &String| matches!(kind.shape(key), Some(Shape::Object(kind)) if std::ptr::eq(*kind, &table::OPERATION));
        if !map.keys().any(is_operation) {
            return false;
        }
        map.shift_remove("$ref");
        let message = "this `$ref` names no path item of this definition";
        self.sink.report(Code::UnresolvedReference, &trail.key("$ref").place(), message);
        true
    }

    /// An object that only refers to another.
    fn reference(&mut self, map: &mut Map<String, Value>, trail: &Trail<'_>) -> bool {
        if let Some(Value::String(_)) = map.get("$ref") {
            // From 3.1 on, these two stand for those of what it leads to.
            let text = self.version > 0;
            let stays = |key: &str, value: &Value| {
                text && matches!(key, "summary" | "description") && value.is_string()
            };
            for (key, value) in map.iter() {
                if key != "$ref" && !key.starts_with("x-") && !stays(key, value) {
                    let message = format!("`{key}` beside a `$ref` means nothing");
                    self.sink.report(Code::IgnoredPart, &trail.key(key).place(), message);
                }
            }
            map.retain(|key, value| key == "$ref" || stays(key, value));
            return true;
        }
        let found = map.get("$ref").cloned().unwrap_or_default();
        self.wrong(&found, "a `$ref` that is text", trail)
    }

    /// Checks each member by its key, and takes out those that cannot stay. Returns the keys that were told
    /// of already.
    fn members(
        &mut self,
        map: &mut Map<String, Value>,
        kind: &'static Kind,
        trail: &Trail<'_>,
    ) -> Vec<String> {
        let mut wrong = Vec::new();
        map.retain(|key, value| {
            let here = trail.key(key);
            let Some(shape) = kind.shape(key) else {
                return match key.starts_with("x-") {
                    true => self.extension(key, value, kind, &here),
                    false => self.unknown(key, value, kind, &here),
                };
            };
            // What an object need not have may be absent; a status or a path that stands there is meant.
            let patterned = !matches!(kind.other, Other::Extensions);
            if value.is_null() && patterned {
                self.empty(value, &here);
            } else if value.is_null() && !matches!(shape, Shape::Any) {
                let message = format!("`{key}` is null, which is read as if it were absent");
                self.sink.report(Code::Repaired, &here.place(), message);
                return false;
            }
            let keep = self.check(value, shape, &here);
            if keep {
                self.tell_since(key, kind, &here);
                self.tell_use(key, kind, &here);
            } else {
                wrong.push(key.clone());
            }
            keep
        });
        wrong
    }

    /// Tells of a key that the definition's version does not have yet.
    fn tell_since(&mut self, key: &str, kind: &'static Kind, here: &Trail<'_>) {
        let since = kind.row(key).map_or(0, |row| row.since);
        if since > self.version && !self.is_elsewhere(here, since) {
            let message = format!("`{key}` is of OpenAPI 3.{since}: it is read as it is there");
            self.sink.report(Code::Repaired, &here.place(), message);
        }
    }

    /// Tells whether a key comes from a text whose version has it, or was made to hold what does.
    fn is_elsewhere(&self, here: &Trail<'_>, since: u8) -> bool {
        let assembly = &self.origin.assembly;
        let pointer = self.origin.source(&here.pointer());
        let dialect = assembly.dialect(&pointer);
        assembly.is_made(&pointer)
            || matches!(dialect, Some(Dialect::OpenApi(minor)) if minor >= since)
    }

    /// Tells of a key that no later stage reads.
    fn tell_use(&mut self, key: &str, kind: &'static Kind, here: &Trail<'_>) {
        let (code, why) = match kind.used(key) {
            Use::Read | Use::Told | Use::Prose => return,
            Use::Unchecked(why) | Use::Placed(why) => (Code::IgnoredPart, why),
            Use::Lost(why) if std::ptr::eq(kind, &table::MEDIA_TYPE) => {
                (Code::UnsupportedMediaType, why)
            }
            Use::Lost(why) if std::ptr::eq(kind, &table::ENCODING) => {
                (Code::UnsupportedMediaType, why)
            }
            Use::Lost(why) => (Code::UnsupportedSchema, why),
        };
        self.sink.report(code, &here.place(), format!("`{key}`: {why}"));
    }

    /// Tells of required keys that are missing.
    fn complete(
        &mut self,
        map: &mut Map<String, Value>,
        kind: &'static Kind,
        wrong: &[String],
        trail: &Trail<'_>,
    ) -> bool {
        let mut useful = true;
        for key in kind.keys {
            if matches!(key.missing, Missing::Fine) || map.contains_key(key.name) {
                continue;
            }
            let value = match key.missing {
                Missing::Text(text) => Value::String(text.to_owned()),
                Missing::Empty => empty(&key.shape),
                Missing::Useless | Missing::Fine if wrong.iter().any(|w| w == key.name) => {
                    useful = false;
                    continue;
                }
                Missing::Useless | Missing::Fine => {
                    let message = format!("{} needs `{}`", kind.name, key.name);
                    self.sink.report(Code::MissingKey, &trail.place(), message);
                    useful = false;
                    continue;
                }
            };
            if optional_since(kind, key.name).is_none_or(|since| since > self.version) {
                let message = format!("{} should have `{}`", kind.name, key.name);
                self.sink.report(Code::Repaired, &trail.place(), message);
            }
            map.insert(key.name.to_owned(), value);
        }
        useful
    }

    /// Reads null as an object without keys: YAML writes `application/json:` with nothing behind it.
    fn empty(&mut self, value: &mut Value, trail: &Trail<'_>) {
        self.sink.report(Code::Repaired, &trail.place(), "null should be an empty object, `{}`");
        *value = Value::Object(Map::new());
    }

    fn map(&mut self, value: &mut Value, inner: &'static Shape, trail: &Trail<'_>) -> bool {
        let Value::Object(map) = value else {
            return self.wrong(value, "an object", trail);
        };
        map.retain(|key, value| {
            let here = trail.key(key);
            if key.starts_with("x-")
                && matches!(inner, Shape::Object(_) | Shape::Ref(_) | Shape::Schema)
                && !(value.is_object() || value.is_boolean())
            {
                let message = "an extension does not belong among names that one chooses";
                self.sink.report(Code::IgnoredPart, &here.place(), message);
                return false;
            }
            if value.is_null() && matches!(inner, Shape::List(_)) {
                self.sink.report(Code::Repaired, &here.place(), "null should be an empty list");
                *value = Value::Array(Vec::new());
            }
            if value.is_null() && matches!(inner, Shape::Object(_) | Shape::Schema) {
                self.empty(value, &here);
            }
            self.check(value, inner, &here)
        });
        true
    }

    fn list(&mut self, value: &mut Value, inner: &'static Shape, trail: &Trail<'_>) -> bool {
        if let (Shape::Text, Value::String(text)) = (inner, &mut *value) {
            let text = std::mem::take(text);
            *value = Value::Array(vec![Value::String(text)]);
            self.sink.report(Code::Repaired, &trail.place(), "one text should be a list of one");
        }
        let is_object = matches!(inner, Shape::Object(_) | Shape::Ref(_) | Shape::Map(_));
        if is_object && value.is_object() {
            *value = Value::Array(vec![value.take()]);
            self.sink.report(Code::Repaired, &trail.place(), "one object should be a list of one");
        }
        let Value::Array(items) = value else {
            return self.wrong(value, "a list", trail);
        };
        let mut kept = items.is_empty();
        for (index, item) in items.iter_mut().enumerate() {
            let here = trail.index(index);
            if let (Shape::Map(Shape::List(_)), Value::String(name)) = (inner, &mut *item) {
                let message = format!("`{name}` should be `{name}: []`");
                self.sink.report(Code::Repaired, &here.place(), message);
                let scopes = (std::mem::take(name), Value::Array(Vec::new()));
                *item = Value::Object(Map::from_iter([scopes]));
            }
            if self.check(item, inner, &here) {
                kept = true;
            } else {
                *item = Value::Null;
                self.removed.push((trail.pointer(), index));
            }
        }
        // An empty list can mean something (`security: []`), so one of which nothing is left is left out.
        kept
    }

    /// A schema is never left out: what is no schema becomes the one that allows anything.
    fn schema(&mut self, value: &mut Value, trail: &Trail<'_>) -> bool {
        match value {
            Value::Bool(_) => {}
            Value::Object(map) => {
                self.members(map, &table::SCHEMA, trail);
                self.finish_schema(map, trail);
            }
            _ => {
                self.wrong(value, "a schema", trail);
                *value = Value::Object(Map::new());
            }
        }
        true
    }
}
