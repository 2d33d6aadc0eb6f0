//! Security schemes and what operations require of them.
//!
//! In: Security Scheme Objects and Security Requirement Objects. Out: [`Scheme`]s and [`Security`]. It must not
//! know how a token is kept.

use openapiv3 as model;
use openapiv3::{APIKeyLocation, SecurityScheme};

use super::Lower;
use super::oauth::is_discovered;
use super::token::is_field_name;
use crate::diagnostic::{Code, Place};
use crate::ir::{Carry, Requirement, Scheme, SchemeId, SchemeKind, Security, TokenFlow};
use crate::resolve;

impl Lower<'_, '_> {
    /// Finds the schemes that nothing requires: where nothing is said at all, their credentials are sent if they are
    /// given. A definition that forgets `security` could not be called otherwise.
    pub(super) fn offer_voluntary(&mut self, security: &mut Security) {
        let own = self.operations.iter().filter_map(|operation| operation.security.as_ref());
        let needed: Vec<SchemeId> = std::iter::once(&*security)
            .chain(own)
            .flat_map(|security| &security.alternatives)
            .flat_map(|requirement| requirement.parts.iter().map(|(id, _)| *id))
            .collect();
        let unsaid = self.document.model.security.is_none();
        let silent = self.operations.iter().any(|operation| operation.security.is_none());
        let sent = match (unsaid, silent) {
            (true, true) => "where it is given, it is sent with what says nothing of `security`",
            (true, false) => {
                "only `client.raw(…)` sends it, for every operation says what it needs"
            }
            (false, _) => "it is never sent, for `security` says what is needed instead",
        };
        let mut offered = Requirement::default();
        for index in 0..self.schemes.len() {
            let id = SchemeId(index);
            let Some(scheme) = self.schemes.get_mut(index).filter(|_| !needed.contains(&id)) else {
                continue;
            };
            scheme.voluntary = true;
            let message = format!("nothing requires the credential of `{}`: {sent}", scheme.name);
            let place = scheme.place.clone();
            self.report(Code::VoluntaryCredential, &place, message);
            offered.parts.push((id, Vec::new()));
        }
        if unsaid && !offered.parts.is_empty() {
            security.alternatives.push(offered);
        }
    }

    /// A token operation never sends a token, whatever `security` says; it keeps what else it needs.
    pub(super) fn free_token_operations(&mut self, inherited: &Security) {
        let names: Vec<String> = self
            .schemes
            .iter()
            .flat_map(Scheme::flows)
            .flat_map(|flow| std::iter::once(&flow.acquire).chain(&flow.renew))
            .filter_map(|exchange| exchange.operation.clone())
            .collect();
        let schemes = &self.schemes;
        let is_token = |id: &SchemeId| {
            let kind = schemes.get(id.0).map(|scheme| &scheme.kind);
            matches!(kind, Some(SchemeKind::Token { .. }))
        };
        for operation in self.operations.iter_mut().filter(|o| names.contains(&o.id)) {
            let before = operation.security.as_ref().unwrap_or(inherited);
            let mut kept = Security::default();
            for alternative in &before.alternatives {
                let parts = alternative.parts.iter().filter(|(id, _)| !is_token(id));
                let requirement = Requirement { parts: parts.cloned().collect() };
                if !kept.alternatives.contains(&requirement) {
                    kept.alternatives.push(requirement);
                }
            }
            if kept.alternatives.iter().all(|requirement| requirement.parts.is_empty()) {
                kept.alternatives.clear();
            }
            operation.security = Some(kept);
        }
    }

    /// Lowers every security scheme, flows of ours aside.
    pub(super) fn schemes(&mut self) {
        let components = self.document.model.components.as_ref();
        let place = Place::root().child("components").child("securitySchemes");
        for (name, scheme) in components.into_iter().flat_map(|c| &c.security_schemes) {
            let place = place.child(name);
            let Some((_, scheme)) = resolve::resolve(self.document, scheme, &place, self.sink)
            else {
                continue;
            };
            let (description, extensions) = match scheme {
                SecurityScheme::APIKey { description, extensions, .. }
                | SecurityScheme::HTTP { description, extensions, .. }
                | SecurityScheme::OAuth2 { description, extensions, .. }
                | SecurityScheme::OpenIDConnect { description, extensions, .. } => {
                    (description.clone(), extensions)
                }
            };
            let deprecated = extensions.get("x-portolan-deprecated").is_some_and(|it| it == true);
            let openid_connect = match scheme {
                SecurityScheme::OpenIDConnect { open_id_connect_url, .. } => {
                    Some(open_id_connect_url.clone())
                }
                _ => {
                    let url = extensions.get("x-portolan-oauth2MetadataUrl");
                    let url = url.and_then(|url| url.as_str());
                    url.filter(|url| is_discovered(url)).map(str::to_owned)
                }
            };
            if let Some(kind) = self.scheme(scheme, &place) {
                let (name, voluntary) = (name.clone(), false);
                self.schemes.push(Scheme {
                    name,
                    description,
                    deprecated,
                    kind,
                    voluntary,
                    openid_connect,
                    revoke: None,
                    place,
                });
            }
        }
    }

    fn scheme(&mut self, scheme: &SecurityScheme, place: &Place) -> Option<SchemeKind> {
        Some(match scheme {
            SecurityScheme::APIKey { location, name, .. } => {
                if *location != APIKeyLocation::Query && !is_field_name(name) {
                    let message = format!("no request can carry a key named `{name}`");
                    self.report(Code::UnsupportedSecurity, place, message);
                    return None;
                }
                let name = name.clone();
                let carry = match location {
                    APIKeyLocation::Query => Carry::Query { name },
                    APIKeyLocation::Header => Carry::Header { name, prefix: None },
                    APIKeyLocation::Cookie => Carry::Cookie { name },
                };
                SchemeKind::ApiKey { carry }
            }
            SecurityScheme::HTTP { extensions, .. }
                if extensions.get("x-portolan-type").is_some_and(|word| word == "mutualTLS") =>
            {
                SchemeKind::Certificate
            }
            SecurityScheme::HTTP { scheme, .. } => match scheme.to_ascii_lowercase().as_str() {
                "basic" => SchemeKind::Basic,
                "bearer" => token("Bearer", Vec::new()),
                _ => {
                    let message = format!(
                        "the credentials of `{scheme}` are to be given: they are sent as they are"
                    );
                    self.report(Code::TokenFlow, place, message);
                    // What is no name of a scheme (RFC 9110, 11.1) is part of the value that the caller knows.
                    token(if is_field_name(scheme) { scheme } else { "" }, Vec::new())
                }
            },
            SecurityScheme::OAuth2 { flows, .. } => token("Bearer", self.oauth2(flows, place)),
            SecurityScheme::OpenIDConnect { open_id_connect_url, .. } => {
                token("Bearer", self.openid_connect(open_id_connect_url, place))
            }
        })
    }

    /// Lowers alternatives of requirements. One that names an unknown scheme is left out.
    pub(super) fn requirements(
        &mut self,
        alternatives: &[model::SecurityRequirement],
        place: &Place,
    ) -> Security {
        let mut security = Security::default();
        for (index, alternative) in alternatives.iter().enumerate() {
            let mut requirement = Requirement::default();
            let mut known = true;
            for (name, scopes) in alternative {
                let position = self.schemes.iter().position(|scheme| scheme.name == *name);
                match position {
                    Some(position) => {
                        requirement.parts.push((SchemeId(position), scopes.clone()));
                    }
                    None => {
                        let message = format!(
                            "`{name}` is no security scheme that can be used: the alternative is left out"
                        );
                        self.report(
                            Code::UnsupportedSecurity,
                            &place.item(index).child(name),
                            message,
                        );
                        known = false;
                    }
                }
            }
            if known && !security.alternatives.contains(&requirement) {
                security.alternatives.push(requirement);
            }
        }
        if security.alternatives.is_empty() && !alternatives.is_empty() {
            let message = "none of the alternatives can be used: it is sent without credentials";
            self.report(Code::UnsupportedSecurity, place, message);
        }
        security
    }
}

/// A token after the name of an HTTP authentication scheme; without a name, alone.
fn token(prefix: &str, flows: Vec<TokenFlow>) -> SchemeKind {
    let prefix = Some(prefix.to_owned()).filter(|prefix| !prefix.is_empty());
    let carry = Carry::Header { name: "Authorization".to_owned(), prefix };
    SchemeKind::Token { carry, flows, rejected: vec![401] }
}

/// Tells whether a credential of that name is never shown.
pub(super) fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let words = ["password", "passwd", "passphrase", "secret", "pin", "otp", "mfa"];
    let ends = ["key", "token", "assertion", "pass"];
    words.iter().any(|word| name.split(['_', '-', ' ']).any(|part| part == *word))
        || name.ends_with("password")
        || name.ends_with("secret")
        || ends.iter().any(|word| name.ends_with(word))
}
