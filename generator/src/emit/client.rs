//! Writes `client.rs`: the client with an accessor a tag, the builder with a method a scheme, environments.
//!
//! In: title, tags, schemes, servers. Out: one unit. It must not know operations.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use super::file::{File, Site, doc, ident, text};
use super::{Context, Item, MacroCall, Row, Unit, docs, security};
use crate::analyze::Home;
use crate::ir::{Server, Tag};
use crate::names::EnvironmentNames;

/// Writes `client.rs`.
pub(super) fn unit(cx: Context<'_>) -> Unit {
    let mut file = File::new(cx, Site::Operations(Home::Types));
    let title = docs::line(&cx.api.title, cx.links);
    for name in ["Api", "client", "environments"] {
        file.runtime(name);
    }
    file.krate("crate::security");
    file.code(api(cx));
    let tokens = quote!(pub struct Client, Builder);
    let rows = vec![
        Row::new(1, vec![format!("A client of {title}. Cheap to clone.")], tokens, ";"),
        Row::new(1, Vec::new(), quote!(api: API, environment: Environment), ""),
    ];
    file.items.push(Item::Call(MacroCall { feature: None, name: "client", rows }));

    let mut accessors: Vec<TokenStream> = Vec::new();
    let mut imports: Vec<Item> = Vec::new();
    for (index, (tag, names)) in cx.api.tags.iter().zip(&cx.names.tags).enumerate() {
        let reach = cx.tag_reach(crate::ir::TagId(index));
        let cfg: TokenStream = cx.cfg(&reach).and_then(|cfg| cfg.parse().ok()).unwrap_or_default();
        let (module, accessor, group) =
            (ident(&names.module), ident(&names.accessor), ident(&names.group));
        let docs = doc(&[accessor_docs(cx, tag)]);
        accessors.push(quote! {
            #docs
            #cfg
            pub fn #accessor(&self) -> crate::#module::#group {
                crate::#module::#group(self.0.clone())
            }
        });
    }
    if cx.api.operations.iter().any(|operation| operation.tags.is_empty()) {
        let core = file.runtime("Core");
        accessors.push(quote! {
            pub(crate) fn core(&self) -> &#core {
                &self.0
            }
        });
    }
    if !accessors.is_empty() {
        file.code(quote!(impl Client { #(#accessors)* }));
    }
    let setters: Vec<TokenStream> = cx
        .api
        .schemes
        .iter()
        .zip(&cx.names.schemes)
        .map(|(scheme, names)| security::setter(cx, scheme, names))
        .collect();
    if !setters.is_empty() {
        file.krate("portolan_runtime::auth::Credential");
        file.code(quote!(impl Builder { #(#setters)* }));
    }
    imports.push(environments(cx));
    file.items.append(&mut imports);
    file.unit(
        "src/client.rs".into(),
        vec!["The client, its builder and its environments.".into()],
        Vec::new(),
    )
}

fn accessor_docs(cx: Context<'_>, tag: &Tag) -> String {
    let about = tag.description.as_ref().and_then(|d| docs::block(d, cx.links).into_iter().next());
    about.unwrap_or_else(|| docs::operations_of(&tag.name, cx.links))
}

fn api(cx: Context<'_>) -> TokenStream {
    let version = super::manifest::version(cx);
    let (name, title, described) =
        (text(&cx.names.package), text(&cx.api.title), text(&cx.api.version));
    let agent = text(&format!("{}/{version}", cx.names.package));
    quote! {
        #[doc = " What is the same for every operation."]
        pub(crate) static API: Api = Api {
            name: #name,
            title: #title,
            version: #described,
            user_agent: #agent,
            security: security::DEFAULT,
        };
    }
}

fn environments(cx: Context<'_>) -> Item {
    let mut rows = vec![Row::new(
        1,
        vec!["Servers of the API.".to_owned()],
        quote!(pub enum Environment),
        " {",
    )];
    for (server, names) in
        cx.api.servers.iter().zip(&cx.names.environments).filter(|(server, _)| is_absolute(server))
    {
        let docs =
            server.description.as_ref().map(|d| docs::block(d, cx.links)).unwrap_or_default();
        environment(cx, server, names, docs, &mut rows);
    }
    if let [head] = rows.as_mut_slice() {
        head.end = " {}".to_owned();
    } else {
        rows.push(Row::new(1, Vec::new(), TokenStream::new(), "}"));
    }
    Item::Call(MacroCall { feature: None, name: "environments", rows })
}

/// A relative URL names no server until somebody says where the definition came from.
pub(super) fn is_absolute(server: &Server) -> bool {
    security::default_url(server).contains("://")
}

fn environment(
    cx: Context<'_>,
    server: &Server,
    names: &EnvironmentNames,
    docs: Vec<String>,
    rows: &mut Vec<Row>,
) {
    let (variant, url) = (ident(&names.variant), text(&server.url));
    if server.variables.is_empty() {
        rows.push(Row::new(2, docs, quote!(#variant = #url), ","));
        return;
    }
    rows.push(Row::new(2, docs, quote!(#variant), " {"));
    let string = Ident::new("String", Span::call_site());
    for (variable, name) in server.variables.iter().zip(&names.variables) {
        let default = text(&variable.default);
        let wire = (name.to_string() != variable.name).then(|| {
            let wire = text(&variable.name);
            quote!(as #wire)
        });
        let mut about =
            variable.description.as_ref().map(|d| docs::block(d, cx.links)).unwrap_or_default();
        if !variable.values.is_empty() {
            let values: Vec<String> = variable.values.iter().map(|v| docs::code(v)).collect();
            docs::paragraph(&mut about, vec![format!("One of {}.", values.join(", "))]);
        }
        let name = ident(name);
        rows.push(Row::new(3, about, quote!(#name #wire : #string = #default), ","));
    }
    rows.push(Row::new(2, Vec::new(), TokenStream::new(), format!("}} = {url},")));
}
