//! Writes how the program calls the operations of a tag: a row each, and a function where a call is more than that.
//!
//! In: operations. Out: a unit of the program. What is typed goes through the methods that people call.

mod function;

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;

use super::super::file::{File, Site, ident, text};
use super::super::{Context, Entry, Item, List, MacroCall, Row, Unit};
use super::{Drawn, method, of, page};
use crate::analyze::{Home, also_sent, is_range, sent_content};
use crate::ir::{Codec, Content, Docs, Form, Location};

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
    file.program("commands");
    let module = file.module_of(home);
    let group = group(cx, home);
    let head = quote! {
        pub(super) static COMMANDS of #module = |client: &Client, args| client #group
    };
    let rows = drawn.iter().map(|drawn| row(&mut file, drawn, home)).collect();
    file.items.push(Item::List(List { name: "commands", head, rows }));
    flags(&mut file, &drawn);
    for drawn in drawn.iter().filter(|drawn| !is_row(drawn)) {
        let function = function::write(&mut file, drawn, home);
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

/// What has the methods of a tag's operations, after the client.
fn group(cx: Context<'_>, home: Home) -> TokenStream {
    let Home::Tag(Some(tag)) = home else { return TokenStream::new() };
    let accessor = cx.names.of_tag(tag).map(|names| ident(&names.accessor));
    accessor.map(|accessor| quote!(.#accessor())).unwrap_or_default()
}

/// Tells whether an operation is called as a row can say: with its parameters one by one and a body that is one value. Others have
/// a function.
fn is_row(drawn: &Drawn<'_>) -> bool {
    let (operation, names) = (drawn.operation, drawn.names);
    let sendings = method::all_sendings(drawn);
    let [sending] = sendings.as_slice() else { return false };
    // What is listed first is asked for first.
    let in_order = operation.parameters.is_sorted_by_key(|it| !it.required);
    let is_plain = operation.body.as_ref().is_none_or(|body| {
        let is_taken_apart = |it: &Content| matches!(it.codec, Codec::Form(Form::Struct(_)));
        let is_usual = body.required || names.body.text() == "body";
        is_usual
            && also_sent(body).next().is_none()
            && !body.contents.iter().any(|it| is_range(it) || is_taken_apart(it))
    });
    in_order && is_plain && !method::is_grouped(drawn, sending)
}

/// Writes what the program knows of an operation, and how it is called.
fn row(file: &mut File<'_>, drawn: &Drawn<'_>, home: Home) -> Entry {
    let (operation, names) = (drawn.operation, drawn.names);
    let (constant, name) = (ident(&names.constant), text(&names.command));
    let about = about(&operation.docs);
    let method = ident(&names.method);
    let flags = |required: bool| {
        let flags = operation.parameters.iter().zip(&names.parameters).zip(&names.flag_constants);
        flags
            .filter(move |((it, _), _)| it.required == required)
            .map(|((_, setter), flag)| (ident(setter), ident(flag)))
    };
    let is_row = is_row(drawn);
    // Of a function the name and its flags follow.
    let colon = (!is_row).then(|| quote!(:));
    let start = if about.is_empty() {
        vec![quote!(#constant #name #colon)]
    } else {
        let about = text(&about);
        vec![quote!(#constant #name,), quote!(#about #colon)]
    };
    let mut rest = Vec::new();
    if is_row {
        let required = flags(true).map(|(_, flag)| flag);
        let body = operation.body.as_ref().and_then(|body| Some((body, sent_content(body)?)));
        let given = body.map(|(body, content)| {
            (body.required, function::body(file, content, &names.parts, home).1)
        });
        let (needed, optional) = match given {
            Some((true, value)) => (Some(quote!(; #value)), None),
            Some((false, value)) => (None, Some(quote!(?.body(#value)))),
            None => (None, None),
        };
        rest.push(quote!(=> #method(#(#required),* #needed)));
        rest.extend(flags(false).map(|(setter, flag)| quote!(.#setter(#flag))));
        rest.extend(optional);
    } else {
        let flags = names.flag_constants.iter().map(ident);
        rest.push(quote!(fn #method(#(#flags),*)));
    }
    if operation.stream.is_some() {
        rest.push(quote!(as stream));
    }
    if page::items(file.cx, operation).is_some() {
        rest.push(quote!(as pages));
    }
    if let Some(body) = &operation.body {
        // The one that is sent without being asked for comes first.
        let sent = sent_content(body);
        let others =
            body.contents.iter().filter(|it| Some(&it.media_type) != sent.map(|it| &it.media_type));
        let all: Vec<&Content> = sent.into_iter().chain(others).collect();
        for (index, content) in all.iter().enumerate() {
            let media_type = text(&content.media_type);
            let takes = (index == 0).then(|| quote!(takes));
            let comma = (index + 1 < all.len()).then(|| quote!(,));
            rest.push(quote!(#takes #media_type #comma));
        }
    }
    Entry { start, rest }
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
            let ty = file.ty(&it.ty);
            let tokens = quote!(#constant: #ty = #place(#flag, #wire, #about)#required #many);
            rows.push(Row::new(1, Vec::new(), tokens, ";"));
        }
    }
    if !rows.is_empty() {
        file.program("flags");
        file.items.push(Item::Call(MacroCall {
            feature: None,
            head: None,
            name: "flags",
            rows,
            packed: false,
        }));
    }
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
