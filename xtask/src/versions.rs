//! `cargo xtask versions`: definitions that describe one API in several versions of OpenAPI, and how what is drawn from
//! them differs.
//!
//! In: a folder of `…/openapi.<version>[.<more>].yaml`. Out: each difference, by the item of the generated source that
//! has it, with its reason: where the definitions differ once they have one shape. What has none is a mistake of the generator.

mod drawn;
mod written;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use portolan_generator::Options;

use crate::files::Allowed;
use crate::input::Input;
use written::Changes;

/// Runs the command; `false` where a definition cannot be drawn, or is drawn otherwise without a reason.
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
            drawn.push((version, output, written::read(&input.source)));
        }
        let Some(((first, base, base_document), others)) = drawn.split_first() else { continue };
        let mut differs = false;
        for (version, other, document) in others {
            let found = drawn::differences(base, other);
            if found.is_empty() {
                continue;
            }
            differs = true;
            println!("{name}: {first} → {version}");
            for line in found {
                println!("  {line}");
            }
            let reasons = match (base_document, document) {
                (Some(base), Some(other)) => written::changes(base, other),
                _ => Changes::new(),
            };
            println!("  because {version} is");
            for (change, (count, at)) in &reasons {
                println!("    {count} × {change}, first at {at}");
            }
            if reasons.is_empty() {
                println!("    no other than {first}: this is a mistake of the generator");
                good = false;
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
