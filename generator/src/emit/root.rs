//! Writes `lib.rs`, in rustfmt's own form: the other files are left alone by rustfmt, which this one says.
//!
//! In: modules and their features. Out: one unit of text. It must not know what the modules hold.

use super::{Context, Item, Unit, docs, headers};

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
    let program = "#[cfg(feature = \"cli\")]\n#[doc(hidden)]\n#[rustfmt::skip]\npub mod cli;\n";
    modules.push(("cli".to_owned(), program.to_owned()));
    modules.push(("types".to_owned(), "#[rustfmt::skip]\npub mod types;\n".to_owned()));
    if headers::exists(cx) {
        modules.push(("headers".to_owned(), "#[rustfmt::skip]\npub mod headers;\n".to_owned()));
    }
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
        .flat_map(|names| &names.flows)
        .map(|names| names.credentials.to_string())
        .collect();
    let mut client = vec!["Builder".to_owned(), "Client".to_owned(), "Environment".to_owned()];
    client.extend(cx.names.choices.iter().map(|choice| choice.name.to_string()));
    client.extend(cx.names.values.iter().map(|values| values.name.to_string()));
    let mut uses = import("client", client);
    uses.push_str("pub use portolan_runtime as runtime;\n");
    uses.push_str(
        "pub use portolan_runtime::auth::{ApiKey, Authorization, Basic, Credential, Token};\n",
    );
    uses.push_str("pub use portolan_runtime::{CallError, Error, OptionalExt};\n");
    uses.push_str(&import("security", credentials));
    let items = vec![Item::Text(modules), Item::Text(uses)];
    Unit { path: "src/lib.rs".to_owned(), docs: lines, items }
}

/// Writes a `pub use` as rustfmt has it.
fn import(module: &str, mut names: Vec<String>) -> String {
    const WIDTH: usize = 100;
    names.sort();
    match names.as_slice() {
        [] => String::new(),
        [one] => format!("pub use {module}::{one};\n"),
        many => {
            let line = format!("pub use {module}::{{{}}};\n", many.join(", "));
            if line.len() <= WIDTH + 1 {
                return line;
            }
            let mut lines = vec![String::from("   ")];
            for name in many {
                let last = lines.last_mut().filter(|line| line.len() + name.len() + 2 <= WIDTH);
                match last {
                    Some(line) => line.push_str(&format!(" {name},")),
                    None => lines.push(format!("    {name},")),
                }
            }
            format!("pub use {module}::{{\n{}\n}};\n", lines.join("\n"))
        }
    }
}
