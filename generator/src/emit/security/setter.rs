//! Writes the builder's methods that take credentials.
//!
//! In: a scheme and its names. Out: a function, and what it takes. It must not know how a credential travels.

use proc_macro2::TokenStream;
use quote::quote;

use super::super::file::{doc, ident};
use super::super::{Context, docs};
use crate::ir::{Carry, Scheme, SchemeKind};
use crate::names::SchemeNames;

/// Returns what a scheme's builder method takes, by the names that the crate's root has.
pub(in super::super) fn taken(scheme: &Scheme, names: &SchemeNames) -> Vec<String> {
    let mut taken: Vec<String> =
        names.flows.iter().map(|flow| flow.credentials.to_string()).collect();
    let fixed: &[&str] = match &scheme.kind {
        SchemeKind::Token { carry: Carry::Header { prefix, .. }, .. }
            if !prefix.as_deref().is_some_and(|prefix| prefix.eq_ignore_ascii_case("bearer")) =>
        {
            &["Token", "Authorization"]
        }
        SchemeKind::Token { .. } => &["Token"],
        SchemeKind::Basic => &["Basic"],
        SchemeKind::ApiKey { .. } => &["ApiKey"],
        SchemeKind::Certificate => &[],
    };
    taken.extend(fixed.iter().map(|name| (*name).to_owned()));
    taken
}

/// Writes the builder's method of a scheme.
pub(in super::super) fn setter(
    cx: Context<'_>,
    scheme: &Scheme,
    names: &SchemeNames,
) -> TokenStream {
    let mut lines =
        scheme.description.as_ref().map(|d| docs::block(d, cx.links)).unwrap_or_default();
    let (method, constant) = (ident(&names.method), ident(&names.constant));
    let deprecated = scheme.deprecated.then(|| quote!(#[deprecated]));
    if scheme.kind == SchemeKind::Certificate {
        let says = "Says that the transport presents a certificate when it connects (mutual TLS): \
                    [`Self::reqwest`] or [`Self::transport`] brings it.";
        docs::paragraph(&mut lines, vec![says.to_owned()]);
        let docs = doc(&lines);
        return quote! {
            #docs
            #deprecated
            pub fn #method(self) -> Self {
                Self(self.0.credential(&security::#constant, Credential::certificate()))
            }
        };
    }
    let mut taken: Vec<String> = taken(scheme, names)
        .iter()
        .map(|name| {
            let article = if name.starts_with('A') { "an" } else { "a" };
            format!("{article} [`{name}`](crate::{name})")
        })
        .collect();
    if matches!(scheme.kind, SchemeKind::Token { .. }) {
        let source =
            "what [`Credential::source`](crate::Credential::source) makes of a source of one's own";
        taken.push(source.to_owned());
    }
    let taken = match taken.as_slice() {
        [one] => one.clone(),
        [one, other] => format!("{one}, or {other}"),
        many => many
            .split_last()
            .map_or_else(String::new, |(last, all)| format!("{}, or {last}", all.join(", "))),
    };
    docs::paragraph(&mut lines, vec![format!("Takes {taken}.")]);
    if let SchemeKind::Token { carry: Carry::Header { name, prefix: Some(prefix) }, .. } =
        &scheme.kind
        && taken.contains("Authorization")
    {
        let sent = docs::code(&format!("{name}: {prefix} …"));
        docs::paragraph(&mut lines, vec![format!("A token is sent as {sent}.")]);
    }
    if scheme.voluntary {
        docs::paragraph(&mut lines, vec![VOLUNTARY.to_owned()]);
    }
    let docs = doc(&lines);
    quote! {
        #docs
        #deprecated
        pub fn #method(self, credential: impl Into<Credential>) -> Self {
            Self(self.0.credential(&security::#constant, credential))
        }
    }
}

const VOLUNTARY: &str = "The definition does not say which operations need it: it is sent with those of which it says \
                         nothing at all.";
