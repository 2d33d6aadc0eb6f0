//! Forms: which fields or parts a body has, and what the Encoding Object says of each.
//!
//! In: a Media Type Object of a form. Out: a [`Codec`]. It must not know how a form is written.
//!
//! Without an Encoding Object a scalar is a text, a list a field or part an item, an object JSON: what `contentType` is by
//! default (OpenAPI 3.0.4, 4.8.15.1).

use openapiv3 as model;
use openapiv3::QueryStyle;

use super::Lower;
use super::media::{self, Kind};
use super::node::Node;
use super::parameter::{Flat, more_style};
use super::site::Site;
use crate::diagnostic::{Code, Place};
use crate::ir::{
    Codec, Field, FieldStyle, Form, PartContent, PartField, PartStruct, Primitive, Shape, Struct,
    Style, Type,
};

/// What a field of a form with files can be.
#[derive(Clone, Copy, PartialEq)]
enum Held {
    File,
    Anything,
    Value,
}

impl<'a> Lower<'a, '_> {
    /// Lowers an `application/x-www-form-urlencoded`.
    pub(super) fn fields(
        &mut self,
        media: &'a model::MediaType,
        node: Option<&Node<'a>>,
        place: &Place,
        site: &Site,
    ) -> Codec {
        let ty = self.placed_ty(node, site);
        if self.is_flat(&ty) {
            let message = "a form of a value without properties: its text is the caller's own";
            self.report(Code::IgnoredPart, place, message);
            return Codec::Text;
        }
        let known = self.whole_struct(&ty).map(|found| found.fields).unwrap_or_default();
        let mut styles: Vec<(String, FieldStyle)> = Vec::new();
        let mut nested = Vec::new();
        for field in &known {
            let style = media.encoding.get(&field.name).map_or(FieldStyle::Usual, style);
            if !matches!(self.parameter_ty(&field.ty), Some((_, Flat::Scalar))) {
                nested.push(style);
            } else if !shows_on_scalars(style) {
                continue;
            }
            styles.push((field.name.clone(), style));
        }
        for (name, encoding) in &media.encoding {
            if !known.iter().any(|field| field.name == *name) {
                styles.push((name.clone(), style(encoding)));
            }
        }
        // What most lists and objects are written as need not be said of each.
        let mut usual = FieldStyle::Usual;
        let count = |style| nested.iter().filter(|it| **it == style).count();
        for style in &nested {
            if count(*style) > count(usual) && !shows_on_scalars(*style) {
                usual = *style;
            }
        }
        styles.retain(|(_, style)| *style != usual);
        Codec::Form(Form::Fields { ty, usual, styles })
    }

    /// Lowers a `multipart/…`.
    pub(super) fn multipart(
        &mut self,
        media: &'a model::MediaType,
        node: Option<&Node<'a>>,
        place: &Place,
        site: &Site,
    ) -> Codec {
        let Some(node) = node else { return Codec::Form(Form::Any) };
        let ty = self.placed_ty(Some(node), site);
        let Some(found) = self.whole_struct(&ty) else {
            let form = if self.has_files(&ty) || self.is_flat(&ty) {
                Form::Any
            } else {
                Form::Parts { ty, media_types: Vec::new(), styles: Vec::new() }
            };
            return Codec::Form(form);
        };
        let held: Vec<(Held, bool)> = found
            .fields
            .iter()
            .map(|field| self.held(&field.ty, media.encoding.get(&field.name)))
            .collect();
        if held.iter().all(|(held, _)| *held == Held::Value) {
            let media_types = media.encoding.iter().filter_map(|(name, encoding)| {
                Some((name.clone(), one_type(encoding.content_type.as_deref())?))
            });
            let media_types = media_types.collect();
            let styles = media.encoding.iter();
            let styles = styles.filter_map(|(name, it)| Some((name.clone(), part_style(it)?)));
            return Codec::Form(Form::Parts { ty, media_types, styles: styles.collect() });
        }
        let open = found.additional.is_some();
        let fields = found.fields.into_iter().zip(held);
        let fields = fields.map(|(field, (held, many))| {
            let encoding = media.encoding.get(&field.name);
            if encoding.is_some_and(|encoding| !encoding.headers.is_empty()) {
                let place = place.child("encoding").child(&field.name).child("headers");
                let message = "set them with `FormPart::header`";
                for header in encoding.iter().flat_map(|encoding| encoding.headers.values()) {
                    self.settle_header(header);
                }
                self.report(Code::IgnoredPart, &place, message);
            }
            part(field, held, many, encoding)
        });
        let fields = fields.collect();
        Codec::Form(Form::Struct(PartStruct { fields, open }))
    }

    /// Returns what a field of a form holds, and whether it may be there several times.
    fn held(&mut self, ty: &Type, encoding: Option<&model::Encoding>) -> (Held, bool) {
        let bare = match self.unaliased(ty) {
            Type::Nullable(inner) => self.unaliased(&inner),
            ty => ty,
        };
        let (item, many) = match &bare {
            Type::List(item) => (self.unaliased(item), true),
            ty => (ty.clone(), false),
        };
        let own_headers = encoding.is_some_and(|encoding| {
            encoding.headers.keys().any(|name| !name.eq_ignore_ascii_case("content-type"))
        });
        let media_type = one_type(encoding.and_then(|encoding| encoding.content_type.as_deref()));
        let written = media_type.as_deref().map_or(Kind::Text, media::kind);
        match item {
            Type::Primitive(Primitive::Binary) => (Held::File, many),
            _ if own_headers => (Held::Anything, many),
            _ if encoding.is_some_and(|encoding| part_style(encoding).is_some()) => {
                (Held::Value, false)
            }
            // A part of which only the media type says what it is.
            Type::Any if encoding.is_some_and(is_file) => (Held::File, many),
            Type::Any => (Held::Anything, many),
            _ if matches!(written, Kind::Json | Kind::Text | Kind::Yaml) => (Held::Value, false),
            _ => (Held::Anything, many),
        }
    }

    /// Tells whether a value has no members, so that no form can be made of it.
    fn is_flat(&mut self, ty: &Type) -> bool {
        match self.unaliased(ty) {
            Type::Nullable(inner) => self.is_flat(&inner),
            Type::Primitive(_) | Type::List(_) => true,
            Type::Named(id) => {
                matches!(self.shape_of(id), Some(Shape::Enum(_) | Shape::Newtype(_)))
            }
            Type::Map(_) | Type::Any => false,
        }
    }

    /// Tells whether files may stand in a value that is no struct.
    fn has_files(&mut self, ty: &Type) -> bool {
        match self.unaliased(ty) {
            Type::Nullable(inner) => self.has_files(&inner),
            Type::List(inner) | Type::Map(inner) => {
                matches!(self.held(&inner, None), (Held::File | Held::Anything, _))
            }
            Type::Any => true,
            Type::Primitive(_) => false,
            Type::Named(id) => match self.shape_of(id).cloned() {
                Some(Shape::Union(union)) => union.branches.iter().any(|branch| {
                    let found = self.whole_struct(&branch.ty).unwrap_or_default();
                    found.fields.iter().any(|field| self.held(&field.ty, None).0 != Held::Value)
                }),
                _ => false,
            },
        }
    }

    /// Returns the struct that a type is, aliases and `null` aside.
    fn whole_struct(&mut self, ty: &Type) -> Option<Struct> {
        match self.unaliased(ty) {
            Type::Nullable(inner) => self.whole_struct(&inner),
            Type::Named(id) => match self.shape_of(id) {
                Some(Shape::Struct(found)) => Some(found.clone()),
                _ => None,
            },
            _ => None,
        }
    }
}

fn part(field: Field, held: Held, many: bool, encoding: Option<&model::Encoding>) -> PartField {
    let media_type = one_type(encoding.and_then(|encoding| encoding.content_type.as_deref()));
    let style = encoding.and_then(part_style).filter(|_| held == Held::Value);
    PartField {
        style,
        name: field.name,
        rename: field.rename,
        required: field.required && !field.read_only,
        content: match held {
            Held::File => PartContent::File { many },
            Held::Anything => PartContent::Part { many },
            Held::Value => PartContent::Value(field.ty),
        },
        media_type,
        docs: field.docs,
    }
}

/// Returns the media type, where it is one: of several and of ranges, who calls names one.
fn one_type(text: Option<&str>) -> Option<String> {
    let text = text?.trim();
    let one = !text.contains(['*', ',']) && text.contains('/');
    let visible = text.chars().all(|c| c == ' ' || c.is_ascii_graphic());
    (one && visible).then(|| text.to_owned())
}

/// Tells whether every media type of a part is one of bytes.
fn is_file(encoding: &model::Encoding) -> bool {
    let types = encoding.content_type.as_deref().unwrap_or_default();
    types.split(',').all(|it| it.contains('/') && media::kind(it) == Kind::Bytes)
}

/// Returns how a part is written in a style; `contentType` does not count then.
fn part_style(encoding: &model::Encoding) -> Option<FieldStyle> {
    match style(encoding) {
        FieldStyle::Styled { style, explode, .. } => {
            Some(FieldStyle::Styled { style, explode, allow_reserved: false })
        }
        FieldStyle::Usual | FieldStyle::Json => None,
    }
}

fn style(encoding: &model::Encoding) -> FieldStyle {
    let explode = encoding.extensions.get("x-portolan-explode").and_then(|v| v.as_bool());
    let more = more_style(&encoding.extensions);
    let is_told = encoding.style.is_some() || more.is_some() || explode.is_some();
    if !is_told && !encoding.allow_reserved {
        // `contentType` counts where none of the three is written.
        return match encoding.content_type.as_deref().map(media::kind) {
            Some(Kind::Json) => FieldStyle::Json,
            _ => FieldStyle::Usual,
        };
    }
    let style = match encoding.style {
        _ if more.is_some() => more.unwrap_or(Style::Form),
        None | Some(QueryStyle::Form) => Style::Form,
        Some(QueryStyle::SpaceDelimited) => Style::SpaceDelimited,
        Some(QueryStyle::PipeDelimited) => Style::PipeDelimited,
        Some(QueryStyle::DeepObject) => Style::DeepObject,
    };
    let explode = match style {
        Style::DeepObject => true,
        Style::Form => explode.unwrap_or(true),
        _ => explode.unwrap_or_default(),
    };
    FieldStyle::Styled { style, explode, allow_reserved: encoding.allow_reserved }
}

/// Tells whether a style writes a scalar otherwise than as its text.
fn shows_on_scalars(style: FieldStyle) -> bool {
    match style {
        FieldStyle::Json => true,
        FieldStyle::Styled { allow_reserved, .. } => allow_reserved,
        FieldStyle::Usual => false,
    }
}
