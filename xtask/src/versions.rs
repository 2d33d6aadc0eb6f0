//! `cargo xtask versions`: definitions that describe one API in several versions of OpenAPI, and how what is drawn from
//! them differs.
//!
//! In: a folder of `…/openapi.<version>[.<more>].yaml`. Out: each difference, by the item of the generated source that
//! has it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use portolan_generator::{Options, Output, Severity};
use similar::{ChangeTag, TextDiff};

use crate::files::Allowed;
use crate::input::Input;

/// Runs the command; `false` where a definition cannot be drawn.
pub(crate) fn run(folder: &Path) -> Result<bool, String> {
    let mut groups: BTreeMap<String, Vec<(String, PathBuf)>> = BTreeMap::new();
    find(folder, folder, &mut groups)?;
    groups.retain(|_, versions| versions.len() > 1);
    if groups.is_empty() {
        return Err(format!("there is no API in several versions below {}", folder.display()));
    }
    let (mut good, mut same) = (true, 0);
    for (name, versions) in &groups {
        let mut drawn = Vec::new();
        for (version, path) in versions {
            let mut input = Input::read(folder, path, &[], &Allowed::default())?;
            let options = Options { name: Some("drawn".to_owned()), ..Options::default() };
            let output = input.generate(&options, &mut |_| {});
            if output.has_errors() {
                println!("{name} {version}: cannot be drawn");
                good = false;
            }
            drawn.push((version, output));
        }
        let Some(((first, base), others)) = drawn.split_first() else { continue };
        let mut differs = false;
        for (version, other) in others {
            let found = differences(base, other);
            differs |= !found.is_empty();
            for line in found {
                println!("{name}: {first} → {version}: {line}");
            }
        }
        same += usize::from(!differs);
    }
    println!("{} APIs in several versions, {same} without a difference", groups.len());
    Ok(good)
}

/// Collects definitions by what is beside the version in their names.
fn find(
    root: &Path,
    folder: &Path,
    groups: &mut BTreeMap<String, Vec<(String, PathBuf)>>,
) -> Result<(), String> {
    let failed = |e: std::io::Error| format!("cannot read {}: {e}", folder.display());
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        paths.push(entry.map_err(failed)?.path());
    }
    paths.sort();
    for path in paths {
        if path.is_dir() {
            find(root, &path, groups)?;
            continue;
        }
        let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let Some(rest) = name.strip_prefix("openapi.").and_then(|n| n.strip_suffix(".yaml")) else {
            continue;
        };
        // `3.1`, then what the API itself is in.
        let mut parts = rest.splitn(3, '.');
        let (Some(major), Some(minor)) = (parts.next(), parts.next()) else { continue };
        let shown = folder.strip_prefix(root).unwrap_or(folder).display();
        let group = [shown.to_string(), parts.next().unwrap_or_default().to_owned()].join(" ");
        let group = group.trim().to_owned();
        groups.entry(group).or_default().push((format!("{major}.{minor}"), path));
    }
    Ok(())
}

/// What is drawn from one version and not from the other.
fn differences(base: &Output, other: &Output) -> Vec<String> {
    let files = |output: &Output| -> BTreeMap<String, String> {
        let sources = output.files.iter().filter(|file| file.path.ends_with(".rs"));
        // The first line names the definition.
        let rest = |text: &str| text.split_once('\n').map_or("", |(_, rest)| rest).to_owned();
        sources.map(|file| (file.path.clone(), rest(&file.text))).collect()
    };
    let (old, new) = (files(base), files(other));
    let mut found = Vec::new();
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
            let sign = match change.tag() {
                ChangeTag::Equal => continue,
                ChangeTag::Delete => '-',
                ChangeTag::Insert => '+',
            };
            found.push(format!("{path}: {item}: {sign} {line}"));
        }
    }
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

/// Returns the name of the item that a line begins.
fn item_of(line: &str) -> Option<String> {
    let rest = ["pub struct ", "pub enum ", "pub fn ", "pub type ", "impl "]
        .iter()
        .find_map(|start| line.strip_prefix(start))?;
    let name = rest.split(['(', '{', '<', ' ', ';']).next()?;
    Some(name.to_owned()).filter(|name| !name.is_empty())
}
