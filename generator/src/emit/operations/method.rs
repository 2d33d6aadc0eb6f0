//! Writes the method of an operation: what it takes, and how that fills a call.
//!
//! In: an operation's required parameters and body. Out: a function, and a struct of arguments where there
//! are more than four. It must not know optional parameters.

use proc_macro2::TokenStream;
use quote::quote;

use super::super::file::{File, doc, ident, text};
use super::super::{Context, docs};
use super::{Drawn, endpoint, example, parameter};
use crate::analyze::{Resolved, sent_content};
use crate::ir::{Codec, Content, Shape, Type};

/// More than these, and one struct names them.
const MOST_ARGUMENTS: usize = 4;

/// Writes the method.
pub(super) fn write(file: &mut File<'_>, drawn: &Drawn<'_>) -> TokenStream {
    let (operation, names) = (drawn.operation, drawn.names);
    let cx = file.cx;
    let endpoint = endpoint(operation);
    // What rustdoc takes in an alias.
    let alias: String = endpoint.chars().filter(|c| !matches!(c, '"' | '\'' | '`')).collect();
    let alias = alias.trim();
    let mut lines = docs::of(&operation.docs, cx.links);
    docs::paragraph(&mut lines, vec![endpoint.clone()]);
    docs::paragraph(&mut lines, example::lines(cx, drawn));
    let docs = doc(&lines);
    let deprecated = operation.docs.deprecated.then(|| quote!(#[deprecated]));

    let grouped = is_grouped(drawn);
    let mut arguments = Vec::new();
    let mut fills = Vec::new();
    for (it, name) in
        operation.parameters.iter().zip(&names.parameters).filter(|(it, _)| it.required)
    {
        let name = ident(name);
        let value = if grouped { quote!(args.#name) } else { quote!(#name) };
        let (ty, given) = file.argument(&it.ty, &value);
        arguments.push(quote!(#name: #ty));
        fills.push(parameter::fill(file, it, if grouped { &value } else { &given }));
    }
    if let Some(content) = required_body(drawn) {
        let name = ident(&names.body);
        if grouped {
            let value = quote!(args.#name);
            let (_, fill) = body(file, content, &value, true);
            fills.push(fill);
        } else {
            let (ty, fill) = body(file, content, &quote!(#name), false);
            arguments.push(quote!(#name: #ty));
            fills.push(fill);
        }
    }
    if grouped {
        let args = ident(&names.args);
        arguments = vec![quote!(args: #args)];
    }
    let (method, constant) = (ident(&names.method), ident(&names.constant));
    let core = if operation.tags.is_empty() { quote!(self.core()) } else { quote!(self.0) };
    let call = quote!(#core.call(&#constant)#(#fills)*);
    let (returned, value) = if parameter::has_setters(drawn) {
        let name = ident(&names.call);
        (quote!(#name), quote!(#name(#call)))
    } else {
        let (output, failure) = (&drawn.output, &drawn.failure);
        let of = file.runtime("Call");
        (quote!(#of<#output, #failure>), call)
    };
    quote! {
        #docs
        #[doc(alias = #alias)]
        #deprecated
        pub fn #method(&self, #(#arguments),*) -> #returned {
            #value
        }
    }
}

/// Writes the struct of arguments, where there is one.
pub(super) fn arguments(file: &mut File<'_>, drawn: &Drawn<'_>, group: &str) {
    if !is_grouped(drawn) {
        return;
    }
    let (operation, names) = (drawn.operation, drawn.names);
    let links = file.cx.links;
    let mut fields = Vec::new();
    for (it, name) in
        operation.parameters.iter().zip(&names.parameters).filter(|(it, _)| it.required)
    {
        let mut lines = docs::of(&it.docs, links);
        if lines.is_empty() {
            lines.push(format!("The parameter {}.", docs::code(&it.name)));
        }
        let (docs, name, ty) = (doc(&lines), ident(name), file.ty(&it.ty));
        fields.push(quote!(#docs pub #name: #ty));
    }
    if let Some(content) = required_body(drawn) {
        let name = ident(&names.body);
        let ty = match &content.codec {
            Codec::Json(ty) => file.ty(ty),
            Codec::Text => quote!(String),
            Codec::Bytes => {
                let bytes = file.runtime("Bytes");
                quote!(#bytes)
            }
        };
        fields.push(quote!(#[doc = " The body."] pub #name: #ty));
    }
    let name = ident(&names.args);
    let about = format!(" What [`{group}::{}`] needs.", names.method.text());
    file.code(quote! {
        #[doc = #about]
        #[derive(Clone, Debug, PartialEq)]
        pub struct #name { #(#fields),* }
    });
}

pub(super) fn is_grouped(drawn: &Drawn<'_>) -> bool {
    let parameters = drawn.operation.parameters.iter().filter(|it| it.required).count();
    parameters + usize::from(required_body(drawn).is_some()) > MOST_ARGUMENTS
}

pub(super) fn required_body<'a>(drawn: &Drawn<'a>) -> Option<&'a Content> {
    drawn.operation.body.as_ref().filter(|body| body.required).and_then(sent_content)
}

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

/// Returns how a body is taken, and how it fills the call. `owned`: the value is a field, not an argument.
pub(super) fn body(
    file: &mut File<'_>,
    content: &Content,
    value: &TokenStream,
    owned: bool,
) -> (TokenStream, TokenStream) {
    let media_type = text(&content.media_type);
    match &content.codec {
        Codec::Json(ty) => {
            let written = file.ty(ty);
            let (taken, given) = match lent(file.cx, ty) {
                Lent::Yes if !owned => (quote!(&#written), quote!(#value)),
                _ => (written, quote!(&#value)),
            };
            let fill = match content.media_type.as_str() {
                "application/json" => quote!(.json(#given)),
                _ => quote!(.json_as(#media_type, #given)),
            };
            (taken, fill)
        }
        Codec::Text => (quote!(impl Into<String>), quote!(.text(#media_type, #value))),
        Codec::Bytes => {
            let bytes = file.runtime("Bytes");
            (quote!(impl Into<#bytes>), quote!(.bytes(#media_type, #value)))
        }
    }
}
