//! Writes the generated crate as units: one a file.
//!
//! In: the [`Api`], its [`Facts`] and [`Names`]. Out: [`Unit`]s of tokens, macro calls and plain text. It
//! must not know OpenAPI, nor how tokens are printed.

mod cli;
mod client;
mod codec;
mod docs;
mod environments;
mod events;
mod families;
mod file;
mod headers;
mod manifest;
mod media;
mod operations;
mod readme;
mod responses;
mod root;
mod security;
mod setters;
mod types;
mod unions;

use proc_macro2::{Ident, Literal, TokenStream};

use crate::analyze::{Facts, Feature, FeatureId, Home, Reach};
use crate::ir::{Api, TagId};
use crate::names::Names;
use docs::Links;

/// What the caller decides of a crate.
#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    /// Where the crate finds its runtime.
    pub runtime: Runtime,
    /// Name of the definition, for the line that says so.
    pub source: String,
    /// Whether the crate is a member of a workspace that has the runtime too: then what the
    /// workspace gives is used.
    pub workspace: bool,
}

/// Where a generated crate finds `portolan-runtime`.
#[derive(Clone, Debug, PartialEq)]
pub enum Runtime {
    /// At a path, relative to the crate or absolute.
    Path(String),
    /// In the registry.
    Version(String),
}

impl Default for Runtime {
    /// The registry's first version.
    fn default() -> Self {
        Self::Version(env!("CARGO_PKG_VERSION").to_owned())
    }
}

/// One file before it is printed.
#[derive(Clone, Debug)]
pub struct Unit {
    /// Path in the crate, with `/`.
    pub path: String,
    /// The module's own documentation.
    pub docs: Vec<String>,
    /// What it holds, in order.
    pub items: Vec<Item>,
}

/// A part of a file; a blank line stands between two.
#[derive(Clone, Debug)]
pub enum Item {
    /// One Rust item.
    Code(TokenStream),
    /// Rust items without blank lines between.
    Group(Vec<TokenStream>),
    /// A call of one of the runtime's macros.
    Call(MacroCall),
    /// How a struct is read and written.
    Object(Object),
    /// How a union is read and written.
    Choice(Choice),
    /// Statics without blank lines between.
    Statics(Vec<Data>),
    /// A call of one of the runtime's macros, with long entries.
    List(List),
    /// A function.
    Function(Function),
    /// A struct with named fields.
    Struct(Struct),
    /// Text as it is.
    Text(String),
}

/// A call of one of the runtime's macros, whose entries may need several lines.
#[derive(Clone, Debug)]
pub struct List {
    /// Without the exclamation mark.
    pub name: &'static str,
    /// What stands before the entries.
    pub head: TokenStream,
    /// In order.
    pub rows: Vec<Entry>,
}

/// An entry of a list.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its beginning, in pieces that stay on a line.
    pub start: Vec<TokenStream>,
    /// What begins a line where the whole does not fit one.
    pub rest: Vec<TokenStream>,
}

/// A struct with named fields.
#[derive(Clone, Debug)]
pub struct Struct {
    /// Documentation above it.
    pub docs: Vec<String>,
    /// What it derives.
    pub attributes: TokenStream,
    /// What stands before the brace.
    pub head: TokenStream,
    /// A row a field.
    pub fields: Vec<Row>,
}

/// A function, each of whose statements is printed on a line where it fits.
#[derive(Clone, Debug)]
pub struct Function {
    /// What stands above it.
    pub attribute: Option<TokenStream>,
    /// All before the body.
    pub head: TokenStream,
    /// The body.
    pub statements: Vec<TokenStream>,
}

/// The codec of a struct: there are many, and each is a call of one macro.
#[derive(Clone, Debug)]
pub struct Object {
    /// The struct.
    pub name: Ident,
    /// Its properties, in order.
    pub rows: Vec<Property>,
    /// The field that keeps further properties.
    pub more: Option<Ident>,
}

/// A property of a struct's codec.
#[derive(Clone, Debug)]
pub struct Property {
    /// Whether an object must have it.
    pub required: bool,
    /// The struct's field.
    pub field: Ident,
    /// Its name in JSON.
    pub key: Literal,
}

/// The codec of a union, which is a call of one macro, too.
#[derive(Clone, Debug)]
pub struct Choice {
    /// The enum.
    pub name: Ident,
    /// The discriminator.
    pub key: Option<Literal>,
    /// Whether the last mark has the keys of all others.
    pub together: bool,
    /// Its variants, in order.
    pub rows: Vec<ChoiceRow>,
}

/// A variant of a union's codec.
#[derive(Clone, Debug)]
pub struct ChoiceRow {
    /// The enum's variant.
    pub variant: Ident,
    /// Whether the union writes the discriminator.
    pub writes: bool,
    /// The discriminator's texts.
    pub tags: Vec<Literal>,
    /// By what it is known without a discriminator.
    pub marks: Vec<Mark>,
}

/// A mark: a constructor, and what is called on it.
#[derive(Clone, Debug)]
pub struct Mark(pub Vec<(&'static str, Vec<Argument>)>);

/// An argument of a mark.
#[derive(Clone, Debug)]
pub enum Argument {
    /// A text.
    Text(Literal),
    /// A slice of texts.
    Texts(Vec<Literal>),
}

/// A static: data in a line.
#[derive(Clone, Debug)]
pub struct Data {
    /// Documentation above it.
    pub docs: Vec<String>,
    /// Under which features it exists.
    pub cfg: Option<String>,
    /// What stands before the equals sign.
    pub left: TokenStream,
    /// Its value.
    pub right: TokenStream,
    /// Method calls on the value, each of which may begin a line.
    pub chain: Vec<TokenStream>,
}

/// A call of one of the runtime's macros, row by row.
#[derive(Clone, Debug)]
pub struct MacroCall {
    /// Under which feature it stands.
    pub feature: Option<&'static str>,
    /// Without the exclamation mark.
    pub name: &'static str,
    /// What stands beside the brace.
    pub head: Option<TokenStream>,
    /// What stands between the braces.
    pub rows: Vec<Row>,
    /// Whether rows at the greatest depth share lines, where none of them is documented.
    pub packed: bool,
}

/// A line of a macro call.
#[derive(Clone, Debug)]
pub struct Row {
    /// Levels of indentation.
    pub depth: usize,
    /// Documentation above it.
    pub docs: Vec<String>,
    /// The line.
    pub tokens: TokenStream,
    /// What stands behind an equals sign, which may begin a line of its own.
    pub value: Option<TokenStream>,
    /// What ends it.
    pub end: String,
}

impl Row {
    fn new(depth: usize, docs: Vec<String>, tokens: TokenStream, end: impl Into<String>) -> Self {
        Self { depth, docs, tokens, value: None, end: end.into() }
    }

    /// Writes a function whose body is a value alone.
    fn function(docs: Vec<String>, head: TokenStream, value: TokenStream) -> Self {
        Self { depth: 1, docs, tokens: head, value: Some(value), end: ";".to_owned() }
    }
}

/// Everything that emitting reads.
#[derive(Clone, Copy)]
struct Context<'a> {
    api: &'a Api,
    facts: &'a Facts,
    names: &'a Names,
    options: &'a Options,
    links: &'a Links,
}

/// Returns the line by which a generated file is known.
pub fn mark(options: &Options) -> String {
    let version = env!("CARGO_PKG_VERSION");
    // It is a comment in three languages, one of which ends with an angle bracket.
    let source: String =
        options.source.chars().filter(|c| docs::is_safe(c) && !"<>".contains(*c)).collect();
    format!("@generated by portolan {version} from {source}. Do not edit.")
}

/// Writes the crate of an API.
pub fn emit(api: &Api, facts: &Facts, names: &Names, options: &Options) -> Vec<Unit> {
    let links = Links::new(api.documentation.as_deref());
    let cx = Context { api, facts, names, options, links: &links };
    let mut units = vec![manifest::unit(cx), readme::unit(cx), root::unit(cx), client::unit(cx)];
    units.push(security::unit(cx));
    units.extend(headers::unit(cx));
    units.push(types::root(cx));
    for group in &names.groups {
        units.extend(types::group(cx, group));
    }
    for tag in (0..api.tags.len()).map(TagId) {
        units.extend(operations::units(cx, Home::Tag(Some(tag))));
    }
    units.extend(operations::units(cx, Home::Tag(None)));
    units.extend(cli::units(cx));
    units.extend(events::unit(cx));
    units
}

impl Context<'_> {
    /// Returns the `cfg` under which something exists; `None`: always.
    fn cfg(&self, reach: &Reach) -> Option<String> {
        let Reach::Any(features) = reach else { return None };
        let features: Vec<String> = features
            .iter()
            .filter_map(|feature| self.names.feature(*feature))
            .map(|feature| format!("feature = \"{feature}\""))
            .collect();
        match features.as_slice() {
            [] => None,
            [one] => Some(format!("#[cfg({one})]")),
            many => {
                let line = format!("#[cfg(any({}))]", many.join(", "));
                // rustfmt breaks what passes its width.
                let lines = format!("#[cfg(any(\n    {}\n))]", many.join(",\n    "));
                Some(if line.len() > 100 { lines } else { line })
            }
        }
    }

    /// Returns the feature of a tag's operations as a reach.
    fn tag_reach(&self, tag: TagId) -> Reach {
        self.facts.feature(tag).map_or(Reach::Always, |feature| Reach::Any([feature].into()))
    }

    /// Returns the tags of a feature.
    fn tags_of(&self, feature: FeatureId) -> &[TagId] {
        match self.facts.features.get(feature.0) {
            Some(Feature::Tag(tag)) => std::slice::from_ref(tag),
            Some(Feature::Tags(_, tags)) => tags,
            Some(Feature::Events | Feature::Unused) | None => &[],
        }
    }
}
