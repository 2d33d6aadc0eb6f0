//! A definition as it lies on disk: its file, the overlays that belong to it, and the files that it may refer to.
//!
//! In: paths. Out: texts. It must not know what stands in them.

use std::fs;
use std::path::{Path, PathBuf};

use portolan_generator::diagnostic::Sink;
use portolan_generator::{Definition, Options, Output, Source};
use serde_json::Value;

use crate::files::{Allowed, Disk};

const ENDINGS: [&str; 3] = [".yaml", ".yml", ".json"];

/// The texts of a definition.
pub(crate) struct Input {
    pub(crate) source: Source,
    overlays: Vec<Source>,
    files: Disk,
}

impl Input {
    /// Reads a definition, the overlays that stand beside it under its name, and `more`. Files are called by their
    /// paths from `root` on.
    pub(crate) fn read(
        root: &Path,
        definition: &Path,
        more: &[PathBuf],
        allowed: &Allowed,
    ) -> Result<Self, String> {
        let mut paths = beside(definition);
        for path in more {
            // One that stands beside it may be named, too.
            if !paths.iter().any(|known| same(known, path)) {
                paths.push(path.clone());
            }
        }
        let overlays = paths.iter().map(|path| text(root, path)).collect::<Result<_, _>>()?;
        let files = Disk::new(definition, allowed, root)?;
        Ok(Self { source: text(root, definition)?, overlays, files })
    }

    pub(crate) fn generate(
        &mut self,
        options: &Options,
        stage: &mut dyn FnMut(&'static str),
    ) -> Output {
        let Self { source, overlays, files } = self;
        portolan_generator::generate_all(Definition { source, overlays, files }, options, stage)
    }

    /// The definition with its overlays applied and, if asked, its files put together.
    pub(crate) fn assembled(&mut self, together: bool) -> (Option<Value>, Output) {
        let Self { source, overlays, files } = self;
        portolan_generator::assembled(Definition { source, overlays, files }, together)
    }
}

/// Tells whether a file of that name is a definition, and not an overlay.
pub(crate) fn is_definition(name: &str) -> bool {
    ENDINGS.iter().any(|end| name.ends_with(end)) && !name.contains(".overlay.")
}

/// Returns the overlays that stand beside a definition: `api.overlay.yaml` beside `api.yaml`.
fn beside(definition: &Path) -> Vec<PathBuf> {
    let Some(stem) = definition.file_stem().map(|stem| stem.to_string_lossy().into_owned()) else {
        return Vec::new();
    };
    let paths = ENDINGS.map(|end| definition.with_file_name(format!("{stem}.overlay{end}")));
    paths.into_iter().filter(|path| path.exists()).collect()
}

fn same(one: &Path, other: &Path) -> bool {
    one == other || one.canonicalize().is_ok_and(|one| other.canonicalize().is_ok_and(|o| o == one))
}

/// Reads one file.
pub(crate) fn text(root: &Path, path: &Path) -> Result<Source, String> {
    let bytes = fs::read(path).map_err(|e| format!("cannot read {}: {e}", path.display()))?;
    let shown = path.strip_prefix(root).unwrap_or(path);
    let name = shown.to_string_lossy().replace('\\', "/");
    let mut sink = Sink::default();
    Source::from_bytes(name, bytes, &mut sink).ok_or_else(|| {
        let said = sink.diagnostics().first().map(|d| d.message.clone()).unwrap_or_default();
        format!("{}: {said}", path.display())
    })
}
