//! What tokens and passwords are, wherever they stand: secrets that no output shows.
//!
//! In: types, operations and the token flows that name them. Out: the same types, in which the properties that a flow
//! reads a token from, or writes a secret to, are secrets. It must not know how a flow was found.

use crate::diagnostic::unescape;
use crate::ir::{
    Codec, Operation, Primitive, Scheme, Shape, TokenAnswer, TokenFlow, TokenSource, TokenTarget,
    Type, TypeDef,
};

/// Types as secrets what flows say is one, also where the definition does not write `format: password`.
pub(super) fn hide(types: &mut [TypeDef], operations: &[Operation], schemes: &[Scheme]) {
    for flow in schemes.iter().flat_map(Scheme::flows) {
        for exchange in std::iter::once(&flow.acquire).chain(&flow.renew) {
            let called = |it: &&Operation| Some(&it.id) == exchange.operation.as_ref();
            let Some(operation) = operations.iter().find(called) else { continue };
            answer(types, operation, &exchange.answer);
            for field in &exchange.fields {
                if let TokenTarget::Body(pointer) = &field.target
                    && is_secret(flow, &field.source)
                {
                    for content in operation.body.iter().flat_map(|body| &body.contents) {
                        if let Some(ty) = content.codec.value() {
                            at(types, ty, pointer);
                        }
                    }
                }
            }
        }
        if let Some(switch) = &flow.switch {
            let called = |it: &&Operation| it.id == switch.operation;
            if let Some(operation) = operations.iter().find(called) {
                answer(types, operation, &switch.answer);
            }
        }
    }
}

fn is_secret(flow: &TokenFlow, source: &TokenSource) -> bool {
    match source {
        TokenSource::Credential(name) => {
            flow.credentials.iter().any(|field| field.name == *name && field.secret)
        }
        TokenSource::RefreshToken | TokenSource::AccessToken | TokenSource::Token => true,
        TokenSource::Constant(_) | TokenSource::Scopes | TokenSource::TokenKind => false,
    }
}

fn answer(types: &mut [TypeDef], operation: &Operation, answer: &TokenAnswer) {
    for response in &operation.successes {
        let Some(Codec::Json(ty)) = response.content.as_ref().map(|content| &content.codec) else {
            continue;
        };
        for pointer in std::iter::once(&answer.token).chain(&answer.refresh_token) {
            at(types, ty, pointer);
        }
    }
}

/// Makes the text at a JSON Pointer into a type a secret.
fn at(types: &mut [TypeDef], ty: &Type, pointer: &str) {
    let mut ty = ty.clone();
    let mut segments = pointer.split('/').skip(1).map(unescape).peekable();
    // As many steps as there are types suffice to follow every alias.
    for _ in 0..types.len().saturating_add(pointer.len()) {
        let id = match ty {
            Type::Nullable(inner) => {
                ty = *inner;
                continue;
            }
            Type::Named(id) => id,
            _ => return,
        };
        match types.get_mut(id.0).map(|def| &mut def.shape) {
            Some(Shape::Alias(target)) => ty = target.clone(),
            Some(Shape::Struct(object)) => {
                let Some(name) = segments.next() else { return };
                let Some(field) = object.fields.iter_mut().find(|field| field.name == name) else {
                    return;
                };
                if segments.peek().is_none() {
                    make_secret(&mut field.ty);
                    return;
                }
                ty = field.ty.clone();
            }
            _ => return,
        }
    }
}

fn make_secret(ty: &mut Type) {
    match ty {
        Type::Nullable(inner) => make_secret(inner),
        Type::Primitive(Primitive::String) => *ty = Type::Primitive(Primitive::Secret),
        _ => {}
    }
}
