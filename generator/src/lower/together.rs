//! `anyOf` whose branches may hold at once: a value that is several of them keeps the properties of all.
//!
//! In: every named type with its marks. Out: the same, with one more branch where values may need it. It must not know how
//! unions are read.

use std::collections::HashSet;

use indexmap::IndexMap;

use super::HOPS;
use crate::ir::{
    Branch, Docs, Field, JsonKind, Marks, Primitive, Shape, Struct, Type, TypeDef, TypeId,
    TypeName, Union,
};

/// Adds to each union of which several branches may hold at once the one that has the properties of all.
pub(super) fn join(types: &mut Vec<TypeDef>) {
    for index in 0..types.len() {
        let Some(Shape::Union(union)) = types.get(index).map(|def| &def.shape) else { continue };
        if !union.together {
            continue;
        }
        let joint = joint(types, union);
        let place = types.get(index).map(|def| def.place.clone());
        let id = TypeId(types.len());
        let Some(Shape::Union(union)) = types.get_mut(index).map(|def| &mut def.shape) else {
            continue;
        };
        union.together = joint.is_some();
        let (Some(joint), Some(place)) = (joint, place) else { continue };
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

/// Returns the properties of all branches of which two may hold at once, each with some that the other lacks.
fn joint(types: &[TypeDef], union: &Union) -> Option<Struct> {
    let objects: Vec<(&Branch, Struct)> = union
        .branches
        .iter()
        .filter(|branch| branch.marks.iter().any(|marks| !marks.closed))
        .filter_map(|branch| Some((branch, properties(types, &branch.ty, HOPS)?)))
        .collect();
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
    let mut parts = objects
        .iter()
        .enumerate()
        .filter(|(a, _)| all.clone().any(|b| b != *a && met(*a, b)))
        .map(|(_, (_, object))| object.clone());
    let first = parts.next()?;
    Some(parts.fold(first, |left, right| both(types, left, right)))
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

/// Returns the properties of an object, or of the objects of a union.
fn properties(types: &[TypeDef], ty: &Type, hops: usize) -> Option<Struct> {
    let hops = hops.checked_sub(1)?;
    let Type::Named(id) = ty else { return None };
    match &types.get(id.0)?.shape {
        Shape::Struct(found) => Some(found.clone()),
        Shape::Alias(ty) => properties(types, ty, hops),
        Shape::Union(union) => {
            let inner = union.branches.iter().filter_map(|b| properties(types, &b.ty, hops));
            inner.reduce(|left, right| both(types, left, right))
        }
        Shape::Enum(_) | Shape::Values(_) | Shape::Newtype(_) => None,
    }
}

/// Returns what is true of an object that may be either, or both: required is what both require.
fn both(types: &[TypeDef], left: Struct, right: Struct) -> Struct {
    let mut fields: IndexMap<String, Field> = IndexMap::new();
    let names =
        |of: &Struct| -> HashSet<String> { of.fields.iter().map(|f| f.name.clone()).collect() };
    let (ours, theirs) = (names(&left), names(&right));
    for field in left.fields.into_iter().chain(right.fields) {
        let shared = ours.contains(&field.name) && theirs.contains(&field.name);
        let Some(before) = fields.get_mut(&field.name) else {
            let required = field.required && shared;
            fields.insert(field.name.clone(), Field { required, preset: None, ..field });
            continue;
        };
        before.required &= field.required;
        before.read_only |= field.read_only;
        before.write_only |= field.write_only;
        if before.ty != field.ty {
            before.ty = either(types, &before.ty, &field.ty);
        }
    }
    let additional = match (left.additional, right.additional) {
        (Some(left), Some(right)) if left != right => Some(Type::Any),
        (left, right) => left.or(right),
    };
    Struct { fields: fields.into_values().collect(), additional }
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
