//! A stream of typed items.
//!
//! In: an answer whose body is not read. Out: its events or lines, each as its type. It must not know how they are cut out.

use std::fmt;
use std::future::poll_fn;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use futures_core::Stream;
use http::{HeaderMap, StatusCode};

use super::feed::Feed;
use super::framing::Piece;
use super::source::Step;
use super::{StreamError, StreamItem};

/// The items of an answer as they come: server-sent events, or lines of JSON.
///
/// The time-outs of a call end when its answer begins. From then on the stream may be silent for 5 minutes, or as long as
/// [`ItemStream::idle_timeout`] says: comments, which servers send to keep a connection open, break the silence.
///
/// A stream of events that breaks off is taken up again where that is safe: the method is idempotent, and the server told
/// the id of an event, which it is sent back as `Last-Event-ID`. It is tried 5 times without an event in between, after
/// the pause that the server asked for (else 1 s), doubled each time, up to a minute. [`ItemStream::reconnect`] changes it.
///
/// An item that is not what the definition says is a [`StreamError::Decode`](crate::CallError::Decode), which holds the
/// item as it came; the next one can be read all the same. Every other error ends the stream. One item may be as large as a
/// whole body may be.
///
/// ```no_run
/// # use portolan_runtime::stream::ItemStream;
/// # async fn f(mut ticks: ItemStream<i64>) -> Result<(), portolan_runtime::Error> {
/// while let Some(tick) = ticks.next().await {
///     println!("{}", tick?);
/// }
/// # Ok(()) }
/// ```
#[must_use = "a stream does nothing until its next item is asked for"]
pub struct ItemStream<I> {
    feed: Feed,
    items: PhantomData<fn() -> I>,
}

impl<I> ItemStream<I> {
    pub(crate) fn new(feed: Feed) -> Self {
        Self { feed, items: PhantomData }
    }

    /// Returns the answer's status.
    pub fn status(&self) -> StatusCode {
        self.feed.answer().status()
    }

    /// Returns the answer's headers.
    pub fn headers(&self) -> &HeaderMap {
        self.feed.answer().headers()
    }

    /// Returns the id that the server told last: with it as `Last-Event-ID`, a later call goes on from here.
    pub fn last_event_id(&self) -> Option<&str> {
        self.feed.last_id()
    }

    /// Sets how long the server may be silent.
    pub fn idle_timeout(mut self, idle: Duration) -> Self {
        self.feed.idle(idle);
        self
    }

    /// Sets how often a stream of events is taken up again without an event in between; 0: never.
    ///
    /// What is asked for is done whatever the method, whether or not the server told an id, and also after an end without
    /// an error, as browsers do: until the server answers 204.
    pub fn reconnect(mut self, attempts: u32) -> Self {
        self.feed.reconnect(attempts);
        self
    }
}

impl<I: StreamItem> ItemStream<I> {
    /// Returns the next item. `None`: there is none.
    ///
    /// Dropping the future before it ends loses nothing.
    pub async fn next(&mut self) -> Option<Result<I, StreamError>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// Returns all items in one list.
    ///
    /// # Errors
    ///
    /// Fails with the first item that cannot be had; what came before is dropped.
    pub async fn collect(mut self) -> Result<Vec<I>, StreamError> {
        let mut items = Vec::new();
        while let Some(item) = self.next().await {
            items.push(item?);
        }
        Ok(items)
    }

    /// Returns the next item, and waits for it on this thread, which must not belong to a tokio runtime. `None`: there is
    /// none.
    #[cfg(feature = "blocking")]
    pub fn next_blocking(&mut self) -> Option<Result<I, StreamError>> {
        let step = self.feed.wait();
        self.came(step)
    }

    /// Returns all items in one list, and waits for them on this thread.
    ///
    /// # Errors
    ///
    /// Fails with the first item that cannot be had; what came before is dropped.
    #[cfg(feature = "blocking")]
    pub fn collect_blocking(mut self) -> Result<Vec<I>, StreamError> {
        std::iter::from_fn(|| self.next_blocking()).collect()
    }

    /// Types what came; the end that an item tells is one.
    fn came(&mut self, step: Step) -> Option<Result<I, StreamError>> {
        let piece = match step? {
            Ok(piece) => piece,
            Err(error) => return Some(Err(error)),
        };
        if let Piece::Event(event) = &piece
            && I::is_end(event)
        {
            self.feed.close();
            return None;
        }
        let item = piece.event().and_then(|event| I::read(&event));
        Some(item.map_err(|error| self.feed.undecodable(piece.raw(), error)))
    }
}

impl<I: StreamItem> Stream for ItemStream<I> {
    type Item = Result<I, StreamError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let step = ready!(self.feed.poll(context));
        Poll::Ready(self.came(step))
    }
}

impl<I> fmt::Debug for ItemStream<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ItemStream({})", self.feed.id())
    }
}
