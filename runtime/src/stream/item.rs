//! What the items of a stream become.
//!
//! In: the text of a line, or an event. Out: a value, or what is wrong in it. It must not know how a stream is read.

use std::collections::VecDeque;
use std::ops::Deref;

use super::event::RawEvent;
use super::framing::{self, Framing, Piece};
use crate::json::{self, DecodeError, Json, Writer};
use crate::output::{Output, PlainText};
use crate::response::Answer;

/// A value that an item of a stream can be read as.
///
/// Every [`Json`] type is one (a line, or the data of an event), and [`RawEvent`] and [`PlainText`]. The macro `events!`
/// implements it for enums of events by name.
pub trait StreamItem: Sized {
    /// Tells whether an event ends the stream and is no item of it: `[DONE]` does where JSON is expected.
    fn is_end(event: &RawEvent) -> bool {
        event.data() == DONE
    }

    /// Reads the item; a line is an event without a name.
    ///
    /// # Errors
    ///
    /// Fails where the text is not what the type says.
    fn read(event: &RawEvent) -> Result<Self, DecodeError>;

    /// Writes the item as JSON.
    fn write_item(&self, w: &mut Writer);

    /// Returns the item as the event that it is read from; without more, its data are JSON.
    fn to_event(&self) -> RawEvent {
        let mut writer = Writer::new();
        self.write_item(&mut writer);
        RawEvent::new("", String::from_utf8_lossy(&writer.into_vec()))
    }
}

/// What many services send where a stream ends.
const DONE: &str = "[DONE]";

impl<T: Json> StreamItem for T {
    fn read(event: &RawEvent) -> Result<Self, DecodeError> {
        json::from_str(event.data())
    }

    fn write_item(&self, w: &mut Writer) {
        self.write(w);
    }
}

impl StreamItem for PlainText {
    fn is_end(_: &RawEvent) -> bool {
        false
    }

    fn read(event: &RawEvent) -> Result<Self, DecodeError> {
        Ok(Self(event.data().to_owned()))
    }

    fn write_item(&self, w: &mut Writer) {
        w.text(self);
    }

    fn to_event(&self) -> RawEvent {
        RawEvent::new("", &self.0)
    }
}

/// As JSON it is an object: `data`, and `event` and `id` where the server told them.
impl StreamItem for RawEvent {
    fn is_end(_: &RawEvent) -> bool {
        false
    }

    fn read(event: &RawEvent) -> Result<Self, DecodeError> {
        Ok(event.clone())
    }

    fn write_item(&self, w: &mut Writer) {
        let told = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
        w.begin_object();
        w.optional("event", &told(&self.name));
        w.required("data", &self.data);
        w.optional("id", &told(&self.id));
        w.end_object();
    }

    fn to_event(&self) -> RawEvent {
        self.clone()
    }
}

/// All items of a stream that was read to its end: what a call gives whose definition knows its answer as a stream alone.
///
/// A stream without an end never gives it: `.stream()` gives its items as they come.
///
/// ```
/// use portolan_runtime::http::{HeaderMap, StatusCode};
/// use portolan_runtime::stream::Collected;
/// use portolan_runtime::{Answer, Output};
///
/// let answer = Answer::new(StatusCode::OK, HeaderMap::new(), "[1]\n[2, 3]\n");
/// let lines: Collected<Vec<i64>> = Output::read(&answer)?;
/// assert_eq!(lines.0, [vec![1], vec![2, 3]]);
/// # Ok::<(), portolan_runtime::json::DecodeError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Collected<I>(pub Vec<I>);

impl<I: StreamItem> Output for Collected<I> {
    fn read(answer: &Answer) -> Result<Self, DecodeError> {
        let mut framing = Framing::of(answer);
        let mut pieces = VecDeque::new();
        let whole = framing.push(answer.body().clone(), usize::MAX, &mut pieces);
        whole.map_err(|_| DecodeError::new("a stream", "an endless one"))?;
        framing.finish(&mut pieces);
        let mut items = Vec::with_capacity(pieces.len());
        for piece in pieces {
            if matches!(&piece, Piece::Event(event) if I::is_end(event)) {
                break;
            }
            items.push(I::read(&*piece.event()?)?);
        }
        Ok(Self(items))
    }
}

impl<I: StreamItem> Collected<I> {
    /// Writes the items as a body of a media type.
    pub(crate) fn to_body(&self, media_type: &str) -> String {
        framing::write(media_type, self.0.iter().map(StreamItem::to_event))
    }
}

impl<I> Deref for Collected<I> {
    type Target = [I];

    fn deref(&self) -> &[I] {
        &self.0
    }
}

impl<I> IntoIterator for Collected<I> {
    type Item = I;
    type IntoIter = std::vec::IntoIter<I>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}
