//! Finds inline types that have the same shape, so that each is emitted once.
//!
//! In: the types and their homes. Out: for a repeated type the earlier one. Documentation is ignored;
//! names on the wire, requiredness and nested types are not. It must not know features.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::{Facts, Home};
use crate::ir::{Api, Shape, Type, TypeId, TypeName};

/// Rounds after which nested repetitions are left as they are; each finds one more level.
const ROUNDS: usize = 8;

pub(super) fn find(api: &Api, facts: &mut Facts) {
    facts.same = vec![None; api.types.len()];
    for _ in 0..ROUNDS {
        let found = round(api, facts);
        let changed = found != facts.same;
        facts.same = found;
        if !changed {
            break;
        }
    }
}

fn round(api: &Api, facts: &Facts) -> Vec<Option<TypeId>> {
    let mut first: BTreeMap<(Home, String), TypeId> = BTreeMap::new();
    let mut same = Vec::with_capacity(api.types.len());
    for (index, def) in api.types.iter().enumerate() {
        let id = TypeId(index);
        let Some(key) = key(&def.shape, facts) else {
            same.push(None);
            continue;
        };
        let home = facts.home(id);
        let is_component = matches!(def.origin, TypeName::Component(_)) || def.rename.is_some();
        // A type of another tag may not be compiled; one in `types` always can be.
        let (in_types, at_home) = ((Home::Types, key.clone()), (home, key));
        let earlier = first.get(&in_types).or_else(|| first.get(&at_home));
        match earlier {
            Some(earlier) if !is_component => same.push(Some(*earlier)),
            _ => {
                first.entry(at_home).or_insert(id);
                same.push(None);
            }
        }
    }
    same
}

/// The shape as text, without documentation; `None` where sharing gains nothing.
fn key(shape: &Shape, facts: &Facts) -> Option<String> {
    let mut key = String::new();
    match shape {
        Shape::Struct(object) => {
            key.push('{');
            for field in &object.fields {
                text(&mut key, &field.name);
                for flag in [field.required, field.read_only, field.write_only] {
                    key.push(if flag { '1' } else { '0' });
                }
                if field.rename.is_some() || field.preset.is_some() {
                    let _ = write!(key, "{:?}{:?}", field.rename, field.preset);
                }
                add(&mut key, &field.ty, facts);
            }
            if let Some(ty) = &object.additional {
                key.push('*');
                add(&mut key, ty, facts);
            }
        }
        Shape::Enum(texts) => {
            key.push(if texts.any { '?' } else { '|' });
            for variant in &texts.variants {
                text(&mut key, &variant.value);
                variant.rename.iter().for_each(|rename| text(&mut key, rename));
                key.push(',');
            }
        }
        Shape::Values(values) => {
            let _ = write!(key, "={}", values.integers);
            for variant in &values.variants {
                let _ = write!(key, "{:?}{:?}", variant.value, variant.rename);
            }
        }
        Shape::Union(union) => {
            let _ = write!(key, "?{:?}{}{}", union.discriminator, union.based, union.together);
            for branch in &union.branches {
                let _ = write!(key, "{:?}{:?}{:?}", branch.name, branch.tags, branch.marks);
                add(&mut key, &branch.ty, facts);
            }
        }
        Shape::Newtype(_) | Shape::Alias(_) => return None,
    }
    Some(key)
}

/// Adds a text so that no other one reads the same.
fn text(key: &mut String, text: &str) {
    number(key, text.len());
    key.push('"');
    key.push_str(text);
}

fn number(key: &mut String, mut number: usize) {
    loop {
        key.push(char::from(b'0' + (number % 10) as u8));
        number /= 10;
        if number == 0 {
            return;
        }
    }
}

impl Facts {
    /// Returns a type as text: the same for types of which one is the other's alias.
    pub fn key(&self, ty: &Type) -> String {
        let mut key = String::new();
        add(&mut key, ty, self);
        key
    }
}

fn add(key: &mut String, ty: &Type, facts: &Facts) {
    match ty {
        Type::Named(id) => {
            key.push('#');
            number(key, facts.same_as(*id).unwrap_or(*id).0);
            key.push(';');
        }
        Type::List(item) => {
            key.push('[');
            add(key, item, facts);
        }
        Type::Map(value) => {
            key.push('%');
            add(key, value, facts);
        }
        Type::Nullable(inner) => {
            key.push('0');
            add(key, inner, facts);
        }
        Type::Primitive(_) | Type::Any => {
            let _ = write!(key, ":{ty:?}");
        }
    }
}
