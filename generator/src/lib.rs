//! The generator: one definition in, the files of a client and diagnostics out.
//!
//! It is pure: no file system, no network, no clock. [`generate`] is the whole chain, with a named type at
//! every arrow; `ARCHITECTURE.md` is the map.

pub mod analyze;
pub mod diagnostic;
pub mod document;
pub mod emit;
pub mod ir;
pub mod ledger;
pub mod lower;
pub mod names;
pub mod normalize;
pub mod render;
pub mod resolve;
pub mod select;
pub mod shape;
pub mod source;
pub mod validate;

use analyze::Facts;
use diagnostic::Sink;
pub use diagnostic::located::Located;
pub use diagnostic::{Code, Diagnostic, Severity};
use document::{Census, Document};
pub use emit::Runtime;
use ir::Api;
use ledger::Ledger;
use names::Names;
use normalize::Origin;
pub use render::File;
use select::Selection;
pub use source::Source;

/// What a run decides.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The crate's name, over what the definition says; else its file's name.
    pub name: Option<String>,
    /// What generated files call the definition; else the source's name.
    pub definition: Option<String>,
    /// Where the crate finds its runtime.
    pub runtime: Runtime,
    /// Whether the crate stands in a workspace that has the runtime too.
    pub workspace: bool,
    /// Which operations are drawn, over what the definition says.
    pub selection: Selection,
}

/// What the generator gives back.
#[derive(Clone, Debug, Default)]
pub struct Output {
    /// The crate's name.
    pub package: String,
    /// The files of the crate; none if there is an error.
    pub files: Vec<File>,
    /// Everything that there is to say, in the order in which it was found.
    pub diagnostics: Vec<Diagnostic>,
    /// How much of the definition is in the crate.
    pub summary: Summary,
    /// What else of it is not in the crate, and does not matter to what is sent or read.
    pub ledger: Ledger,
    /// From places in the normalized definition to those in the source, for printing.
    origin: Origin,
}

/// How much of a definition is in the crate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Operations with a method.
    pub operations: usize,
    /// Operations in the definition that are selected.
    pub operations_defined: usize,
    /// Operations in the definition that are not.
    pub operations_left_out: usize,
    /// Component schemas with a type.
    pub components: usize,
    /// Component schemas in the definition.
    pub components_defined: usize,
    /// Types in all, inline ones included.
    pub types: usize,
}

impl Output {
    /// Tells whether there is an error, so that nothing must be written.
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|d| d.code.severity() == Severity::Error)
    }

    /// Returns the losses: constructs that are left out or weakened.
    pub fn losses(&self) -> impl Iterator<Item = &Diagnostic> {
        self.diagnostics.iter().filter(|d| d.code.severity() == Severity::Warning)
    }
}

/// Generates a client: the whole chain. `stage` is told the name of each stage as it ends.
pub fn generate(source: &Source, options: &Options, stage: &mut dyn FnMut(&'static str)) -> Output {
    let mut sink = Sink::default();
    let mut output = Output::default();
    if let Some(document) = read_selected(source, &options.selection, &mut sink, stage) {
        draw(source, options, &document, &mut output, &mut sink, stage);
        output.origin = document.origin;
    }
    if sink.has_errors() {
        output.files.clear();
    }
    output.diagnostics = sink.into_diagnostics();
    output
}

/// The front half: a definition's text becomes a document that later stages can trust. `None`: nothing can be
/// generated, which is reported.
pub fn read(
    source: &Source,
    sink: &mut Sink,
    stage: &mut dyn FnMut(&'static str),
) -> Option<Document> {
    read_selected(source, &Selection::default(), sink, stage)
}

fn read_selected(
    source: &Source,
    selection: &Selection,
    sink: &mut Sink,
    stage: &mut dyn FnMut(&'static str),
) -> Option<Document> {
    let mut tree: serde_json::Value = source.parse(sink)?;
    stage("parse");
    let mut origin: Origin = normalize::normalize(&mut tree, sink)?;
    stage("normalize");
    let all = Census::of(&tree).operations;
    let left_out = select::select(&mut tree, selection, &mut origin, sink);
    let census = Census { left_out, operations: all - left_out.min(all), ..Census::of(&tree) };
    stage("select");
    let extensions = validate::validate(&mut tree, &mut origin, sink)?;
    stage("validate");
    let mut document: Document = document::build(tree, origin, sink)?;
    document.census = census;
    document.extensions = extensions;
    stage("document");
    Some(document)
}

/// The back half: a document becomes an API, the API becomes a crate.
fn draw(
    source: &Source,
    options: &Options,
    document: &Document,
    output: &mut Output,
    sink: &mut Sink,
    stage: &mut dyn FnMut(&'static str),
) {
    let mut api: Api = lower::lower(document, sink);
    if options.name.is_some() {
        api.package.name.clone_from(&options.name);
    }
    stage("lower");
    output.ledger = ledger::ledger(document, sink);
    stage("ledger");
    let facts: Facts = analyze::analyze(&api);
    stage("analyze");
    let names: Names = names::name(&api, &facts, stem(source.name()), sink);
    stage("name");
    let options = emit::Options {
        runtime: options.runtime.clone(),
        source: options.definition.clone().unwrap_or_else(|| source.name().to_owned()),
        workspace: options.workspace,
    };
    let units: Vec<emit::Unit> = emit::emit(&api, &facts, &names, &options);
    stage("emit");
    output.files = render::render(units, &emit::mark(&options), sink);
    stage("render");
    output.summary = summarize(document, &api);
    output.package = names.package;
}

fn summarize(document: &Document, api: &Api) -> Summary {
    // Responses, parameters and so on have components, too, and inline types lie deeper.
    let is_component = |def: &&ir::TypeDef| {
        let key = def.place.pointer().strip_prefix("/components/schemas/");
        matches!(def.origin, ir::TypeName::Component(_))
            && key.is_some_and(|key| !key.contains('/'))
    };
    Summary {
        operations: api.operations.len(),
        operations_defined: document.census.operations,
        operations_left_out: document.census.left_out,
        components: api.types.iter().filter(is_component).count(),
        components_defined: document.census.components,
        types: api.types.len(),
    }
}

/// A file's name without its folders and its ending.
fn stem(name: &str) -> &str {
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    file.split('.').next().filter(|stem| !stem.is_empty()).unwrap_or("client")
}

/// Finds where in the text diagnostics of a run stand, and sorts them by that.
pub fn locate<'a>(
    source: &'a Source,
    output: &Output,
    diagnostics: &[&'a Diagnostic],
) -> Vec<Located<'a>> {
    // What was said before a move is settled; places of later stages are those of the normalized tree.
    let pointer = |d: &&Diagnostic| match &d.source {
        Some(source) => source.pointer().to_owned(),
        None => output.origin.source(d.place.pointer()),
    };
    let pointers: Vec<String> = diagnostics.iter().map(pointer).collect();
    let wanted: Vec<(&str, bool)> = pointers
        .iter()
        .zip(diagnostics)
        .map(|(pointer, d)| (pointer.as_str(), d.code.concerns_key()))
        .collect();
    let spans = source.locate(&wanted);
    let found = diagnostics.iter().zip(pointers).zip(spans).map(|((diagnostic, pointer), span)| {
        (*diagnostic, pointer, diagnostic.span.clone().unwrap_or(span))
    });
    diagnostic::located::locate(source.name(), source.text(), found.collect())
}

/// Renders diagnostics of a run, sorted by where they stand, each with its line and a hint, and how many the
/// run has in all.
pub fn report(source: &Source, output: &Output, diagnostics: &[&Diagnostic]) -> String {
    let located = locate(source, output, diagnostics);
    let count = diagnostic::render::count(output.diagnostics.iter());
    format!("{}{count}\n", diagnostic::render::render(&located))
}
