//! Streams: what their items are.
//!
//! In: a Media Type Object whose media type is a sequence of values. Out: an [`Item`]. It must not know statuses.

use super::Lower;
use super::form::Form;
use super::media::{self, Framing, Kind};
use super::node::Node;
use super::site::Site;
use crate::diagnostic::{Code, Place};
use crate::ir::{EventRow, Events, Item, Primitive, Type};

/// The fields of an event (WHATWG HTML, 9.2.6).
const FIELDS: &[&str] = &["event", "data", "id", "retry", "comment"];

/// What an event without a name is called.
const MESSAGE: &str = "message";

/// What ends a stream of JSON without being told.
const DONE: &str = "[DONE]";

/// The schemas of a stream's items.
pub(super) struct Schemas<'a> {
    /// `schema`: of the whole, or, as it is commonly meant, of an item.
    pub(super) whole: Option<Node<'a>>,
    /// `itemSchema` (3.2).
    pub(super) item: Option<Node<'a>>,
}

/// What a schema says of an event.
struct Envelope<'a> {
    names: Vec<&'a str>,
    data: Option<Node<'a>>,
    node: Node<'a>,
}

impl<'a> Lower<'a, '_> {
    /// Lowers the items of a stream.
    pub(super) fn items(&mut self, framing: Framing, schemas: &Schemas<'a>, site: &Site) -> Item {
        let node = match (&schemas.item, &schemas.whole) {
            (Some(item), _) => item.clone(),
            // A list of items is what the whole is; anything else can only be an item.
            (None, Some(whole)) => match self.resolved_form(whole) {
                Form::List(super::form::Item::Node(item)) => item,
                _ => whole.clone(),
            },
            (None, None) => return nothing_said(framing),
        };
        if framing == Framing::Events
            && let Some(item) = self.envelopes(&node, site)
        {
            return item;
        }
        match (framing, self.resolved_form(&node)) {
            (_, Form::Any) | (Framing::Lines, Form::Primitive(Primitive::String)) => {
                nothing_said(framing)
            }
            (Framing::Events, Form::Primitive(_)) => Item::Event,
            _ => Item::Json(self.placed_ty(Some(&node), &site.child("event"))),
        }
    }

    /// Reads a schema of whole events, which says what their names and their data are. `None`: it is none.
    fn envelopes(&mut self, node: &Node<'a>, site: &Site) -> Option<Item> {
        let node = self.followed(node.clone());
        let branches: Vec<Node<'a>> =
            ["oneOf", "anyOf"].iter().flat_map(|key| node.items(key)).collect();
        let mut found = Vec::new();
        if branches.is_empty() {
            found.push(self.envelope(&node, None)?);
        }
        for branch in &branches {
            let branch = self.followed(branch.clone());
            found.push(self.envelope(&branch, Some(&node))?);
        }
        let mut events = Events { rows: Vec::new(), ends: Vec::new() };
        for envelope in found {
            let data = envelope.data.clone().map(|data| self.followed(data));
            if let Some(data) = &data {
                // Whatever else is said of it is said of a text.
                data.heard(&["type", "contentMediaType"]);
            }
            let constant = data.as_ref().and_then(|data| data.text("const"));
            if let (Some(end), true) = (constant, envelope.names.is_empty()) {
                events.ends.push(end.to_owned());
                continue;
            }
            let step = envelope.names.first().copied().unwrap_or(MESSAGE);
            let site = site.child(&format!("{step} event"));
            let row = EventRow {
                names: envelope.names.iter().map(|name| (*name).to_owned()).collect(),
                data: data.and_then(|data| self.data(&data, &site)),
                docs: super::docs::of(&envelope.node),
            };
            let same = |known: &&mut EventRow| known.names == row.names;
            match events.rows.iter_mut().find(same) {
                Some(known) => {
                    let name = step.to_owned();
                    self.several(&name, &envelope.node.place);
                    known.data = known.data.take().filter(|data| Some(data) == row.data.as_ref());
                }
                None => events.rows.push(row),
            }
        }
        Some(simplest(events))
    }

    /// Tells whether a schema is one of whole events.
    pub(super) fn is_of_events(&mut self, node: &Node<'a>) -> bool {
        let node = self.followed(node.clone());
        let branches: Vec<Node<'a>> =
            ["oneOf", "anyOf"].iter().flat_map(|key| node.items(key)).collect();
        if branches.is_empty() {
            return self.envelope(&node, None).is_some();
        }
        branches.into_iter().any(|branch| {
            let branch = self.followed(branch);
            self.envelope(&branch, Some(&node)).is_some()
        })
    }

    fn several(&mut self, name: &str, place: &Place) {
        let message = format!("events called `{name}` have several types: their data are text");
        self.report(Code::IgnoredPart, place, message);
    }

    /// Reads a schema of one event; what it does not say itself, the schema around it may.
    fn envelope(&mut self, node: &Node<'a>, around: Option<&Node<'a>>) -> Option<Envelope<'a>> {
        let own = node.members("properties");
        let outer = around.map(|around| around.members("properties")).unwrap_or_default();
        let known = own.iter().chain(&outer).all(|(name, _)| FIELDS.contains(name));
        let of = |key: &str| {
            let found = own.iter().chain(&outer).find(|(name, _)| *name == key);
            found.map(|(_, schema)| schema.clone())
        };
        let data = of("data");
        if !known || data.is_none() {
            return None;
        }
        for node in std::iter::once(node).chain(around) {
            node.heard(&["type", "required", "additionalProperties"]);
        }
        // An id and a pause are what they are in every stream.
        ["id", "retry", "comment"].iter().filter_map(|key| of(key)).for_each(|it| it.settle());
        let name = of("event").map(|event| self.followed(event));
        if let Some(name) = &name {
            name.heard(&["type"]);
        }
        let names = name.and_then(|name| name.constants()).unwrap_or_default();
        Some(Envelope { names, data, node: node.clone() })
    }

    /// Returns the type of data that are JSON.
    fn data(&mut self, node: &Node<'a>, site: &Site) -> Option<Type> {
        let media_type = node.text("contentMediaType");
        if let Some(content) = node.child("contentSchema") {
            let json = media_type.is_none_or(|it| matches!(media::kind(it), Kind::Json));
            let text = matches!(self.resolved_form(&content), Form::Primitive(Primitive::String));
            // A text that is JSON would have quotes; where nothing says that, it has none.
            let is_text = !json || (media_type.is_none() && text);
            if is_text {
                content.settle();
            }
            return (!is_text).then(|| self.placed_ty(Some(&content), site));
        }
        if let Some(media_type) = media_type {
            return matches!(media::kind(media_type), Kind::Json).then_some(Type::Any);
        }
        match self.resolved_form(node) {
            // Data are texts: whatever else is said of them is said of what stands in them.
            Form::Any | Form::Primitive(Primitive::String) | Form::Enum(_) => None,
            _ => Some(self.placed_ty(Some(node), site)),
        }
    }
}

fn nothing_said(framing: Framing) -> Item {
    match framing {
        Framing::Events => Item::Event,
        Framing::Lines => Item::Json(Type::Any),
    }
}

/// Returns the data alone where all events are of one kind and have no name to tell.
fn simplest(mut events: Events) -> Item {
    let usual = events.ends.is_empty() || events.ends == [DONE];
    let unnamed = |row: &EventRow| row.names.iter().all(|name| name == MESSAGE);
    match events.rows.as_mut_slice() {
        [row] if unnamed(row) && usual && row.data.is_some() => {
            row.data.take().map_or(Item::Event, Item::Json)
        }
        [row] if unnamed(row) && events.ends.is_empty() => Item::Text,
        [] => Item::Event,
        _ => Item::Events(events),
    }
}
