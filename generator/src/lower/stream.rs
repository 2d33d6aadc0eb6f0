//! Streams: what their items are.
//!
//! In: a Media Type Object whose media type is a sequence of values. Out: an [`Item`]. It must not know statuses.

use super::form::Form;
use super::media::{self, Framing, Kind};
use super::node::Node;
use super::site::Site;
use super::{Lower, docs};
use crate::diagnostic::{Code, Place};
use crate::ir::{Docs, EventRow, Events, Item, Primitive, Type};

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

/// What schemas say of an event.
struct Envelope<'a> {
    names: Vec<&'a str>,
    /// The nearest first.
    data: Vec<Node<'a>>,
    docs: Docs,
    place: Place,
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
        let found = self.envelopes_of(node)?;
        let mut events = Events { rows: Vec::new(), ends: Vec::new() };
        for envelope in found {
            let data = self.layers(envelope.data);
            let constant = data.iter().find_map(|data| data.text("const"));
            if let (Some(end), true) = (constant, envelope.names.is_empty()) {
                events.ends.push(end.to_owned());
                continue;
            }
            let step = envelope.names.first().copied().unwrap_or(MESSAGE);
            let site = site.child(&format!("{step} event"));
            let row = EventRow {
                names: envelope.names.iter().map(|name| (*name).to_owned()).collect(),
                data: self.data(&data, &site),
                docs: envelope.docs,
            };
            let same = |known: &&mut EventRow| known.names == row.names;
            match events.rows.iter_mut().find(same) {
                Some(known) => {
                    let name = step.to_owned();
                    self.several(&name, &envelope.place);
                    known.data = known.data.take().filter(|data| Some(data) == row.data.as_ref());
                }
                None => events.rows.push(row),
            }
        }
        Some(simplest(events))
    }

    /// Tells whether a schema is one of whole events.
    pub(super) fn is_of_events(&self, node: &Node<'a>) -> bool {
        self.envelopes_of(node).is_some()
    }

    /// Reads a schema of whole events, or each of several that an event is one of.
    fn envelopes_of(&self, node: &Node<'a>) -> Option<Vec<Envelope<'a>>> {
        let around = self.layers(vec![node.clone()]);
        let branches: Vec<Node<'a>> = around
            .iter()
            .flat_map(|layer| ["oneOf", "anyOf"].map(|key| layer.items(key)))
            .flatten()
            .collect();
        if branches.is_empty() {
            return Some(vec![envelope(around, Vec::new())?]);
        }
        let each = |branch| envelope(self.layers(vec![branch]), around.clone());
        branches.into_iter().map(each).collect()
    }

    /// Returns schemas and what they refer to or take in with `allOf`, the nearest first.
    fn layers(&self, mut found: Vec<Node<'a>>) -> Vec<Node<'a>> {
        let mut next = 0;
        while let Some(node) = found.get(next) {
            let target = node.text("$ref").and_then(|reference| self.find(reference));
            let mut below: Vec<_> = target.into_iter().chain(node.items("allOf")).collect();
            below.retain(|node| !found.iter().any(|known| known.place == node.place));
            next += 1;
            found.splice(next..next, below);
        }
        found
    }

    fn several(&mut self, name: &str, place: &Place) {
        let message = format!("events called `{name}` have several types: their data are text");
        self.report(Code::IgnoredPart, place, message);
    }

    /// Returns the type of data that are JSON.
    fn data(&mut self, layers: &[Node<'a>], site: &Site) -> Option<Type> {
        let text = |key: &str| layers.iter().find_map(|node| node.text(key));
        let media_type = text("contentMediaType");
        if let Some(content) = layers.iter().find_map(|node| node.child("contentSchema")) {
            let json = media_type.is_none_or(|it| matches!(media::kind(it), Kind::Json));
            let text = matches!(self.resolved_form(&content), Form::Primitive(Primitive::String));
            // A text that is JSON would have quotes; where nothing says that, it has none.
            let is_text = !json || (media_type.is_none() && text);
            return (!is_text).then(|| self.placed_ty(Some(&content), site));
        }
        if let Some(media_type) = media_type {
            return matches!(media::kind(media_type), Kind::Json).then_some(Type::Any);
        }
        // Data are texts: whatever else is said of them is said of what stands in them.
        let told = layers.iter().find(|node| {
            !matches!(
                self.resolved_form(node),
                Form::Any | Form::Primitive(Primitive::String) | Form::Enum(_)
            )
        })?;
        Some(self.placed_ty(Some(told), site))
    }
}

/// Reads the schemas of one event, the nearest first, and those of all events. `None`: they are of something else.
fn envelope<'a>(own: Vec<Node<'a>>, around: Vec<Node<'a>>) -> Option<Envelope<'a>> {
    let docs = own.iter().map(docs::of).find(|docs| *docs != Docs::default()).unwrap_or_default();
    let place = own.first().map(|node| node.place.clone()).unwrap_or_default();
    let layers: Vec<Node<'a>> = own.into_iter().chain(around).collect();
    let mut fields = Vec::new();
    for layer in &layers {
        // Any field may be absent, and the format says what it then is.
        layer.key("required");
        if layer.types().iter().any(|name| *name != "object") {
            return None;
        }
        fields.extend(layer.members("properties"));
    }
    if !fields.iter().all(|(name, _)| FIELDS.contains(name)) {
        return None;
    }
    let of = |key: &str| -> Vec<Node<'a>> {
        let found = fields.iter().filter(|(name, _)| *name == key);
        found.map(|(_, schema)| schema.clone()).collect()
    };
    let data = of("data");
    let names = of("event").iter().find_map(Node::constants).unwrap_or_default();
    // The format says what all others are, and that data are a text.
    for (name, field) in &fields {
        if *name == "data" {
            field.types();
            // What has only a `contentMediaType` was made bytes, which events cannot be.
            if field.text("contentMediaType").is_some() {
                field.text("format");
            }
        } else {
            field.settle();
        }
    }
    (!data.is_empty()).then_some(Envelope { names, data, docs, place })
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
