//! What the model has no fields for, or loses, and is read like what it has: operations, path items, callbacks, webhooks.
//!
//! In: the model with its extensions. Out: [`Later`], in the model's own types. It must not know who reads it.

use std::collections::HashMap;

use indexmap::IndexMap;
use openapiv3::{OpenAPI, Operation, PathItem, ReferenceOr};
use serde::Deserialize;
use serde_json::Value;

use crate::diagnostic::{Code, Place, Sink};

/// What the model has no fields for.
#[derive(Clone, Debug, Default)]
pub(super) struct Later {
    /// Operations, by the pointer of their path item.
    pub(super) operations: HashMap<String, Vec<More>>,
    /// The members of `components.pathItems`.
    pub(super) path_items: IndexMap<String, ReferenceOr<PathItem>>,
    /// The members of `webhooks`.
    pub(super) webhooks: IndexMap<String, ReferenceOr<PathItem>>,
    /// The members of `components.callbacks`.
    pub(super) callbacks: IndexMap<String, ReferenceOr<Callback>>,
    /// The callbacks of operations, by the operation's pointer.
    pub(super) of_operations: HashMap<String, IndexMap<String, ReferenceOr<Callback>>>,
}

/// A callback: requests by the expressions of their URLs.
pub type Callback = IndexMap<String, ReferenceOr<PathItem>>;

/// Where [`carry`](super::carry) puts callbacks.
const CALLBACKS: &str = "x-portolan-callbacks";

/// An operation whose method the model does not have.
#[derive(Clone, Debug)]
pub(super) struct More {
    /// The method, as a request has it.
    pub(super) method: String,
    pub(super) place: Place,
    pub(super) operation: Operation,
}

impl Later {
    /// Reads them out of a model's extensions.
    pub(super) fn of(model: &OpenAPI, sink: &mut Sink) -> Self {
        let mut later = Self::default();
        let place = Place::root().child("components").child("pathItems");
        let components = model.components.as_ref();
        let items = components.and_then(|c| c.extensions.get("x-portolan-pathItems")?.as_object());
        for (name, item) in items.into_iter().flatten() {
            let place = place.child(name);
            if let Some(item) = read(item, &place, sink) {
                later.path_item(&item, &place, sink);
                later.path_items.insert(name.clone(), item);
            }
        }
        let place = Place::root().child("webhooks");
        let hooks = model.extensions.get("x-portolan-webhooks").and_then(Value::as_object);
        for (name, item) in hooks.into_iter().flatten() {
            let place = place.child(name);
            if let Some(item) = read(item, &place, sink) {
                later.path_item(&item, &place, sink);
                later.webhooks.insert(name.clone(), item);
            }
        }
        for (path, item) in &model.paths.paths {
            let place = Place::root().child("paths").child(path);
            later.path_item(item, &place, sink);
            later.callbacks_of(item, &place, sink);
        }
        let place = Place::root().child("components").child("callbacks");
        let found = components.and_then(|c| c.extensions.get(CALLBACKS)?.as_object());
        for (name, callback) in found.into_iter().flatten() {
            let callback = later.callback(callback, &place.child(name), sink);
            later.callbacks.extend(callback.map(|callback| (name.clone(), callback)));
        }
        later
    }

    /// Reads the callbacks of a path's operations.
    fn callbacks_of(&mut self, item: &ReferenceOr<PathItem>, at: &Place, sink: &mut Sink) {
        let ReferenceOr::Item(item) = item else { return };
        let more = self.operations.get(at.pointer()).cloned().unwrap_or_default();
        let own = item.iter().map(|(method, operation)| (at.child(method), operation));
        for (place, operation) in own.chain(more.iter().map(|m| (m.place.clone(), &m.operation))) {
            let found = operation.extensions.get(CALLBACKS).and_then(Value::as_object);
            let mut callbacks = IndexMap::new();
            let at = place.child("callbacks");
            for (name, callback) in found.into_iter().flatten() {
                let callback = self.callback(callback, &at.child(name), sink);
                callbacks.extend(callback.map(|callback| (name.clone(), callback)));
            }
            if !callbacks.is_empty() {
                self.of_operations.insert(place.pointer().to_owned(), callbacks);
            }
        }
    }

    fn callback(
        &mut self,
        value: &Value,
        at: &Place,
        sink: &mut Sink,
    ) -> Option<ReferenceOr<Callback>> {
        let members = value.as_object()?;
        if let Some(reference) = members.get("$ref").and_then(Value::as_str) {
            return Some(ReferenceOr::Reference { reference: reference.to_owned() });
        }
        let mut callback = IndexMap::new();
        for (url, item) in members.iter().filter(|(url, _)| !url.starts_with("x-")) {
            let place = at.child(url);
            if let Some(item) = read(item, &place, sink) {
                self.path_item(&item, &place, sink);
                callback.insert(url.clone(), item);
            }
        }
        Some(ReferenceOr::Item(callback))
    }

    fn path_item(&mut self, item: &ReferenceOr<PathItem>, at: &Place, sink: &mut Sink) {
        let ReferenceOr::Item(item) = item else { return };
        let mut found = Vec::new();
        if let Some(query) = item.extensions.get("x-portolan-query") {
            let place = at.child("query");
            if let Some(operation) = read(query, &place, sink) {
                found.push(More { method: "QUERY".to_owned(), place, operation });
            }
        }
        let more = item.extensions.get("x-portolan-additionalOperations");
        for (method, operation) in more.and_then(Value::as_object).into_iter().flatten() {
            let place = at.child("additionalOperations").child(method);
            if let Some(operation) = read(operation, &place, sink) {
                found.push(More { method: method.clone(), place, operation });
            }
        }
        if !found.is_empty() {
            self.operations.insert(at.pointer().to_owned(), found);
        }
    }
}

/// Reads what the model can hold; the rest is left out, which is reported.
fn read<T: for<'de> Deserialize<'de>>(value: &Value, place: &Place, sink: &mut Sink) -> Option<T> {
    T::deserialize(value)
        .map_err(|error| {
            sink.report(Code::UnsupportedOperation, place, format!("it is left out: {error}"));
        })
        .ok()
}
