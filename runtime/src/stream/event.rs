//! One event of a stream of server-sent events.
//!
//! In: the parsed fields. Out: the same, to be asked. It must not know types.

use std::fmt;

/// An event as the server sent it (WHATWG HTML, 9.2): its data as text, with its name and the last id that was told.
///
/// It is an item of streams of whose data the definition says no more than that it is text.
///
/// ```
/// use portolan_runtime::stream::RawEvent;
///
/// let event = RawEvent::new("tick", "12");
/// assert_eq!((event.name(), event.data()), ("tick", "12"));
/// assert_eq!(event.id(), None);
/// ```
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct RawEvent {
    pub(super) name: String,
    pub(super) data: String,
    pub(super) id: String,
}

impl RawEvent {
    /// Makes an event of its name and its data.
    pub fn new(name: impl Into<String>, data: impl Into<String>) -> Self {
        Self { name: name.into(), data: data.into(), id: String::new() }
    }

    /// Returns the event's name; one without a name is called `message`.
    pub fn name(&self) -> &str {
        if self.name.is_empty() { "message" } else { &self.name }
    }

    /// Gives the event a name.
    #[doc(hidden)]
    #[must_use]
    pub fn named(self, name: &str) -> Self {
        Self { name: name.to_owned(), ..self }
    }

    /// Returns a copy of an event whose name the definition does not have.
    #[doc(hidden)]
    pub fn unknown(&self) -> Self {
        crate::codec::unknown::note();
        self.clone()
    }

    /// Returns the data: its lines, a line feed between two.
    pub fn data(&self) -> &str {
        &self.data
    }

    /// Returns the data.
    pub fn into_data(self) -> String {
        self.data
    }

    /// Returns the last id that the server told, in this event or one before it.
    pub fn id(&self) -> Option<&str> {
        Some(self.id.as_str()).filter(|id| !id.is_empty())
    }
}

impl fmt::Debug for RawEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The data may be anybody's.
        write!(f, "RawEvent({}, {} bytes)", self.name(), self.data.len())
    }
}
