//! Where what is referred to stands in the bundled tree: its name among the components.
//!
//! In: what is referred to, in the order in which it was found. Out: pointers. It must not know who refers to it.

use serde_json::Value;

use super::{Bundle, Key};
use crate::diagnostic::unescape;
use crate::shape::{self, Shape};

impl Bundle<'_> {
    /// Gives every component that comes from elsewhere a name that no other has.
    pub(super) fn name_homes(&mut self) {
        self.take_names();
        for key in self.order.clone() {
            if self.homes.get(&key).is_some_and(Option::is_some) || self.around(&key).is_some() {
                continue;
            }
            let name = self.name(&key);
            let home = self.sections.pointer(key.section, &name);
            self.taken.insert((key.section.to_owned(), name));
            self.homes.insert(key, Some(home));
        }
    }

    /// Returns the pointer at which something stands.
    pub(super) fn home(&self, key: &Key) -> Option<String> {
        if let Some(home) = self.homes.get(key)? {
            return Some(home.clone());
        }
        let around = self.around(key)?;
        let rest = key.pointer.get(around.pointer.len()..)?;
        Some(format!("{}{rest}", self.home(&around)?))
    }

    /// The names of the definition's own components, wherever they stand.
    fn take_names(&mut self) {
        let root = std::rc::Rc::clone(self.docs.tree(0));
        for row in self.sections.kind.keys {
            let pointer = format!("{}/{}", self.sections.prefix, row.name);
            if let Some(Value::Object(members)) = root.pointer(&pointer) {
                for name in members.keys() {
                    self.taken.insert((row.name.to_owned(), name.clone()));
                }
            }
        }
        let homes = self.homes.values().flatten();
        let found = homes.filter_map(|home| self.sections.component(home));
        let found: Vec<_> = found.map(|(of, name)| (of.to_owned(), unescape(name))).collect();
        self.taken.extend(found);
    }

    /// A schema inside of another one that is a component, too, is referred to inside of that.
    fn around(&self, key: &Key) -> Option<Key> {
        if self.sections.of(&Shape::Schema) != Some(key.section) {
            return None;
        }
        let mut prefix = key.pointer.as_str();
        while let Some(at) = prefix.rfind('/') {
            prefix = prefix.get(..at)?;
            let around = Key { pointer: prefix.to_owned(), ..key.clone() };
            if self.homes.contains_key(&around) {
                let rest = key.pointer.get(at..)?;
                return self.leads_to_schema(&around, rest).then_some(around);
            }
        }
        None
    }

    fn leads_to_schema(&self, around: &Key, rest: &str) -> bool {
        let mut shape = &Shape::Schema;
        let Some(mut value) = self.docs.tree(around.doc).pointer(&around.pointer) else {
            return false;
        };
        for segment in rest.split('/').skip(1).map(unescape) {
            // These are for references only: each is a component of its own.
            if matches!(segment.as_str(), "$defs" | "definitions") {
                return false;
            }
            let Some(next) = shape::step(shape, value, &segment) else { return false };
            let inner = match value {
                Value::Object(map) => map.get(&segment),
                Value::Array(items) => segment.parse::<usize>().ok().and_then(|i| items.get(i)),
                _ => None,
            };
            let Some(inner) = inner else { return false };
            (shape, value) = (next, inner);
        }
        super::is_schema(shape)
    }

    /// A name: the last key of the pointer, or the file's. Where another has it, what stands around it comes before it.
    fn name(&self, key: &Key) -> String {
        let location = self.docs.location(key.doc);
        let (stem, folders) = location.names();
        let segments: Vec<String> = key.pointer.split('/').skip(1).map(unescape).collect();
        let mut around: Vec<&str> = folders.into_iter().rev().collect();
        around.push(stem);
        let mut own: Vec<&str> = Vec::new();
        for segment in segments.iter().rev() {
            own.insert(0, segment);
            let is_number = segment.bytes().all(|b| b.is_ascii_digit());
            if !is_number && !matches!(segment.as_str(), "schema" | "items" | "default") {
                break;
            }
        }
        if own.is_empty() {
            own.extend(around.pop());
        }
        let mut name = clean(&own.join("_"));
        let free = |name: &str| !self.taken.contains(&(key.section.to_owned(), name.to_owned()));
        for before in around.iter().rev() {
            if free(&name) {
                return name;
            }
            name = clean(&format!("{before}_{name}"));
        }
        if free(&name) {
            return name;
        }
        let numbered = (2..).map(|n: usize| format!("{name}_{n}")).find(|name| free(name));
        numbered.unwrap_or(name)
    }
}

/// A name as OpenAPI wants that of a component.
fn clean(name: &str) -> String {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    let name: String = name.chars().map(|c| if fits(c) { c } else { '_' }).take(120).collect();
    if name.is_empty() { "_".to_owned() } else { name }
}
