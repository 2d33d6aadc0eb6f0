//! Spreads from each operation over the types it uses: which features, requests, responses reach a type.
//!
//! In: the types with sameness settled. Out: reach and direction of each. It must not know boxes.

use std::collections::BTreeSet;

use super::{Facts, Feature, FeatureId, Home, Reach};
use crate::ir::{Api, Event, Operation, Shape, Style, Type, TypeId, TypeName};

pub(super) fn spread(api: &Api, facts: &mut Facts) {
    let count = api.types.len();
    facts.reach = vec![Reach::Any(BTreeSet::new()); count];
    facts.in_request = vec![false; count];
    facts.in_response = vec![false; count];
    let mut sent = vec![false; count];
    let mut received = vec![false; count];
    for operation in &api.operations {
        let (request, response) = (request_types(operation), response_types(operation));
        request.into_iter().for_each(|ty| walk(api, facts, ty, Edges::All, &mut sent));
        response.into_iter().for_each(|ty| walk(api, facts, ty, Edges::All, &mut received));
    }
    for event in &api.events {
        // Whoever serves it reads what the API sends, and writes the answers.
        payload_types(event).for_each(|ty| walk(api, facts, ty, Edges::All, &mut received));
        answer_types(event).for_each(|ty| walk(api, facts, ty, Edges::All, &mut sent));
    }
    let mut told = vec![false; count];
    for parameter in api.operations.iter().flat_map(|operation| &operation.parameters) {
        // As JSON, it needs no text of its own.
        if !parameter.nested
            && !matches!(parameter.style, Style::Json | Style::DeepObject | Style::Fields)
        {
            walk(api, facts, &parameter.ty, Edges::All, &mut told);
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
                    walk(api, facts, ty, Edges::Needed, &mut seen);
                }
            }
        }
        let is_events = |id: FeatureId| facts.features.get(id.0) == Some(&Feature::Events);
        if feature.is_some_and(is_events) {
            for ty in api.events.iter().flat_map(|it| payload_types(it).chain(answer_types(it))) {
                walk(api, facts, ty, Edges::Needed, &mut seen);
            }
        }
        mark(facts, &seen, feature);
    }
    extend(api, facts);

    let unused = FeatureId(facts.features.len());
    let mut seen = vec![false; count];
    for (index, def) in api.types.iter().enumerate() {
        let id = TypeId(index);
        let is_component = matches!(def.origin, TypeName::Component(_));
        if is_component && facts.home(id) == Home::Types && !facts.is_emitted(id) {
            walk(api, facts, &Type::Named(id), Edges::All, &mut seen);
        }
    }
    if seen.contains(&true) {
        facts.features.push(Feature::Unused);
        // What is used elsewhere is there without this feature.
        let idle = |(index, seen): (usize, bool)| seen && !facts.is_emitted(TypeId(index));
        let idle: Vec<bool> = seen.iter().copied().enumerate().map(idle).collect();
        let mut seen = idle.clone();
        for (index, _) in idle.iter().enumerate().filter(|(_, idle)| **idle) {
            if let Some(flag) = seen.get_mut(index) {
                *flag = false;
            }
            walk(api, facts, &Type::Named(TypeId(index)), Edges::Needed, &mut seen);
        }
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

/// A type that nothing reaches but a base that it extends exists where the base does. All others exist for those who
/// use them: a program that uses a base need not compile everything that was ever made of it.
fn extend(api: &Api, facts: &mut Facts) {
    loop {
        let mut found: Vec<(TypeId, Reach)> = Vec::new();
        for (index, def) in api.types.iter().enumerate() {
            let Shape::Union(union) = &def.shape else { continue };
            let id = TypeId(index);
            if !union.based || !facts.is_emitted(id) {
                continue;
            }
            let children = union.branches.iter().filter_map(|branch| match branch.ty {
                Type::Named(child) => Some(facts.same_as(child).unwrap_or(child)),
                _ => None,
            });
            let reach = facts.reach(id);
            found.extend(children.filter(|c| !facts.is_emitted(*c)).map(|c| (c, reach.clone())));
        }
        if found.is_empty() {
            return;
        }
        for (child, reach) in found {
            let mut seen = vec![false; api.types.len()];
            walk(api, facts, &Type::Named(child), Edges::Needed, &mut seen);
            match reach {
                Reach::Always => mark(facts, &seen, None),
                Reach::Any(features) => {
                    features.into_iter().for_each(|feature| mark(facts, &seen, Some(feature)));
                }
            }
        }
    }
}

/// Which edges of the types are walked.
#[derive(Clone, Copy, PartialEq)]
enum Edges {
    /// All: what a value may hold.
    All,
    /// Not those from a base to what extends it: a value of that is held by the base where it is not compiled.
    Needed,
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

fn payload_types(event: &Event) -> impl Iterator<Item = &Type> {
    event.payload.iter().flat_map(|content| content.codec.types())
}

fn answer_types(event: &Event) -> impl Iterator<Item = &Type> {
    event.answers.iter().filter_map(|answer| answer.ty.as_ref())
}

fn response_types(operation: &Operation) -> Vec<&Type> {
    let responses = || operation.successes.iter().chain(&operation.failures);
    let contents = responses().filter_map(|response| response.content.as_ref());
    let headers = responses().flat_map(|response| &response.headers).map(|header| &header.ty);
    let items = operation.stream.iter().flat_map(|stream| stream.item.types());
    contents.flat_map(|content| content.codec.types()).chain(items).chain(headers).collect()
}

fn walk(api: &Api, facts: &Facts, start: &Type, edges: Edges, seen: &mut [bool]) {
    let mut open = Vec::new();
    open.extend(named(start));
    while let Some(id) = open.pop() {
        let Some(flag) = seen.get_mut(id.0) else { continue };
        if std::mem::replace(flag, true) {
            continue;
        }
        // What is written in another name for a type keeps its name too.
        open.extend(facts.same_as(id));
        match api.type_def(id).map(|def| &def.shape) {
            Some(Shape::Struct(object)) => {
                open.extend(object.fields.iter().filter_map(|field| named(&field.ty)));
                open.extend(object.additional.as_ref().and_then(named));
            }
            Some(Shape::Union(union)) if union.based && edges == Edges::Needed => {
                open.extend(union.branches.last().and_then(|branch| named(&branch.ty)));
            }
            Some(Shape::Union(union)) => {
                open.extend(union.branches.iter().filter_map(|branch| named(&branch.ty)));
            }
            Some(Shape::Alias(target)) => open.extend(named(target)),
            Some(Shape::Enum(_) | Shape::Values(_) | Shape::Newtype(_)) | None => {}
        }
    }
}

/// Returns the named type in a type.
fn named(ty: &Type) -> Option<TypeId> {
    match ty {
        Type::Named(id) => Some(*id),
        Type::List(inner) | Type::Map(inner) | Type::Nullable(inner) => named(inner),
        Type::Primitive(_) | Type::Any => None,
    }
}
