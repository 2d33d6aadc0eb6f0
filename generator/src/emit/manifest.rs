//! Writes `Cargo.toml`.
//!
//! In: the package's settings and the features. Out: one unit of text. It must not know Rust code.

use super::{Context, Item, Runtime, Unit};
use crate::analyze::Feature;
use crate::ir::DevDependency;

/// The version of a crate whose definition says none.
const FIRST_VERSION: &str = "0.1.0";

/// Returns the crate's version.
pub(super) fn version(cx: Context<'_>) -> String {
    cx.api.package.version.clone().unwrap_or_else(|| FIRST_VERSION.to_owned())
}

/// Writes `Cargo.toml`.
pub(super) fn unit(cx: Context<'_>) -> Unit {
    let mut package = vec![
        "[package]".to_owned(),
        format!("name = {}", quoted(&cx.names.package)),
        format!("version = {}", quoted(&version(cx))),
        format!("description = {}", quoted(&format!("A typed client of {}.", cx.api.title.trim()))),
        "edition = \"2024\"".to_owned(),
        "rust-version = \"1.89\"".to_owned(),
        "publish = false".to_owned(),
    ];
    let website = cx.api.documentation.as_deref().filter(|url| url.starts_with("http"));
    package.extend(website.map(|url| format!("homepage = {}", quoted(url))));
    let metadata = [
        "[package.metadata.portolan]".to_owned(),
        format!("definition = {}", quoted(&cx.options.source)),
        format!("definition-version = {}", quoted(&cx.api.version)),
    ];
    let program = [
        "[[bin]]".to_owned(),
        format!("name = {}", quoted(&cx.names.package)),
        "path = \"src/main.rs\"".to_owned(),
        "required-features = [\"cli\"]".to_owned(),
    ];
    let mut features = vec!["[features]".to_owned()];
    let mut default: Vec<&str> = vec!["rustls"];
    default.extend(cx.names.features.iter().map(String::as_str));
    features.push(list("default", &default));
    features.push("# HTTPS through rustls and the platform's certificate store.".to_owned());
    features.push(list("rustls", &["portolan-runtime/rustls"]));
    features.push("# HTTPS through the platform's own TLS library.".to_owned());
    features.push(list("native-tls", &["portolan-runtime/native-tls"]));
    features.push("# The program, which calls operations by name.".to_owned());
    features.push(list("cli", &["portolan-runtime/cli"]));
    features.push("# Answers may be compressed.".to_owned());
    for name in ["gzip", "brotli", "zstd", "deflate"] {
        features.push(list(name, &[&format!("portolan-runtime/{name}")]));
    }
    features.push("# Calls without `async`: `.send_blocking()`.".to_owned());
    features.push(list("blocking", &["portolan-runtime/blocking"]));
    features.push("# Spans of `tracing`, one a call and one an attempt.".to_owned());
    features.push(list("tracing", &["portolan-runtime/tracing"]));
    features.push("# The types are `Serialize` and `Deserialize`, as serde has them.".to_owned());
    features.push(list("serde", &["portolan-runtime/serde"]));
    for (index, name) in cx.names.features.iter().enumerate() {
        let tags: Vec<String> = cx
            .tags_of(crate::analyze::FeatureId(index))
            .iter()
            .filter_map(|tag| cx.api.tags.get(tag.0))
            .map(|tag| one_line(&tag.name))
            .collect();
        match cx.facts.features.get(index) {
            Some(Feature::Events) => {
                features.push("# What the API sends: webhooks and callbacks.".to_owned());
            }
            Some(Feature::Unused) => features.push("# Types that nothing uses.".to_owned()),
            Some(Feature::Tags(..)) => {
                features.push(format!("# Operations of {}.", tags.join(", ")))
            }
            _ => {}
        }
        features.push(list(name, &[]));
    }
    let runtime = match &cx.options.runtime {
        Runtime::Path(path) => format!("path = {}", quoted(path)),
        Runtime::Version(version) => format!("version = {}", quoted(version)),
    };
    let mut dependencies = vec![
        "[dependencies]".to_owned(),
        format!("portolan-runtime = {{ {runtime}, default-features = false }}"),
    ];
    let mut foreign: Vec<&DevDependency> = Vec::new();
    for it in cx.api.foreign.iter().filter_map(|it| it.dependency.as_ref()) {
        if !foreign.contains(&it) {
            foreign.push(it);
        }
    }
    dependencies.extend(foreign.into_iter().map(|it| dependency(cx, it)));
    if !cx.api.package.dev_dependencies.is_empty() {
        dependencies.push(String::new());
        dependencies.push("[dev-dependencies]".to_owned());
        dependencies.extend(cx.api.package.dev_dependencies.iter().map(|it| dependency(cx, it)));
    }
    let text = |lines: &[String]| Item::Text(format!("{}\n", lines.join("\n")));
    let items =
        vec![text(&package), text(&metadata), text(&program), text(&features), text(&dependencies)];
    Unit { path: "Cargo.toml".to_owned(), docs: Vec::new(), items }
}

fn dependency(cx: Context<'_>, it: &DevDependency) -> String {
    let mut parts = Vec::new();
    match &it.version {
        Some(version) => parts.push(format!("version = {}", quoted(version))),
        None if cx.options.workspace => parts.push("workspace = true".to_owned()),
        None => parts.push("version = \"*\"".to_owned()),
    }
    if !it.default_features {
        parts.push("default-features = false".to_owned());
    }
    if !it.features.is_empty() {
        let features: Vec<String> = it.features.iter().map(|feature| quoted(feature)).collect();
        parts.push(format!("features = [{}]", features.join(", ")));
    }
    // A key in quotes is one key, whatever it holds.
    let bare = it.name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
    let name = if bare && !it.name.is_empty() { it.name.clone() } else { quoted(&it.name) };
    format!("{name} = {{ {} }}", parts.join(", "))
}

fn list(name: &str, items: &[&str]) -> String {
    let name = if name.is_ascii() { name.to_owned() } else { quoted(name) };
    let items: Vec<String> = items.iter().map(|item| quoted(item)).collect();
    let line = format!("{name} = [{}]", items.join(", "));
    if line.len() <= 100 { line } else { format!("{name} = [\n    {},\n]", items.join(",\n    ")) }
}

fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// Writes a basic string of TOML.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            c if c.is_control() => out.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
