//! Where things are: this workspace, its definitions, and paths from a crate to the runtime.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use crate::input;

/// Finds this workspace: the xtask is always run by cargo from inside it.
pub(crate) fn root() -> Result<PathBuf, String> {
    let manifest = std::env::var_os("CARGO_MANIFEST_DIR")
        .unwrap_or_else(|| OsString::from(env!("CARGO_MANIFEST_DIR")));
    let root = Path::new(&manifest).parent().ok_or("the xtask stands in no workspace")?;
    root.canonicalize().map_err(|e| format!("cannot find the workspace: {e}"))
}

/// Returns the definitions in a folder, sorted by name.
pub(crate) fn all_definitions(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let entries =
        fs::read_dir(folder).map_err(|e| format!("cannot read {}: {e}", folder.display()))?;
    let mut found = Vec::new();
    for entry in entries {
        let path = entry.map_err(|e| format!("cannot read {}: {e}", folder.display()))?.path();
        let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        if input::is_definition(&name) {
            found.push(path);
        }
    }
    if found.is_empty() {
        return Err(format!("there is no definition in {}", folder.display()));
    }
    found.sort();
    Ok(found)
}

/// Returns what generated files call a definition: the same wherever the command is run from.
pub(crate) fn name_of(workspace: &Path, definition: &Path) -> Result<String, String> {
    let path = absolute(definition)?;
    let name = match path.strip_prefix(workspace) {
        Ok(below) => below,
        Err(_) => Path::new(path.file_name().unwrap_or_default()),
    };
    Ok(name.to_string_lossy().replace('\\', "/"))
}

/// Returns the path for the manifest: relative inside the workspace, so that a checkout can be moved, and
/// absolute outside of it.
pub(crate) fn path_to_runtime(workspace: &Path, out: &Path) -> Result<String, String> {
    let out = absolute(out)?;
    let path = match out.strip_prefix(workspace) {
        Ok(below) => {
            let mut path: PathBuf = below.components().map(|_| "..").collect();
            path.push("runtime");
            path
        }
        Err(_) => workspace.join("runtime"),
    };
    Ok(path.to_string_lossy().replace('\\', "/"))
}

pub(crate) fn is_below(out: &Path, workspace: &Path) -> bool {
    absolute(out).is_ok_and(|out| out.starts_with(workspace))
}

/// Makes a path absolute though its last parts may not exist yet.
pub(crate) fn absolute(path: &Path) -> Result<PathBuf, String> {
    let path = std::path::absolute(path).map_err(|e| format!("{}: {e}", path.display()))?;
    let existing = path.ancestors().find(|a| a.exists()).unwrap_or(&path);
    let real = existing.canonicalize().map_err(|e| format!("{}: {e}", existing.display()))?;
    Ok(match path.strip_prefix(existing) {
        Ok(rest) if rest.as_os_str().is_empty() => real,
        Ok(rest) => real.join(rest),
        Err(_) => path,
    })
}
