//! Writes the function that calls an operation for the program, where a row does not say it all.
//!
//! In: an operation with several bodies, a body of parts or many arguments. Out: a function that takes the arguments and sends it.

use proc_macro2::TokenStream;
use quote::quote;

use super::super::super::Function;
use super::super::super::file::{File, ident, text};
use super::super::body::{Lent, lent};
use super::super::method::{self, Sending};
use super::super::{Drawn, page};
use super::group;
use crate::analyze::{Home, also_sent, is_range};
use crate::ir::{Codec, Content, Form, PartContent, PartStruct};
use crate::names::PartsNames;

/// Writes the function that takes an operation's arguments and sends it.
pub(super) fn write(file: &mut File<'_>, drawn: &Drawn<'_>, home: Home) -> Function {
    let (operation, names) = (drawn.operation, drawn.names);
    let (args, run, wrong) = (file.program("Args"), file.program("Run"), file.program("Wrong"));
    let sendings = method::all_sendings(drawn);
    let required = operation.body.as_ref().is_some_and(|body| body.required);
    let mut steps: Vec<TokenStream> = Vec::new();
    let optional = operation.parameters.iter().zip(&names.parameters).zip(&names.flag_constants);
    for ((_, name), flag) in optional.filter(|((it, _), _)| !it.required) {
        let (name, flag) = (ident(name), ident(flag));
        steps.push(quote! {
            if let Some(value) = args.get(&#flag)? {
                call = call.#name(value);
            }
        });
    }
    let call = if required {
        let calls =
            sendings.iter().map(|sending| (sending.content, call(file, drawn, sending, home)));
        let calls: Vec<_> = calls.collect();
        chosen(&calls)
    } else {
        sendings.first().map(|sending| call(file, drawn, sending, home).1).unwrap_or_default()
    };
    if !required && operation.body.is_some() {
        let calls = sendings.iter().filter_map(|sending| {
            let content = sending.content?;
            let name = ident(if sending.is_other { sending.name } else { &names.body });
            let (before, value) = body(file, content, sending.parts, home);
            Some((sending.content, (before, quote!(call.#name(#value)))))
        });
        let calls: Vec<_> = calls.collect();
        let chosen = chosen(&calls);
        steps.push(quote! {
            if args.has_body() {
                call = #chosen;
            }
        });
    }
    let also = operation.body.iter().flat_map(also_sent);
    for (content, name) in also.zip(&names.media_types) {
        let (name, media_type) = (ident(name), text(&content.media_type));
        steps.push(quote! {
            if args.sends(#media_type) {
                call = call.#name();
            }
        });
    }
    let ranges = operation.body.iter().flat_map(|body| &body.contents).filter(|it| is_range(it));
    for (content, name) in ranges.zip(names.content_type.iter().cycle()) {
        let (name, range) = (ident(name), text(&content.media_type));
        steps.push(quote! {
            if let Some(value) = args.content_type(#range) {
                call = call.#name(value);
            }
        });
    }
    let changed = !steps.is_empty();
    if operation.stream.is_some() {
        steps.push(quote! {
            if args.streams() {
                return args.send_stream(call.stream());
            }
        });
    }
    if page::items(file.cx, operation).is_some() {
        steps.push(quote! {
            if args.pages() {
                return args.send_pages(call.pages());
            }
        });
    }
    let mutable = changed.then(|| quote!(mut));
    let deprecated = operation.docs.deprecated
        || operation.parameters.iter().any(|it| it.docs.deprecated && !it.required);
    let deprecated = deprecated.then(|| quote!(#[allow(deprecated)]));
    let function = ident(&names.method);
    let mut statements = vec![quote!(let #mutable call = #call;)];
    statements.append(&mut steps);
    statements.push(quote!(args.send(call)));
    Function {
        attribute: deprecated,
        head: quote!(fn #function(client: &Client, args: &mut #args) -> Result<#run, #wrong>),
        statements,
    }
}

/// Chooses by the media type that was asked for; the first one is sent where none was.
fn chosen(calls: &[(Option<&Content>, (TokenStream, TokenStream))]) -> TokenStream {
    let Some(((_, (before, call)), others)) = calls.split_first() else {
        return TokenStream::new();
    };
    let first = quote!({ #before #call });
    if others.is_empty() {
        return if before.is_empty() { call.clone() } else { first };
    }
    let others = others.iter().filter_map(|(content, (before, call))| {
        let media_type = text(&content.as_ref()?.media_type);
        Some(quote!(if args.sends(#media_type) { #before #call } else))
    });
    quote!(#(#others)* #first)
}

/// Returns what has to be done before a call is made, and the call.
fn call(
    file: &mut File<'_>,
    drawn: &Drawn<'_>,
    sending: &Sending<'_>,
    home: Home,
) -> (TokenStream, TokenStream) {
    let (operation, names) = (drawn.operation, drawn.names);
    let grouped = method::is_grouped(drawn, sending);
    let mut arguments = Vec::new();
    let parameters = operation.parameters.iter().zip(&names.parameters).zip(&names.flag_constants);
    for ((_, name), flag) in parameters.filter(|((it, _), _)| it.required) {
        let (name, flag) = (ident(name), ident(flag));
        let value = quote!(args.need(&#flag)?);
        arguments.push(if grouped { quote!(#name: #value) } else { value });
    }
    let mut before = TokenStream::new();
    if let Some(content) = method::required_body(drawn, sending) {
        let name = ident(&names.body);
        let (first, value) = if grouped {
            owned_body(file, content, sending.parts, home)
        } else {
            body(file, content, sending.parts, home)
        };
        before = first;
        let is_named_so = name == value.to_string();
        arguments.push(if grouped && !is_named_so { quote!(#name: #value) } else { value });
    }
    let method = ident(sending.name);
    let group = group(file.cx, home);
    let call = if grouped {
        let (module, args) = (file.module_of(home), ident(sending.args));
        quote!(client #group.#method(#module::#args { #(#arguments),* }))
    } else {
        quote!(client #group.#method(#(#arguments),*))
    };
    (before, call)
}

/// Returns what takes a body apart, and the value as a method takes it.
pub(super) fn body(
    file: &mut File<'_>,
    content: &Content,
    parts: &PartsNames,
    home: Home,
) -> (TokenStream, TokenStream) {
    let (before, value) = owned_body(file, content, parts, home);
    let lent = content.codec.value().is_some_and(|ty| matches!(lent(file.cx, ty), Lent::Yes));
    (before, if lent { quote!(&#value) } else { value })
}

/// Returns what takes a body apart, and the value as a field holds it.
fn owned_body(
    file: &mut File<'_>,
    content: &Content,
    parts: &PartsNames,
    home: Home,
) -> (TokenStream, TokenStream) {
    let nothing = TokenStream::new();
    match &content.codec {
        Codec::Text => (nothing, quote!(args.text()?)),
        Codec::Bytes => (nothing, quote!(args.bytes()?)),
        Codec::Form(Form::Any) => {
            let (multipart, media_type) = (file.runtime("Multipart"), text(&content.media_type));
            (nothing, quote!(args.parts()?.rest(#multipart::of(#media_type))?))
        }
        Codec::Form(Form::Struct(known)) => {
            let (module, name) = (file.module_of(home), ident(&parts.name));
            let fields = fields(known, parts);
            let end = if known.open {
                quote!(let body = parts.rest(body.into())?;)
            } else {
                quote!(parts.finish()?;)
            };
            let before = quote! {
                let mut parts = args.parts()?;
                let body = #module::#name { #(#fields),* };
                #end
            };
            (before, quote!(body))
        }
        Codec::Items(_) => (nothing, quote!(args.lines()?)),
        Codec::Json(_) | Codec::Form(_) => (nothing, quote!(args.body()?)),
    }
}

fn fields(known: &PartStruct, names: &PartsNames) -> Vec<TokenStream> {
    let fields = known.fields.iter().zip(&names.members).map(|(field, member)| {
        let (name, wire) = (ident(&member.name), text(&field.name));
        let take = match (&field.content, field.required) {
            (PartContent::Value(_), true) => quote!(need),
            (PartContent::Value(_), false) => quote!(get),
            (PartContent::File { many: true } | PartContent::Part { many: true }, _) => {
                quote!(parts)
            }
            (_, true) => quote!(need_part),
            (_, false) => quote!(part),
        };
        quote!(#name: parts.#take(#wire)?)
    });
    fields.collect()
}
