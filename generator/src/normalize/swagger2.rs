//! Swagger 2.0: its skeleton brought to the shape of OpenAPI 3.0.
//!
//! In: a tree of Swagger 2.0. Out: the same tree in the shape of 3.0, and where each part stood. What is wrong stays
//! as it is, for validate to tell of. It must not know what schemas mean.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::Origin;
use crate::diagnostic::{Code, Place, Sink, Trail, escape, pointer};
use crate::shape::Shape;

mod body;
mod parameter;
mod refer;
mod response;
mod security;

type Members = Map<String, Value>;

/// More media types than these are not asked for by any API: they are written once a response.
const MOST_MEDIA_TYPES: usize = 32;

/// How often a parameter of a form that stands elsewhere may be written anew.
const MOST_COPIES: usize = 100_000;

/// Brings a definition to the shape of 3.0.
pub(super) fn normalize(tree: &mut Value, origin: &mut Origin, sink: &mut Sink) {
    let Value::Object(root) = tree else { return };
    let mut root = std::mem::take(root);
    let parameters = match root.get("parameters") {
        Some(Value::Object(parameters)) => parameters.clone(),
        _ => Map::new(),
    };
    let mut swagger = Swagger {
        sink,
        origin,
        moves: BTreeMap::new(),
        parameters,
        servers: Servers::of(&root),
        consumes: Vec::new(),
        produces: Vec::new(),
        copies: 0,
    };
    let consumes = root.shift_remove("consumes");
    swagger.consumes = swagger.media_types(consumes, "/consumes", &["application/json"]);
    let produces = root.shift_remove("produces");
    swagger.produces = swagger.media_types(produces, "/produces", &["application/json"]);
    *tree = Value::Object(swagger.root(root));
    refer::rewrite(tree, &swagger.moves);
}

/// Brings a schema in the words of 2.0 to those of 3.0.
pub(super) fn upgrade(schema: &mut Value, trail: &Trail<'_>) {
    refer::below(schema, &Shape::Schema, trail, &BTreeMap::new());
}

/// A conversion under way. Pointers are of the new tree (`now`) or of the old one (`from`).
struct Swagger<'s> {
    sink: &'s mut Sink,
    origin: &'s mut Origin,
    /// For what a `$ref` may name: where it stands now.
    moves: BTreeMap<String, String>,
    /// The definition's own `parameters`, as they were.
    parameters: Members,
    servers: Servers,
    consumes: Vec<String>,
    produces: Vec<String>,
    copies: usize,
}

impl Swagger<'_> {
    /// Notes that what stood at `from` stands at `now`.
    fn moved(&mut self, now: String, from: String) {
        self.moves.entry(from.clone()).or_insert_with(|| now.clone());
        self.origin.moved(now, from);
    }

    /// Notes that what stands at `now` is written because of what stood at `from`.
    fn made(&mut self, now: String, from: String) {
        self.origin.moved(now, from);
    }

    /// Reports something of what stood at `from` and stands, if at all, at `now`.
    fn report(&mut self, code: Code, now: &str, from: &str, message: impl Into<String>) {
        self.sink.report_from(code, &Place::new(now), Place::new(from), message);
    }

    fn root(&mut self, root: Members) -> Members {
        let mut out = Map::new();
        out.insert("openapi".to_owned(), "3.0.3".into());
        self.moved("/openapi".to_owned(), "/swagger".to_owned());
        let servers = self.servers.urls(None);
        for scheme in self.servers.schemes.clone() {
            if !matches!(scheme.as_str(), "https" | "http") {
                let message = format!("`{scheme}` is no scheme of HTTP: it is no server");
                self.report(Code::UnsupportedServer, "/servers", "/schemes", message);
            }
        }
        let mut components = Map::new();
        for (key, value) in root {
            let from = format!("/{key}");
            match key.as_str() {
                "swagger" | "host" | "basePath" | "schemes" => {
                    if key != "swagger" && !out.contains_key("servers") {
                        self.made("/servers".to_owned(), from);
                        out.insert("servers".to_owned(), servers.clone());
                    }
                }
                "paths" => {
                    out.insert(key, self.paths(value));
                }
                "definitions" => {
                    self.moved("/components/schemas".to_owned(), from);
                    components.insert("schemas".to_owned(), value);
                }
                "parameters" => self.shared(value, &mut components),
                "responses" => {
                    self.moved("/components/responses".to_owned(), from);
                    let produces = self.produces.clone();
                    let value =
                        self.responses(value, &produces, "/components/responses", "/responses");
                    components.insert("responses".to_owned(), value);
                }
                "securityDefinitions" => {
                    self.moved("/components/securitySchemes".to_owned(), from);
                    components.insert("securitySchemes".to_owned(), self.schemes(value));
                }
                _ => {
                    out.insert(key, value);
                }
            }
        }
        if !components.is_empty() {
            out.insert("components".to_owned(), Value::Object(components));
        }
        out
    }

    fn paths(&mut self, value: Value) -> Value {
        each(value, |path, item| match item {
            Value::Object(item) if path.starts_with('/') || !path.starts_with("x-") => {
                let at = below("/paths", path);
                Value::Object(self.item(item, &at))
            }
            other => other,
        })
    }

    fn item(&mut self, mut item: Members, at: &str) -> Members {
        let list = format!("{at}/parameters");
        let mut bodies = Vec::new();
        if let Some(parameters) = item.get_mut("parameters") {
            let (kept, split) = self.split(parameters.take(), &list);
            bodies = split;
            *parameters = kept;
        }
        for method in ["get", "put", "post", "delete", "options", "head", "patch"] {
            if let Some(Value::Object(operation)) = item.get_mut(method) {
                let operation_at = format!("{at}/{method}");
                let taken = std::mem::take(operation);
                *operation = self.operation(taken, &bodies, &operation_at);
            }
        }
        item
    }

    fn operation(&mut self, mut operation: Members, shared: &[body::Part], at: &str) -> Members {
        let consumes = match operation.shift_remove("consumes") {
            Some(list) => self.media_types(Some(list), &format!("{at}/consumes"), &[]),
            None => self.consumes.clone(),
        };
        let produces = match operation.shift_remove("produces") {
            Some(list) => self.media_types(Some(list), &format!("{at}/produces"), &[]),
            None => self.produces.clone(),
        };
        let schemes = operation.shift_remove("schemes");
        if let Some(own) = schemes.as_ref().and_then(|own| self.servers.own(own)) {
            self.made(format!("{at}/servers"), format!("{at}/schemes"));
            operation.insert("servers".to_owned(), own);
        }
        let mut parts = Vec::new();
        if let Some(parameters) = operation.get_mut("parameters") {
            let list = format!("{at}/parameters");
            let (kept, own) = self.split(parameters.take(), &list);
            *parameters = kept;
            parts = own;
        }
        // The operation's own win over the path item's.
        let own: Vec<Option<String>> = parts.iter().map(body::Part::key).collect();
        parts.extend(shared.iter().filter(|part| !own.contains(&part.key())).cloned());
        if let Some(body) = self.body(parts, &consumes, &format!("{at}/requestBody")) {
            operation.insert("requestBody".to_owned(), body);
        }
        if let Some(responses) = operation.get_mut("responses") {
            let list = format!("{at}/responses");
            *responses = self.responses(responses.take(), &produces, &list, &list);
        }
        operation
    }

    /// Reads `consumes` or `produces`.
    fn media_types(&mut self, list: Option<Value>, from: &str, otherwise: &[&str]) -> Vec<String> {
        let mut out: Vec<String> = Vec::new();
        let items = match list {
            Some(Value::Array(items)) => items,
            Some(Value::String(one)) => vec![Value::String(one)],
            _ => Vec::new(),
        };
        for item in items {
            match item {
                Value::String(text) if out.len() < MOST_MEDIA_TYPES => {
                    if !out.contains(&text) {
                        out.push(text);
                    }
                }
                Value::String(_) => {
                    self.report(Code::IgnoredPart, from, from, "there are too many media types");
                    break;
                }
                other => {
                    let message = format!("expected a media type, found `{other}`");
                    self.report(Code::WrongType, from, from, message);
                }
            }
        }
        if out.is_empty() {
            out = otherwise.iter().map(|&text| text.to_owned()).collect();
        }
        out
    }

    /// Follows `#/parameters/…`: the parameter, and its name there.
    fn parameter_at(&self, reference: &str) -> Option<(String, &Value)> {
        let mut reference = reference;
        for _ in 0..64 {
            let at = pointer(reference)?;
            let name = crate::diagnostic::unescape(at.strip_prefix("/parameters/")?);
            let found = self.parameters.get(&name)?;
            match found.get("$ref").and_then(Value::as_str) {
                Some(next) => reference = next,
                None => return Some((name, found)),
            }
        }
        None
    }
}

/// `schemes`, `host` and `basePath`.
struct Servers {
    schemes: Vec<String>,
    host: Option<String>,
    base: String,
}

impl Servers {
    fn of(root: &Members) -> Self {
        let text =
            |key: &str| root.get(key).and_then(Value::as_str).map(|text| text.trim().to_owned());
        let base = text("basePath").unwrap_or_default();
        let base = base.trim_end_matches('/');
        let slash = if base.is_empty() || base.starts_with('/') { "" } else { "/" };
        Self {
            schemes: root.get("schemes").map(words).unwrap_or_default(),
            host: text("host").filter(|host| !host.is_empty()),
            base: format!("{slash}{base}"),
        }
    }

    /// Returns a server for each scheme of HTTP; without a host, the one relative server.
    fn urls(&self, own: Option<&[String]>) -> Value {
        let base = &self.base;
        let Some(host) = &self.host else {
            let url = if base.is_empty() { "/" } else { base };
            return json!([{ "url": url }]);
        };
        let all = own.unwrap_or(&self.schemes);
        let mut schemes: Vec<&str> =
            all.iter().map(String::as_str).filter(|s| matches!(*s, "https" | "http")).collect();
        // The first is the default: what can be encrypted is.
        schemes.sort_by_key(|scheme| *scheme != "https");
        schemes.dedup();
        if schemes.is_empty() {
            schemes.push("https");
        }
        schemes.iter().map(|scheme| json!({ "url": format!("{scheme}://{host}{base}") })).collect()
    }

    /// Returns the servers of an operation with `schemes` of its own, if they are others.
    fn own(&self, schemes: &Value) -> Option<Value> {
        let own = words(schemes);
        let urls = self.urls(Some(&own));
        (self.host.is_some() && !own.is_empty() && urls != self.urls(None)).then_some(urls)
    }
}

fn words(value: &Value) -> Vec<String> {
    let items = value.as_array().into_iter().flatten();
    items.filter_map(Value::as_str).map(str::to_ascii_lowercase).collect()
}

/// Returns the pointer of a member.
fn below(at: &str, key: &str) -> String {
    let mut out = format!("{at}/");
    escape(key, &mut out);
    out
}

/// Changes each member of an object; anything else stays as it is.
fn each(value: Value, mut change: impl FnMut(&str, Value) -> Value) -> Value {
    match value {
        Value::Object(map) => Value::Object(
            map.into_iter()
                .map(|(key, value)| {
                    let value = change(&key, value);
                    (key, value)
                })
                .collect(),
        ),
        other => other,
    }
}
