//! What a discriminator means for the types that it tells apart.
//!
//! In: every named type. Out: bases that keep what they do not know, and, for a type that one value means, the value in its
//! field. It must not know how the branches were found.

use std::collections::HashMap;

use crate::ir::{Constant, Field, Preset, Primitive, Shape, Type, TypeDef, TypeId, Union};

/// Settles the types of all unions with a discriminator.
pub(super) fn settle(types: &mut [TypeDef]) {
    one_type_one_branch(types);
    let mut bases: Vec<(TypeId, String, Option<String>)> = Vec::new();
    // `None`: several values mean the type.
    let mut values: HashMap<(TypeId, String), Option<String>> = HashMap::new();
    for def in types.iter() {
        let Shape::Union(union) = &def.shape else { continue };
        let Some(property) = &union.discriminator else { continue };
        for (index, branch) in union.branches.iter().enumerate() {
            let Some(id) = struct_of(types, &branch.ty) else { continue };
            if union.based && index + 1 == union.branches.len() {
                bases.push((id, property.clone(), branch.tags.first().cloned()));
                continue;
            }
            let one = match branch.tags.as_slice() {
                [only] => Some(only.clone()),
                _ => None,
            };
            values
                .entry((id, property.clone()))
                .and_modify(|known| {
                    if *known != one {
                        *known = None;
                    }
                })
                .or_insert(one);
        }
    }
    for ((id, property), value) in values {
        let takes = takes_text(types, id, &property);
        if let Some(field) = field(types, id, &property).filter(|_| takes) {
            field.preset = value.map(fixed);
        }
    }
    for (id, property, value) in bases {
        let takes = takes_text(types, id, &property);
        if let Some(field) = field(types, id, &property) {
            field.preset = value.filter(|_| takes && field.required).map(fixed);
            // It may come without.
            field.required = false;
        }
        if let Some(Shape::Struct(found)) = types.get_mut(id.0).map(|def| &mut def.shape) {
            found.additional.get_or_insert(Type::Any);
        }
    }
}

/// Of several branches of a family that are one type, one stays with the values of all; what is no object has no
/// discriminator.
fn one_type_one_branch(types: &mut [TypeDef]) {
    for index in 0..types.len() {
        let Some(Shape::Union(union)) = types.get(index).map(|def| &def.shape) else { continue };
        if !union.based {
            continue;
        }
        let mut kept: Union = Union { branches: Vec::new(), ..union.clone() };
        for branch in &union.branches {
            let Some(id) = named(types, &branch.ty) else { continue };
            let same = kept.branches.iter_mut().find(|other| other.ty == Type::Named(id));
            match same {
                Some(same) => same.tags.extend(branch.tags.iter().cloned()),
                None => {
                    let mut branch = branch.clone();
                    branch.ty = Type::Named(id);
                    kept.branches.push(branch);
                }
            }
        }
        if let Some(def) = types.get_mut(index) {
            def.shape = match kept.branches.as_slice() {
                [only] => Shape::Alias(only.ty.clone()),
                _ => Shape::Union(kept),
            };
        }
    }
}

fn fixed(text: String) -> Preset {
    Preset { value: Constant::Text(text), fixed: true }
}

/// Follows aliases to a struct or a union.
fn named(types: &[TypeDef], ty: &Type) -> Option<TypeId> {
    let mut ty = ty;
    for _ in 0..=types.len() {
        let Type::Named(id) = ty else { return None };
        match &types.get(id.0)?.shape {
            Shape::Alias(next) => ty = next,
            Shape::Struct(_) | Shape::Union(_) => return Some(*id),
            Shape::Enum(_) | Shape::Values(_) | Shape::Newtype(_) => return None,
        }
    }
    None
}

fn struct_of(types: &[TypeDef], ty: &Type) -> Option<TypeId> {
    named(types, ty)
        .filter(|id| matches!(types.get(id.0).map(|def| &def.shape), Some(Shape::Struct(_))))
}

fn field<'t>(types: &'t mut [TypeDef], id: TypeId, name: &str) -> Option<&'t mut Field> {
    match types.get_mut(id.0).map(|def| &mut def.shape)? {
        Shape::Struct(found) => found.fields.iter_mut().find(|field| field.name == name),
        _ => None,
    }
}

/// Tells whether a text turns into what a property holds.
fn takes_text(types: &[TypeDef], id: TypeId, property: &str) -> bool {
    let Some(Shape::Struct(found)) = types.get(id.0).map(|def| &def.shape) else { return false };
    let field = found.fields.iter().find(|field| field.name == property);
    field.is_some_and(|field| is_text(types, &field.ty))
}

/// Tells whether a text turns into a type.
fn is_text(types: &[TypeDef], ty: &Type) -> bool {
    let mut ty = ty;
    for _ in 0..=types.len() {
        let id = match ty {
            Type::Primitive(Primitive::String) => return true,
            Type::Named(id) => id,
            _ => return false,
        };
        match types.get(id.0).map(|def| &def.shape) {
            Some(Shape::Alias(next)) => ty = next,
            Some(Shape::Enum(_) | Shape::Newtype(Primitive::String)) => return true,
            _ => return false,
        }
    }
    false
}
