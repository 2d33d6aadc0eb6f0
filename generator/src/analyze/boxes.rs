//! Decides where a `Box` stands: where a type would hold itself, and around big branches of unions.
//!
//! In: the types with sameness settled. Out: the boxed fields and branches, and the aliases that Rust
//! cannot write. It must not know features.

use super::{Facts, Resolved};
use crate::ir::{Api, Primitive, Shape, Type, TypeId};

/// A branch above this many bytes is boxed: lints ask for it where branches differ by 200.
const BIG: usize = 160;

/// What a struct costs at most before counting stops.
const HUGE: usize = 1 << 20;

/// Finds aliases that lead back to themselves through aliases, lists and maps alone.
pub(super) fn break_endless_aliases(api: &Api, facts: &mut Facts) {
    facts.endless = vec![false; api.types.len()];
    for start in 0..api.types.len() {
        let mut id = TypeId(start);
        // An alias has one target, so the walk is a line; longer than the types there are, it is a ring.
        for _ in 0..=api.types.len() {
            let Some(Shape::Alias(target)) = api.type_def(id).map(|def| &def.shape) else { break };
            if facts.is_endless(id) {
                break;
            }
            let Some(next) = innermost(target) else { break };
            id = facts.same_as(next).unwrap_or(next);
            if id.0 == start {
                if let Some(flag) = facts.endless.get_mut(start) {
                    *flag = true;
                }
                break;
            }
        }
    }
}

fn innermost(ty: &Type) -> Option<TypeId> {
    match ty {
        Type::Named(id) => Some(*id),
        Type::List(inner) | Type::Map(inner) | Type::Nullable(inner) => innermost(inner),
        Type::Primitive(_) | Type::Any => None,
    }
}

/// Places the boxes.
pub(super) fn place(api: &Api, facts: &mut Facts) {
    for (index, def) in api.types.iter().enumerate() {
        // Who is of a family is boxed: more of it comes later, and big ones change nothing then.
        if let Shape::Union(union) = &def.shape
            && union.based
        {
            facts.boxed.extend((0..union.branches.len()).map(|branch| (TypeId(index), branch)));
        }
    }
    let mut state = vec![State::New; api.types.len()];
    for index in 0..api.types.len() {
        visit(api, facts, TypeId(index), &mut state);
    }
    let mut sizes = vec![None; api.types.len()];
    for index in 0..api.types.len() {
        size(api, facts, TypeId(index), &mut sizes);
    }
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    New,
    Open,
    Done,
}

/// Depth first over what is held directly; an edge back to an open type closes a cycle.
fn visit(api: &Api, facts: &mut Facts, root: TypeId, state: &mut [State]) {
    if state.get(root.0) != Some(&State::New) {
        return;
    }
    let mut path: Vec<(TypeId, usize, Vec<Option<TypeId>>)> = Vec::new();
    let mut next = Some(root);
    loop {
        if let Some(id) = next.take() {
            if let Some(state) = state.get_mut(id.0) {
                *state = State::Open;
            }
            path.push((id, 0, held(api, facts, id)));
        }
        let Some((id, index, edges)) = path.last_mut() else { break };
        let Some(edge) = edges.get(*index) else {
            if let Some(state) = state.get_mut(id.0) {
                *state = State::Done;
            }
            path.pop();
            continue;
        };
        match edge.and_then(|target| state.get(target.0)) {
            Some(State::Open) => {
                facts.boxed.insert((*id, *index));
            }
            Some(State::New) => next = *edge,
            Some(State::Done) | None => {}
        }
        *index += 1;
    }
}

/// For each field or branch the type that it holds without an indirection.
fn held(api: &Api, facts: &Facts, id: TypeId) -> Vec<Option<TypeId>> {
    match api.type_def(id).map(|def| &def.shape) {
        _ if facts.same_as(id).is_some() => Vec::new(),
        Some(Shape::Struct(object)) => {
            object.fields.iter().map(|field| direct(api, facts, &field.ty)).collect()
        }
        Some(Shape::Union(union)) if union.based => Vec::new(),
        Some(Shape::Union(union)) => {
            union.branches.iter().map(|branch| direct(api, facts, &branch.ty)).collect()
        }
        _ => Vec::new(),
    }
}

fn direct(api: &Api, facts: &Facts, ty: &Type) -> Option<TypeId> {
    match facts.resolve(api, ty) {
        Resolved::Shape(id, _) => Some(id),
        Resolved::Type(Type::Nullable(inner)) => direct(api, facts, inner),
        Resolved::Type(_) => None,
    }
}

/// Estimates bytes, generously, and boxes big branches of unions on the way.
fn size(api: &Api, facts: &mut Facts, id: TypeId, sizes: &mut [Option<usize>]) -> usize {
    if let Some(Some(size)) = sizes.get(id.0) {
        return *size;
    }
    let fields: Vec<&Type> = match api.type_def(id).map(|def| &def.shape) {
        Some(Shape::Struct(object)) => object.fields.iter().map(|field| &field.ty).collect(),
        Some(Shape::Union(union)) => union.branches.iter().map(|branch| &branch.ty).collect(),
        _ => Vec::new(),
    };
    let is_union = matches!(api.type_def(id).map(|def| &def.shape), Some(Shape::Union(_)));
    let mut total = 32;
    for (index, ty) in fields.into_iter().enumerate() {
        let mut part = if facts.is_boxed(id, index) { 8 } else { size_of(api, facts, ty, sizes) };
        if is_union && part > BIG {
            facts.boxed.insert((id, index));
            part = 8;
        }
        total = if is_union { total.max(part + 8) } else { (total + part + 8).min(HUGE) };
    }
    if let Some(slot) = sizes.get_mut(id.0) {
        *slot = Some(total);
    }
    total
}

fn size_of(api: &Api, facts: &mut Facts, ty: &Type, sizes: &mut [Option<usize>]) -> usize {
    match facts.resolve(api, ty) {
        Resolved::Shape(id, _) => size(api, facts, id, sizes),
        Resolved::Type(Type::Nullable(inner)) => size_of(api, facts, inner, sizes) + 8,
        Resolved::Type(Type::Primitive(Primitive::Boolean)) => 1,
        Resolved::Type(Type::Primitive(
            Primitive::I32
            | Primitive::U32
            | Primitive::I64
            | Primitive::U64
            | Primitive::F32
            | Primitive::F64,
        )) => 8,
        Resolved::Type(_) => 32,
    }
}
