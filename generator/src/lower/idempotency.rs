//! The header by which a server knows a request again: with it, a request can be sent twice.
//!
//! In: a header parameter. Out: whether it is one, and whether its value can be made up. It must not know when a
//! request is sent again.

use openapiv3 as model;
use openapiv3::ParameterSchemaOrContent;
use serde_json::Value;

use super::Lower;
use crate::diagnostic::Sink;
use crate::ir::{Location, Parameter, Style};
use crate::resolve;

const EXTENSION: &str = "x-portolan-idempotency-key";
/// The header as the IETF's draft has it, and as many APIs had it before.
const NAMES: [&str; 2] = ["Idempotency-Key", "X-Idempotency-Key"];
/// The characters of a UUID.
const UUID: u64 = 36;

impl Lower<'_, '_> {
    /// Tells whether a lowered parameter is the header that makes two requests the same one. Where callers may leave it
    /// out, it is only if a UUID is among its values.
    pub(super) fn is_idempotency_key(
        &self,
        parameter: &model::Parameter,
        lowered: &Parameter,
    ) -> bool {
        let stated =
            parameter.parameter_data_ref().extensions.get(EXTENSION).and_then(Value::as_bool);
        let named = NAMES.iter().any(|name| name.eq_ignore_ascii_case(&lowered.name));
        lowered.location == Location::Header
            && stated.unwrap_or(named)
            && (lowered.required || self.takes_uuid(parameter, lowered))
    }

    fn takes_uuid(&self, parameter: &model::Parameter, lowered: &Parameter) -> bool {
        let ParameterSchemaOrContent::Schema(schema) = &parameter.parameter_data_ref().format
        else {
            return false;
        };
        let Some(node) = self.stub(schema) else { return false };
        // What does not resolve is reported where the type is read.
        let mut sink = Sink::default();
        let resolved = resolve::resolve_schema(self.document, node.place.pointer(), &mut sink);
        let schema = resolved.map_or(node.value, |(_, schema)| schema);
        is_uuid(schema) && lowered.style == Style::Simple
    }
}

/// Tells whether a schema's values are texts with room for a UUID.
fn is_uuid(schema: &Value) -> bool {
    let has = |key: &str| schema.get(key).is_some();
    let text = |key: &str| schema.get(key).and_then(Value::as_str);
    let is_text = match schema.get("type") {
        Some(Value::String(name)) => name == "string",
        Some(Value::Array(names)) => names.iter().any(|name| name == "string"),
        _ => false,
    };
    let most = schema.get("maxLength").and_then(Value::as_u64);
    let least = schema.get("minLength").and_then(Value::as_u64);
    let fits = most.is_none_or(|most| most >= UUID) && least.is_none_or(|least| least <= UUID);
    let free = !has("enum") && !has("const") && text("format").is_none();
    is_text && fits && (text("format") == Some("uuid") || (free && !has("pattern")))
}

/// What callers are told who may leave the header out.
pub(super) const NOTE: &str =
    "Where it is not set, each call that may be sent again has a UUID of its own.";
