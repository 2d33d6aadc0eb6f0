//! What the table cannot say: how the keys of one object depend on each other.

use serde_json::{Map, Value, json};

use super::Walk;
use crate::diagnostic::{Code, Trail};
use crate::shape::{Kind, table};

type Members = Map<String, Value>;

impl Walk<'_> {
    /// Checks an object as a whole.
    pub(super) fn finish(
        &mut self,
        map: &mut Members,
        kind: &'static Kind,
        trail: &Trail<'_>,
    ) -> bool {
        if std::ptr::eq(kind, &table::PARAMETER) {
            self.parameter(map, trail)
        } else if std::ptr::eq(kind, &table::HEADER) {
            self.schema_or_content(map, trail);
            true
        } else if std::ptr::eq(kind, &table::SECURITY_SCHEME) {
            self.security_scheme(map, trail)
        } else if std::ptr::eq(kind, &table::LINK) {
            self.link(map, trail)
        } else if std::ptr::eq(kind, &table::OPERATION) {
            self.answers(map, trail);
            true
        } else {
            true
        }
    }

    /// Checks a schema as a whole.
    pub(super) fn finish_schema(&mut self, map: &mut Members, trail: &Trail<'_>) {
        self.idle(map, trail);
        self.together(map, trail);
        self.patterns(map, trail);
        if map.get("enum").and_then(Value::as_array).is_some_and(Vec::is_empty) {
            map.shift_remove("enum");
            let here = trail.key("enum");
            self.wrong(&json!([]), "at least one value", &here);
        }
        for union in ["allOf", "oneOf", "anyOf"] {
            if map.get(union).and_then(Value::as_array).is_some_and(Vec::is_empty) {
                map.shift_remove(union);
                let here = trail.key(union);
                self.wrong(&json!([]), "at least one schema", &here);
            }
        }
    }

    /// Tells of branches that only say which properties come together.
    fn together(&mut self, map: &Members, trail: &Trail<'_>) {
        let described = |key: &String| {
            matches!(key.as_str(), "required" | "title" | "description") || key.starts_with("x-")
        };
        for union in ["oneOf", "anyOf"] {
            let branches = map.get(union).and_then(Value::as_array).into_iter().flatten();
            for (index, branch) in branches.enumerate() {
                let Value::Object(branch) = branch else { continue };
                if branch.contains_key("required") && branch.keys().all(described) {
                    let (trail, message) =
                        (trail.key(union), "which properties come together is not checked");
                    let trail = trail.index(index);
                    self.sink.report(Code::IgnoredPart, &trail.key("required").place(), message);
                }
            }
        }
    }

    /// Tells of keywords that say nothing here, or that cannot be followed.
    fn idle(&mut self, map: &Members, trail: &Trail<'_>) {
        const OF: &[(&str, &[&str])] = &[
            ("array", &["items", "prefixItems"]),
            (
                "object",
                &[
                    "properties",
                    "additionalProperties",
                    "patternProperties",
                    "required",
                    "discriminator",
                ],
            ),
        ];
        let types: Vec<&str> = match map.get("type") {
            Some(Value::String(word)) => vec![word],
            Some(Value::Array(words)) => words.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        };
        for (of, keys) in OF.iter().filter(|(of, _)| !types.is_empty() && !types.contains(of)) {
            for key in keys.iter().filter(|key| map.contains_key(**key)) {
                let message = format!("`{key}` is of a value of type {of}: it says nothing here");
                self.sink.report(Code::IgnoredPart, &trail.key(key).place(), message);
            }
        }
        let nested = types.iter().all(|word| matches!(*word, "object" | "array" | "null"));
        for key in ["enum", "const"] {
            if nested && !types.is_empty() && map.contains_key(key) {
                let message = format!("`{key}` of objects or arrays is not checked");
                self.sink.report(Code::IgnoredPart, &trail.key(key).place(), message);
            }
        }
    }

    fn parameter(&mut self, map: &mut Members, trail: &Trail<'_>) -> bool {
        let place = map.get("in").and_then(Value::as_str).unwrap_or_default().to_owned();
        let styles: &[&str] = match place.as_str() {
            "path" => &["simple", "label", "matrix"],
            "query" => &["form", "spaceDelimited", "pipeDelimited", "deepObject"],
            "header" => &["simple"],
            "cookie" => &["form", "cookie"],
            "querystring" => &[],
            _ => &["form"],
        };
        if let Some(style) = map.get("style").and_then(Value::as_str)
            && !styles.contains(&style)
        {
            let message = format!("the style `{style}` is not for `in: {place}`");
            self.sink.report(Code::WrongType, &trail.key("style").place(), message);
            map.shift_remove("style");
        }
        if place == "path" && map.get("required") != Some(&Value::Bool(true)) {
            let message = "a path parameter should say `required: true`";
            self.sink.report(Code::Repaired, &trail.place(), message);
            map.insert("required".to_owned(), Value::Bool(true));
        }
        self.schema_or_content(map, trail);
        true
    }

    fn schema_or_content(&mut self, map: &mut Members, trail: &Trail<'_>) {
        let content = map.get("content").and_then(Value::as_object);
        match (map.contains_key("schema"), content.map(Map::is_empty)) {
            (true, None) | (false, Some(false)) => {}
            (true, Some(_)) => {
                let message = "`content` beside `schema` is not read";
                self.sink.report(Code::IgnoredPart, &trail.key("content").place(), message);
                map.shift_remove("content");
            }
            (false, _) => {
                map.shift_remove("content");
                map.insert("schema".to_owned(), json!({ "type": "string" }));
                let message = "it should have a `schema`; it is taken for text";
                self.sink.report(Code::Repaired, &trail.place(), message);
            }
        }
    }

    fn security_scheme(&mut self, map: &mut Members, trail: &Trail<'_>) -> bool {
        let kind = map.get("type").and_then(Value::as_str).unwrap_or_default().to_owned();
        let needed: &[&str] = match kind.as_str() {
            "apiKey" => &["name", "in"],
            "http" => &["scheme"],
            "oauth2" => &["flows"],
            "mutualTLS" => &[],
            _ => &["openIdConnectUrl"],
        };
        let mut useful = true;
        for key in needed.iter().filter(|key| !map.contains_key(**key)) {
            let message = format!("a security scheme of type `{kind}` needs `{key}`");
            self.sink.report(Code::MissingKey, &trail.place(), message);
            useful = false;
        }
        useful
    }

    /// Tells of an operation that says nothing of success: a redirection can be one.
    fn answers(&mut self, map: &Members, trail: &Trail<'_>) {
        let Some(Value::Object(responses)) = map.get("responses") else { return };
        let succeeds = |status: &String| status == "default" || status.starts_with(['1', '2', '3']);
        if !responses.keys().any(succeeds) {
            let message = "no response is one of success: whatever comes is given as bytes";
            self.sink.report(Code::NoSuccess, &trail.key("responses").place(), message);
        }
    }

    fn link(&mut self, map: &Members, trail: &Trail<'_>) -> bool {
        let useful = map.contains_key("operationRef") || map.contains_key("operationId");
        if !useful {
            let message = "a link needs `operationId` or `operationRef`";
            self.sink.report(Code::MissingKey, &trail.place(), message);
        }
        useful
    }
}
