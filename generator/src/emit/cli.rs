//! Writes the program: `main.rs`, and `cli.rs` with a module a tag.
//!
//! In: tags, schemes, servers. Out: units under the feature `cli`. It must not know how an operation takes its arguments.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use super::file::{File, Site, ident, text};
use super::{Context, Item, Unit, docs, operations};
use crate::analyze::{Home, Reach};
use crate::ir::{CredentialKind, Scheme, SchemeKind, TagId, TokenFlow};
use crate::names::{FlowNames, SchemeNames};

/// Writes the program.
pub(super) fn units(cx: Context<'_>) -> Vec<Unit> {
    let mut units = vec![main(cx), root(cx)];
    for tag in (0..cx.api.tags.len()).map(TagId) {
        units.extend(operations::program(cx, Home::Tag(Some(tag))));
    }
    units.extend(operations::program(cx, Home::Tag(None)));
    units
}

fn main(cx: Context<'_>) -> Unit {
    let krate = cx.names.crate_ident();
    let text = format!(
        "fn main() -> {krate}::runtime::generated::cli::ExitCode {{\n    {krate}::cli::main()\n}}\n"
    );
    let title = docs::line(&cx.api.title, cx.links);
    Unit {
        path: "src/main.rs".to_owned(),
        docs: vec![format!("Calls the operations of {title} by name.")],
        items: vec![Item::Text(text)],
    }
}

fn root(cx: Context<'_>) -> Unit {
    let mut file = File::new(cx, Site::Program);
    let (mut modules, mut groups) = (Vec::new(), Vec::new());
    let homes = (0..cx.api.tags.len()).map(|tag| Home::Tag(Some(TagId(tag))));
    for home in homes.chain([Home::Tag(None)]) {
        if operations::of(cx, home).next().is_none() {
            continue;
        }
        let (module, name, reach) = match home {
            Home::Tag(Some(tag)) => match (cx.names.of_tag(tag), cx.api.tags.get(tag.0)) {
                (Some(names), Some(tag_itself)) => {
                    (ident(&names.module), one_line(&tag_itself.name), cx.tag_reach(tag))
                }
                _ => continue,
            },
            _ => {
                let module = Ident::new("operations", Span::call_site());
                (module, "operations".to_owned(), Reach::Always)
            }
        };
        let cfg: TokenStream = cx.cfg(&reach).and_then(|cfg| cfg.parse().ok()).unwrap_or_default();
        let (name, group) = (text(&name), file.program("Group"));
        modules.push(quote!(#cfg mod #module;));
        groups.push(quote!(#cfg #group::new(#name, #module::COMMANDS)));
    }
    let (program, setting, settings, wrong, group) = (
        file.program("Program"),
        file.program("Setting"),
        file.program("Settings"),
        file.program("Wrong"),
        file.program("Group"),
    );
    let exit = file.program("ExitCode");
    file.krate("crate::client::{API, Client, Environment}");
    file.code(quote! {
        static PROGRAM: #program<Client> =
            #program::new(&API, Environment::NAMES, SETTINGS, GROUPS, client);
    });
    file.code(quote!(static GROUPS: &[#group<Client>] = &[#(#groups),*];));
    let rows = cx.api.schemes.iter().zip(&cx.names.schemes).flat_map(|(scheme, names)| {
        rows(scheme, names).into_iter().map(|(name, about)| {
            let (name, about) = (text(&name), text(&about));
            quote!(#setting::new(#name, #about))
        })
    });
    let rows: Vec<TokenStream> = rows.collect();
    file.code(quote!(static SETTINGS: &[#setting] = &[#(#rows),*];));
    file.code(quote! {
        #[doc = " Runs the program with what its command line says."]
        pub fn main() -> #exit {
            PROGRAM.main()
        }
    });
    let schemes = cx.api.schemes.iter().zip(&cx.names.schemes);
    let credentials: Vec<TokenStream> =
        schemes.map(|(scheme, names)| credential(&mut file, scheme, names)).collect();
    file.code(quote! {
        fn client(settings: &#settings) -> Result<Client, #wrong> {
            let mut builder = Client::builder(settings.environment()?);
            #(#credentials)*
            if settings.allow_http() {
                builder = builder.allow_http();
            }
            Ok(builder.build()?)
        }
    });
    let docs = vec!["The program: operations called by name.".to_owned()];
    file.unit("src/cli.rs".to_owned(), docs, modules)
}

/// Returns the flags of a scheme's credentials, and what each is.
fn rows(scheme: &Scheme, names: &SchemeNames) -> Vec<(String, String)> {
    let what = one_line(&scheme.name);
    let setting = &names.setting;
    match &scheme.kind {
        SchemeKind::Token { flows, .. } => {
            let mut rows = vec![(setting.clone(), format!("A token of {what}."))];
            for (flow, names) in flows.iter().zip(&names.flows) {
                rows.extend(flow.credentials.iter().zip(&names.settings).map(
                    |(field, setting)| {
                        let needed = if field.required { "" } else { " May be left out." };
                        let field = one_line(&field.name);
                        (
                            setting.clone(),
                            format!("The {field} that a token of {what} is acquired with.{needed}"),
                        )
                    },
                ));
            }
            rows
        }
        SchemeKind::Basic => vec![
            (format!("{setting}-username"), format!("The user of {what}.")),
            (format!("{setting}-password"), format!("The password of {what}.")),
        ],
        SchemeKind::ApiKey { .. } => vec![(setting.clone(), format!("The key of {what}."))],
        // The connection carries it: a program has none to offer.
        SchemeKind::Certificate => Vec::new(),
    }
}

/// Writes what gives the builder a scheme's credential, where there is one.
fn credential(file: &mut File<'_>, scheme: &Scheme, names: &SchemeNames) -> TokenStream {
    let (method, setting) = (ident(&names.method), text(&names.setting));
    match &scheme.kind {
        SchemeKind::ApiKey { .. } => {
            let key = file.runtime("ApiKey");
            quote! {
                if let Some(key) = settings.get::<String>(#setting)? {
                    builder = builder.#method(#key::new(key));
                }
            }
        }
        SchemeKind::Basic => {
            let basic = file.runtime("Basic");
            let user = text(&format!("{}-username", names.setting));
            let password = text(&format!("{}-password", names.setting));
            quote! {
                if let Some(user) = settings.get::<String>(#user)? {
                    let password = settings.need::<String>(#password)?;
                    builder = builder.#method(#basic::new(user, password));
                }
            }
        }
        SchemeKind::Certificate => TokenStream::new(),
        SchemeKind::Token { flows, .. } => {
            let token = file.runtime("Token");
            let mut given = quote! {
                if let Some(token) = settings.get::<String>(#setting)? {
                    builder = builder.#method(#token::new(token));
                }
            };
            for (flow, names) in flows.iter().zip(&names.flows) {
                let login = login(file, flow, names, &method);
                given.extend(quote!(else #login));
            }
            given
        }
    }
}

/// Writes a flow's login, under the condition that it is asked for.
fn login(file: &mut File<'_>, flow: &TokenFlow, names: &FlowNames, method: &Ident) -> TokenStream {
    let name = ident(&names.credentials);
    let (mut needed, mut optional, mut asked) = (Vec::new(), Vec::new(), Vec::new());
    let fields = flow.credentials.iter().zip(&names.fields).zip(&names.settings);
    for ((field, member), setting) in fields {
        let (member, setting) = (ident(member), text(setting));
        let ty = match (field.kind, field.secret) {
            (CredentialKind::Integer, _) => quote!(i64),
            (CredentialKind::Text, true) => {
                let secret = file.runtime("Secret");
                quote!(#secret)
            }
            (CredentialKind::Text, false) => quote!(String),
        };
        asked.push((field.required, quote!(settings.has(#setting))));
        if field.required {
            needed.push(quote!(settings.need::<#ty>(#setting)?));
        } else {
            optional.push(quote! {
                if let Some(value) = settings.get::<#ty>(#setting)? {
                    login = login.#member(value);
                }
            });
        }
    }
    // Who gives one of what is required means the login.
    let any_required = asked.iter().any(|(required, _)| *required);
    let asked = asked.iter().filter(|(required, _)| *required || !any_required);
    let asked: Vec<&TokenStream> = asked.map(|(_, asked)| asked).collect();
    let condition = (!asked.is_empty()).then(|| quote!(if #(#asked)||*));
    let mutable = (!optional.is_empty()).then(|| quote!(mut));
    quote! {
        #condition {
            let #mutable login = crate::#name::new(#(#needed),*);
            #(#optional)*
            builder = builder.#method(login);
        }
    }
}

/// Returns a text of the definition for a help text's line.
fn one_line(text: &str) -> String {
    operations::help_line(text)
}
