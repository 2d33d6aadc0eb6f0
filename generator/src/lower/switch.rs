//! Operations that move a session to another identity.
//!
//! In: `switch` of `x-portolan-token`, the operation that it names and the flow beside it. Out: a [`TokenSwitch`]. It
//! must not know how the runtime keeps a session.

use super::Lower;
use super::exchange::At;
use super::node::Node;
use crate::diagnostic::Code;
use crate::ir::{
    Codec, SchemeId, Security, TokenField, TokenFlow, TokenSource, TokenSwitch, TokenTarget,
};

const KEYS: &[&str] =
    &["operation", "request", "token", "expires", "refresh_token", "refresh_expires", "succeeded"];

impl<'a> Lower<'a, '_> {
    /// Reads `switch` of a scheme.
    pub(super) fn switch(
        &mut self,
        scheme: usize,
        node: &Node<'a>,
        flow: Option<&TokenFlow>,
    ) -> Option<TokenSwitch> {
        if node.object().is_none() {
            self.mistake(&node.place, "an object is expected");
            return None;
        }
        self.known_keys(node, KEYS);
        let Some(flow) = flow else {
            self.mistake(&node.place, "a session is switched only where its token is acquired");
            return None;
        };
        let Some(named) = node.child("operation") else {
            self.mistake(&node.place, "`operation` is expected");
            return None;
        };
        let index = self.endpoint(node)??;
        let id = self.operations.get(index)?.id.clone();
        if let Some(message) = self.unfit(scheme, index, flow) {
            self.mistake(&named.place, message);
            return None;
        }
        let answer = self.stated_answer(node, Some(index), Some(&flow.acquire.answer))?;
        let credentials = match node.child("request") {
            Some(request) => self.renamed(&request, index, flow).unwrap_or_default(),
            None => Vec::new(),
        };
        let names: Vec<_> = credentials.iter().filter_map(|f| source(f)).collect();
        let later = if names.is_empty() {
            "it ends where it cannot be renewed, for no login names whom it leads to".to_owned()
        } else {
            format!("a later login is for the `{}` of its request", names.join("`, `"))
        };
        let message = format!("`{id}` switches the session to another identity; {later}");
        self.report(Code::TokenFlow, &node.place, message);
        let note = "A success moves the session of this client and its clones: they go on as whom it leads to.";
        if let Some(operation) = self.operations.get_mut(index) {
            operation.docs.notes.push(note.to_owned());
        }
        Some(TokenSwitch { operation: id, credentials, answer })
    }

    /// Returns why an operation cannot switch the session of a scheme.
    fn unfit(&self, scheme: usize, index: usize, flow: &TokenFlow) -> Option<String> {
        let operation = self.operations.get(index)?;
        let id = Some(&operation.id);
        let renews = flow.renew.as_ref().is_some_and(|renew| renew.operation.as_ref() == id);
        if flow.acquire.operation.as_ref() == id || renews {
            return Some(format!("`{}` gets the session's token already", operation.id));
        }
        let other = self.schemes.iter().find(|other| {
            let mut switches = other.flows().iter().filter_map(|flow| flow.switch.as_ref());
            switches.any(|switch| Some(&switch.operation) == id)
        });
        if let Some(other) = other {
            return Some(format!("`{}` switches `{}` already", operation.id, other.name));
        }
        let requires = |security: &Security| {
            security
                .alternatives
                .iter()
                .any(|alternative| alternative.parts.iter().any(|(id, _)| *id == SchemeId(scheme)))
        };
        let fits = match &operation.security {
            Some(own) => requires(own),
            None => {
                let name = self.schemes.get(scheme).map(|scheme| &scheme.name);
                let Some(inherited) = &self.document.model.security else { return None };
                let mut keys = inherited.iter().flat_map(|alternative| alternative.keys());
                keys.any(|key| Some(key) == name)
            }
        };
        (!fits).then(|| format!("`{}` does not require this scheme", operation.id))
    }

    /// Reads which credentials the request names anew. `None` where one of them is a mistake: the others alone
    /// would name somebody else.
    fn renamed(
        &mut self,
        node: &Node<'a>,
        index: usize,
        flow: &TokenFlow,
    ) -> Option<Vec<TokenField>> {
        let Some(members) = node.object() else {
            self.mistake(&node.place, "an object is expected: credential → JSON Pointer");
            return None;
        };
        let mut fields = Vec::new();
        let mut whole = true;
        for (name, value) in members {
            let node = node.other(value, node.place.child(name));
            match self.renamed_one(name, &node, index, flow) {
                Ok(field) => fields.push(field),
                Err(message) => {
                    self.mistake(&node.place, message);
                    whole = false;
                }
            }
        }
        whole.then_some(fields)
    }

    fn renamed_one(
        &mut self,
        name: &str,
        node: &Node<'a>,
        index: usize,
        flow: &TokenFlow,
    ) -> Result<TokenField, String> {
        let source = TokenSource::Credential(name.to_owned());
        let sent = flow.acquire.fields.iter().any(|field| field.source == source);
        let known = flow.credentials.iter().find(|known| known.name == name).filter(|_| sent);
        let Some(credential) = known else {
            return Err(format!("`{name}` is no credential of `acquire`"));
        };
        if credential.secret {
            return Err(format!("`{name}` is secret: it does not tell who is meant"));
        }
        let Some(pointer) = node.value.as_str().filter(|text| text.starts_with('/')) else {
            return Err("a JSON Pointer into the request's body is expected".to_owned());
        };
        let target = TokenTarget::Body(pointer.to_owned());
        let body = self.operations.get(index).and_then(|operation| operation.body.as_ref());
        let json = |body: &crate::ir::Body| {
            body.contents.iter().any(|content| matches!(content.codec, Codec::Json(_)))
        };
        if !body.is_some_and(json) {
            return Err("the operation has no JSON body".to_owned());
        }
        match self.credential_at(Some(index), &target) {
            At::Missing => return Err("the operation asks for nothing there".to_owned()),
            At::Found(ty, _) if self.credential_kind(&ty) != Some(credential.kind) => {
                return Err("the login takes it with another type".to_owned());
            }
            At::Found(..) | At::Open => {}
        }
        Ok(TokenField { source, target })
    }
}

fn source(field: &TokenField) -> Option<&str> {
    match &field.source {
        TokenSource::Credential(name) => Some(name),
        _ => None,
    }
}
