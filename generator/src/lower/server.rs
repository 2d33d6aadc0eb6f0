//! Servers, and the settings of the generated crate.
//!
//! In: Server Objects and extensions. Out: [`Server`]s, [`Package`]. It must not know which server is used.

use std::collections::HashSet;

use openapiv3 as model;
use serde_json::Value;

use super::{Lower, text_of};
use crate::diagnostic::{Code, Place};
use crate::ir::{DevDependency, Package, Server, ServerVariable};

/// A longer description is no name.
const LONGEST_NAME: usize = 40;

impl Lower<'_, '_> {
    /// Lowers servers. What no request can go to is left out.
    pub(super) fn servers(&mut self, servers: &[model::Server], place: &Place) -> Vec<Server> {
        let servers = servers.iter().enumerate();
        servers.filter_map(|(index, server)| self.server(server, &place.item(index))).collect()
    }

    fn server(&mut self, server: &model::Server, place: &Place) -> Option<Server> {
        let mut url = server.url.trim().to_owned();
        // A reference without a scheme (RFC 3986, 4.2) names its host; only how to get there is left open.
        if url.starts_with("//") && url.len() > 2 {
            url.insert_str(0, "https:");
            let message = format!("`{}` is taken as `{url}`", server.url);
            self.report(Code::Repaired, &place.child("url"), message);
        }
        let mut variables = Vec::new();
        for part in super::parameter::template(&url) {
            let known = server.variables.iter().flatten().find(|(name, _)| *name == part);
            let variable = match known {
                Some((name, known)) => self.variable(name, known, place),
                None => {
                    let message = format!("nothing says what `{{{part}}}` is: it has to be given");
                    self.report(Code::Repaired, place, message);
                    ServerVariable {
                        name: part.to_owned(),
                        default: None,
                        values: Vec::new(),
                        description: None,
                    }
                }
            };
            if !variables.contains(&variable) {
                variables.push(variable);
            }
        }
        let description = server.description.clone();
        let name = text_of(&server.extensions, "x-portolan-name")
            .or_else(|| description.clone().filter(|text| is_name(text)));
        let lowered = Server { url, name, description, variables };
        if let Some(why) = unfit(&lowered.default_url()) {
            let message = format!("`{}` {why}: it is left out", server.url);
            self.report(Code::UnsupportedServer, place, message);
            return None;
        }
        Some(lowered)
    }

    fn variable(
        &mut self,
        name: &str,
        variable: &model::ServerVariable,
        place: &Place,
    ) -> ServerVariable {
        let required = variable.extensions.get("x-portolan-required").is_some_and(|it| it == true);
        if required {
            let message = format!("`{name}` should have a `default`: it has to be given");
            self.report(Code::Repaired, &place.child("variables").child(name), message);
        }
        let mut values = variable.enumeration.clone();
        let mut seen = HashSet::new();
        values.retain(|value| seen.insert(value.clone()));
        ServerVariable {
            name: name.to_owned(),
            default: (!required).then(|| variable.default.clone()),
            values,
            description: variable.description.clone(),
        }
    }

    /// Lowers the servers of an operation, where they are not the document's own.
    pub(super) fn own_servers(&mut self, servers: &[model::Server], place: &Place) -> Vec<Server> {
        if servers == self.document.model.servers.as_slice() {
            return Vec::new();
        }
        self.servers(servers, place)
    }

    /// Reads `x-portolan-crate`.
    pub(super) fn package(&mut self) -> Package {
        let model = &self.document.model;
        let mut package = Package::default();
        let at_root = (Place::root(), &model.extensions);
        let in_info = (Place::root().child("info"), &model.info.extensions);
        for (place, extensions) in [in_info, at_root] {
            let Some(settings) = extensions.get("x-portolan-crate") else { continue };
            let place = place.child("x-portolan-crate");
            let Some(settings) = settings.as_object() else {
                self.mistake(&place, "an object is expected");
                continue;
            };
            for (key, value) in settings {
                let place = place.child(key);
                match (key.as_str(), value) {
                    ("name", Value::String(name)) if is_crate_name(name) => {
                        package.name = Some(name.clone());
                    }
                    ("version", Value::String(version)) if is_version(version, false) => {
                        package.version = Some(version.clone());
                    }
                    ("dev-dependencies", Value::Object(all)) => {
                        for (name, value) in all {
                            match dependency(name, value) {
                                Some(dependency) => package.dev_dependencies.push(dependency),
                                None => self.mistake(
                                    &place.child(name),
                                    "a crate's name, with a version requirement or `version`, `features` and `default-features`, is expected",
                                ),
                            }
                        }
                    }
                    // Read before the schemas are.
                    ("types", Value::Object(_)) => {}
                    // Read before anything is.
                    ("include" | "exclude", Value::Array(all))
                        if all.iter().all(Value::is_string) => {}
                    ("include" | "exclude", _) => {
                        self.mistake(&place, "a list of patterns is expected")
                    }
                    ("name", _) => self.mistake(&place, "a crate's name is expected"),
                    ("version", _) => self.mistake(&place, "a version such as `1.2.3` is expected"),
                    ("types" | "dev-dependencies", _) => {
                        self.mistake(&place, "an object is expected")
                    }
                    _ => self.mistake(&place, "not a setting of a crate"),
                }
            }
        }
        package
    }

    /// Reports a mistake in an extension of ours.
    pub(super) fn mistake(&mut self, place: &Place, message: impl Into<String>) {
        self.report(Code::UnsupportedExtension, place, message);
    }
}

/// Returns why no request goes to a URL.
fn unfit(url: &str) -> Option<&'static str> {
    let lower = url.to_ascii_lowercase();
    let is_http = lower.starts_with("https://") || lower.starts_with("http://");
    if lower.contains("://") && !is_http && !lower.starts_with('{') {
        Some("is no URL of HTTP")
    } else if url.contains(['?', '#', '@', '\\']) {
        Some("has a user, a query or a fragment")
    } else if url.contains(char::is_whitespace) {
        Some("has a space")
    } else if !url.trim_matches('/').is_empty() && !url.contains(char::is_alphanumeric) {
        Some("names nothing")
    } else {
        None
    }
}

fn is_name(text: &str) -> bool {
    let text = text.trim();
    !text.is_empty() && text.len() <= LONGEST_NAME && !text.contains(['\n', '/', '<', '`'])
}

pub(super) fn is_crate_name(name: &str) -> bool {
    let first = name.chars().next().is_some_and(|c| c.is_ascii_alphabetic());
    first && name.len() <= 64 && name.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c))
}

/// Tells whether a text is a version, or a requirement of one, and nothing that could end a string.
fn is_version(text: &str, requirement: bool) -> bool {
    let more = if requirement { "<>=^~*, " } else { "" };
    let fits = |c: char| c.is_ascii_alphanumeric() || ".-+".contains(c) || more.contains(c);
    let parts = text.split(['-', '+']).next().unwrap_or_default().split('.').count();
    !text.is_empty() && text.len() <= 64 && text.chars().all(fits) && (requirement || parts == 3)
}

pub(super) fn dependency(name: &str, value: &Value) -> Option<DevDependency> {
    if !is_crate_name(name) {
        return None;
    }
    let mut found = DevDependency {
        name: name.to_owned(),
        version: None,
        features: Vec::new(),
        default_features: true,
    };
    match value {
        Value::String(version) if is_version(version, true) => {
            found.version = Some(version.clone())
        }
        Value::Object(settings) => {
            for (key, value) in settings {
                match (key.as_str(), value) {
                    ("version", Value::String(version)) if is_version(version, true) => {
                        found.version = Some(version.clone());
                    }
                    ("features", Value::Array(features)) => {
                        for feature in features {
                            found
                                .features
                                .push(feature.as_str().filter(|f| is_feature(f))?.to_owned());
                        }
                    }
                    ("default-features", Value::Bool(on)) => found.default_features = *on,
                    _ => return None,
                }
            }
        }
        Value::Null => {}
        _ => return None,
    }
    Some(found)
}

fn is_feature(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || "-_+./?:".contains(c))
}
