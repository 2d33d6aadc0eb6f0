//! Writes streams: the type of an item, and the enum of events by name.
//!
//! In: what an operation's items are. Out: types by name, and an `events!` item. It must not know how a stream is asked for.

use proc_macro2::TokenStream;
use quote::quote;

use super::super::file::{File, ident, text};
use super::super::{Context, Row, docs};
use super::{Drawn, macro_item};
use crate::analyze::Resolved;
use crate::ir::{Codec, EventRow, Item, Operation, Primitive, Response, Shape, Type};
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

/// Says how an answer that is no stream by itself is read as one, and what the caller has to say for it.
pub(super) fn about(cx: Context<'_>, operation: &Operation) -> Vec<String> {
    let Some(stream) = &operation.stream else { return Vec::new() };
    let is_stream = |response: &Response| {
        matches!(response.content.as_ref().map(|it| &it.codec), Some(Codec::Items(_)))
    };
    if operation.successes.iter().any(is_stream) {
        return Vec::new();
    }
    let types: Vec<String> = stream.media_types.iter().map(|it| docs::code(it)).collect();
    let mut lines = vec![format!("`.stream()` asks for {}.", types.join(", "))];
    if asks_in_body(cx, operation) {
        let text =
            "The body is sent as it is: where the server goes by its `stream`, set that to `true`.";
        lines.push(text.to_owned());
    }
    lines
}

/// Tells whether a body has a flag that is called `stream`. No definition says what it does, so that nobody but the caller
/// sets it.
fn asks_in_body(cx: Context<'_>, operation: &Operation) -> bool {
    let contents = operation.body.iter().flat_map(|body| &body.contents);
    contents.filter_map(|content| content.codec.value()).any(|ty| {
        let Resolved::Shape(_, Shape::Struct(object)) = cx.facts.resolve(cx.api, ty) else {
            return false;
        };
        let flag = |ty: &Type| match cx.facts.resolve(cx.api, ty) {
            Resolved::Type(Type::Nullable(inner)) => {
                matches!(
                    cx.facts.resolve(cx.api, inner),
                    Resolved::Type(Type::Primitive(Primitive::Boolean))
                )
            }
            Resolved::Type(ty) => *ty == Type::Primitive(Primitive::Boolean),
            Resolved::Shape(..) => false,
        };
        object.fields.iter().any(|field| field.name == "stream" && flag(&field.ty))
    })
}
