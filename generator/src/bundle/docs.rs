//! The texts of a definition, read when something first refers to them.
//!
//! In: references. Out: the value that each leads to, as a text and a pointer in it.

use std::collections::HashMap;
use std::rc::Rc;

use serde_json::Value;

use super::build::weight;
use super::ids::Ids;
use crate::diagnostic::{Code, Sink, pointer, unescape};
use crate::source::{Dialect, Files, Location, Source, Unread};

/// More files than these are no definition.
const MOST_FILES: usize = 4096;
/// How many references may lead to one another.
const LONGEST_CHAIN: usize = 64;

/// What a reference leads to.
pub(super) enum Outcome {
    /// A text and a pointer in it.
    Found(usize, String),
    /// A text that has no such place.
    Missing(usize, String),
    /// A file that is not read, which is to be reported.
    Unread(Code, String),
    /// The same, and it was.
    Told,
}

struct Doc {
    location: Location,
    /// Which of the definition's texts it is.
    file: usize,
    tree: Rc<Value>,
    dialect: Option<Dialect>,
    ids: Ids,
}

/// The texts that were read so far. The first is the definition's own.
pub(super) struct Docs<'d> {
    docs: Vec<Doc>,
    by_location: HashMap<Location, Option<usize>>,
    /// What could not be read last, and is not told of yet.
    failed: Option<Location>,
    /// The JSON Schema resources and documents that give themselves a name.
    by_id: HashMap<Location, (usize, String)>,
    name: String,
    files: &'d mut dyn Files,
    texts: &'d mut Vec<Source>,
}

impl<'d> Docs<'d> {
    pub(super) fn new(
        tree: Value,
        name: &str,
        files: &'d mut dyn Files,
        texts: &'d mut Vec<Source>,
    ) -> Self {
        let mut docs = Self {
            docs: Vec::new(),
            by_location: HashMap::new(),
            failed: None,
            by_id: HashMap::new(),
            name: name.to_owned(),
            files,
            texts,
        };
        docs.add(Location::of_definition(name), 0, tree, None);
        docs
    }

    fn add(
        &mut self,
        location: Location,
        file: usize,
        tree: Value,
        dialect: Option<Dialect>,
    ) -> usize {
        let doc = self.docs.len();
        let dialect = dialect_of(&tree).or(dialect);
        let ids = Ids::of(&tree, &location);
        for (id, pointer) in ids.all() {
            self.by_id.entry(id.clone()).or_insert_with(|| (doc, pointer.to_owned()));
        }
        self.by_location.insert(location.clone(), Some(doc));
        self.docs.push(Doc { location, file, tree: Rc::new(tree), dialect, ids });
        doc
    }

    fn doc(&self, doc: usize) -> &Doc {
        // There is one always, and no other number was given out.
        self.docs.get(doc).unwrap_or(&self.docs[0])
    }

    pub(super) fn tree(&self, doc: usize) -> &Rc<Value> {
        &self.doc(doc).tree
    }

    pub(super) fn file(&self, doc: usize) -> usize {
        self.doc(doc).file
    }

    pub(super) fn location(&self, doc: usize) -> &Location {
        &self.doc(doc).location
    }

    pub(super) fn dialect(&self, doc: usize) -> Option<Dialect> {
        self.doc(doc).dialect
    }

    pub(super) fn has_ids(&self, doc: usize) -> bool {
        !self.doc(doc).ids.is_empty()
    }

    /// Returns what a text is called.
    pub(super) fn name(&self, doc: usize) -> &str {
        let file = self.doc(doc).file;
        match file.checked_sub(1).and_then(|file| self.texts.get(file)) {
            Some(text) => text.name(),
            None => &self.name,
        }
    }

    /// Returns what the values of all texts weigh.
    pub(super) fn weight(&self) -> usize {
        self.docs.iter().map(|doc| weight(&doc.tree)).sum()
    }

    /// Returns the texts that have another dialect than the definition's own.
    pub(super) fn dialects(&self) -> Vec<(usize, Dialect)> {
        let own = self.dialect(0);
        let others = self.docs.iter().filter(|doc| doc.dialect != own);
        others.filter_map(|doc| Some((doc.file, doc.dialect?))).collect()
    }

    /// Returns the definition's own tree.
    pub(super) fn into_tree(mut self) -> Value {
        let tree = self.docs.swap_remove(0).tree;
        Rc::try_unwrap(tree).unwrap_or_else(|tree| (*tree).clone())
    }

    /// Finds what a reference at a pointer of a text leads to. Where that is nothing but a reference in turn, it is
    /// followed.
    pub(super) fn find(&mut self, doc: usize, at: &str, text: &str, sink: &mut Sink) -> Outcome {
        let (mut doc, mut at, mut text) = (doc, at.to_owned(), text.to_owned());
        for step in 0..LONGEST_CHAIN {
            let (found, pointer) = match self.step(doc, &at, &text, sink) {
                Outcome::Found(doc, pointer) => (doc, pointer),
                other if step == 0 => {
                    self.failed = None;
                    return other;
                }
                // The reference on the way is what was meant: it is told of where it stands.
                _ => {
                    if let Some(location) = self.failed.take() {
                        self.by_location.remove(&location);
                    }
                    return Outcome::Found(doc, at);
                }
            };
            // The definition's own components may be references; later stages follow them.
            let next = match self.tree(found).pointer(&pointer) {
                Some(Value::Object(map)) if map.len() == 1 && (found, doc) != (0, 0) => {
                    map.get("$ref").and_then(Value::as_str).map(str::to_owned)
                }
                _ => None,
            };
            match next {
                Some(next) => (doc, at, text) = (found, pointer, next),
                None => return Outcome::Found(found, pointer),
            }
        }
        Outcome::Missing(doc, text)
    }

    /// Follows one reference.
    fn step(&mut self, doc: usize, at: &str, text: &str, sink: &mut Sink) -> Outcome {
        let (uri, fragment) = match text.split_once('#') {
            Some((uri, fragment)) => (uri, Some(fragment)),
            None => (text, None),
        };
        let (target, resource) = if uri.is_empty() {
            (doc, self.doc(doc).ids.resource(at).to_owned())
        } else {
            match self.document(doc, at, uri, sink) {
                Ok(found) => found,
                Err(outcome) => return outcome,
            }
        };
        let fragment = fragment.unwrap_or_default();
        if fragment.is_empty() {
            return Outcome::Found(target, resource);
        }
        if !fragment.starts_with('/') {
            let name = crate::diagnostic::percent_decoded(fragment);
            let found = name.and_then(|name| self.doc(target).ids.anchor(&resource, &name));
            return match found {
                Some(pointer) => Outcome::Found(target, pointer.to_owned()),
                None => Outcome::Missing(target, format!("#{fragment}")),
            };
        }
        let Some(inside) = pointer(&format!("#{fragment}")) else {
            return Outcome::Missing(target, format!("#{fragment}"));
        };
        let whole = format!("{resource}{inside}");
        match self.descend(target, &whole, sink) {
            Some((doc, pointer)) => Outcome::Found(doc, pointer),
            // People write pointers from the document's root into schemas that have an `$id`, too.
            None => match self.descend(target, &inside, sink) {
                Some((doc, pointer)) if !resource.is_empty() => Outcome::Found(doc, pointer),
                _ => Outcome::Missing(target, inside),
            },
        }
    }

    /// Goes down a pointer, through references that are in the way.
    fn descend(&mut self, doc: usize, pointer: &str, sink: &mut Sink) -> Option<(usize, String)> {
        let mut doc = doc;
        let mut at = String::new();
        let mut followed = 0;
        for segment in pointer.split('/').skip(1) {
            loop {
                let tree = Rc::clone(self.tree(doc));
                let value = tree.pointer(&at)?;
                let key = unescape(segment);
                let inner = match value {
                    Value::Object(map) => map.get(&key),
                    Value::Array(items) => key.parse::<usize>().ok().and_then(|i| items.get(i)),
                    _ => None,
                };
                if inner.is_some() {
                    at = format!("{at}/{segment}");
                    break;
                }
                let text = value.get("$ref")?.as_str()?;
                followed += 1;
                if followed > LONGEST_CHAIN {
                    return None;
                }
                (doc, at) = self.step_once(doc, &at, text, sink, followed)?;
            }
        }
        Some((doc, at))
    }

    /// A reference in the way of a pointer; those chains are short.
    fn step_once(
        &mut self,
        doc: usize,
        at: &str,
        text: &str,
        sink: &mut Sink,
        depth: usize,
    ) -> Option<(usize, String)> {
        if depth > 8 {
            return None;
        }
        let (uri, fragment) = text.split_once('#').unwrap_or((text, ""));
        let (target, resource) = match uri.is_empty() {
            true => (doc, self.doc(doc).ids.resource(at).to_owned()),
            false => match self.document(doc, at, uri, sink) {
                Ok(found) => found,
                Err(_) => {
                    if let Some(location) = self.failed.take() {
                        self.by_location.remove(&location);
                    }
                    return None;
                }
            },
        };
        let inside = match fragment.is_empty() {
            true => String::new(),
            false => pointer(&format!("#{fragment}"))?,
        };
        let whole = format!("{resource}{inside}");
        self.tree(target).pointer(&whole).is_some().then_some((target, whole))
    }

    /// Finds the text, or the JSON Schema resource, that a reference without its fragment names.
    fn document(
        &mut self,
        doc: usize,
        at: &str,
        uri: &str,
        sink: &mut Sink,
    ) -> Result<(usize, String), Outcome> {
        let base = self.doc(doc).ids.base(at).cloned();
        let named = base.and_then(|base| base.resolve(uri));
        let location = self.doc(doc).location.resolve(uri);
        for id in named.iter().chain(&location) {
            if let Some((doc, pointer)) = self.by_id.get(id) {
                return Ok((*doc, pointer.clone()));
            }
        }
        let Some(location) = location else {
            let message = format!("`{uri}` is no place that a definition may refer to");
            return Err(Outcome::Unread(Code::RefusedFile, message));
        };
        match self.by_location.get(&location) {
            Some(Some(doc)) => return Ok((*doc, String::new())),
            Some(None) => return Err(Outcome::Told),
            None => {}
        }
        let dialect = self.doc(doc).dialect;
        match self.read(&location, sink) {
            Ok((file, tree)) => Ok((self.add(location, file, tree, dialect), String::new())),
            Err(outcome) => {
                self.by_location.insert(location.clone(), None);
                self.failed = matches!(outcome, Outcome::Unread(..)).then_some(location);
                Err(outcome)
            }
        }
    }

    fn read(&mut self, location: &Location, sink: &mut Sink) -> Result<(usize, Value), Outcome> {
        if self.docs.len() >= MOST_FILES {
            let message = format!("the definition has more than {MOST_FILES} files");
            return Err(Outcome::Unread(Code::RefusedFile, message));
        }
        if let Location::Url(url) = location
            && !url.starts_with("http://")
            && !url.starts_with("https://")
        {
            let message = format!("no schema of this definition has the `$id` `{url}`");
            return Err(Outcome::Unread(Code::UnresolvedReference, message));
        }
        match self.files.read(location) {
            Ok(source) => {
                let parsed = source.parse(sink);
                self.texts.push(source);
                let file = self.texts.len();
                sink.settle_in(file);
                parsed.map(|tree| (file, tree)).ok_or(Outcome::Told)
            }
            Err(Unread::Refused(why)) => {
                let message = format!("`{location}` is not read: {why}");
                Err(Outcome::Unread(Code::RefusedFile, message))
            }
            Err(Unread::Failed(why)) => {
                let message = format!("`{location}` cannot be read: {why}");
                Err(Outcome::Unread(Code::UnreadableFile, message))
            }
        }
    }
}

/// Returns the dialect that a document says it has.
fn dialect_of(tree: &Value) -> Option<Dialect> {
    if tree.get("swagger").is_some() {
        return Some(Dialect::Swagger);
    }
    let version = match tree.get("openapi")? {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let minor = version.split('.').nth(1).and_then(|minor| minor.parse().ok());
    Some(Dialect::OpenApi(minor.unwrap_or(0)))
}
