//! The body of a request or a response.
//!
//! In: bytes, or chunks as they arrive. Out: the same, once. It must not know media types.

mod source;

use std::fmt;
use std::path::Path;

use bytes::{Bytes, BytesMut};
use tokio::io::AsyncRead;

pub(crate) use self::source::Row;
use crate::transport::{BoxFuture, TransportError};

/// A source of chunks: `None` is the end.
pub trait Chunks: Send + 'static {
    /// Returns the next chunk.
    fn next(&mut self) -> BoxFuture<'_, Option<Result<Bytes, TransportError>>>;
}

/// A body: bytes that can be sent again, or chunks that come once.
///
/// Whatever turns into [`Bytes`] turns into a body; files and streams have constructors.
///
/// ```
/// use portolan_runtime::body::Body;
///
/// let text = Body::from("a text");
/// let stream = Body::reader(&b"read as it is sent"[..]).with_len(18);
/// assert_eq!((text.len(), stream.len()), (Some(6), Some(18)));
/// ```
#[derive(Default)]
pub struct Body(Inner);

enum Inner {
    Bytes(Bytes),
    Chunks(Box<dyn Chunks>, Option<u64>),
}

impl Default for Inner {
    fn default() -> Self {
        Self::Bytes(Bytes::new())
    }
}

impl Body {
    /// Returns a body without a byte.
    pub fn empty() -> Self {
        Self::default()
    }

    /// Returns a body that is read once, chunk by chunk.
    pub fn chunks(chunks: impl Chunks) -> Self {
        Self(Inner::Chunks(Box::new(chunks), None))
    }

    /// Returns a body that is read once, from a file or a socket of tokio's or anything like it.
    pub fn reader(reader: impl AsyncRead + Send + Unpin + 'static) -> Self {
        Self::chunks(source::Reading::new(reader))
    }

    /// Opens a file, to be read while it is sent. Its length is what it is now.
    ///
    /// # Errors
    ///
    /// Fails where the file cannot be opened.
    pub fn open(path: impl AsRef<Path>) -> std::io::Result<Self> {
        let file = std::fs::File::open(path)?;
        let len = file.metadata()?.len();
        Ok(Self::chunks(source::Opened::new(file)).with_len(len))
    }

    /// Tells how many bytes the chunks are: the request then says its length. A body that turns out to be of another
    /// length is an error while it is sent.
    #[must_use]
    pub fn with_len(mut self, bytes: u64) -> Self {
        if let Inner::Chunks(_, len) = &mut self.0 {
            *len = Some(bytes);
        }
        self
    }

    /// Holds the body to a length that was told.
    #[must_use]
    pub(crate) fn exactly(self, length: u64) -> Self {
        match &self.0 {
            Inner::Bytes(bytes) if u64::try_from(bytes.len()) == Ok(length) => self,
            Inner::Bytes(_) => Self::chunks(source::Row([self].into())).with_len(length),
            Inner::Chunks(..) => self.with_len(length),
        }
    }

    /// Returns how many bytes are still to come, where that is known.
    #[expect(clippy::len_without_is_empty, reason = "nobody knows whether a stream is empty")]
    pub fn len(&self) -> Option<u64> {
        match &self.0 {
            Inner::Bytes(bytes) => u64::try_from(bytes.len()).ok(),
            Inner::Chunks(_, len) => *len,
        }
    }

    /// Returns a copy where the body is held as bytes: what can be sent a second time.
    pub fn try_clone(&self) -> Option<Self> {
        self.as_bytes().map(|bytes| Self(Inner::Bytes(bytes.clone())))
    }

    /// Returns the bytes where all of them are at hand.
    pub fn as_bytes(&self) -> Option<&Bytes> {
        match &self.0 {
            Inner::Bytes(bytes) => Some(bytes),
            Inner::Chunks(..) => None,
        }
    }

    /// Returns the next chunk, `None` at the end.
    pub async fn next(&mut self) -> Option<Result<Bytes, TransportError>> {
        match &mut self.0 {
            Inner::Bytes(bytes) if bytes.is_empty() => None,
            Inner::Bytes(bytes) => Some(Ok(std::mem::take(bytes))),
            Inner::Chunks(chunks, len) => counted(chunks.next().await, len),
        }
    }

    /// Reads everything, up to `limit` bytes; more than that is an error and the rest is not read.
    pub async fn collect(mut self, limit: usize) -> Result<Bytes, TransportError> {
        if let Inner::Bytes(bytes) = self.0 {
            return if bytes.len() > limit { Err(too_large(limit)) } else { Ok(bytes) };
        }
        let mut all = BytesMut::new();
        while let Some(chunk) = self.next().await {
            let chunk = chunk?;
            if all.len().saturating_add(chunk.len()) > limit {
                return Err(too_large(limit));
            }
            all.extend_from_slice(&chunk);
        }
        Ok(all.freeze())
    }
}

/// Takes a chunk off the length that was told: what would be cut off or filled up silently is an error.
fn counted(
    chunk: Option<Result<Bytes, TransportError>>,
    len: &mut Option<u64>,
) -> Option<Result<Bytes, TransportError>> {
    let Some(left) = len else { return chunk };
    let taken = match &chunk {
        None if *left > 0 => None,
        None | Some(Err(_)) => return chunk,
        Some(Ok(bytes)) => {
            u64::try_from(bytes.len()).ok().and_then(|bytes| left.checked_sub(bytes))
        }
    };
    match taken {
        Some(rest) => {
            *left = rest;
            chunk
        }
        None => {
            let message = "the body is not as long as its length says";
            Some(Err(TransportError::new(message).permanent()))
        }
    }
}

fn too_large(limit: usize) -> TransportError {
    TransportError::new(format!("the body is larger than {limit} bytes")).permanent()
}

impl<T: Into<Bytes>> From<T> for Body {
    fn from(bytes: T) -> Self {
        Self(Inner::Bytes(bytes.into()))
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            // A body may hold a password: only its length is told.
            Inner::Bytes(bytes) => write!(f, "Body({} bytes)", bytes.len()),
            Inner::Chunks(..) => f.write_str("Body(stream)"),
        }
    }
}
