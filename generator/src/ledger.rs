//! The ledger's mechanical part: keys of schemas that no reader has asked for.
//!
//! In: a document that was lowered, with the marks that its readers left. Out: a diagnostic for each key that matters and has
//! no mark, where nothing else was said of it, and counts of those that do not; what was said of a key that is read after all is
//! taken back. It must not know what a keyword means: the table says whether it matters.

use std::collections::{BTreeMap, HashSet};

use serde_json::{Map, Value};

use crate::diagnostic::{Code, Diagnostic, Place, Sink, Trail};
use crate::document::Document;
use crate::shape::{Kind, Shape, Use, table};

/// What is not in a client beside its losses.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    /// Keys that change nothing that is sent or read, and that no reader has asked for: how often each.
    pub unread: BTreeMap<&'static str, usize>,
    /// Components that nothing uses: how many of each kind.
    pub unused: BTreeMap<String, usize>,
    /// Others' extensions, which nobody reads: how often each.
    pub extensions: BTreeMap<String, usize>,
}

/// Makes the ledger of a document that was lowered, and reports what is lost.
pub fn ledger(document: &Document, sink: &mut Sink) -> Ledger {
    let mut walk =
        Walk { document, found: Vec::new(), read: HashSet::new(), ledger: Ledger::default() };
    walk.ledger.extensions.clone_from(&document.extensions);
    let mut unused = HashSet::new();
    for (pointer, schema) in document.schemas() {
        match unused_component(document, pointer) {
            Some((section, component)) => {
                if unused.insert(component) {
                    *walk.ledger.unused.entry(section.to_owned()).or_default() += 1;
                }
            }
            None => walk.check(schema, &Shape::Schema, &Trail::at(pointer)),
        }
    }
    let Walk { found, read, ledger, .. } = walk;
    sink.retain(|d| d.code != Code::IgnoredPart || !read.contains(d.place.pointer()));
    let refused = Refused::of(sink.diagnostics());
    let lost: Vec<_> = found.into_iter().filter(|(pointer, ..)| !refused.covers(pointer)).collect();
    for (pointer, key, name) in lost {
        let message = format!("`{key}` of {name}: no reader has asked for it");
        sink.report(Code::UnreadKey, &Place::new(&pointer), message);
    }
    ledger
}

/// Returns the component around a pointer, and its section, where nothing refers to it. Schemas are drawn all the same.
fn unused_component<'p>(document: &Document, pointer: &'p str) -> Option<(&'p str, &'p str)> {
    let mut segments = pointer.strip_prefix("/components/")?.split('/');
    let (section, name) = (segments.next()?, segments.next()?);
    let component = pointer.get(.."/components//".len() + section.len() + name.len())?;
    let used = section == "schemas" || document.referenced.contains(component);
    (!used).then_some((section, component))
}

/// Where something was said already.
struct Refused {
    /// All below it is not read.
    whole: HashSet<String>,
    /// Nothing but this key is not.
    key: HashSet<String>,
}

impl Refused {
    fn of(diagnostics: &[Diagnostic]) -> Self {
        let places = |wanted: &dyn Fn(Code) -> bool| {
            let found = diagnostics.iter().filter(|d| wanted(d.code));
            found.map(|d| d.place.pointer().to_owned()).collect()
        };
        Self {
            whole: places(&|code| {
                matches!(
                    code,
                    Code::UnsupportedSchema
                        | Code::UnsupportedMediaType
                        | Code::UnsupportedParameter
                        | Code::UnsupportedOperation
                        | Code::UnsupportedCallback
                        | Code::ContradictorySchema
                        | Code::UnresolvedReference
                        | Code::CircularReference
                )
            }),
            key: places(&|code| code == Code::IgnoredPart),
        }
    }

    fn covers(&self, pointer: &str) -> bool {
        let around = |p: &&str| self.whole.contains(*p);
        let mut prefixes = std::iter::successors(Some(pointer), |p| p.get(..p.rfind('/')?));
        self.key.contains(pointer) || prefixes.any(|p| around(&p))
    }
}

struct Walk<'d> {
    document: &'d Document,
    /// The pointer of each key, the key, and what it is a key of.
    found: Vec<(String, &'static str, &'static str)>,
    /// Keys that say nothing in most places, and that a reader has asked for.
    read: HashSet<String>,
    ledger: Ledger,
}

impl Walk<'_> {
    fn check(&mut self, value: &Value, shape: &'static Shape, trail: &Trail<'_>) {
        match (shape, value) {
            (Shape::Schema | Shape::SchemaOrList | Shape::TextsOrSchema, Value::Object(_)) => {
                self.object(value, &table::SCHEMA, trail);
            }
            (Shape::Object(kind), Value::Object(_)) => self.object(value, kind, trail),
            (Shape::Map(inner), Value::Object(members)) => {
                for (key, child) in members {
                    self.check(child, inner, &trail.key(key));
                }
            }
            (Shape::List(inner), Value::Array(items)) => {
                for (index, child) in items.iter().enumerate() {
                    self.check(child, inner, &trail.index(index));
                }
            }
            (Shape::SchemaOrList, Value::Array(items)) => {
                for (index, child) in items.iter().enumerate() {
                    self.check(child, &Shape::Schema, &trail.index(index));
                }
            }
            _ => {}
        }
    }

    fn object(&mut self, value: &Value, kind: &'static Kind, trail: &Trail<'_>) {
        let Value::Object(members) = value else { return };
        if self.document.visits.is_settled(value) {
            return;
        }
        for (key, child) in members {
            let Some(row) = kind.row(key) else { continue };
            let visited = self.document.visits.has(child);
            if visited && matches!(row.used, Use::Placed(_)) {
                self.read.insert(trail.key(key).pointer());
                self.check(child, &row.shape, &trail.key(key));
            } else if !matches!(row.used, Use::Read | Use::Told) {
                // The table has said what becomes of it, and of all below it.
            } else if visited {
                self.check(child, &row.shape, &trail.key(key));
            } else if row.used == Use::Told {
                *self.ledger.unread.entry(row.name).or_default() += 1;
            } else if !(says_nothing(key, child) || is_family(key, members)) {
                self.found.push((trail.key(key).pointer(), row.name, kind.name));
            }
        }
    }
}

/// Tells whether a key is the type of a base that others extend: they are objects, whatever it says.
fn is_family(key: &str, members: &Map<String, Value>) -> bool {
    key == "type" && members.contains_key("discriminator")
}

/// Tells whether a key says what is so without it.
fn says_nothing(key: &str, value: &Value) -> bool {
    match key {
        "additionalProperties" | "unevaluatedProperties" | "items" => {
            *value == Value::Bool(true) || value.as_object().is_some_and(|it| it.is_empty())
        }
        "required" => value.as_array().is_some_and(Vec::is_empty),
        _ => *value == Value::Bool(false),
    }
}
