//! Request bodies.
//!
//! In: a Request Body Object. Out: a [`Body`] of the media types that can be written. It must not know how it is sent.

use openapiv3 as model;

use super::Lower;
use super::media::{self, Kind};
use super::node::Node;
use super::site::Site;
use crate::diagnostic::{Code, Place};
use crate::ir::{Body, Codec, Content, Docs, Type};
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
        for (media_type, media) in &body.content {
            let at = place.child("content").child(media_type);
            let node = media.schema.as_ref().and_then(|schema| self.stub(schema));
            let visible = media_type.chars().all(|c| c == ' ' || c.is_ascii_graphic());
            if !media_type.contains(['/', '*']) || !visible {
                // No request can say that.
                left_out.push((media_type, at, None));
                continue;
            }
            let kind = self.kind_of(media_type, node.as_ref());
            let site = match contents.len() {
                0 => site.child("body"),
                more => site.child(&format!("body {}", more + 1)),
            };
            let codec = match kind {
                Kind::Json | Kind::Yaml => Codec::Json(self.placed_ty(node.as_ref(), &site)),
                Kind::Text => Codec::Text,
                Kind::Bytes | Kind::Wildcard => Codec::Bytes,
                Kind::Form | Kind::Xml => {
                    left_out.push((media_type, at, node.map(|n| n.value)));
                    continue;
                }
            };
            kept.push(node.map(|n| n.value));
            let media_type = concrete(media_type, &codec);
            if !contents.iter().any(|content| content.media_type == media_type) {
                contents.push(Content { media_type, codec });
            }
        }
        for (media_type, at, schema) in &left_out {
            if !media_type.contains(['/', '*']) && !contents.is_empty() {
                // A key that strayed here says nothing of a body, and there is another.
                let message = format!("`{media_type}` is no media type");
                self.report(Code::IgnoredPart, at, message);
                continue;
            }
            // The same data in another encoding is no loss.
            if schema.is_some() && kept.contains(schema) {
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
        Some(Node { value, place: Place::new(pointer) })
    }

    /// Returns how a media type is read or written; with a wildcard, a schema that is more than a
    /// text means JSON.
    pub(super) fn kind_of(&mut self, media_type: &str, node: Option<&Node<'a>>) -> Kind {
        use super::form::Form;
        let kind = media::kind(media_type);
        let Some(node) = node.filter(|_| kind == Kind::Wildcard) else { return kind };
        match self.resolved_form(node) {
            Form::Any | Form::Primitive(_) => Kind::Bytes,
            _ => Kind::Json,
        }
    }
}

/// Returns a media type that can be sent: a wildcard cannot.
pub(super) fn concrete(media_type: &str, codec: &Codec) -> String {
    if !media_type.contains('*') {
        return media_type.to_owned();
    }
    match codec {
        Codec::Json(_) => "application/json",
        Codec::Text => "text/plain",
        Codec::Bytes => "application/octet-stream",
    }
    .to_owned()
}
