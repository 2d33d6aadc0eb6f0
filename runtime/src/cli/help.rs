//! What `--help` prints.
//!
//! In: what the program knows. Out: text. It must not know the command line.

use super::command::Spec;
use super::flag::FlagSpec;
use super::program::About;
use crate::auth::variable;

/// The whole program's.
pub(crate) fn program(about: About, groups: &[(&'static str, Vec<&'static Spec>)]) -> String {
    let name = about.api.name;
    let mut out = format!(
        "{title} {version}\n\nusage: {name} [options] <operation> [arguments]\n       \
         {name} [options] call <operationId> --args <JSON, or - for standard input>\n       \
         {name} help <operation>\n",
        title = about.api.title,
        version = about.api.version,
    );
    for (group, specs) in groups {
        out.push_str(&format!("\n{group}:\n"));
        rows(&mut out, specs.iter().map(|spec| (spec.name.to_owned(), spec.about.to_owned())));
    }
    out.push_str("\noptions:\n");
    options(&mut out, about);
    out.truncate(out.trim_end().len());
    out
}

/// An operation's.
pub(crate) fn operation(about: About, spec: &Spec) -> String {
    let required: String = spec
        .flags
        .iter()
        .filter(|flag| flag.required)
        .map(|flag| format!(" <{}>", flag.name))
        .collect();
    let mut out = String::new();
    if !spec.about.is_empty() {
        out.push_str(&format!("{}\n", spec.about));
    }
    out.push_str(&format!(
        "{} {} ({})\n\nusage: {} {}{required} [options]\n",
        spec.method, spec.path, spec.id, about.api.name, spec.name
    ));
    let mut lines: Vec<(String, String)> = spec.flags.iter().map(flag).collect();
    if !spec.media_types.is_empty() {
        let media_types = spec.media_types.join(", ");
        lines.push(("--body <TEXT>".to_owned(), format!("The body, or @FILE. {media_types}")));
        lines.push(("--content-type <TYPE>".to_owned(), "As what the body is sent.".to_owned()));
    }
    lines.push(("--accept <TYPES>".to_owned(), "What the answer may be.".to_owned()));
    if spec.pages {
        lines.push(("--pages".to_owned(), "Every page, as a list.".to_owned()));
    }
    if spec.stream {
        let about = "So many items of a stream, which is taken up again where it ends.";
        lines.push(("--take <COUNT>".to_owned(), about.to_owned()));
    }
    out.push_str("\narguments:\n");
    rows(&mut out, lines.into_iter());
    out.push_str("\noptions:\n");
    options(&mut out, about);
    out.truncate(out.trim_end().len());
    out
}

/// The form's for scripts.
pub(crate) fn script(about: About) -> String {
    format!(
        "usage: {} [options] call <operationId> --args <JSON, or - for standard input>\n\n\
         The arguments are an object:\n\
         \x20 path, query, header, cookie   objects of values by name\n\
         \x20 body                          JSON; a text; bytes as {{\"base64\": …}} or {{\"file\": path}}; parts by name\n\
         \x20 content_type                  as what the body is sent\n\
         \x20 accept                        what the answer may be\n\n\
         It prints {{\"status\": …, \"headers\": …, \"body\": …}}.",
        about.api.name
    )
}

fn flag(flag: &FlagSpec) -> (String, String) {
    let mut about = flag.about.to_owned();
    let notes = [flag.required.then_some("Required."), flag.many.then_some("May be repeated.")];
    for note in notes.into_iter().flatten() {
        about.push_str(if about.is_empty() { "" } else { " " });
        about.push_str(note);
    }
    (format!("--{} <VALUE>", flag.name), about)
}

fn options(out: &mut String, about: About) {
    let prefix = about.api.name.replace('-', "_").to_uppercase();
    let mut lines = Vec::new();
    let environments = about.environments.join(", ");
    let known = if environments.is_empty() { "None is named." } else { &environments };
    let of = |name: &str| format!(" [{}]", variable(&prefix, name));
    lines.push(("--environment <NAME>".to_owned(), format!("{known}{}", of("environment"))));
    let url = format!("Another server of the same API.{}", of("base-url"));
    lines.push(("--base-url <URL>".to_owned(), url));
    let text = format!("A variable of the environment's URL. [{prefix}_SERVER_…]");
    lines.push(("--server-variable <NAME=VALUE>".to_owned(), text));
    for setting in about.settings {
        let text = format!("{} [{}]", setting.about, setting.variable);
        lines.push((format!("--{} <TEXT>", setting.name), text));
    }
    for (name, text) in [
        ("--timeout <SECONDS>", "How long the call may take."),
        ("--allow-http", "Sends credentials over http:// to other machines, too."),
        ("--strict", "Fails where the answer has values that the definition does not know."),
        ("--help", "Tells this, or what an operation takes."),
    ] {
        lines.push((name.to_owned(), text.to_owned()));
    }
    rows(out, lines.into_iter());
}

/// Writes rows in two columns.
fn rows(out: &mut String, lines: impl Iterator<Item = (String, String)>) {
    const WIDEST: usize = 34;
    let lines: Vec<(String, String)> = lines.collect();
    let widths = lines.iter().map(|(left, _)| left.chars().count());
    let width = widths.filter(|width| *width <= WIDEST).max().unwrap_or_default();
    for (left, right) in lines {
        let line = if left.chars().count() > WIDEST && !right.is_empty() {
            format!("  {left}\n  {:width$}  {right}", "")
        } else {
            format!("  {left:width$}  {right}")
        };
        out.push_str(line.trim_end());
        out.push('\n');
    }
}
