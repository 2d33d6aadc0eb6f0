//! Writes servers: the environments of the client, what operations choose from, and the values of URL variables.
//!
//! In: servers and their names. Out: `environments!` and `open_enum!` items. It must not know who calls them.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use super::file::{File, ident, text};
use super::{Context, Item, MacroCall, Row, docs};
use crate::ir::{Server, ServerVariable};
use crate::names::{EnvironmentNames, VariableNames};

/// Writes all of them.
pub(super) fn write(file: &mut File<'_>) {
    let cx = file.cx;
    let about = "Servers of the API.".to_owned();
    let name = Ident::new("Environment", Span::call_site());
    file.items.push(item(cx, &name, about, &drawn(cx), false));
    for choice in &cx.names.choices {
        let operations: Vec<&str> = cx
            .api
            .operations
            .iter()
            .filter(|operation| operation.servers == choice.servers)
            .map(|operation| operation.id.as_str())
            .collect();
        let about = match operations.as_slice() {
            [only] => format!("Servers of the operation {}.", docs::code(only)),
            [first, rest @ ..] => {
                format!("Servers of the operation {} and {} more.", docs::code(first), rest.len())
            }
            [] => continue,
        };
        let servers: Vec<_> = choice.servers.iter().zip(&choice.environments).collect();
        file.items.push(item(cx, &ident(&choice.name), about, &servers, true));
    }
    for values in &cx.names.values {
        file.runtime("open_enum");
        let name = ident(&values.name);
        let about = format!("Values of {} in the URL of a server.", docs::code(&values.variable));
        let mut rows = vec![Row::new(1, vec![about], quote!(pub enum #name), " {")];
        for (variant, value) in &values.variants {
            let (variant, value) = (ident(variant), text(value));
            rows.push(Row::new(2, Vec::new(), quote!(#variant = #value), ","));
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
}

/// Returns the servers that an environment is drawn of. The root of a server that nobody names is none: a base URL of
/// one's own says as much.
pub(super) fn drawn(cx: Context<'_>) -> Vec<(&Server, &EnvironmentNames)> {
    let all: Vec<_> = cx.api.servers.iter().zip(&cx.names.environments).collect();
    match all.as_slice() {
        [(only, _)] if only.is_root() => Vec::new(),
        _ => all,
    }
}

/// Returns the one environment that there is, where nothing has to be said for it.
pub(super) fn only(cx: Context<'_>) -> Option<TokenStream> {
    let drawn = drawn(cx);
    let [(server, names)] = drawn.as_slice() else { return None };
    if !server.is_complete() {
        return None;
    }
    let variant = ident(&names.variant);
    if server.variables.is_empty() {
        return Some(quote!(Environment::#variant));
    }
    let fields = server.variables.iter().zip(&names.variables).map(|(variable, names)| {
        let (field, default) =
            (ident(&names.field), text(variable.default.as_deref().unwrap_or_default()));
        quote!(#field: #default.into())
    });
    Some(quote!(Environment::#variant { #(#fields),* }))
}

/// `own`: of an operation, for which a relative URL is seen from the client's environment.
fn item(
    cx: Context<'_>,
    name: &Ident,
    about: String,
    servers: &[(&Server, &EnvironmentNames)],
    own: bool,
) -> Item {
    let mut rows = vec![Row::new(1, vec![about], quote!(pub enum #name), " {")];
    for (server, names) in servers {
        environment(cx, server, names, own, &mut rows);
    }
    if let [head] = rows.as_mut_slice() {
        head.end = " {}".to_owned();
    } else {
        rows.push(Row::new(1, Vec::new(), TokenStream::new(), "}"));
    }
    Item::Call(MacroCall { feature: None, head: None, name: "environments", rows, packed: false })
}

fn environment(
    cx: Context<'_>,
    server: &Server,
    names: &EnvironmentNames,
    own: bool,
    rows: &mut Vec<Row>,
) {
    let docs = server.description.as_ref().map(|d| docs::block(d, cx.links)).unwrap_or_default();
    let (variant, url) = (ident(&names.variant), text(&server.url));
    let is_relative = !own && !server.is_absolute();
    if server.variables.is_empty() && !is_relative {
        rows.push(Row::new(2, docs, quote!(#variant = #url), ","));
        return;
    }
    rows.push(Row::new(2, docs, quote!(#variant), " {"));
    if is_relative {
        let field = ident(&names.base_url);
        let about = "What the URL is relative to: where the definition is served, or just its server, \
                     `https://example.com`.";
        rows.push(Row::new(3, vec![about.to_owned()], quote!(#field as "" : String), ","));
    }
    for (variable, names) in server.variables.iter().zip(&names.variables) {
        rows.push(field(cx, variable, names));
    }
    rows.push(Row::new(2, Vec::new(), TokenStream::new(), format!("}} = {url},")));
}

fn field(cx: Context<'_>, variable: &ServerVariable, names: &VariableNames) -> Row {
    let name = &names.field;
    let wire = (name.to_string() != variable.name).then(|| {
        let wire = text(&variable.name);
        quote!(as #wire)
    });
    let ty = match names.values.and_then(|index| cx.names.values.get(index)) {
        Some(values) => ident(&values.name),
        None => Ident::new("String", Span::call_site()),
    };
    let default = variable.default.as_deref().map(|default| {
        let default = text(default);
        quote!(= #default)
    });
    let about = variable.description.as_ref().map(|d| docs::block(d, cx.links)).unwrap_or_default();
    let name = ident(name);
    Row::new(3, about, quote!(#name #wire : #ty #default), ",")
}
