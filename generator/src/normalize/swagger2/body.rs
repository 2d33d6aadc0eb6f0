//! Parameters in a body: `in: body` and `in: formData` become a request body.
//!
//! In: the parts that an operation has. Out: a Request Body Object of 3.0. It must not know other parameters.

use serde_json::{Map, Value, json};

use super::parameter::{MORE_STYLE, more_style};
use super::{MOST_COPIES, Members, Swagger, below};
use crate::diagnostic::{Code, reference};

/// A parameter that belongs into a body.
#[derive(Clone)]
pub(super) struct Part {
    pub(super) map: Members,
    /// Its name in the definition's own `parameters`.
    pub(super) shared: Option<String>,
    /// Where an operation or a path item names it.
    pub(super) from: String,
    /// Where it stands.
    pub(super) source: String,
    pub(super) form: bool,
}

impl Part {
    /// Returns what makes it the same as another: a form's parts have names.
    pub(super) fn key(&self) -> Option<String> {
        let name = self.map.get("name").and_then(Value::as_str).unwrap_or_default();
        self.form.then(|| name.to_owned())
    }
}

impl Swagger<'_> {
    /// Makes a request body of its parts.
    pub(super) fn body(
        &mut self,
        parts: Vec<Part>,
        consumes: &[String],
        now: &str,
    ) -> Option<Value> {
        let (fields, mut bodies): (Vec<Part>, Vec<Part>) = parts.into_iter().partition(|p| p.form);
        if bodies.is_empty() {
            return (!fields.is_empty()).then(|| self.form(fields, consumes, now));
        }
        let body = bodies.remove(0);
        for other in bodies.iter().chain(&fields) {
            let message = "an operation has one body: this part is left out";
            self.report(Code::UnsupportedParameter, now, &other.from, message);
        }
        self.moved(now.to_owned(), body.from.clone());
        let Some(name) = &body.shared else {
            return Some(self.body_of(body.map, consumes, now, &body.from));
        };
        let shared = below("/components/requestBodies", name);
        if consumes == self.consumes {
            return Some(json!({ "$ref": reference(&shared) }));
        }
        // The same value as other media types than the shared body has.
        let mut map = body.map;
        let first = self.consumes.first().cloned().unwrap_or_default();
        let schema = format!("{}/schema", below(&format!("{shared}/content"), &first));
        map.insert("schema".to_owned(), json!({ "$ref": reference(&schema) }));
        Some(self.body_of(map, consumes, now, &body.source))
    }

    /// Converts a parameter `in: body`.
    pub(super) fn body_of(
        &mut self,
        mut map: Members,
        consumes: &[String],
        now: &str,
        from: &str,
    ) -> Value {
        map.shift_remove("in");
        if let Some(name) = map.shift_remove("name") {
            // Some generators name the argument after it.
            map.entry("x-body-name").or_insert(name);
        }
        let schema = map.shift_remove("schema");
        let types: Vec<String> = match consumes {
            [] => vec!["application/json".to_owned()],
            some => some.to_vec(),
        };
        let content = self.content(schema, &types, now, from);
        map.insert("content".to_owned(), content);
        Value::Object(map)
    }

    /// Writes a schema for each media type; it stands at the first, and the others refer to it.
    pub(super) fn content(
        &mut self,
        schema: Option<Value>,
        types: &[String],
        now: &str,
        from: &str,
    ) -> Value {
        self.made(format!("{now}/content"), from.to_owned());
        let mut content = Map::new();
        let mut schema = schema;
        let mut first: Option<Value> = None;
        for media_type in types {
            let at = below(&format!("{now}/content"), media_type);
            let mut media = Map::new();
            let at = format!("{at}/schema");
            let from = format!("{from}/schema");
            match (schema.take(), &first) {
                (Some(schema), _) => {
                    first = Some(match schema.get("$ref") {
                        Some(_) => schema.clone(),
                        None => json!({ "$ref": reference(&at) }),
                    });
                    self.moved(at, from);
                    media.insert("schema".to_owned(), schema);
                }
                (None, Some(again)) => {
                    self.made(at, from);
                    media.insert("schema".to_owned(), again.clone());
                }
                (None, None) => {}
            }
            content.insert(media_type.clone(), Value::Object(media));
        }
        Value::Object(content)
    }

    fn form(&mut self, fields: Vec<Part>, consumes: &[String], now: &str) -> Value {
        let is_file = |part: &Part| part.map.get("type").is_some_and(|word| word == "file");
        let multipart = fields.iter().any(is_file);
        let mut types: Vec<String> = consumes
            .iter()
            .filter(|text| {
                text.starts_with("multipart/")
                    || (text.starts_with("application/x-www-form-urlencoded") && !multipart)
            })
            .cloned()
            .collect();
        if types.is_empty() {
            let usual =
                if multipart { "multipart/form-data" } else { "application/x-www-form-urlencoded" };
            types.push(usual.to_owned());
        }
        let first = types.first().cloned().unwrap_or_default();
        let schema_at = format!("{}/schema", below(&format!("{now}/content"), &first));
        let mut properties = Map::new();
        let mut required = Vec::new();
        let mut encoding = Map::new();
        if let Some(part) = fields.first() {
            self.made(now.to_owned(), part.from.clone());
        }
        for part in fields {
            let Part { mut map, shared, from, source, .. } = part;
            self.copies += usize::from(shared.is_some());
            let Some(name) = map.get("name").and_then(Value::as_str).map(str::to_owned) else {
                self.report(Code::MissingKey, now, &from, "a part of a form needs `name`");
                continue;
            };
            if self.copies > MOST_COPIES {
                let message = format!("`{name}` is repeated too often: it is left out");
                self.report(Code::UnsupportedParameter, now, &from, message);
                continue;
            }
            let at = below(&format!("{schema_at}/properties"), &name);
            if shared.is_none() {
                self.moved(at.clone(), from.clone());
            } else {
                self.made(at.clone(), source.clone());
            }
            let is_list = map.get("type").is_some_and(|word| word == "array");
            let format = map.shift_remove("collectionFormat");
            if is_list {
                let format = format.as_ref().and_then(Value::as_str).unwrap_or("csv");
                let how = match (format, more_style(format)) {
                    ("multi", _) => json!({ "style": "form", "explode": true }),
                    ("csv", _) => json!({ "style": "form", "explode": false }),
                    (_, Some(style)) => json!({ MORE_STYLE: style, "explode": false }),
                    _ => {
                        let message =
                            format!("no items are written as `{format}`: commas separate them");
                        let from = format!("{source}/collectionFormat");
                        self.report(Code::UnsupportedParameter, &at, &from, message);
                        json!({ "style": "form", "explode": false })
                    }
                };
                encoding.insert(name.clone(), how);
            }
            if map.get("required").is_some_and(|flag| *flag == true) {
                required.push(Value::String(name.clone()));
            }
            for key in ["in", "name", "required", "allowEmptyValue"] {
                map.shift_remove(key);
            }
            let mut schema = self.value_of(&mut map, &at, &source);
            // What is left describes it.
            schema.extend(map);
            properties.insert(name, Value::Object(schema));
        }
        let mut schema = Map::new();
        schema.insert("type".to_owned(), "object".into());
        if !required.is_empty() {
            schema.insert("required".to_owned(), Value::Array(required.clone()));
        }
        schema.insert("properties".to_owned(), Value::Object(properties));
        let mut content = Map::new();
        for (index, media_type) in types.iter().enumerate() {
            let schema = match index {
                0 => Value::Object(std::mem::take(&mut schema)),
                _ => json!({ "$ref": reference(&schema_at) }),
            };
            let mut media = Map::from_iter([("schema".to_owned(), schema)]);
            if !encoding.is_empty() {
                media.insert("encoding".to_owned(), Value::Object(encoding.clone()));
            }
            content.insert(media_type.clone(), Value::Object(media));
        }
        let mut body = Map::from_iter([("content".to_owned(), Value::Object(content))]);
        if !required.is_empty() {
            body.insert("required".to_owned(), Value::Bool(true));
        }
        Value::Object(body)
    }
}
