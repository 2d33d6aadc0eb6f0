//! References of JSON Schema that depend on where a schema is used: `$dynamicRef`, and `$recursiveRef` of its draft 2019-09.
//!
//! In: a bundled tree. Out: the same, with a `$ref` where what is meant is one place. Where several schemas have the anchor, which of
//! them is meant depends on the way that leads there: those stay as they are, and a later stage names them.

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::Origin;
use crate::diagnostic::{Code, Sink, Trail, percent_decoded, reference};
use crate::shape::{self, Shape, table};

/// Replaces them.
pub(super) fn settle(tree: &mut Value, origin: &mut Origin, sink: &mut Sink) {
    let mut anchors = HashMap::new();
    let mut any = false;
    shape::each_schema(tree, &table::DEFINITION, &Trail::ROOT, &mut |schema, trail| {
        any |= find(schema, &Shape::Schema, trail, &mut anchors);
    });
    if !any {
        return;
    }
    shape::each_schema(tree, &table::DEFINITION, &Trail::ROOT, &mut |schema, trail| {
        let around = trail.pointer();
        let mut pass = Pass { anchors: &anchors, origin, sink };
        pass.replace(schema, &Shape::Schema, trail, &around);
    });
}

/// Collects anchors, none of those that several have; tells whether there are references.
fn find(
    value: &mut Value,
    shape: &'static Shape,
    trail: &Trail<'_>,
    anchors: &mut HashMap<String, Option<String>>,
) -> bool {
    let mut any = false;
    if let (true, Value::Object(map)) = (is_schema(shape), &*value) {
        any = ["$dynamicRef", "$recursiveRef"].iter().any(|key| map.contains_key(*key));
        for key in ["$dynamicAnchor", "$anchor"] {
            if let Some(Value::String(name)) = map.get(key) {
                let one = |known: &mut Option<String>| *known = None;
                anchors.entry(name.clone()).and_modify(one).or_insert(Some(trail.pointer()));
            }
        }
    }
    shape::children(value, shape, trail, &mut |child, shape, trail| {
        any |= find(child, shape, trail, anchors);
    });
    any
}

fn is_schema(shape: &Shape) -> bool {
    matches!(shape, Shape::Schema | Shape::SchemaOrList | Shape::TextsOrSchema)
}

struct Pass<'p> {
    anchors: &'p HashMap<String, Option<String>>,
    origin: &'p mut Origin,
    sink: &'p mut Sink,
}

impl Pass<'_> {
    /// `around`: the schema that `$recursiveRef` means, the nearest with `$recursiveAnchor`, else the outermost.
    fn replace(
        &mut self,
        value: &mut Value,
        shape: &'static Shape,
        trail: &Trail<'_>,
        around: &str,
    ) {
        let mut inner = None;
        if let (true, Value::Object(map)) = (is_schema(shape), &mut *value) {
            if map.get("$recursiveAnchor") == Some(&Value::Bool(true)) {
                inner = Some(trail.pointer());
            }
            let dynamic = map.get("$dynamicRef").and_then(Value::as_str).and_then(|text| {
                let name = percent_decoded(text.strip_prefix('#')?)?;
                self.anchors.get(&name).cloned().flatten()
            });
            if let Some(pointer) = dynamic {
                rename(map, "$dynamicRef", &pointer, trail, self.origin);
            } else if map.get("$recursiveRef").and_then(Value::as_str) == Some("#") {
                let message = "`$recursiveRef` is of an older JSON Schema: it is read as a `$ref` to the schema around it";
                self.sink.report(Code::Repaired, &trail.key("$recursiveRef").place(), message);
                rename(
                    map,
                    "$recursiveRef",
                    inner.as_deref().unwrap_or(around),
                    trail,
                    self.origin,
                );
            }
        }
        let around = inner.as_deref().unwrap_or(around);
        shape::children(value, shape, trail, &mut |child, shape, trail| {
            self.replace(child, shape, trail, around);
        });
    }
}

fn rename(
    map: &mut Map<String, Value>,
    key: &str,
    pointer: &str,
    trail: &Trail<'_>,
    origin: &mut Origin,
) {
    if map.contains_key("$ref") {
        return;
    }
    let from = origin.source(&trail.key(key).pointer());
    origin.moved(trail.key("$ref").pointer(), from);
    for (known, value) in std::mem::take(map) {
        match known == key {
            true => map.insert("$ref".to_owned(), Value::String(reference(pointer))),
            false => map.insert(known, value),
        };
    }
}
