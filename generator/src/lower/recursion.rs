//! Aliases that lead back to themselves: another name for a type cannot be part of what it names.
//!
//! In: every named type. Out: the same, without such circles. It must not know where aliases are used.

use crate::diagnostic::{Code, Sink};
use crate::ir::{Shape, Type, TypeDef, TypeId};

/// Replaces, in each circle of aliases, the use that closes it by raw JSON.
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
                Some(Shape::Alias(ty)) => named(ty),
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
    let message =
        "this schema leads back to itself without an object between: kept as raw JSON there";
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
        Type::List(inner) | Type::Map(inner) => replace(inner, id),
        _ => {}
    }
}

fn named(ty: &Type) -> Option<TypeId> {
    match ty {
        Type::Named(id) => Some(*id),
        Type::List(inner) | Type::Map(inner) | Type::Nullable(inner) => named(inner),
        Type::Primitive(_) | Type::Any => None,
    }
}
