//! Writes parameters: how each fills a call, and the setters of optional ones.
//!
//! In: parameters with their styles. Out: links of a method chain, and `call!` types. It must not know
//! required arguments.

use proc_macro2::TokenStream;
use quote::quote;

use super::super::file::{File, ident, text};
use super::super::{Row, docs};
use super::{Drawn, body, macro_item, method, stream};
use crate::analyze::{Resolved, also_sent};
use crate::ir::{Location, Parameter, Shape, Style, Type};

/// Tells whether the call is a type of its own.
pub(super) fn has_setters(drawn: &Drawn<'_>) -> bool {
    optional(drawn)
        || drawn.operation.page.is_some()
        || drawn.operation.stream.is_some()
        || drawn.headers.is_some()
}

/// Tells whether anything about the call is optional.
fn optional(drawn: &Drawn<'_>) -> bool {
    drawn.operation.parameters.iter().any(|it| !it.required)
        || drawn.operation.body.as_ref().is_some_and(|body| !body.required)
        || !drawn.names.media_types.is_empty()
        || !drawn.operation.servers.is_empty()
        || drawn.names.content_type.is_some()
}

/// Writes the call's type with its setters.
pub(super) fn call(file: &mut File<'_>, drawn: &Drawn<'_>, group: &str) {
    if !has_setters(drawn) {
        return;
    }
    let (operation, names) = (drawn.operation, drawn.names);
    let links = file.cx.links;
    let name = ident(&names.call);
    let (output, failure) = (&drawn.output, &drawn.failure);
    file.runtime("call");
    let what = match (&operation.page, &operation.stream) {
        (Some(_), _) => "pages",
        (None, Some(_)) => "stream",
        (None, None) if optional(drawn) => "optional parameters",
        (None, None) => "headers",
    };
    let about = format!("[`{group}::{}`] with its {what}.", names.method.text());
    let stream = operation.stream.as_ref().map(|stream| {
        let item = stream::item(file, &stream.item, names);
        let media_types = text(&stream.media_types.join(", "));
        quote!(, stream #item as #media_types)
    });
    let headers = drawn.headers.as_ref().map(|headers| quote!(, headers #headers));
    let head = quote!(pub struct #name(#output, #failure) #headers #stream);
    let mut rows = vec![Row::new(1, vec![about], head, ";")];
    for (it, name) in
        operation.parameters.iter().zip(&names.parameters).filter(|(it, _)| !it.required)
    {
        let (ty, given) = argument(file, it, &quote!(value));
        let fill = fill(file, it, &given);
        let mut lines = docs::of(&it.docs, links);
        if lines.is_empty() {
            lines.push(format!("Sets {}.", docs::code(&it.name)));
        }
        let name = ident(name);
        let deprecated = it.docs.deprecated.then(|| quote!(#[deprecated]));
        let head = quote!(#deprecated pub fn #name(value: #ty));
        rows.push(Row::function(lines, head, filled(fill)));
    }
    if let Some(given) = operation.body.as_ref().filter(|body| !body.required) {
        for sending in method::all_sendings(drawn) {
            let Some(content) = sending.content else { continue };
            let mut lines = docs::of(&given.docs, links);
            if lines.is_empty() {
                lines.push("Sets the body.".to_owned());
            }
            let name = if sending.is_other { sending.name } else { &names.body };
            if sending.is_other {
                let media_type = docs::code(&content.media_type);
                docs::paragraph(&mut lines, vec![format!("Sent as {media_type}.")]);
            }
            let (name, parts) = (ident(name), &sending.parts.name);
            let (ty, fill) = body::write(file, content, parts, &quote!(value), false);
            rows.push(Row::function(lines, quote!(pub fn #name(value: #ty)), filled(fill)));
        }
    }
    let also = operation.body.iter().flat_map(also_sent);
    for (content, name) in also.zip(&names.media_types) {
        let about = vec![format!("Sends the body as {}.", docs::code(&content.media_type))];
        let (name, also) = (ident(name), body::also(file, content));
        rows.push(Row::function(about, quote!(pub fn #name()), filled(also)));
    }
    if let Some(name) = &names.content_type {
        let name = ident(name);
        let about = "Says what the body is; without it, `application/octet-stream`.".to_owned();
        let head = quote!(pub fn #name(value: impl Into<String>));
        rows.push(Row::function(vec![about], head, quote!(media_type(value))));
    }
    if let Some(choice) = file.cx.names.choice(&operation.servers) {
        let choice = ident(&choice.name);
        let about = [
            "Sets the server. Credentials go there only where it is on the origin of the client's environment, or",
            "on one that its builder was told to trust.",
        ];
        let head = quote!(pub fn server(value: crate::#choice));
        rows.push(Row::function(about.map(str::to_owned).to_vec(), head, quote!(server(&value))));
    }
    file.items.push(macro_item("call", rows));
}

/// Returns what a setter does to its call, without the dot that it begins with where it stands in a chain.
fn filled(links: TokenStream) -> TokenStream {
    links.into_iter().skip(1).collect()
}

/// Writes the link of the chain that sets a parameter.
pub(super) fn fill(file: &mut File<'_>, it: &Parameter, value: &TokenStream) -> TokenStream {
    let resolved = file.cx.facts.resolve(file.cx.api, &it.ty);
    let scalar = matches!(
        resolved,
        Resolved::Shape(_, Shape::Enum(_) | Shape::Values(_) | Shape::Newtype(_))
            | Resolved::Type(Type::Primitive(_))
    );
    let mut value = value.clone();
    if let Some(wrap) = wrap(file, it) {
        let wrap = file.runtime(wrap);
        value = quote!(#wrap(&#value));
    }
    let name = text(&it.name);
    let usual = match it.location {
        Location::Path | Location::Header => it.style == Style::Simple && (scalar || !it.explode),
        Location::Query | Location::Cookie => it.style == Style::Form && (scalar || it.explode),
    };
    if (usual || it.style == Style::Json) && !(it.allow_reserved && it.location == Location::Query)
    {
        return match it.location {
            Location::Path => quote!(.path(#name, #value)),
            Location::Query => quote!(.query(#name, #value)),
            Location::Header => quote!(.header_param(#name, #value)),
            Location::Cookie => quote!(.cookie(#name, #value)),
        };
    }
    let style = body::written_style(file, it.style, it.explode, it.allow_reserved);
    match it.location {
        Location::Path => quote!(.path_as(#style, #name, #value)),
        Location::Query => quote!(.query_as(#style, #name, #value)),
        Location::Header => quote!(.header_as(#style, #name, #value)),
        Location::Cookie => quote!(.cookie_as(#style, #name, #value)),
    }
}

/// Returns how a parameter is taken, and the value that its name gives.
pub(super) fn argument(
    file: &mut File<'_>,
    it: &Parameter,
    name: &TokenStream,
) -> (TokenStream, TokenStream) {
    match wrap(file, it) {
        // What is wrapped has to be of a known type.
        Some(_) => (file.ty(&it.ty), name.clone()),
        None => file.argument(&it.ty, name),
    }
}

/// Returns what makes a text, a list or an object of a value that is none itself.
fn wrap(file: &File<'_>, it: &Parameter) -> Option<&'static str> {
    match it.style {
        Style::Json | Style::DeepObject | Style::Fields => Some("AsJson"),
        _ if it.nested => Some("AsItems"),
        _ => (!is_param(file, &it.ty)).then_some("AsJson"),
    }
}

/// Tells whether a type has a form as text; what has none travels as JSON.
fn is_param(file: &File<'_>, ty: &Type) -> bool {
    match file.cx.facts.resolve(file.cx.api, ty) {
        Resolved::Shape(..) | Resolved::Type(Type::Primitive(_)) => true,
        Resolved::Type(Type::List(inner) | Type::Map(inner) | Type::Nullable(inner)) => {
            is_param(file, inner)
        }
        Resolved::Type(Type::Any | Type::Named(_)) => false,
    }
}
