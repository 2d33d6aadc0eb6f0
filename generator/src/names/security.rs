//! Names of security schemes, of the credentials that they take, and of the environment variables that hold those.
//!
//! In: schemes. Out: statics, methods, structs and prefixes. It must not know how a credential travels.

use super::{FlowNames, Names, Scope, reserved};
use crate::ir::{Api, Scheme, SchemeKind, TokenFlow};

/// Claims the names of schemes.
pub(super) fn name(api: &Api, root: &mut Scope, names: &mut Names) {
    let mut constants = Scope::new(&[&["DEFAULT", "NONE", "VARIABLES"]]);
    let mut methods = Scope::new(&[reserved::BUILDER_METHODS]);
    let kinds: Vec<&str> =
        api.schemes.iter().flat_map(Scheme::flows).map(credential_kind).collect();
    let prefix = names.crate_ident().to_uppercase();
    for scheme in &api.schemes {
        let constant = constants.shouty(&scheme.name);
        let method = methods.snake(&scheme.name);
        let mut flows: Vec<FlowNames> = Vec::new();
        for flow in scheme.flows() {
            let kind = credential_kind(flow);
            // Only where two flows ask for the same does a caller need to tell them apart.
            let several = kinds.iter().filter(|other| **other == kind).count() > 1;
            let text = if several { format!("{} {kind}", scheme.name) } else { kind.to_owned() };
            let credentials = root.camel(&text);
            let mut scope = Scope::new(&[&["from_env", "from_env_with", "clone", "new"]]);
            let fields = flow.credentials.iter().map(|field| scope.snake(&field.name)).collect();
            let text = match scheme.flows() {
                [_] => format!("{} flow", scheme.name),
                _ => format!("{} {kind} flow", scheme.name),
            };
            let constant = constants.shouty(&text);
            flows.push(FlowNames { constant, credentials, fields, settings: Vec::new() });
        }
        let switches = scheme.flows().iter().any(|flow| flow.switch.is_some());
        let switch = switches.then(|| constants.shouty(&format!("{} switch", scheme.name)));
        let revokes = scheme.revoke.is_some();
        let revocation = revokes.then(|| constants.shouty(&format!("{} revocation", scheme.name)));
        let collides = {
            let others = api.schemes.iter().filter(|other| other.name != scheme.name);
            let taken: Vec<String> =
                others.flat_map(variables).chain(SETTINGS.map(str::to_owned)).collect();
            variables(scheme).iter().any(|name| taken.contains(name))
        };
        let own = constant.text().trim_end_matches('_');
        let prefix = if collides { format!("{prefix}_{own}") } else { prefix.clone() };
        let setting = String::new();
        names.schemes.push(super::SchemeNames {
            constant,
            method,
            flows,
            switch,
            revocation,
            prefix,
            setting,
        });
    }
}

/// Environment variables that say where a client calls.
const SETTINGS: [&str; 2] = ["environment", "base_url"];

/// Returns the words at the end of the environment variables that hold a scheme's credentials.
fn variables(scheme: &Scheme) -> Vec<String> {
    let mut scope = Scope::default();
    let mut words: Vec<String> = scheme
        .flows()
        .iter()
        .flat_map(|flow| &flow.credentials)
        .map(|field| scope.snake(&field.name).text().to_owned())
        .collect();
    let fixed: &[&str] = match &scheme.kind {
        SchemeKind::Token { .. } => &["token", "authorization"],
        SchemeKind::Basic => &["username", "password"],
        SchemeKind::ApiKey { .. } => &["api_key"],
        SchemeKind::Certificate => &[],
    };
    words.extend(fixed.iter().map(|word| (*word).to_owned()));
    words
}

/// Returns what the credentials of a flow are called: who logs in, a client or a person, or who did before.
fn credential_kind(flow: &TokenFlow) -> &'static str {
    let needs = |words: &[&str]| {
        flow.credentials.iter().filter(|field| field.required).any(|field| {
            let name: String = field.name.chars().filter(char::is_ascii_alphanumeric).collect();
            words.iter().any(|word| name.eq_ignore_ascii_case(word))
        })
    };
    if flow.acquire.operation.is_none() && needs(&["refreshtoken"]) {
        return "RefreshToken";
    }
    let client = needs(&["clientid"]) && needs(&["clientsecret"]);
    if client && !needs(&["username", "password"]) { "ClientCredentials" } else { "Login" }
}
