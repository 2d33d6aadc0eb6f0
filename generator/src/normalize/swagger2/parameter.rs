//! Parameters that are no body, and headers of responses: what is said of a value becomes a schema.
//!
//! In: Parameter Objects of Swagger 2.0. Out: those of 3.0, and what belongs into a body. It must not know bodies.

use serde_json::{Map, Value};

use super::body::Part;
use super::{Members, Swagger, below, each};
use crate::diagnostic::Code;

/// The keys that say what a value is.
const OF_VALUES: &[&str] = &[
    "type",
    "format",
    "items",
    "default",
    "maximum",
    "exclusiveMaximum",
    "minimum",
    "exclusiveMinimum",
    "maxLength",
    "minLength",
    "pattern",
    "maxItems",
    "minItems",
    "uniqueItems",
    "enum",
    "multipleOf",
    "x-nullable",
    "nullable",
];

/// The extension for a style that OpenAPI 3 does not have, or not in every place.
pub(super) const MORE_STYLE: &str = "x-portolan-style";

/// Returns the style that writes items as a `collectionFormat` says, wherever they are.
pub(super) fn more_style(format: &str) -> Option<&'static str> {
    Some(match format {
        "ssv" => "spaceDelimited",
        "pipes" => "pipeDelimited",
        "tsv" => "tabDelimited",
        _ => return None,
    })
}

impl Swagger<'_> {
    /// Converts the definition's own `parameters`; those of bodies become request bodies.
    pub(super) fn shared(&mut self, value: Value, components: &mut Members) {
        self.origin.moved("/components/parameters".to_owned(), "/parameters".to_owned());
        let Value::Object(all) = value else {
            components.insert("parameters".to_owned(), value);
            return;
        };
        let mut parameters = Map::new();
        let mut bodies = Map::new();
        for (name, value) in all {
            let from = below("/parameters", &name);
            let place = match value.get("$ref").and_then(Value::as_str) {
                Some(reference) => self.parameter_at(reference).map(|(_, found)| place_of(found)),
                None => Some(place_of(&value)),
            };
            match (place.as_deref(), value) {
                (Some("body"), Value::Object(map)) => {
                    let now = below("/components/requestBodies", &name);
                    self.moved(now.clone(), from.clone());
                    let consumes = self.consumes.clone();
                    let value = match map.get("$ref") {
                        Some(_) => Value::Object(map),
                        None => self.body_of(map, &consumes, &now, &from),
                    };
                    bodies.insert(name, value);
                }
                // They are written into each body that has them.
                (Some("formData"), _) => {}
                (_, Value::Object(map)) => {
                    let now = below("/components/parameters", &name);
                    self.moved(now.clone(), from.clone());
                    let map = match map.contains_key("$ref") {
                        true => map,
                        false => self.flat(map, &now, &from),
                    };
                    parameters.insert(name, Value::Object(map));
                }
                (_, other) => {
                    parameters.insert(name, other);
                }
            }
        }
        for (key, map) in [("parameters", parameters), ("requestBodies", bodies)] {
            if !map.is_empty() {
                components.insert(key.to_owned(), Value::Object(map));
            }
        }
    }

    /// Takes the parts of a body out of a list of parameters, and converts the others.
    pub(super) fn split(&mut self, list: Value, at: &str) -> (Value, Vec<Part>) {
        let Value::Array(items) = list else { return (list, Vec::new()) };
        let mut kept = Vec::new();
        let mut parts = Vec::new();
        for (index, item) in items.into_iter().enumerate() {
            let from = format!("{at}/{index}");
            let reference = item.get("$ref").and_then(Value::as_str);
            let found = match reference {
                Some(reference) => self.parameter_at(reference).map(|(name, v)| (Some(name), v)),
                None => Some((None, &item)),
            };
            let place = found.as_ref().map(|(_, value)| place_of(value)).unwrap_or_default();
            if matches!(place.as_str(), "body" | "formData") {
                let Some((shared, Value::Object(map))) = found else { continue };
                let map = map.clone();
                let source = match &shared {
                    Some(name) => below("/parameters", name),
                    None => from.clone(),
                };
                parts.push(Part { map, shared, from, source, form: place == "formData" });
                continue;
            }
            let now = format!("{at}/{}", kept.len());
            if now != from {
                self.moved(now.clone(), from.clone());
            }
            kept.push(match item {
                Value::Object(map) if !map.contains_key("$ref") => {
                    Value::Object(self.flat(map, &now, &from))
                }
                other => other,
            });
        }
        (Value::Array(kept), parts)
    }

    /// Converts the headers of a response.
    pub(super) fn headers(&mut self, value: Value, now: &str, from: &str) -> Value {
        each(value, |name, header| match header {
            Value::Object(map) if !map.contains_key("$ref") => {
                Value::Object(self.flat(map, &below(now, name), &below(from, name)))
            }
            other => other,
        })
    }

    /// Converts a parameter or a header.
    pub(super) fn flat(&mut self, mut map: Members, now: &str, from: &str) -> Members {
        let place = map.get("in").and_then(Value::as_str).unwrap_or_default().to_owned();
        let format = map.shift_remove("collectionFormat");
        let is_list = map.get("type").is_some_and(|word| word == "array");
        let schema = self.value_of(&mut map, &format!("{now}/schema"), from);
        // Some write the schema of 3.0 already.
        if !schema.is_empty() || !map.contains_key("schema") {
            self.made(format!("{now}/schema"), from.to_owned());
            map.insert("schema".to_owned(), Value::Object(schema));
        }
        if is_list {
            let format = format.as_ref().and_then(Value::as_str).unwrap_or("csv");
            let written: Option<(Option<&str>, Option<bool>)> = match (place.as_str(), format) {
                ("query", "csv") => Some((None, Some(false))),
                ("query", "multi") => Some((None, Some(true))),
                ("query", "ssv") => Some((Some("spaceDelimited"), Some(false))),
                ("query", "pipes") => Some((Some("pipeDelimited"), Some(false))),
                (_, "csv") => Some((None, None)),
                ("", _) => None,
                (_, format) => more_style(format).map(|style| {
                    map.insert(MORE_STYLE.to_owned(), style.into());
                    (None, Some(false))
                }),
            };
            if written.is_none() {
                let message =
                    format!("no items are written as `{format}` there: commas separate them");
                let from = format!("{from}/collectionFormat");
                self.report(Code::UnsupportedParameter, now, &from, message);
            }
            let (style, explode) = written.unwrap_or((None, (place == "query").then_some(false)));
            for (key, value) in
                [("style", style.map(Value::from)), ("explode", explode.map(Value::from))]
            {
                if let Some(value) = value {
                    self.made(format!("{now}/{key}"), format!("{from}/collectionFormat"));
                    map.insert(key.to_owned(), value);
                }
            }
        }
        map
    }

    /// Takes out of an object what it says of a value: a schema that stands at `now`.
    pub(super) fn value_of(&mut self, map: &mut Members, now: &str, from: &str) -> Members {
        let mut schema = Map::new();
        for key in OF_VALUES {
            if let Some(mut value) = map.shift_remove(*key) {
                if *key == "items" {
                    self.items(&mut value, &format!("{now}/items"), &format!("{from}/items"));
                }
                self.moved(format!("{now}/{key}"), format!("{from}/{key}"));
                schema.insert((*key).to_owned(), value);
            }
        }
        schema
    }

    /// Takes `collectionFormat` out of what a list holds: only lists of lists need it, and they are not written.
    fn items(&mut self, items: &mut Value, now: &str, from: &str) {
        let mut at = items;
        for _ in 0..crate::source::MAX_DEPTH {
            let Value::Object(map) = at else { return };
            let is_list = map.get("type").is_some_and(|word| word == "array");
            if map.shift_remove("collectionFormat").is_some() && is_list {
                let message = "a list of lists has no style: it is not written";
                self.report(Code::UnsupportedParameter, now, from, message);
            }
            let Some(inner) = map.get_mut("items") else { return };
            at = inner;
        }
    }
}

fn place_of(value: &Value) -> String {
    value.get("in").and_then(Value::as_str).unwrap_or_default().to_owned()
}
