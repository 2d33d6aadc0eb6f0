//! How two crates of one API differ.
//!
//! In: two outputs. Out: a line for each item that differs, and for each loss that only one has.

use std::collections::BTreeMap;

use portolan_generator::{Output, Severity};
use similar::{ChangeTag, TextDiff};

/// What is drawn from one version and not from the other: each item, with how many lines of it.
pub(super) fn differences(base: &Output, other: &Output) -> Vec<String> {
    let files = |output: &Output| -> BTreeMap<String, String> {
        let sources = output.files.iter().filter(|file| file.path.ends_with(".rs"));
        // The first line names the definition.
        let rest = |text: &str| text.split_once('\n').map_or("", |(_, rest)| rest).to_owned();
        sources.map(|file| (file.path.clone(), rest(&file.text))).collect()
    };
    let (old, new) = (files(base), files(other));
    let mut items = BTreeMap::<(String, String), (usize, usize)>::new();
    for path in old.keys().chain(new.keys().filter(|path| !old.contains_key(*path))) {
        let text = |all: &BTreeMap<String, String>| all.get(path).cloned().unwrap_or_default();
        let (old, new) = (text(&old), text(&new));
        let diff = TextDiff::from_lines(&old, &new);
        let mut item = String::new();
        for change in diff.iter_all_changes() {
            let line = change.value().trim();
            if let Some(name) = item_of(line) {
                item = name;
            }
            let lines = items.entry((path.clone(), item.clone())).or_default();
            match change.tag() {
                ChangeTag::Equal => {}
                ChangeTag::Delete => lines.0 += 1,
                ChangeTag::Insert => lines.1 += 1,
            }
        }
    }
    let differ = items.into_iter().filter(|(_, lines)| *lines != (0, 0));
    let line = |((path, item), (less, more))| format!("{path}: {item} -{less} +{more}");
    let mut found: Vec<String> = differ.map(line).collect();
    let losses = |output: &Output| -> BTreeMap<(&str, String), usize> {
        let mut all = BTreeMap::new();
        for d in output.diagnostics.iter().filter(|d| d.code.severity() == Severity::Warning) {
            *all.entry((d.code.text(), d.message.clone())).or_default() += 1;
        }
        all
    };
    let (old, new) = (losses(base), losses(other));
    for (loss, count) in old.iter().filter(|(loss, count)| new.get(*loss) != Some(*count)) {
        found.push(format!("- {count} {}: {}", loss.0, loss.1));
    }
    for (loss, count) in new.iter().filter(|(loss, count)| old.get(*loss) != Some(*count)) {
        found.push(format!("+ {count} {}: {}", loss.0, loss.1));
    }
    found
}

/// Returns the name of the item that a line begins; of an implementation, the type's.
fn item_of(line: &str) -> Option<String> {
    // A macro may begin on the same line.
    let (called, line) = line.rsplit_once("! { ").map_or(("", line), |(name, rest)| (name, rest));
    if matches!(called, "setters" | "conversions") {
        return line.split(',').next().map(str::to_owned);
    }
    let rest = ["pub struct ", "pub enum ", "pub fn ", "pub type ", "object!(", "impl "]
        .iter()
        .find_map(|start| line.strip_prefix(start))?;
    let rest = rest.split_once(" for ").map_or(rest, |(_, ty)| ty);
    let name = rest.split(['(', '{', '<', ' ', ';']).next()?;
    Some(name.to_owned()).filter(|name| !name.is_empty())
}
