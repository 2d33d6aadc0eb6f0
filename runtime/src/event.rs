//! What an API sends to a server of its client's owner.
//!
//! In: what the generator writes of a webhook or a callback. Out: its payload, typed. It must not know how the request
//! came, nor whether it is genuine.

use std::fmt;
use std::marker::PhantomData;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use crate::json::DecodeError;
use crate::output::Output;
use crate::response::Answer;

/// A request that an API sends: its name, its method, and the type of what it carries.
///
/// Whether a request is genuine is for the server that takes it to check, before it decodes the body: vendors sign in
/// different ways, often over the bytes as they came.
///
/// ```
/// use portolan_runtime::Event;
///
/// pub static COUNTED: Event<Vec<i64>> = Event::new("counted", "POST");
///
/// assert_eq!(COUNTED.decode(b"[1, 2]").unwrap(), [1, 2]);
/// let error = COUNTED.decode(b"[1, true]").unwrap_err();
/// assert_eq!(error.path(), "$[1]");
/// assert_eq!((COUNTED.name(), COUNTED.method()), ("counted", "POST"));
/// ```
pub struct Event<T> {
    name: &'static str,
    method: &'static str,
    // A function pointer type keeps the event `Send + Sync` whatever `T` is.
    payload: PhantomData<fn() -> T>,
}

impl<T> Event<T> {
    /// Describes an event by its name and its method.
    pub const fn new(name: &'static str, method: &'static str) -> Self {
        Self { name, method, payload: PhantomData }
    }

    /// Returns the name that the definition gives it.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// Returns the method of its requests.
    pub const fn method(&self) -> &'static str {
        self.method
    }
}

impl<T: Output> Event<T> {
    /// Reads the payload from a request's body.
    ///
    /// # Errors
    ///
    /// Fails where the body is not what the definition says.
    pub fn decode(&self, body: &[u8]) -> Result<T, DecodeError> {
        T::read(&Answer::new(StatusCode::OK, HeaderMap::new(), Bytes::copy_from_slice(body)))
    }
}

impl<T> fmt::Debug for Event<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Event({}: {})", self.name, self.method)
    }
}
