//! The bundled tree.
//!
//! In: where everything stands. Out: the definition's own tree with references written anew, replaced by what they
//! lead to, and with the components that come from elsewhere.

use std::cmp::Reverse;
use std::rc::Rc;

use serde_json::{Map, Value};

use super::{Bundle, Key};
use crate::diagnostic::{Code, escape};
use crate::source::MAX_DEPTH;

/// How many values may be written more than once: a few small files must not become a huge tree.
const BUDGET: usize = 200_000;

/// What of the budget is left, and whether it was told that nothing is.
struct Left {
    values: usize,
    told: bool,
    /// The references that are being replaced, outer ones first: one of them in its own target is a circle.
    open: Vec<(usize, String)>,
}

impl Bundle<'_> {
    /// Writes the definition's tree.
    pub(super) fn build(mut self) -> Value {
        let is_alone = self.order.is_empty() && self.inlines.is_empty();
        let weight = if is_alone { 0 } else { self.docs.weight() };
        let mut left = Left { values: BUDGET + weight, told: false, open: Vec::new() };
        let mut components: Vec<(Key, String, Value)> = Vec::new();
        for key in self.order.clone() {
            let Some(Some(home)) = self.homes.get(&key).cloned() else { continue };
            // What stands in a section already is written with it.
            let (section, name) = self.sections.component(&home).unwrap_or_default();
            let own = format!("{}/{section}/{name}", self.sections.prefix);
            if self.docs.tree(0).pointer(&own).is_some() || self.is_replaced(&own) {
                continue;
            }
            let piece = self.piece(key.doc, &key.pointer);
            self.assembly.put(&home, &piece);
            let value = self.copy(key.doc, &key.pointer, &home, &mut left);
            components.push((key, home, value));
        }
        let mut replaced: Vec<String> =
            self.inlines.get(&0).map(|all| all.keys().cloned().collect()).unwrap_or_default();
        // Outer ones last: they write what lies in them, too.
        replaced.sort_by_key(|pointer| Reverse(pointer.matches('/').count()));
        let written: Vec<(String, Value)> = replaced
            .into_iter()
            .map(|pointer| {
                let value = self.copy(0, &pointer, &pointer, &mut left);
                (pointer, value)
            })
            .collect();
        for (file, dialect) in self.docs.dialects() {
            self.assembly.speak(file, dialect);
        }
        let texts = self.texts.remove(&0).unwrap_or_default();
        let Self { docs, sections, assembly, .. } = self;
        let mut tree = docs.into_tree();
        for (pointer, text) in texts {
            if let Some(value) = tree.pointer_mut(&pointer) {
                *value = Value::String(text);
            }
        }
        for (pointer, value) in written {
            if let Some(place) = tree.pointer_mut(&pointer) {
                *place = value;
            }
        }
        for (_, home, value) in components {
            let Some((section, name)) = sections.component(&home) else { continue };
            let mut holder = &mut tree;
            let mut at = String::new();
            for part in sections.prefix.split('/').filter(|p| !p.is_empty()).chain([section]) {
                let Value::Object(map) = holder else { break };
                at.push('/');
                at.push_str(part);
                let inner = map.entry(part).or_insert_with(|| {
                    assembly.make(&at);
                    Value::Object(Map::new())
                });
                if inner.is_null() {
                    *inner = Value::Object(Map::new());
                }
                holder = inner;
            }
            if let Value::Object(map) = holder {
                map.insert(crate::diagnostic::unescape(name), value);
            }
        }
        tree
    }

    /// Tells whether a place of the definition's own text lies in what is replaced.
    fn is_replaced(&self, pointer: &str) -> bool {
        let Some(all) = self.inlines.get(&0) else { return false };
        let mut prefix = pointer;
        while let Some(at) = prefix.rfind('/') {
            prefix = prefix.get(..at).unwrap_or_default();
            if all.contains_key(prefix) {
                return true;
            }
        }
        false
    }

    /// Copies a value of a text to a pointer of the bundled tree.
    fn copy(&mut self, doc: usize, pointer: &str, out: &str, left: &mut Left) -> Value {
        let tree = Rc::clone(self.docs.tree(doc));
        match tree.pointer(pointer) {
            Some(value) => {
                let depth = out.matches('/').count();
                self.value(doc, value, pointer, out, depth, left)
            }
            None => Value::Null,
        }
    }

    fn value(
        &mut self,
        doc: usize,
        value: &Value,
        at: &str,
        out: &str,
        depth: usize,
        left: &mut Left,
    ) -> Value {
        let target = self.inlines.get(&doc).and_then(|all| all.get(at)).cloned();
        left.values = left.values.saturating_sub(own_weight(value));
        if left.values == 0 || depth > MAX_DEPTH {
            if !std::mem::replace(&mut left.told, true) {
                let (code, message) = match left.values {
                    0 => (
                        Code::UnreadableFile,
                        "the references of this definition repeat too much".to_owned(),
                    ),
                    _ => {
                        let message = format!(
                            "with what it leads to, the definition is nested deeper than {MAX_DEPTH} levels"
                        );
                        (Code::TooDeep, message)
                    }
                };
                self.report(code, doc, at, message);
            }
            return Value::Null;
        }
        if let Some((to, pointer)) = target {
            if left.open.iter().any(|(of, open)| *of == doc && open == at) {
                let message = "this `$ref` leads back to itself";
                self.report(Code::CircularReference, doc, &format!("{at}/$ref"), message);
                return Value::Null;
            }
            left.open.push((doc, at.to_owned()));
            let piece = self.piece(to, &pointer);
            self.assembly.put(out, &piece);
            let tree = Rc::clone(self.docs.tree(to));
            let Some(found) = tree.pointer(&pointer) else {
                left.open.pop();
                return Value::Null;
            };
            let mut written = self.value(to, found, &pointer, out, depth + 1, left);
            if let (Value::Object(written), Value::Object(own)) = (&mut written, value) {
                for (key, value) in own.iter().filter(|(key, _)| *key != "$ref") {
                    let (at, out) = (below(at, key), below(out, key));
                    let piece = self.piece(doc, &at);
                    self.assembly.put(&out, &piece);
                    let value = self.value(doc, value, &at, &out, depth + 1, left);
                    written.insert(key.clone(), value);
                }
            }
            left.open.pop();
            return written;
        }
        match value {
            Value::Object(map) => Value::Object(
                map.iter()
                    .map(|(key, value)| {
                        let (at, out) = (below(at, key), below(out, key));
                        (key.clone(), self.value(doc, value, &at, &out, depth + 1, left))
                    })
                    .collect(),
            ),
            Value::Array(items) => Value::Array(
                items
                    .iter()
                    .enumerate()
                    .map(|(index, value)| {
                        let (at, out) = (format!("{at}/{index}"), format!("{out}/{index}"));
                        self.value(doc, value, &at, &out, depth + 1, left)
                    })
                    .collect(),
            ),
            Value::String(text) => {
                let other = self.texts.get(&doc).and_then(|all| all.get(at));
                Value::String(other.unwrap_or(text).clone())
            }
            other => other.clone(),
        }
    }
}

/// What a value weighs without those in it.
fn own_weight(value: &Value) -> usize {
    1 + value.as_str().map_or(0, |text| text.len() / 32)
}

/// What a value weighs.
pub(super) fn weight(value: &Value) -> usize {
    let inner: usize = match value {
        Value::Object(map) => map.values().map(weight).sum(),
        Value::Array(items) => items.iter().map(weight).sum(),
        _ => 0,
    };
    own_weight(value) + inner
}

fn below(at: &str, key: &str) -> String {
    let mut out = format!("{at}/");
    escape(key, &mut out);
    out
}
