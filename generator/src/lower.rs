//! From a definition to an API: every construct is represented, or a diagnostic says that it is not.
//!
//! In: a [`Document`]. Out: an [`Api`]. It must not know Rust's syntax, nor what a name becomes there.

use std::collections::HashMap;

use indexmap::IndexMap;

use crate::diagnostic::{Code, Place, Sink};
use crate::document::Document;
use crate::ir::{
    Api, Docs, Event, Foreign, Operation, Primitive, Scheme, Security, Server, Shape, Tag, Type,
    TypeDef, TypeId, TypeName,
};
use crate::resolve;

mod all_of;
mod alternatives;
mod body;
mod chosen;
mod define;
mod detect;
mod docs;
mod encoding;
mod enumeration;
mod event;
mod exchange;
mod family;
mod form;
mod format;
mod idempotency;
mod integer;
mod list;
mod marks;
mod media;
mod node;
mod oauth;
mod object;
mod offer;
mod operation;
mod page;
mod parameter;
mod preset;
mod prune;
mod recursion;
mod response;
mod revoke;
mod schema;
mod secrets;
mod security;
mod server;
mod site;
mod stream;
mod switch;
mod tagged;
mod together;
mod token;

use form::Form;
use node::Node;

/// How many references, or schemas within schemas, are followed.
const HOPS: usize = 64;

/// Lowers a definition.
pub fn lower(document: &Document, sink: &mut Sink) -> Api {
    let mut lower = Lower::new(document, sink);
    lower.formats();
    lower.components();
    lower.schemes();
    lower.paths();
    lower.events();
    lower.flows();
    lower.api()
}

/// What is known while a definition is lowered.
struct Lower<'a, 's> {
    document: &'a Document,
    sink: &'s mut Sink,
    /// Every named type so far.
    slots: Vec<Slot<'a>>,
    /// The named type of a schema.
    by_place: HashMap<Place, TypeId>,
    /// Forms of schemas that were met by reference; raw JSON while one is being read.
    resolved: HashMap<Place, Form<'a>>,
    /// Which components extend which.
    kin: family::Kin<'a>,
    /// Structs merged of two.
    pairs: HashMap<(TypeId, TypeId), TypeId>,
    /// The first type whose body may be missing.
    next: usize,
    /// How deep one schema stands in others.
    depth: usize,
    /// Above zero: what is found is not reported, as it is or will be elsewhere.
    quiet: usize,
    /// Where the reading is, for what is found far from a schema.
    last_place: Place,
    /// Every tag that an operation uses.
    tags: Vec<Tag>,
    operations: Vec<Operation>,
    events: Vec<Event>,
    /// What the definition wants of each operation's pages.
    pages: Vec<page::Wish<'a>>,
    schemes: Vec<Scheme>,
    /// Other crates' types that the definition chooses.
    foreign: Vec<Foreign>,
    /// The types that it chooses for formats.
    formats: HashMap<String, Primitive>,
}

/// A named type that may not have its body yet.
struct Slot<'a> {
    origin: TypeName,
    rename: Option<String>,
    docs: Docs,
    place: Place,
    state: State<'a>,
    /// Properties that it does not know are not allowed.
    closed: bool,
}

/// How far a named type is.
enum State<'a> {
    /// A component, not looked at.
    Unread(Node<'a>),
    /// Its schema is read, its body is not made.
    Waiting(Form<'a>, Node<'a>),
    /// Its body is being made.
    Working,
    /// Made.
    Done(Shape),
}

impl<'a, 's> Lower<'a, 's> {
    fn new(document: &'a Document, sink: &'s mut Sink) -> Self {
        Self {
            document,
            sink,
            slots: Vec::new(),
            by_place: HashMap::new(),
            resolved: HashMap::new(),
            kin: family::Kin::default(),
            pairs: HashMap::new(),
            next: 0,
            depth: 0,
            quiet: 0,
            last_place: Place::root(),
            tags: Vec::new(),
            operations: Vec::new(),
            events: Vec::new(),
            pages: Vec::new(),
            schemes: Vec::new(),
            foreign: Vec::new(),
            formats: HashMap::new(),
        }
    }

    /// Gives every component schema its name, then its body.
    fn components(&mut self) {
        let components = self.document.model.components.as_ref();
        let place = Place::root().child("components").child("schemas");
        let mut nodes = Vec::new();
        for name in components.into_iter().flat_map(|c| c.schemas.keys()) {
            let place = place.child(name);
            let Some(value) = self.document.schema(place.pointer()) else { continue };
            let node = Node::new(self.document, value, place.clone());
            nodes.push(node.clone());
            let slot = Slot {
                origin: TypeName::Component(name.clone()),
                rename: self.rename(&node),
                docs: docs::of(&node),
                place: place.clone(),
                state: State::Unread(node),
                closed: false,
            };
            let id = self.allocate(slot);
            self.by_place.insert(place, id);
        }
        self.find_families(&nodes);
        self.define_all();
    }

    /// Puts everything together.
    fn api(mut self) -> Api {
        self.define_all();
        let mut types = std::mem::take(&mut self.slots);
        let closed: Vec<bool> = types.iter().map(|slot| slot.closed).collect();
        let mut types: Vec<TypeDef> = types
            .drain(..)
            .map(|slot| TypeDef {
                origin: slot.origin,
                rename: slot.rename,
                docs: slot.docs,
                shape: match slot.state {
                    State::Done(shape) => shape,
                    _ => Shape::Alias(Type::Any),
                },
                place: slot.place,
            })
            .collect();
        recursion::break_unions(&mut types, self.sink);
        recursion::break_aliases(&mut types, self.sink);
        preset::required_alone(&mut types);
        tagged::settle(&mut types);
        marks::mark(&mut types, &closed, false);
        together::join(&mut types, self.sink);
        marks::mark(&mut types, &closed, true);
        prune::prune(&mut types, &mut self.operations, &mut self.events);
        page::find(&mut self.operations, &self.pages, &types, self.sink);
        let model = &self.document.model;
        let mut servers = self.servers(&model.servers, &Place::root().child("servers"));
        if servers.is_empty() {
            servers.push(Server::root());
        }
        let mut security = match &model.security {
            Some(alternatives) => self.requirements(alternatives, &Place::root().child("security")),
            None => Security::default(),
        };
        self.offer_voluntary(&mut security);
        self.free_token_operations(&security);
        secrets::hide(&mut types, &self.operations, &self.schemes);
        let contact = model.info.contact.as_ref().and_then(|contact| contact.url.clone());
        let external = model.external_docs.as_ref().map(|docs| docs.url.clone());
        Api {
            title: model.info.title.clone(),
            version: model.info.version.clone(),
            description: model
                .info
                .description
                .clone()
                .or_else(|| text_of(&model.info.extensions, "x-portolan-summary")),
            documentation: external.or(contact),
            license: model.info.license.as_ref().map(license),
            terms: model.info.terms_of_service.clone(),
            package: self.package(),
            servers,
            schemes: self.schemes,
            security,
            tags: self.tags,
            operations: self.operations,
            events: self.events,
            foreign: self.foreign,
            types,
        }
    }

    fn allocate(&mut self, slot: Slot<'a>) -> TypeId {
        self.slots.push(slot);
        TypeId(self.slots.len() - 1)
    }

    /// Returns the schema that a `$ref`'s text names.
    fn find(&self, reference: &str) -> Option<Node<'a>> {
        let stub = serde_json::json!({ "$ref": reference });
        let pointer = resolve::schema_reference(&stub)?;
        let value = self.document.schema(&pointer)?;
        Some(Node::new(self.document, value, Place::new(&pointer)))
    }

    /// Reads `x-portolan-name`.
    fn rename(&self, node: &Node<'a>) -> Option<String> {
        node.text("x-portolan-name").filter(|name| !name.is_empty()).map(str::to_owned)
    }

    fn report(&mut self, code: Code, place: &Place, message: impl Into<String>) {
        if self.quiet == 0 {
            self.sink.report(code, place, message);
        }
    }

    /// Does something without reporting what is found.
    fn quietly<T>(&mut self, act: impl FnOnce(&mut Self) -> T) -> T {
        self.quiet += 1;
        let result = act(self);
        self.quiet -= 1;
        result
    }

    /// Does something one level deeper; too deep, returns `otherwise` and reports it.
    fn deeper<T>(&mut self, otherwise: T, place: &Place, act: impl FnOnce(&mut Self) -> T) -> T {
        if self.depth > 2 * HOPS {
            self.report(
                Code::UnsupportedSchema,
                place,
                "schemas within schemas, too deep to follow",
            );
            return otherwise;
        }
        self.depth += 1;
        let before = std::mem::replace(&mut self.last_place, place.clone());
        let result = act(self);
        self.last_place = before;
        self.depth -= 1;
        result
    }
}

/// Returns the text of an extension.
fn text_of(extensions: &IndexMap<String, serde_json::Value>, key: &str) -> Option<String> {
    extensions.get(key).and_then(|v| v.as_str()).filter(|v| !v.is_empty()).map(str::to_owned)
}

/// Returns a licence's name, with its SPDX expression where that says more, and its URL.
fn license(license: &openapiv3::License) -> (String, Option<String>) {
    let name = license.name.clone();
    let name = match text_of(&license.extensions, "x-portolan-identifier") {
        Some(identifier) if name.is_empty() => identifier,
        Some(identifier) if identifier != name => format!("{name} ({identifier})"),
        _ => name,
    };
    (name, license.url.clone())
}
