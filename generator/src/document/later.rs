//! What versions after 3.0 add that is read like what the model has: operations and path items.
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
}

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
        for (path, item) in &model.paths.paths {
            later.path_item(item, &Place::root().child("paths").child(path), sink);
        }
        later
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
