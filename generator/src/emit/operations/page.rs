//! Writes what makes a call loop over its pages.
//!
//! In: an operation with pages. Out: a `pages!` item. It must not know how pages were found.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::super::file::{File, ident, text};
use super::super::types::{Presence, presence};
use super::super::{Context, Item, MacroCall, Row, responses};
use super::Drawn;
use crate::analyze::{Resolved, has_output_enum};
use crate::diagnostic::Place;
use crate::ir::{Codec, Operation, Page, Shape, Turn, Type};

/// Writes the item, where the operation has pages.
pub(super) fn write(file: &mut File<'_>, drawn: &Drawn<'_>) {
    let Some((page, items, item)) = items(file.cx, drawn.operation) else { return };
    file.runtime("pages");
    let (call, output, failure) = (ident(&drawn.names.call), &drawn.output, &drawn.failure);
    let item = file.ty(item);
    let paging = paging(file, page, drawn.operation);
    let mut rows = vec![Row::new(1, Vec::new(), quote!(#call(#output, #failure) => #item), ",")];
    if has_output_enum(drawn.operation) {
        rows.extend(alternatives(file.cx, drawn, output));
    } else {
        rows.push(Row::new(1, Vec::new(), quote!(|page| #items), ","));
    }
    rows.push(Row::new(1, Vec::new(), paging, ""));
    file.items.push(Item::Call(MacroCall {
        feature: None,
        head: None,
        name: "pages",
        rows,
        packed: true,
    }));
}

/// Returns how the items are taken out of the answers that have some; one without a body has none, and what is no page
/// is told to be none.
fn alternatives(cx: Context<'_>, drawn: &Drawn<'_>, output: &TokenStream) -> Vec<Row> {
    let operation = drawn.operation;
    let mut rows = vec![Row::new(1, Vec::new(), quote!(some), " |page| match page {")];
    let variants = responses::variants(&operation.successes);
    let mut all = true;
    for (index, variant) in variants {
        let Some(response) = operation.successes.get(index) else { continue };
        let row = match (&response.content, listed(cx, operation, index)) {
            (None, _) => quote!(#output::#variant => Some(Vec::new())),
            (Some(_), Some((items, _))) => quote!(#output::#variant(page) => Some(#items)),
            (Some(_), None) => {
                all = false;
                continue;
            }
        };
        rows.push(Row::new(2, Vec::new(), row, ","));
    }
    if !all {
        rows.push(Row::new(2, Vec::new(), quote!(_ => None), ","));
    }
    rows.push(Row::new(1, Vec::new(), TokenStream::new(), "},"));
    rows
}

/// Returns the expression that takes the list out of a success that is a page, and the type of its items: those of the
/// success that was found to be one, or others of the same items.
fn listed<'a>(
    cx: Context<'a>,
    operation: &'a Operation,
    index: usize,
) -> Option<(TokenStream, &'a Type)> {
    let page = operation.page.as_ref()?;
    let of = |index: usize| {
        let content = operation.successes.get(index)?.content.as_ref()?;
        let Codec::Json(body) = &content.codec else { return None };
        let (items, list) = taken(cx, body, &page.items, quote!(page))?;
        match cx.facts.resolve(cx.api, list) {
            Resolved::Type(Type::List(item)) => Some((items, &**item)),
            _ => None,
        }
    };
    let (items, item) = of(index)?;
    (index == page.success || of(page.success)?.1 == item).then_some((items, item))
}

/// Returns an operation's pages, the expression that takes the list out of one, and the type of its items.
pub(super) fn items<'a>(
    cx: Context<'a>,
    operation: &'a Operation,
) -> Option<(&'a Page, TokenStream, &'a Type)> {
    let page = operation.page.as_ref()?;
    let (items, item) = listed(cx, operation, page.success)?;
    Some((page, items, item))
}

/// Returns the expression that takes the list out of a value, and the list's type; what may be absent is no list.
fn taken<'a>(
    cx: Context<'a>,
    ty: &'a Type,
    path: &[String],
    value: TokenStream,
) -> Option<(TokenStream, &'a Type)> {
    if let Resolved::Type(Type::Nullable(inner)) = cx.facts.resolve(cx.api, ty) {
        let (inner, list) = taken(cx, inner, path, quote!(it))?;
        return Some((quote!(#value.map(|it| #inner).unwrap_or_default()), list));
    }
    let Some((name, rest)) = path.split_first() else { return Some((value, ty)) };
    // What is another name for a type has that one's fields, whose own types are the ones that exist.
    let Resolved::Shape(id, Shape::Struct(object)) = cx.facts.resolve(cx.api, ty) else {
        return None;
    };
    let index = object.fields.iter().position(|field| field.name == *name)?;
    let (field, member) = (object.fields.get(index)?, cx.names.of_type(id)?.members.get(index)?);
    let (presence, ty) = presence(cx, id, field);
    let name = ident(&member.name);
    let value = quote!(#value.#name);
    let value = match presence {
        Presence::Required => return taken(cx, ty, rest, value),
        Presence::RequiredNullable | Presence::Optional => value,
        Presence::OptionalNullable => quote!(#value.and_then(|it| it.into_option())),
    };
    if rest.is_empty() {
        return Some((quote!(#value.unwrap_or_default()), ty));
    }
    let (inner, list) = taken(cx, ty, rest, quote!(it))?;
    Some((quote!(#value.map(|it| #inner).unwrap_or_default()), list))
}

fn paging(file: &mut File<'_>, page: &Page, operation: &Operation) -> TokenStream {
    let of = file.runtime("Paging");
    let new = match &page.turn {
        Turn::Link => quote!(link()),
        Turn::Url(from) => {
            let from = pointer(from);
            quote!(url(#from))
        }
        Turn::Cursor { parameter, from } => {
            let (parameter, from) = (text(parameter), pointer(from));
            quote!(cursor(#parameter, #from))
        }
        Turn::LastItem { parameter, key } => {
            let (parameter, key) = (text(parameter), pointer(key));
            quote!(last_item(#parameter, #key))
        }
        Turn::Offset { parameter, first } => {
            let (parameter, first) = (text(parameter), Literal::i64_unsuffixed(*first));
            quote!(offset(#parameter, #first))
        }
        Turn::Number { parameter, first } => {
            let (parameter, first) = (text(parameter), Literal::i64_unsuffixed(*first));
            quote!(number(#parameter, #first))
        }
    };
    // Where a page is followed by what it names, nobody counts its items.
    let counted = !matches!(page.turn, Turn::Link | Turn::Url(_) | Turn::Cursor { .. });
    let items = (counted && !page.items.is_empty()).then(|| {
        let items = pointer(&page.items);
        quote!(.items(#items))
    });
    let more = page.more.as_deref().map(|path| {
        let more = pointer(path);
        quote!(.more(#more))
    });
    let total = page.total.as_deref().map(|path| {
        let total = pointer(path);
        quote!(.total(#total))
    });
    // What is no page is not asked for.
    let pages = operation.successes.iter().enumerate();
    let pages = pages.filter(|(index, _)| listed(file.cx, operation, *index).is_some());
    let answers = pages.map(|(_, success)| success).chain(&operation.failures);
    let asked = super::media_types(answers).join(", ");
    let accept = (asked != super::accepted(operation)).then(|| {
        let asked = text(&asked);
        quote!(.accept(#asked))
    });
    quote!(#of::#new #items #more #total #accept)
}

fn pointer(path: &[String]) -> Literal {
    text(path.iter().fold(Place::root(), |place, step| place.child(step)).pointer())
}
