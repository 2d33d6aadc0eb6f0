//! Writes how structs are read from JSON and written to it.
//!
//! In: a struct's fields. Out: a call of the runtime's macro, a row a field, and `impl Param` where it travels as a parameter. It must
//! not know constructors.

use quote::quote;

use super::file::{File, ident, text};
use super::types::{Presence, presence};
use super::{Item, Object, Property};
use crate::ir::{Struct, TypeId};
use crate::names::TypeNames;

pub(super) fn structure(file: &mut File<'_>, id: TypeId, object: &Struct, names: &TypeNames) {
    let cx = file.cx;
    file.runtime("object");
    let rows = object.fields.iter().zip(&names.members).map(|(field, member)| Property {
        required: matches!(
            presence(cx, id, field).0,
            Presence::Required | Presence::RequiredNullable
        ),
        field: ident(&member.name),
        key: text(&field.name),
    });
    let more = object.additional.as_ref().and(names.additional.as_ref());
    let item = Object {
        name: file.parent(&names.name),
        rows: rows.collect(),
        more: more.map(|member| ident(&member.name)),
    };
    file.items.push(Item::Object(item));
    if cx.facts.in_parameter(id) {
        parameter(file, object, names);
    }
}

/// As a parameter, a struct is a list of its members' texts.
fn parameter(file: &mut File<'_>, object: &Struct, names: &TypeNames) {
    let name = ident(&names.name);
    let param = file.runtime("Param");
    let value = file.runtime("ParamValue");
    let fields = object.fields.iter().zip(&names.members).map(|(field, member)| {
        let (name, key) = (ident(&member.name), text(&field.name));
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
