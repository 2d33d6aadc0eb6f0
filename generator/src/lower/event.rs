//! Events: webhooks, and the callbacks of operations.
//!
//! In: path items whose requests the API sends. Out: [`Event`]s with the types of their payloads. It must not know how a
//! server is written that takes them.

use openapiv3 as model;
use openapiv3::{ParameterSchemaOrContent, ReferenceOr};

use super::media::Kind;
use super::site::Site;
use super::{Lower, text_of};
use crate::diagnostic::{Code, Place};
use crate::ir::{Answer, Cause, Codec, Content, Docs, Event, Type};
use crate::resolve;

impl<'a> Lower<'a, '_> {
    /// Lowers every webhook, then the callbacks of the operations that there are.
    pub(super) fn events(&mut self) {
        let document = self.document;
        let place = Place::root().child("webhooks");
        for (name, item) in document.webhooks() {
            self.requests(name, item, &place.child(name), &Cause::Webhook);
        }
        let operations: Vec<(String, Place)> =
            self.operations.iter().map(|it| (it.id.clone(), it.place.clone())).collect();
        for (operation, operation_place) in operations {
            let place = operation_place.child("callbacks");
            for (name, callback) in document.callbacks_of(&operation_place) {
                let at = place.child(name);
                let resolved = resolve::callback(document, callback, &at, self.sink);
                let Some((at, callback)) = resolved else { continue };
                for (url, item) in callback {
                    let operations = vec![operation.clone()];
                    let cause = Cause::Callback { operations, url: url.clone() };
                    self.requests(name, item, &at.child(url), &cause);
                }
            }
        }
        self.define_all();
    }

    /// Lowers the requests of a path item.
    fn requests(
        &mut self,
        name: &str,
        item: &'a ReferenceOr<model::PathItem>,
        place: &Place,
        cause: &Cause,
    ) {
        let document = self.document;
        let Some((at, item)) = resolve::path_item(document, item, place, self.sink) else {
            return;
        };
        for (method, place, request) in document.operations(item, &at).collect::<Vec<_>>() {
            if request.extensions.get("x-portolan-skip").is_some_and(|v| v == true) {
                continue;
            }
            match self.events.iter_mut().find(|event| event.place == place && event.name == name) {
                // Operations that share a callback share its event.
                Some(known) => known.cause.join(cause),
                None => self.event(name.to_owned(), method, item, place, request, cause.clone()),
            }
        }
    }

    fn event(
        &mut self,
        name: String,
        method: &str,
        item: &'a model::PathItem,
        place: Place,
        request: &'a model::Operation,
        cause: Cause,
    ) {
        let site = Site::event(self.events.len());
        let payload = request
            .request_body
            .as_ref()
            .and_then(|body| self.payload(body, &place.child("requestBody"), &site));
        let given = item.parameters.iter().chain(&request.parameters).collect::<Vec<_>>();
        let event = Event {
            rename: text_of(&request.extensions, "x-portolan-name"),
            cause,
            method: super::operation::method_of(method),
            docs: Docs {
                summary: request.summary.clone().or_else(|| item.summary.clone()),
                description: request.description.clone().or_else(|| item.description.clone()),
                deprecated: request.deprecated,
                notes: Vec::new(),
            },
            payload,
            headers: self.event_headers(&given, &place.child("parameters")),
            answers: self.event_answers(&request.responses, &place.child("responses"), &site),
            name,
            place,
        };
        self.say_of_event(request, &event);
        self.events.push(event);
    }

    /// Says what of an event is left to the server that takes it.
    fn say_of_event(&mut self, request: &model::Operation, event: &Event) {
        if let Cause::Callback { url, .. } = &event.cause {
            let message = format!("nothing sets `{url}`: a server of your own takes the callback");
            self.report(Code::IgnoredPart, &event.place, message);
        }
        if request.security.as_ref().is_some_and(|needed| !needed.is_empty()) {
            let message = "what the API authenticates itself with is yours to check";
            self.report(Code::IgnoredPart, &event.place.child("security"), message);
        }
        for name in request.callbacks.keys() {
            let message = format!("the callback `{name}` of a request of the API is left out");
            let place = event.place.child("callbacks").child(name);
            self.report(Code::UnsupportedCallback, &place, message);
        }
    }

    /// Returns what a request carries: JSON where it is offered, else text, else bytes.
    fn payload(
        &mut self,
        body: &'a ReferenceOr<model::RequestBody>,
        place: &Place,
        site: &Site,
    ) -> Option<Content> {
        let (place, body) = resolve::resolve(self.document, body, place, self.sink)?;
        let mut offers = Vec::new();
        for (media_type, media) in &body.content {
            let node = media.schema.as_ref().and_then(|schema| self.stub(schema));
            offers.push((media_type, self.kind_of(media_type, node.as_ref()), node));
        }
        let rank = |kind: &Kind| match kind {
            Kind::Json => 0,
            Kind::Text => 1,
            Kind::Bytes | Kind::Wildcard => 2,
            Kind::Yaml | Kind::Form | Kind::Multipart | Kind::Xml | Kind::Stream(_) => 3,
        };
        let chosen =
            (0..offers.len()).min_by_key(|i| offers.get(*i).map(|(_, kind, _)| rank(kind)))?;
        let (media_type, kind, node) = offers.get(chosen)?.clone();
        let at = place.child("content");
        if offers.len() > 1 {
            let message = format!("the payload is read as `{media_type}` alone");
            self.report(Code::IgnoredPart, &at, message);
        }
        let codec = match kind {
            Kind::Json => Codec::Json(self.placed_ty(node.as_ref(), &site.child("payload"))),
            Kind::Text => Codec::Text,
            Kind::Bytes | Kind::Wildcard => Codec::Bytes,
            Kind::Yaml | Kind::Form | Kind::Multipart | Kind::Xml | Kind::Stream(_) => {
                let message = format!("the payload of `{media_type}` is given as bytes");
                self.report(Code::UnsupportedCallback, &at.child(media_type), message);
                Codec::Bytes
            }
        };
        Some(Content { media_type: media_type.clone(), codec })
    }

    /// Returns the headers that a request has.
    fn event_headers(
        &mut self,
        given: &[&'a ReferenceOr<model::Parameter>],
        place: &Place,
    ) -> Vec<(String, bool, Docs)> {
        let mut headers = Vec::new();
        for parameter in given {
            let resolved = resolve::resolve(self.document, parameter, place, self.sink);
            let Some((at, parameter)) = resolved else { continue };
            let model::Parameter::Header { parameter_data: data, .. } = parameter else {
                let data = parameter.parameter_data_ref();
                if let ParameterSchemaOrContent::Schema(schema) = &data.format
                    && let Some(node) = self.stub(schema)
                {
                    node.settle();
                }
                let name = &data.name;
                let message = format!(
                    "the parameter `{name}` is in the URL of a request of the API: not read"
                );
                self.report(Code::IgnoredPart, &at, message);
                continue;
            };
            let docs = match &data.format {
                ParameterSchemaOrContent::Schema(schema) => self
                    .stub(schema)
                    .map(|node| {
                        // A header is told of as a text, whatever its schema says.
                        node.settle();
                        super::docs::of(&node)
                    })
                    .unwrap_or_default(),
                ParameterSchemaOrContent::Content(_) => {
                    let message = format!("the header `{}` is told of, not read", data.name);
                    self.report(Code::IgnoredPart, &at, message);
                    Docs::default()
                }
            };
            let description = data.description.clone().or(docs.description);
            headers.push((data.name.clone(), data.required, Docs { description, ..docs }));
        }
        headers
    }

    /// Returns the answers that the API understands.
    fn event_answers(
        &mut self,
        responses: &'a model::Responses,
        place: &Place,
        site: &Site,
    ) -> Vec<Answer> {
        let stated = responses.responses.iter().map(|(code, it)| (code.to_string(), it));
        let default = responses.default.iter().map(|it| ("default".to_owned(), it));
        let mut answers = Vec::new();
        for (status, response) in stated.chain(default).collect::<Vec<_>>() {
            let at = place.child(&status);
            let resolved = resolve::resolve(self.document, response, &at, self.sink);
            let Some((_, response)) = resolved else { continue };
            let mut ty: Option<Type> = None;
            for (media_type, media) in &response.content {
                let node = media.schema.as_ref().and_then(|schema| self.stub(schema));
                if ty.is_none() && self.kind_of(media_type, node.as_ref()) == Kind::Json {
                    let site = site.child(&format!("answer {status}"));
                    ty = Some(self.placed_ty(node.as_ref(), &site));
                }
            }
            let description = Some(response.description.clone()).filter(|it| !it.is_empty());
            answers.push(Answer { status, description, ty });
        }
        answers
    }
}
