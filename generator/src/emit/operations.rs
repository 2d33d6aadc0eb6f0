//! Writes a tag's operations: statics, the accessor with its methods, calls with setters, answers.
//!
//! In: the operations of a tag and the types written in them. Out: the tag's unit and its codec's. It must
//! not know types that stand in `types`.

mod body;
mod example;
mod method;
mod page;
mod parameter;
mod parts;
mod program;
pub(super) mod stream;

use proc_macro2::TokenStream;
use quote::quote;

pub(super) use self::program::{help_line, unit as program};
use super::file::{File, Site, ident, text};
use super::{Context, Data, Item, MacroCall, Row, Unit, docs, headers, responses, security, types};
use crate::analyze::Home;
use crate::ir::{Codec, Method, Operation, Response, StatusPattern, TypeId};
use crate::names::OperationNames;

/// An operation with all that is settled about it.
pub(super) struct Drawn<'a> {
    pub(super) operation: &'a Operation,
    pub(super) names: &'a OperationNames,
    /// The type of a success.
    pub(super) output: TokenStream,
    /// The type of declared failures.
    pub(super) failure: TokenStream,
    /// The type of a success's headers.
    pub(super) headers: Option<TokenStream>,
}

/// Returns the operations of a tag, or those without one.
pub(super) fn of(
    cx: Context<'_>,
    home: Home,
) -> impl Iterator<Item = (&Operation, &OperationNames)> {
    let all = cx.api.operations.iter().zip(&cx.names.operations);
    all.filter(move |(operation, _)| Home::Tag(operation.tags.first().copied()) == home)
}

/// Writes the module of a tag, or of the operations without one.
pub(super) fn units(cx: Context<'_>, home: Home) -> Vec<Unit> {
    let operations: Vec<(usize, &Operation, &OperationNames)> = cx
        .api
        .operations
        .iter()
        .zip(&cx.names.operations)
        .enumerate()
        .map(|(index, (operation, names))| (index, operation, names))
        .filter(|(_, operation, _)| Home::Tag(operation.tags.first().copied()) == home)
        .collect();
    let tag = match home {
        Home::Tag(Some(tag)) => cx.names.of_tag(tag),
        _ => None,
    };
    if operations.is_empty() && tag.is_none() {
        return Vec::new();
    }
    let path = match tag {
        Some(names) => format!("src/{}", names.module.text()),
        None => "src/operations".to_owned(),
    };
    let mut file = File::new(cx, Site::Operations(home));
    let mut codec = File::new(cx, Site::Operations(home));
    let group = tag.map_or_else(|| "Client".to_owned(), |names| names.group.text().to_owned());

    let mut answers = File::new(cx, Site::Operations(home));
    let mut seen = responses::Seen::default();
    let drawn: Vec<Drawn<'_>> = operations
        .into_iter()
        .map(|(index, operation, names)| {
            let output = responses::output(&mut file, &mut answers, operation, names, &group);
            let headers = cx.facts.failure_headers(index);
            let headers = headers.and_then(|id| headers::named(&mut file, id));
            let of = responses::Failing { operation, names, headers, group: &group };
            let failure = responses::failure(&mut file, &mut answers, of, &mut seen);
            let headers = cx.facts.success_headers(index);
            let headers = headers.and_then(|id| headers::named(&mut file, id));
            Drawn { operation, names, output, failure, headers }
        })
        .collect();

    let statics = drawn.iter().map(|drawn| constant(&mut file, drawn)).collect();
    file.items.push(Item::Statics(statics));
    let methods: Vec<TokenStream> =
        drawn.iter().map(|drawn| method::write(&mut file, drawn)).collect();
    accessor(&mut file, home, &methods);
    for drawn in &drawn {
        for sending in method::all_sendings(drawn) {
            method::arguments(&mut file, drawn, &sending, &group);
            parts::write(&mut file, &sending, &group);
        }
        parameter::call(&mut file, drawn, &group);
        page::write(&mut file, drawn);
        stream::write(&mut file, drawn, &group);
    }
    file.items.append(&mut answers.items);
    seen.write(&mut file);
    headers::write(&mut file, home);

    let inline: Vec<TypeId> = (0..cx.api.types.len())
        .map(TypeId)
        .filter(|id| cx.facts.home(*id) == home && cx.facts.is_emitted(*id))
        .collect();
    types::write(&mut file, &mut codec, &inline);
    types::units(file, codec, &path, module_docs(cx, home))
}

fn module_docs(cx: Context<'_>, home: Home) -> Vec<String> {
    let Home::Tag(Some(tag)) = home else {
        return vec!["Operations of the client itself.".to_owned()];
    };
    let Some(tag) = cx.api.tags.get(tag.0) else { return Vec::new() };
    let about = tag.description.as_ref().map(|text| docs::block(text, cx.links));
    about
        .filter(|lines| !lines.is_empty())
        .unwrap_or_else(|| vec![docs::operations_of(&tag.name, cx.links)])
}

fn accessor(file: &mut File<'_>, home: Home, methods: &[TokenStream]) {
    let methods = quote!(#(#methods)*);
    let names = match home {
        Home::Tag(Some(tag)) => file.cx.names.of_tag(tag),
        _ => None,
    };
    let Some(names) = names else {
        file.krate("crate::client::Client");
        file.code(quote!(impl Client { #methods }));
        return;
    };
    let (name, core) = (ident(&names.group), file.runtime("Core"));
    let about =
        format!(" Operations of the client's [`{0}`](crate::Client::{0}).", names.accessor.text());
    file.code(quote! {
        #[doc = #about]
        #[derive(Clone, Debug)]
        pub struct #name(pub(crate) #core);
    });
    if !methods.is_empty() {
        file.code(quote!(impl #name { #methods }));
    }
}

/// Writes what the definition says of an operation, as data.
fn constant(file: &mut File<'_>, drawn: &Drawn<'_>) -> Data {
    let Drawn { operation, names, output, failure, .. } = drawn;
    let name = ident(&names.constant);
    let of = file.runtime("Operation");
    let (id, path) = (text(&operation.id), text(&operation.path));
    let new = match &operation.method {
        Method::Get => quote!(get(#id, #path)),
        Method::Put => quote!(put(#id, #path)),
        Method::Post => quote!(post(#id, #path)),
        Method::Delete => quote!(delete(#id, #path)),
        Method::Options => quote!(options(#id, #path)),
        Method::Head => quote!(head(#id, #path)),
        Method::Patch => quote!(patch(#id, #path)),
        Method::Trace => quote!(trace(#id, #path)),
        Method::Other(method) => {
            let method = text(method);
            quote!(new(#method, #id, #path))
        }
    };
    let status = match operation.successes.as_slice() {
        [only] => match only.status {
            StatusPattern::Code(code) => {
                let code = proc_macro2::Literal::u16_unsuffixed(code);
                Some(quote!(.status(#code)))
            }
            StatusPattern::Range(3) => Some(quote!(.statuses(300, 399))),
            StatusPattern::Range(_) | StatusPattern::Default => None,
        },
        _ => None,
    };
    let accept = accept(operation).map(|types| {
        let types = text(&types);
        quote!(.accept(#types))
    });
    let security = operation.security.as_ref().and_then(|own| {
        let name = security::constant(file.cx, own)?;
        file.krate("crate::security");
        Some(quote!(.security(security::#name)))
    });
    let switches = security::switched(file.cx, &operation.id).map(|scheme| {
        file.krate("crate::security");
        quote!(.switches(&security::#scheme))
    });
    let servers = (!operation.servers.is_empty()).then(|| {
        let urls = operation.servers.iter().map(|server| text(&server.default_url()));
        quote!(.servers(&[#(#urls),*]))
    });
    let key = operation.parameters.iter().find(|it| it.idempotency_key).map(|it| {
        let name = text(&it.name);
        quote!(.idempotency_key(#name))
    });
    let about = endpoint(operation);
    Data {
        docs: vec![about],
        cfg: None,
        left: quote!(pub static #name: #of<#output, #failure>),
        right: quote!(#of::#new),
        chain: [status, accept, security, switches, servers, key].into_iter().flatten().collect(),
    }
}

/// Returns `GET /accounts/{id}` as code.
fn endpoint(operation: &Operation) -> String {
    let method = operation.method.text();
    docs::code(&format!("{method} {}", operation.path))
}

/// The media types that the answers are read from; `None`: JSON alone, which is the runtime's default.
fn accept(operation: &Operation) -> Option<String> {
    Some(accepted(operation)).filter(|types| !matches!(types.as_str(), "" | "application/json"))
}

/// What an operation asks for.
fn accepted(operation: &Operation) -> String {
    let mut types = media_types(operation.successes.iter().chain(&operation.failures));
    if operation.successes.is_empty() {
        types.push("*/*");
    }
    types.join(", ")
}

/// The media types that answers are read from, each once.
fn media_types<'a>(answers: impl Iterator<Item = &'a Response>) -> Vec<&'a str> {
    let mut types: Vec<&str> = Vec::new();
    for response in answers {
        let Some(content) = &response.content else { continue };
        let asked = match &content.codec {
            // What is not decoded differs by its media type.
            Codec::Bytes | Codec::Text => response.media_types.as_slice(),
            // One value in several encodings: the one that is read is asked for.
            _ => std::slice::from_ref(&content.media_type),
        };
        for media_type in asked {
            let visible = media_type.bytes().all(|b| (0x20..0x7f).contains(&b));
            if visible && !types.contains(&media_type.as_str()) {
                types.push(media_type);
            }
        }
    }
    types
}

/// A `call!`, `errors!` or `responses!` item.
pub(super) fn macro_item(name: &'static str, rows: Vec<Row>) -> Item {
    Item::Call(MacroCall { feature: None, head: None, name, rows, packed: false })
}
