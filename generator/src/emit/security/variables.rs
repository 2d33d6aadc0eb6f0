//! Writes where environment variables have credentials, and says so.
//!
//! In: schemes, servers and their names. Out: a static, and documentation. It must not know how variables are read.

use std::collections::BTreeSet;

use proc_macro2::{Ident, Span};
use quote::quote;

use super::super::file::{ident, text};
use super::super::{Context, Data, docs, environments};
use super::{add, taken};

/// Writes where the environment variables of credentials are.
pub(super) fn write(cx: Context<'_>, uses: &mut Vec<&'static str>) -> Data {
    let mut schemes = Vec::new();
    for (scheme, names) in cx.api.schemes.iter().zip(&cx.names.schemes) {
        let taken = taken(scheme, names);
        if taken.is_empty() {
            continue;
        }
        for name in ["ReadVariables", "SchemeVariables"] {
            add(uses, name);
        }
        for name in ["ApiKey", "Authorization", "Basic", "Token"] {
            if taken.iter().any(|taken| taken == name) {
                add(uses, name);
            }
        }
        let forms = taken.iter().map(|name| {
            let name = Ident::new(name, Span::call_site());
            quote!(#name::FORM)
        });
        let (constant, prefix) = (ident(&names.constant), text(&names.prefix));
        schemes.push(quote!(SchemeVariables::new(&#constant, #prefix, &[#(#forms),*])));
    }
    add(uses, "Variables");
    let prefix = text(&cx.names.crate_ident().to_uppercase());
    Data {
        docs: vec!["Where environment variables have credentials.".to_owned()],
        cfg: None,
        left: quote!(pub(crate) static VARIABLES: Variables),
        right: quote!(Variables { prefix: #prefix, schemes: &[#(#schemes),*] }),
        chain: Vec::new(),
    }
}

/// Says what `from_env` reads.
pub(in super::super) fn docs(cx: Context<'_>) -> Vec<String> {
    let prefix = cx.names.crate_ident().to_uppercase();
    let mut lines = vec!["Builds a client of what environment variables say.".to_owned()];
    let environments = environments::drawn(cx);
    let mut list = Vec::new();
    if environments.len() > 1 {
        list.push(format!(
            "- `{prefix}_ENVIRONMENT`: the environment, by its name in [`Environment::NAMES`]"
        ));
    }
    let has =
        |relative: bool| environments.iter().any(|(server, _)| server.is_absolute() != relative);
    list.push(match (has(true), has(false)) {
        (true, _) => format!("- `{prefix}_BASE_URL`: what the environment's URL is relative to, or a server of one's own"),
        (false, true) => format!("- `{prefix}_BASE_URL`: a server of one's own, instead"),
        (false, false) => format!("- `{prefix}_BASE_URL`: the server"),
    });
    let mut seen = BTreeSet::new();
    for (server, names) in &environments {
        for (variable, names) in server.variables.iter().zip(&names.variables) {
            let name = format!("{prefix}_SERVER_{}", names.field.text().to_uppercase());
            if seen.insert(name.clone()) {
                let variable = docs::code(&variable.name);
                list.push(format!("- `{name}`: {variable} of the environment's URL"));
            }
        }
    }
    for (scheme, names) in cx.api.schemes.iter().zip(&cx.names.schemes) {
        let word = |field: &str| format!("`{}_{}`", names.prefix, field.to_uppercase());
        let mut ways = Vec::new();
        for (flow, flow_names) in scheme.flows().iter().zip(&names.flows) {
            let fields = flow.credentials.iter().zip(&flow_names.fields);
            let fields = fields.map(|(field, name)| match field.required {
                true => word(name.text()),
                false => format!("{} (optional)", word(name.text())),
            });
            ways.push(fields.collect::<Vec<_>>().join(", "));
        }
        let mut taken = taken(scheme, names);
        taken.drain(..names.flows.len());
        ways.extend(taken.iter().map(|name| match name.as_str() {
            "Basic" => format!("{}, {}", word("username"), word("password")),
            "ApiKey" => word("api_key"),
            "Authorization" => word("authorization"),
            _ => word("token"),
        }));
        if !ways.is_empty() {
            let scheme = docs::code(&scheme.name);
            list.push(format!("- {}: the credential of {scheme}", ways.join("; or ")));
        }
    }
    docs::paragraph(&mut lines, list);
    docs::paragraph(&mut lines, vec!["# Errors".to_owned()]);
    docs::paragraph(
        &mut lines,
        vec!["Fails where a variable that is needed is not set, and names it.".to_owned()],
    );
    lines
}
