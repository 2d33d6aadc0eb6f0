//! Operations: every method of every path.
//!
//! In: the Paths Object. Out: [`Operation`]s and the tags that they use. It must not know how a call is made.

use std::collections::HashSet;

use openapiv3 as model;

use super::page::Wish;
use super::response::Answers;
use super::site::Site;
use super::token::is_field_name;
use super::{Lower, text_of};
use crate::diagnostic::{Code, Place};
use crate::ir::{Docs, Method, Operation, Tag, TagId};
use crate::resolve;

impl<'a> Lower<'a, '_> {
    /// Lowers every operation.
    pub(super) fn paths(&mut self) {
        for tag in &self.document.model.tags {
            self.tags.push(Tag {
                name: tag.name.clone(),
                rename: text_of(&tag.extensions, "x-portolan-name"),
                description: with_link(tag),
            });
        }
        let taken = self.stated_ids();
        let mut ids = HashSet::new();
        for (path, item) in &self.document.model.paths.paths {
            let place = Place::root().child("paths").child(path);
            let Some((at, item)) = resolve::path_item(self.document, item, &place, self.sink)
            else {
                continue;
            };
            for (method, place, operation) in self.document.operations(item, &at) {
                if operation.extensions.get("x-portolan-skip").is_some_and(|v| v == true) {
                    continue;
                }
                let id = self.id(operation, method, path, &place, &taken, &mut ids);
                let lowered = self.operation(path, method, item, (&at, &place), operation, id);
                match lowered {
                    Ok(lowered) => {
                        self.operations.push(lowered);
                        self.pages.push(wish(operation, &at.child(method)));
                    }
                    Err(()) => {
                        let name = operation.operation_id.as_deref().unwrap_or(path);
                        let message =
                            format!("`{name}` is left out: what it requires is not supported");
                        self.report(Code::UnsupportedOperation, &place, message);
                    }
                }
            }
        }
        self.keep_used_tags();
    }

    fn operation(
        &mut self,
        path: &str,
        method: &str,
        item: &'a model::PathItem,
        (at, place): (&Place, &Place),
        operation: &'a model::Operation,
        id: String,
    ) -> Result<Operation, ()> {
        let place = place.clone();
        let site = Site::operation(self.operations.len());
        if !is_field_name(method) {
            let message = format!("`{method}` is no method of HTTP");
            self.report(Code::UnsupportedOperation, &place, message);
            return Err(());
        }
        let method = method_of(method);
        let shared = at.child("parameters");
        let own = place.child("parameters");
        let given: Vec<_> = (item.parameters.iter().enumerate().map(|(i, p)| (shared.item(i), p)))
            .chain(operation.parameters.iter().enumerate().map(|(i, p)| (own.item(i), p)))
            .collect();
        let (path, fragment) = match path.split_once('#') {
            Some((path, fragment)) => (path, Some(fragment)),
            None => (path, None),
        };
        let path = &without_query_names(path);
        if let Some(fragment) = fragment {
            // Definitions tell operations of one URL apart by it; no request holds one (RFC 9110, 4.2.5).
            let message = format!("`#{fragment}` is never sent");
            self.report(Code::IgnoredPart, &place, message);
        }
        let parameters = self.parameters(&given, path, &place, &site)?;
        let body = match &operation.request_body {
            Some(body) => self.body(body, &place.child("requestBody"), &site)?,
            None => None,
        };
        let Answers { successes, failures, stream } =
            self.responses(&operation.responses, &method, &place.child("responses"), &site);
        self.define_all();
        let security = operation
            .security
            .as_ref()
            .map(|alternatives| self.requirements(alternatives, &place.child("security")));
        let servers = match operation.servers.as_slice() {
            [] => self.own_servers(&item.servers, &at.child("servers")),
            own => self.own_servers(own, &place.child("servers")),
        };
        let tags = operation.tags.iter().map(|name| self.tag(name)).collect();
        let more = operation.external_docs.as_ref().map(|docs| format!("See <{}>.", docs.url));
        Ok(Operation {
            id,
            rename: text_of(&operation.extensions, "x-portolan-name"),
            tags,
            method,
            path: path.to_owned(),
            docs: Docs {
                summary: operation.summary.clone().or_else(|| item.summary.clone()),
                description: operation.description.clone().or_else(|| item.description.clone()),
                deprecated: operation.deprecated,
                notes: more.into_iter().collect(),
            },
            parameters,
            body,
            successes,
            failures,
            stream,
            security,
            page: None,
            servers,
            place,
        })
    }

    /// Returns every `operationId` that is written.
    fn stated_ids(&self) -> HashSet<&'a str> {
        let items = self.document.model.paths.paths.iter();
        items
            .filter_map(|(path, item)| {
                Some((Place::root().child("paths").child(path), item.as_item()?))
            })
            .flat_map(|(at, item)| self.document.operations(item, &at))
            .filter_map(|(_, _, operation)| operation.operation_id.as_deref())
            .collect()
    }

    /// Returns an id that no other operation has.
    fn id(
        &mut self,
        operation: &model::Operation,
        method: &str,
        path: &str,
        place: &Place,
        taken: &HashSet<&str>,
        ids: &mut HashSet<String>,
    ) -> String {
        let stated = operation.operation_id.as_deref().filter(|id| !id.trim().is_empty());
        let wanted = match stated {
            Some(id) => id.to_owned(),
            None => derived(method, path),
        };
        let free = |id: &str, ids: &HashSet<String>| {
            !ids.contains(id) && (stated == Some(id) || !taken.contains(id))
        };
        let mut id = wanted.clone();
        let mut number = 1_u32;
        while !free(&id, ids) {
            number += 1;
            id = format!("{wanted}_{number}");
        }
        if stated.is_none() {
            self.report(Code::DerivedName, place, format!("no `operationId`: it is called `{id}`"));
        } else if id != wanted {
            let message = format!("another operation is called `{wanted}`: this one is `{id}`");
            self.report(Code::DerivedName, place, message);
        }
        ids.insert(id.clone());
        id
    }

    fn tag(&mut self, name: &str) -> TagId {
        if let Some(index) = self.tags.iter().position(|tag| tag.name == name) {
            return TagId(index);
        }
        self.tags.push(Tag { name: name.to_owned(), rename: None, description: None });
        TagId(self.tags.len() - 1)
    }

    /// Drops the tags that no operation has first: nothing would stand there.
    fn keep_used_tags(&mut self) {
        let used: HashSet<TagId> =
            self.operations.iter().filter_map(|o| o.tags.first().copied()).collect();
        let mut second: HashSet<TagId> = HashSet::new();
        for index in 0..self.operations.len() {
            let Some(operation) = self.operations.get_mut(index) else { break };
            let place = operation.place.child("tags");
            let dropped: Vec<TagId> =
                operation.tags.iter().copied().filter(|tag| !used.contains(tag)).collect();
            operation.tags.retain(|tag| used.contains(tag));
            for tag in dropped {
                if let (true, Some(tag)) = (second.insert(tag), self.tags.get(tag.0)) {
                    let message = format!(
                        "no operation has the tag `{}` first: its operations stand with their first tag",
                        tag.name
                    );
                    self.report(Code::IgnoredPart, &place, message);
                }
            }
        }
        let mut moved = Vec::new();
        let mut kept = Vec::new();
        for (index, tag) in std::mem::take(&mut self.tags).into_iter().enumerate() {
            moved.push(TagId(kept.len()));
            if used.contains(&TagId(index)) {
                kept.push(tag);
            }
        }
        self.tags = kept;
        for tag in self.operations.iter_mut().flat_map(|operation| &mut operation.tags) {
            *tag = moved.get(tag.0).copied().unwrap_or(*tag);
        }
    }
}

/// Returns what an operation says of its pages.
fn wish<'a>(operation: &'a model::Operation, place: &Place) -> Wish<'a> {
    const EXTENSION: &str = "x-portolan-page";
    let stated = operation.extensions.get(EXTENSION);
    stated.map_or(Wish::Detect, |value| Wish::Stated(value, place.child(EXTENSION)))
}

/// Returns a path without `{?limit}` (RFC 6570, 3.2.8): the parameters say what the query is.
fn without_query_names(path: &str) -> String {
    let mut out = String::new();
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        match after.split_once('}') {
            Some((name, behind)) if name.starts_with(['?', '&']) => rest = behind,
            _ => {
                out.push('{');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

pub(super) fn method_of(name: &str) -> Method {
    match name {
        "get" => Method::Get,
        "put" => Method::Put,
        "post" => Method::Post,
        "delete" => Method::Delete,
        "options" => Method::Options,
        "head" => Method::Head,
        "patch" => Method::Patch,
        "trace" => Method::Trace,
        other => Method::Other(other.to_owned()),
    }
}

/// Returns an id made of a method and a path.
fn derived(method: &str, path: &str) -> String {
    let mut id = method.to_ascii_lowercase();
    let words = path.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    for word in words {
        id.push('_');
        id.push_str(word);
    }
    id
}

/// Returns a tag's description, with where more of it is.
fn with_link(tag: &model::Tag) -> Option<String> {
    let description =
        tag.description.clone().or_else(|| text_of(&tag.extensions, "x-portolan-summary"));
    let Some(more) = &tag.external_docs else { return description };
    let see = format!("See <{}>.", more.url);
    Some(match &description {
        Some(text) => format!("{text}\n\n{see}"),
        None => see,
    })
}
