//! Bodies that are sent item by item: lines of JSON.
//!
//! In: values, or a stream of them. Out: a body. It must not know requests.

use std::fmt;
use std::future::poll_fn;
use std::marker::PhantomData;
use std::pin::Pin;

use bytes::Bytes;
use futures_core::Stream;

use crate::body::{Body, Chunks};
use crate::json::{Json, Writer};
use crate::transport::{BoxFuture, TransportError};

/// The body of a request that is a value a line, or a sequence of them (RFC 7464).
///
/// ```
/// use portolan_runtime::JsonLines;
///
/// let two: JsonLines<i64> = vec![1, 2].into();
/// let many: JsonLines<i64> = (1..100).collect();
/// let text: JsonLines<i64> = JsonLines::written("1\n2\n");
/// # let _ = (two, many, text);
/// ```
pub struct JsonLines<T> {
    lines: Lines,
    items: PhantomData<fn(T)>,
}

enum Lines {
    /// Each ends with a line feed.
    Items(Vec<Vec<u8>>),
    /// The same, one a chunk.
    Stream(Box<dyn Chunks>),
    /// As it is.
    Written(Body),
}

/// What stands before every text of a sequence.
const RECORD: u8 = 0x1E;

impl<T> JsonLines<T> {
    fn of(lines: Lines) -> Self {
        Self { lines, items: PhantomData }
    }

    /// Takes a body that is such lines already: bytes, a file, a stream.
    pub fn written(body: impl Into<Body>) -> Self {
        Self::of(Lines::Written(body.into()))
    }

    pub(crate) fn into_body(self, media_type: &str) -> Body {
        let essence = media_type.split(';').next().unwrap_or_default().trim();
        let sequence = essence.to_ascii_lowercase().ends_with("json-seq");
        match self.lines {
            Lines::Items(lines) => {
                let record: &[u8] = if sequence { &[RECORD] } else { &[] };
                Body::from(
                    lines.iter().flat_map(|line| [record, line]).collect::<Vec<_>>().concat(),
                )
            }
            Lines::Stream(chunks) => Body::chunks(Recorded { chunks, sequence }),
            Lines::Written(body) => body,
        }
    }
}

impl<T: Json> JsonLines<T> {
    /// Takes items as they come: each is sent when it is there. Such a call is sent once at most.
    pub fn stream(items: impl Stream<Item = T> + Send + 'static) -> Self
    where
        T: 'static,
    {
        Self::of(Lines::Stream(Box::new(Items(Box::pin(items)))))
    }
}

fn line<T: Json>(item: &T) -> Vec<u8> {
    let mut writer = Writer::new();
    item.write(&mut writer);
    let mut line = writer.into_vec();
    line.push(b'\n');
    line
}

impl<T: Json> FromIterator<T> for JsonLines<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        Self::of(Lines::Items(items.into_iter().map(|item| line(&item)).collect()))
    }
}

impl<T: Json> From<Vec<T>> for JsonLines<T> {
    fn from(items: Vec<T>) -> Self {
        items.into_iter().collect()
    }
}

impl<T: Json> From<&[T]> for JsonLines<T> {
    fn from(items: &[T]) -> Self {
        Self::of(Lines::Items(items.iter().map(line).collect()))
    }
}

impl<T: Json, const N: usize> From<[T; N]> for JsonLines<T> {
    fn from(items: [T; N]) -> Self {
        items.into_iter().collect()
    }
}

impl<T> fmt::Debug for JsonLines<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.lines {
            Lines::Items(lines) => write!(f, "JsonLines({} lines)", lines.len()),
            Lines::Stream(_) | Lines::Written(_) => f.write_str("JsonLines(stream)"),
        }
    }
}

/// Items of a stream, each a line.
struct Items<S>(Pin<Box<S>>);

impl<T: Json, S: Stream<Item = T> + Send + 'static> Chunks for Items<S> {
    fn next(&mut self) -> BoxFuture<'_, Option<Result<Bytes, TransportError>>> {
        Box::pin(async {
            let item = poll_fn(|context| self.0.as_mut().poll_next(context)).await?;
            Some(Ok(line(&item).into()))
        })
    }
}

/// Lines, as a sequence where that is asked for.
struct Recorded {
    chunks: Box<dyn Chunks>,
    sequence: bool,
}

impl Chunks for Recorded {
    fn next(&mut self) -> BoxFuture<'_, Option<Result<Bytes, TransportError>>> {
        Box::pin(async {
            let chunk = self.chunks.next().await?;
            Some(chunk.map(|line| match self.sequence {
                true => [&[RECORD], &*line].concat().into(),
                false => line,
            }))
        })
    }
}
