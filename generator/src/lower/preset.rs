//! What a constructor puts into a field: the one value that the definition allows, or its default.
//!
//! In: a property's schema. Out: a [`Preset`]. It must not know whether the field's type can hold it, nor where it is put.

use serde_json::Value as Json;

use super::node::Node;
use super::{HOPS, Lower};
use crate::ir::{Constant, Preset, Shape, TypeDef};

impl<'a> Lower<'a, '_> {
    /// Returns what a property holds where nobody says otherwise.
    pub(super) fn preset(&self, member: &Node<'a>) -> Option<Preset> {
        let mut default = None;
        let mut node = member.clone();
        for _ in 0..HOPS {
            if let Some(value) = only(&node) {
                return Some(Preset { value, fixed: true });
            }
            default = default.or_else(|| constant(node.key("default")?));
            let next = match node.items("allOf").as_slice() {
                [one] => Some(one.clone()),
                _ => node.text("$ref").and_then(|reference| self.find(reference)),
            };
            match next {
                Some(next) => node = next,
                None => break,
            }
        }
        default.map(|value| Preset { value, fixed: false })
    }
}

/// Takes the presets off fields that may be absent: what is absent says that nobody said anything.
pub(super) fn required_alone(types: &mut [TypeDef]) {
    for def in types {
        let Shape::Struct(object) = &mut def.shape else { continue };
        for field in object.fields.iter_mut().filter(|field| !field.required) {
            field.preset = None;
        }
    }
}

/// Returns the one value that a schema allows.
pub(super) fn only(node: &Node<'_>) -> Option<Constant> {
    if let Some(value) = node.key("const") {
        return constant(value);
    }
    match node.key("enum")?.as_array()?.as_slice() {
        [value] => constant(value),
        _ => None,
    }
}

fn constant(value: &Json) -> Option<Constant> {
    Some(match value {
        Json::String(text) => Constant::Text(text.clone()),
        Json::Number(number) => Constant::Number(number.to_string()),
        Json::Bool(flag) => Constant::Boolean(*flag),
        _ => return None,
    })
}
