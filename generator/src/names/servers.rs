//! Names of environments, of the values that their variables have, and of operations' own servers.
//!
//! In: servers. Out: variants, fields and enums, claimed in the crate's root. It must not know how a URL is filled.

use super::{ChoiceNames, EnvironmentNames, Names, Scope, ValuesNames, VariableNames};
use crate::ir::{Api, Server, ServerVariable};

/// Claims the names of servers. Operations have theirs by now.
pub(super) fn name(api: &Api, root: &mut Scope, names: &mut Names) {
    names.environments = environments(&api.servers, root, &mut names.values);
    for (operation, called) in api.operations.iter().zip(&names.operations) {
        let known = names.choices.iter().any(|choice| choice.servers == operation.servers);
        if operation.servers.is_empty() || known {
            continue;
        }
        let name = root.camel(&format!("{} server", called.method.text()));
        let environments = environments(&operation.servers, root, &mut names.values);
        let servers = operation.servers.clone();
        names.choices.push(ChoiceNames { name, servers, environments });
    }
}

fn environments(
    servers: &[Server],
    root: &mut Scope,
    values: &mut Vec<ValuesNames>,
) -> Vec<EnvironmentNames> {
    let mut variants = Scope::new(&[&["Custom", "Self"]]);
    let mut found = Vec::new();
    for server in servers {
        let variant = variants.camel(&text(server, servers.len() == 1));
        let mut fields = Scope::default();
        let base_url = fields.snake("base_url");
        let variables = server.variables.iter().map(|variable| VariableNames {
            field: fields.snake(&variable.name),
            values: self::values(variable, root, values),
        });
        let variables = variables.collect();
        found.push(EnvironmentNames { variant, variables, base_url });
    }
    found
}

/// What a server is called: as the definition says, else by its host or its path.
fn text(server: &Server, is_only: bool) -> String {
    match &server.name {
        Some(name) => name.clone(),
        None if is_only => "default".to_owned(),
        None => {
            let after_scheme = server.url.split_once("://").map(|(_, rest)| rest);
            let host = after_scheme.and_then(|rest| rest.split('/').next());
            let word = host.unwrap_or(&server.url);
            let is_empty = !word.contains(char::is_alphanumeric);
            if is_empty { "server".to_owned() } else { word.to_owned() }
        }
    }
}

/// Returns the enum of a variable's values; variables of one name and the same values share it.
fn values(
    variable: &ServerVariable,
    root: &mut Scope,
    known: &mut Vec<ValuesNames>,
) -> Option<usize> {
    if variable.values.is_empty() {
        return None;
    }
    let is_same = |it: &ValuesNames| {
        it.variable == variable.name
            && it.variants.iter().map(|(_, text)| text).eq(&variable.values)
    };
    if let Some(index) = known.iter().position(is_same) {
        return Some(index);
    }
    let mut scope = Scope::new(&[&["Unknown", "Self"]]);
    let variants =
        variable.values.iter().map(|value| (scope.camel(value), value.clone())).collect();
    let name = root.camel(&variable.name);
    known.push(ValuesNames { variable: variable.name.clone(), name, variants });
    Some(known.len() - 1)
}
