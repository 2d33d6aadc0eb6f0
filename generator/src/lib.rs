//! The generator: one definition in, the files of a client and diagnostics out.
//!
//! It is pure: no file system, no network, no clock. [`generate`] is the whole chain, with a named type at
//! every arrow; `ARCHITECTURE.md` is the map.

pub mod analyze;
pub mod bundle;
pub mod diagnostic;
pub mod document;
pub mod emit;
pub mod ir;
pub mod ledger;
pub mod lower;
pub mod names;
pub mod normalize;
pub mod overlay;
pub mod render;
pub mod resolve;
pub mod select;
pub mod shape;
pub mod source;
pub mod validate;

use std::collections::HashSet;

use analyze::Facts;
use diagnostic::Sink;
pub use diagnostic::located::Located;
pub use diagnostic::{Code, Diagnostic, Severity};
use document::{Census, Document};
pub use emit::Runtime;
use ir::Api;
use ledger::Ledger;
use names::Names;
pub use render::File;
use select::Selection;
pub use source::Source;
pub use source::{Files, Location, NoFiles, Unread};
use source::{Origin, Spot};

/// A definition as it comes in: its own text, and those that belong to it.
pub struct Definition<'a> {
    /// Its own text.
    pub source: &'a Source,
    /// Overlays, in the order in which they are applied.
    pub overlays: &'a [Source],
    /// Reads other files, which `$ref`s lead to.
    pub files: &'a mut dyn Files,
}

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
    /// From places in the normalized definition to those in its texts, for printing.
    origin: Origin,
    /// The texts beside the definition's own.
    others: Vec<Source>,
}

/// What is known of a definition's texts, whether or not they can be read.
#[derive(Default)]
struct Texts {
    origin: Origin,
    others: Vec<Source>,
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

/// Generates a client from one text. `stage` is told the name of each stage as it ends.
pub fn generate(source: &Source, options: &Options, stage: &mut dyn FnMut(&'static str)) -> Output {
    let definition = Definition { source, overlays: &[], files: &mut NoFiles };
    generate_all(definition, options, stage)
}

/// Generates a client from a definition of several texts: the whole chain.
pub fn generate_all(
    definition: Definition<'_>,
    options: &Options,
    stage: &mut dyn FnMut(&'static str),
) -> Output {
    let mut sink = Sink::default();
    let mut output = Output::default();
    let mut texts = Texts::default();
    let source = definition.source;
    if let Some(document) = read_all(definition, &options.selection, &mut texts, &mut sink, stage) {
        texts.origin = draw(source, options, document, &mut output, &mut sink, stage);
    }
    if sink.has_errors() {
        output.files.clear();
    }
    output.diagnostics = sink.into_diagnostics();
    once(&mut output.diagnostics, &texts.origin);
    (output.origin, output.others) = (texts.origin, texts.others);
    output
}

/// What stands in one place of a text and in several of the assembled tree is told of once.
fn once(diagnostics: &mut Vec<Diagnostic>, origin: &Origin) {
    if origin.assembly.is_empty() {
        return;
    }
    let mut said: HashSet<(Code, Spot, String)> = HashSet::new();
    diagnostics
        .retain(|d| d.span.is_some() || said.insert((d.code, origin.spot(d), d.message.clone())));
}

/// Returns a definition's tree with its overlays applied and, if asked, its files put together; and what there is to
/// say of them. `None`: there is none.
pub fn assembled(
    definition: Definition<'_>,
    together: bool,
) -> (Option<serde_json::Value>, Output) {
    let mut sink = Sink::default();
    let mut texts = Texts::default();
    let mut tree = definition.source.parse(&mut sink);
    sink.settle_in(0);
    if let Some(tree) = &mut tree {
        let Definition { source, overlays, files } = definition;
        overlay(tree, source, overlays, &mut texts, &mut sink);
        if together {
            let assembly = &mut texts.origin.assembly;
            bundle::bundle(tree, source, files, &mut texts.others, assembly, &mut sink);
        }
    }
    let mut output = Output { diagnostics: sink.into_diagnostics(), ..Output::default() };
    (output.origin, output.others) = (texts.origin, texts.others);
    (tree.filter(|_| !output.has_errors()), output)
}

/// The front half: a definition's text becomes a document that later stages can trust. `None`: nothing can be
/// generated, which is reported.
pub fn read(
    source: &Source,
    sink: &mut Sink,
    stage: &mut dyn FnMut(&'static str),
) -> Option<Document> {
    let definition = Definition { source, overlays: &[], files: &mut NoFiles };
    read_all(definition, &Selection::default(), &mut Texts::default(), sink, stage)
}

fn read_all(
    definition: Definition<'_>,
    selection: &Selection,
    texts: &mut Texts,
    sink: &mut Sink,
    stage: &mut dyn FnMut(&'static str),
) -> Option<Document> {
    let parsed = definition.source.parse(sink);
    sink.settle_in(0);
    let mut tree: serde_json::Value = parsed?;
    stage("parse");
    let Definition { source, overlays, files } = definition;
    overlay(&mut tree, source, overlays, texts, sink);
    stage("overlay");
    let assembly = &mut texts.origin.assembly;
    bundle::bundle(&mut tree, source, files, &mut texts.others, assembly, sink);
    stage("bundle");
    normalize::normalize(&mut tree, &mut texts.origin, sink)?;
    stage("normalize");
    let all = Census::of(&tree).operations;
    let left_out = select::select(&mut tree, selection, &mut texts.origin, sink);
    let census = Census { left_out, operations: all - left_out.min(all), ..Census::of(&tree) };
    stage("select");
    let extensions = validate::validate(&mut tree, &mut texts.origin, sink)?;
    stage("validate");
    let mut document: Document = document::build(tree, sink)?;
    document.origin = std::mem::take(&mut texts.origin);
    document.census = census;
    document.extensions = extensions;
    stage("document");
    Some(document)
}

fn overlay(
    tree: &mut serde_json::Value,
    source: &Source,
    overlays: &[Source],
    texts: &mut Texts,
    sink: &mut Sink,
) {
    let assembly = &mut texts.origin.assembly;
    for overlay in overlays {
        texts.others.push(overlay.clone());
        let file = texts.others.len();
        overlay::apply(tree, overlay, file, source.name(), assembly, sink);
    }
}

/// The back half: a document becomes an API, the API becomes a crate. Gives back where the document's places stood.
fn draw(
    source: &Source,
    options: &Options,
    document: Document,
    output: &mut Output,
    sink: &mut Sink,
    stage: &mut dyn FnMut(&'static str),
) -> Origin {
    let mut api: Api = lower::lower(&document, sink);
    if options.name.is_some() {
        api.package.name.clone_from(&options.name);
    }
    stage("lower");
    output.ledger = ledger::ledger(&document, sink);
    output.summary = summarize(document.census, &api);
    // What is written from here on fits where the document was.
    let Document { origin, .. } = document;
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
    output.package = names.package;
    origin
}

fn summarize(census: Census, api: &Api) -> Summary {
    // Responses, parameters and so on have components, too, and inline types lie deeper.
    let is_component = |def: &&ir::TypeDef| {
        let key = def.place.pointer().strip_prefix("/components/schemas/");
        matches!(def.origin, ir::TypeName::Component(_))
            && key.is_some_and(|key| !key.contains('/'))
    };
    Summary {
        operations: api.operations.len(),
        operations_defined: census.operations,
        operations_left_out: census.left_out,
        components: api.types.iter().filter(is_component).count(),
        components_defined: census.components,
        types: api.types.len(),
    }
}

/// A file's name without its folders and its ending.
fn stem(name: &str) -> &str {
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    file.split('.').next().filter(|stem| !stem.is_empty()).unwrap_or("client")
}

/// Finds where in the definition's texts diagnostics of a run stand, and sorts them by that.
pub fn locate<'a>(
    source: &'a Source,
    output: &'a Output,
    diagnostics: &[&'a Diagnostic],
) -> Vec<Located<'a>> {
    let spots: Vec<Spot> = diagnostics.iter().map(|d| output.origin.spot(d)).collect();
    let mut located = Vec::new();
    for (file, text) in std::iter::once(source).chain(&output.others).enumerate() {
        let here: Vec<(&'a Diagnostic, &Spot)> =
            diagnostics.iter().copied().zip(&spots).filter(|(_, spot)| spot.file == file).collect();
        if here.is_empty() {
            continue;
        }
        let wanted: Vec<(&str, bool)> =
            here.iter().map(|(d, spot)| (spot.pointer.as_str(), d.code.concerns_key())).collect();
        let found = here.iter().zip(text.locate(&wanted)).map(|((diagnostic, spot), span)| {
            (*diagnostic, spot.pointer.clone(), diagnostic.span.clone().unwrap_or(span))
        });
        located.extend(diagnostic::located::locate(text.name(), text.text(), found.collect()));
    }
    located
}

/// Renders diagnostics of a run, sorted by where they stand, each with its line and a hint, and how many the
/// run has in all.
pub fn report(source: &Source, output: &Output, diagnostics: &[&Diagnostic]) -> String {
    let located = locate(source, output, diagnostics);
    let count = diagnostic::render::count(output.diagnostics.iter());
    format!("{}{count}\n", diagnostic::render::render(&located))
}
