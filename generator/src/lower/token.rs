//! Token flows: of each scheme that has a token, how it is acquired and renewed.
//!
//! In: `x-portolan-token`, or operations that look like logins. Out: [`TokenFlow`]s in the schemes. It must not know
//! how the runtime keeps a token.

use openapiv3::SecurityScheme;
use serde_json::Value;

use super::exchange::Role;
use super::node::Node;
use super::{
    Lower,
    detect::{Asked, token_body},
};
use crate::diagnostic::{Code, Place, Sink};
use crate::ir::{
    Carry, CredentialField, Expiry, SchemeKind, TokenAnswer, TokenEncoding, TokenExchange,
    TokenFlow, TokenTarget,
};
use crate::resolve;

const EXTENSION: &str = "x-portolan-token";
const KEYS: &[&str] = &["acquire", "renew", "revoke", "client", "switch", "carry", "rejected"];

impl<'a> Lower<'a, '_> {
    /// Gives every scheme its flow. The operations are lowered by now.
    pub(super) fn flows(&mut self) {
        for index in 0..self.schemes.len() {
            let Some((name, place)) =
                self.schemes.get(index).map(|s| (s.name.clone(), s.place.clone()))
            else {
                continue;
            };
            let components = self.document.model.components.as_ref();
            let Some(scheme) = components.and_then(|c| c.security_schemes.get(&name)) else {
                continue;
            };
            // What is wrong with the reference is reported where the scheme is lowered.
            let mut silent = Sink::default();
            let Some((_, scheme)) = resolve::resolve(self.document, scheme, &place, &mut silent)
            else {
                continue;
            };
            let (extensions, bearer, jwt) = match scheme {
                SecurityScheme::HTTP { extensions, scheme, bearer_format, .. } => (
                    extensions,
                    scheme.eq_ignore_ascii_case("bearer"),
                    bearer_format.as_ref().is_some_and(|f| f.eq_ignore_ascii_case("jwt")),
                ),
                SecurityScheme::APIKey { extensions, .. }
                | SecurityScheme::OAuth2 { extensions, .. }
                | SecurityScheme::OpenIDConnect { extensions, .. } => (extensions, false, false),
            };
            match extensions.get(EXTENSION) {
                Some(value) => {
                    let node = Node::new(self.document, value, place.child(EXTENSION));
                    self.stated(index, &name, &node, jwt);
                }
                None if bearer => {
                    let flow = self.detected(&name, &place, jwt);
                    self.set_flow(index, flow);
                }
                None => {}
            }
        }
    }

    fn set_flow(&mut self, index: usize, found: Option<TokenFlow>) {
        let kind = self.schemes.get_mut(index).map(|scheme| &mut scheme.kind);
        if let (Some(SchemeKind::Token { flows, .. }), Some(found)) = (kind, found) {
            *flows = vec![found];
        }
    }

    /// Reads the extension, and detects what it leaves out.
    fn stated(&mut self, index: usize, name: &str, node: &Node<'a>, jwt: bool) {
        if node.object().is_none() {
            return self.mistake(&node.place, "an object is expected");
        }
        self.known_keys(node, KEYS);
        let (mut carry, before, mut rejected) =
            match self.schemes.get(index).map(|s| s.kind.clone()) {
                Some(SchemeKind::Token { carry, flows, rejected }) => (carry, flows, rejected),
                Some(SchemeKind::ApiKey { carry }) => (carry, Vec::new(), vec![401]),
                _ => return self.mistake(&node.place, "HTTP Basic and mutual TLS have no token"),
            };
        if let Some(stated) = node.child("carry")
            && let Some(stated) = self.carry(&stated)
        {
            carry = stated;
        }
        if let Some(stated) = node.child("rejected") {
            let statuses: Option<Vec<u16>> = stated.value.as_array().map(|all| {
                all.iter()
                    .filter_map(|s| u16::try_from(s.as_u64()?).ok())
                    .filter(|s| (400..500).contains(s))
                    .collect()
            });
            match statuses
                .filter(|s| s.len() == stated.value.as_array().map_or(0, Vec::len) && !s.is_empty())
            {
                Some(statuses) => rejected = statuses,
                None => {
                    self.mistake(&stated.place, "a list of statuses from 400 to 499 is expected")
                }
            }
        }
        let mut flows = match node.child("acquire") {
            Some(acquire) => self.stated_flow(name, node, &acquire, jwt).into_iter().collect(),
            None if before.is_empty() => {
                self.detected(name, &node.place, jwt).into_iter().collect()
            }
            None => before,
        };
        if let Some(stated) = node.child("client") {
            self.client(&stated, &mut flows);
        }
        let revoke = node.child("revoke").and_then(|stated| self.revocation(name, &stated, &flows));
        if let Some(stated) = node.child("switch") {
            let switch = self.switch(index, &stated, flows.first());
            if let Some(flow) = flows.first_mut() {
                flow.switch = switch;
            }
        }
        if let Some(scheme) = self.schemes.get_mut(index) {
            scheme.kind = SchemeKind::Token { carry, flows, rejected };
            scheme.revoke = revoke;
        }
    }

    fn stated_flow(
        &mut self,
        name: &str,
        node: &Node<'a>,
        acquire: &Node<'a>,
        jwt: bool,
    ) -> Option<TokenFlow> {
        let (exchange, mut credentials) = self.exchange(acquire, Role::Acquire, None)?;
        let mut flow =
            TokenFlow { credentials: Vec::new(), acquire: exchange, renew: None, switch: None };
        if flow.acquire.answer.expires.is_empty() && jwt && acquire.key("expires").is_none() {
            flow.acquire.answer.expires.push(Expiry::Jwt { claim: "exp".to_owned() });
        }
        if let Some(renew) = node.child("renew")
            && let Some((exchange, more)) =
                self.exchange(&renew, Role::Renew, Some(&flow.acquire.answer))
        {
            for credential in more {
                if !credentials.iter().any(|known| known.name == credential.name) {
                    credentials.push(credential);
                }
            }
            flow.renew = Some(exchange);
        }
        credentials.sort_by_key(|credential| !credential.required);
        flow.credentials = credentials;
        self.say(name, &node.place, &flow, "acquired");
        Some(flow)
    }

    /// Detects a flow among the operations, and says so.
    fn detected(&mut self, name: &str, place: &Place, jwt: bool) -> Option<TokenFlow> {
        let (index, asked, mut answer) = self.detected_login()?;
        if jwt {
            answer.expires.push(Expiry::Jwt { claim: "exp".to_owned() });
        }
        let mut credentials = asked.credentials.clone();
        credentials.sort_by_key(|credential| !credential.required);
        let refresh = answer.refresh_token.is_some();
        let acquire = self.exchange_of(index, asked, answer)?;
        let renew = match self.detected_refresh().filter(|_| refresh) {
            Some((index, mut asked, answer)) => {
                // What is optional there is not known to the caller's login.
                asked.fields.retain(|field| {
                    !matches!(&field.source, crate::ir::TokenSource::Credential(c)
                    if !credentials.iter().any(|known| known.name == *c))
                });
                self.exchange_of(index, asked, answer)
            }
            None => None,
        };
        let flow = TokenFlow { credentials, acquire, renew, switch: None };
        self.say(name, place, &flow, "detected: it is acquired");
        Some(flow)
    }

    /// Returns the request that an operation makes, and how its answer is read.
    pub(super) fn exchange_of(
        &self,
        index: usize,
        asked: Asked,
        answer: TokenAnswer,
    ) -> Option<TokenExchange> {
        let operation = self.operations.get(index)?;
        let in_body = asked.fields.iter().any(|field| matches!(field.target, TokenTarget::Body(_)));
        let written = token_body(operation).map_or(TokenEncoding::Json, |(_, encoding)| encoding);
        Some(TokenExchange {
            operation: Some(operation.id.clone()),
            method: operation.method.clone(),
            url: operation.path.clone(),
            encoding: if in_body { written } else { TokenEncoding::None },
            fields: asked.fields,
            answer,
        })
    }

    /// Says what the flow is, whoever chose it.
    fn say(&mut self, name: &str, place: &Place, flow: &TokenFlow, how: &str) {
        let by = |exchange: &TokenExchange| {
            exchange.operation.clone().unwrap_or_else(|| exchange.url.clone())
        };
        let credentials: Vec<_> = flow.credentials.iter().map(shown).collect();
        let answer = &flow.acquire.answer;
        let token = if answer.token.is_empty() { "the whole answer" } else { &answer.token };
        let expiry: Vec<_> = answer.expires.iter().map(expires).collect();
        let expiry = if expiry.is_empty() { "never told".to_owned() } else { expiry.join(", ") };
        let renew = flow.renew.as_ref().map_or_else(
            || "acquired again".to_owned(),
            |renew| format!("renewed by `{}`", by(renew)),
        );
        let message = format!(
            "the token of `{name}` is {how} by `{}` with {}; token: {token}; expiry: {expiry}; then it is {renew}",
            by(&flow.acquire),
            credentials.join(", "),
        );
        self.report(Code::TokenFlow, place, message);
    }

    fn carry(&mut self, node: &Node<'a>) -> Option<Carry> {
        self.known_keys(node, &["header", "prefix", "query", "cookie"]);
        let name = |key: &str| node.text(key).map(str::to_owned);
        let carry = match (name("header"), name("query"), name("cookie")) {
            (Some(name), None, None) if is_field_name(&name) => Some(Carry::Header {
                name,
                prefix: node.text("prefix").filter(|p| !p.is_empty()).map(str::to_owned),
            }),
            (None, Some(name), None) => Some(Carry::Query { name }),
            (None, None, Some(name)) => Some(Carry::Cookie { name }),
            _ => None,
        };
        if carry.is_none() {
            self.mistake(
                &node.place,
                "one of `header` (with `prefix`), `query` and `cookie` is expected",
            );
        }
        carry
    }

    /// Reports the keys that are none of the known ones.
    pub(super) fn known_keys(&mut self, node: &Node<'a>, known: &[&str]) {
        for key in node.object().into_iter().flat_map(serde_json::Map::keys) {
            if !known.contains(&key.as_str()) {
                let message = format!("`{key}` is none of {}", known.join(", "));
                self.mistake(&node.place.child(key), message);
            }
        }
    }

    /// Returns a JSON Pointer that the extension writes.
    pub(super) fn pointer(&mut self, node: &Node<'a>) -> Option<String> {
        let pointer = node.value.as_str().filter(|text| text.is_empty() || text.starts_with('/'));
        if pointer.is_none() {
            self.mistake(&node.place, "a JSON Pointer such as `/token` is expected");
        }
        pointer.map(str::to_owned)
    }

    /// Reads one expiry, or a list of them.
    pub(super) fn expiries(&mut self, node: &Node<'a>) -> Vec<Expiry> {
        let Some(items) = node.value.as_array() else {
            return self.expiry(node).into_iter().collect();
        };
        let mut found = Vec::new();
        for (index, value) in items.iter().enumerate() {
            found.extend(self.expiry(&node.other(value, node.place.item(index))));
        }
        found
    }

    fn expiry(&mut self, node: &Node<'a>) -> Option<Expiry> {
        self.known_keys(node, &["at", "in", "unit", "jwt", "after"]);
        let ways = ["at", "in", "jwt", "after"];
        let mut written = ways.iter().filter_map(|way| Some((*way, node.child(way)?)));
        let (Some((way, child)), None) = (written.next(), written.next()) else {
            self.mistake(&node.place, "one of `at`, `in`, `jwt` and `after` is expected");
            return None;
        };
        match way {
            "at" => Some(Expiry::At { pointer: self.pointer(&child)? }),
            "in" => {
                let unit_seconds = match node.key("unit").map(Value::as_str) {
                    None | Some(Some("seconds" | "second" | "s")) => 1,
                    Some(Some("minutes" | "minute")) => 60,
                    Some(Some("hours" | "hour")) => 3600,
                    Some(Some("days" | "day")) => 86400,
                    Some(_) => {
                        self.mistake(
                            &node.place.child("unit"),
                            "`seconds`, `minutes`, `hours` or `days` is expected",
                        );
                        return None;
                    }
                };
                Some(Expiry::In { pointer: self.pointer(&child)?, unit_seconds })
            }
            "jwt" => match child.value.as_str() {
                Some(claim) if !claim.is_empty() => Some(Expiry::Jwt { claim: claim.to_owned() }),
                _ => {
                    self.mistake(&child.place, "a claim's name such as `exp` is expected");
                    None
                }
            },
            _ => match child.value.as_u64().filter(|seconds| *seconds > 0) {
                Some(seconds) => Some(Expiry::After { seconds }),
                None => {
                    self.mistake(
                        &child.place,
                        "seconds, as a whole number above zero, are expected",
                    );
                    None
                }
            },
        }
    }
}

/// Tells whether a text is a header's name (RFC 9110, 5.6.2).
pub(super) fn is_field_name(name: &str) -> bool {
    !name.is_empty()
        && name.chars().all(|c| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c))
}

fn shown(credential: &CredentialField) -> String {
    let optional = if credential.required { "" } else { " (optional)" };
    format!("`{}`{optional}", credential.name)
}

fn expires(expiry: &Expiry) -> String {
    match expiry {
        Expiry::In { pointer, unit_seconds: 1 } => format!("{pointer} seconds"),
        Expiry::In { pointer, unit_seconds } => format!("{pointer} times {unit_seconds} seconds"),
        Expiry::At { pointer } => format!("at {pointer}"),
        Expiry::Jwt { claim } => format!("the JWT's `{claim}`"),
        Expiry::After { seconds } => format!("{seconds} seconds"),
    }
}
