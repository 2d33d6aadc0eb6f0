//! The cases: one definition a construct, which several tests draw.

use std::fs;
use std::path::{Path, PathBuf};

use portolan_generator::{Options, Output, Runtime, Source, generate};

/// A definition in `cases/`.
pub(crate) struct Case {
    /// The file's name without its ending: the construct.
    pub(crate) name: String,
    /// What stands in it.
    pub(crate) text: String,
}

/// The folder of this package's tests.
pub(crate) fn tests() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests")
}

/// Every case, in the order of their names.
pub(crate) fn cases() -> Vec<Case> {
    let mut paths: Vec<PathBuf> = fs::read_dir(tests().join("cases"))
        .expect("a folder of cases")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "yaml"))
        .collect();
    paths.sort();
    assert!(!paths.is_empty(), "no cases");
    paths
        .into_iter()
        .map(|path| Case {
            name: path.file_stem().expect("a name").to_string_lossy().into_owned(),
            text: fs::read_to_string(&path).expect("a case"),
        })
        .collect()
}

/// Runs the whole chain. `file` is what the definition's file is called.
pub(crate) fn draw(file: &str, text: &str, runtime: &Path) -> (Source, Output) {
    let source = Source::new(file, text);
    let runtime = Runtime::Path(runtime.to_string_lossy().into_owned());
    let options = Options { runtime, ..Options::default() };
    let output = generate(&source, &options, &mut |_| ());
    (source, output)
}
