//! Writes unions: enums that are open to what the definition does not know.
//!
//! In: a union's branches. Out: the enum with its conversions, and its codec. It must not know structs.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::file::{File, doc, ident, text};
use super::types::{Presence, presence};
use super::{Item, MacroCall, Row};
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
    for import in ["Json", "Reader", "Writer", "Shapes"] {
        file.runtime(import);
    }
    let shapes = match &union.discriminator {
        Some(key) => {
            let key = text(key);
            let tags = union.branches.iter().map(|branch| texts(&branch.tags));
            quote!(static SHAPES: Shapes = Shapes::tagged(#key, &[#(#tags),*]);)
        }
        None => {
            file.runtime("Mark");
            let marks = union.branches.iter().flat_map(|branch| &branch.marks).map(mark);
            let variants = union.branches.iter().enumerate();
            let variants = variants.flat_map(|(at, branch)| branch.marks.iter().map(move |_| at));
            let variants: Vec<usize> = variants.collect();
            // Where each branch has one mark, the numbers say nothing.
            let plain = variants.iter().copied().eq(0..union.branches.len());
            let of = (!plain).then(|| {
                let variants = variants.iter().map(|at| Literal::usize_unsuffixed(*at));
                quote!(.variants(&[#(#variants),*]))
            });
            let together = union.together.then(|| quote!(.together()));
            if plain && !union.together {
                quote!(static SHAPES: Shapes = Shapes::marked(&[#(#marks),*]);)
            } else {
                quote! {
                    static MARKS: &[Mark] = &[#(#marks),*];
                    static SHAPES: Shapes = Shapes::marked(MARKS) #of #together;
                }
            }
        }
    };
    let mut reads = TokenStream::new();
    let mut writes = TokenStream::new();
    let mut params = TokenStream::new();
    for (index, (branch, member)) in union.branches.iter().zip(&names.members).enumerate() {
        let variant = ident(&member.name);
        let index = Literal::usize_unsuffixed(index);
        reads.extend(quote!(Some(#index) => r.value().map(Self::#variant),));
        writes.extend(match untold(file, union, branch) {
            Some((key, tag)) => {
                let (key, tag) = (text(key), text(tag));
                quote!(Self::#variant(v) => w.tagged(#key, #tag, v),)
            }
            None => quote!(Self::#variant(v) => v.write(w),),
        });
        params.extend(quote!(Self::#variant(v) => v.param(),));
    }
    file.code(quote! {
        impl Json for #name {
            fn read(r: &mut Reader<'_>) -> Option<Self> {
                #shapes
                match r.choose(&SHAPES) {
                    #reads
                    _ => r.value().map(Self::Unknown),
                }
            }
            fn write(&self, w: &mut Writer) {
                match self {
                    #writes
                    Self::Unknown(v) => v.write(w),
                }
            }
        }
    });
    if file.cx.facts.in_parameter(id) {
        let param = file.runtime("Param");
        let value = file.runtime("ParamValue");
        file.code(quote! {
            impl #param for #name {
                fn param(&self) -> #value {
                    match self {
                        #params
                        Self::Unknown(v) => v.param(),
                    }
                }
            }
        });
    }
}

/// Returns the discriminator and its value where the branch's own type may not write them.
fn untold<'a>(file: &File<'_>, union: &'a Union, branch: &'a Branch) -> Option<(&'a str, &'a str)> {
    let key = union.discriminator.as_deref()?;
    let tag = branch.tags.first()?;
    match file.cx.facts.resolve(file.cx.api, &branch.ty) {
        Resolved::Shape(id, Shape::Struct(object)) => {
            let field = object.fields.iter().find(|field| field.name == key);
            let has = field.is_some_and(|field| {
                let (presence, _) = presence(file.cx, id, field);
                matches!(presence, Presence::Required | Presence::RequiredNullable)
            });
            (!has).then_some((key, tag))
        }
        // What is in it tells itself, or leaves it to this one.
        Resolved::Shape(_, Shape::Union(_)) | Resolved::Type(Type::Map(_)) => Some((key, tag)),
        _ => None,
    }
}

fn texts(texts: &[String]) -> TokenStream {
    let texts = texts.iter().map(|tag| text(tag));
    quote!(&[#(#texts),*])
}

fn mark(marks: &Marks) -> TokenStream {
    let kind = match marks.kinds.as_slice() {
        [JsonKind::Object] => {
            let (required, known) = (texts(&marks.required), texts(&marks.known));
            let constants = marks.constants.iter().map(|(key, values)| {
                let (key, values) = (text(key), texts(values));
                quote!(.constant(#key, #values))
            });
            let closed = marks.closed.then(|| quote!(.closed()));
            let keeps = marks.keeps.then(|| quote!(.keeps()));
            return quote!(Mark::object(#required, #known) #(#constants)* #closed #keeps);
        }
        [JsonKind::String] if !marks.texts.is_empty() => {
            let texts = texts(&marks.texts);
            return quote!(Mark::text(#texts));
        }
        [JsonKind::String] => quote!(string),
        [JsonKind::Integer] => quote!(integer),
        [JsonKind::Number]
        | [JsonKind::Integer, JsonKind::Number]
        | [JsonKind::Number, JsonKind::Integer] => {
            quote!(number)
        }
        [JsonKind::Boolean] => quote!(boolean),
        [JsonKind::Array] => quote!(array),
        _ => quote!(any),
    };
    quote!(Mark::#kind())
}
