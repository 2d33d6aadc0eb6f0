//! How the bytes of a stream are cut into pieces.
//!
//! In: bytes as they come. Out: chunks, lines, events. It must not know where the bytes come from.

use std::borrow::Cow;
use std::collections::VecDeque;

use bytes::Bytes;

use super::event::RawEvent;
use super::lines::{Lines, TooLong};
use super::parser::Parser;
use crate::json::DecodeError;
use crate::response::Answer;

/// A piece of a stream.
pub(crate) enum Piece {
    Chunk(Bytes),
    Line(Bytes),
    Event(RawEvent),
}

impl Piece {
    /// Returns the piece as it came; of an event its data.
    pub(crate) fn raw(&self) -> Bytes {
        match self {
            Self::Chunk(bytes) | Self::Line(bytes) => bytes.clone(),
            Self::Event(event) => Bytes::copy_from_slice(event.data().as_bytes()),
        }
    }

    /// Returns the piece as an event; a line is one without a name.
    pub(crate) fn event(&self) -> Result<Cow<'_, RawEvent>, DecodeError> {
        let bytes = match self {
            Self::Event(event) => return Ok(Cow::Borrowed(event)),
            Self::Chunk(bytes) | Self::Line(bytes) => bytes,
        };
        let text = std::str::from_utf8(bytes)
            .map_err(|_| DecodeError::new("a text in UTF-8", "bytes that are not UTF-8"))?;
        Ok(Cow::Owned(RawEvent::new("", text)))
    }
}

/// What the pieces are.
pub(crate) enum Framing {
    Chunks,
    Lines(Lines),
    Events(Box<Parser>),
}

impl Framing {
    /// Returns how an answer says that its items stand in it; one that does not say it has lines.
    pub(crate) fn of(answer: &Answer) -> Self {
        if is_events(answer) {
            return Self::Events(Box::default());
        }
        let sequence = answer.is_any(&["application/json-seq", "application/geo+json-seq"]);
        Self::Lines(Lines::new(sequence))
    }

    /// Cuts a piece; it may end several of ours.
    pub(crate) fn push(
        &mut self,
        bytes: Bytes,
        limit: usize,
        out: &mut VecDeque<Piece>,
    ) -> Result<(), TooLong> {
        match self {
            Self::Chunks => out.push_back(Piece::Chunk(bytes)),
            Self::Lines(lines) => {
                let mut found = VecDeque::new();
                let outcome = lines.push(&bytes, limit, &mut found);
                out.extend(found.into_iter().map(Piece::Line));
                return outcome;
            }
            Self::Events(parser) => {
                let mut found = VecDeque::new();
                let outcome = parser.push(&bytes, limit, &mut found);
                out.extend(found.into_iter().map(Piece::Event));
                return outcome;
            }
        }
        Ok(())
    }

    /// Ends the reading; an event that is not ended is none.
    pub(crate) fn finish(&mut self, out: &mut VecDeque<Piece>) {
        if let Self::Lines(lines) = self {
            let mut found = VecDeque::new();
            lines.finish(&mut found);
            out.extend(found.into_iter().map(Piece::Line));
        }
    }
}

/// Writes items as the body of a media type: events, or the data of each as a line.
pub(crate) fn write(media_type: &str, items: impl Iterator<Item = RawEvent>) -> String {
    let essence = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let before = if essence.ends_with("json-seq") { "\u{1E}" } else { "" };
    let mut out = String::new();
    for item in items {
        if essence != EVENTS {
            out.extend([before, item.data(), "\n"]);
            continue;
        }
        for (field, value) in [("id", &item.id), ("event", &item.name)] {
            if !value.is_empty() {
                out.extend([field, ": ", value, "\n"]);
            }
        }
        for line in item.data().split('\n') {
            out.extend(["data: ", line, "\n"]);
        }
        out.push('\n');
    }
    out
}

/// Tells whether an answer is a stream of events.
pub(crate) fn is_events(answer: &Answer) -> bool {
    answer.is_any(&[EVENTS])
}

/// The media type of a stream of events.
pub(crate) const EVENTS: &str = "text/event-stream";
