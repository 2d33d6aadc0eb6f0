//! Writes streams: the type of an item, and the enum of events by name.
//!
//! In: what an operation's items are. Out: types by name, and an `events!` item. It must not know how a stream is asked for.

use proc_macro2::TokenStream;
use quote::quote;

use super::super::file::{File, ident, text};
use super::super::{Row, docs};
use super::{Drawn, macro_item};
use crate::ir::{EventRow, Item};
use crate::names::OperationNames;

/// Returns the type of an item.
pub(in super::super) fn item(
    file: &mut File<'_>,
    item: &Item,
    names: &OperationNames,
) -> TokenStream {
    match item {
        Item::Json(ty) => file.ty(ty),
        Item::Text => {
            let text = file.runtime("PlainText");
            quote!(#text)
        }
        Item::Event => {
            let event = file.runtime("RawEvent");
            quote!(#event)
        }
        Item::Events(_) => {
            let event = ident(&names.event);
            quote!(#event)
        }
    }
}

/// Writes the enum of the events of an operation, where they have names.
pub(super) fn write(file: &mut File<'_>, drawn: &Drawn<'_>, group: &str) {
    let Some(Item::Events(events)) = drawn.operation.stream.as_ref().map(|it| &it.item) else {
        return;
    };
    let names = drawn.names;
    file.runtime("events");
    let name = ident(&names.event);
    let about = format!("Events of [`{group}::{}`].", names.method.text());
    let mut rows = vec![Row::new(1, vec![about], quote!(pub enum #name), " {")];
    for (row, variant) in events.rows.iter().zip(&names.event_variants) {
        let pattern = pattern(row);
        let data = match &row.data {
            Some(ty) => file.ty(ty),
            None => {
                let text = file.runtime("PlainText");
                quote!(#text)
            }
        };
        let (lines, variant) = (docs::of(&row.docs, file.cx.links), ident(variant));
        rows.push(Row::new(2, lines, quote!(#pattern => #variant(#data)), ","));
    }
    let ends: Vec<String> = events.ends.iter().map(|end| text(end).to_string()).collect();
    let end = match ends.as_slice() {
        [] => "}".to_owned(),
        ends => format!("}} ends {}", ends.join(" | ")),
    };
    rows.push(Row::new(1, Vec::new(), TokenStream::new(), end));
    file.items.push(macro_item("events", rows));
}

fn pattern(row: &EventRow) -> TokenStream {
    if row.names.is_empty() {
        return quote!("message");
    }
    let names = row.names.iter().map(|name| text(name));
    quote!(#(#names)|*)
}
