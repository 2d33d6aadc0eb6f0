//! The media types that one answer is offered in, and what each of them is read as.
//!
//! In: the `content` of a Response Object. Out: [`Reading`]s, one for each kind of value. It must not know statuses.

use openapiv3 as model;

use super::Lower;
use super::media::{Framing, Kind};
use super::node::Node;
use super::site::Site;
use super::stream::Schemas;
use crate::diagnostic::{Code, Place};
use crate::ir::{Codec, Content, Item, Stream};

/// One way to read an answer.
pub(super) struct Reading {
    pub(super) content: Content,
    /// Media types that are read in this way.
    pub(super) media_types: Vec<String>,
    /// Answers of a media type that is not declared are read in this way too.
    pub(super) fallback: bool,
}

/// What one answer is read as.
#[derive(Default)]
pub(super) struct Readings {
    pub(super) whole: Vec<Reading>,
    /// The same item by item.
    pub(super) stream: Option<Stream>,
}

/// A media type of an answer.
struct Offer<'a> {
    media_type: &'a str,
    kind: Kind,
    node: Option<Node<'a>>,
    /// Of the items of a stream.
    items: Option<Node<'a>>,
}

impl Offer<'_> {
    fn is_readable(&self) -> bool {
        !matches!(self.kind, Kind::Form | Kind::Multipart | Kind::Xml | Kind::Stream(_))
    }

    fn stream(&self) -> Option<Framing> {
        match self.kind {
            Kind::Stream(framing) => Some(framing),
            _ => None,
        }
    }

    /// Tells whether both hold the same value, by one schema.
    fn holds(&self, other: &Self) -> bool {
        self.node.as_ref().map(|node| node.value) == other.node.as_ref().map(|node| node.value)
    }

    /// Tells whether both are streams of the same items.
    fn streams_as(&self, other: &Self) -> bool {
        let items = |offer: &Self| offer.items.as_ref().map(|node| node.value);
        self.holds(other) && items(self) == items(other)
    }

    /// Tells whether both are read by the same code into the same type.
    fn reads_as(&self, other: &Self) -> bool {
        match (self.kind, other.kind) {
            (Kind::Json, Kind::Json) => self.holds(other),
            (Kind::Text | Kind::Yaml, Kind::Text | Kind::Yaml) => true,
            (Kind::Bytes | Kind::Wildcard, Kind::Bytes | Kind::Wildcard) => true,
            (one, another) => one == another,
        }
    }
}

impl<'a> Lower<'a, '_> {
    /// Lowers the media types of an answer, in their order. One is the fallback: JSON, else the first that is no
    /// stream, no form and no XML. Beside it stands every other that holds another value. A `success` may be read as a
    /// stream too; its items have their names from there.
    pub(super) fn readings(
        &mut self,
        contents: &'a model::Content,
        success: Option<&Site>,
        place: &Place,
        site: &Site,
    ) -> Readings {
        let all: Vec<Offer<'a>> = contents
            .iter()
            .map(|(media_type, media)| {
                let node = media.schema.as_ref().and_then(|schema| self.stub(schema));
                let items = media.extensions.get(ITEM_SCHEMA).and_then(|stub| self.stub_of(stub));
                Offer { media_type, kind: self.kind_of(media_type, node.as_ref()), node, items }
            })
            .collect();
        let chosen = all
            .iter()
            .find(|offer| offer.kind == Kind::Json)
            .or_else(|| all.iter().find(|offer| offer.is_readable()))
            .or_else(|| all.iter().find(|offer| offer.stream() == Some(Framing::Events)))
            .or_else(|| all.iter().find(|offer| offer.stream().is_some()))
            .or(all.first());
        let Some(chosen) = chosen else { return Readings::default() };
        let stream = success.and_then(|site| self.stream(&all, site));
        let same = |offer: &Offer<'a>| offer.kind != Kind::Json || offer.holds(chosen);
        // Bytes and text are what they are; what holds the same value is read by the schema of the chosen one.
        for offer in all.iter().filter(|offer| same(offer) && !std::ptr::eq(*offer, chosen)) {
            offer.node.iter().for_each(Node::settle);
        }
        // Each with the offers that are read alike.
        let mut groups: Vec<Vec<&Offer<'a>>> = Vec::new();
        for offer in &all {
            let alike = offer.reads_as(chosen);
            // The same value in another encoding is no loss, and it is not asked for.
            if !alike && offer.node.is_some() && offer.holds(chosen) && offer.stream().is_none() {
                continue;
            }
            // It has a method of its own.
            let streams =
                |stream: &Stream| stream.media_types.iter().any(|it| it == offer.media_type);
            if !alike && stream.as_ref().is_some_and(streams) {
                continue;
            }
            if !alike && !offer.is_readable() {
                let message = format!(
                    "an answer of `{}` is left out beside `{}`",
                    offer.media_type, chosen.media_type
                );
                self.report(Code::UnsupportedMediaType, &place.child(offer.media_type), message);
                continue;
            }
            let group =
                groups.iter_mut().find(|g| g.first().is_some_and(|first| first.reads_as(offer)));
            match group {
                Some(group) => {
                    offer.node.iter().for_each(Node::settle);
                    group.push(offer);
                }
                None => groups.push(vec![offer]),
            }
        }
        let mut readings: Vec<Reading> = Vec::new();
        for group in groups {
            let fallback = group.iter().any(|offer| offer.media_type == chosen.media_type);
            let Some(first) = (if fallback { Some(chosen) } else { group.first().copied() }) else {
                continue;
            };
            let own = site.child(first.media_type);
            let codec = match (&stream, first.stream()) {
                (Some(stream), Some(_)) => Codec::Items(stream.item.clone()),
                _ => self.codec_of(first, place, if fallback { site } else { &own }),
            };
            let media_types = group.iter().map(|offer| offer.media_type.to_owned());
            // Two schemas can come to one type.
            match readings.iter_mut().find(|reading| reading.content.codec == codec) {
                Some(reading) => {
                    reading.media_types.extend(media_types);
                    reading.fallback |= fallback;
                }
                None => readings.push(Reading {
                    content: Content { media_type: first.media_type.to_owned(), codec },
                    media_types: media_types.collect(),
                    fallback,
                }),
            }
        }
        // What takes every media type is asked last, so that it is the fallback.
        let any = |reading: &Reading| reading.media_types.iter().any(|it| is_any(it));
        if readings.iter().any(any) {
            for reading in &mut readings {
                reading.fallback = any(reading);
            }
        }
        Readings { whole: readings, stream }
    }

    /// Lowers the media types that are streams: events, where there are some, else lines.
    fn stream(&mut self, all: &[Offer<'a>], site: &Site) -> Option<Stream> {
        let of = |framing| all.iter().filter(move |offer| offer.stream() == Some(framing));
        let framing = [Framing::Events, Framing::Lines]
            .into_iter()
            .find(|framing| of(*framing).next().is_some())?;
        let first = of(framing).next()?;
        let schemas = Schemas { whole: first.node.clone(), item: first.items.clone() };
        let item = self.items(framing, &schemas, site);
        let mut media_types = Vec::new();
        let node = first.items.as_ref().or(first.node.as_ref());
        // The data of an event are what a line is, unless the schema is one of whole events.
        let is_data =
            matches!(item, Item::Json(_)) && !node.is_some_and(|it| self.is_of_events(it));
        for offer in all.iter().filter(|offer| offer.stream().is_some()) {
            if (offer.stream() == Some(framing) || is_data) && offer.streams_as(first) {
                if !std::ptr::eq(offer, first) {
                    offer.node.iter().chain(&offer.items).for_each(Node::settle);
                }
                media_types.push(offer.media_type.to_owned());
            }
        }
        Some(Stream { media_types, item })
    }

    fn codec_of(&mut self, offer: &Offer<'a>, place: &Place, site: &Site) -> Codec {
        let media_type = offer.media_type;
        let message = match offer.kind {
            Kind::Stream(_) => {
                format!("`{media_type}` is a stream: it is given as text once it ends")
            }
            Kind::Xml => format!("an answer of `{media_type}` is given as text"),
            Kind::Form | Kind::Multipart => {
                format!("an answer of `{media_type}` is given as bytes")
            }
            _ => String::new(),
        };
        if !message.is_empty() {
            self.report(Code::UnsupportedMediaType, &place.child(media_type), message);
        }
        if offer.kind != Kind::Json {
            offer.node.iter().for_each(Node::settle);
        }
        match offer.kind {
            Kind::Json => Codec::Json(self.placed_ty(offer.node.as_ref(), site)),
            Kind::Text | Kind::Yaml | Kind::Xml | Kind::Stream(_) => Codec::Text,
            Kind::Bytes | Kind::Wildcard | Kind::Form | Kind::Multipart => Codec::Bytes,
        }
    }
}

/// What carries `itemSchema`, which the model does not have.
pub(super) const ITEM_SCHEMA: &str = "x-portolan-itemSchema";

/// Tells whether a range takes whatever can be the fallback.
fn is_any(media_type: &str) -> bool {
    matches!(media_type, "*/*" | "*" | "application/*")
}
