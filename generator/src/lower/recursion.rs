//! Aliases that lead back to themselves: another name for a type cannot be part of what it names.
//!
//! In: every named type. Out: the same, without such circles. It must not know where aliases are used.

use crate::diagnostic::{Code, Sink};
use crate::ir::{Shape, Type, TypeDef, TypeId};

/// Replaces, in each circle of aliases with nothing between, the use that closes it by raw JSON. Through a list or a map
/// it is a type.
pub(super) fn break_aliases(types: &mut [TypeDef], sink: &mut Sink) {
    let mut done = vec![false; types.len()];
    for start in 0..types.len() {
        // Each alias names one type, so a walk is a line: it ends, meets what is done, or itself.
        let mut walk: Vec<TypeId> = Vec::new();
        let mut at = TypeId(start);
        loop {
            if done.get(at.0).copied().unwrap_or(true) {
                break;
            }
            if let Some(&last) = walk.last().filter(|_| walk.contains(&at)) {
                cut(types, last, at, sink);
                break;
            }
            walk.push(at);
            let next = match types.get(at.0).map(|def| &def.shape) {
                Some(Shape::Alias(ty)) => bare(ty),
                _ => None,
            };
            match next {
                Some(next) => at = next,
                None => break,
            }
        }
        for id in walk {
            if let Some(done) = done.get_mut(id.0) {
                *done = true;
            }
        }
    }
}

fn cut(types: &mut [TypeDef], last: TypeId, to: TypeId, sink: &mut Sink) {
    let Some(def) = types.get_mut(last.0) else { return };
    let message = "this schema leads back to itself with nothing between: kept as raw JSON there";
    sink.report(Code::CircularReference, &def.place, message);
    if let Shape::Alias(ty) = &mut def.shape {
        replace(ty, to);
    }
}

fn replace(ty: &mut Type, id: TypeId) {
    match ty {
        Type::Named(named) if *named == id => *ty = Type::Any,
        Type::Nullable(inner) => {
            replace(inner, id);
            if **inner == Type::Any {
                *ty = Type::Any;
            }
        }
        _ => {}
    }
}

/// Drops, in each circle of unions, the branch that closes it: such a value would be read without end.
pub(super) fn break_unions(types: &mut [TypeDef], sink: &mut Sink) {
    let mut closing: Vec<(TypeId, TypeId)> = Vec::new();
    let mut colours = vec![Colour::New; types.len()];
    for start in 0..types.len() {
        // The way down: a type, and how many of its edges are walked.
        let mut way = vec![(TypeId(start), 0)];
        while let Some((at, edge)) = way.last_mut() {
            let (id, next) = (*at, edges(types, *at).get(*edge).copied());
            *edge += 1;
            if *edge == 1 {
                match colours.get_mut(id.0) {
                    Some(colour) if *colour == Colour::New => *colour = Colour::Open,
                    _ => {
                        way.pop();
                        continue;
                    }
                }
            }
            match next {
                Some(next) if colours.get(next.0) == Some(&Colour::Open) => {
                    closing.push((id, next))
                }
                Some(next) => way.push((next, 0)),
                None => {
                    if let Some(colour) = colours.get_mut(id.0) {
                        *colour = Colour::Done;
                    }
                    way.pop();
                }
            }
        }
    }
    for (from, to) in closing {
        let Some(def) = types.get_mut(from.0) else { continue };
        let message =
            "an alternative leads back to this schema and allows nothing more: it is left out";
        sink.report(Code::CircularReference, &def.place, message);
        def.shape = match std::mem::replace(&mut def.shape, Shape::Alias(Type::Any)) {
            Shape::Union(mut union) => {
                union.branches.retain(|branch| branch.ty != Type::Named(to));
                match union.branches.as_slice() {
                    // Of a base that nothing extends any more, the base is left.
                    [] => Shape::Alias(Type::Any),
                    [only] => Shape::Alias(only.ty.clone()),
                    _ => Shape::Union(union),
                }
            }
            // The circle is closed by an alias: what it names has the alternatives already.
            _ => Shape::Alias(Type::Any),
        };
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Colour {
    New,
    Open,
    Done,
}

/// Returns the types that a value of a type may be without anything around it.
fn edges(types: &[TypeDef], id: TypeId) -> Vec<TypeId> {
    let direct = |ty: &Type| match ty {
        Type::Named(id) => Some(*id),
        _ => None,
    };
    match types.get(id.0).map(|def| &def.shape) {
        Some(Shape::Union(union)) => union.branches.iter().filter_map(|b| direct(&b.ty)).collect(),
        Some(Shape::Alias(ty)) => direct(ty).into_iter().collect(),
        _ => Vec::new(),
    }
}

/// Returns the type that another one is, `null` aside.
fn bare(ty: &Type) -> Option<TypeId> {
    match ty {
        Type::Named(id) => Some(*id),
        Type::Nullable(inner) => bare(inner),
        Type::List(_) | Type::Map(_) | Type::Primitive(_) | Type::Any => None,
    }
}
