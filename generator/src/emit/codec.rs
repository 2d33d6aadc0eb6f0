//! Writes how structs are read from JSON and written to it.
//!
//! In: a struct's fields. Out: its `impl Json`, and `impl Param` where it travels as a parameter. It must
//! not know constructors.

use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens, quote};

use super::file::{File, ident, text};
use super::types::{Presence, presence};
use super::{Codec, Context, Item};
use crate::analyze::Resolved;
use crate::ir::{Field, Struct, Type, TypeId};
use crate::names::{Member, TypeNames};

struct Row<'a> {
    field: &'a Field,
    member: &'a Member,
    presence: Presence,
}

impl Row<'_> {
    fn is_required(&self) -> bool {
        matches!(self.presence, Presence::Required | Presence::RequiredNullable)
    }
}

pub(super) fn structure(file: &mut File<'_>, id: TypeId, object: &Struct, names: &TypeNames) {
    let cx = file.cx;
    let rows: Vec<Row<'_>> = object
        .fields
        .iter()
        .zip(&names.members)
        .map(|(field, member)| Row { field, member, presence: presence(cx, id, field).0 })
        .collect();
    // Required ones come first in the table.
    let (required, optional): (Vec<&Row<'_>>, Vec<&Row<'_>>) =
        rows.iter().partition(|r| r.is_required());
    let keys = |rows: &[&Row<'_>]| -> Vec<TokenStream> {
        rows.iter().map(|row| text(&row.field.name).into_token_stream()).collect()
    };
    let (required_keys, optional_keys) = (keys(&required), keys(&optional));

    let mut lets = Vec::new();
    let mut arms = Vec::new();
    for (index, row) in required.iter().chain(&optional).enumerate() {
        let (local, index) = (ident(&row.member.local), Literal::usize_unsuffixed(index));
        lets.push(quote!(let mut #local = None;));
        arms.push(match row.presence {
            // Any value may be `null`, which is a value then.
            Presence::Optional if !is_any(cx, row.field) => {
                quote!(#index => r.get_optional(&mut #local))
            }
            _ => quote!(#index => r.get(&mut #local)),
        });
    }
    let mut values: Vec<TokenStream> = rows
        .iter()
        .map(|row| {
            let (name, local) = (ident(&row.member.name), ident(&row.member.local));
            match (row.is_required(), name == local) {
                (true, _) => quote!(#name: #local?),
                (false, true) => quote!(#name),
                (false, false) => quote!(#name: #local),
            }
        })
        .collect();
    let mut writes: Vec<TokenStream> = rows.iter().map(write).collect();
    if let (Some(_), Some(member)) = (&object.additional, &names.additional) {
        let (name, local) = (ident(&member.name), ident(&member.local));
        lets.push(quote!(let mut #local = BTreeMap::new();));
        file.krate("std::collections::BTreeMap");
        arms.push(quote!(_ => r.get_extra(&mut #local)));
        values.push(if name == local { quote!(#name) } else { quote!(#name: #local) });
        writes.push(quote!(w.extra(&self.#name);));
    } else {
        arms.push(quote!(_ => r.skip()));
    }

    let name = file.parent(&names.name);
    for import in ["Json", "Reader", "Writer", "Fields"] {
        file.runtime(import);
    }
    file.items.push(Item::Codec(Codec {
        name: name.into_token_stream(),
        required: required_keys,
        optional: optional_keys,
        lets,
        arms,
        values,
        writes,
    }));
    if cx.facts.in_parameter(id) {
        parameter(file, &rows, names);
    }
}

fn is_any(cx: Context<'_>, field: &Field) -> bool {
    matches!(cx.facts.resolve(cx.api, &field.ty), Resolved::Type(Type::Any))
}

fn write(row: &Row<'_>) -> TokenStream {
    let (name, key) = (ident(&row.member.name), text(&row.field.name));
    if row.is_required() {
        quote!(w.field(#key, &self.#name);)
    } else {
        quote!(w.optional(#key, &self.#name);)
    }
}

/// As a parameter, a struct is a list of its members' texts.
fn parameter(file: &mut File<'_>, rows: &[Row<'_>], names: &TypeNames) {
    let name = ident(&names.name);
    let param = file.runtime("Param");
    let value = file.runtime("ParamValue");
    let fields = rows.iter().map(|row| {
        let (name, key) = (ident(&row.member.name), text(&row.field.name));
        quote!(.field(#key, &self.#name))
    });
    file.code(quote! {
        impl #param for #name {
            fn param(&self) -> #value {
                #value::object() #(#fields)*
            }
        }
    });
}
