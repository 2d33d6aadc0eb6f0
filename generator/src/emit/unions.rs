//! Writes unions: enums that are open to what the definition does not know.
//!
//! In: a union's branches. Out: the enum with its conversions, and its codec. It must not know structs.

use proc_macro2::TokenStream;
use quote::quote;

use super::file::{File, doc, ident, text};
use super::types::{Presence, presence};
use super::{Argument, Choice, ChoiceRow, Item, MacroCall, Mark, Row};
use crate::analyze::Resolved;
use crate::ir::{Branch, JsonKind, Marks, Shape, Type, TypeId, Union};
use crate::names::TypeNames;

/// Writes the enum.
pub(super) fn write(
    file: &mut File<'_>,
    id: TypeId,
    union: &Union,
    names: &TypeNames,
    lines: Vec<String>,
) {
    let cx = file.cx;
    let name = ident(&names.name);
    let mut variants = Vec::new();
    let mut written: Vec<String> = Vec::new();
    let mut conversions: Vec<(String, TokenStream)> = Vec::new();
    for (index, (branch, member)) in union.branches.iter().zip(&names.members).enumerate() {
        let ty = file.ty(&branch.ty);
        let variant = ident(&member.name);
        let boxed = cx.facts.is_boxed(id, index);
        let held = if boxed { quote!(Box<#ty>) } else { quote!(#ty) };
        variants.push(quote!(#variant(#held)));
        // Two branches may be one Rust type, also through an alias: then neither converts.
        let key = identity(file, &branch.ty);
        written.push(key.clone());
        conversions.push((key, quote!(#variant(#ty))));
    }
    let raw = file.runtime("RawJson");
    let docs = doc(&lines);
    file.code(quote! {
        #docs
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants,)*
            #[doc = " What the definition does not know, kept as it came."]
            Unknown(#raw),
        }
    });
    let itself = format!("#{}", id.0);
    conversions.retain(|(key, _)| {
        let is_raw = *key == ":Any" || *key == itself;
        !is_raw && written.iter().filter(|other| *other == key).count() == 1
    });
    let last = conversions.len().saturating_sub(1);
    let rows = conversions.into_iter().enumerate().map(|(index, (_, conversion))| {
        Row::new(1, Vec::new(), conversion, if index == last { "" } else { "," })
    });
    let rows: Vec<Row> = rows.collect();
    if !rows.is_empty() {
        file.runtime("conversions");
        let (feature, head) = (None, Some(quote!(#name)));
        let call = MacroCall { feature, head, name: "conversions", rows, packed: true };
        file.items.push(Item::Call(call));
    }
}

/// A text that is the same for what is the same type to rustc.
fn identity(file: &File<'_>, ty: &Type) -> String {
    match file.cx.facts.resolve(file.cx.api, ty) {
        Resolved::Shape(id, _) => format!("#{}", id.0),
        Resolved::Type(Type::List(item)) => format!("[{}", identity(file, item)),
        Resolved::Type(Type::Map(item)) => format!("%{}", identity(file, item)),
        Resolved::Type(Type::Nullable(item)) => format!("?{}", identity(file, item)),
        Resolved::Type(Type::Primitive(crate::ir::Primitive::Binary)) => {
            ":Primitive(String)".into()
        }
        Resolved::Type(other) => format!(":{other:?}"),
    }
}

/// Writes how it is read and written.
pub(super) fn codec(file: &mut File<'_>, id: TypeId, union: &Union, names: &TypeNames) {
    let name = file.parent(&names.name);
    file.runtime("union");
    let rows = union.branches.iter().zip(&names.members).map(|(branch, member)| ChoiceRow {
        variant: ident(&member.name),
        writes: untold(file, union, branch),
        tags: branch.tags.iter().map(|tag| text(tag)).collect(),
        marks: branch.marks.iter().map(mark).collect(),
    });
    let rows = rows.collect();
    let key = union.discriminator.as_deref().map(text);
    file.items.push(Item::Choice(Choice { name, key, together: union.together, rows }));
    if file.cx.facts.in_parameter(id) {
        let param = file.runtime("Param");
        let value = file.runtime("ParamValue");
        let name = ident(&names.name);
        let variants = names.members.iter().map(|member| ident(&member.name));
        let params = variants.map(|variant| quote!(Self::#variant(v) => v.param(),));
        file.code(quote! {
            impl #param for #name {
                fn param(&self) -> #value {
                    match self {
                        #(#params)*
                        Self::Unknown(v) => v.param(),
                    }
                }
            }
        });
    }
}

/// Tells whether the union writes the discriminator, as the branch's own type may not.
fn untold(file: &File<'_>, union: &Union, branch: &Branch) -> bool {
    let Some(key) = union.discriminator.as_deref().filter(|_| !branch.tags.is_empty()) else {
        return false;
    };
    match file.cx.facts.resolve(file.cx.api, &branch.ty) {
        Resolved::Shape(id, Shape::Struct(object)) => {
            let field = object.fields.iter().find(|field| field.name == key);
            let has = field.is_some_and(|field| {
                let (presence, _) = presence(file.cx, id, field);
                matches!(presence, Presence::Required | Presence::RequiredNullable)
            });
            !has
        }
        // What is in it tells itself, or leaves it to this one.
        Resolved::Shape(_, Shape::Union(_)) | Resolved::Type(Type::Map(_)) => true,
        _ => false,
    }
}

/// Returns the constructor of a mark, and what is called on it.
fn mark(marks: &Marks) -> Mark {
    let texts = |all: &[String]| Argument::Texts(all.iter().map(|it| text(it)).collect());
    let kind =
        match marks.kinds.as_slice() {
            [JsonKind::Object] => {
                let mut calls = vec![("object", vec![texts(&marks.required), texts(&marks.known)])];
                calls.extend(marks.constants.iter().map(|(key, values)| {
                    ("constant", vec![Argument::Text(text(key)), texts(values)])
                }));
                calls.extend(marks.closed.then(|| ("closed", Vec::new())));
                calls.extend(marks.keeps.then(|| ("keeps", Vec::new())));
                return Mark(calls);
            }
            [JsonKind::String] if !marks.texts.is_empty() => {
                return Mark(vec![("text", vec![texts(&marks.texts)])]);
            }
            [JsonKind::String] => "string",
            [JsonKind::Integer] => "integer",
            [JsonKind::Number]
            | [JsonKind::Integer, JsonKind::Number]
            | [JsonKind::Number, JsonKind::Integer] => "number",
            [JsonKind::Boolean] => "boolean",
            [JsonKind::Array] => "array",
            _ => "any",
        };
    Mark(vec![(kind, Vec::new())])
}
