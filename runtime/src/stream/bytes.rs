//! A download: the bytes of an answer as they come.
//!
//! In: an answer whose body is not read. Out: its chunks. It must not know media types.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_core::Stream;
use http::{HeaderMap, StatusCode, header};
use tokio::io::AsyncWrite;

use super::StreamError;
use super::feed::Feed;
use crate::body::{Body, Chunks};
use crate::transport::{BoxFuture, TransportError};

/// The bytes of an answer, in chunks as they come: nothing but the current one is held in memory.
///
/// The time-outs of a call end when its answer begins. From then on the stream may be silent for 5 minutes, or as long as
/// [`ByteStream::idle_timeout`] says; how long it takes as a whole, and how large it is, has no limit. A body that ends
/// before its `Content-Length` is an error, never a short file.
///
/// ```no_run
/// # async fn f(call: portolan_runtime::Call<(), portolan_runtime::NoError>) -> Result<(), portolan_runtime::Error> {
/// let mut download = call.stream().await?;
/// println!("{} {:?} bytes", download.status(), download.content_length());
/// while let Some(chunk) = download.next().await {
///     println!("{} more", chunk?.len());
/// }
/// # Ok(()) }
/// ```
#[must_use = "a stream does nothing until its next item is asked for"]
pub struct ByteStream(Feed);

impl ByteStream {
    pub(crate) fn new(feed: Feed) -> Self {
        Self(feed)
    }

    /// Returns the answer's status.
    pub fn status(&self) -> StatusCode {
        self.0.answer().status()
    }

    /// Returns the answer's headers.
    pub fn headers(&self) -> &HeaderMap {
        self.0.answer().headers()
    }

    /// Returns how many bytes the answer says that it has.
    pub fn content_length(&self) -> Option<u64> {
        self.headers().get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
    }

    /// Sets how long the server may be silent.
    pub fn idle_timeout(mut self, idle: Duration) -> Self {
        self.0.idle(idle);
        self
    }

    /// Returns the next chunk. `None`: there is none.
    ///
    /// Dropping the future before it ends loses nothing.
    pub async fn next(&mut self) -> Option<Result<Bytes, StreamError>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// Reads everything, up to `limit` bytes.
    ///
    /// # Errors
    ///
    /// Fails where there is more, or where the answer breaks off.
    pub async fn collect(mut self, limit: usize) -> Result<Bytes, StreamError> {
        let mut all = BytesMut::new();
        while let Some(chunk) = self.next().await {
            add(&mut all, &chunk?, limit)?;
        }
        Ok(all.freeze())
    }

    /// Returns the next chunk, and waits for it on this thread, which must not belong to a tokio runtime. `None`: there is
    /// none.
    #[cfg(feature = "blocking")]
    pub fn next_blocking(&mut self) -> Option<Result<Bytes, StreamError>> {
        self.0.wait().map(|piece| piece.map(|piece| piece.raw()))
    }

    /// Reads everything, up to `limit` bytes, and waits for it on this thread.
    ///
    /// # Errors
    ///
    /// Fails where there is more, or where the answer breaks off.
    #[cfg(feature = "blocking")]
    pub fn collect_blocking(mut self, limit: usize) -> Result<Bytes, StreamError> {
        let mut all = BytesMut::new();
        while let Some(chunk) = self.next_blocking() {
            add(&mut all, &chunk?, limit)?;
        }
        Ok(all.freeze())
    }

    /// Writes everything to a file or another writer of the standard library, waiting on this thread, and returns how many
    /// bytes that were. The writer is flushed.
    ///
    /// # Errors
    ///
    /// Fails where the answer breaks off or the writer does; what was written stays.
    #[cfg(feature = "blocking")]
    pub fn write_to_blocking(
        mut self,
        mut writer: impl std::io::Write,
    ) -> Result<u64, StreamError> {
        let mut written = 0_u64;
        while let Some(chunk) = self.next_blocking() {
            let chunk = chunk?;
            writer.write_all(&chunk).map_err(unwritten)?;
            written = written.saturating_add(u64::try_from(chunk.len()).unwrap_or(u64::MAX));
        }
        writer.flush().map_err(unwritten)?;
        Ok(written)
    }

    /// Writes everything to a file or a socket of tokio's, and returns how many bytes that were. The writer is flushed,
    /// not closed.
    ///
    /// # Errors
    ///
    /// Fails where the answer breaks off or the writer does; what was written stays.
    pub async fn write_to(
        mut self,
        mut writer: impl AsyncWrite + Unpin,
    ) -> Result<u64, StreamError> {
        let mut written = 0_u64;
        while let Some(chunk) = self.next().await {
            let mut rest = chunk?;
            while !rest.is_empty() {
                let writing = poll_fn(|context| Pin::new(&mut writer).poll_write(context, &rest));
                let count = writing.await.map_err(unwritten)?;
                if count == 0 {
                    return Err(unwritten(std::io::ErrorKind::WriteZero.into()));
                }
                written = written.saturating_add(u64::try_from(count).unwrap_or(u64::MAX));
                rest = rest.slice(count.min(rest.len())..);
            }
        }
        poll_fn(|context| Pin::new(&mut writer).poll_flush(context)).await.map_err(unwritten)?;
        Ok(written)
    }
}

fn add(all: &mut BytesMut, chunk: &[u8], limit: usize) -> Result<(), StreamError> {
    if all.len().saturating_add(chunk.len()) > limit {
        let message = format!("the body is larger than {limit} bytes");
        return Err(StreamError::Transport(TransportError::new(message).permanent()));
    }
    all.extend_from_slice(chunk);
    Ok(())
}

/// Returns the error of a writer.
fn unwritten(error: std::io::Error) -> StreamError {
    StreamError::Transport(TransportError::new(error).permanent())
}

impl Stream for ByteStream {
    type Item = Result<Bytes, StreamError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let step = self.0.poll(context);
        step.map(|step| step.map(|piece| piece.map(|piece| piece.raw())))
    }
}

/// What comes down goes up again, chunk by chunk.
impl From<ByteStream> for Body {
    fn from(stream: ByteStream) -> Self {
        let length = stream.content_length();
        let body = Self::chunks(stream);
        match length {
            Some(length) => body.with_len(length),
            None => body,
        }
    }
}

impl Chunks for ByteStream {
    fn next(&mut self) -> BoxFuture<'_, Option<Result<Bytes, TransportError>>> {
        Box::pin(async {
            let chunk = ByteStream::next(self).await?;
            Some(chunk.map_err(|error| match error {
                StreamError::Transport(error) => error,
                error => TransportError::new(error).permanent(),
            }))
        })
    }
}

impl fmt::Debug for ByteStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ByteStream({})", self.0.id())
    }
}
