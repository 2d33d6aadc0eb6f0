//! Writes `security.rs`: schemes, token flows and requirements as data, and the structs of credentials.
//!
//! In: the schemes and everything that operations require. Out: statics by name. It must not know how a
//! token is acquired.

mod flow;

use std::collections::BTreeSet;

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use super::file::{File, Site, doc, ident, text};
use super::{Context, Data, Item, MacroCall, Row, Unit, docs};
use crate::analyze::{Home, Reach};
use crate::ir::{
    Carry, CredentialField, CredentialKind, Scheme, SchemeKind, Security, Server, TokenFlow,
};
use crate::names::SchemeNames;

/// Returns the static of an operation's own security; `None`: it is the API's.
pub(super) fn constant(cx: Context<'_>, own: &Security) -> Option<Ident> {
    let name = match requirement_sets(cx).iter().position(|set| *set == own) {
        Some(0) => return None,
        Some(index) => set_name(cx, index),
        None => "NONE".to_owned(),
    };
    Some(Ident::new(&name, Span::call_site()))
}

/// Returns the static of the scheme whose session an operation moves to another identity.
pub(super) fn switched(cx: Context<'_>, operation: &str) -> Option<Ident> {
    let switches = |scheme: &Scheme| match &scheme.kind {
        SchemeKind::Token { flow: Some(flow), .. } => {
            flow.switch.as_ref().is_some_and(|switch| switch.operation == operation)
        }
        _ => false,
    };
    let mut schemes = cx.api.schemes.iter().zip(&cx.names.schemes);
    schemes.find(|(scheme, _)| switches(scheme)).map(|(_, names)| ident(&names.constant))
}

/// Every different security, the API's first.
fn requirement_sets(cx: Context<'_>) -> Vec<&Security> {
    let mut sets = vec![&cx.api.security];
    for own in cx.api.operations.iter().filter_map(|operation| operation.security.as_ref()) {
        if !sets.contains(&own) {
            sets.push(own);
        }
    }
    sets
}

/// `DEFAULT`, `NONE`, or the schemes' names: `JWT`, `KEY_OR_ANONYMOUS`. The same schemes with other scopes
/// get a number.
fn set_name(cx: Context<'_>, index: usize) -> String {
    let sets = requirement_sets(cx);
    let text = |set: &Security| {
        let alternatives: Vec<String> = set
            .alternatives
            .iter()
            .map(|alternative| {
                let names =
                    alternative.parts.iter().filter_map(|(id, _)| cx.names.schemes.get(id.0));
                let names: Vec<&str> = names.map(|names| names.constant.text()).collect();
                if names.is_empty() { "ANONYMOUS".to_owned() } else { names.join("_AND_") }
            })
            .collect();
        if alternatives.is_empty() {
            "NONE".to_owned()
        } else {
            format!("NEEDS_{}", alternatives.join("_OR_"))
        }
    };
    if index == 0 {
        return "DEFAULT".to_owned();
    }
    let Some(set) = sets.get(index) else { return "NONE".to_owned() };
    let name = text(set);
    let before = sets.iter().take(index).skip(1).filter(|set| text(set) == name).count();
    if before == 0 { name } else { format!("{name}_{}", before + 1) }
}

/// Writes `security.rs`.
pub(super) fn unit(cx: Context<'_>) -> Unit {
    let mut file = File::new(cx, Site::Operations(Home::Types));
    let mut uses = vec!["Requirement"];
    let mut schemes = Vec::new();
    for (scheme, names) in cx.api.schemes.iter().zip(&cx.names.schemes) {
        for name in ["Carry", "Scheme"] {
            add(&mut uses, name);
        }
        schemes.extend(self::scheme(scheme, names, &mut uses));
    }
    if !schemes.is_empty() {
        file.items.push(Item::Statics(schemes));
    }
    let mut sets = Vec::new();
    for (index, set) in requirement_sets(cx).into_iter().enumerate() {
        let name = Ident::new(&set_name(cx, index), Span::call_site());
        let alternatives = set.alternatives.iter().map(|alternative| {
            let parts = alternative.parts.iter().filter_map(|(id, scopes)| {
                let scheme = ident(&cx.names.schemes.get(id.0)?.constant);
                let scopes = scopes.iter().map(|scope| text(scope));
                Some(quote!(Part { scheme: &#scheme, scopes: &[#(#scopes),*] }))
            });
            quote!(Requirement(&[#(#parts),*]))
        });
        if set.alternatives.iter().any(|alternative| !alternative.parts.is_empty()) {
            add(&mut uses, "Part");
        }
        let about = if index == 0 {
            "What operations need that say nothing of their own."
        } else {
            "What some operations need instead."
        };
        sets.push(Data {
            docs: vec![about.to_owned()],
            cfg: if index == 0 { None } else { cx.cfg(&reach(cx, set)) },
            left: quote!(pub(crate) static #name: &[Requirement]),
            right: quote!(&[#(#alternatives),*]),
            chain: Vec::new(),
        });
    }
    file.items.push(Item::Statics(sets));
    for (scheme, names) in cx.api.schemes.iter().zip(&cx.names.schemes) {
        if let SchemeKind::Token { flow: Some(flow), .. } = &scheme.kind {
            file.items.extend(credentials(cx, flow, names));
        }
    }
    let has_flow =
        cx.api.schemes.iter().any(|s| matches!(&s.kind, SchemeKind::Token { flow: Some(_), .. }));
    uses.retain(|name| {
        *name != "Carry" || cx.api.schemes.iter().any(|s| s.kind != SchemeKind::Basic)
    });
    uses.sort_unstable();
    let uses = uses.iter().map(|name| Ident::new(name, Span::call_site()));
    let mut head = vec![quote!(use portolan_runtime::auth::{#(#uses),*};)];
    if has_flow {
        let secret = cx.api.schemes.iter().any(|s| match &s.kind {
            SchemeKind::Token { flow: Some(flow), .. } => flow.credentials.iter().any(|f| f.secret),
            _ => false,
        });
        head.push(if secret {
            quote!(
                use portolan_runtime::{Secret, credentials};
            )
        } else {
            quote!(
                use portolan_runtime::credentials;
            )
        });
    }
    file.items.insert(0, Item::Group(head));
    file.unit(
        "src/security.rs".into(),
        vec!["What requests are authenticated with.".into()],
        Vec::new(),
    )
}

/// The features of the operations that need this.
fn reach(cx: Context<'_>, set: &Security) -> Reach {
    let mut features = BTreeSet::new();
    for operation in cx.api.operations.iter().filter(|it| it.security.as_ref() == Some(set)) {
        match operation.tags.first().and_then(|tag| cx.facts.feature(*tag)) {
            Some(feature) => features.insert(feature),
            None => return Reach::Always,
        };
    }
    Reach::Any(features)
}

fn add(uses: &mut Vec<&'static str>, name: &'static str) {
    if !uses.contains(&name) {
        uses.push(name);
    }
}

fn scheme(scheme: &Scheme, names: &SchemeNames, uses: &mut Vec<&'static str>) -> Vec<Data> {
    let (constant, name) = (ident(&names.constant), text(&scheme.name));
    let plain = |left, right, chain| Data { docs: Vec::new(), cfg: None, left, right, chain };
    let mut data = Vec::new();
    let mut chain = Vec::new();
    let value = match &scheme.kind {
        SchemeKind::Basic => quote!(Scheme::basic(#name)),
        SchemeKind::ApiKey { carry } => {
            let carry = self::carry(carry);
            quote!(Scheme::api_key(#name, #carry))
        }
        SchemeKind::Token { carry, flow, rejected } => {
            let carry = self::carry(carry);
            if rejected.as_slice() != [401] {
                let statuses =
                    rejected.iter().map(|status| proc_macro2::Literal::u16_unsuffixed(*status));
                chain.push(quote!(.rejected(&[#(#statuses),*])));
            }
            if let (Some(flow), Some(name)) = (flow, &names.flow) {
                let (flow, name) = (flow::write(flow, uses), ident(name));
                data.push(plain(quote!(static #name: TokenFlow), flow, Vec::new()));
                chain.push(quote!(.flow(&#name)));
            }
            let switch = flow.as_ref().and_then(|flow| flow.switch.as_ref());
            if let (Some(switch), Some(name)) = (switch, &names.switch) {
                let (switch, name) = (flow::switch(switch, uses), ident(name));
                data.push(plain(quote!(static #name: Switch), switch, Vec::new()));
                chain.push(quote!(.switch(&#name)));
            }
            quote!(Scheme::token(#name, #carry))
        }
    };
    data.push(plain(quote!(pub(crate) static #constant: Scheme), value, chain));
    data
}

fn carry(carry: &Carry) -> TokenStream {
    match carry {
        Carry::Header { name, prefix } => {
            let name = text(name);
            match prefix.as_deref().map(text) {
                Some(prefix) => quote!(Carry::header(#name, #prefix)),
                None => quote!(Carry::raw_header(#name)),
            }
        }
        Carry::Query { name } => {
            let name = text(name);
            quote!(Carry::query(#name))
        }
        Carry::Cookie { name } => {
            let name = text(name);
            quote!(Carry::cookie(#name))
        }
    }
}

/// Writes the struct of what a flow asks for.
fn credentials(cx: Context<'_>, flow: &TokenFlow, names: &SchemeNames) -> Option<Item> {
    let name = ident(names.credentials.as_ref()?);
    let prefix = text(&cx.names.crate_ident().to_uppercase());
    let about = match &flow.acquire.operation {
        Some(operation) => format!("What the operation {} asks for.", docs::code(operation)),
        None => "What the token endpoint asks for.".to_owned(),
    };
    let mut rows = vec![Row::new(1, vec![about], quote!(pub struct #name from #prefix), " {")];
    let fields: Vec<(&CredentialField, &crate::names::Ident)> =
        flow.credentials.iter().zip(&names.fields).collect();
    let (required, optional): (Vec<_>, Vec<_>) =
        fields.into_iter().partition(|(field, _)| field.required);
    let last = required.len().saturating_sub(1);
    let has_optional = !optional.is_empty();
    for (index, (field, name)) in required.into_iter().enumerate() {
        let end = if index == last && has_optional { ";" } else { "," };
        rows.push(field_row(field, name, end));
    }
    rows.extend(optional.into_iter().map(|(field, name)| field_row(field, name, ",")));
    rows.push(Row::new(1, Vec::new(), TokenStream::new(), "}"));
    Some(Item::Call(MacroCall { feature: None, name: "credentials", rows }))
}

fn field_row(field: &CredentialField, name: &crate::names::Ident, end: &'static str) -> Row {
    let ty = match (field.kind, field.secret) {
        (CredentialKind::Integer, _) => quote!(i64),
        (CredentialKind::Text, true) => quote!(Secret),
        (CredentialKind::Text, false) => quote!(String),
    };
    let wire = (name.to_string() != field.name).then(|| {
        let wire = text(&field.name);
        quote!(= #wire)
    });
    let name = ident(name);
    Row::new(2, Vec::new(), quote!(#name: #ty #wire), end)
}

/// Returns a server's URL with the defaults of its variables.
pub(super) fn default_url(server: &Server) -> String {
    let mut url = server.url.clone();
    for variable in &server.variables {
        url = url.replace(&format!("{{{}}}", variable.name), &variable.default);
    }
    url
}

/// Writes the builder's method of a scheme.
pub(super) fn setter(cx: Context<'_>, scheme: &Scheme, names: &SchemeNames) -> TokenStream {
    let mut lines =
        scheme.description.as_ref().map(|d| docs::block(d, cx.links)).unwrap_or_default();
    let takes = match (&scheme.kind, &names.credentials) {
        (SchemeKind::Token { .. }, Some(name)) => {
            format!(
                "Takes a [`{name}`](crate::{name}), a [`Token`](crate::Token), or what \
                 [`Credential::source`](crate::Credential::source) makes of a source of one's own."
            )
        }
        (SchemeKind::Token { .. }, None) => {
            "Takes a [`Token`](crate::Token), or what [`Credential::source`](crate::Credential::source) makes of a \
             source of one's own."
                .to_owned()
        }
        (SchemeKind::Basic, _) => "Takes a [`Basic`](crate::Basic).".to_owned(),
        (SchemeKind::ApiKey { .. }, _) => "Takes an [`ApiKey`](crate::ApiKey).".to_owned(),
    };
    docs::paragraph(&mut lines, vec![takes]);
    let (docs, method, constant) = (doc(&lines), ident(&names.method), ident(&names.constant));
    quote! {
        #docs
        pub fn #method(self, credential: impl Into<Credential>) -> Self {
            Self(self.0.credential(&security::#constant, credential))
        }
    }
}
