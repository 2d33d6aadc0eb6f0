//! `anyOf` whose branches may hold at once: a value that is several of them keeps the properties of all.
//!
//! In: every named type with its marks. Out: the same, with one more branch where values may need it, and in proportion to
//! what there was. It must not know how unions are read.

use std::collections::HashSet;

use indexmap::IndexMap;

use super::HOPS;
use crate::diagnostic::{Code, Sink};
use crate::ir::{
    Branch, Docs, Field, JsonKind, Marks, Primitive, Shape, Struct, Type, TypeDef, TypeId,
    TypeName, Union,
};

/// How many properties all that is added may have, for each that the definition has: unions that lead to one another in a
/// circle have all properties of all, each of them.
const EACH: usize = 16;

/// How many there may be anyway, and how many types one union may lead to.
const FEW: usize = 1_000;

/// Adds to each union of which several branches may hold at once the one that has the properties of all. A union for which
/// that is too large is kept as it came.
pub(super) fn join(types: &mut Vec<TypeDef>, sink: &mut Sink) {
    let mut left = FEW + EACH * types.iter().map(declared).sum::<usize>();
    for index in 0..types.len() {
        let Some(def) = types.get(index) else { continue };
        let Shape::Union(union) = &def.shape else { continue };
        if !union.together {
            continue;
        }
        let place = def.place.clone();
        let joint = joint(types, union).and_then(|joint| {
            left = left.checked_sub(joint.as_ref().map_or(0, |joint| joint.fields.len()))?;
            Some(joint)
        });
        let id = TypeId(types.len());
        let Some(def) = types.get_mut(index) else { continue };
        let Some(joint) = joint else {
            let message = "several of the alternatives may hold at once, and they have too many properties for a type";
            sink.report(Code::UnsupportedSchema, &place, message);
            def.shape = Shape::Alias(Type::Any);
            continue;
        };
        let Shape::Union(union) = &mut def.shape else { continue };
        union.together = joint.is_some();
        let Some(joint) = joint else { continue };
        union.branches.push(Branch {
            name: "several".to_owned(),
            ty: Type::Named(id),
            tags: Vec::new(),
            marks: Vec::new(),
        });
        let summary = "What several of the others are at once.".to_owned();
        types.push(TypeDef {
            origin: TypeName::Within(TypeId(index), vec!["several".to_owned()]),
            rename: None,
            docs: Docs { summary: Some(summary), ..Docs::default() },
            shape: Shape::Struct(joint),
            place,
        });
    }
}

fn declared(def: &TypeDef) -> usize {
    match &def.shape {
        Shape::Struct(object) => object.fields.len(),
        _ => 0,
    }
}

/// Returns the properties of all branches of which two may hold at once, each with some that the other lacks, if there are
/// such branches. `None`: the branches lead to too much.
fn joint(types: &[TypeDef], union: &Union) -> Option<Option<Struct>> {
    let open = |branch: &&Branch| branch.marks.iter().any(|marks| !marks.closed);
    let mut objects: Vec<(&Branch, Struct)> = Vec::new();
    for branch in union.branches.iter().filter(open) {
        if let Some(object) = properties(types, &branch.ty)? {
            objects.push((branch, object));
        }
    }
    let keys: Vec<HashSet<&str>> = objects
        .iter()
        .map(|(_, object)| object.fields.iter().map(|field| field.name.as_str()).collect())
        .collect();
    let met = |a: usize, b: usize| {
        let (Some((left, _)), Some((right, _))) = (objects.get(a), objects.get(b)) else {
            return false;
        };
        let (Some(ours), Some(theirs)) = (keys.get(a), keys.get(b)) else { return false };
        left.marks.iter().any(|a| right.marks.iter().any(|b| !apart(a, b)))
            && !ours.is_subset(theirs)
            && !theirs.is_subset(ours)
    };
    let all = 0..objects.len();
    let parts: Vec<&Struct> = objects
        .iter()
        .enumerate()
        .filter(|(a, _)| all.clone().any(|b| b != *a && met(*a, b)))
        .map(|(_, (_, object))| object)
        .collect();
    Some(any_of(types, &parts))
}

/// Tells whether no object is of both: a property has different constants.
fn apart(a: &Marks, b: &Marks) -> bool {
    let object = |m: &Marks| m.kinds == [JsonKind::Object];
    let differ = a.constants.iter().any(|(key, ours)| {
        let mut theirs = b.constants.iter().filter(|(other, _)| other == key);
        theirs.any(|(_, theirs)| !theirs.iter().any(|text| ours.contains(text)))
    });
    differ || !object(a) || !object(b)
}

/// Returns the properties of an object, or of the objects of a union, each once however many ways lead to it. `None`: there
/// are too many.
fn properties(types: &[TypeDef], ty: &Type) -> Option<Option<Struct>> {
    let mut open = vec![ty];
    let mut seen: HashSet<TypeId> = HashSet::new();
    let mut objects = Vec::new();
    while let Some(ty) = open.pop() {
        let Type::Named(id) = ty else { continue };
        if !seen.insert(*id) {
            continue;
        }
        if seen.len() > FEW {
            return None;
        }
        match types.get(id.0).map(|def| &def.shape) {
            Some(Shape::Struct(found)) => objects.push(found),
            Some(Shape::Alias(ty)) => open.push(ty),
            Some(Shape::Union(union)) => open.extend(union.branches.iter().rev().map(|b| &b.ty)),
            Some(Shape::Enum(_) | Shape::Values(_) | Shape::Newtype(_)) | None => {}
        }
    }
    Some(any_of(types, &objects))
}

/// Returns what is true of an object that may be any of some, or several: required is what all require.
fn any_of(types: &[TypeDef], objects: &[&Struct]) -> Option<Struct> {
    let (first, others) = objects.split_first()?;
    if others.is_empty() {
        return Some((*first).clone());
    }
    let mut fields: IndexMap<&str, (Field, usize)> = IndexMap::new();
    let mut additional: Option<Type> = None;
    for object in objects {
        for field in &object.fields {
            let Some((before, times)) = fields.get_mut(field.name.as_str()) else {
                fields.insert(&field.name, (Field { preset: None, ..field.clone() }, 1));
                continue;
            };
            *times += 1;
            before.required &= field.required;
            before.read_only |= field.read_only;
            before.write_only |= field.write_only;
            if before.ty != field.ty {
                before.ty = either(types, &before.ty, &field.ty);
            }
        }
        additional = match (additional, object.additional.clone()) {
            (Some(left), Some(right)) if left != right => Some(Type::Any),
            (left, right) => left.or(right),
        };
    }
    let fields = fields.into_values().map(|(field, times)| Field {
        required: field.required && times == objects.len(),
        ..field
    });
    Some(Struct { fields: fields.collect(), additional })
}

/// Returns a type that has the values of two.
fn either(types: &[TypeDef], a: &Type, b: &Type) -> Type {
    let (left, right) = (bare(a), bare(b));
    let null = left != a || right != b;
    let ty = if left == right {
        left.clone()
    } else if is_text(types, left, HOPS) && is_text(types, right, HOPS) {
        Type::Primitive(Primitive::String)
    } else {
        return Type::Any;
    };
    if null { Type::Nullable(Box::new(ty)) } else { ty }
}

fn bare(ty: &Type) -> &Type {
    match ty {
        Type::Nullable(inner) => inner,
        ty => ty,
    }
}

/// Tells whether any string is of a type.
fn is_text(types: &[TypeDef], ty: &Type, hops: usize) -> bool {
    let Some(hops) = hops.checked_sub(1) else { return false };
    match ty {
        Type::Primitive(Primitive::String) => true,
        Type::Named(id) => match types.get(id.0).map(|def| &def.shape) {
            Some(Shape::Alias(ty)) => is_text(types, ty, hops),
            Some(Shape::Enum(_) | Shape::Newtype(Primitive::String)) => true,
            _ => false,
        },
        _ => false,
    }
}
