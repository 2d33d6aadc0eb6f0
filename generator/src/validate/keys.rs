//! Keys: those that the table does not know, and those that must be written otherwise.

use serde_json::{Map, Value};

use super::Walk;
use crate::diagnostic::nearest::nearest;
use crate::diagnostic::{Code, Trail, escape};
use crate::shape::{Kind, Other, is_status, table};

/// Keys that OpenAPI 3.0 does not have, but that do not change what is sent or read.
const HARMLESS: &[(&str, &str)] = &[
    ("a schema", "nullable"),
    ("a schema", "example"),
    ("an operation", "consumes"),
    ("an operation", "produces"),
    ("an operation", "schemes"),
];

/// How many kinds of object may have a key for a message to name them.
const MOST_OWNERS: usize = 4;

impl Walk<'_> {
    /// Reports a key that the table does not know; it is taken out.
    pub(super) fn unknown(
        &mut self,
        key: &str,
        value: &Value,
        kind: &'static Kind,
        trail: &Trail<'_>,
    ) -> bool {
        let name = kind.name;
        // Nobody reads the thousandth guess, and a guess takes time.
        let guess = self.sink.diagnostics().len() <= 1000;
        let near = if guess { near(key, kind) } else { None };
        let owners = if guess { elsewhere(key) } else { Vec::new() };
        let message = match (&kind.other, near, owners.as_slice()) {
            (Other::Paths, ..) => format!("`{key}` is no path: paths start with `/`"),
            (Other::Statuses, ..) => format!("`{key}` is no status: `200`, `4XX` or `default`"),
            (_, Some(near), _) => format!("{name} has no key `{key}`; `{near}`?"),
            (_, None, [others @ .., last]) if others.len() < MOST_OWNERS => {
                let or = if others.is_empty() { "" } else { " or " };
                let owners = format!("{}{or}{last}", others.join(", "));
                format!("{name} has no key `{key}`: it is one of {owners}")
            }
            (_, None, _) => format!("{name} has no key `{key}`"),
        };
        let meant_little = near.is_some_and(|near| !kind.used(near).matters()) && owners.is_empty();
        // JSON Schema allows any key, which then tells people something.
        let annotation = guess && near.is_none() && owners.is_empty();
        let annotation = annotation && self.version > 0 && std::ptr::eq(kind, &table::SCHEMA);
        let listed = HARMLESS.contains(&(name, key));
        let harmless = value.is_null() || listed || annotation || meant_little;
        let code = if harmless { Code::IgnoredPart } else { Code::UnknownKey };
        self.sink.report(code, &trail.place(), message);
        false
    }

    /// Writes paths with their `/` and ranges of statuses with a large `X`.
    pub(super) fn rename(
        &mut self,
        map: &mut Map<String, Value>,
        kind: &'static Kind,
        trail: &Trail<'_>,
    ) {
        let right = |key: &str| -> Option<String> {
            if key.starts_with("x-") {
                return None;
            }
            match kind.other {
                Other::Paths if !key.starts_with('/') => Some(format!("/{key}")),
                Other::Statuses => status(key),
                _ => None,
            }
        };
        if !map.keys().any(|key| right(key).is_some()) {
            return;
        }
        let pointer = trail.pointer();
        let pointer_to = |key: &str| {
            let mut out = format!("{pointer}/");
            escape(key, &mut out);
            out
        };
        for (key, value) in std::mem::take(map) {
            match right(&key) {
                Some(right) if !map.contains_key(&right) => {
                    let from = self.origin.source(&pointer_to(&key));
                    self.origin.wrapped(&pointer_to(&key), &pointer_to(&right));
                    self.origin.moved(pointer_to(&right), from);
                    let message = format!("`{key}` should be written `{right}`");
                    self.sink.report(Code::Repaired, &trail.key(&right).place(), message);
                    map.insert(right, value);
                }
                _ => {
                    map.insert(key, value);
                }
            }
        }
    }
}

fn status(key: &str) -> Option<String> {
    let upper = key.trim().to_ascii_uppercase();
    if upper == "DEFAULT" && key != "default" {
        return Some("default".to_owned());
    }
    (upper != key && is_status(&upper)).then_some(upper)
}

/// Returns the kinds of object that have a key.
fn elsewhere(key: &str) -> Vec<&'static str> {
    let owners = table::KINDS.iter().filter(|kind| kind.row(key).is_some());
    owners.map(|kind| kind.name).collect()
}

/// Returns the key that was probably meant.
fn near(key: &str, kind: &'static Kind) -> Option<&'static str> {
    let schema = std::ptr::eq(kind, &table::SCHEMA);
    let names = kind.keys.iter().map(|known| known.name);
    nearest(key, names.filter(|name| !(schema && name.starts_with('$') && !key.starts_with('$'))))
}
