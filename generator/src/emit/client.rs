//! Writes `client.rs`: the client with an accessor a tag, the builder with a method a scheme, environments.
//!
//! In: title, tags, schemes, servers. Out: one unit. It must not know operations.

use proc_macro2::TokenStream;
use quote::quote;

use super::file::{File, Site, doc, ident, text};
use super::{Context, Item, MacroCall, Row, Unit, docs, environments, security};
use crate::analyze::Home;
use crate::ir::{SchemeKind, Tag};

/// Writes `client.rs`.
pub(super) fn unit(cx: Context<'_>) -> Unit {
    let mut file = File::new(cx, Site::Operations(Home::Types));
    let title = docs::line(&cx.api.title, cx.links);
    for name in ["Api", "BuildError", "CoreBuilder", "client", "environments"] {
        file.runtime(name);
    }
    file.krate("crate::security");
    file.code(api(cx));
    let tokens = quote!(pub struct Client, Builder);
    let rows = vec![
        Row::new(1, vec![format!("A client of {title}. Cheap to clone.")], tokens, ";"),
        Row::new(1, Vec::new(), quote!(api: API, environment: Environment), ""),
    ];
    file.items.push(Item::Call(MacroCall {
        feature: None,
        head: None,
        name: "client",
        rows,
        packed: false,
    }));

    let mut accessors: Vec<TokenStream> = constructors(&mut file);
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
    file.code(quote!(impl Client { #(#accessors)* }));
    let mut setters = vec![quote! {
        #[doc = " Starts a client of what environment variables say: see [`Client::from_env`]. Credentials that no"]
        #[doc = " variable holds can still be given."]
        #[doc = ""]
        #[doc = " # Errors"]
        #[doc = ""]
        #[doc = " Fails where the environment is not chosen, or only a part of a credential is there."]
        pub fn from_env() -> Result<Self, BuildError> {
            CoreBuilder::from_env::<Environment>(&API, &security::VARIABLES).map(Self)
        }
    }];
    let schemes = cx.api.schemes.iter().zip(&cx.names.schemes);
    setters.extend(schemes.map(|(scheme, names)| security::setter(cx, scheme, names)));
    if !cx.api.schemes.is_empty() {
        file.krate("portolan_runtime::auth::Credential");
    }
    file.code(quote!(impl Builder { #(#setters)* }));
    environments::write(&mut file);
    file.unit(
        "src/client.rs".into(),
        vec!["The client, its builder and its environments.".into()],
        Vec::new(),
    )
}

/// Writes `from_env`, and `new` where there is nothing to choose.
fn constructors(file: &mut File<'_>) -> Vec<TokenStream> {
    let cx = file.cx;
    let about = doc(&security::variables_docs(cx));
    let mut functions = vec![quote! {
        #about
        pub fn from_env() -> Result<Self, BuildError> {
            Builder::from_env()?.0.build_from_env(&security::VARIABLES).map(Self)
        }
    }];
    if let (Some(environment), [scheme], [names]) =
        (environments::only(cx), cx.api.schemes.as_slice(), cx.names.schemes.as_slice())
        && scheme.kind != SchemeKind::Certificate
    {
        let (constant, method) = (ident(&names.constant), &names.method);
        let takes = format!(
            " Builds a client of the only server, with a credential that [`Builder::{method}`] takes."
        );
        functions.push(quote! {
            #[doc = #takes]
            #[doc = ""]
            #[doc = " # Errors"]
            #[doc = ""]
            #[doc = " Fails where the credential cannot be sent or TLS cannot be set up."]
            pub fn new(credential: impl Into<Credential>) -> Result<Self, BuildError> {
                let builder = CoreBuilder::new(&API, &#environment);
                builder.credential(&security::#constant, credential).build().map(Self)
            }
        });
    }
    functions
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
