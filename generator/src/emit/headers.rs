//! Writes what operations declare of their answers' headers.
//!
//! In: the sets of headers. Out: `headers!` items, in the module of the operations or in one of their own. It must not know who
//! has which.

use proc_macro2::TokenStream;
use quote::quote;

use super::file::{File, Site, ident, text};
use super::operations::macro_item;
use super::{Context, Row, Unit, docs};
use crate::analyze::{HeaderSet, HeaderSetId, Home};
use crate::ir::HeaderForm;

/// Writes `headers.rs`, where operations of several modules share headers.
pub(super) fn unit(cx: Context<'_>) -> Option<Unit> {
    if !exists(cx) {
        return None;
    }
    let mut file = File::new(cx, Site::Operations(Home::Types));
    write(&mut file, Home::Types);
    let docs = "What the definition declares of the headers of answers. Each is read when it is asked for.";
    Some(file.unit("src/headers.rs".to_owned(), vec![docs.to_owned()], Vec::new()))
}

/// Tells whether there is a `headers.rs`.
pub(super) fn exists(cx: Context<'_>) -> bool {
    cx.facts.header_sets.iter().any(|set| set.home == Home::Types)
}

/// Writes the headers of a module.
pub(super) fn write(file: &mut File<'_>, home: Home) {
    let cx = file.cx;
    for (set, names) in cx.facts.header_sets.iter().zip(&cx.names.header_sets) {
        if set.home != home {
            continue;
        }
        file.runtime("headers");
        let name = ident(&names.name);
        let about = about(cx, set);
        let mut rows = vec![Row::new(1, vec![about], quote!(pub struct #name), " {")];
        for (header, function) in set.headers.iter().zip(&names.functions) {
            let mut lines = docs::of(&header.docs, cx.links);
            if lines.is_empty() {
                lines.push(format!("The header {}.", docs::code(&header.name)));
            }
            let (function, name, ty) = (ident(function), text(&header.name), file.ty(&header.ty));
            let form = match header.form {
                HeaderForm::Simple => TokenStream::new(),
                HeaderForm::Json => quote!(as json),
                HeaderForm::Members => quote!(as members),
                HeaderForm::Pairs => quote!(as pairs),
            };
            let ty = if header.required { ty } else { quote!(Option<#ty>) };
            rows.push(Row::new(2, lines, quote!(#function: #name #form => #ty), ","));
        }
        rows.push(Row::new(1, Vec::new(), TokenStream::new(), "}"));
        file.items.push(macro_item("headers", rows));
    }
}

fn about(cx: Context<'_>, set: &HeaderSet) -> String {
    let what = if set.failures { "failures" } else { "answers" };
    let id = cx.api.operations.get(set.operation).map(|operation| docs::code(&operation.id));
    match (set.home, id) {
        (Home::Tag(_), Some(id)) => format!("Headers of {what} of {id}."),
        _ => format!("Headers of {what}."),
    }
}

/// Names a set of headers.
pub(super) fn named(file: &mut File<'_>, id: HeaderSetId) -> Option<TokenStream> {
    let cx = file.cx;
    let (set, names) = (cx.facts.header_sets.get(id.0)?, cx.names.header_sets.get(id.0)?);
    let name = ident(&names.name);
    Some(match set.home {
        Home::Types => {
            file.krate("crate::headers");
            quote!(headers::#name)
        }
        Home::Tag(_) => quote!(#name),
    })
}
