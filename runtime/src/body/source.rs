//! Where a streamed body comes from: a file, a reader, several bodies in a row.
//!
//! In: what can be read once. Out: its chunks, none of them empty. It must not know requests.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::io::Read;
use std::pin::Pin;

use bytes::Bytes;
use tokio::io::{AsyncRead, ReadBuf};

use super::{Body, Chunks};
use crate::transport::{BoxFuture, TransportError};

/// How much is read at once.
const CHUNK: usize = 64 * 1024;

type Chunk = Option<Result<Bytes, TransportError>>;

/// A file: it is read beside the tasks, which a disk must not hold up.
pub(super) struct Opened(Option<std::fs::File>);

impl Opened {
    pub(super) fn new(file: std::fs::File) -> Self {
        Self(Some(file))
    }
}

impl Chunks for Opened {
    fn next(&mut self) -> BoxFuture<'_, Chunk> {
        Box::pin(async {
            let mut file = self.0.take()?;
            let read = tokio::task::spawn_blocking(move || {
                let mut chunk = Vec::new();
                let room = u64::try_from(CHUNK).unwrap_or(u64::MAX);
                Read::by_ref(&mut file).take(room).read_to_end(&mut chunk).map(|_| (file, chunk))
            });
            match read.await {
                Ok(Ok((_, chunk))) if chunk.is_empty() => None,
                Ok(Ok((file, chunk))) => {
                    self.0 = Some(file);
                    Some(Ok(chunk.into()))
                }
                Ok(Err(error)) => Some(Err(TransportError::new(error).permanent())),
                Err(error) => Some(Err(TransportError::new(error).permanent())),
            }
        })
    }
}

/// Anything that tokio reads.
pub(super) struct Reading<R> {
    reader: R,
    room: Vec<u8>,
}

impl<R> Reading<R> {
    pub(super) fn new(reader: R) -> Self {
        Self { reader, room: vec![0; CHUNK] }
    }
}

impl<R: AsyncRead + Send + Unpin + 'static> Chunks for Reading<R> {
    fn next(&mut self) -> BoxFuture<'_, Chunk> {
        Box::pin(async {
            let mut room = ReadBuf::new(&mut self.room);
            match poll_fn(|context| Pin::new(&mut self.reader).poll_read(context, &mut room)).await
            {
                Ok(()) if room.filled().is_empty() => None,
                Ok(()) => Some(Ok(Bytes::copy_from_slice(room.filled()))),
                Err(error) => Some(Err(TransportError::new(error).permanent())),
            }
        })
    }
}

/// Bodies in a row.
pub(crate) struct Row(pub(crate) VecDeque<Body>);

impl Row {
    /// Returns them as one body: bytes where all of them are.
    pub(crate) fn join(bodies: Vec<Body>) -> Body {
        let whole: Option<Vec<&[u8]>> =
            bodies.iter().map(|body| body.as_bytes().map(|bytes| &**bytes)).collect();
        if let Some(whole) = whole {
            return Body::from(whole.concat());
        }
        let len = bodies.iter().try_fold(0_u64, |sum, body| sum.checked_add(body.len()?));
        let body = Body::chunks(Self(bodies.into()));
        match len {
            Some(len) => body.with_len(len),
            None => body,
        }
    }
}

impl Chunks for Row {
    fn next(&mut self) -> BoxFuture<'_, Chunk> {
        Box::pin(async {
            while let Some(body) = self.0.front_mut() {
                if let Some(chunk) = body.next().await {
                    return Some(chunk);
                }
                self.0.pop_front();
            }
            None
        })
    }
}
