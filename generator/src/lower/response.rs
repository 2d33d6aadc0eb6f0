//! Responses: what is a success, what is a failure, and what each carries.
//!
//! In: a Responses Object. Out: [`Response`]s. It must not know how an answer is told apart from another.

use openapiv3 as model;
use openapiv3::{ParameterSchemaOrContent, StatusCode};

use super::Lower;
use super::media::{self, Kind};
use super::offer::{Reading, Readings};
use super::parameter::Flat;
use super::site::Site;
use super::token::is_field_name;
use crate::diagnostic::{Code, Place};
use crate::ir::{
    Docs, Header, HeaderForm, Method, Primitive, Response, Shape, StatusPattern, Stream, Type,
};
use crate::resolve;

/// A response that is found, before its types have names.
struct Found<'a> {
    status: StatusPattern,
    place: Place,
    response: &'a model::Response,
}

/// What an operation answers.
#[derive(Default)]
pub(super) struct Answers {
    pub(super) successes: Vec<Response>,
    pub(super) failures: Vec<Response>,
    /// The first success that is a stream.
    pub(super) stream: Option<Stream>,
}

impl<'a> Lower<'a, '_> {
    /// Lowers the responses of an operation: successes, then failures.
    pub(super) fn responses(
        &mut self,
        responses: &'a model::Responses,
        method: &Method,
        place: &Place,
        site: &Site,
    ) -> Answers {
        let mut found = Vec::new();
        let stated = responses.responses.iter().map(|(code, response)| {
            let status = match code {
                StatusCode::Code(code) => StatusPattern::Code(*code),
                StatusCode::Range(digit) => StatusPattern::Range(u8::try_from(*digit).unwrap_or(9)),
            };
            (status, code.to_string(), response)
        });
        let default =
            responses.default.iter().map(|r| (StatusPattern::Default, "default".to_owned(), r));
        for (status, key, response) in stated.chain(default) {
            let at = place.child(&key);
            if class(status) == 1 {
                let message = "an interim response is not an answer";
                self.report(Code::IgnoredPart, &at, message);
                continue;
            }
            let resolved = resolve::resolve(self.document, response, &at, self.sink);
            if let Some((place, response)) = resolved {
                found.push(Found { status, place, response });
            }
        }
        let classes: Vec<u16> = found.iter().map(|found| class(found.status)).collect();
        // Without a 2xx, a redirection is what the operation is for; without that, what `default` has.
        let success = [2, 3].into_iter().find(|class| classes.contains(class)).unwrap_or(0);
        let default_too = success == 0;
        let several = classes.iter().filter(|class| **class == success).count() > 1;
        let mut answers = Answers::default();
        let Answers { successes, failures, stream } = &mut answers;
        for found in &found {
            let is_default = found.status == StatusPattern::Default;
            let succeeds = if is_default {
                default_too && !found.response.content.is_empty()
            } else {
                class(found.status) == success
            };
            let segment = if succeeds && !several { "output" } else { words(found.status) };
            let (lowered, items) =
                self.response(found, method, succeeds.then_some(site), &site.child(segment));
            *stream = stream.take().or(items);
            // `default` is the failures' too: it is for every status that is not named.
            if is_default && succeeds {
                failures.extend(lowered.iter().cloned());
            }
            if succeeds { successes.extend(lowered) } else { failures.extend(lowered) }
        }
        answers
    }

    /// Lowers what one status answers: one response, or one for each way to read its body.
    fn response(
        &mut self,
        found: &Found<'a>,
        method: &Method,
        success: Option<&Site>,
        site: &Site,
    ) -> (Vec<Response>, Option<Stream>) {
        let Found { status, place, response } = found;
        let bodiless =
            *method == Method::Head || matches!(status, StatusPattern::Code(204 | 205 | 304));
        let readings = if bodiless {
            // No body comes.
            for media in response.content.values() {
                media
                    .schema
                    .iter()
                    .filter_map(|schema| self.stub(schema))
                    .for_each(|it| it.settle());
            }
            Readings::default()
        } else {
            self.readings(&response.content, success, &place.child("content"), site)
        };
        let bare = Response {
            status: *status,
            content: None,
            media_types: Vec::new(),
            fallback: true,
            description: Some(response.description.clone()).filter(|d| !d.is_empty()),
            headers: self.headers(response, place, site),
            place: place.clone(),
        };
        if readings.whole.is_empty() {
            return (vec![bare], None);
        }
        let with = |reading: Reading| Response {
            content: Some(reading.content),
            media_types: reading.media_types,
            fallback: reading.fallback,
            ..bare.clone()
        };
        (readings.whole.into_iter().map(with).collect(), readings.stream)
    }

    /// Says that a header's schema need not be read.
    pub(super) fn settle_header(&self, header: &'a model::ReferenceOr<model::Header>) {
        let (place, mut unheard) = (Place::root(), crate::diagnostic::Sink::default());
        let found = resolve::resolve(self.document, header, &place, &mut unheard);
        if let Some((_, header)) = found {
            self.settle_schema(&header.format);
        }
    }

    /// Says the same of the schema of a header or of a parameter.
    pub(super) fn settle_schema(&self, format: &'a ParameterSchemaOrContent) {
        if let ParameterSchemaOrContent::Schema(stub) = format {
            self.stub(stub).iter().for_each(super::Node::settle);
        }
    }

    fn headers(
        &mut self,
        response: &'a model::Response,
        place: &Place,
        site: &Site,
    ) -> Vec<Header> {
        let mut headers = Vec::new();
        for (name, header) in &response.headers {
            // OpenAPI 3.0.4, 4.8.17: the media type is said elsewhere.
            if name.eq_ignore_ascii_case("content-type") {
                self.settle_header(header);
                continue;
            }
            let at = place.child("headers").child(name);
            if !is_field_name(name) {
                let message = format!("no answer can carry a header named `{name}`");
                self.report(Code::UnsupportedParameter, &at, message);
                continue;
            }
            let Some((_, header)) = resolve::resolve(self.document, header, &at, self.sink) else {
                continue;
            };
            let (ty, form, mut docs) = match &header.format {
                ParameterSchemaOrContent::Schema(schema) => match self.stub(schema) {
                    Some(node) => {
                        let ty = self.placed_ty(Some(&node), &site.child(name));
                        let explode = header.extensions.get("x-portolan-explode");
                        let explode = explode.is_some_and(|it| it.as_bool() == Some(true));
                        let (ty, form) = self.header_ty(&ty, explode, &at);
                        (ty, form, super::docs::of(&node))
                    }
                    None => (TEXT, HeaderForm::Simple, Docs::default()),
                },
                ParameterSchemaOrContent::Content(content) => {
                    let (ty, form) = self.header_content(content, &at, &site.child(name));
                    (ty, form, Docs::default())
                }
            };
            docs.description = header.description.clone().or(docs.description);
            docs.deprecated |= header.deprecated.unwrap_or_default();
            let (name, required) = (name.clone(), header.required);
            headers.push(Header { name, required, ty, form, docs });
        }
        headers
    }

    /// Returns the type of a header in the style `simple`, and how it is written.
    fn header_ty(&mut self, ty: &Type, explode: bool, place: &Place) -> (Type, HeaderForm) {
        let (ty, flat) = match self.parameter_ty(ty) {
            Some((Type::Nullable(inner), flat)) => (*inner, flat),
            Some(found) => found,
            None => {
                let message = "a header with lists or objects inside of it is read as text";
                self.report(Code::IgnoredPart, place, message);
                return (TEXT, HeaderForm::Simple);
            }
        };
        match flat {
            Flat::Scalar | Flat::List => (ty, HeaderForm::Simple),
            Flat::Object if !self.has_only_scalars(&ty) => {
                let message = "a header that is an object with lists in it is read as text";
                self.report(Code::IgnoredPart, place, message);
                (TEXT, HeaderForm::Simple)
            }
            Flat::Object if explode => (ty, HeaderForm::Pairs),
            Flat::Object => (ty, HeaderForm::Members),
        }
    }

    /// Tells whether every member of an object is a text, a number or a boolean.
    fn has_only_scalars(&mut self, ty: &Type) -> bool {
        let members: Vec<Type> = match self.unaliased(ty) {
            Type::Map(value) => vec![*value],
            Type::Named(id) => match self.shape_of(id) {
                Some(Shape::Struct(found)) => {
                    let fields = found.fields.iter().map(|field| &field.ty);
                    fields.chain(&found.additional).cloned().collect()
                }
                _ => return false,
            },
            _ => return false,
        };
        members.iter().all(|ty| matches!(self.parameter_ty(ty), Some((_, Flat::Scalar))))
    }

    /// Returns the type of a header with `content`, and how it is written.
    fn header_content(
        &mut self,
        content: &'a model::Content,
        place: &Place,
        site: &Site,
    ) -> (Type, HeaderForm) {
        let Some((media_type, media)) = content.iter().next() else {
            return (TEXT, HeaderForm::Simple);
        };
        match media::kind(media_type) {
            Kind::Json => {
                let node = media.schema.as_ref().and_then(|schema| self.stub(schema));
                (self.placed_ty(node.as_ref(), site), HeaderForm::Json)
            }
            Kind::Text => (TEXT, HeaderForm::Simple),
            _ => {
                let message = format!("a header of `{media_type}` is read as text");
                self.report(Code::UnsupportedMediaType, place, message);
                (TEXT, HeaderForm::Simple)
            }
        }
    }
}

const TEXT: Type = Type::Primitive(Primitive::String);

/// Returns the first digit of a status; `default` has none.
fn class(status: StatusPattern) -> u16 {
    match status {
        StatusPattern::Code(code) => code / 100,
        StatusPattern::Range(digit) => u16::from(digit),
        StatusPattern::Default => 99,
    }
}

/// Returns what a status is called (RFC 9110, 15).
fn words(status: StatusPattern) -> &'static str {
    match status {
        StatusPattern::Default => "error",
        StatusPattern::Range(2) => "success",
        StatusPattern::Range(3) => "redirection",
        StatusPattern::Range(4) => "client error",
        StatusPattern::Range(_) => "server error",
        StatusPattern::Code(code) => match code {
            200 => "ok",
            201 => "created",
            202 => "accepted",
            203 => "non authoritative",
            206 => "partial content",
            207 => "multi status",
            300 => "multiple choices",
            301 => "moved permanently",
            302 => "found",
            303 => "see other",
            304 => "not modified",
            307 => "temporary redirect",
            308 => "permanent redirect",
            400 => "bad request",
            401 => "unauthorized",
            402 => "payment required",
            403 => "forbidden",
            404 => "not found",
            405 => "method not allowed",
            406 => "not acceptable",
            408 => "request timeout",
            409 => "conflict",
            410 => "gone",
            411 => "length required",
            412 => "precondition failed",
            413 => "content too large",
            415 => "unsupported media type",
            422 => "unprocessable",
            423 => "locked",
            424 => "failed dependency",
            428 => "precondition required",
            429 => "too many requests",
            500 => "internal error",
            501 => "not implemented",
            502 => "bad gateway",
            503 => "unavailable",
            504 => "gateway timeout",
            n if n / 100 == 2 => "other success",
            n if n / 100 == 3 => "other redirection",
            n if n / 100 == 4 => "other client error",
            _ => "other server error",
        },
    }
}
