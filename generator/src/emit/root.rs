//! Writes `lib.rs`, in rustfmt's own form: the other files are left alone by rustfmt, which this one says.
//!
//! In: modules and their features. Out: one unit of text. It must not know what the modules hold.

use super::{Context, Item, Unit, docs};

/// Writes `lib.rs`.
pub(super) fn unit(cx: Context<'_>) -> Unit {
    let mut lines = vec![format!("A client of {}.", docs::line(&cx.api.title, cx.links))];
    if let Some(description) = &cx.api.description {
        docs::paragraph(&mut lines, docs::block(description, cx.links));
    }
    docs::paragraph(
        &mut lines,
        vec![format!(
            "Version {} of the definition. Properties that a type does not name are skipped when it is read.",
            docs::line(&cx.api.version, cx.links)
        )],
    );

    let mut modules: Vec<(String, String)> = ["client", "security"]
        .into_iter()
        .map(|module| (module.to_owned(), format!("#[rustfmt::skip]\nmod {module};\n")))
        .collect();
    modules.push(("types".to_owned(), "#[rustfmt::skip]\npub mod types;\n".to_owned()));
    if cx.api.operations.iter().any(|operation| operation.tags.is_empty()) {
        modules
            .push(("operations".to_owned(), "#[rustfmt::skip]\npub mod operations;\n".to_owned()));
    }
    for (index, names) in cx.names.tags.iter().enumerate() {
        let reach = cx.tag_reach(crate::ir::TagId(index));
        let cfg = cx.cfg(&reach).map(|cfg| format!("{cfg}\n")).unwrap_or_default();
        let module = &names.module;
        modules.push((
            module.text().to_owned(),
            format!("{cfg}#[rustfmt::skip]\npub mod {module};\n"),
        ));
    }
    if let Some(events) = &cx.names.events {
        let module = &events.module;
        let text = format!("#[cfg(feature = \"webhooks\")]\n#[rustfmt::skip]\npub mod {module};\n");
        modules.push((module.text().to_owned(), text));
    }
    modules.sort();
    let modules: String = modules.into_iter().map(|(_, text)| text).collect();

    let credentials: Vec<String> = cx
        .names
        .schemes
        .iter()
        .filter_map(|names| names.credentials.as_ref())
        .map(ToString::to_string)
        .collect();
    let mut uses = String::from("pub use client::{Builder, Client, Environment};\n");
    uses.push_str("pub use portolan_runtime as runtime;\n");
    uses.push_str("pub use portolan_runtime::auth::{ApiKey, Basic, Credential, Token};\n");
    uses.push_str("pub use portolan_runtime::{CallError, Error, OptionalExt};\n");
    let mut credentials = credentials;
    credentials.sort();
    match credentials.as_slice() {
        [] => {}
        [one] => uses.push_str(&format!("pub use security::{one};\n")),
        many => {
            let line = format!("pub use security::{{{}}};\n", many.join(", "));
            let lines = format!("pub use security::{{\n    {},\n}};\n", many.join(",\n    "));
            uses.push_str(if line.len() > 100 { &lines } else { &line });
        }
    }
    let items = vec![Item::Text(modules), Item::Text(uses)];
    Unit { path: "src/lib.rs".to_owned(), docs: lines, items }
}
