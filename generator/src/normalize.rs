//! Every version of OpenAPI brought to one shape: the skeleton to 3.0's, the schemas up to 3.1's dialect.
//!
//! In: an assembled tree. Out: the same tree, changed in place, and in [`Origin`] what was moved. The tree is not validated
//! yet, so anything may stand anywhere. It must not know what the model holds.

use serde_json::{Map, Value};

use crate::diagnostic::{Code, Place, Sink};

mod dynamic;
mod follow;
mod openapi3;
mod schemas;
mod swagger2;

pub use crate::source::Origin;

/// Normalizes a tree. `None`: it is no definition of a version that can be read, which is reported.
pub fn normalize(tree: &mut Value, origin: &mut Origin, sink: &mut Sink) -> Option<()> {
    // Until here nothing was moved.
    sink.settle(Place::clone);
    let Value::Object(root) = &mut *tree else {
        let message = "the text holds no object".to_owned();
        sink.report(Code::NotADefinition, &Place::root(), message);
        return None;
    };
    let (key, version) = match (root.get("openapi"), root.get("swagger")) {
        (Some(version), _) => ("openapi", version),
        (None, Some(version)) => ("swagger", version),
        (None, None) => {
            let message = "the key `openapi`, which gives the version, is missing".to_owned();
            sink.report(Code::NotADefinition, &Place::root(), message);
            return None;
        }
    };
    let text = match version {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    lift(root, origin, sink);
    match (key, minor(&text)) {
        ("openapi", Some(minor)) => {
            openapi3::normalize(tree, minor, origin, sink);
        }
        ("swagger", _) if text == "2" || text.starts_with("2.0") => {
            swagger2::normalize(tree, origin, sink);
            // Schemas are raised where they stand now.
            let moved = origin.clone();
            sink.settle(|place| Place::new(&moved.source(place.pointer())));
            openapi3::raise(tree, true, origin, sink);
            sink.settle(|place| Place::new(&moved.source(place.pointer())));
            return Some(());
        }
        _ => {
            let message = format!("`{text}` is not a version of OpenAPI that is known");
            sink.report(Code::UnsupportedVersion, &Place::root().child(key), message);
            return None;
        }
    }
    // What it said, it said of places as they were.
    sink.settle(Place::clone);
    Some(())
}

/// Takes what belongs into `info` and stands beside it.
fn lift(root: &mut Map<String, Value>, origin: &mut Origin, sink: &mut Sink) {
    for key in ["license", "contact", "termsOfService"] {
        let info = root.get("info").and_then(Value::as_object);
        if !root.contains_key(key) || info.is_none_or(|info| info.contains_key(key)) {
            continue;
        }
        let Some(value) = root.shift_remove(key) else { continue };
        if let Some(Value::Object(info)) = root.get_mut("info") {
            info.insert(key.to_owned(), value);
            let from = origin.source(&format!("/{key}"));
            origin.moved(format!("/info/{key}"), from);
            let message = format!("`{key}` belongs into `info`, and is read as if it stood there");
            sink.report(Code::Repaired, &Place::root().child(key), message);
        }
    }
}

/// Returns the second number of a version of OpenAPI 3 that is known.
fn minor(text: &str) -> Option<u8> {
    let mut numbers = text.trim().split(['.', '-']);
    match (numbers.next()?, numbers.next()) {
        ("3", None | Some("0")) => Some(0),
        ("3", Some("1")) => Some(1),
        ("3", Some("2")) => Some(2),
        _ => None,
    }
}
