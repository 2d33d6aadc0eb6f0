//! Writes `security.rs`: schemes, token flows and requirements as data, and the structs of credentials.
//!
//! In: the schemes and everything that operations require. Out: statics by name. It must not know how a
//! token is acquired.

mod flow;
mod setter;
mod variables;

use std::collections::BTreeSet;

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

pub(super) use self::setter::{setter, taken};
pub(super) use self::variables::docs as variables_docs;
use super::file::{File, Site, ident, text};
use super::{Context, Data, Item, MacroCall, Row, Unit, docs};
use crate::analyze::{Home, Reach};
use crate::ir::{
    Carry, CredentialField, CredentialKind, Scheme, SchemeKind, Security, TokenFlow, TokenSource,
};
use crate::names::{FlowNames, SchemeNames};

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
    let switches = |scheme: &Scheme| {
        let mut switches = scheme.flows().iter().filter_map(|flow| flow.switch.as_ref());
        switches.any(|switch| switch.operation == operation)
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
        schemes.extend(self::scheme(cx, scheme, names, &mut uses));
    }
    if !schemes.is_empty() {
        file.items.push(Item::Statics(schemes));
    }
    let mut sets = Vec::new();
    for (index, set) in requirement_sets(cx).into_iter().enumerate() {
        let name = Ident::new(&set_name(cx, index), Span::call_site());
        let alternatives = requirements(cx, set, &mut uses);
        let about = if index == 0 {
            "What operations need that say nothing of their own."
        } else {
            "What some operations need instead."
        };
        sets.push(Data {
            docs: vec![about.to_owned()],
            cfg: if index == 0 { None } else { cx.cfg(&reach(cx, set)) },
            left: quote!(pub(crate) static #name: &[Requirement]),
            right: alternatives,
            chain: Vec::new(),
        });
    }
    file.items.push(Item::Statics(sets));
    file.items.push(Item::Statics(vec![variables::write(cx, &mut uses)]));
    for (scheme, names) in cx.api.schemes.iter().zip(&cx.names.schemes) {
        for (flow, flow_names) in scheme.flows().iter().zip(&names.flows) {
            file.items.push(credentials(flow, flow_names, &names.prefix));
        }
    }
    let has_flow = cx.api.schemes.iter().any(|scheme| !scheme.flows().is_empty());
    uses.retain(|name| {
        let carries = |it: &Scheme| !matches!(it.kind, SchemeKind::Basic | SchemeKind::Certificate);
        *name != "Carry" || cx.api.schemes.iter().any(carries)
    });
    uses.sort_unstable();
    let uses = uses.iter().map(|name| Ident::new(name, Span::call_site()));
    let mut head = vec![quote!(use portolan_runtime::auth::{#(#uses),*};)];
    if has_flow {
        let mut flows = cx.api.schemes.iter().flat_map(Scheme::flows);
        let secret = flows.any(|flow| flow.credentials.iter().any(|field| field.secret));
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

/// Writes alternatives.
fn requirements(cx: Context<'_>, set: &Security, uses: &mut Vec<&'static str>) -> TokenStream {
    if set.alternatives.iter().any(|alternative| !alternative.parts.is_empty()) {
        add(uses, "Part");
    }
    let alternatives = set.alternatives.iter().map(|alternative| {
        let parts = alternative.parts.iter().filter_map(|(id, scopes)| {
            let scheme = ident(&cx.names.schemes.get(id.0)?.constant);
            let scopes = scopes.iter().map(|scope| text(scope));
            Some(quote!(Part { scheme: &#scheme, scopes: &[#(#scopes),*] }))
        });
        quote!(Requirement(&[#(#parts),*]))
    });
    quote!(&[#(#alternatives),*])
}

/// Returns the sets of scopes that operations ask of a scheme whose token requests send them, without the empty one.
fn scopes<'a>(cx: Context<'a>, scheme: &Scheme) -> Vec<&'a [String]> {
    let mut exchanges =
        scheme.flows().iter().flat_map(|flow| std::iter::once(&flow.acquire).chain(&flow.renew));
    let mut sets: Vec<&[String]> = Vec::new();
    if exchanges.any(|exchange| exchange.fields.iter().any(|it| it.source == TokenSource::Scopes)) {
        let alternatives = requirement_sets(cx).into_iter().flat_map(|set| &set.alternatives);
        for (id, scopes) in alternatives.flat_map(|requirement| &requirement.parts) {
            let asked = cx.api.schemes.get(id.0).is_some_and(|it| it.name == scheme.name);
            if asked && !scopes.is_empty() && !sets.contains(&scopes.as_slice()) {
                sets.push(scopes);
            }
        }
    }
    sets
}

/// Returns what the operations need besides that give a scheme's token.
fn beside<'a>(cx: Context<'a>, scheme: &Scheme) -> Option<&'a Security> {
    let called = |id: &str| cx.api.operations.iter().find(|operation| operation.id == id);
    scheme
        .flows()
        .iter()
        .filter_map(|flow| called(flow.acquire.operation.as_ref()?)?.security.as_ref())
        .find(|security| !security.alternatives.is_empty())
}

fn scheme(
    cx: Context<'_>,
    scheme: &Scheme,
    names: &SchemeNames,
    uses: &mut Vec<&'static str>,
) -> Vec<Data> {
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
        SchemeKind::Certificate => quote!(Scheme::certificate(#name)),
        SchemeKind::Token { carry, flows, rejected } => {
            let carry = self::carry(carry);
            if rejected.as_slice() != [401] {
                let statuses =
                    rejected.iter().map(|status| proc_macro2::Literal::u16_unsuffixed(*status));
                chain.push(quote!(.rejected(&[#(#statuses),*])));
            }
            let mut written = Vec::new();
            for (flow, names) in flows.iter().zip(&names.flows) {
                let (flow, constant) = (flow::write(flow, uses), ident(&names.constant));
                data.push(plain(quote!(static #constant: TokenFlow), flow, Vec::new()));
                let credentials = text(names.credentials.text());
                written.push((quote!(&#constant), quote!((#credentials, &#constant))));
            }
            match written.as_slice() {
                [] => {}
                [(only, _)] => chain.push(quote!(.flow(#only))),
                several => {
                    let several = several.iter().map(|(_, named)| named);
                    chain.push(quote!(.flows(&[#(#several),*])));
                }
            }
            let switch = flows.iter().find_map(|flow| flow.switch.as_ref());
            if let (Some(switch), Some(name)) = (switch, &names.switch) {
                let (switch, name) = (flow::switch(switch, uses), ident(name));
                data.push(plain(quote!(static #name: Switch), switch, Vec::new()));
                chain.push(quote!(.switch(&#name)));
            }
            quote!(Scheme::token(#name, #carry))
        }
    };
    if let Some(url) = &scheme.openid_connect {
        let url = text(url);
        chain.push(quote!(.openid_connect(#url)));
    }
    if let (Some(revoke), Some(name)) = (&scheme.revoke, &names.revocation) {
        let (revocation, name) = (flow::revocation(revoke, uses), ident(name));
        data.push(plain(quote!(static #name: Revocation), revocation, Vec::new()));
        chain.push(quote!(.revoked_by(&#name)));
    }
    let sets = scopes(cx, scheme);
    if !sets.is_empty() {
        let sets = sets.iter().map(|set| {
            let scopes = set.iter().map(|scope| text(scope));
            quote!(&[#(#scopes),*])
        });
        chain.push(quote!(.scopes(&[#(#sets),*])));
    }
    if let Some(needs) = beside(cx, scheme) {
        let needs = requirements(cx, needs, uses);
        chain.push(quote!(.token_requests(#needs)));
    }
    if scheme.voluntary {
        chain.push(quote!(.voluntary()));
    }
    if names.method.text() != scheme.name {
        let method = text(names.method.text());
        chain.push(quote!(.setter(#method)));
    }
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
fn credentials(flow: &TokenFlow, names: &FlowNames, prefix: &str) -> Item {
    let name = ident(&names.credentials);
    let prefix = text(prefix);
    let about = match &flow.acquire.operation {
        Some(operation) => format!("What the operation {} asks for.", docs::code(operation)),
        None if is_consent(flow) => {
            "A refresh token that came of a person's consent, given elsewhere.".to_owned()
        }
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
    Item::Call(MacroCall { feature: None, head: None, name: "credentials", rows, packed: false })
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

/// Tells whether a flow begins with a refresh token.
fn is_consent(flow: &TokenFlow) -> bool {
    flow.acquire.fields.iter().any(|field| field.source == TokenSource::RefreshToken)
}
