//! A schema where it stands.
//!
//! In: a value of the document. Out: its keywords, each with its place. It must not know what a keyword means.

use serde_json::{Map, Value};

use crate::diagnostic::Place;
use crate::document::{Document, Visits};

/// A schema, or a part of one, and its place.
#[derive(Clone, Debug)]
pub(super) struct Node<'a> {
    /// What stands there.
    pub(super) value: &'a Value,
    /// Where it stands.
    pub(super) place: Place,
    /// Where it is marked which keywords were asked for.
    visits: &'a Visits,
}

impl<'a> Node<'a> {
    /// Returns a value of a document as a node.
    pub(super) fn new(document: &'a Document, value: &'a Value, place: Place) -> Self {
        Self { value, place, visits: &document.visits }
    }

    /// Returns another value as a node of the same document.
    pub(super) fn other<'b>(&self, value: &'b Value, place: Place) -> Node<'b>
    where
        'a: 'b,
    {
        Node { value, place, visits: self.visits }
    }

    /// Says that what is around it says everything, so that its keywords need not be read.
    pub(super) fn settle(&self) {
        self.visits.settle(self.value);
    }

    /// Says of keywords that they say nothing more here.
    pub(super) fn heard(&self, keys: &[&str]) {
        for key in keys {
            self.key(key);
        }
    }

    /// Returns its keywords; `None` for a boolean schema or a mistake.
    pub(super) fn object(&self) -> Option<&'a Map<String, Value>> {
        self.value.as_object()
    }

    /// Returns the value of a keyword.
    pub(super) fn key(&self, key: &str) -> Option<&'a Value> {
        self.visits.visit(key, self.object()?.get(key)?)
    }

    /// Returns the last step of its place: a component's name.
    pub(super) fn key_of_place(&self) -> String {
        let last = self.place.pointer().rsplit('/').next().unwrap_or_default();
        super::schema::unescape(last)
    }

    /// Returns a keyword's text.
    pub(super) fn text(&self, key: &str) -> Option<&'a str> {
        self.key(key)?.as_str()
    }

    /// Tells whether a keyword is `true`.
    pub(super) fn flag(&self, key: &str) -> bool {
        self.key(key).and_then(Value::as_bool).unwrap_or(false)
    }

    /// Returns a keyword's value as a node.
    pub(super) fn child(&self, key: &str) -> Option<Self> {
        Some(self.other(self.key(key)?, self.place.child(key)))
    }

    /// Returns the items of a keyword that is an array.
    pub(super) fn items(&self, key: &str) -> Vec<Self> {
        let Some(items) = self.key(key).and_then(Value::as_array) else { return Vec::new() };
        let place = self.place.child(key);
        items.iter().enumerate().map(|(i, value)| self.other(value, place.item(i))).collect()
    }

    /// Returns the members of a keyword that is an object.
    pub(super) fn members(&self, key: &str) -> Vec<(&'a str, Self)> {
        let Some(members) = self.key(key).and_then(Value::as_object) else { return Vec::new() };
        let place = self.place.child(key);
        members
            .iter()
            .map(|(name, value)| (name.as_str(), self.other(value, place.child(name))))
            .collect()
    }

    /// Returns the schemas that hold for some of its values: where a condition does, or where a property is there.
    pub(super) fn conditional(&self) -> Vec<Self> {
        let mut found: Vec<Self> = Vec::new();
        if self.key("if").is_some() {
            found.extend(["then", "else"].iter().filter_map(|key| self.child(key)));
        }
        found.extend(self.members("dependentSchemas").into_iter().map(|(_, member)| member));
        found.retain(|schema| {
            ["properties", "allOf", "$ref"].iter().any(|key| schema.key(key).is_some())
        });
        found
    }

    /// Returns the texts of a keyword that is an array.
    pub(super) fn texts(&self, key: &str) -> Vec<&'a str> {
        let items = self.key(key).and_then(Value::as_array);
        items.into_iter().flatten().filter_map(Value::as_str).collect()
    }

    /// Returns the names in `type`, without `null`.
    pub(super) fn types(&self) -> Vec<&'a str> {
        match self.key("type") {
            Some(Value::String(name)) if name != "null" => vec![name.as_str()],
            Some(Value::Array(names)) => {
                names.iter().filter_map(Value::as_str).filter(|name| *name != "null").collect()
            }
            _ => Vec::new(),
        }
    }

    /// Tells whether `type` has `null`, alone or among others.
    pub(super) fn type_has_null(&self) -> bool {
        match self.key("type") {
            Some(Value::String(name)) => name == "null",
            Some(Value::Array(names)) => names.iter().any(|name| name == "null"),
            _ => false,
        }
    }

    /// Tells whether nothing but `null` is allowed.
    pub(super) fn is_null(&self) -> bool {
        let only_null = |v: &Value| v.as_array().is_some_and(|v| v.iter().all(Value::is_null));
        self.type_has_null() && self.types().is_empty()
            || self.key("const").is_some_and(Value::is_null)
            || self
                .key("enum")
                .is_some_and(|v| v.as_array().is_some_and(|a| !a.is_empty()) && only_null(v))
    }

    /// Returns the texts that it allows, where it allows only a few.
    pub(super) fn constants(&self) -> Option<Vec<&'a str>> {
        if let Some(value) = self.key("const") {
            return Some(vec![value.as_str()?]);
        }
        let values = self.key("enum")?.as_array()?;
        let texts: Vec<_> = values.iter().filter_map(Value::as_str).collect();
        let nulls = values.iter().filter(|v| v.is_null()).count();
        (!texts.is_empty() && texts.len() + nulls == values.len()).then_some(texts)
    }
}
