//! What tells a union's branches apart at one shallow look.
//!
//! In: every named type, complete. Out: the [`Marks`] of every branch. It must not know how a look ahead is made.

use std::collections::{BTreeSet, HashMap};

use super::HOPS;
use crate::ir::{Constant, JsonKind, Marks, Primitive, Shape, Type, TypeDef, TypeId, Union};

/// Every kind of JSON value but `null`.
const ALL: &[JsonKind] = &[
    JsonKind::Boolean,
    JsonKind::Integer,
    JsonKind::Number,
    JsonKind::String,
    JsonKind::Array,
    JsonKind::Object,
];

/// How many marks of a union in a union are kept apart; of more, what all share is a mark.
const MOST: usize = 32;

/// Fills in the marks of all unions.
///
/// `joined`: a union whose branches may hold together has the branch that is all of them.
pub(super) fn mark(types: &mut [TypeDef], closed: &[bool], joined: bool) {
    let mut look = Look { types, closed, joined, unions: HashMap::new() };
    let mut found = Vec::new();
    for def in types.iter() {
        let Shape::Union(union) = &def.shape else { continue };
        found.push(keep_telling(look.branches(union, HOPS)));
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
    joined: bool,
    /// Marks of unions that are branches of others; none while they are being made.
    unions: HashMap<TypeId, Vec<Marks>>,
}

impl Look<'_> {
    /// Returns the marks of a type: several where it is a union itself.
    fn of(&mut self, ty: &Type, hops: usize) -> Vec<Marks> {
        let Some(hops) = hops.checked_sub(1) else { return vec![kinds(ALL)] };
        match ty {
            Type::Any => vec![kinds(ALL)],
            Type::List(_) => vec![kinds(&[JsonKind::Array])],
            Type::Map(_) => vec![Marks { keeps: true, ..kinds(&[JsonKind::Object]) }],
            Type::Nullable(inner) => self.of(inner, hops),
            Type::Primitive(primitive) => vec![kinds(scalar(*primitive))],
            Type::Named(id) => self.named(*id, hops),
        }
    }

    fn named(&mut self, id: TypeId, hops: usize) -> Vec<Marks> {
        let types = self.types;
        match types.get(id.0).map(|def| &def.shape) {
            Some(Shape::Alias(ty)) => self.of(ty, hops),
            Some(Shape::Union(union)) => {
                if let Some(known) = self.unions.get(&id) {
                    return known.clone();
                }
                self.unions.insert(id, Vec::new());
                let marks = self.union(union, hops);
                self.unions.insert(id, marks.clone());
                marks
            }
            shape => vec![self.one(id, shape, hops)],
        }
    }

    fn union(&mut self, union: &Union, hops: usize) -> Vec<Marks> {
        if union.based {
            // All have the properties of the base.
            return union.branches.last().map_or_else(Vec::new, |base| self.of(&base.ty, hops));
        }
        let all: Vec<Marks> = self.branches(union, hops).into_iter().flatten().collect();
        if all.len() > MOST { all.into_iter().reduce(either).into_iter().collect() } else { all }
    }

    /// Returns the marks of each branch.
    fn branches(&mut self, union: &Union, hops: usize) -> Vec<Vec<Marks>> {
        let mut all = Vec::new();
        for (index, branch) in union.branches.iter().enumerate() {
            let mut marks = self.of(&branch.ty, hops);
            // What several are at once has the constants of none.
            if self.joined && union.together && index + 1 == union.branches.len() {
                marks.iter_mut().for_each(|marks| marks.constants.clear());
            }
            if let Some(key) = &union.discriminator {
                for marks in marks.iter_mut().filter(|m| m.kinds == [JsonKind::Object]) {
                    marks.constants.retain(|(known, _)| known != key);
                    marks.constants.insert(0, (key.clone(), branch.tags.clone()));
                }
            }
            all.push(marks);
        }
        all
    }

    fn one(&mut self, id: TypeId, shape: Option<&Shape>, hops: usize) -> Marks {
        let types = self.types;
        match shape {
            Some(Shape::Newtype(primitive)) => kinds(scalar(*primitive)),
            Some(Shape::Enum(found)) => Marks {
                texts: found.variants.iter().map(|v| v.value.clone()).collect(),
                ..kinds(&[JsonKind::String])
            },
            Some(Shape::Values(values)) => {
                let each = values.variants.iter().flat_map(|v| constant(&v.value));
                let each: BTreeSet<JsonKind> = each.copied().collect();
                kinds(&each.into_iter().collect::<Vec<_>>())
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
                    keeps: found.additional.is_some(),
                    closed: self.closed.get(id.0).copied().unwrap_or_default(),
                    ..kinds(&[JsonKind::Object])
                }
            }
            Some(Shape::Alias(_) | Shape::Union(_)) | None => kinds(ALL),
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
        Shape::Values(found) => Some(found.variants.iter().map(|v| v.value.plain()).collect()),
        _ => None,
    }
}

/// Enums are open, so a constant is a mark only where it tells: it is one text alone, or no other
/// branch has one of its texts at that key.
fn keep_telling(mut branches: Vec<Vec<Marks>>) -> Vec<Vec<Marks>> {
    let all: Vec<Vec<(String, Vec<String>)>> =
        branches.iter().flatten().map(|m| m.constants.clone()).collect();
    for (index, mark) in branches.iter_mut().flatten().enumerate() {
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
    branches
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
        keeps: a.keeps && b.keeps,
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

fn constant(constant: &Constant) -> &'static [JsonKind] {
    match constant {
        Constant::Text(_) => &[JsonKind::String],
        Constant::Number(number) if number.contains(['.', 'e', 'E']) => {
            &[JsonKind::Integer, JsonKind::Number]
        }
        Constant::Number(_) => &[JsonKind::Integer],
        Constant::Boolean(_) => &[JsonKind::Boolean],
    }
}

fn scalar(primitive: Primitive) -> &'static [JsonKind] {
    match primitive {
        Primitive::Boolean => &[JsonKind::Boolean],
        Primitive::I32 | Primitive::U32 | Primitive::I64 | Primitive::U64 => &[JsonKind::Integer],
        Primitive::F32 | Primitive::F64 | Primitive::Decimal | Primitive::UnixTime => {
            &[JsonKind::Integer, JsonKind::Number]
        }
        _ => &[JsonKind::String],
    }
}
