//! How a token is revoked.
//!
//! In: `revoke` and `client` of `x-portolan-token`. Out: a [`TokenRevocation`], and flows in which the client shows who it
//! is where it is told to. It must not know how the runtime keeps a token.

use super::Lower;
use super::detect::token_body;
use super::node::Node;
use super::oauth::{Client, field};
use crate::diagnostic::Code;
use crate::ir::{Method, TokenEncoding, TokenField, TokenFlow, TokenRevocation, TokenSource};

const KEYS: &[&str] = &["operation", "url", "encoding", "request"];

impl<'a> Lower<'a, '_> {
    /// Reads where the client shows who it is, in all requests of the flows.
    pub(super) fn client(&mut self, node: &Node<'a>, flows: &mut [TokenFlow]) {
        let client = match node.value.as_str() {
            Some("basic") => Client::Basic,
            Some("body") => Client::Body,
            _ => return self.mistake(&node.place, "`basic` or `body` is expected"),
        };
        let exchanges = flows
            .iter_mut()
            .flat_map(|flow| std::iter::once(&mut flow.acquire).chain(flow.renew.as_mut()));
        let mut found = false;
        for field in exchanges.flat_map(|exchange| &mut exchange.fields) {
            if let TokenSource::Credential(name) = &field.source
                && let Some(target) = client.target(name)
            {
                field.target = target;
                found = true;
            }
        }
        if !found {
            self.mistake(
                &node.place,
                "no request of the flow has a `client_id` or `client_secret`",
            );
        }
    }

    /// Reads `revoke` of a scheme: a request of RFC 7009, unless it says otherwise.
    pub(super) fn revocation(
        &mut self,
        name: &str,
        node: &Node<'a>,
        flows: &[TokenFlow],
    ) -> Option<TokenRevocation> {
        if node.object().is_none() {
            self.mistake(&node.place, "an object is expected");
            return None;
        }
        self.known_keys(node, KEYS);
        if flows.is_empty() {
            let message = "a token is revoked only where it is acquired: there is no flow";
            self.mistake(&node.place, message);
            return None;
        }
        let operation = self.endpoint(node)?.and_then(|index| self.operations.get(index)).cloned();
        let own = operation.as_ref().and_then(token_body).map(|(_, encoding)| encoding);
        let encoding = match node.text("encoding") {
            Some("form") => TokenEncoding::Form,
            Some("json") => TokenEncoding::Json,
            None => own.unwrap_or(TokenEncoding::Form),
            Some(_) => {
                self.mistake(&node.place.child("encoding"), "`json` or `form` is expected");
                TokenEncoding::Form
            }
        };
        let fields = match node.child("request") {
            Some(request) => self.revoked_fields(&request, flows)?,
            None => standard(flows),
        };
        let (method, url, operation) = match operation {
            Some(operation) => (operation.method, operation.path, Some(operation.id)),
            None => (Method::Post, node.text("url").unwrap_or_default().to_owned(), None),
        };
        let by = operation.as_ref().unwrap_or(&url);
        let message = format!("`sign_out` revokes the tokens of `{name}` by `{by}`");
        self.report(Code::TokenFlow, &node.place, message);
        Some(TokenRevocation { operation, method, url, encoding, fields })
    }

    /// Reads what is sent: `token`, `token_type_hint`, and credentials of the flows.
    fn revoked_fields(&mut self, node: &Node<'a>, flows: &[TokenFlow]) -> Option<Vec<TokenField>> {
        let Some(members) = node.object() else {
            self.mistake(
                &node.place,
                "an object is expected: what is sent → JSON Pointer or header",
            );
            return None;
        };
        let mut fields = Vec::new();
        for (name, value) in members {
            let node = node.other(value, node.place.child(name));
            let Some(target) = self.token_target(&node) else { continue };
            let given = flows.iter().flat_map(|flow| &flow.credentials).any(|it| it.name == *name);
            let source = match (name.as_str(), node.text("constant")) {
                (_, Some(constant)) => TokenSource::Constant(constant.to_owned()),
                ("token", None) => TokenSource::Token,
                ("token_type_hint", None) => TokenSource::TokenKind,
                (_, None) if given => TokenSource::Credential(name.clone()),
                _ => {
                    let message =
                        "`token`, `token_type_hint` or a credential of the flow is expected";
                    self.mistake(&node.place, message);
                    continue;
                }
            };
            fields.push(TokenField { source, target });
        }
        if fields.iter().any(|field| field.source == TokenSource::Token) {
            return Some(fields);
        }
        self.mistake(&node.place, "`token` is expected: where the token goes that is revoked");
        None
    }
}

/// A request of RFC 7009, 2.1; the client shows who it is where the token requests do that.
fn standard(flows: &[TokenFlow]) -> Vec<TokenField> {
    let mut fields =
        vec![field(TokenSource::Token, "token"), field(TokenSource::TokenKind, "token_type_hint")];
    let exchanges = flows.iter().flat_map(|flow| std::iter::once(&flow.acquire).chain(&flow.renew));
    for sent in exchanges.flat_map(|exchange| &exchange.fields) {
        let TokenSource::Credential(name) = &sent.source else { continue };
        let is_client = name == "client_id" || name == "client_secret";
        if is_client && !fields.iter().any(|known| known.source == sent.source) {
            fields.push(sent.clone());
        }
    }
    fields
}
