//! OpenAPI 3.0, 3.1 and 3.2: the skeleton is the one shape already, or what is added to it has rows of its own.
//!
//! What is left: schemas, what refers to what the model has no place for, and keys that later versions leave out.

use serde_json::{Map, Value};

use super::{Origin, dynamic, follow, schemas, swagger2};
use crate::diagnostic::{Code, Place, Sink, Trail};
use crate::shape::{self, table};
use crate::source::Dialect;

/// The dialects of schemas that say what is read.
const DIALECTS: &[&str] = &[
    "https://spec.openapis.org/oas/3.1/dialect/",
    "https://spec.openapis.org/oas/3.2/dialect/",
    "https://json-schema.org/draft/2020-12/schema",
];

/// Brings a definition to the one shape; `minor` is its version's second number.
pub(super) fn normalize(tree: &mut Value, minor: u8, origin: &mut Origin, sink: &mut Sink) {
    if minor > 0 {
        later(tree, sink);
    }
    follow::follow(tree, origin, sink);
    dynamic::settle(tree, origin, sink);
    raise(tree, minor == 0, origin, sink);
}

/// Raises all schemas; `old`: the words of the definition's own text are those of 3.0.
pub(super) fn raise(tree: &mut Value, old: bool, origin: &mut Origin, sink: &mut Sink) {
    let several = origin.assembly.has_dialects();
    shape::each_schema(tree, &table::DEFINITION, &Trail::ROOT, &mut |schema, trail| {
        let dialect = several.then(|| origin.assembly.dialect(&origin.source(&trail.pointer())));
        let old = match dialect.flatten() {
            None => old,
            Some(Dialect::OpenApi(minor)) => minor == 0,
            Some(Dialect::Swagger) => {
                swagger2::upgrade(schema, trail);
                true
            }
        };
        schemas::raise(schema, old, trail, origin, sink);
    });
}

/// What later versions have at the root.
fn later(tree: &mut Value, sink: &mut Sink) {
    let Value::Object(root) = tree else { return };
    let other = ["webhooks", "components"].iter().any(|key| root.contains_key(*key));
    if other && !root.contains_key("paths") {
        root.insert("paths".to_owned(), Value::Object(Map::new()));
    }
    let dialect = root.get("jsonSchemaDialect").and_then(Value::as_str);
    if let Some(dialect) = dialect
        && !DIALECTS.iter().any(|known| dialect.starts_with(known))
    {
        let message = format!("schemas are read in the dialect of OpenAPI, not as `{dialect}`");
        sink.report(Code::IgnoredPart, &Place::root().child("jsonSchemaDialect"), message);
    }
}
