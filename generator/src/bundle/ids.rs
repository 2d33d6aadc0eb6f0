//! The names that schemas and documents give themselves: `$id`, `$anchor`, and `$self` of OpenAPI 3.2.
//!
//! In: a text's tree. Out: pointers into it. It must not know other texts.

use serde_json::Value;

use crate::diagnostic::Trail;
use crate::source::{Location, MAX_DEPTH};

/// Keys whose values are examples of something, not schemas.
const OPAQUE: &[&str] = &["example", "examples", "default", "const", "enum", "value"];

/// The names in one text.
#[derive(Default)]
pub(super) struct Ids {
    /// Each resource: its name, and where it stands; outer ones first.
    resources: Vec<(Location, String)>,
    anchors: Vec<(String, String)>,
}

impl Ids {
    /// Finds them.
    pub(super) fn of(tree: &Value, location: &Location) -> Self {
        let mut ids = Self::default();
        if let Some(own) = tree.get("$self").and_then(Value::as_str)
            && let Some(own) = location.resolve(own.split('#').next().unwrap_or_default())
        {
            ids.resources.push((own, String::new()));
        }
        ids.find(tree, location, &Trail::ROOT, 0);
        ids
    }

    fn find(&mut self, value: &Value, base: &Location, trail: &Trail<'_>, depth: usize) {
        if depth > MAX_DEPTH {
            return;
        }
        let mut here = None;
        match value {
            Value::Object(map) => {
                if let Some(Value::String(id)) = map.get("$id")
                    && !id.starts_with('#')
                {
                    here = base.resolve(id.split('#').next().unwrap_or_default());
                    if let Some(here) = &here {
                        self.resources.push((here.clone(), trail.pointer()));
                    }
                }
                for key in ["$anchor", "$dynamicAnchor"] {
                    if let Some(Value::String(name)) = map.get(key) {
                        self.anchors.push((name.clone(), trail.pointer()));
                    }
                }
                let base = here.as_ref().unwrap_or(base);
                for (key, child) in map {
                    if !OPAQUE.contains(&key.as_str()) && !key.starts_with("x-") {
                        self.find(child, base, &trail.key(key), depth + 1);
                    }
                }
            }
            Value::Array(items) => {
                for (index, child) in items.iter().enumerate() {
                    self.find(child, base, &trail.index(index), depth + 1);
                }
            }
            _ => {}
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.resources.is_empty() && self.anchors.is_empty()
    }

    /// Returns every resource with its pointer.
    pub(super) fn all(&self) -> impl Iterator<Item = (&Location, &str)> {
        self.resources.iter().map(|(id, pointer)| (id, pointer.as_str()))
    }

    /// Returns the name of the resource around a pointer.
    pub(super) fn base(&self, at: &str) -> Option<&Location> {
        self.around(at).map(|(id, _)| id)
    }

    /// Returns where the resource around a pointer stands.
    pub(super) fn resource(&self, at: &str) -> &str {
        self.around(at).map_or("", |(_, pointer)| pointer)
    }

    fn around(&self, at: &str) -> Option<&(Location, String)> {
        self.resources.iter().rev().find(|(_, pointer)| lies_in(at, pointer))
    }

    /// Returns where an anchor stands: in a resource, else anywhere.
    pub(super) fn anchor(&self, resource: &str, name: &str) -> Option<&str> {
        let mut all = self.anchors.iter().filter(|(known, _)| known == name);
        let near = all.clone().find(|(_, pointer)| self.resource(pointer) == resource);
        near.or_else(|| all.next()).map(|(_, pointer)| pointer.as_str())
    }
}

fn lies_in(at: &str, pointer: &str) -> bool {
    at.strip_prefix(pointer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
