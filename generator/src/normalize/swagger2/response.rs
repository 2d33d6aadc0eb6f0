//! Responses: `schema` and `examples` become content.
//!
//! In: Response Objects of Swagger 2.0. Out: those of 3.0. It must not know which statuses succeed.

use serde_json::Value;

use super::{Members, Swagger, below, each};
use crate::diagnostic::Code;

impl Swagger<'_> {
    /// Converts an object of responses.
    pub(super) fn responses(
        &mut self,
        value: Value,
        produces: &[String],
        now: &str,
        from: &str,
    ) -> Value {
        each(value, |name, response| match response {
            Value::Object(map) if !name.starts_with("x-") && !map.contains_key("$ref") => {
                Value::Object(self.response(map, produces, &below(now, name), &below(from, name)))
            }
            other => other,
        })
    }

    fn response(
        &mut self,
        mut map: Members,
        produces: &[String],
        now: &str,
        from: &str,
    ) -> Members {
        let examples = map.shift_remove("examples");
        if let Some(headers) = map.get_mut("headers") {
            *headers =
                self.headers(headers.take(), &format!("{now}/headers"), &format!("{from}/headers"));
        }
        let Some(schema) = map.shift_remove("schema") else {
            if examples.is_some() {
                let from = format!("{from}/examples");
                let message = "`examples` of a response without a `schema`, which has no content";
                self.report(Code::IgnoredPart, now, &from, message);
            }
            return map;
        };
        let is_file = schema.get("type").is_some_and(|word| word == "file");
        let mut types: Vec<String> = produces
            .iter()
            // A file is what it is, and no value of JSON.
            .filter(|text| !(is_file && (text.contains("json") || text.contains("xml"))))
            .cloned()
            .collect();
        if types.is_empty() {
            types.push(if is_file { "*/*" } else { "application/json" }.to_owned());
        }
        let mut content = self.content(Some(schema), &types, now, from);
        if let (Some(Value::Object(examples)), Value::Object(content)) = (examples, &mut content) {
            for (media_type, example) in examples {
                if let Some(Value::Object(media)) = content.get_mut(&media_type) {
                    let at = format!("{}/example", below(&format!("{now}/content"), &media_type));
                    self.moved(at, below(&format!("{from}/examples"), &media_type));
                    media.insert("example".to_owned(), example);
                }
            }
        }
        map.insert("content".to_owned(), content);
        map
    }
}
