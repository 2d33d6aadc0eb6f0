//! A validated definition: the skeleton as `openapiv3`'s model, the schemas beside it.
//!
//! In: the normalized, validated tree. Out: [`Document`]. It must not know what a schema means: `lower` reads
//! schemas as values.

use std::collections::{BTreeMap, HashSet};

use indexmap::IndexMap;
use openapiv3::{OpenAPI, Operation, PathItem, ReferenceOr};
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::diagnostic::nearest::nearest;
use crate::diagnostic::{self, Code, Place, Sink, Trail, unescape};
pub use crate::normalize::Origin;
use crate::shape::{self, table};

mod carry;
mod later;
mod visits;

pub use later::Callback;
use later::Later;
pub use visits::Visits;

/// A validated definition.
///
/// In `model` every Schema Object is replaced by `{"$ref": "#<pointer>"}`, the JSON Pointer at which the
/// schema itself stood; [`Document::schema`] has it. What follows stands in extensions, as the model would
/// lose them: `x-portolan-callbacks` of an operation and of components (there `callbacks` has only the
/// names), `x-portolan-explode` of a header or an encoding, if the definition writes `explode`, and, named
/// after it, `x-portolan-references` of the root for texts beside a `$ref`, and whatever versions after 3.0 add (`x-portolan-itemSchema`, `x-portolan-webhooks`).
#[derive(Clone, Debug)]
pub struct Document {
    /// The skeleton.
    pub model: OpenAPI,
    schemas: IndexMap<String, Value>,
    later: Later,
    /// Which keywords readers asked for.
    pub visits: Visits,
    /// What objects of the skeleton refer to, by pointer.
    pub referenced: HashSet<String>,
    /// What normalize moved.
    pub origin: Origin,
    /// Others' extensions, and how often each is there.
    pub extensions: BTreeMap<String, usize>,
    /// How much the definition had before anything was left out.
    pub census: Census,
}

/// How much a definition has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Census {
    /// Operations below `paths` that are selected.
    pub operations: usize,
    /// Operations below `paths` that are not.
    pub left_out: usize,
    /// Schemas below `components`.
    pub components: usize,
}

impl Census {
    /// Counts what a normalized tree has, before validation leaves anything out.
    pub fn of(tree: &Value) -> Self {
        const METHODS: [&str; 9] =
            ["get", "put", "post", "delete", "options", "head", "patch", "trace", "query"];
        let items = tree.get("paths").and_then(Value::as_object).into_iter().flatten();
        let count = |item: &Value| {
            let more = item.get("additionalOperations").and_then(Value::as_object);
            METHODS.iter().filter(|method| item.get(**method).is_some()).count()
                + more.map_or(0, Map::len)
        };
        let operations = items
            .map(|(_, item)| match item.get("$ref").and_then(Value::as_str) {
                // A path that only refers to another has its operations.
                Some(reference) if count(item) == 0 => {
                    let pointer = reference.strip_prefix('#').unwrap_or_default();
                    tree.pointer(pointer).map_or(0, count)
                }
                _ => count(item),
            })
            .sum();
        let components =
            tree.pointer("/components/schemas").and_then(Value::as_object).map_or(0, Map::len);
        Self { operations, left_out: 0, components }
    }
}

/// Where components are that are schemas.
const SCHEMAS: &str = "/components/schemas/";

impl Document {
    /// Returns the schema at a JSON Pointer, which may lead into another schema.
    pub fn schema(&self, pointer: &str) -> Option<&Value> {
        if let Some(schema) = self.schemas.get(pointer) {
            return Some(schema);
        }
        let mut prefix = pointer;
        while let Some(at) = prefix.rfind('/') {
            prefix = pointer.get(..at)?;
            if let Some(schema) = self.schemas.get(prefix) {
                return descend(schema, pointer.get(at..)?);
            }
        }
        None
    }

    /// Returns a reference as the definition writes it: normalizing may have changed it.
    pub fn written(&self, reference: &str) -> String {
        match diagnostic::pointer(reference) {
            Some(pointer) => diagnostic::reference(&self.origin.source(&pointer)),
            None => reference.to_owned(),
        }
    }

    /// Returns the name of the component that a reference to a schema probably means.
    pub fn near(&self, reference: &str) -> Option<String> {
        let pointer = diagnostic::pointer(reference)?;
        let wanted = unescape(pointer.strip_prefix(SCHEMAS)?);
        if wanted.len() > 100 || self.schemas.len() > 20_000 {
            return None;
        }
        let names = self.schemas.keys().filter_map(|pointer| pointer.strip_prefix(SCHEMAS));
        let names: Vec<String> = names.filter(|n| !n.contains('/')).map(unescape).collect();
        nearest(&wanted, names.iter().map(String::as_str)).map(str::to_owned)
    }

    /// Returns the `summary` or `description` beside the `$ref` at a place: it stands for that of its target.
    pub fn beside(&self, reference: &Place, key: &str) -> Option<&str> {
        let texts = self.model.extensions.get(carry::REFERENCES)?;
        texts.get(reference.pointer())?.get(key)?.as_str()
    }

    /// Returns a member of `components.pathItems`.
    pub fn path_item(&self, name: &str) -> Option<&ReferenceOr<PathItem>> {
        self.later.path_items.get(name)
    }

    /// Returns the webhooks, by their names.
    pub fn webhooks(&self) -> impl Iterator<Item = (&str, &ReferenceOr<PathItem>)> {
        self.later.webhooks.iter().map(|(name, item)| (name.as_str(), item))
    }

    /// Returns a member of `components.callbacks`.
    pub fn callback(&self, name: &str) -> Option<&ReferenceOr<Callback>> {
        self.later.callbacks.get(name)
    }

    /// Returns the callbacks of the operation at a place, by their names.
    pub fn callbacks_of(
        &self,
        operation: &Place,
    ) -> impl Iterator<Item = (&str, &ReferenceOr<Callback>)> {
        let found = self.later.of_operations.get(operation.pointer());
        found.into_iter().flatten().map(|(name, callback)| (name.as_str(), callback))
    }

    /// Returns the operations of a path item that stands at a place: each with its method and its own place.
    pub fn operations<'d>(
        &'d self,
        item: &'d PathItem,
        at: &Place,
    ) -> impl Iterator<Item = (&'d str, Place, &'d Operation)> + use<'d> {
        let own = item.iter().map(|(method, operation)| (method, at.child(method), operation));
        let more = self.later.operations.get(at.pointer()).into_iter().flatten();
        let own: Vec<_> = own.collect();
        own.into_iter().chain(more.map(|m| (m.method.as_str(), m.place.clone(), &m.operation)))
    }

    /// Returns every schema that was moved out of the skeleton, by its pointer, in the document's order.
    pub fn schemas(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.schemas.iter().map(|(pointer, schema)| (pointer.as_str(), schema))
    }
}

fn descend<'v>(value: &'v Value, pointer: &str) -> Option<&'v Value> {
    let mut at = value;
    for segment in pointer.split('/').skip(1) {
        at = match at {
            Value::Object(map) => {
                let key = unescape(segment);
                // A schema that normalize wrapped to admit null is found under its old pointer, too.
                let inner = || map.get("anyOf").and_then(|branches| branches.get(0)?.get(&key));
                map.get(&key).or_else(inner)?
            }
            Value::Array(items) => items.get(segment.parse::<usize>().ok()?)?,
            _ => return None,
        };
    }
    Some(at)
}

/// Builds the document. `None`: the model cannot hold it at all, which is reported.
pub fn build(mut tree: Value, sink: &mut Sink) -> Option<Document> {
    let schemas = hoist(&mut tree);
    let referenced = carry::carry(&mut tree);
    let model = match OpenAPI::deserialize(&tree) {
        Ok(model) => model,
        Err(_) => {
            drop_unreadable(&mut tree, sink);
            match OpenAPI::deserialize(&tree) {
                Ok(model) => model,
                Err(error) => {
                    sink.report(Code::NotADefinition, &Place::root(), error.to_string());
                    return None;
                }
            }
        }
    };
    let later = Later::of(&model, sink);
    let (visits, origin, census, extensions) = Default::default();
    Some(Document { model, schemas, later, visits, referenced, origin, census, extensions })
}

/// Moves every outermost Schema Object out of the tree and leaves a `$ref` to where it stood.
fn hoist(tree: &mut Value) -> IndexMap<String, Value> {
    let mut schemas = IndexMap::new();
    shape::each_schema(tree, &table::DEFINITION, &Trail::ROOT, &mut |schema, trail| {
        let pointer = trail.pointer();
        let mut stub = Map::with_capacity(1);
        stub.insert("$ref".to_owned(), Value::String(format!("#{pointer}")));
        schemas.insert(pointer, std::mem::replace(schema, Value::Object(stub)));
    });
    schemas
}

/// Removes what the model cannot read one by one: an operation or a component never costs the rest.
fn drop_unreadable(tree: &mut Value, sink: &mut Sink) {
    use openapiv3 as model;
    if let Some(Value::Object(paths)) = tree.get_mut("paths") {
        for (path, item) in paths.iter_mut() {
            let trail = Trail::ROOT.key("paths");
            let trail = trail.key(path);
            let Value::Object(members) = item else { continue };
            retain::<model::Operation>(members, &trail, Code::UnsupportedOperation, sink, |key| {
                table::PATH_ITEM.shape(key).is_some_and(
                    |shape| matches!(shape, shape::Shape::Object(kind) if std::ptr::eq(*kind, &table::OPERATION)),
                )
            });
        }
        let trail = Trail::ROOT.key("paths");
        let code = Code::UnsupportedOperation;
        retain::<model::ReferenceOr<model::PathItem>>(paths, &trail, code, sink, |key| {
            key.starts_with('/')
        });
    }
    let Some(Value::Object(components)) = tree.get_mut("components") else { return };
    for (section, members) in components.iter_mut() {
        let trail = Trail::ROOT.key("components");
        let trail = trail.key(section);
        let Value::Object(members) = members else { continue };
        let code = Code::WrongType;
        macro_rules! section {
            ($model:ident) => {
                retain::<model::ReferenceOr<model::$model>>(members, &trail, code, sink, |_| true)
            };
        }
        match section.as_str() {
            "responses" => section!(Response),
            "parameters" => section!(Parameter),
            "examples" => section!(Example),
            "requestBodies" => section!(RequestBody),
            "headers" => section!(Header),
            "securitySchemes" => section!(SecurityScheme),
            "links" => section!(Link),
            _ => {}
        }
    }
}

fn retain<T: for<'de> Deserialize<'de>>(
    members: &mut Map<String, Value>,
    trail: &Trail<'_>,
    code: Code,
    sink: &mut Sink,
    concerns: impl Fn(&str) -> bool,
) {
    members.retain(|key, value| {
        if !concerns(key) {
            return true;
        }
        match T::deserialize(&*value) {
            Ok(_) => true,
            Err(error) => {
                sink.report(code, &trail.key(key).place(), format!("it is left out: {error}"));
                false
            }
        }
    });
}
