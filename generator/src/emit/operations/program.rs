//! Writes how the program calls the operations of a tag: a row and a function each.
//!
//! In: operations. Out: a unit of the program. What is typed goes through the methods that people call.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;

use super::super::file::{File, Site, ident, text};
use super::super::{Context, Function, Item, List, MacroCall, Row, Unit};
use super::body::{Lent, lent};
use super::method::{self, Sending};
use super::{Drawn, of, page};
use crate::analyze::{Home, also_sent, is_range, sent_content};
use crate::ir::{Codec, Content, Docs, Form, Location, PartContent, PartStruct};
use crate::names::PartsNames;

/// A help text's longest line.
const LONGEST: usize = 120;

/// Writes the module of a tag, or of the operations without one.
pub(in crate::emit) fn unit(cx: Context<'_>, home: Home) -> Option<Unit> {
    let drawn: Vec<Drawn<'_>> = of(cx, home)
        .map(|(operation, names)| {
            // The program names none of them.
            let (output, failure) = (TokenStream::new(), TokenStream::new());
            Drawn { operation, names, output, failure, headers: None }
        })
        .collect();
    if drawn.is_empty() {
        return None;
    }
    let mut file = File::new(cx, Site::Program);
    file.krate("crate::client::Client");
    let command = file.program("Command");
    let values = drawn.iter().map(|drawn| value(&mut file, drawn, home)).collect();
    let head = quote!(pub(super) static COMMANDS: &[#command<Client>]);
    file.items.push(Item::List(List { head, values }));
    flags(&mut file, &drawn);
    for drawn in &drawn {
        let function = function(&mut file, drawn, home);
        file.items.push(Item::Function(function));
    }
    let (path, name) = match home {
        Home::Tag(Some(tag)) => {
            let names = cx.names.of_tag(tag)?;
            (names.module.text().to_owned(), cx.api.tags.get(tag.0)?.name.clone())
        }
        _ => ("operations".to_owned(), "the client itself".to_owned()),
    };
    let about = super::super::docs::operations_of(&name, cx.links);
    let about = format!("{}, by name.", about.trim_end_matches('.'));
    Some(file.unit(format!("src/cli/{path}.rs"), vec![about], Vec::new()))
}

/// Writes what the program knows of an operation.
fn value(file: &mut File<'_>, drawn: &Drawn<'_>, home: Home) -> (TokenStream, Vec<TokenStream>) {
    let (operation, names) = (drawn.operation, drawn.names);
    let (command, module) = (file.program("Command"), file.module_of(home));
    let (constant, function, name) =
        (ident(&names.constant), ident(&names.method), text(&names.command));
    let new = quote!(#command::new(&#module::#constant, #name, #function));
    let mut links = Vec::new();
    let mut link = |tokens: TokenStream| links.push(tokens);
    let about = about(&operation.docs);
    if !about.is_empty() {
        let about = text(&about);
        link(quote!(.about(#about)));
    }
    if !names.flag_constants.is_empty() {
        let flags = names.flag_constants.iter().map(ident);
        link(quote!(.flags(&[#(#flags),*])));
    }
    if let Some(body) = &operation.body {
        // The one that is sent without being asked for comes first.
        let sent = sent_content(body);
        let others =
            body.contents.iter().filter(|it| Some(&it.media_type) != sent.map(|it| &it.media_type));
        let media_types = sent.into_iter().chain(others).map(|it| text(&it.media_type));
        link(quote!(.body(&[#(#media_types),*])));
    }
    if page::items(file.cx, operation).is_some() {
        link(quote!(.pages()));
    }
    if operation.stream.is_some() {
        link(quote!(.stream()));
    }
    (new, links)
}

/// Writes the flags of a module's operations, each once.
fn flags(file: &mut File<'_>, drawn: &[Drawn<'_>]) {
    let mut seen = BTreeSet::new();
    let mut rows = Vec::new();
    for drawn in drawn {
        let names = drawn.names;
        let flags = drawn.operation.parameters.iter().zip(&names.flags).zip(&names.flag_constants);
        for ((it, flag), constant) in flags {
            if !seen.insert(constant) {
                continue;
            }
            let (constant, flag, wire) = (ident(constant), text(flag), text(&it.name));
            let place = match it.location {
                Location::Path => quote!(path),
                Location::Query => quote!(query),
                Location::Header => quote!(header),
                Location::Cookie => quote!(cookie),
            };
            let about = text(&about(&it.docs));
            let required = it.required.then(|| quote!(.required()));
            let many = file.cx.facts.is_list(file.cx.api, &it.ty).then(|| quote!(.many()));
            let tokens = quote!(#constant = #place(#flag, #wire, #about)#required #many);
            rows.push(Row::new(1, Vec::new(), tokens, ";"));
        }
    }
    if !rows.is_empty() {
        file.program("flags");
        file.items.push(Item::Call(MacroCall {
            feature: None,
            name: "flags",
            rows,
            packed: false,
        }));
    }
}

/// Writes the function that takes an operation's arguments and sends it.
fn function(file: &mut File<'_>, drawn: &Drawn<'_>, home: Home) -> Function {
    let (operation, names) = (drawn.operation, drawn.names);
    let (args, run, wrong) = (file.program("Args"), file.program("Run"), file.program("Wrong"));
    let sendings = method::all_sendings(drawn);
    let required = operation.body.as_ref().is_some_and(|body| body.required);
    let mut steps: Vec<TokenStream> = Vec::new();
    let optional = operation.parameters.iter().zip(&names.parameters).zip(&names.flags);
    for ((it, name), flag) in optional.filter(|((it, _), _)| !it.required) {
        let (name, flag, ty) = (ident(name), text(flag), file.ty(&it.ty));
        steps.push(quote! {
            if let Some(value) = args.get::<#ty>(#flag)? {
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
    let parameters = operation.parameters.iter().zip(&names.parameters).zip(&names.flags);
    for ((it, name), flag) in parameters.filter(|((it, _), _)| it.required) {
        let (name, flag) = (ident(name), text(flag));
        arguments.push(if grouped {
            quote!(#name: args.need(#flag)?)
        } else {
            let ty = file.ty(&it.ty);
            quote!(args.need::<#ty>(#flag)?)
        });
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
    let group = operation.tags.first().and_then(|tag| file.cx.names.of_tag(*tag)).map(|names| {
        let accessor = ident(&names.accessor);
        quote!(.#accessor())
    });
    let call = if grouped {
        let (module, args) = (file.module_of(home), ident(sending.args));
        quote!(client #group.#method(#module::#args { #(#arguments),* }))
    } else {
        quote!(client #group.#method(#(#arguments),*))
    };
    (before, call)
}

/// Returns what takes a body apart, and the value as a method takes it.
fn body(
    file: &mut File<'_>,
    content: &Content,
    parts: &PartsNames,
    home: Home,
) -> (TokenStream, TokenStream) {
    let (before, value) = owned_body(file, content, parts, home);
    match content.codec.value() {
        Some(ty) => {
            let written = file.ty(ty);
            let lent = matches!(lent(file.cx, ty), Lent::Yes).then(|| quote!(&));
            (before, quote!(#lent args.body::<#written>()?))
        }
        None => (before, value),
    }
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

/// Returns the first line of what something means.
fn about(docs: &Docs) -> String {
    let text = docs.summary.as_deref().or(docs.description.as_deref()).unwrap_or_default();
    help_line(text)
}

/// Returns the first line of a text, for a terminal.
pub(in crate::emit) fn help_line(text: &str) -> String {
    let line = text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    let line: String = line.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    match line.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or_default().trim_end()),
        None => line,
    }
}
