//! Spreads from each operation over the types it uses: which features, requests, responses reach a type.
//!
//! In: the types with sameness settled. Out: reach and direction of each. It must not know boxes.

use std::collections::BTreeSet;

use super::{Facts, Feature, FeatureId, Home, Reach};
use crate::ir::{Api, Operation, Shape, Style, Type, TypeId, TypeName};

pub(super) fn spread(api: &Api, facts: &mut Facts) {
    let count = api.types.len();
    facts.reach = vec![Reach::Any(BTreeSet::new()); count];
    facts.in_request = vec![false; count];
    facts.in_response = vec![false; count];
    let mut sent = vec![false; count];
    let mut received = vec![false; count];
    for operation in &api.operations {
        request_types(operation).into_iter().for_each(|ty| walk(api, facts, ty, &mut sent));
        response_types(operation).into_iter().for_each(|ty| walk(api, facts, ty, &mut received));
    }
    let mut told = vec![false; count];
    for parameter in api.operations.iter().flat_map(|operation| &operation.parameters) {
        // As JSON, it needs no text of its own.
        if !parameter.nested && !matches!(parameter.style, Style::Json | Style::DeepObject) {
            walk(api, facts, &parameter.ty, &mut told);
        }
    }
    facts.in_parameter = told;
    facts.in_request = sent;
    facts.in_response = received;

    for feature in (0..facts.features.len()).map(|index| Some(FeatureId(index))).chain([None]) {
        let mut seen = vec![false; count];
        for operation in &api.operations {
            let of = operation.tags.first().and_then(|tag| facts.feature(*tag));
            if of == feature {
                for ty in request_types(operation).into_iter().chain(response_types(operation)) {
                    walk(api, facts, ty, &mut seen);
                }
            }
        }
        mark(facts, &seen, feature);
    }

    let unused = FeatureId(facts.features.len());
    let mut seen = vec![false; count];
    for (index, def) in api.types.iter().enumerate() {
        let id = TypeId(index);
        let is_component = matches!(def.origin, TypeName::Component(_));
        if is_component && facts.home(id) == Home::Types && !facts.is_emitted(id) {
            walk(api, facts, &Type::Named(id), &mut seen);
        }
    }
    if seen.contains(&true) {
        facts.features.push(Feature::Unused);
        mark(facts, &seen, Some(unused));
        // Nobody knows in which direction they travel.
        for (index, seen) in seen.into_iter().enumerate() {
            let idle = !facts.in_request(TypeId(index)) && !facts.in_response(TypeId(index));
            if let (true, true, Some(flag)) = (seen, idle, facts.in_response.get_mut(index)) {
                *flag = true;
            }
        }
    }
}

fn mark(facts: &mut Facts, seen: &[bool], feature: Option<FeatureId>) {
    for (reach, _) in facts.reach.iter_mut().zip(seen).filter(|(_, seen)| **seen) {
        match (&mut *reach, feature) {
            (_, None) => *reach = Reach::Always,
            (Reach::Any(features), Some(feature)) => {
                features.insert(feature);
            }
            (Reach::Always, Some(_)) => {}
        }
    }
}

fn request_types(operation: &Operation) -> Vec<&Type> {
    let mut types: Vec<&Type> = operation.parameters.iter().map(|p| &p.ty).collect();
    let contents = operation.body.iter().flat_map(|body| &body.contents);
    types.extend(contents.flat_map(|content| content.codec.types()));
    types
}

fn response_types(operation: &Operation) -> Vec<&Type> {
    let responses = operation.successes.iter().chain(&operation.failures);
    let contents = responses.filter_map(|response| response.content.as_ref());
    contents.flat_map(|content| content.codec.types()).collect()
}

fn walk(api: &Api, facts: &Facts, start: &Type, seen: &mut [bool]) {
    let mut open = vec![start];
    while let Some(ty) = open.pop() {
        match ty {
            Type::Named(id) => {
                let Some(flag) = seen.get_mut(id.0) else { continue };
                if std::mem::replace(flag, true) {
                    continue;
                }
                let mut shaped = *id;
                if let Some(same) = facts.same_as(*id) {
                    shaped = same;
                    match seen.get_mut(same.0) {
                        Some(flag) if !*flag => *flag = true,
                        _ => continue,
                    }
                }
                if facts.is_endless(shaped) {
                    continue;
                }
                match api.type_def(shaped).map(|def| &def.shape) {
                    Some(Shape::Struct(object)) => {
                        open.extend(object.fields.iter().map(|field| &field.ty));
                        open.extend(&object.additional);
                    }
                    Some(Shape::Union(union)) => {
                        open.extend(union.branches.iter().map(|branch| &branch.ty));
                    }
                    Some(Shape::Alias(target)) => open.push(target),
                    Some(Shape::Enum(_) | Shape::Newtype(_)) | None => {}
                }
            }
            Type::List(inner) | Type::Map(inner) | Type::Nullable(inner) => open.push(inner),
            Type::Primitive(_) | Type::Any => {}
        }
    }
}
