//! Answers that are read as they come: what their items are.
//!
//! In and out: plain data, as in the rest of [`ir`](super). It must not know Rust's syntax.

use super::{Docs, Type};

/// A success that is a stream of items.
#[derive(Clone, Debug, PartialEq)]
pub struct Stream {
    /// The media types that are asked for, in the definition's order.
    pub media_types: Vec<String>,
    /// What an item is.
    pub item: Item,
}

/// What an item of a stream is: a line, or an event.
#[derive(Clone, Debug, PartialEq)]
pub enum Item {
    /// JSON: a line, or the data of an event.
    Json(Type),
    /// The data of an event, as text.
    Text,
    /// An event as it is: the definition says no more than that there are some.
    Event,
    /// One of several events.
    Events(Events),
}

/// The events of a stream, by name.
#[derive(Clone, Debug, PartialEq)]
pub struct Events {
    /// In the definition's order.
    pub rows: Vec<EventRow>,
    /// The data that end the stream.
    pub ends: Vec<String>,
}

/// One kind of event.
#[derive(Clone, Debug, PartialEq)]
pub struct EventRow {
    /// Its names; an event without one is a `message`.
    pub names: Vec<String>,
    /// The type of its data, which are JSON; `None`: they are text.
    pub data: Option<Type>,
    /// What it means.
    pub docs: Docs,
}

impl Item {
    /// Returns every type that an item holds.
    pub fn types(&self) -> Vec<&Type> {
        match self {
            Self::Json(ty) => vec![ty],
            Self::Text | Self::Event => Vec::new(),
            Self::Events(events) => events.rows.iter().filter_map(|it| it.data.as_ref()).collect(),
        }
    }

    /// Returns every type that an item holds, to be changed.
    pub fn types_mut(&mut self) -> Vec<&mut Type> {
        match self {
            Self::Json(ty) => vec![ty],
            Self::Text | Self::Event => Vec::new(),
            Self::Events(events) => {
                events.rows.iter_mut().filter_map(|it| it.data.as_mut()).collect()
            }
        }
    }
}
