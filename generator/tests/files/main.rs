//! Definitions of several files: what each kind of reference leads to, and where what is told of stands.

mod location;
mod schema;
mod told;
mod whole;

use std::collections::BTreeMap;

use portolan_generator::diagnostic::Sink;
use portolan_generator::{
    Code, Definition, Diagnostic, Files, Location, Options, Output, Source, Unread, assembled,
    generate_all, locate,
};
use serde_json::{Value, json};

/// Files in memory; what begins with `..` or `/` is outside.
struct Texts(BTreeMap<String, String>, Vec<String>);

impl Files for Texts {
    fn read(&mut self, location: &Location) -> Result<Source, Unread> {
        let name = location.to_string();
        self.1.push(name.clone());
        if name.starts_with("..") || name.starts_with('/') || name.contains("://") {
            return Err(Unread::Refused("it is outside".to_owned()));
        }
        let text = self.0.get(&name).ok_or(Unread::Failed("there is no such file".to_owned()))?;
        Ok(Source::new(name, text.clone()))
    }
}

struct Bundled {
    tree: Value,
    output: Output,
    source: Source,
    read: Vec<String>,
}

impl Bundled {
    /// Each diagnostic: its code, the line that it points to, and what it says.
    fn said(&self) -> Vec<(Code, String, String)> {
        said(&self.source, &self.output)
    }
}

fn said(source: &Source, output: &Output) -> Vec<(Code, String, String)> {
    let all: Vec<&Diagnostic> = output.diagnostics.iter().collect();
    let line = |it: portolan_generator::Located<'_>| {
        let text = it.text.lines().nth(it.start.line - 1).unwrap_or_default().trim().to_owned();
        (it.diagnostic.code, format!("{}: {text}", it.file), it.diagnostic.message.clone())
    };
    locate(source, output, &all).into_iter().map(line).collect()
}

fn texts(files: &[(&str, &str)]) -> Texts {
    let files = files.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
    Texts(files.collect(), Vec::new())
}

fn bundle(definition: &str, files: &[(&str, &str)]) -> Bundled {
    let source = Source::new("api.yaml", definition);
    let mut texts = texts(files);
    let (tree, output) =
        assembled(Definition { source: &source, overlays: &[], files: &mut texts }, true);
    Bundled { tree: tree.unwrap_or_default(), output, source, read: texts.1 }
}

#[track_caller]
fn bundled(definition: &str, files: &[(&str, &str)]) -> Value {
    let bundled = bundle(definition, files);
    assert_eq!(bundled.said(), []);
    bundled.tree
}

fn generate(definition: &str, files: &[(&str, &str)]) -> (Source, Output) {
    let source = Source::new("api.yaml", definition);
    let mut texts = texts(files);
    let definition = Definition { source: &source, overlays: &[], files: &mut texts };
    let output = generate_all(definition, &Options::default(), &mut |_| {});
    (source, output)
}

/// A definition with one operation whose answer is this schema.
fn api(schema: &str, more: &str) -> String {
    format!(
        "openapi: 3.1.0\ninfo: {{ title: T, version: '1' }}\npaths:\n  /x:\n    get:\n      operationId: x\n      \
         responses:\n        '200':\n          description: ok\n          content:\n            application/json:\n              \
         schema: {schema}\n{more}"
    )
}

const SCHEMA: &str = "/paths/~1x/get/responses/200/content/application~1json/schema";

fn schema(tree: &Value) -> &Value {
    tree.pointer(SCHEMA).expect("the schema")
}
