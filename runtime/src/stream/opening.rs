//! A call on its way to a stream.
//!
//! In: a call. Out: a future of the stream, or the typed failure that came instead. A thin shell around what is compiled once.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use super::feed::{Opened, Refusal, open, open_items};
use super::{ByteStream, ItemStream};
use crate::call::failed;
use crate::error::{BodyError, CallError, Fault};
use crate::failure::Failure;
use crate::json::DecodeError;
use crate::request::Draft;
use crate::transport::BoxFuture;

/// The future of a stream: `Send`, `Unpin`, and it borrows nothing.
#[must_use = "futures do nothing unless awaited"]
pub struct Opening<S, E> {
    run: BoxFuture<'static, Result<Opened, Fault>>,
    id: &'static str,
    finish: fn(Opened, &'static str) -> S,
    /// The media types of the items.
    of: &'static str,
    failure: fn(&'static str, crate::response::Answer) -> CallError<E>,
}

impl<E: Failure> Opening<ByteStream, E> {
    pub(crate) fn bytes(draft: Box<Draft>) -> Self {
        Self {
            id: draft.id,
            run: Box::pin(open(draft)),
            finish: |opened, _| ByteStream::new(opened.into_bytes()),
            of: "",
            failure: failed::<E>,
        }
    }
}

impl<I, E: Failure> Opening<ItemStream<I>, E> {
    pub(crate) fn items(draft: Box<Draft>, of: &'static str) -> Self {
        Self {
            id: draft.id,
            run: Box::pin(open_items(draft, of)),
            finish: |opened, of| ItemStream::new(opened.into_items(of)),
            of,
            failure: failed::<E>,
        }
    }
}

impl<S, E> Opening<S, E> {
    /// Waits on this thread.
    #[cfg(feature = "blocking")]
    pub(crate) fn wait(mut self) -> Result<S, CallError<E>> {
        let opened = crate::blocking::wait(self.run.as_mut()).map_err(CallError::Transport)?;
        self.opened(opened)
    }

    fn opened(&self, opened: Result<Opened, Fault>) -> Result<S, CallError<E>> {
        let opened = opened.map_err(CallError::from_fault)?;
        match opened.refusal() {
            None => Ok((self.finish)(opened, self.of)),
            Some(Refusal::Status) => Err((self.failure)(self.id, opened.into_answer())),
            Some(Refusal::Unfit) => {
                let expected = format!("an answer of `{}`", self.of);
                let error = DecodeError::new(expected, "one of another media type");
                Err(CallError::Decode(BodyError::new(self.id, opened.into_answer(), error)))
            }
        }
    }
}

impl<S, E> Future for Opening<S, E> {
    type Output = Result<S, CallError<E>>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let opened = ready!(self.run.as_mut().poll(context));
        Poll::Ready(self.opened(opened))
    }
}

impl<S, E> fmt::Debug for Opening<S, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Opening({})", self.id)
    }
}
