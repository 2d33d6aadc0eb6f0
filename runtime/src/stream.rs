//! Answers that are read as they come: bytes, events, lines.
//!
//! In: a call. Out: [`ByteStream`], or an [`ItemStream`] of typed items. It must not know how a call is sent.

mod bytes;
mod event;
mod feed;
mod framing;
mod item;
mod items;
mod lines;
mod opening;
mod parser;
mod source;
mod written;

pub use self::bytes::ByteStream;
pub use self::event::RawEvent;
pub use self::item::{Collected, StreamItem};
pub use self::items::ItemStream;
pub use self::opening::Opening;
pub use self::written::JsonLines;

pub(crate) use self::feed::Unread;

/// Why a stream gave no further item: it broke off, nothing came in time, an item is not what the definition says, or the
/// server refused to go on.
///
/// ```
/// use portolan_runtime::stream::StreamError;
///
/// /// After this, the next item can still be read.
/// fn is_skippable(error: &StreamError) -> bool {
///     matches!(error, StreamError::Decode(_))
/// }
/// # let _ = is_skippable;
/// ```
pub type StreamError = crate::error::CallError<crate::failure::NoError>;
