//! Writes types: structs with their constructors, enums, newtypes, aliases, and the modules they stand in.
//!
//! In: the types of a group. Out: the module's unit and its codec's. It must not know operations.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::file::{File, Site, doc, ident, text};
use super::{Context, Item, MacroCall, Row, Unit, codec, docs, families, setters, unions};
use crate::analyze::Resolved;
use crate::ir::{Enum, Field, Primitive, Shape, Struct, Type, TypeId, TypeName, Values};
use crate::names::{Group, TypeNames};

/// Which of the three states a field can have: absent, null, a value.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Presence {
    Required,
    RequiredNullable,
    Optional,
    OptionalNullable,
}

/// Writes `types.rs`.
pub(super) fn root(cx: Context<'_>) -> Unit {
    let rows = cx.names.groups.iter().flat_map(|group| {
        let name = ident(&group.module);
        let cfg = cx.cfg(&group.reach).and_then(|cfg| cfg.parse::<TokenStream>().ok());
        let cfg = cfg.map(|cfg| Row::new(1, Vec::new(), cfg, ""));
        cfg.into_iter().chain([Row::new(1, Vec::new(), quote!(#name), ";")])
    });
    let rows: Vec<Row> = rows.collect();
    let docs = "The types of the API. Each exists with the features of the operations that use it.";
    let name = "portolan_runtime::generated::modules";
    let call = MacroCall { feature: None, head: None, name, rows, packed: false };
    let items = if call.rows.is_empty() { Vec::new() } else { vec![Item::Call(call)] };
    Unit { path: "src/types.rs".to_owned(), docs: vec![docs.to_owned()], items }
}

/// Writes a module of types and its codec.
pub(super) fn group(cx: Context<'_>, group: &Group) -> Vec<Unit> {
    let module = group.module.text();
    let mut file = File::new(cx, Site::Types(&group.types));
    let mut codec = File::new(cx, Site::Types(&[]));
    write(&mut file, &mut codec, &group.types);
    units(file, codec, &format!("src/types/{module}"), group_docs(cx, group))
}

fn group_docs(cx: Context<'_>, group: &Group) -> Vec<String> {
    let words: Vec<&str> = match &group.reach {
        crate::analyze::Reach::Always => return vec!["Types that are always there.".to_owned()],
        crate::analyze::Reach::Any(features) => {
            features.iter().filter_map(|feature| cx.names.feature(*feature)).collect()
        }
    };
    let shown: Vec<String> = words.iter().take(4).map(|word| format!("`{word}`")).collect();
    let more =
        if words.len() > 4 { format!(" and {} more", words.len() - 4) } else { String::new() };
    vec![format!("Types of {}{more}.", shown.join(", "))]
}

/// Ends a module and, where there is one, its codec.
pub(super) fn units(file: File<'_>, codec: File<'_>, path: &str, docs: Vec<String>) -> Vec<Unit> {
    if codec.items.is_empty() {
        return vec![file.unit(format!("{path}.rs"), docs, Vec::new())];
    }
    vec![
        file.unit(
            format!("{path}.rs"),
            docs,
            vec![quote!(
                mod codec;
            )],
        ),
        codec.unit(
            format!("{path}/codec.rs"),
            vec!["How the types are read and written.".into()],
            Vec::new(),
        ),
    ]
}

/// Writes types into a module and its codec.
pub(super) fn write(file: &mut File<'_>, codec: &mut File<'_>, types: &[TypeId]) {
    let mut coded: Vec<proc_macro2::Ident> = Vec::new();
    let mut equal: Vec<(proc_macro2::Ident, TokenStream)> = Vec::new();
    for id in types {
        let cx = file.cx;
        let (Some(def), Some(names)) = (cx.api.type_def(*id), cx.names.of_type(*id)) else {
            continue;
        };
        let lines = docs::of(&def.docs, cx.links);
        if let Some(same) = cx.facts.same_as(*id) {
            let target = file.named(same);
            if matches!(def.origin, TypeName::Component(_)) {
                alias(file, names, &lines, &target);
            } else {
                equal.push((ident(&names.name), target));
            }
            continue;
        }
        let is_alias = matches!(def.shape, Shape::Alias(_)) && !cx.facts.is_endless(*id);
        coded.extend((!is_alias).then(|| ident(&names.name)));
        match &def.shape {
            Shape::Struct(object) => {
                structure(file, *id, object, names, lines);
                codec::structure(codec, *id, object, names);
            }
            Shape::Enum(texts) => open_enum(file, texts, names, lines),
            Shape::Union(union) if union.based => families::write(file, *id, union, names, lines),
            Shape::Values(values) => value_enum(file, values, names, lines),
            Shape::Union(union) => {
                unions::write(file, *id, union, names, lines);
                unions::codec(codec, *id, union, names);
            }
            Shape::Newtype(primitive) => {
                // The macro knows these by their names.
                let inner = match primitive {
                    Primitive::Secret => quote!(Secret),
                    other => file.primitive(*other),
                };
                newtype(file, inner, names, lines);
            }
            Shape::Alias(target) if cx.facts.is_endless(*id) => {
                let inner = file.ty(target);
                newtype(file, inner, names, lines);
            }
            Shape::Alias(target) => {
                let target = file.ty(target);
                alias(file, names, &lines, &target);
            }
        }
    }
    equals(file, &equal);
    interchange(file, &coded);
}

/// Names the inline shapes that are equal to another type. What has the type says what it is for.
fn equals(file: &mut File<'_>, types: &[(proc_macro2::Ident, TokenStream)]) {
    if types.is_empty() {
        return;
    }
    let mut text = "// Shapes that are equal to another one.\n".to_owned();
    for (name, target) in types {
        text.push_str(&format!("pub type {name} = {target};\n"));
    }
    file.items.push(Item::Text(text));
}

/// Names the types that `serde`'s formats can hold.
fn interchange(file: &mut File<'_>, types: &[proc_macro2::Ident]) {
    const WIDTH: usize = 90;
    let mut rows: Vec<Row> = Vec::new();
    let mut line: Vec<&proc_macro2::Ident> = Vec::new();
    let mut width = 0;
    for name in types {
        let more = name.to_string().len() + 2;
        if width + more > WIDTH && !line.is_empty() {
            rows.push(Row::new(1, Vec::new(), quote!(#(#line),*), ","));
            (line, width) = (Vec::new(), 0);
        }
        line.push(name);
        width += more;
    }
    if !line.is_empty() {
        rows.push(Row::new(1, Vec::new(), quote!(#(#line),*), ""));
        let name = "portolan_runtime::generated::serde_types";
        file.items.push(Item::Call(MacroCall {
            feature: Some("serde"),
            head: None,
            name,
            rows,
            packed: false,
        }));
    }
}

fn alias(file: &mut File<'_>, names: &TypeNames, lines: &[String], target: &TokenStream) {
    let (name, docs) = (ident(&names.name), doc(lines));
    file.code(quote!(#docs pub type #name = #target;));
}

fn newtype(file: &mut File<'_>, inner: TokenStream, names: &TypeNames, lines: Vec<String>) {
    file.runtime("newtype");
    let name = ident(&names.name);
    let row = Row::new(1, lines, quote!(pub struct #name(#inner)), ";");
    file.items.push(Item::Call(MacroCall {
        feature: None,
        head: None,
        name: "newtype",
        rows: vec![row],
        packed: false,
    }));
}

fn open_enum(file: &mut File<'_>, texts: &Enum, names: &TypeNames, lines: Vec<String>) {
    file.runtime("open_enum");
    let links = file.cx.links;
    let enum_name = ident(&names.name);
    let any = texts.any.then(|| quote!(or String));
    let mut rows = vec![Row::new(1, lines, quote!(pub enum #enum_name #any), " {")];
    for (variant, member) in texts.variants.iter().zip(&names.members) {
        let docs = variant.description.as_ref().map(|d| docs::block(d, links)).unwrap_or_default();
        let (name, value) = (ident(&member.name), text(&variant.value));
        rows.push(Row::new(2, docs, quote!(#name = #value), ","));
    }
    rows.push(Row::new(1, Vec::new(), TokenStream::new(), "}"));
    file.items.push(Item::Call(MacroCall {
        feature: None,
        head: None,
        name: "open_enum",
        rows,
        packed: true,
    }));
}

fn value_enum(file: &mut File<'_>, values: &Values, names: &TypeNames, lines: Vec<String>) {
    let name = if values.integers { "integer_enum" } else { "value_enum" };
    file.runtime(name);
    let links = file.cx.links;
    let enum_name = ident(&names.name);
    let mut rows = vec![Row::new(1, lines, quote!(pub enum #enum_name), " {")];
    for (variant, member) in values.variants.iter().zip(&names.members) {
        let docs = variant.description.as_ref().map(|d| docs::block(d, links)).unwrap_or_default();
        let (name, json) = (ident(&member.name), variant.value.json());
        let value = match json.parse::<i64>() {
            Ok(integer) if values.integers => Literal::i64_unsuffixed(integer),
            _ => text(&json),
        };
        rows.push(Row::new(2, docs, quote!(#name = #value), ","));
    }
    rows.push(Row::new(1, Vec::new(), TokenStream::new(), "}"));
    file.items.push(Item::Call(MacroCall { feature: None, head: None, name, rows, packed: true }));
}

/// Tells which states a field has, and its type without null.
pub(super) fn presence<'a>(
    cx: Context<'a>,
    owner: TypeId,
    field: &'a Field,
) -> (Presence, &'a Type) {
    let one_way = (field.read_only && cx.facts.in_request(owner))
        || (field.write_only && cx.facts.in_response(owner));
    state(cx, field.required && !one_way, &field.ty)
}

/// Tells which states a value has, and its type without null.
pub(super) fn state<'a>(cx: Context<'a>, required: bool, ty: &'a Type) -> (Presence, &'a Type) {
    match (required, nullable(cx, ty)) {
        (true, None) => (Presence::Required, ty),
        (true, Some(inner)) => (Presence::RequiredNullable, inner),
        (false, None) => (Presence::Optional, ty),
        (false, Some(inner)) => (Presence::OptionalNullable, inner),
    }
}

/// Returns what is inside a type that may be null, also where an alias says so.
fn nullable<'a>(cx: Context<'a>, ty: &'a Type) -> Option<&'a Type> {
    match cx.facts.resolve(cx.api, ty) {
        Resolved::Type(Type::Nullable(inner)) => Some(inner),
        Resolved::Type(_) | Resolved::Shape(..) => None,
    }
}

/// Writes a field's type.
pub(super) fn field_type(
    file: &mut File<'_>,
    presence: Presence,
    ty: &Type,
    boxed: bool,
) -> TokenStream {
    let mut inner = file.ty(ty);
    if boxed {
        inner = quote!(Box<#inner>);
    }
    match presence {
        Presence::Required => inner,
        Presence::RequiredNullable | Presence::Optional => quote!(Option<#inner>),
        Presence::OptionalNullable => {
            let nullable = file.runtime("Nullable");
            quote!(Option<#nullable<#inner>>)
        }
    }
}

fn structure(
    file: &mut File<'_>,
    id: TypeId,
    object: &Struct,
    names: &TypeNames,
    lines: Vec<String>,
) {
    let cx = file.cx;
    let mut fields = Vec::with_capacity(object.fields.len());
    let mut all_optional = true;
    for (index, (field, member)) in object.fields.iter().zip(&names.members).enumerate() {
        let (presence, ty) = presence(cx, id, field);
        all_optional &= matches!(presence, Presence::Optional | Presence::OptionalNullable);
        let ty = field_type(file, presence, ty, cx.facts.is_boxed(id, index));
        let name = ident(&member.name);
        let docs = docs::of(&field.docs, cx.links);
        fields.push(Row::new(1, docs, quote!(pub #name: #ty), ","));
    }
    if let (Some(ty), Some(member)) = (&object.additional, &names.additional) {
        let ty = file.ty(&Type::Map(Box::new(ty.clone())));
        let name = ident(&member.name);
        let docs = vec!["Properties that the definition does not name.".to_owned()];
        fields.push(Row::new(1, docs, quote!(pub #name: #ty), ","));
    }
    let derives = if all_optional {
        quote!(Clone, Debug, Default, PartialEq)
    } else {
        quote!(Clone, Debug, PartialEq)
    };
    let name = ident(&names.name);
    file.items.push(Item::Struct(super::Struct {
        docs: lines,
        attributes: quote!(#[derive(#derives)] #[non_exhaustive]),
        head: quote!(pub struct #name),
        fields,
    }));
    if cx.facts.in_request(id) {
        setters::write(file, id, object, names);
    }
}
