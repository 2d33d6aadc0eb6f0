//! Writes the method of an operation: what it takes, and how that fills a call.
//!
//! In: an operation's required parameters and body. Out: a function for each value that the body can be, and a struct of
//! arguments where there are more than four. It must not know optional parameters.

use proc_macro2::TokenStream;
use quote::quote;

use super::super::docs;
use super::super::file::{File, doc, ident};
use super::{Drawn, body, endpoint, example, parameter, stream};
use crate::analyze::{other_sent, sent_content};
use crate::ir::Content;
use crate::names::{Ident, PartsNames};

/// More than these, and one struct names them.
const MOST_ARGUMENTS: usize = 4;

/// A content of the body, and what the method that sends it is called.
pub(super) struct Sending<'a> {
    /// `None`: no body.
    pub(super) content: Option<&'a Content>,
    /// The method, or the setter where the body is optional.
    pub(super) name: &'a Ident,
    /// The method that documentation links to.
    pub(super) method: &'a Ident,
    pub(super) args: &'a Ident,
    pub(super) parts: &'a PartsNames,
    /// Another value than the operation's method takes.
    pub(super) is_other: bool,
}

/// Returns every content that has a method or a setter of its own: the first is the operation's.
pub(super) fn all_sendings<'a>(drawn: &Drawn<'a>) -> Vec<Sending<'a>> {
    let names = drawn.names;
    let body = drawn.operation.body.as_ref();
    let required = body.is_some_and(|body| body.required);
    let mut sendings = vec![Sending {
        content: body.and_then(sent_content),
        name: &names.method,
        method: &names.method,
        args: &names.args,
        parts: &names.parts,
        is_other: false,
    }];
    for (content, other) in body.into_iter().flat_map(other_sent).zip(&names.others) {
        sendings.push(Sending {
            content: Some(content),
            name: &other.method,
            method: if required { &other.method } else { &names.method },
            args: &other.args,
            parts: &other.parts,
            is_other: true,
        });
    }
    sendings
}

/// Writes the methods.
pub(super) fn write(file: &mut File<'_>, drawn: &Drawn<'_>) -> TokenStream {
    let required = drawn.operation.body.as_ref().is_some_and(|body| body.required);
    let mut sendings = all_sendings(drawn);
    if !required {
        sendings.truncate(1);
    }
    let methods = sendings.iter().map(|sending| method(file, drawn, sending));
    methods.collect()
}

fn method(file: &mut File<'_>, drawn: &Drawn<'_>, sending: &Sending<'_>) -> TokenStream {
    let (operation, names) = (drawn.operation, drawn.names);
    let cx = file.cx;
    let endpoint = endpoint(operation);
    // What rustdoc takes in an alias.
    let alias: String = endpoint.chars().filter(|c| !matches!(c, '"' | '\'' | '`')).collect();
    let alias = alias.trim();
    let mut lines = docs::of(&operation.docs, cx.links);
    let see = docs::take_see(&mut lines);
    let endpoint = see.map_or(endpoint.clone(), |see| format!("{endpoint}, see {see}"));
    docs::paragraph(&mut lines, vec![endpoint]);
    if let (true, Some(content)) = (sending.is_other, sending.content) {
        let media_type = docs::code(&content.media_type);
        docs::paragraph(&mut lines, vec![format!("The body is sent as {media_type}.")]);
    }
    docs::paragraph(&mut lines, stream::about(cx, operation));
    let example = example::write(file, drawn, sending);
    let docs = doc(&lines);
    let deprecated = operation.docs.deprecated.then(|| quote!(#[deprecated]));

    let grouped = is_grouped(drawn, sending);
    let mut arguments = Vec::new();
    let mut fills = Vec::new();
    for (it, name) in
        operation.parameters.iter().zip(&names.parameters).filter(|(it, _)| it.required)
    {
        let name = ident(name);
        let value = if grouped { quote!(args.#name) } else { quote!(#name) };
        let (ty, given) = parameter::argument(file, it, &value);
        arguments.push(quote!(#name: #ty));
        fills.push(parameter::fill(file, it, if grouped { &value } else { &given }));
    }
    if let Some(content) = required_body(drawn, sending) {
        let name = ident(&names.body);
        if grouped {
            let value = quote!(args.#name);
            let (_, fill) = body::write(file, content, &sending.parts.name, &value, true);
            fills.push(fill);
        } else {
            let parts = &sending.parts.name;
            let (ty, fill) = body::write(file, content, parts, &quote!(#name), false);
            arguments.push(quote!(#name: #ty));
            fills.push(fill);
        }
    }
    if grouped {
        let args = ident(sending.args);
        arguments = vec![quote!(args: #args)];
    }
    let (method, constant) = (ident(sending.name), ident(&names.constant));
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
        #example
        #[doc(alias = #alias)]
        #deprecated
        pub fn #method(&self, #(#arguments),*) -> #returned {
            #value
        }
    }
}

/// Writes the struct of arguments, where there is one.
pub(super) fn arguments(
    file: &mut File<'_>,
    drawn: &Drawn<'_>,
    sending: &Sending<'_>,
    group: &str,
) {
    if sending.is_other && required_body(drawn, sending).is_none() {
        return;
    }
    if !is_grouped(drawn, sending) {
        return;
    }
    let (operation, names) = (drawn.operation, drawn.names);
    let links = file.cx.links;
    let mut fields = Vec::new();
    let mut derives = quote!(Clone, Debug, PartialEq);
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
    if let Some(content) = required_body(drawn, sending) {
        let name = ident(&names.body);
        let (ty, plain) = body::owned(file, content, &sending.parts.name);
        if !plain {
            derives = quote!(Debug);
        }
        fields.push(quote!(#[doc = " The body."] pub #name: #ty));
    }
    let name = ident(sending.args);
    let about = format!(" What [`{group}::{}`] needs.", sending.name);
    file.code(quote! {
        #[doc = #about]
        #[derive(#derives)]
        pub struct #name { #(#fields),* }
    });
}

pub(super) fn is_grouped(drawn: &Drawn<'_>, sending: &Sending<'_>) -> bool {
    let parameters = drawn.operation.parameters.iter().filter(|it| it.required).count();
    parameters + usize::from(required_body(drawn, sending).is_some()) > MOST_ARGUMENTS
}

pub(super) fn required_body<'a>(drawn: &Drawn<'a>, sending: &Sending<'a>) -> Option<&'a Content> {
    sending.content.filter(|_| drawn.operation.body.as_ref().is_some_and(|body| body.required))
}
