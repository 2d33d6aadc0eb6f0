//! What tells a union's branches apart at one shallow look.
//!
//! In: every named type, complete. Out: the [`Marks`] of every branch. It must not know how a look ahead is made.

use std::collections::{BTreeSet, HashMap};

use super::HOPS;
use crate::ir::{JsonKind, Marks, Primitive, Shape, Type, TypeDef, TypeId};

/// Every kind of JSON value but `null`.
const ALL: &[JsonKind] = &[
    JsonKind::Boolean,
    JsonKind::Integer,
    JsonKind::Number,
    JsonKind::String,
    JsonKind::Array,
    JsonKind::Object,
];

/// Fills in the marks of all unions.
pub(super) fn mark(types: &mut [TypeDef], closed: &[bool]) {
    let mut look = Look { types, closed, unions: HashMap::new() };
    let mut found = Vec::new();
    for def in types.iter() {
        let Shape::Union(union) = &def.shape else { continue };
        let mut marks: Vec<Marks> =
            union.branches.iter().map(|branch| look.of(&branch.ty, HOPS)).collect();
        keep_telling(&mut marks);
        found.push(marks);
    }
    let mut found = found.into_iter();
    for def in types.iter_mut() {
        let Shape::Union(union) = &mut def.shape else { continue };
        for (branch, marks) in union.branches.iter_mut().zip(found.next().unwrap_or_default()) {
            branch.marks = marks;
        }
    }
}

struct Look<'t> {
    types: &'t [TypeDef],
    closed: &'t [bool],
    /// Marks of unions that are branches of others; none while they are being made.
    unions: HashMap<TypeId, Marks>,
}

impl Look<'_> {
    fn of(&mut self, ty: &Type, hops: usize) -> Marks {
        let Some(hops) = hops.checked_sub(1) else { return kinds(ALL) };
        match ty {
            Type::Any => kinds(ALL),
            Type::List(_) => kinds(&[JsonKind::Array]),
            Type::Map(_) => kinds(&[JsonKind::Object]),
            Type::Nullable(inner) => self.of(inner, hops),
            Type::Primitive(primitive) => kinds(scalar(*primitive)),
            Type::Named(id) => self.named(*id, hops),
        }
    }

    fn named(&mut self, id: TypeId, hops: usize) -> Marks {
        let types = self.types;
        match types.get(id.0).map(|def| &def.shape) {
            Some(Shape::Alias(ty)) => self.of(ty, hops),
            Some(Shape::Newtype(primitive)) => kinds(scalar(*primitive)),
            Some(Shape::Enum(found)) => Marks {
                texts: found.variants.iter().map(|v| v.value.clone()).collect(),
                ..kinds(&[JsonKind::String])
            },
            Some(Shape::Union(union)) => {
                if let Some(known) = self.unions.get(&id) {
                    return known.clone();
                }
                self.unions.insert(id, Marks::default());
                if union.based {
                    // All have the properties of the base.
                    let base = union.branches.last().map(|b| self.of(&b.ty, hops));
                    let marks = base.unwrap_or_default();
                    self.unions.insert(id, marks.clone());
                    return marks;
                }
                let inner: Vec<_> = union.branches.iter().map(|b| self.of(&b.ty, hops)).collect();
                let marks = inner.into_iter().reduce(either).unwrap_or_default();
                self.unions.insert(id, marks.clone());
                marks
            }
            Some(Shape::Struct(found)) => {
                let required = found.fields.iter().filter(|f| f.required && !f.write_only);
                let constants = found
                    .fields
                    .iter()
                    .filter_map(|field| Some((field.name.clone(), texts(&field.ty, types, hops)?)));
                Marks {
                    required: required.map(|field| field.name.clone()).collect(),
                    known: found.fields.iter().map(|field| field.name.clone()).collect(),
                    constants: constants.collect(),
                    closed: self.closed.get(id.0).copied().unwrap_or_default(),
                    ..kinds(&[JsonKind::Object])
                }
            }
            None => kinds(ALL),
        }
    }
}

/// Returns the texts of a type that is an enum.
fn texts(ty: &Type, types: &[TypeDef], hops: usize) -> Option<Vec<String>> {
    let hops = hops.checked_sub(1)?;
    let Type::Named(id) = ty else { return None };
    match types.get(id.0).map(|def| &def.shape)? {
        Shape::Alias(ty) => texts(ty, types, hops),
        Shape::Enum(found) => Some(found.variants.iter().map(|v| v.value.clone()).collect()),
        _ => None,
    }
}

/// Enums are open, so a constant is a mark only where it tells: it is one text alone, or no other
/// branch has one of its texts at that key.
fn keep_telling(marks: &mut [Marks]) {
    let all: Vec<Vec<(String, Vec<String>)>> = marks.iter().map(|m| m.constants.clone()).collect();
    for (index, mark) in marks.iter_mut().enumerate() {
        mark.constants.retain(|(key, texts)| {
            let others = all.iter().enumerate().filter(|(other, _)| *other != index);
            let mut same = others
                .flat_map(|(_, constants)| constants)
                .filter(|(other, _)| other == key)
                .map(|(_, others)| others)
                .peekable();
            let met = same.peek().is_some();
            let apart = same.all(|others| !others.iter().any(|text| texts.contains(text)));
            apart && (met || texts.len() == 1)
        });
    }
}

/// Returns what is true of either of two.
fn either(a: Marks, b: Marks) -> Marks {
    let object = |m: &Marks| m.kinds.contains(&JsonKind::Object);
    let string = |m: &Marks| m.kinds.contains(&JsonKind::String);
    let (objects, strings) = (object(&a) && object(&b), string(&a) && string(&b));
    let kinds: BTreeSet<JsonKind> = a.kinds.iter().chain(&b.kinds).copied().collect();
    let one = |a: Vec<String>, b: Vec<String>| if a.is_empty() { b } else { a };
    Marks {
        kinds: kinds.into_iter().collect(),
        required: if objects {
            a.required.iter().filter(|key| b.required.contains(key)).cloned().collect()
        } else {
            one(a.required, b.required)
        },
        known: union(a.known, b.known),
        constants: Vec::new(),
        texts: if strings && (a.texts.is_empty() || b.texts.is_empty()) {
            Vec::new()
        } else {
            union(a.texts, b.texts)
        },
        closed: a.closed && b.closed,
    }
}

fn union(mut a: Vec<String>, b: Vec<String>) -> Vec<String> {
    for text in b {
        if !a.contains(&text) {
            a.push(text);
        }
    }
    a
}

fn kinds(kinds: &[JsonKind]) -> Marks {
    Marks { kinds: kinds.to_vec(), ..Marks::default() }
}

fn scalar(primitive: Primitive) -> &'static [JsonKind] {
    match primitive {
        Primitive::Boolean => &[JsonKind::Boolean],
        Primitive::I32 | Primitive::I64 | Primitive::U64 => &[JsonKind::Integer],
        Primitive::F32 | Primitive::F64 => &[JsonKind::Integer, JsonKind::Number],
        _ => &[JsonKind::String],
    }
}
