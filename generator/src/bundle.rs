//! The files of a definition put together: one tree, in which every `$ref` leads to a place of that tree.
//!
//! In: the definition's own tree, and whoever reads its other files. Out: the same tree, with what other files hold
//! where it can be referred to, and in [`Assembly`] where each part of it stands. It must not know what a reference
//! is followed for.
//!
//! What a reference leads to becomes a component; the same target is one component. A reference where the tree has
//! no place for one (a whole operation, a list, a path) is replaced by its target. A reference inside of the
//! definition's own text stays, unless it leads to where later stages do not look.

use std::collections::{HashMap, HashSet, VecDeque};

use serde_json::Value;

use crate::diagnostic::{Code, Place, Sink, reference};
use crate::shape::{Kind, Shape, table};
use crate::source::{Assembly, Dialect, Files, Piece, Source, Spot};

mod build;
mod docs;
mod home;
mod ids;
mod walk;

use docs::{Docs, Outcome};

/// Bundles a definition. `texts` takes those of other files.
pub fn bundle(
    tree: &mut Value,
    source: &Source,
    files: &mut dyn Files,
    texts: &mut Vec<Source>,
    assembly: &mut Assembly,
    sink: &mut Sink,
) {
    if !tree.is_object() {
        return;
    }
    let docs = Docs::new(std::mem::take(tree), source.name(), files, texts);
    let swagger = docs.dialect(0) == Some(Dialect::Swagger);
    let mut bundle = Bundle {
        before: assembly.clone(),
        docs,
        sections: if swagger { Sections::SWAGGER } else { Sections::OPENAPI },
        assembly,
        sink,
        regions: VecDeque::new(),
        walked: HashSet::new(),
        near: HashSet::new(),
        homes: HashMap::new(),
        order: Vec::new(),
        taken: HashSet::new(),
        inlines: HashMap::new(),
        references: Vec::new(),
        texts: HashMap::new(),
    };
    bundle.walk_all();
    *tree = bundle.finish();
}

/// A value of one of the texts, by what refers to it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Key {
    doc: usize,
    pointer: String,
    /// The section of components for what it is taken for.
    section: &'static str,
}

/// A part of a text that is walked.
struct Region {
    doc: usize,
    pointer: String,
    shape: &'static Shape,
    /// Where it stands in the bundled tree, if that is known.
    out: Option<String>,
    /// Whether a path item there replaces the reference to it.
    inline: bool,
}

/// Where components are kept.
#[derive(Clone, Copy)]
struct Sections {
    root: &'static Shape,
    /// The pointer of the object that has the sections.
    prefix: &'static str,
    kind: &'static Kind,
}

impl Sections {
    const OPENAPI: Self =
        Self { root: &table::DEFINITION, prefix: "/components", kind: &table::COMPONENTS };
    const SWAGGER: Self =
        Self { root: &Shape::Object(&table::SWAGGER), prefix: "", kind: &table::SWAGGER };

    /// Returns the section for what has a shape.
    fn of(&self, shape: &Shape) -> Option<&'static str> {
        let row = self.kind.keys.iter().find(|row| match (&row.shape, shape) {
            (Shape::Map(Shape::Schema), _) => is_schema(shape),
            (Shape::Map(Shape::Ref(kind)), Shape::Ref(wanted)) => std::ptr::eq(*kind, *wanted),
            _ => false,
        })?;
        // Paths are no components: they are called.
        (row.name != "paths").then_some(row.name)
    }

    /// Returns the pointer of a component.
    fn pointer(&self, section: &str, name: &str) -> String {
        let mut out = format!("{}/{section}/", self.prefix);
        crate::diagnostic::escape(name, &mut out);
        out
    }

    /// Returns the section and the name of the component that stands at a pointer.
    fn component<'p>(&self, pointer: &'p str) -> Option<(&'p str, &'p str)> {
        let (section, name) =
            pointer.strip_prefix(self.prefix)?.strip_prefix('/')?.split_once('/')?;
        (!name.contains('/')).then_some((section, name))
    }
}

fn is_schema(shape: &Shape) -> bool {
    matches!(shape, Shape::Schema | Shape::SchemaOrList | Shape::TextsOrSchema)
}

/// A bundling under way.
struct Bundle<'b> {
    docs: Docs<'b>,
    sections: Sections,
    /// Where the parts of the definition's tree stand, and where those of the bundled one do.
    before: Assembly,
    assembly: &'b mut Assembly,
    sink: &'b mut Sink,
    regions: VecDeque<Region>,
    walked: HashSet<(usize, String, &'static str)>,
    /// References of the definition's own text that stay, by section: they lead where later stages look.
    near: HashSet<(&'static str, String)>,
    /// What is referred to, and the pointer at which it stands in the bundled tree.
    homes: HashMap<Key, Option<String>>,
    /// Those, in the order in which they were found.
    order: Vec<Key>,
    /// The names that components have.
    taken: HashSet<(String, String)>,
    /// References that are replaced by what they lead to: for each text, by the pointer of what has the reference.
    inlines: HashMap<usize, HashMap<String, (usize, String)>>,
    /// Where references stand that are written anew, and what they lead to.
    references: Vec<(usize, String, Key)>,
    /// What stands in place of texts: for each text, by their pointer.
    texts: HashMap<usize, HashMap<String, String>>,
}

impl Bundle<'_> {
    /// Returns where a value of a text stands.
    fn spot(&self, doc: usize, pointer: &str) -> Spot {
        match self.docs.file(doc) {
            0 => self.before.spot(pointer),
            file => Spot { file, pointer: pointer.to_owned() },
        }
    }

    fn piece(&self, doc: usize, pointer: &str) -> Piece {
        match self.docs.file(doc) {
            0 => self.before.piece(pointer),
            file => Piece::whole(Spot { file, pointer: pointer.to_owned() }),
        }
    }

    fn report(&mut self, code: Code, doc: usize, pointer: &str, message: impl Into<String>) {
        let spot = self.spot(doc, pointer);
        self.sink.report_in(code, spot.file, &Place::new(&spot.pointer), message);
    }

    /// Finds what a reference leads to: a text, and a pointer in it. `None`: nothing, which is reported, now or, if it
    /// stays inside of the definition's own text, by a later stage.
    fn target(&mut self, doc: usize, at: &str, text: &str) -> Option<(usize, String)> {
        let outcome = self.docs.find(doc, at, text, self.sink);
        let place = format!("{at}/$ref");
        match outcome {
            Outcome::Found(doc, pointer) => return Some((doc, pointer)),
            Outcome::Missing(0, _) if doc == 0 && text.starts_with('#') => return None,
            Outcome::Missing(other, shown) => {
                let name = self.docs.name(other);
                let message = format!("there is no `{shown}` in {name}");
                self.report(Code::UnresolvedReference, doc, &place, message);
            }
            Outcome::Unread(code, message) => self.report(code, doc, &place, message),
            Outcome::Told => {}
        }
        let left = match text.starts_with('#') {
            true => format!("{}{text}", self.docs.name(doc)),
            false => text.to_owned(),
        };
        self.assembly.tell(&left);
        self.texts.entry(doc).or_default().insert(place, left);
        None
    }

    /// Writes the tree.
    fn finish(mut self) -> Value {
        self.name_homes();
        for (doc, at, key) in std::mem::take(&mut self.references) {
            if let Some(home) = self.home(&key) {
                self.texts.entry(doc).or_default().insert(at, reference(&home));
            }
        }
        self.build()
    }
}
