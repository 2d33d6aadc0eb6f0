//! The only code that follows a `$ref`.
//!
//! In: a [`Document`] and a reference. Out: what it leads to, with its place. It must not know what is done
//! with it.

use indexmap::IndexMap;
use openapiv3 as model;
use openapiv3::ReferenceOr;
use serde_json::Value;

use crate::diagnostic::{Code, Place, Sink, pointer, unescape};
use crate::document::{Callback, Document};

/// How many references may lead to one another. Longer chains are taken for circles.
const LONGEST_CHAIN: usize = 64;

/// A kind of object that a `$ref` may lead to.
pub trait Target: Sized {
    /// The key under `components`.
    const SECTION: &'static str;

    /// Returns the members of that section.
    fn section(components: &model::Components) -> &IndexMap<String, ReferenceOr<Self>>;

    /// Returns the object at segments of a pointer outside of `components`.
    fn elsewhere<'d>(
        _document: &'d Document,
        _segments: &[String],
    ) -> Option<&'d ReferenceOr<Self>> {
        None
    }
}

macro_rules! targets {
    ($($type:ident = $section:literal, $field:ident $(, $elsewhere:ident)?;)*) => {$(
        impl Target for model::$type {
            const SECTION: &'static str = $section;

            fn section(components: &model::Components) -> &IndexMap<String, ReferenceOr<Self>> {
                &components.$field
            }

            $(fn elsewhere<'d>(
                document: &'d Document,
                segments: &[String],
            ) -> Option<&'d ReferenceOr<Self>> {
                $elsewhere(document, segments)
            })?
        }
    )*};
}

targets! {
    Parameter = "parameters", parameters, parameter_elsewhere;
    RequestBody = "requestBodies", request_bodies, body_elsewhere;
    Response = "responses", responses, response_elsewhere;
    Header = "headers", headers;
    Example = "examples", examples;
    SecurityScheme = "securitySchemes", security_schemes;
    Link = "links", links;
}

/// Returns what a parameter, request body, response, header, example, security scheme or link is, and where
/// that stands; `place` is where the reference stands. `None`: it leads nowhere, which is reported.
pub fn resolve<'d, T: Target>(
    document: &'d Document,
    start: &'d ReferenceOr<T>,
    place: &Place,
    sink: &mut Sink,
) -> Option<(Place, &'d T)> {
    let mut at = place.clone();
    let mut now = start;
    for _ in 0..LONGEST_CHAIN {
        let reference = match now {
            ReferenceOr::Item(item) => return Some((at, item)),
            ReferenceOr::Reference { reference } => reference,
        };
        let found = pointer(reference)
            .and_then(|pointer| Some((find::<T>(document, &pointer)?, Place::new(&pointer))));
        let Some((next, next_at)) = found else {
            unresolved(document, reference, T::SECTION, place, sink);
            return None;
        };
        now = next;
        at = next_at;
    }
    circular(place, sink);
    None
}

/// Returns what a path item is. `None`: it leads nowhere, which is reported.
pub fn path_item<'d>(
    document: &'d Document,
    start: &'d ReferenceOr<model::PathItem>,
    place: &Place,
    sink: &mut Sink,
) -> Option<(Place, &'d model::PathItem)> {
    let mut at = place.clone();
    let mut now = start;
    for _ in 0..LONGEST_CHAIN {
        let reference = match now {
            ReferenceOr::Item(item) => return Some((at, item)),
            ReferenceOr::Reference { reference } => reference,
        };
        let segments = pointer(reference).map(|pointer| split(&pointer)).unwrap_or_default();
        let next = match segments.as_slice() {
            [paths, path] if paths == "paths" => document.model.paths.paths.get(path),
            [components, items, name] if components == "components" && items == "pathItems" => {
                document.path_item(name)
            }
            _ => None,
        };
        let Some(next) = next else {
            unresolved(document, reference, "paths", place, sink);
            return None;
        };
        now = next;
        at = segments.iter().fold(Place::root(), |at, segment| at.child(segment));
    }
    circular(place, sink);
    None
}

/// Returns what a callback is. `None`: it leads nowhere, which is reported.
pub fn callback<'d>(
    document: &'d Document,
    start: &'d ReferenceOr<Callback>,
    place: &Place,
    sink: &mut Sink,
) -> Option<(Place, &'d Callback)> {
    let mut at = place.clone();
    let mut now = start;
    for _ in 0..LONGEST_CHAIN {
        let reference = match now {
            ReferenceOr::Item(item) => return Some((at, item)),
            ReferenceOr::Reference { reference } => reference,
        };
        let segments = pointer(reference).map(|pointer| split(&pointer)).unwrap_or_default();
        let next = match segments.as_slice() {
            [components, callbacks, name]
                if components == "components" && callbacks == "callbacks" =>
            {
                document.callback(name)
            }
            _ => None,
        };
        let Some(next) = next else {
            unresolved(document, reference, "callbacks", place, sink);
            return None;
        };
        now = next;
        at = segments.iter().fold(Place::root(), |at, segment| at.child(segment));
    }
    circular(place, sink);
    None
}

/// Returns the pointer that a schema's `$ref` names, if it has one into this document.
pub fn schema_reference(schema: &Value) -> Option<String> {
    schema.get("$ref").and_then(Value::as_str).and_then(pointer)
}

/// Follows `$ref` after `$ref` from a schema at a pointer, to the first schema without one. Siblings of a
/// `$ref` are not looked at. `None`: it leads nowhere, which is reported.
pub fn resolve_schema<'d>(
    document: &'d Document,
    start: &str,
    sink: &mut Sink,
) -> Option<(String, &'d Value)> {
    let mut at = start.to_owned();
    let mut from = start.to_owned();
    for _ in 0..LONGEST_CHAIN {
        let Some(schema) = document.schema(&at) else {
            unresolved(document, &format!("#{at}"), "schemas", &Place::new(&from), sink);
            return None;
        };
        let Some(reference) = schema.get("$ref").and_then(Value::as_str) else {
            return Some((at, schema));
        };
        let Some(next) = pointer(reference) else {
            unresolved(document, reference, "schemas", &Place::new(&at), sink);
            return None;
        };
        from = std::mem::replace(&mut at, next);
    }
    circular(&Place::new(start), sink);
    None
}

fn unresolved(document: &Document, reference: &str, section: &str, place: &Place, sink: &mut Sink) {
    if document.origin.assembly.is_told(reference) {
        return;
    }
    let message = if reference.starts_with('#') {
        let written = document.written(reference);
        format!("`{written}` is not among this definition's {section}")
    } else {
        format!("`{reference}` leads out of this definition")
    };
    sink.report(Code::UnresolvedReference, &place.child("$ref"), message);
}

fn circular(place: &Place, sink: &mut Sink) {
    sink.report(Code::CircularReference, place, "this `$ref` leads back to itself");
}

fn split(pointer: &str) -> Vec<String> {
    pointer.split('/').skip(1).map(unescape).collect()
}

fn find<'d, T: Target>(document: &'d Document, pointer: &str) -> Option<&'d ReferenceOr<T>> {
    let segments = split(pointer);
    match segments.as_slice() {
        [components, section, name] if components == "components" => {
            let components = document.model.components.as_ref()?;
            if section == T::SECTION { T::section(components).get(name) } else { None }
        }
        _ => T::elsewhere(document, &segments),
    }
}

/// The operation at `/paths/<path>/<method>`, and the segments behind it.
fn operation<'d, 's>(
    document: &'d Document,
    segments: &'s [String],
) -> Option<(&'d model::Operation, &'s [String])> {
    let [paths, path, method, rest @ ..] = segments else { return None };
    let item = document.model.paths.paths.get(path).filter(|_| paths == "paths")?.as_item()?;
    item.iter().find(|(name, _)| name == method).map(|(_, operation)| (operation, rest))
}

fn parameter_elsewhere<'d>(
    document: &'d Document,
    segments: &[String],
) -> Option<&'d ReferenceOr<model::Parameter>> {
    if let [paths, path, parameters, index] = segments
        && paths == "paths"
        && parameters == "parameters"
    {
        let item = document.model.paths.paths.get(path)?.as_item()?;
        return item.parameters.get(index.parse::<usize>().ok()?);
    }
    match operation(document, segments)? {
        (operation, [parameters, index]) if parameters == "parameters" => {
            operation.parameters.get(index.parse::<usize>().ok()?)
        }
        _ => None,
    }
}

fn body_elsewhere<'d>(
    document: &'d Document,
    segments: &[String],
) -> Option<&'d ReferenceOr<model::RequestBody>> {
    match operation(document, segments)? {
        (operation, [body]) if body == "requestBody" => operation.request_body.as_ref(),
        _ => None,
    }
}

fn response_elsewhere<'d>(
    document: &'d Document,
    segments: &[String],
) -> Option<&'d ReferenceOr<model::Response>> {
    let (operation, rest) = operation(document, segments)?;
    let [responses, status] = rest else { return None };
    if responses != "responses" {
        return None;
    }
    if status == "default" {
        return operation.responses.default.as_ref();
    }
    let all = &operation.responses.responses;
    all.iter().find(|(code, _)| code.to_string() == *status).map(|(_, response)| response)
}
