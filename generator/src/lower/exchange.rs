//! One request of a token flow, as `x-portolan-token` writes it.
//!
//! In: `acquire` or `renew`, and the operation that it names. Out: a [`TokenExchange`]. It must not know what else a
//! flow has.

use serde_json::Value;

use super::Lower;
use super::detect::{Asked, token_body};
use super::node::Node;
use super::security::is_secret;
use super::token::is_field_name;
use crate::ir::{
    CredentialField, CredentialKind, Location, Method, TokenAnswer, TokenEncoding, TokenExchange,
    TokenField, TokenSource, TokenTarget, Type,
};

/// What a request is for.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Role {
    /// The first token.
    Acquire,
    /// A following one.
    Renew,
}

const KEYS: &[&str] = &[
    "operation",
    "url",
    "method",
    "encoding",
    "request",
    "token",
    "expires",
    "refresh_token",
    "refresh_expires",
    "succeeded",
];

/// What stands at a pointer.
pub(super) enum At {
    Found(Type, bool),
    /// Nothing is known of what stands there.
    Open,
    Missing,
}

impl<'a> Lower<'a, '_> {
    /// Reads `acquire` or `renew`; `like` is the answer that a renewal's is like, where it says no other.
    pub(super) fn exchange(
        &mut self,
        node: &Node<'a>,
        role: Role,
        like: Option<&TokenAnswer>,
    ) -> Option<(TokenExchange, Vec<CredentialField>)> {
        if node.object().is_none() {
            self.mistake(&node.place, "an object is expected");
            return None;
        }
        self.known_keys(node, KEYS);
        let operation = self.endpoint(node)?;
        let asked = match node.child("request") {
            Some(request) => self.request(&request, role, operation),
            None => operation.and_then(|index| self.asked(index)),
        };
        let Some(asked) = asked.filter(|asked| !asked.fields.is_empty()) else {
            self.mistake(&node.place, "`request` is expected: which credential goes where");
            return None;
        };
        let answer = self.stated_answer(node, operation, like)?;
        let credentials = asked.credentials.clone();
        let in_body = asked.fields.iter().any(|f| matches!(f.target, TokenTarget::Body(_)));
        let own = operation
            .and_then(|index| token_body(self.operations.get(index)?))
            .map_or(TokenEncoding::Json, |(_, encoding)| encoding);
        let encoding = match node.text("encoding") {
            _ if !in_body => TokenEncoding::None,
            Some("form") => TokenEncoding::Form,
            Some("json") => TokenEncoding::Json,
            None => own,
            Some(_) => {
                self.mistake(&node.place.child("encoding"), "`json` or `form` is expected");
                TokenEncoding::Json
            }
        };
        let mut exchange = match operation {
            Some(index) => self.exchange_of(index, asked, answer)?,
            None => TokenExchange {
                operation: None,
                method: match node.text("method").map(str::to_ascii_uppercase).as_deref() {
                    Some("GET") => Method::Get,
                    Some("PUT") => Method::Put,
                    _ => Method::Post,
                },
                url: node.text("url").unwrap_or_default().to_owned(),
                encoding,
                fields: asked.fields,
                answer,
            },
        };
        exchange.encoding = encoding;
        Some((exchange, credentials))
    }

    /// Returns the operation that is named; `Some(None)` where a URL is written instead.
    pub(super) fn endpoint(&mut self, node: &Node<'a>) -> Option<Option<usize>> {
        let Some(named) = node.child("operation") else {
            let url = node.text("url").filter(|url| !url.is_empty());
            if url.is_none() {
                self.mistake(&node.place, "`operation` or `url` is expected");
            }
            return url.map(|_| None);
        };
        let id = named.value.as_str().unwrap_or_default();
        let found = self.operations.iter().position(|operation| operation.id == id);
        if found.is_none() {
            let message = format!("no operation is called `{id}`, or it is left out");
            self.mistake(&named.place, message);
        }
        found.map(Some)
    }

    fn request(&mut self, node: &Node<'a>, role: Role, operation: Option<usize>) -> Option<Asked> {
        let Some(members) = node.object() else {
            self.mistake(&node.place, "an object is expected: credential → JSON Pointer or header");
            return None;
        };
        let mut asked = Asked::default();
        for (name, value) in members {
            let node = node.other(value, node.place.child(name));
            let Some(target) = self.token_target(&node) else { continue };
            if let Some(constant) = node.text("constant") {
                let source = TokenSource::Constant(constant.to_owned());
                asked.fields.push(TokenField { source, target });
                continue;
            }
            let at = self.credential_at(operation, &target);
            if let At::Missing = at {
                let message = "the operation asks for nothing there";
                self.mistake(&node.place, message);
            }
            let source = match name.as_str() {
                "refresh_token" if role == Role::Renew => TokenSource::RefreshToken,
                "access_token" if role == Role::Renew => TokenSource::AccessToken,
                "scope" | "scopes" => TokenSource::Scopes,
                _ => {
                    let (required, kind, secret) = match at {
                        At::Found(ty, required) => {
                            let kind = self.credential_kind(&ty).unwrap_or(CredentialKind::Text);
                            (required, kind, is_secret_ty(&self.unaliased(&ty)))
                        }
                        _ => (true, CredentialKind::Text, false),
                    };
                    let secret = secret || is_secret(name);
                    let credential = CredentialField { name: name.clone(), required, secret, kind };
                    asked.credentials.push(credential);
                    TokenSource::Credential(name.clone())
                }
            };
            asked.fields.push(TokenField { source, target });
        }
        // Constants that the operation requires need not be written.
        let detected = operation.and_then(|index| self.asked(index)).unwrap_or_default();
        for field in detected.fields {
            let given = asked.fields.iter().any(|known| known.target == field.target);
            if matches!(field.source, TokenSource::Constant(_)) && !given {
                asked.fields.insert(0, field);
            }
        }
        Some(asked)
    }

    /// Reads where a value goes: a pointer, a header's name, or `{ at | header | basic, constant }`.
    pub(super) fn token_target(&mut self, node: &Node<'a>) -> Option<TokenTarget> {
        let target = match node.value {
            Value::String(text) if text.starts_with('/') => Some(TokenTarget::Body(text.clone())),
            Value::String(text) if is_field_name(text) => Some(TokenTarget::Header(text.clone())),
            Value::Object(_) => {
                self.known_keys(node, &["at", "header", "basic", "constant"]);
                match (node.text("at"), node.text("header"), node.text("basic")) {
                    (Some(at), None, None) if at.starts_with('/') => {
                        Some(TokenTarget::Body(at.to_owned()))
                    }
                    (None, Some(name), None) if is_field_name(name) => {
                        Some(TokenTarget::Header(name.to_owned()))
                    }
                    (None, None, Some("user")) => Some(TokenTarget::BasicUser),
                    (None, None, Some("password")) => Some(TokenTarget::BasicPassword),
                    _ => None,
                }
            }
            _ => None,
        };
        if target.is_none() {
            self.mistake(
                &node.place,
                "a JSON Pointer such as `/username` or a header's name is expected",
            );
        }
        target
    }

    pub(super) fn credential_at(&mut self, operation: Option<usize>, target: &TokenTarget) -> At {
        let Some(operation) = operation.and_then(|index| self.operations.get(index)).cloned()
        else {
            return At::Open;
        };
        match target {
            TokenTarget::Body(pointer) => match token_body(&operation) {
                Some((ty, _)) => self.at(ty, pointer),
                None => At::Open,
            },
            TokenTarget::Header(name) => {
                let found = operation.parameters.iter().find(|parameter| {
                    parameter.location == Location::Header
                        && parameter.name.eq_ignore_ascii_case(name)
                });
                // A definition need not describe the headers of its login.
                found.map_or(At::Open, |found| At::Found(found.ty.clone(), found.required))
            }
            TokenTarget::BasicUser
            | TokenTarget::BasicPassword
            | TokenTarget::ClientId
            | TokenTarget::ClientSecret => At::Open,
        }
    }

    /// Follows a JSON Pointer through types.
    fn at(&mut self, ty: &Type, pointer: &str) -> At {
        let mut ty = ty.clone();
        let mut required = true;
        for segment in pointer.split('/').skip(1) {
            let segment = super::schema::unescape(segment);
            let Some(found) = self.struct_in(&ty) else {
                return match self.unaliased(&ty) {
                    Type::Primitive(_) | Type::List(_) => At::Missing,
                    _ => At::Open,
                };
            };
            match found.fields.into_iter().find(|field| field.name == segment) {
                Some(field) => {
                    required &= field.required;
                    ty = field.ty;
                }
                None if found.additional.is_some() => return At::Open,
                None => return At::Missing,
            }
        }
        At::Found(ty, required)
    }

    /// Reads how the answer is read; what is not written is detected.
    pub(super) fn stated_answer(
        &mut self,
        node: &Node<'a>,
        operation: Option<usize>,
        like: Option<&TokenAnswer>,
    ) -> Option<TokenAnswer> {
        let detected = operation.and_then(|index| self.answer(index));
        let mut answer = detected.clone().or_else(|| like.cloned()).unwrap_or_default();
        let ty = operation.and_then(|index| self.answer_ty(index));
        match node.child("token") {
            Some(token) => {
                answer.token = self.pointer(&token)?;
                // What was detected beside another token is not this one's.
                if detected.as_ref().is_some_and(|detected| detected.token != answer.token) {
                    answer = TokenAnswer { token: answer.token, ..TokenAnswer::default() };
                }
                self.check(&token, ty.as_ref());
            }
            None if detected.is_none() && like.is_none() => {
                self.mistake(&node.place, "`token` is expected: where the answer has the token");
                return None;
            }
            None => {}
        }
        if let Some(expires) = node.child("expires") {
            answer.expires = self.expiries(&expires);
        }
        if let Some(refresh) = node.child("refresh_token") {
            answer.refresh_token = self.pointer(&refresh);
            self.check(&refresh, ty.as_ref());
        }
        if let Some(expires) = node.child("refresh_expires") {
            answer.refresh_expires = self.expiries(&expires);
        }
        if let Some(succeeded) = node.child("succeeded") {
            answer.succeeded = self.pointer(&succeeded);
            self.check(&succeeded, ty.as_ref());
        }
        Some(answer)
    }

    fn check(&mut self, node: &Node<'a>, ty: Option<&Type>) {
        let (Some(pointer), Some(ty)) = (node.value.as_str(), ty) else { return };
        if let At::Missing = self.at(ty, pointer) {
            let message = format!("the operation's answer has no `{pointer}`");
            self.mistake(&node.place, message);
        }
    }
}

fn is_secret_ty(ty: &Type) -> bool {
    *ty == Type::Primitive(crate::ir::Primitive::Secret)
}
