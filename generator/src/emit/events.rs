//! Writes `webhooks.rs`: what the API sends to a server of one's own, a static for each event.
//!
//! In: events. Out: one unit. It must not know how a server takes them.

use proc_macro2::TokenStream;
use quote::quote;

use super::file::{File, Site, ident, text};
use super::{Context, Data, Item, Unit, docs};
use crate::ir::{Cause, Codec, Event};

/// Writes the module of events, where there are some.
pub(super) fn unit(cx: Context<'_>) -> Option<Unit> {
    let names = cx.names.events.as_ref()?;
    let mut file = File::new(cx, Site::Events);
    let statics = cx.api.events.iter().zip(&names.constants).map(|(event, name)| {
        let of = file.runtime("Event");
        let (name, payload) = (ident(name), payload(&mut file, event));
        let (key, method) = (text(&event.name), text(event.method.text()));
        Data {
            docs: about(cx, event),
            cfg: None,
            left: quote!(pub static #name: #of<#payload>),
            right: quote!(#of::new(#key, #method)),
            chain: Vec::new(),
        }
    });
    let statics = statics.collect();
    file.items.push(Item::Statics(statics));
    let path = format!("src/{}.rs", names.module.text());
    let about = "What the API sends to a server of your own: webhooks and callbacks.";
    Some(file.unit(path, vec![about.to_owned()], Vec::new()))
}

fn payload(file: &mut File<'_>, event: &Event) -> TokenStream {
    match event.payload.as_ref().map(|content| &content.codec) {
        None => quote!(()),
        Some(Codec::Json(ty)) => file.ty(ty),
        Some(Codec::Text) => {
            let text = file.runtime("PlainText");
            quote!(#text)
        }
        Some(_) => {
            let bytes = file.runtime("Bytes");
            quote!(#bytes)
        }
    }
}

fn about(cx: Context<'_>, event: &Event) -> Vec<String> {
    let mut lines = docs::of(&event.docs, cx.links);
    let (name, method) = (docs::code(&event.name), docs::code(event.method.text()));
    let cause = match &event.cause {
        Cause::Webhook => format!("The webhook {name}, sent with {method}."),
        Cause::Callback { operations, url } => {
            let operations: Vec<String> = operations.iter().map(|id| docs::code(id)).collect();
            format!(
                "The callback {name} of {}, sent with {method} to {}.",
                operations.join(", "),
                docs::code(url)
            )
        }
    };
    docs::paragraph(&mut lines, vec![cause]);
    let mut headers: Vec<String> = Vec::new();
    for (name, required, about) in &event.headers {
        let mut line = format!("- The header {}", docs::code(name));
        line.push_str(if *required { "" } else { ", not always" });
        headers.push(row(cx, line, about.description.as_deref()));
    }
    docs::paragraph(&mut lines, headers);
    let mut answers: Vec<String> = Vec::new();
    for answer in &event.answers {
        let mut line = format!("- Answer {}", docs::code(&answer.status));
        if let Some(ty) = &answer.ty {
            let mut file = File::new(cx, Site::Events);
            let written = file.ty(ty).to_string().replace(' ', "");
            line.push_str(&format!(" with {}", docs::code(&written)));
        }
        answers.push(row(cx, line, answer.description.as_deref()));
    }
    docs::paragraph(&mut lines, answers);
    lines
}

/// Ends a line of a list with what the definition says.
fn row(cx: Context<'_>, line: String, about: Option<&str>) -> String {
    match about.map(|about| docs::line(about, cx.links)).filter(|about| !about.is_empty()) {
        Some(about) => format!("{line}: {about}"),
        None => format!("{line}."),
    }
}
