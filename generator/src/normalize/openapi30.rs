//! OpenAPI 3.0: the skeleton is the one shape already, only its schemas change.

use serde_json::Value;

use super::{Origin, schemas};
use crate::diagnostic::{Sink, Trail};
use crate::shape::{self, table};

/// Brings a 3.0 definition to the one shape.
pub(super) fn normalize(tree: &mut Value, origin: &mut Origin, sink: &mut Sink) {
    shape::each_schema(tree, &table::DEFINITION, &Trail::ROOT, &mut |schema, trail| {
        schemas::raise(schema, trail, origin, sink);
    });
}
