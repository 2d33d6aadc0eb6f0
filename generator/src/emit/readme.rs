//! Writes `README.md`: what the crate is, a first request, environments, credentials, what is a breaking change.
//!
//! In: names and facts. Out: one unit of text. It must not know Rust tokens.

use super::{Context, Item, Unit, docs, environments, security};
use crate::ir::{Location, Method, Operation, SchemeKind};
use crate::names::OperationNames;

/// Writes `README.md`.
pub(super) fn unit(cx: Context<'_>) -> Unit {
    let package = &cx.names.package;
    let mut out =
        format!("# {package}\n\nA typed Rust client of {}", docs::line(&cx.api.title, cx.links));
    out.push_str(&format!(
        " (version {} of its definition), drawn by Portolan.\n",
        docs::line(&cx.api.version, cx.links)
    ));
    if let Some(url) = &cx.api.documentation {
        out.push_str(&format!("\nThe vendor's documentation: {}\n", docs::line(url, cx.links)));
    }
    if let Some((name, url)) = cx.api.license.as_ref().filter(|(name, _)| !name.is_empty()) {
        let at = url.iter().map(|url| format!(" ({})", docs::line(url, cx.links)));
        let name = docs::line(name, cx.links);
        out.push_str(&format!("\nThe licence of the API: {name}{}\n", at.collect::<String>()));
    }
    if let Some(terms) = &cx.api.terms {
        out.push_str(&format!("\nThe terms of service: {}\n", docs::line(terms, cx.links)));
    }
    out.push_str(&format!("\n## First request\n\n```rust\n{}```\n", first_request(cx)));
    out.push_str("\n## Environments\n\n");
    let environments = environments::drawn(cx);
    if environments.is_empty() {
        out.push_str(
            "The definition names no server: `Environment::custom(\"https://…\")` does.\n",
        );
    } else {
        for (server, names) in environments {
            let mut fields: Vec<String> =
                names.variables.iter().map(|variable| variable.field.to_string()).collect();
            if !server.is_absolute() {
                fields.insert(0, names.base_url.to_string());
            }
            let fields = match fields.as_slice() {
                [] => String::new(),
                fields => format!(" {{ {} }}", fields.join(", ")),
            };
            let url = docs::code(&server.url);
            out.push_str(&format!("- `Environment::{}{fields}`: {url}\n", names.variant));
        }
        out.push_str("- `Environment::custom(\"https://…\")` for another server of the same API\n");
    }
    out.push_str("\n## Credentials\n\n");
    if cx.names.schemes.is_empty() {
        out.push_str("The API asks for none.\n");
    }
    for (scheme, names) in cx.api.schemes.iter().zip(&cx.names.schemes) {
        let method = &names.method;
        if scheme.kind == SchemeKind::Certificate {
            out.push_str(&format!(
                "- `Client::builder(…).{method}()` says that the transport presents a certificate.\n"
            ));
            continue;
        }
        let taken: Vec<String> = security::taken(scheme, names)
            .iter()
            .map(|name| match name.as_str() {
                "Basic" => "`Basic::new(user, password)`".to_owned(),
                name => format!("`{name}::new(…)`"),
            })
            .collect();
        out.push_str(&format!("- `Client::builder(…).{method}(…)` takes {}", taken.join(" or ")));
        out.push_str(match scheme.flows() {
            [] => ".\n",
            _ => ": but for a `Token`, the token is acquired on the first call, shared, and renewed before it expires.\n",
        });
    }
    if !cx.names.schemes.is_empty() {
        let prefix = cx.names.crate_ident().to_uppercase();
        out.push_str(&format!(
            "\n`Client::from_env()` reads all of it from environment variables that begin with `{prefix}_`; its \
             documentation lists them.\n"
        ));
    }
    if !cx.names.schemes.is_empty() {
        out.push_str(BOUND);
    }
    out.push_str(FIXED);
    out.push_str(&program(cx));
    if let Some(events) = &cx.names.events {
        let example = events.constants.first().map(ToString::to_string).unwrap_or_default();
        let module = &events.module;
        out.push_str(&format!(
            "\n## Webhooks\n\nWhat the API sends to a server of your own is in `{module}` (the feature `webhooks`): \
             `{module}::{example}.decode(&body)?` is the typed payload.\n"
        ));
    }
    if !cx.names.features.is_empty() {
        out.push_str(FEATURES);
    }
    Unit { path: "README.md".to_owned(), docs: Vec::new(), items: vec![Item::Text(out)] }
}

fn first_request(cx: Context<'_>) -> String {
    let krate = cx.names.crate_ident();
    let mut uses = vec!["Client".to_owned(), "Environment".to_owned()];
    let mut lines = Vec::new();
    let environment = match environments::drawn(cx).into_iter().find(|(it, _)| it.is_complete()) {
        Some((server, names)) if server.variables.is_empty() => {
            format!("Environment::{}", names.variant)
        }
        _ => "Environment::custom(\"https://…\")".to_owned(),
    };
    lines.push(format!("    let client = Client::builder({environment})"));
    if let Some((scheme, names)) = default_scheme(cx) {
        let first = security::taken(scheme, names).into_iter().next();
        let value = match (&first, names.flows.is_empty()) {
            (Some(name), false) => format!("{name}::from_env()?"),
            (Some(name), true) if name == "Basic" => "Basic::new(user, password)".to_owned(),
            (Some(name), true) => format!("{name}::new(\"…\")"),
            (None, _) => String::new(),
        };
        uses.extend(first);
        lines.push(format!("        .{}({value})", names.method));
    }
    lines.push("        .build()?;".to_owned());
    if let Some(call) = first_call(cx) {
        lines.push(format!("    let answer = {call}.await?;\n    println!(\"{{answer:?}}\");"));
    }
    format!(
        "use {krate}::{{{}}};\n\n#[tokio::main]\nasync fn main() -> Result<(), {krate}::Error> {{\n{}\n    Ok(())\n}}\n",
        uses.join(", "),
        lines.join("\n")
    )
}

/// Tells how the operations are called without a line of Rust.
fn program(cx: Context<'_>) -> String {
    let package = &cx.names.package;
    let mut out = String::from(PROGRAM);
    let subcommand = match first_get(cx) {
        Some((operation, names)) => {
            let given = " …".repeat(operation.parameters.iter().filter(|p| p.required).count());
            format!("{}{given}", names.command)
        }
        None => "--help".to_owned(),
    };
    let id = first_get(cx).map_or("operationId", |(operation, _)| operation.id.as_str());
    let id = docs::line(id, cx.links);
    out.push_str(&format!(
        "\n```sh\ncargo run --features cli -- --help\ncargo run --features cli -- {subcommand}\n\
         {package} call {id} --args - < arguments.json\n```\n"
    ));
    let variable = cx.names.crate_ident().to_uppercase();
    let flags: Vec<String> =
        cx.names.schemes.iter().map(|names| docs::code(&format!("--{}", names.setting))).collect();
    let credentials = match flags.as_slice() {
        [] => String::new(),
        flags => format!(", {} and what else `--help` names", flags.join(", ")),
    };
    out.push_str(&format!(
        "\n`--environment`, `--base-url`{credentials} may be environment variables, too: `{variable}_BASE_URL`.\n"
    ));
    out.push_str(SCRIPTS);
    out
}

fn default_scheme<'a>(
    cx: Context<'a>,
) -> Option<(&'a crate::ir::Scheme, &'a crate::names::SchemeNames)> {
    let first = cx
        .api
        .security
        .alternatives
        .iter()
        .flat_map(|it| &it.parts)
        .next()
        .map_or(0, |(id, _)| id.0);
    Some((cx.api.schemes.get(first)?, cx.names.schemes.get(first)?))
}

/// The simplest `GET`, called.
fn first_call(cx: Context<'_>) -> Option<String> {
    let (operation, names) = first_get(cx)?;
    let required = operation.parameters.iter().filter(|p| p.required).count();
    let arguments = vec!["\"…\""; required].join(", ");
    let group = operation.tags.first().and_then(|tag| cx.names.of_tag(*tag));
    let group = group.map(|names| format!("{}().", names.accessor)).unwrap_or_default();
    Some(format!("client.{group}{}({arguments})", names.method))
}

/// The simplest `GET`: the fewest required arguments, all of them in the path.
fn first_get(cx: Context<'_>) -> Option<(&Operation, &OperationNames)> {
    let required =
        |operation: &Operation| operation.parameters.iter().filter(|p| p.required).count();
    let simple = |operation: &Operation| {
        operation.method == Method::Get
            && operation.body.is_none()
            && required(operation) <= 2
            && operation
                .parameters
                .iter()
                .filter(|p| p.required)
                .all(|p| p.location == Location::Path)
    };
    let candidates =
        cx.api.operations.iter().zip(&cx.names.operations).filter(|(it, _)| simple(it));
    candidates.min_by_key(|(it, _)| (it.tags.is_empty(), required(it)))
}

const BOUND: &str = "
Credentials belong to the environment that the client was built for, and are never sent elsewhere, nor over
`http://` except on loopback.
";

const FIXED: &str = "
## Calls

A call is a value: `.await` sends it, optional parameters are setters on it. `.response()` gives status and
headers too, `.request()` the request without sending it, `.optional()` on the result makes a 404 `None`. A
failed call is a `CallError`, whose `Api` variant holds the body that the definition declares for the status.
What the definition lacks is reached by `client.raw(method, path)`.

## What is a breaking change

When the definition changes, so does this crate. Added operations, optional properties, values of enums and
branches of unions are not breaking. These are: a removed or renamed operation, property or type; a changed
type; a property or parameter that becomes required; a second success status or a first optional parameter of
an operation, because its method then returns another type; a second operation or type whose name made the
first one's ambiguous.
";

const PROGRAM: &str = "
## The program

With the feature `cli` the crate has a program that calls every operation by name:
";

const SCRIPTS: &str = "
A script gives the arguments as JSON (`{\"path\": {…}, \"query\": {…}, \"body\": …}`) and reads
`{\"status\": 200, \"headers\": {…}, \"body\": …}`; files are `{\"file\": \"path\"}` or `{\"base64\": \"…\"}`. `--pages`
follows every page, `--strict` fails where the answer has values that the definition does not know. The program ends
with 0, with 1 where the server refused, 2 where the arguments make no call, 3 where the answer is not what the
definition says, 4 where there was none.
";

const FEATURES: &str = "
## Features

Each group of operations is a Cargo feature (`tag-…`), all on by default. With `default-features = false` and
the few that are used, only these and their types are compiled; add `rustls` or `native-tls` for HTTPS.
";
