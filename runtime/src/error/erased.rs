//! [`Error`]: any error of a client, to pass on.
//!
//! In: a typed error. Out: the same behind one type, its facts still to be asked.

use std::any::Any;
use std::error::Error as StdError;
use std::fmt;

use http::StatusCode;

use crate::auth::AuthError;
use crate::client::BuildError;
use crate::error::{CallError, RequestError};
use crate::header::HeaderError;
use crate::json::DecodeError;
use crate::transport::TransportError;

/// Any error of a client, its type erased: what `?` makes of every [`CallError`].
///
/// ```
/// use portolan_runtime::{CallError, Error, NoError};
///
/// fn is_missing(error: &Error) -> bool {
///     error.status().is_some_and(|status| status == 404)
/// }
/// fn typed(error: &Error) -> Option<&CallError<NoError>> {
///     error.downcast_ref()
/// }
/// # let _ = (is_missing, typed);
/// ```
pub struct Error(Box<dyn Erased>);

trait Erased: StdError + Any + Send + Sync {
    fn status(&self) -> Option<StatusCode> {
        None
    }
    fn request_id(&self) -> Option<&str> {
        None
    }
    fn may_have_been_sent(&self) -> bool {
        false
    }
}

impl<E: fmt::Debug + Send + Sync + 'static> Erased for CallError<E> {
    fn status(&self) -> Option<StatusCode> {
        CallError::status(self)
    }
    fn request_id(&self) -> Option<&str> {
        CallError::request_id(self)
    }
    fn may_have_been_sent(&self) -> bool {
        CallError::may_have_been_sent(self)
    }
}

impl Erased for TransportError {
    fn may_have_been_sent(&self) -> bool {
        TransportError::may_have_been_sent(self)
    }
}

impl Erased for RequestError {}
impl Erased for AuthError {}
impl Erased for DecodeError {}
impl Erased for HeaderError {}
impl Erased for BuildError {}

impl Error {
    /// Returns the answer's status, where there was an answer.
    pub fn status(&self) -> Option<StatusCode> {
        self.0.status()
    }

    /// Returns what the server calls the request, where a header of the answer says it.
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id()
    }

    /// Tells whether the server may have seen the request.
    pub fn may_have_been_sent(&self) -> bool {
        self.0.may_have_been_sent()
    }

    /// Returns the error as what it was, where it was a `T`.
    pub fn downcast_ref<T: StdError + 'static>(&self) -> Option<&T> {
        let any: &dyn Any = &*self.0;
        any.downcast_ref()
    }
}

/// What `main` prints when it returns one: the message and its causes, in one line.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")?;
        let mut cause = self.source();
        while let Some(error) = cause {
            write!(f, ": {error}")?;
            cause = error.source();
        }
        Ok(())
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source()
    }
}

impl<E: fmt::Debug + Send + Sync + 'static> From<CallError<E>> for Error {
    fn from(error: CallError<E>) -> Self {
        Self(Box::new(error))
    }
}

macro_rules! erase {
    ($($ty:ty),*) => { $(
        impl From<$ty> for Error {
            fn from(error: $ty) -> Self {
                Self(Box::new(error))
            }
        }
    )* };
}

erase!(TransportError, RequestError, AuthError, DecodeError, HeaderError, BuildError);
