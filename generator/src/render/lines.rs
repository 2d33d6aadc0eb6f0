//! Prints what is rows: macro calls, codecs, lists, and functions a statement a line.
//!
//! In: items of short tokens. Out: their text, with as much on a line as fits. It must not know what they are.

use proc_macro2::TokenStream;

use super::{WIDTH, Wrong, code, comment, inline};
use crate::emit::{Entry, Function, List, MacroCall, Object, Property, Row, Struct};

pub(super) fn macro_call(call: MacroCall) -> String {
    let mut out = String::new();
    if let Some(feature) = call.feature {
        out.push_str(&format!("#[cfg(feature = \"{feature}\")]\n"));
    }
    let head = call.head.map(|head| format!(" {},", inline(head))).unwrap_or_default();
    let mut body = String::new();
    if call.packed {
        packed(call.rows, &mut body);
    } else {
        rows(call.rows, &mut body);
    }
    let line = format!("{}! {{{head} {} }}\n", call.name, body.trim());
    if call.packed && body.lines().count() == 1 && line.chars().count() <= WIDTH {
        return out + &line;
    }
    out.push_str(&format!("{}! {{{head}\n{body}}}\n", call.name));
    out
}

fn rows(rows: Vec<Row>, out: &mut String) {
    for row in rows {
        for line in &row.docs {
            comment(out, "///", line, row.depth);
        }
        let pad = "    ".repeat(row.depth);
        let mut line = format!("{pad}{}", inline(row.tokens));
        if let Some(value) = row.value {
            let value = format!(" = {}", inline(value));
            if line.chars().count() + value.chars().count() + row.end.len() > WIDTH {
                out.push_str(&format!("{line}\n"));
                line = format!("{pad}   ");
            }
            line.push_str(&value);
        }
        out.push_str(&format!("{line}{}\n", row.end));
    }
}

/// Prints rows of which those at the greatest depth share lines where none of them is documented.
fn packed(all: Vec<Row>, out: &mut String) {
    let depth = all.iter().map(|row| row.depth).max().unwrap_or_default();
    if all.iter().skip(1).any(|row| !row.docs.is_empty()) {
        return rows(all, out);
    }
    // What is documented stands in the first row.
    if let Some(first) = all.first() {
        first.docs.iter().for_each(|line| comment(out, "///", line, first.depth));
    }
    let texts = all.into_iter().map(|row| (row.depth, inline(row.tokens) + &row.end));
    let texts: Vec<(usize, String)> = texts.collect();
    let line: Vec<&str> = texts.iter().map(|(_, text)| text.as_str()).collect();
    let line = line.join(" ").replace(", }", " }");
    if line.len() + 4 <= WIDTH {
        out.push_str(&format!("    {line}\n"));
        return;
    }
    for group in texts.chunk_by(|one, next| one.0 == next.0) {
        let texts = group.iter().map(|(_, text)| text.as_str());
        match group.first() {
            Some((at, _)) if *at == depth => fill(texts, depth, out),
            Some((at, _)) => {
                texts.for_each(|text| out.push_str(&format!("{}{text}\n", "    ".repeat(*at))));
            }
            None => {}
        }
    }
}

/// Prints a struct, a field a line.
pub(super) fn structure(item: Struct) -> String {
    let mut out = String::new();
    for line in &item.docs {
        comment(&mut out, "///", line, 0);
    }
    out.push_str(&format!("{}\n{}", inline(item.attributes), inline(item.head)));
    if item.fields.is_empty() {
        out.push_str(" {}\n");
        return out;
    }
    out.push_str(" {\n");
    rows(item.fields, &mut out);
    out.push_str("}\n");
    out
}

/// Prints items, as many on a line as fit.
fn fill<'t>(items: impl Iterator<Item = &'t str>, depth: usize, out: &mut String) {
    let mut width = 0;
    for item in items {
        if width > 0 && width + item.len() < WIDTH {
            out.push(' ');
            width += 1;
        } else {
            if width > 0 {
                out.push('\n');
            }
            out.push_str(&"    ".repeat(depth));
            width = depth * 4;
        }
        out.push_str(item);
        width += item.len();
    }
    if width > 0 {
        out.push('\n');
    }
}

/// Prints a list, an entry a line or on as few as its width asks for.
pub(super) fn list(item: List) -> String {
    let mut out = format!("{}! {{\n    {};\n", item.name, inline(item.head));
    for Entry { start, rest } in item.rows {
        let (start, rest) = (pieces(start), pieces(rest));
        let whole = [start.as_slice(), &rest].concat().concat();
        if whole.trim_start().chars().count() + 5 <= WIDTH {
            out.push_str(&format!("    {};\n", whole.trim_start()));
            continue;
        }
        lines(&start, 1, &mut out);
        lines(&rest, 2, &mut out);
        out.truncate(out.trim_end().len());
        out.push_str(";\n");
    }
    out.push_str("}\n");
    out
}

/// Prints pieces, as many on a line as fit; those that follow the first line stand deeper.
pub(super) fn lines(pieces: &[String], depth: usize, out: &mut String) {
    let mut line = String::new();
    for piece in pieces {
        // What ends an entry fits, too.
        let fits = line.chars().count() + piece.chars().count() < WIDTH;
        if line.is_empty() {
            line = format!("{}{}", "    ".repeat(depth), piece.trim_start());
        } else if fits {
            line.push_str(piece);
        } else {
            out.push_str(&format!("{line}\n"));
            line = format!("{}{}", "    ".repeat(depth + 1), piece.trim_start());
        }
    }
    out.push_str(&format!("{line}\n"));
}

/// The pieces as text: what continues a chain follows at once, the rest after a space. Of names that fit no line each is a piece.
fn pieces(tokens: Vec<TokenStream>) -> Vec<String> {
    let mut out = Vec::new();
    for tokens in tokens {
        let text = inline(tokens);
        let text = if text.starts_with(['.', '?']) { text } else { format!(" {text}") };
        if text.len() + 12 > WIDTH && !text.contains('"') {
            out.extend(text.split_inclusive(',').map(str::to_owned));
        } else {
            out.push(text);
        }
    }
    out
}

/// Prints a function, a statement a line; one that does not fit is printed as a person breaks it.
pub(super) fn function(item: Function, wrong: Wrong<'_>) -> String {
    let mut out = String::new();
    if let Some(attribute) = item.attribute {
        out.push_str(&format!("{}\n", inline(attribute)));
    }
    out.push_str(&format!("{} {{\n", inline(item.head)));
    for statement in item.statements {
        let line = inline(statement.clone());
        if line.chars().count() + 4 <= WIDTH {
            out.push_str(&format!("    {line}\n"));
            continue;
        }
        let whole = code(quote::quote!(fn f() { #statement }), wrong);
        let body = whole.strip_prefix("fn f() {\n").and_then(|it| it.strip_suffix("}\n"));
        out.push_str(body.unwrap_or(&whole));
    }
    out.push_str("}\n");
    out
}

/// Prints a struct's codec, as many properties on a line as fit.
pub(super) fn object(item: &Object) -> String {
    let mut out = format!("object!({} {{\n", item.name);
    // The macro takes the fields' names where they are the properties'.
    let named = |row: &Property| row.key.to_string() == format!("\"{}\"", row.field);
    let short = item.rows.iter().all(named);
    let rows = item.rows.iter().enumerate().map(|(index, row)| {
        let presence = if row.required { "required" } else { "optional" };
        let (field, key) = (&row.field, &row.key);
        if short {
            format!("{index} {presence} {field}")
        } else {
            format!("{index} {presence} {field}: {key}")
        }
    });
    let mut rows: Vec<String> = rows.map(|row| format!("{row},")).collect();
    rows.extend(item.more.iter().map(|more| format!("..{more}")));
    let whole = format!("object!({} {{ {} }});", item.name, rows.join(" "));
    if whole.len() <= WIDTH {
        return whole.replace("{  }", "{}") + "\n";
    }
    fill(rows.iter().map(String::as_str), 1, &mut out);
    out.push_str("});\n");
    out
}
