//! Writes the constructor of a struct that people send, and its setters.
//!
//! In: a struct's fields. Out: an `impl`, a `setters!` item, and a struct of arguments where there are many. It must not
//! know the codec.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::file::{File, Taking, doc, ident, text};
use super::types::{Presence, field_type, presence};
use super::{Item, MacroCall, Row, docs};
use crate::analyze::Resolved;
use crate::ir::{Constant, Primitive, Shape, Struct, Type, TypeId};
use crate::names::{Member, TypeNames};

pub(super) fn write(file: &mut File<'_>, id: TypeId, object: &Struct, names: &TypeNames) {
    let cx = file.cx;
    let mut setters = Setters::default();
    let mut arguments = Vec::new();
    let mut plain = Vec::new();
    let mut values = Vec::new();
    // What says which type it is, and whether that leaves the type without a derived `Default`.
    let (mut tagged, mut no_default) = (false, false);
    for (index, (field, member)) in object.fields.iter().zip(&names.members).enumerate() {
        let (presence, ty) = presence(cx, id, field);
        let boxed = cx.facts.is_boxed(id, index);
        let name = ident(&member.name);
        let lines = docs::of(&field.docs, cx.links);
        match presence {
            Presence::Required | Presence::RequiredNullable => {
                let whole = field_type(file, presence, ty, boxed);
                if let (Some(preset), Presence::Required) =
                    (cx.facts.preset(cx.api, field), presence)
                {
                    let value = constant(file, ty, &preset.value);
                    plain.push((TokenStream::new(), quote!(#name: #value)));
                    values.push(quote!(#name: #value));
                    (tagged, no_default) = (true, true);
                    if !preset.fixed {
                        let (taken, value) = argument(file, presence, ty, boxed, &quote!(value));
                        setters.push(&lines, member, quote!(value: #taken), value, false);
                    }
                    continue;
                }
                let (taken, value) = argument(file, presence, ty, boxed, &quote!(#name));
                let docs = doc(&lines);
                arguments.push(quote!(#name: #taken));
                plain.push((quote!(#docs pub #name: #whole), quote!(#name: required.#name)));
                values.push(if value.to_string() == quote!(#name).to_string() {
                    quote!(#name)
                } else {
                    quote!(#name: #value)
                });
            }
            Presence::Optional | Presence::OptionalNullable => {
                let (taken, value) = argument(file, presence, ty, boxed, &quote!(value));
                let (taken, value) = (quote!(value: #taken), quote!(Some(#value)));
                setters.push(&lines, member, taken, value, field.docs.deprecated);
                let value = match (cx.facts.preset(cx.api, field), presence) {
                    (Some(preset), Presence::Optional) if preset.fixed && !field.read_only => {
                        let value = constant(file, ty, &preset.value);
                        tagged = true;
                        quote!(#name: Some(#value))
                    }
                    _ => quote!(#name: None),
                };
                plain.push((TokenStream::new(), value.clone()));
                values.push(value);
            }
        }
    }
    if let (Some(_), Some(member)) = (&object.additional, &names.additional) {
        let name = ident(&member.name);
        plain.push((TokenStream::new(), quote!(#name: BTreeMap::new())));
        values.push(quote!(#name: BTreeMap::new()));
    }
    let name = ident(&names.name);
    let new = if let Some(required) = &names.required {
        let required = ident(required);
        let about = format!(" What [`{}::new`] needs.", names.name);
        let fields = plain.iter().map(|(field, _)| field).filter(|field| !field.is_empty());
        let fields = quote!(#(#fields),*);
        file.code(quote!(#[doc = #about] #[derive(Clone, Debug, PartialEq)] pub struct #required { #fields }));
        let values = plain.iter().map(|(_, value)| value);
        Some(quote! {
            #[doc = " Makes one from what the definition requires."]
            pub fn new(required: #required) -> Self {
                Self { #(#values),* }
            }
        })
    } else if arguments.is_empty() && tagged {
        if no_default {
            file.code(quote! {
                impl Default for #name {
                    fn default() -> Self {
                        Self::new()
                    }
                }
            });
        }
        Some(quote! {
            #[doc = " Makes one of what the definition itself says."]
            pub fn new() -> Self {
                Self { #(#values),* }
            }
        })
    } else if arguments.is_empty() {
        // A struct of optional fields alone has a `Default`, which `new` would only repeat.
        Some(quote! {
            #[doc = " Makes an empty one."]
            pub fn new() -> Self {
                Self::default()
            }
        })
    } else {
        Some(quote! {
            #[doc = " Makes one from what the definition requires."]
            pub fn new(#(#arguments),*) -> Self {
                Self { #(#values),* }
            }
        })
    };
    setters.write(file, &name, new);
}

/// What sets the fields of a struct.
#[derive(Default)]
pub(super) struct Setters {
    rows: Vec<Row>,
    /// Those that are not called as their field is.
    functions: Vec<TokenStream>,
}

impl Setters {
    /// Adds one: what it takes, and what the field becomes.
    pub(super) fn push(
        &mut self,
        lines: &[String],
        member: &Member,
        taken: TokenStream,
        given: TokenStream,
        deprecated: bool,
    ) {
        let (field, setter) = (ident(&member.name), ident(&member.setter));
        let docs = vec![about(lines, member.name.text())];
        let deprecated = deprecated.then(|| quote!(#[deprecated]));
        if field == setter {
            let head = quote!(#deprecated pub fn #setter(#taken));
            self.rows.push(Row::function(docs, head, given));
            return;
        }
        let docs = doc(&docs);
        self.functions.push(quote! {
            #docs
            #deprecated
            #[must_use]
            pub fn #setter(mut self, #taken) -> Self {
                self.#field = #given;
                self
            }
        });
    }

    /// Writes the `impl` of a struct with its constructor, and the setters.
    pub(super) fn write(self, file: &mut File<'_>, name: &Ident, new: Option<TokenStream>) {
        let Self { rows, functions } = self;
        if new.is_some() || !functions.is_empty() {
            file.code(quote!(impl #name { #new #(#functions)* }));
        }
        if !rows.is_empty() {
            file.runtime("setters");
            let (feature, head) = (None, Some(quote!(#name)));
            let call = MacroCall { feature, head, name: "setters", rows, packed: false };
            file.items.push(Item::Call(call));
        }
    }
}

/// Writes a constant that a type can hold.
fn constant(file: &mut File<'_>, ty: &Type, constant: &Constant) -> TokenStream {
    let cx = file.cx;
    let resolved = cx.facts.resolve(cx.api, ty);
    if let Resolved::Shape(id, shape) = resolved {
        let index = match shape {
            Shape::Enum(texts) => texts.variants.iter().position(|v| v.value == constant.plain()),
            Shape::Values(values) => values.variants.iter().position(|v| v.value == *constant),
            _ => None,
        };
        let members = cx.names.of_type(id).map(|names| &names.members);
        if let Some(member) = index.and_then(|index| members?.get(index)) {
            let (name, variant) = (file.ty(ty), ident(&member.name));
            return quote!(#name::#variant);
        }
    }
    match constant {
        Constant::Text(value) => {
            let value = text(value);
            quote!(#value.into())
        }
        Constant::Boolean(flag) => quote!(#flag),
        Constant::Number(number) => {
            match (resolved, number.parse::<i64>(), number.parse::<u64>()) {
                (Resolved::Type(Type::Primitive(Primitive::F32 | Primitive::F64)), ..) => {
                    let number = number.parse::<f64>().unwrap_or_default();
                    let number = Literal::f64_unsuffixed(number);
                    quote!(#number)
                }
                (_, Ok(number), _) => {
                    let number = Literal::i64_unsuffixed(number);
                    quote!(#number)
                }
                (_, _, number) => {
                    let number = Literal::u64_unsuffixed(number.unwrap_or_default());
                    quote!(#number)
                }
            }
        }
    }
}

/// Repeating a long text at the setter helps nobody: its first line does.
fn about(lines: &[String], field: &str) -> String {
    let first = lines.first().filter(|line| {
        let block = line.starts_with(['#', '`', '|', '>', '-', '*']);
        !block && line.len() <= 200 && lines.get(1).is_none_or(String::is_empty)
    });
    first.cloned().unwrap_or_else(|| format!("Sets `{field}`."))
}

pub(super) fn argument(
    file: &mut File<'_>,
    presence: Presence,
    ty: &Type,
    boxed: bool,
    name: &TokenStream,
) -> (TokenStream, TokenStream) {
    let inner = file.ty(ty);
    let whole = if boxed { quote!(Box<#inner>) } else { inner.clone() };
    match presence {
        Presence::RequiredNullable => (quote!(impl Into<Option<#whole>>), quote!(#name.into())),
        Presence::OptionalNullable => {
            let nullable = file.runtime("Nullable");
            (quote!(impl Into<#nullable<#whole>>), quote!(#name.into()))
        }
        Presence::Required | Presence::Optional => {
            let (taken, value) = match file.taking(ty) {
                Taking::Into => (quote!(impl Into<#inner>), quote!(#name.into())),
                Taking::Value => (inner, quote!(#name)),
            };
            (taken, if boxed { quote!(Box::new(#value)) } else { value })
        }
    }
}
