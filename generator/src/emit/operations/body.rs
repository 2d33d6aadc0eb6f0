//! Writes bodies: how each is taken, and how it fills a call.
//!
//! In: a content of a request. Out: types of arguments, and links of a method chain. It must not know parameters.

use proc_macro2::TokenStream;
use quote::quote;

use super::super::Context;
use super::super::file::{File, ident, text};
use crate::analyze::{Resolved, is_range};
use crate::ir::{Codec, Content, FieldStyle, Form, Shape, Style, Type};
use crate::names::Ident;

/// Whether a method takes a body by reference.
pub(super) enum Lent {
    Yes,
    No,
}

/// Tells how a JSON body is taken. Structs and unions are lent: people send one twice. The rest is cheap or
/// has no form to lend.
pub(super) fn lent(cx: Context<'_>, ty: &Type) -> Lent {
    match cx.facts.resolve(cx.api, ty) {
        Resolved::Shape(_, Shape::Struct(_) | Shape::Union(_) | Shape::Alias(_))
        | Resolved::Type(Type::Any) => Lent::Yes,
        Resolved::Shape(..) | Resolved::Type(_) => Lent::No,
    }
}

/// Returns the type of a field that holds a body, and whether it can be cloned and compared.
pub(super) fn owned(file: &mut File<'_>, content: &Content, parts: &Ident) -> (TokenStream, bool) {
    if let Some(ty) = content.codec.value() {
        return (file.ty(ty), true);
    }
    match &content.codec {
        Codec::Text => (quote!(String), true),
        Codec::Form(Form::Struct(known)) if !known.open => {
            let parts = ident(parts);
            (quote!(#parts), false)
        }
        Codec::Form(_) | Codec::Json(_) => {
            let multipart = file.runtime("Multipart");
            (quote!(#multipart), false)
        }
        Codec::Bytes => {
            let body = file.runtime("Body");
            (quote!(#body), false)
        }
        Codec::Items(item) => {
            let lines = file.runtime("JsonLines");
            let item = match item.types().first() {
                Some(ty) => file.ty(ty),
                None => file.ty(&Type::Any),
            };
            (quote!(#lines<#item>), false)
        }
    }
}

/// Returns how a body is taken, and how it fills the call. `field`: the value is a field, not an argument.
pub(super) fn write(
    file: &mut File<'_>,
    content: &Content,
    parts: &Ident,
    value: &TokenStream,
    field: bool,
) -> (TokenStream, TokenStream) {
    let media_type = text(&content.media_type);
    let (written, _) = owned(file, content, parts);
    if let Some(ty) = content.codec.value() {
        let (taken, given) = match lent(file.cx, ty) {
            Lent::Yes if !field => (quote!(&#written), quote!(#value)),
            _ => (written, quote!(&#value)),
        };
        let fill = match &content.codec {
            Codec::Form(Form::Fields { usual: FieldStyle::Usual, styles, .. })
                if styles.is_empty() =>
            {
                quote!(.form(#given))
            }
            Codec::Form(Form::Fields { usual, styles, .. }) => {
                let (usual, styles) = fields(file, *usual, styles);
                quote!(.form_as(#usual, #styles, #given))
            }
            Codec::Form(_) => {
                let also = also(file, content);
                quote!(.json(#given)#also)
            }
            _ if content.media_type == "application/json" => quote!(.json(#given)),
            _ => quote!(.json_as(#media_type, #given)),
        };
        return (taken, fill);
    }
    match &content.codec {
        Codec::Text => (quote!(impl Into<String>), quote!(.text(#media_type, #value))),
        Codec::Form(Form::Struct(known)) if !known.open => (written, quote!(.multipart(#value))),
        Codec::Form(_) | Codec::Json(_) => {
            (quote!(impl Into<#written>), quote!(.multipart(#value)))
        }
        Codec::Bytes => {
            let media_type = match is_range(content) {
                true => text("application/octet-stream"),
                false => media_type,
            };
            (quote!(impl Into<#written>), quote!(.bytes(#media_type, #value)))
        }
        Codec::Items(_) => (quote!(impl Into<#written>), quote!(.lines(#media_type, #value))),
    }
}

/// Returns the link that sends a body, given already, as another content.
pub(super) fn also(file: &mut File<'_>, content: &Content) -> TokenStream {
    let media_type = text(&content.media_type);
    match &content.codec {
        Codec::Form(Form::Fields { usual, styles, .. }) => {
            let (usual, styles) = fields(file, *usual, styles);
            quote!(.as_form(#usual, #styles))
        }
        Codec::Form(Form::Parts { media_types, styles, .. }) => {
            let media_types = media_types.iter().map(|(name, media_type)| {
                let (name, media_type) = (text(name), text(media_type));
                quote!((#name, #media_type))
            });
            let styles = (!styles.is_empty()).then(|| {
                let (_, styles) = fields(file, FieldStyle::Usual, styles);
                quote!(.part_styles(#styles))
            });
            quote!(.as_parts(#media_type, &[#(#media_types),*]) #styles)
        }
        _ => quote!(.content_type(#media_type)),
    }
}

fn fields(
    file: &mut File<'_>,
    usual: FieldStyle,
    styles: &[(String, FieldStyle)],
) -> (TokenStream, TokenStream) {
    let usual = field_style(file, usual);
    let table = styles.iter().map(|(name, style)| {
        let (name, style) = (text(name), field_style(file, *style));
        quote!((#name, #style))
    });
    let table: Vec<_> = table.collect();
    let called = styles
        .iter()
        .any(|(_, style)| matches!(style, FieldStyle::Styled { allow_reserved: true, .. }));
    // What is called for is only constant where that is asked for.
    let table = if called { quote!(const { &[#(#table),*] }) } else { quote!(&[#(#table),*]) };
    (usual, table)
}

pub(super) fn field_style(file: &mut File<'_>, style: FieldStyle) -> TokenStream {
    match style {
        FieldStyle::Usual => {
            let of = file.runtime("Style");
            quote!(#of::FIELD)
        }
        FieldStyle::Json => {
            let of = file.runtime("Style");
            quote!(#of::JSON)
        }
        FieldStyle::Styled { style, explode, allow_reserved } => {
            written_style(file, style, explode, allow_reserved)
        }
    }
}

/// Returns a style of the runtime's.
pub(super) fn written_style(
    file: &mut File<'_>,
    style: Style,
    explode: bool,
    allow_reserved: bool,
) -> TokenStream {
    let of = file.runtime("Style");
    let style = match (style, explode) {
        (Style::Simple, false) => quote!(SIMPLE),
        (Style::Simple, true) => quote!(SIMPLE_EXPLODE),
        (Style::Form | Style::Json, true) => quote!(FORM),
        (Style::Form | Style::Json, false) => quote!(FORM_COMMA),
        (Style::Label, false) => quote!(LABEL),
        (Style::Label, true) => quote!(LABEL_EXPLODE),
        (Style::Matrix, false) => quote!(MATRIX),
        (Style::Matrix, true) => quote!(MATRIX_EXPLODE),
        // Exploded, these are what an exploded form is.
        (Style::SpaceDelimited | Style::PipeDelimited | Style::TabDelimited, true) => quote!(FORM),
        (Style::SpaceDelimited, false) => quote!(SPACE),
        (Style::PipeDelimited, false) => quote!(PIPE),
        (Style::TabDelimited, false) => quote!(TAB),
        (Style::Cookie, true) => quote!(COOKIE),
        (Style::Cookie, false) => quote!(COOKIE_COMMA),
        (Style::DeepObject, _) => quote!(DEEP_OBJECT),
        (Style::Fields, _) => quote!(FIELD),
    };
    let reserved = allow_reserved.then(|| quote!(.allow_reserved()));
    quote!(#of::#style #reserved)
}
