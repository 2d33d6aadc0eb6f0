//! Writes the struct of a body's parts, where some are files.
//!
//! In: the parts of a form. Out: a struct with its constructor and setters, and how it becomes a `Multipart`. It must not
//! know the operation's parameters.

use proc_macro2::TokenStream;
use quote::quote;

use super::super::docs;
use super::super::file::{File, doc, ident, text};
use super::super::setters::{Setters, argument};
use super::super::types::{Presence, field_type, state};
use super::body;
use super::method::Sending;
use crate::ir::{Codec, Form, PartContent, PartField};
use crate::names::Member;

/// `new` has no more arguments: beyond, people write the struct.
const MOST_ARGUMENTS: usize = 7;

/// A part's Rust: its type, how functions take it, what they store, and the link that adds it.
struct Part {
    required: bool,
    /// Several of one name.
    many: bool,
    ty: TokenStream,
    taken: TokenStream,
    stored: TokenStream,
    link: TokenStream,
}

/// Writes the struct, where the body is one.
pub(super) fn write(file: &mut File<'_>, sending: &Sending<'_>, group: &str) {
    let Some(content) = sending.content else { return };
    let Codec::Form(Form::Struct(parts)) = &content.codec else { return };
    let (mut fields, mut arguments, mut values) = (Vec::new(), Vec::new(), Vec::new());
    let (mut setters, mut links) = (Setters::default(), Vec::new());
    for (field, member) in parts.fields.iter().zip(&sending.parts.members) {
        let name = ident(&member.name);
        let lines = docs_of(file, field);
        let docs = doc(&lines);
        let Part { required, many, ty, taken, stored, link } = part(file, field, member);
        fields.push(quote!(#docs pub #name: #ty));
        links.push(link);
        if required {
            arguments.push(quote!(#name: #taken));
            let is_name = name == stored.to_string();
            values.push(if is_name { quote!(#name) } else { quote!(#name: #stored) });
            continue;
        }
        values.push(if many { quote!(#name: Vec::new()) } else { quote!(#name: None) });
        setters.push(&lines, member, quote!(value: #taken), stored, field.docs.deprecated);
    }
    let name = ident(&sending.parts.name);
    let about = format!(" The body of [`{group}::{}`].", sending.method);
    let (mut derives, mut closed) = (quote!(Debug), quote!(#[non_exhaustive]));
    let new = if arguments.len() > MOST_ARGUMENTS {
        closed = TokenStream::new();
        None
    } else if arguments.is_empty() {
        derives = quote!(Debug, Default);
        let docs = " Makes one without parts.";
        Some(quote!(#[doc = #docs] pub fn new() -> Self { Self::default() }))
    } else {
        let docs = " Makes one from what the definition requires.";
        Some(quote! {
            #[doc = #docs]
            pub fn new(#(#arguments),*) -> Self {
                Self { #(#values),* }
            }
        })
    };
    let multipart = file.runtime("Multipart");
    let begin = match content.media_type.as_str() {
        "multipart/form-data" => quote!(form()),
        other => {
            let other = text(other);
            quote!(of(#other))
        }
    };
    file.code(quote! {
        #[doc = #about]
        #[derive(#derives)]
        #closed
        pub struct #name { #(#fields),* }
    });
    setters.write(file, &name, new);
    file.code(quote! {
        impl From<#name> for #multipart {
            fn from(parts: #name) -> Self {
                Self::#begin #(#links)*
            }
        }
    });
}

fn docs_of(file: &File<'_>, field: &PartField) -> Vec<String> {
    let lines = docs::of(&field.docs, file.cx.links);
    if !lines.is_empty() {
        return lines;
    }
    vec![format!("The part {}.", docs::code(&field.name))]
}

fn part(file: &mut File<'_>, field: &PartField, member: &Member) -> Part {
    let name = text(&field.name);
    let given = ident(&member.name);
    let media_type = text(field.media_type.as_deref().unwrap_or_default());
    let value = if field.required { quote!(#given) } else { quote!(value) };
    let (link, many) = match &field.content {
        PartContent::Value(ty) => {
            let (presence, ty) = state(file.cx, field.required, ty);
            let whole = field_type(file, presence, ty, false);
            let (taken, stored) = argument(file, presence, ty, false, &value);
            let (stored, link) = match presence {
                Presence::Required | Presence::RequiredNullable => {
                    (stored, quote!(.value(#name, #media_type, &parts.#given)))
                }
                Presence::Optional | Presence::OptionalNullable => {
                    (quote!(Some(#stored)), quote!(.optional(#name, #media_type, &parts.#given)))
                }
            };
            let link = match field.style {
                Some(style) => {
                    let style = body::field_style(file, style);
                    let values = if field.required {
                        quote!([&parts.#given])
                    } else {
                        quote!(&parts.#given)
                    };
                    quote!(.styled(#name, #style, #values))
                }
                None => link,
            };
            return Part { required: field.required, many: false, ty: whole, taken, stored, link };
        }
        PartContent::File { many } => (quote!(files), *many),
        PartContent::Part { many } => (quote!(parts), *many),
    };
    let one = file.runtime("FormPart");
    match (many, field.required) {
        (true, required) => Part {
            required,
            many,
            ty: quote!(Vec<#one>),
            taken: quote!(impl IntoIterator<Item = impl Into<#one>>),
            stored: quote!(#value.into_iter().map(Into::into).collect()),
            link: quote!(.#link(#name, #media_type, parts.#given)),
        },
        (false, true) => Part {
            required: true,
            many,
            ty: quote!(#one),
            taken: quote!(impl Into<#one>),
            stored: quote!(#value.into()),
            link: quote!(.#link(#name, #media_type, [parts.#given])),
        },
        (false, false) => Part {
            required: false,
            many,
            ty: quote!(Option<#one>),
            taken: quote!(impl Into<#one>),
            stored: quote!(Some(#value.into())),
            link: quote!(.#link(#name, #media_type, parts.#given)),
        },
    }
}
