//! `cargo xtask overlay`: a definition with overlays applied, or a folder of cases that say what must come out.
//!
//! In: a definition and overlays. Out: the text of the result.

use std::fs;
use std::path::{Path, PathBuf};

use portolan_generator::diagnostic::Sink;
use portolan_generator::{Output, Source, report};
use serde_json::Value;
use similar::TextDiff;

use crate::files::Allowed;
use crate::input::Input;
use crate::workspace;

/// What the command line says.
#[derive(Default)]
pub(crate) struct Arguments {
    definition: Option<PathBuf>,
    overlays: Vec<PathBuf>,
    allowed: Allowed,
    together: bool,
    json: bool,
    conformance: Option<PathBuf>,
}

impl Arguments {
    /// Reads the arguments after `overlay`; `None` asks for help.
    pub(crate) fn parse(mut parser: lexopt::Parser) -> Result<Option<Self>, lexopt::Error> {
        use lexopt::prelude::*;
        let mut arguments = Self::default();
        while let Some(argument) = parser.next()? {
            match argument {
                Long("bundle") => arguments.together = true,
                Long("root") => arguments.allowed.roots.push(parser.value()?.into()),
                Long("allow-remote") => arguments.allowed.hosts.push(parser.value()?.string()?),
                Long("json") => arguments.json = true,
                Long("conformance") => arguments.conformance = Some(parser.value()?.into()),
                Long("help") | Short('h') => return Ok(None),
                Value(path) if arguments.definition.is_none() => {
                    arguments.definition = Some(path.into());
                }
                Value(path) => arguments.overlays.push(path.into()),
                other => return Err(other.unexpected()),
            }
        }
        if arguments.definition.is_some() == arguments.conformance.is_some() {
            return Err("give either a definition or --conformance DIR".into());
        }
        Ok(Some(arguments))
    }
}

/// Runs the command; `false` when something cannot be applied, or comes out wrong.
pub(crate) fn run(arguments: &Arguments) -> Result<bool, String> {
    if let Some(folder) = &arguments.conformance {
        return conformance(folder);
    }
    let root = workspace::root()?;
    let Some(definition) = &arguments.definition else { return Ok(false) };
    let mut input = Input::read(&root, definition, &arguments.overlays, &arguments.allowed)?;
    let (tree, output) = input.assembled(arguments.together);
    said(&input.source, &output);
    let Some(tree) = tree else { return Ok(false) };
    let json = arguments.json || definition.extension().is_some_and(|e| e == "json");
    print!("{}", write(&tree, json)?);
    Ok(true)
}

fn said(source: &Source, output: &Output) {
    let all: Vec<_> = output.diagnostics.iter().collect();
    if !all.is_empty() {
        eprint!("{}", report(source, output, &all));
    }
}

fn write(tree: &Value, json: bool) -> Result<String, String> {
    match json {
        true => Ok(format!("{tree:#}\n")),
        false => serde_yaml::to_string(tree).map_err(|e| format!("cannot write YAML: {e}")),
    }
}

/// Applies the overlay of each case in a folder, and compares: `<case>/{openapi,overlay,output}.yaml`.
fn conformance(folder: &Path) -> Result<bool, String> {
    let entries =
        fs::read_dir(folder).map_err(|e| format!("cannot read {}: {e}", folder.display()))?;
    let mut cases = Vec::new();
    for entry in entries {
        let path = entry.map_err(|e| format!("cannot read {}: {e}", folder.display()))?.path();
        if path.join("overlay.yaml").exists() {
            cases.push(path);
        }
    }
    cases.sort();
    if cases.is_empty() {
        return Err(format!("there is no <case>/overlay.yaml in {}", folder.display()));
    }
    let mut passed = 0;
    for case in &cases {
        let overlays = [case.join("overlay.yaml")];
        let definition = case.join("openapi.yaml");
        let mut input = Input::read(folder, &definition, &overlays, &Allowed::default())?;
        let output_path = case.join("output.yaml");
        let text = fs::read_to_string(&output_path)
            .map_err(|e| format!("cannot read {}: {e}", output_path.display()))?;
        let wanted = Source::new(output_path.to_string_lossy(), text).parse(&mut Sink::default());
        let (tree, output) = input.assembled(false);
        if tree.is_some() && tree == wanted {
            passed += 1;
            continue;
        }
        println!("{}: the result is not what it must be", case.display());
        said(&input.source, &output);
        let (tree, wanted) = (tree.unwrap_or_default(), wanted.unwrap_or_default());
        let (found, wanted) = (write(&tree, false)?, write(&wanted, false)?);
        let diff = TextDiff::from_lines(&wanted, &found);
        print!("{}", diff.unified_diff().header("must be", "is"));
    }
    println!("passed {passed} of {}", cases.len());
    Ok(passed == cases.len())
}
