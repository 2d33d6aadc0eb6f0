//! From what the wire must carry to the arguments that a person would give.
//!
//! In: a scenario's request and the operation's definition. Out: the JSON of `call --args`, a base URL, a credential. What a
//! text of the wire means (a number, a list, an object) is what its parameter's schema and style say.

use serde_json::{Map, Value, json};

use super::document::{Document, Operation};
use super::scenario::{Candidate, Exchange, text};
use super::template::{decoded, fill, take_apart};
use super::values::{explode, path_value, plain, scalar, styled};

/// A call as it is given to the program.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Call {
    pub(crate) operation: String,
    /// What stands before the operation's path, server variables filled.
    pub(crate) prefix: String,
    /// Values of server variables; an empty one is where the server is.
    pub(crate) variables: Vec<(String, String)>,
    pub(crate) arguments: Value,
    /// The security scheme and its credential.
    pub(crate) credential: Option<(String, String)>,
    /// What the request has and the operation has no place for.
    pub(crate) lost: Vec<String>,
}

/// Makes the call of an exchange by one of its candidates; `None`: its path is another one.
pub(crate) fn call(
    document: &Document,
    candidate: &Candidate,
    exchange: &Exchange,
) -> Option<Call> {
    let operation = document.operation(&candidate.operation)?;
    let (path, inline) = exchange.path_and_query();
    let values = take_apart(&candidate.path, path)?;
    let own_path = operation.path.split('?').next().unwrap_or_default();
    let prefix = fill(candidate.path.strip_suffix(own_path).unwrap_or_default(), &values);
    let variables = server_variables(&operation, &values);
    let mut wire = Wire::of(exchange, inline, values);
    let mut lost = wire.refused_variables(&operation);
    // Of documents that describe several versions of one API, the one of the version that the path names.
    let version = candidate.document.trim_end_matches(".yaml").split('.').nth(3);
    lost.extend(version.filter(|it| !wire.names(it)).map(|it| format!("the version {it}")));
    let mut arguments = Map::new();
    for parameter in &operation.parameters {
        let (place, name) = (text(&parameter["in"]), text(&parameter["name"]));
        let is_set_elsewhere = place == "header"
            && ["accept", "content-type", "authorization"].contains(&&*name.to_lowercase());
        if is_set_elsewhere {
            continue;
        }
        let value = wire.take(document, &operation, parameter);
        let required = parameter["required"].as_bool().unwrap_or(false);
        let value = value.or_else(|| usual(document, parameter).filter(|_| required));
        if let Some(value) = value {
            let group = arguments.entry(place).or_insert_with(|| json!({}));
            if let Some(group) = group.as_object_mut() {
                group.insert(name, value);
            }
        }
    }
    let credential = wire.credential(document, &operation);
    if let Some(accept) = wire.header("accept") {
        arguments.insert("accept".into(), accept);
    }
    let content_type = wire.header("content-type");
    if let Some((media_type, body)) = body(document, &operation, exchange, content_type.as_ref()) {
        arguments.insert("content_type".into(), Value::String(media_type));
        arguments.insert("body".into(), body);
    } else if !exchange.request["body"].is_null() {
        lost.push("a body".to_owned());
    }
    lost.extend(wire.rest());
    let arguments = Value::Object(arguments);
    let operation = candidate.operation.clone();
    Some(Call { operation, prefix, variables, arguments, credential, lost })
}

/// Returns the values of the variables in the server's URL: what the path has of them, and where the URL begins with one,
/// that one without a value.
fn server_variables(operation: &Operation, values: &[(String, String)]) -> Vec<(String, String)> {
    let Some(server) = operation.servers.first() else { return Vec::new() };
    let url = server["url"].as_str().unwrap_or_default();
    let names = server["variables"].as_object().into_iter().flat_map(Map::keys);
    let known = names.filter_map(|name| {
        if url.starts_with(&format!("{{{name}}}")) {
            return Some((name.clone(), String::new()));
        }
        values.iter().find(|(known, _)| known == name).cloned()
    });
    known.collect()
}

/// What is not taken yet of a request.
struct Wire {
    path: Vec<(String, String)>,
    query: Vec<(String, Value)>,
    headers: Vec<(String, Value)>,
}

impl Wire {
    fn of(exchange: &Exchange, inline: &str, path: Vec<(String, String)>) -> Self {
        let members = |value: &Value| -> Vec<(String, Value)> {
            value.as_object().cloned().unwrap_or_default().into_iter().collect()
        };
        let mut query = members(&exchange.request["query"]);
        for pair in inline.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let (name, value) = (decoded(name), Value::String(decoded(value)));
            if !query.iter().any(|(known, _)| *known == name) {
                query.push((name, value));
            }
        }
        let headers = members(&exchange.request["headers"]);
        let headers = headers.into_iter().map(|(name, value)| (name.to_lowercase(), value));
        Self { path, query, headers: headers.collect() }
    }

    /// Tells whether a value of the path is a version; a path without values names none.
    fn names(&self, version: &str) -> bool {
        self.path.is_empty() || self.path.iter().any(|(_, value)| value == version)
    }

    /// Returns what the path needs of server variables that do not allow it.
    fn refused_variables(&self, operation: &Operation) -> Vec<String> {
        let allows = |name: &str, value: &str| {
            let mut variables = operation.servers.iter().map(|server| &server["variables"][name]);
            variables.all(|variable| match variable["enum"].as_array() {
                Some(values) => values.iter().any(|it| it.as_str() == Some(value)),
                None => true,
            })
        };
        let refused = self.path.iter().filter(|(name, value)| !allows(name, value));
        refused.map(|(name, value)| format!("the server's {name} {value}")).collect()
    }

    /// Takes the value of a parameter.
    fn take(
        &mut self,
        document: &Document,
        operation: &Operation,
        parameter: &Value,
    ) -> Option<Value> {
        let name = parameter["name"].as_str()?;
        let content = parameter["content"].as_object().and_then(|it| it.values().next());
        let schema = document.resolve(content.map_or(&parameter["schema"], |it| &it["schema"]));
        match parameter["in"].as_str()? {
            "path" => {
                let at = self.path.iter().position(|(known, _)| known == name)?;
                let (_, raw) = self.path.remove(at);
                (!raw.is_empty()).then(|| path_value(document, parameter, schema, &raw)).flatten()
            }
            "header" => {
                let value = self.header(&name.to_lowercase())?;
                if content.is_some() {
                    return serde_json::from_str(&plain(&value)).ok();
                }
                Some(styled(document, schema, &plain(&value), ",", explode(parameter, false)))
            }
            "query" => {
                let explode = explode(parameter, true);
                let kinds = document.kinds(schema);
                let is_object = kinds.iter().any(|kind| kind == "object");
                if is_object && explode && content.is_none() {
                    let members = self.members(document, operation, schema, name, parameter);
                    return (!members.is_empty()).then_some(Value::Object(members));
                }
                let at = self.query.iter().position(|(known, _)| known == name)?;
                let (_, value) = self.query.remove(at);
                if content.is_some() {
                    return serde_json::from_str(&plain(&value)).ok();
                }
                let separator = match parameter["style"].as_str() {
                    Some("spaceDelimited") => " ",
                    Some("pipeDelimited") => "|",
                    _ => ",",
                };
                Some(match value {
                    Value::Array(items) => {
                        let item = document.within(schema, "items").unwrap_or(&Value::Null);
                        items.iter().map(|it| scalar(document, item, &plain(it))).collect()
                    }
                    value if explode && kinds.iter().any(|kind| kind == "array") => {
                        let item = document.within(schema, "items").unwrap_or(&Value::Null);
                        json!([scalar(document, item, &plain(&value))])
                    }
                    value => styled(document, schema, &plain(&value), separator, false),
                })
            }
            _ => None,
        }
    }

    /// Takes the members of an object that travel under their own names, or in brackets behind the parameter's.
    fn members(
        &mut self,
        document: &Document,
        operation: &Operation,
        schema: &Value,
        name: &str,
        parameter: &Value,
    ) -> Map<String, Value> {
        let others = |query: &str| {
            let is_query = |it: &&Value| it["in"] == "query" && it["name"] != name;
            operation.parameters.iter().filter(is_query).any(|it| it["name"] == query)
        };
        let deep = parameter["style"] == "deepObject";
        let mut members = Map::new();
        self.query.retain(|(query, value)| {
            let inner = query.strip_prefix(name).and_then(|rest| rest.strip_prefix('['));
            let member = match (deep, inner.and_then(|rest| rest.strip_suffix(']'))) {
                (true, Some(member)) => member,
                (false, _) if !others(query) => query.as_str(),
                _ => return true,
            };
            let of = document.member(schema, member);
            members.insert(member.to_owned(), scalar(document, of, &plain(value)));
            false
        });
        members
    }

    fn header(&mut self, name: &str) -> Option<Value> {
        let at = self.headers.iter().position(|(known, _)| known == name)?;
        Some(self.headers.remove(at).1)
    }

    /// Takes the credential that the request shows, or one that is wrong where a request without any is an error before
    /// it is sent.
    fn credential(
        &mut self,
        document: &Document,
        operation: &Operation,
    ) -> Option<(String, String)> {
        let schemes = document.schemes();
        for (name, scheme) in &schemes {
            if scheme["type"] == "apiKey" && scheme["in"] == "header" {
                let header = text(&scheme["name"]).to_lowercase();
                if let Some(value) = self.header(&header) {
                    return Some((name.clone(), plain(&value)));
                }
            } else if scheme["type"] != "apiKey"
                && let Some(value) = self.header("authorization")
            {
                let value = plain(&value);
                let token = value.split_once(' ').map_or(value.as_str(), |(_, token)| token);
                return Some((name.clone(), token.to_owned()));
            }
        }
        let alternatives = operation.security.as_array()?;
        let optional = |it: &Value| it.as_object().is_none_or(Map::is_empty);
        if alternatives.is_empty() || alternatives.iter().any(optional) {
            return None;
        }
        let first = alternatives.first()?.as_object()?.keys().next()?;
        Some((first.clone(), "none".to_owned()))
    }

    /// Returns what nobody took.
    fn rest(self) -> Vec<String> {
        let query = self.query.into_iter().map(|(name, _)| format!("the query {name}"));
        query
            .chain(self.headers.into_iter().map(|(name, _)| format!("the header {name}")))
            .collect()
    }
}

/// The value that a required parameter has where a scenario says nothing of it.
fn usual(document: &Document, parameter: &Value) -> Option<Value> {
    let schema = &parameter["schema"];
    let first = document.within(schema, "enum").and_then(|values| values.get(0));
    document.within(schema, "default").or(document.within(schema, "const")).or(first).cloned()
}

/// Returns the body, and as what the operation takes it.
fn body(
    document: &Document,
    operation: &Operation,
    exchange: &Exchange,
    content_type: Option<&Value>,
) -> Option<(String, Value)> {
    let body = &exchange.request["body"];
    let contents = operation.body["content"].as_object().filter(|_| !body.is_null())?;
    let declared = |wanted: &str| {
        let range = wanted.split('/').next().map(|main| format!("{main}/*")).unwrap_or_default();
        let any = [wanted, &range, "*/*"].into_iter().find(|it| contents.contains_key(*it));
        any.map(|declared| (wanted.to_owned(), declared.to_owned()))
    };
    let wanted = content_type.and_then(Value::as_str).and_then(declared);
    let wanted = wanted.or_else(|| body["contentType"].as_str().and_then(declared));
    let (media_type, declared) =
        wanted.or_else(|| contents.keys().next().map(|key| (key.clone(), key.clone())))?;
    let schema = document.resolve(&contents[&declared]["schema"]);
    let value = if body["kind"] == "multipart" {
        parts(document, schema, body)
    } else if let Some(base64) = body["base64"].as_str() {
        json!({ "base64": base64 })
    } else {
        let text = body["text"].as_str().unwrap_or_default();
        let json = serde_json::from_str::<Value>(text);
        match json {
            // A file, whatever is in it.
            Ok(_) if is_file(schema) => json!({ "text": text }),
            Ok(json) if !media_type.contains("xml") => json,
            _ => Value::String(text.to_owned()),
        }
    };
    Some((media_type, value))
}

/// Tells whether a schema is bytes: by OpenAPI 3.0's word, or by saying only what they hold (3.1).
fn is_file(schema: &Value) -> bool {
    schema["format"] == "binary"
        || schema["type"].is_null() && schema["contentMediaType"].is_string()
}

/// Returns parts by name: values, and files.
fn parts(document: &Document, schema: &Value, body: &Value) -> Value {
    let given = body["parts"].as_object().cloned().unwrap_or_default();
    // What the suite writes as a number may be a text in the document.
    let typed = given.into_iter().map(|(name, value)| {
        let of = document.within(schema, "properties").map_or(&Value::Null, |all| &all[&name]);
        let is_scalar = value.is_number() || value.is_string();
        let value = if is_scalar { scalar(document, of, &plain(&value)) } else { value };
        (name, value)
    });
    let mut members: Map<String, Value> = typed.collect();
    for file in body["files"].as_array().into_iter().flatten() {
        let name = text(&file["fieldname"]);
        let one = json!({
            "base64": file["base64"],
            "filename": file["originalname"],
            "content_type": file["mimetype"],
        });
        let of = document.within(schema, "properties").map_or(&Value::Null, |all| &all[&name]);
        let many = document.kinds(of).iter().any(|kind| kind == "array");
        match members.get_mut(&name) {
            Some(Value::Array(files)) => files.push(one),
            Some(known) => *known = json!([known.take(), one]),
            None if many => {
                members.insert(name, json!([one]));
            }
            None => {
                members.insert(name, one);
            }
        }
    }
    Value::Object(members)
}
