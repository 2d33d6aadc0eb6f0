//! Servers, and the settings of the generated crate.
//!
//! In: Server Objects and extensions. Out: [`Server`]s, [`Package`]. It must not know which server is used.

use openapiv3 as model;
use serde_json::Value;

use super::{Lower, text_of};
use crate::diagnostic::{Code, Place};
use crate::ir::{DevDependency, Package, Server, ServerVariable};

/// A longer description is no name.
const LONGEST_NAME: usize = 40;

impl Lower<'_, '_> {
    /// Lowers servers; `own`: of an operation.
    pub(super) fn servers(
        &mut self,
        servers: &[model::Server],
        own: bool,
        place: &Place,
    ) -> Vec<Server> {
        let mut lowered = Vec::new();
        for (index, server) in servers.iter().enumerate() {
            let place = place.item(index);
            let name = text_of(&server.extensions, "x-portolan-name")
                .or_else(|| server.description.clone().filter(|text| is_name(text)));
            let mut variables: Vec<ServerVariable> = Vec::new();
            for (name, variable) in server.variables.iter().flatten() {
                variables.push(ServerVariable {
                    name: name.clone(),
                    default: variable.default.clone(),
                    values: variable.enumeration.clone(),
                    description: variable.description.clone(),
                });
            }
            // A reference without a scheme (RFC 3986, 4.2) names its host; only how to get there is left open.
            let mut written = server.url.clone();
            if written.starts_with("//") && written.len() > 2 {
                written.insert_str(0, "https:");
                let message = format!("`{}` is taken as `{written}`", server.url);
                self.report(Code::Repaired, &place.child("url"), message);
            }
            let parts = super::parameter::template(&written);
            let missing = parts.iter().find(|part| !variables.iter().any(|v| v.name == **part));
            if let Some(missing) = missing {
                let message =
                    format!("`{}`: nothing says what `{{{missing}}}` is: left out", written);
                self.report(Code::UnsupportedServer, &place, message);
                continue;
            }
            variables.retain(|variable| parts.contains(&variable.name.as_str()));
            let url = variables.iter().fold(written.clone(), |url, variable| {
                url.replace(&format!("{{{}}}", variable.name), &variable.default)
            });
            self.check_server(&url, own, &place);
            let description = server.description.clone();
            lowered.push(Server { url: written.clone(), name, description, variables });
        }
        lowered
    }

    /// Reports a URL that is no environment: nobody knows what it is relative to, or no request goes there.
    fn check_server(&mut self, url: &str, own: bool, place: &Place) {
        let lower = url.to_ascii_lowercase();
        let absolute = lower.starts_with("https://") || lower.starts_with("http://");
        // An operation's own path stands on the host of the environment; `/` is what a definition without
        // servers has, too.
        if own && url.starts_with('/') || url.trim_matches('/').is_empty() {
            return;
        }
        if !absolute {
            let message = format!("`{url}` is relative or no URL of HTTP: it is no environment");
            self.report(Code::UnsupportedServer, place, message);
        } else if url.contains(['?', '#', '@']) {
            let message = format!("`{url}` has a user, a query or a fragment: it is refused");
            self.report(Code::UnsupportedServer, place, message);
        }
    }

    /// Lowers the servers of an operation: the first is used, as it is by default.
    pub(super) fn own_servers(&mut self, servers: &[model::Server], place: &Place) -> Vec<Server> {
        let servers = self.servers(servers, true, place);
        if let Some(first) = servers.first() {
            if servers.len() > 1 {
                let message = "an operation uses the first of its own servers";
                self.report(Code::UnsupportedServer, place, message);
            }
            if !first.variables.is_empty() {
                let message = "the variables of an operation's own server have their defaults";
                self.report(Code::UnsupportedServer, place, message);
            }
        }
        servers
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
