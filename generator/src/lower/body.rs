//! Request bodies.
//!
//! In: a Request Body Object. Out: a [`Body`] of the media types that can be written. It must not know how it is sent.

use openapiv3 as model;

use super::Lower;
use super::media::{self, Framing, Kind};
use super::node::Node;
use super::offer::ITEM_SCHEMA;
use super::site::Site;
use super::stream::Schemas;
use crate::diagnostic::{Code, Place};
use crate::ir::{Body, Codec, Content, Docs, Form, Primitive, Type};
use crate::resolve;

impl<'a> Lower<'a, '_> {
    /// Lowers a request body. `Err`: it is required, and nothing of it can be written.
    pub(super) fn body(
        &mut self,
        body: &'a model::ReferenceOr<model::RequestBody>,
        place: &Place,
        site: &Site,
    ) -> Result<Option<Body>, ()> {
        let Some((place, body)) = resolve::resolve(self.document, body, place, self.sink) else {
            return Err(());
        };
        let mut contents: Vec<Content> = Vec::new();
        let mut left_out = Vec::new();
        let mut kept = Vec::new();
        let mut xml = Vec::new();
        for (media_type, media) in &body.content {
            let at = place.child("content").child(media_type);
            let node = media.schema.as_ref().and_then(|schema| self.stub(schema));
            let visible = media_type.chars().all(|c| c == ' ' || c.is_ascii_graphic());
            if !media_type.contains(['/', '*']) || !visible {
                // No request can say that.
                left_out.push((media_type, at));
                continue;
            }
            let kind = self.kind_of(media_type, node.as_ref());
            let site = match (contents.len(), kind) {
                (0, _) => site.child("body"),
                (_, Kind::Form) => site.child("form"),
                (_, Kind::Multipart) => site.child("multipart"),
                (more, _) => site.child(&format!("body {}", more + 1)),
            };
            let codec = match kind {
                Kind::Json | Kind::Yaml => Codec::Json(self.placed_ty(node.as_ref(), &site)),
                Kind::Text => Codec::Text,
                Kind::Bytes | Kind::Wildcard => Codec::Bytes,
                Kind::Form => self.fields(media, node.as_ref(), &at, &site),
                Kind::Multipart => self.multipart(media, node.as_ref(), &at, &site),
                Kind::Stream(Framing::Events) => Codec::Text,
                Kind::Stream(Framing::Lines) => {
                    let item = media.extensions.get(ITEM_SCHEMA).and_then(|it| self.stub_of(it));
                    let schemas = Schemas { whole: node.clone(), item };
                    Codec::Items(self.items(Framing::Lines, &schemas, &site))
                }
                Kind::Xml => {
                    // The text alone is worth a method only where nothing else takes the same value.
                    node.iter().for_each(Node::settle);
                    xml.push((media_type, at, node.map(|n| n.value)));
                    continue;
                }
            };
            if let (Codec::Text | Codec::Bytes, Some(node)) = (&codec, &node) {
                node.settle();
            }
            kept.push(node.map(|n| n.value));
            contents.push(Content { media_type: concrete(media_type, &codec), codec });
        }
        for (media_type, at, schema) in xml {
            if kept.contains(&schema) {
                continue;
            }
            let message = format!("a request body of `{media_type}` is the caller's own text");
            self.report(Code::UnsupportedMediaType, &at, message);
            let codec = Codec::Text;
            contents.push(Content { media_type: concrete(media_type, &codec), codec });
        }
        let mut seen: Vec<String> = Vec::new();
        contents.retain(|content| {
            let fresh = !seen.contains(&content.media_type);
            seen.push(content.media_type.clone());
            fresh
        });
        for (media_type, at) in &left_out {
            if !media_type.contains(['/', '*']) && !contents.is_empty() {
                // A key that strayed here says nothing of a body, and there is another.
                let message = format!("`{media_type}` is no media type");
                self.report(Code::IgnoredPart, at, message);
                continue;
            }
            let message = format!("a request body of `{media_type}` is left out");
            self.report(Code::UnsupportedMediaType, at, message);
        }
        if contents.is_empty() {
            let lost = body.required && !left_out.is_empty();
            return if lost { Err(()) } else { Ok(None) };
        }
        let docs = Docs { description: body.description.clone(), ..Docs::default() };
        Ok(Some(Body { required: body.required, contents, docs, place }))
    }

    /// Returns the type of a schema of an operation, raw JSON where there is none.
    pub(super) fn placed_ty(&mut self, node: Option<&Node<'a>>, site: &Site) -> Type {
        let Some(node) = node else { return Type::Any };
        // What stands in components is shared by operations: it has the component's name.
        let pointer = node.place.pointer();
        let shared =
            pointer.starts_with("/components/") && !pointer.starts_with("/components/schemas/");
        let site = if shared { self.site_of(&node.place) } else { site.clone() };
        self.ty(node, &site)
    }

    /// Returns the schema that the model has a stub for.
    pub(super) fn stub(&self, stub: &model::ReferenceOr<model::Schema>) -> Option<Node<'a>> {
        let model::ReferenceOr::Reference { reference } = stub else { return None };
        let pointer = reference.strip_prefix('#')?;
        let value = self.document.schema(pointer)?;
        Some(Node::new(self.document, value, Place::new(pointer)))
    }

    /// Returns the schema that an extension has a stub for.
    pub(super) fn stub_of(&self, stub: &'a serde_json::Value) -> Option<Node<'a>> {
        let pointer = stub.get("$ref")?.as_str()?.strip_prefix('#')?;
        let value = self.document.schema(pointer)?;
        Some(Node::new(self.document, value, Place::new(pointer)))
    }

    /// Returns how a media type is read or written; with a wildcard, a schema that is more than a
    /// text means JSON.
    pub(super) fn kind_of(&mut self, media_type: &str, node: Option<&Node<'a>>) -> Kind {
        use super::form::Form;
        let kind = media::kind(media_type);
        let Some(node) = node.filter(|_| matches!(kind, Kind::Wildcard | Kind::Json)) else {
            return kind;
        };
        match (kind, self.resolved_form(node)) {
            // Bytes that are said to be JSON are a file that holds some.
            (Kind::Json, Form::Primitive(Primitive::Binary)) => Kind::Bytes,
            (Kind::Wildcard, Form::Any | Form::Primitive(_)) => Kind::Bytes,
            _ => Kind::Json,
        }
    }
}

/// Returns a media type that can be sent. A range cannot, but for bytes: who calls says what they are.
pub(super) fn concrete(media_type: &str, codec: &Codec) -> String {
    let essence = media_type.split(';').next().unwrap_or_default().trim();
    match codec {
        // A boundary is made with each request.
        Codec::Form(Form::Fields { .. }) => "application/x-www-form-urlencoded",
        Codec::Form(_) if essence.contains('*') => "multipart/form-data",
        Codec::Form(_) => essence,
        Codec::Bytes if essence == "*" => "*/*",
        _ if !media_type.contains('*') => media_type,
        Codec::Bytes => essence,
        Codec::Json(_) => "application/json",
        Codec::Items(_) => essence,
        Codec::Text => "text/plain",
    }
    .to_owned()
}
