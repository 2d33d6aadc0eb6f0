//! Writes the union of a base and the types that extend it.
//!
//! In: a union whose last branch is the base. Out: a call of the runtime's macro, a row a type, each under the features of
//! that type. It must not know other unions.

use proc_macro2::TokenStream;
use quote::quote;

use super::file::{File, ident, text};
use super::{Context, Item, MacroCall, Row};
use crate::analyze::Reach;
use crate::ir::{Branch, Type, TypeId, Union};
use crate::names::{Member, TypeNames};

/// Writes the enum.
pub(super) fn write(
    file: &mut File<'_>,
    id: TypeId,
    union: &Union,
    names: &TypeNames,
    lines: Vec<String>,
) {
    file.runtime("family");
    let cx = file.cx;
    let (name, key) =
        (ident(&names.name), text(union.discriminator.as_deref().unwrap_or_default()));
    let Some((base, children)) = union.branches.split_last() else { return };
    let members: Vec<&Member> = names.members.iter().collect();
    let Some((base_member, members)) = members.split_last() else { return };
    let (other, base) = (ident(&base_member.name), file.ty(&base.ty));
    let head = quote!(pub enum #name by #key else #other(#base));
    let mut rows = vec![Row::new(1, lines, head, " {")];
    for (branch, member) in children.iter().zip(members) {
        let mut tags = branch.tags.iter().map(|tag| text(tag));
        let Some(tag) = tags.next() else { continue };
        let cfg = cfg(cx, id, branch);
        let ty = match branch.ty {
            Type::Named(child) if cfg.is_some() => file.by_path(child),
            _ => file.ty(&branch.ty),
        };
        rows.extend(cfg.map(|cfg| Row::new(2, Vec::new(), cfg, "")));
        let variant = ident(&member.name);
        let more: String = tags.map(|tag| format!(" | {tag}")).collect();
        rows.push(Row::new(2, Vec::new(), quote!(#variant(#ty) = #tag), more + ","));
    }
    rows.push(Row::new(1, Vec::new(), TokenStream::new(), "}"));
    file.items.push(Item::Call(MacroCall {
        feature: None,
        head: None,
        name: "family",
        rows,
        packed: false,
    }));
    if cx.facts.in_parameter(id) {
        parameter(file, id, union, names);
    }
}

/// Returns the features under which a branch exists, where the union may exist without it.
fn cfg(cx: Context<'_>, id: TypeId, branch: &Branch) -> Option<TokenStream> {
    let Type::Named(child) = branch.ty else { return None };
    let of = cx.facts.reach(child);
    let always = match (cx.facts.reach(id), of) {
        (_, Reach::Always) => true,
        (Reach::Always, Reach::Any(_)) => false,
        (Reach::Any(union), Reach::Any(child)) => union.is_subset(child),
    };
    if always { None } else { cx.cfg(of).and_then(|cfg| cfg.parse().ok()) }
}

fn parameter(file: &mut File<'_>, id: TypeId, union: &Union, names: &TypeNames) {
    let cx = file.cx;
    let name = ident(&names.name);
    let (param, value) = (file.runtime("Param"), file.runtime("ParamValue"));
    let arms = union.branches.iter().zip(&names.members).map(|(branch, member): (_, &Member)| {
        let (cfg, variant) = (cfg(cx, id, branch), ident(&member.name));
        quote!(#cfg Self::#variant(v) => v.param(),)
    });
    file.code(quote! {
        impl #param for #name {
            fn param(&self) -> #value {
                match self {
                    #(#arms)*
                    Self::Unknown(v) => v.param(),
                }
            }
        }
    });
}
