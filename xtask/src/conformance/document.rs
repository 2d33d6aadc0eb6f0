//! What a definition says of an operation, as far as a request needs it to be taken apart.
//!
//! In: a document as YAML. Out: parameters, bodies, servers and security of an operation, references followed. It knows
//! the definition, not the program that was made of it.

use std::fs;
use std::path::Path;

use serde_json::Value;

/// A definition.
#[derive(Clone, Debug)]
pub(crate) struct Document(Value);

/// An operation of it.
#[derive(Clone, Debug)]
pub(crate) struct Operation {
    /// The path's template, without the server's.
    pub(crate) path: String,
    pub(crate) parameters: Vec<Value>,
    pub(crate) body: Value,
    /// The requirements of the operation, or the document's.
    pub(crate) security: Value,
    /// The servers of the operation, or its path's, or the document's.
    pub(crate) servers: Vec<Value>,
}

impl Document {
    pub(crate) fn open(path: &Path) -> Result<Self, String> {
        let text =
            fs::read_to_string(path).map_err(|e| format!("cannot read {}: {e}", path.display()))?;
        serde_yaml::from_str(&text).map(Self).map_err(|e| format!("{}: {e}", path.display()))
    }

    #[cfg(test)]
    pub(crate) fn of(value: Value) -> Self {
        Self(value)
    }

    /// Returns an operation by its id.
    pub(crate) fn operation(&self, id: &str) -> Option<Operation> {
        const METHODS: [&str; 9] =
            ["get", "put", "post", "delete", "options", "head", "patch", "trace", "query"];
        for (path, item) in self.0["paths"].as_object()? {
            let item = self.resolve(item);
            for method in METHODS {
                let operation = &item[method];
                if operation["operationId"].as_str() == Some(id) {
                    return Some(self.read(path, item, operation));
                }
            }
        }
        None
    }

    /// Returns every operation of a method: its id, and the template of its whole path.
    pub(crate) fn templates(&self, method: &str) -> Vec<(String, String)> {
        let mut found = Vec::new();
        for item in self.0["paths"].as_object().into_iter().flat_map(|paths| paths.values()) {
            let Some(id) = self.resolve(item)[method]["operationId"].as_str() else { continue };
            let Some(operation) = self.operation(id) else { continue };
            let own = [Value::Null];
            let servers = match operation.servers.as_slice() {
                [] => &own,
                servers => servers,
            };
            for server in servers {
                let url = server["url"].as_str().unwrap_or_default();
                let after = url.split_once("://").map_or(url, |(_, rest)| rest);
                // What stands before the first slash is where the server is.
                let base = after.find('/').and_then(|at| after.get(at..)).unwrap_or_default();
                let base = base.trim_end_matches('/');
                found.push((id.to_owned(), format!("{base}{}", operation.path)));
            }
        }
        found
    }

    fn read(&self, path: &str, item: &Value, operation: &Value) -> Operation {
        let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
        let own = list(&operation["parameters"]);
        let mut parameters: Vec<Value> = own.iter().map(|it| self.resolve(it).clone()).collect();
        for inherited in list(&item["parameters"]) {
            let inherited = self.resolve(&inherited);
            let same = |it: &Value| it["name"] == inherited["name"] && it["in"] == inherited["in"];
            if !parameters.iter().any(same) {
                parameters.push(inherited.clone());
            }
        }
        let first = |values: [&Value; 3]| values.into_iter().find(|it| !it.is_null()).cloned();
        let servers = first([&operation["servers"], &item["servers"], &self.0["servers"]]);
        let security = first([&operation["security"], &self.0["security"], &Value::Null]);
        Operation {
            path: path.to_owned(),
            parameters,
            body: self.resolve(&operation["requestBody"]).clone(),
            security: security.unwrap_or_default(),
            servers: list(&servers.unwrap_or_default()),
        }
    }

    /// Returns the security schemes by name.
    pub(crate) fn schemes(&self) -> Vec<(String, Value)> {
        let schemes = self.0["components"]["securitySchemes"].as_object();
        let schemes = schemes.into_iter().flatten();
        schemes.map(|(name, scheme)| (name.clone(), self.resolve(scheme).clone())).collect()
    }

    /// Follows references.
    pub(crate) fn resolve<'d>(&'d self, value: &'d Value) -> &'d Value {
        let mut value = value;
        for _ in 0..32 {
            let Some(reference) = value["$ref"].as_str().and_then(|it| it.strip_prefix('#')) else {
                return value;
            };
            match self.0.pointer(reference) {
                Some(target) => value = target,
                None => return value,
            }
        }
        value
    }

    /// Returns the kinds of JSON value that a schema takes; none where it says nothing.
    pub(crate) fn kinds(&self, schema: &Value) -> Vec<String> {
        let mut kinds = Vec::new();
        self.collect(schema, &mut kinds, 0);
        kinds
    }

    fn collect(&self, schema: &Value, kinds: &mut Vec<String>, depth: usize) {
        let schema = self.resolve(schema);
        match &schema["type"] {
            Value::String(kind) => kinds.push(kind.clone()),
            Value::Array(several) => {
                kinds.extend(several.iter().filter_map(Value::as_str).map(str::to_owned));
            }
            _ => {}
        }
        if depth < 16 {
            for key in ["allOf", "anyOf", "oneOf"] {
                for part in schema[key].as_array().into_iter().flatten() {
                    self.collect(part, kinds, depth + 1);
                }
            }
        }
    }

    /// Returns the schema of an object's member; `null` where nothing is said of it.
    pub(crate) fn member<'d>(&'d self, schema: &'d Value, name: &str) -> &'d Value {
        let own = self.within(schema, "properties").map(|all| &all[name]);
        let own = own.filter(|own| !own.is_null());
        own.or_else(|| self.within(schema, "additionalProperties"))
            .or_else(|| self.within(schema, "unevaluatedProperties"))
            .unwrap_or(&Value::Null)
    }

    /// Returns what stands at a key of a schema, or of one that it is made of.
    pub(crate) fn within<'d>(&'d self, schema: &'d Value, key: &str) -> Option<&'d Value> {
        let schema = self.resolve(schema);
        if !schema[key].is_null() {
            return Some(&schema[key]);
        }
        let parts = ["allOf", "anyOf", "oneOf"].into_iter();
        let mut parts = parts.flat_map(|key| schema[key].as_array().into_iter().flatten());
        parts.find_map(|part| self.within(part, key))
    }
}
