//! Prints a union's codec: a call of one macro, a row a variant.
//!
//! In: variants with their tags or marks. Out: their text, on a line where it fits. It must not know what a mark says.

use proc_macro2::Literal;

use super::WIDTH;
use super::lines::lines;
use crate::emit::{Argument, Choice, ChoiceRow, Mark};

pub(super) fn text(item: &Choice) -> String {
    let by = item.key.as_ref().map(|key| format!(" by {key}")).unwrap_or_default();
    let together = if item.together { " together" } else { "" };
    let head = format!("union!({}{by}{together} {{", item.name);
    let rows: Vec<Vec<String>> = item
        .rows
        .iter()
        .enumerate()
        .map(|(index, row)| pieces(index, row, item.key.is_some()))
        .collect();
    let texts: Vec<String> = rows.iter().map(|row| row.concat()).collect();
    let whole = format!("{head} {} }});", texts.join(", "));
    if whole.chars().count() <= WIDTH {
        return whole + "\n";
    }
    let mut out = head + "\n";
    for mut row in rows {
        if let Some(last) = row.last_mut() {
            last.push(',');
        }
        lines(&row, 1, &mut out);
    }
    out.push_str("});\n");
    out
}

/// A row in pieces that stay on a line.
fn pieces(index: usize, row: &ChoiceRow, is_tagged: bool) -> Vec<String> {
    let mut out = vec![format!("{index} {}", row.variant)];
    if is_tagged {
        for (at, tag) in row.tags.iter().enumerate() {
            let before = match (at, row.writes) {
                (0, false) => ": ",
                (0, true) => ": writes ",
                _ => " | ",
            };
            add(&mut out, before);
            add(&mut out, &tag.to_string());
            out.push(String::new());
        }
    } else {
        for (at, mark) in row.marks.iter().enumerate() {
            add(&mut out, if at == 0 { ": " } else { " | " });
            calls(mark, &mut out);
        }
    }
    out.retain(|piece| !piece.is_empty());
    out
}

fn calls(mark: &Mark, out: &mut Vec<String>) {
    for (at, (name, arguments)) in mark.0.iter().enumerate() {
        add(out, if at == 0 { "" } else { "." });
        add(out, name);
        add(out, "(");
        for (at, argument) in arguments.iter().enumerate() {
            if at > 0 {
                add(out, ",");
                out.push(" ".to_owned());
            }
            match argument {
                Argument::Text(text) => add(out, &text.to_string()),
                Argument::Texts(texts) => slice(texts, out),
            }
        }
        add(out, ")");
    }
}

fn slice(texts: &[Literal], out: &mut Vec<String>) {
    add(out, "&[");
    for (at, text) in texts.iter().enumerate() {
        if at > 0 {
            add(out, ",");
            out.push(" ".to_owned());
        }
        add(out, &text.to_string());
    }
    add(out, "]");
}

/// Continues the last piece.
fn add(out: &mut [String], text: &str) {
    if let Some(last) = out.last_mut() {
        last.push_str(text);
    }
}
