//! Security schemes and what operations require of them.
//!
//! In: Security Scheme Objects and Security Requirement Objects. Out: [`Scheme`]s and [`Security`]. It must not
//! know how a token is kept.

use openapiv3 as model;
use openapiv3::{APIKeyLocation, SecurityScheme};

use super::Lower;
use super::token::is_field_name;
use crate::diagnostic::{Code, Place};
use crate::ir::{
    Carry, CredentialField, CredentialKind, Expiry, Method, Requirement, Scheme, SchemeId,
    SchemeKind, Security, TokenAnswer, TokenEncoding, TokenExchange, TokenField, TokenFlow,
    TokenSource, TokenTarget,
};
use crate::resolve;

impl Lower<'_, '_> {
    /// Reports schemes that nothing needs: a caller may give their credential, and it is never sent.
    pub(super) fn never_needed(&mut self, security: &Security) {
        let own = self.operations.iter().filter_map(|operation| operation.security.as_ref());
        let needed: Vec<SchemeId> = std::iter::once(security)
            .chain(own)
            .flat_map(|security| &security.alternatives)
            .flat_map(|requirement| requirement.parts.iter().map(|(id, _)| *id))
            .collect();
        let unused: Vec<(String, Place)> = self
            .schemes
            .iter()
            .enumerate()
            .filter(|(index, _)| !needed.contains(&SchemeId(*index)))
            .map(|(_, scheme)| (scheme.name.clone(), scheme.place.clone()))
            .collect();
        for (name, place) in unused {
            let message =
                format!("no operation says that it needs `{name}`: its credential is never sent");
            self.report(Code::UnsupportedSecurity, &place, message);
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
            let description = match scheme {
                SecurityScheme::APIKey { description, .. }
                | SecurityScheme::HTTP { description, .. }
                | SecurityScheme::OAuth2 { description, .. }
                | SecurityScheme::OpenIDConnect { description, .. } => description.clone(),
            };
            if let Some(kind) = self.scheme(scheme, &place) {
                self.schemes.push(Scheme { name: name.clone(), description, kind, place });
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
                let message =
                    "the certificate of mutual TLS belongs to the HTTP client: give it to that";
                self.report(Code::UnsupportedSecurity, place, message);
                return None;
            }
            SecurityScheme::HTTP { scheme, .. } => match scheme.to_ascii_lowercase().as_str() {
                "basic" => SchemeKind::Basic,
                "bearer" => token(None),
                "digest" | "hoba" | "mutual" | "scram-sha-1" | "scram-sha-256" | "vapid"
                | "negotiate" => {
                    let message =
                        format!("the HTTP authentication scheme `{scheme}` is not supported");
                    self.report(Code::UnsupportedSecurity, place, message);
                    return None;
                }
                _ if !is_field_name(scheme) => {
                    let message = format!("`{scheme}` is no name of an HTTP authentication scheme");
                    self.report(Code::UnsupportedSecurity, place, message);
                    return None;
                }
                _ => SchemeKind::Token {
                    carry: authorization(scheme),
                    flow: None,
                    rejected: vec![401],
                },
            },
            SecurityScheme::OAuth2 { flows, .. } => token(self.oauth2(flows, place)),
            SecurityScheme::OpenIDConnect { .. } => {
                let message = "the token of OpenID Connect is to be given: it is not acquired";
                self.report(Code::TokenFlow, place, message);
                token(None)
            }
        })
    }

    /// Chooses the flow that a program can go without a person: client credentials, else a password.
    fn oauth2(&mut self, flows: &model::OAuth2Flows, place: &Place) -> Option<TokenFlow> {
        let (message, flow) = if let Some(flow) = &flows.client_credentials {
            let credentials =
                vec![credential("client_id", true), credential("client_secret", true)];
            let acquire = exchange(&flow.token_url, "client_credentials", &credentials, true);
            let message = "the token is acquired with client credentials";
            (message, Some(TokenFlow { credentials, acquire, renew: None, switch: None }))
        } else if let Some(flow) = &flows.password {
            let credentials = vec![
                credential("username", true),
                credential("password", true),
                credential("client_id", false),
                credential("client_secret", false),
            ];
            let acquire = exchange(&flow.token_url, "password", &credentials, true);
            let url = flow.refresh_url.as_ref().unwrap_or(&flow.token_url);
            let clients = credentials.get(2..).unwrap_or_default();
            let mut renew = exchange(url, "refresh_token", clients, false);
            renew.fields.insert(
                1,
                TokenField {
                    source: TokenSource::RefreshToken,
                    target: TokenTarget::Body("/refresh_token".to_owned()),
                },
            );
            let message =
                "the token is acquired with a password and renewed with its refresh token";
            (message, Some(TokenFlow { credentials, acquire, renew: Some(renew), switch: None }))
        } else {
            ("this flow of OAuth 2.0 needs a person: the token is to be given", None)
        };
        self.report(Code::TokenFlow, place, message);
        flow
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

fn token(flow: Option<TokenFlow>) -> SchemeKind {
    SchemeKind::Token { carry: authorization("Bearer"), flow, rejected: vec![401] }
}

fn authorization(prefix: &str) -> Carry {
    Carry::Header { name: "Authorization".to_owned(), prefix: Some(prefix.to_owned()) }
}

fn credential(name: &str, required: bool) -> CredentialField {
    let (secret, kind) = (is_secret(name), CredentialKind::Text);
    CredentialField { name: name.to_owned(), required, secret, kind }
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

/// A request of RFC 6749: grant type, credentials and scopes as a form, the answer of section 5.1.
fn exchange(
    url: &str,
    grant: &str,
    credentials: &[CredentialField],
    scopes: bool,
) -> TokenExchange {
    let mut fields = vec![field(TokenSource::Constant(grant.to_owned()), "grant_type")];
    for credential in credentials {
        fields.push(field(TokenSource::Credential(credential.name.clone()), &credential.name));
    }
    if scopes {
        fields.push(field(TokenSource::Scopes, "scope"));
    }
    TokenExchange {
        operation: None,
        method: Method::Post,
        url: url.to_owned(),
        encoding: TokenEncoding::Form,
        fields,
        answer: TokenAnswer {
            token: "/access_token".to_owned(),
            expires: vec![Expiry::In { pointer: "/expires_in".to_owned(), unit_seconds: 1 }],
            refresh_token: Some("/refresh_token".to_owned()),
            refresh_expires: Vec::new(),
            succeeded: None,
        },
    }
}

fn field(source: TokenSource, name: &str) -> TokenField {
    TokenField { source, target: TokenTarget::Body(format!("/{name}")) }
}
