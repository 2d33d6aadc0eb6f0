//! The generator: one definition in, the files of a client and diagnostics out.
//!
//! It is pure: no file system, no network, no clock. [`generate`] is the whole chain.

pub mod analyze;
pub mod diagnostic;
pub mod document;
pub mod emit;
pub mod ir;
pub mod lower;
pub mod names;
pub mod normalize;
pub mod render;
pub mod resolve;
pub mod shape;
pub mod source;
pub mod validate;

use diagnostic::{Diagnostic, Sink};
use document::Document;
use normalize::Origin;
pub use source::Source;

/// What a run may override.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The crate's name.
    pub name: Option<String>,
}

/// One file to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its path in the crate, with `/`.
    pub path: String,
    /// Its text.
    pub text: String,
}

/// What the generator gives back.
#[derive(Clone, Debug, Default)]
pub struct Output {
    /// The files of the crate; none if there is an error.
    pub files: Vec<File>,
    /// Everything that there is to say, in the order in which it was found.
    pub diagnostics: Vec<Diagnostic>,
    /// From places in the normalized definition to those in the source, for printing.
    pub origin: Origin,
}

/// Generates a client: the whole chain.
pub fn generate(source: &Source, _options: &Options) -> Output {
    let mut sink = Sink::default();
    let document = read(source, &mut sink);
    // lower: Document → Api
    // analyze, name: Api → (Facts, Names)
    // emit, render: → files
    let origin = document.map(|document| document.origin).unwrap_or_default();
    Output { files: Vec::new(), diagnostics: sink.into_diagnostics(), origin }
}

/// Reads a definition: the front half of the chain. `None`: nothing can be generated, which is reported.
pub fn read(source: &Source, sink: &mut Sink) -> Option<Document> {
    let mut tree: serde_json::Value = source.parse(sink)?;
    let mut origin: Origin = normalize::normalize(&mut tree, sink)?;
    validate::validate(&mut tree, &mut origin, sink)?;
    let document: Document = document::build(tree, origin, sink)?;
    Some(document)
}

/// Renders what a run has to say: each diagnostic with its line, then how many there are.
pub fn report(source: &Source, output: &Output) -> String {
    let pointers: Vec<String> = output
        .diagnostics
        .iter()
        .map(|d| match &d.source {
            Some(place) => place.pointer().to_owned(),
            None => output.origin.source(d.place.pointer()),
        })
        .collect();
    let wanted: Vec<(&str, bool)> = pointers
        .iter()
        .zip(&output.diagnostics)
        .map(|(pointer, d)| (pointer.as_str(), d.code.concerns_key()))
        .collect();
    let found = source.locate(&wanted);
    let located: Vec<_> = output
        .diagnostics
        .iter()
        .zip(found)
        .map(|(diagnostic, span)| (diagnostic, diagnostic.span.clone().unwrap_or(span)))
        .collect();
    let count = diagnostic::render::count(output.diagnostics.iter());
    format!("{}{count}\n", diagnostic::render::render(source.name(), source.text(), &located))
}
