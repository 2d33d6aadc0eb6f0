//! Inline types that nothing uses: what was merged into others, or belonged to an operation that is left out.
//!
//! In: types and operations. Out: the same without those, ids changed accordingly. It must not know why they are unused.

use crate::ir::{Event, Operation, Shape, Type, TypeDef, TypeId, TypeName};

/// Drops the inline types that no component, operation or event reaches.
pub(super) fn prune(types: &mut Vec<TypeDef>, operations: &mut [Operation], events: &mut [Event]) {
    let mut used = vec![false; types.len()];
    let mut open: Vec<TypeId> = Vec::new();
    for (index, def) in types.iter().enumerate() {
        if def.place.pointer().starts_with("/components/schemas/")
            && matches!(def.origin, TypeName::Component(_))
        {
            open.push(TypeId(index));
        }
    }
    for operation in operations.iter_mut() {
        each_of_operation(operation, &mut |ty| open.push_ids(ty));
    }
    for event in events.iter_mut() {
        each_of_event(event, &mut |ty| open.push_ids(ty));
    }
    while let Some(id) = open.pop() {
        match used.get_mut(id.0) {
            Some(used) if !*used => *used = true,
            _ => continue,
        }
        if let Some(def) = types.get_mut(id.0) {
            // The type that a name begins with stays as well.
            if let TypeName::Within(owner, _) = &def.origin {
                open.push(*owner);
            }
            each_of_shape(&mut def.shape, &mut |ty| open.push_ids(ty));
        }
    }
    let mut moved = Vec::with_capacity(types.len());
    let mut next = 0;
    for used in &used {
        moved.push(TypeId(next));
        next += usize::from(*used);
    }
    let mut index = 0;
    types.retain(|_| {
        index += 1;
        used.get(index - 1).copied().unwrap_or_default()
    });
    for def in types.iter_mut() {
        if let TypeName::Within(owner, _) = &mut def.origin {
            *owner = moved.get(owner.0).copied().unwrap_or(*owner);
        }
        each_of_shape(&mut def.shape, &mut |ty| renumber(ty, &moved));
    }
    for operation in operations.iter_mut() {
        each_of_operation(operation, &mut |ty| renumber(ty, &moved));
    }
    for event in events.iter_mut() {
        each_of_event(event, &mut |ty| renumber(ty, &moved));
    }
}

trait PushIds {
    fn push_ids(&mut self, ty: &Type);
}

impl PushIds for Vec<TypeId> {
    fn push_ids(&mut self, ty: &Type) {
        match ty {
            Type::Named(id) => self.push(*id),
            Type::List(inner) | Type::Map(inner) | Type::Nullable(inner) => self.push_ids(inner),
            Type::Primitive(_) | Type::Any => {}
        }
    }
}

fn renumber(ty: &mut Type, moved: &[TypeId]) {
    match ty {
        Type::Named(id) => *id = moved.get(id.0).copied().unwrap_or(*id),
        Type::List(inner) | Type::Map(inner) | Type::Nullable(inner) => renumber(inner, moved),
        Type::Primitive(_) | Type::Any => {}
    }
}

fn each_of_shape(shape: &mut Shape, act: &mut dyn FnMut(&mut Type)) {
    match shape {
        Shape::Struct(found) => {
            found.fields.iter_mut().for_each(|field| act(&mut field.ty));
            found.additional.iter_mut().for_each(act);
        }
        Shape::Union(found) => found.branches.iter_mut().for_each(|branch| act(&mut branch.ty)),
        Shape::Alias(ty) => act(ty),
        Shape::Enum(_) | Shape::Values(_) | Shape::Newtype(_) => {}
    }
}

fn each_of_operation(operation: &mut Operation, act: &mut dyn FnMut(&mut Type)) {
    operation.parameters.iter_mut().for_each(|parameter| act(&mut parameter.ty));
    if let Some(stream) = &mut operation.stream {
        stream.item.types_mut().into_iter().for_each(&mut *act);
    }
    let bodies = operation.body.iter_mut().flat_map(|body| &mut body.contents);
    let responses = operation.successes.iter_mut().chain(&mut operation.failures);
    let mut contents: Vec<_> = bodies.collect();
    for response in responses {
        response.headers.iter_mut().for_each(|header| act(&mut header.ty));
        contents.extend(&mut response.content);
    }
    for content in contents {
        content.codec.types_mut().into_iter().for_each(&mut *act);
    }
}

fn each_of_event(event: &mut Event, act: &mut dyn FnMut(&mut Type)) {
    let payload = event.payload.iter_mut().flat_map(|content| content.codec.types_mut());
    let answers = event.answers.iter_mut().filter_map(|answer| answer.ty.as_mut());
    payload.chain(answers).for_each(act);
}
