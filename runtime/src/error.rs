//! What can go wrong in a call: [`CallError`] to match on, [`Error`] to pass on.
//!
//! In: an answer that is no success, or a failure on the way to one. Out: errors that say which
//! operation it was, the status, the request's id at the server, and whether the request may have
//! been sent. They never show a body in `Display`, nor a credential anywhere.

mod erased;

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use crate::auth::AuthError;
use crate::failure::Failure;
use crate::json::DecodeError;
use crate::response::Answer;
use crate::transport::TransportError;

pub use self::erased::Error;
pub use crate::request::RequestError;

/// Why a call did not give its output. `E` is what the operation's definition says of failures.
///
/// ```
/// use portolan_runtime::{CallError, NoError};
///
/// fn report(error: &CallError<NoError>) -> String {
///     match error {
///         CallError::Unexpected(answer) if answer.status() == 404 => "no such thing".into(),
///         CallError::Auth(error) => format!("check the credentials: {error}"),
///         other => other.to_string(),
///     }
/// }
/// # let _ = report;
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub enum CallError<E> {
    /// The server answered with a failure that the definition declares.
    Api(ApiError<E>),
    /// The server answered with a status that the definition does not name.
    Unexpected(UnexpectedError),
    /// There was no answer, or it broke off.
    Transport(TransportError),
    /// There was no answer in time.
    Timeout(TimeoutError),
    /// No credential could be had for the call.
    Auth(AuthError),
    /// The answer's body is not what the definition says.
    Decode(BodyError),
    /// The call's arguments make no request.
    Request(RequestError),
}

impl<E> CallError<E> {
    /// Returns the body of a declared failure.
    pub fn api(&self) -> Option<&E> {
        match self {
            Self::Api(error) => Some(error.body()),
            _ => None,
        }
    }

    /// Returns the answer's status, where there was an answer.
    pub fn status(&self) -> Option<StatusCode> {
        self.answer().map(Answer::status)
    }

    /// Returns the answer's headers, where there was an answer.
    pub fn headers(&self) -> Option<&HeaderMap> {
        self.answer().map(Answer::headers)
    }

    /// Returns what the server calls the request, where a header of the answer says it.
    pub fn request_id(&self) -> Option<&str> {
        self.answer().and_then(Answer::request_id)
    }

    /// Returns the answer as it came, where there was one.
    pub fn answer(&self) -> Option<&Answer> {
        match self {
            Self::Api(error) => Some(&error.0.answer),
            Self::Unexpected(error) => Some(&error.0.answer),
            Self::Decode(error) => Some(&error.0.answer),
            _ => None,
        }
    }

    /// Tells whether the server may have seen the request, and acted on it.
    pub fn may_have_been_sent(&self) -> bool {
        match self {
            Self::Api(_) | Self::Unexpected(_) | Self::Decode(_) => true,
            Self::Transport(error) => error.may_have_been_sent(),
            Self::Timeout(error) => error.may_have_been_sent(),
            Self::Auth(_) | Self::Request(_) => false,
        }
    }

    /// Makes the untyped error of everything that happens before an answer can be typed.
    pub(crate) fn from_fault(fault: Fault) -> Self {
        match fault {
            Fault::Transport(error) => Self::Transport(error),
            Fault::Timeout(error) => Self::Timeout(error),
            Fault::Auth(error) => Self::Auth(error),
            Fault::Request(error) => Self::Request(error),
        }
    }
}

impl<E> fmt::Display for CallError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Api(error) => error.fmt(f),
            Self::Unexpected(error) => error.fmt(f),
            Self::Transport(error) => error.fmt(f),
            Self::Timeout(error) => error.fmt(f),
            Self::Auth(error) => error.fmt(f),
            Self::Decode(error) => error.fmt(f),
            Self::Request(error) => error.fmt(f),
        }
    }
}

impl<E: fmt::Debug> StdError for CallError<E> {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Transport(error) => error.source(),
            Self::Auth(error) => error.source(),
            Self::Decode(error) => error.source(),
            _ => None,
        }
    }
}

/// What ends a call before there is an answer to type.
#[derive(Debug)]
pub(crate) enum Fault {
    Transport(TransportError),
    Timeout(TimeoutError),
    Auth(AuthError),
    Request(RequestError),
}

/// A failure that the definition declares, its body typed by status.
#[derive(Debug)]
pub struct ApiError<E>(Box<Failed<E>>);

/// An answer with a status that the definition does not name.
#[derive(Debug)]
pub struct UnexpectedError(Box<Failed<()>>);

/// An answer whose body is not what the definition says; the body is kept as it came.
#[derive(Debug)]
pub struct BodyError(Box<Failed<DecodeError>>);

#[derive(Debug)]
struct Failed<E> {
    operation: &'static str,
    answer: Answer,
    body: E,
}

macro_rules! answered {
    ($($name:ident $(<$e:ident>)?),*) => { $(
        impl $(<$e>)? $name $(<$e>)? {
            /// Returns the operation's id.
            pub fn operation(&self) -> &'static str {
                self.0.operation
            }

            /// Returns the answer's status.
            pub fn status(&self) -> StatusCode {
                self.0.answer.status()
            }

            /// Returns the answer's headers.
            pub fn headers(&self) -> &HeaderMap {
                self.0.answer.headers()
            }

            /// Returns the answer's body as it came.
            pub fn bytes(&self) -> &Bytes {
                self.0.answer.body()
            }

            /// Returns what the server calls the request, where a header says it.
            pub fn request_id(&self) -> Option<&str> {
                self.0.answer.request_id()
            }
        }
    )* };
}

answered!(ApiError<E>, UnexpectedError, BodyError);

impl<E> ApiError<E> {
    pub(crate) fn new(operation: &'static str, answer: Answer, body: E) -> Self {
        Self(Box::new(Failed { operation, answer, body }))
    }

    /// Returns the typed body.
    pub fn body(&self) -> &E {
        &self.0.body
    }

    /// Returns the typed body.
    pub fn into_body(self) -> E {
        self.0.body
    }
}

impl<E: Failure> ApiError<E> {
    /// Returns the headers that the definition declares of the operation's failures, typed; one that the failure's own status
    /// does not declare is one that is not there.
    pub fn typed_headers(&self) -> E::Headers {
        self.headers().clone().into()
    }
}

impl UnexpectedError {
    pub(crate) fn new(operation: &'static str, answer: Answer) -> Self {
        Self(Box::new(Failed { operation, answer, body: () }))
    }
}

impl BodyError {
    pub(crate) fn new(operation: &'static str, answer: Answer, body: DecodeError) -> Self {
        Self(Box::new(Failed { operation, answer, body }))
    }

    /// Returns what is wrong in the body, and where.
    pub fn error(&self) -> &DecodeError {
        &self.0.body
    }
}

impl<E> fmt::Display for ApiError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` was answered with {}", self.operation(), self.status())?;
        request_id(f, self.request_id())
    }
}

impl fmt::Display for UnexpectedError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let why = if self.0.answer.is_refusal() {
            "but its body says that nothing was done"
        } else {
            "which its definition does not name"
        };
        write!(f, "`{}` was answered with {}, {why}", self.operation(), self.status())?;
        request_id(f, self.request_id())
    }
}

impl fmt::Display for BodyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "`{}` was answered with {} and a body that its definition does not describe: {}: expected {}",
            self.operation(),
            self.status(),
            // What was found may be anybody's data: only the cause shows it.
            self.error().path(),
            self.error().expected()
        )?;
        request_id(f, self.request_id())
    }
}

fn request_id(f: &mut fmt::Formatter<'_>, id: Option<&str>) -> fmt::Result {
    id.map_or(Ok(()), |id| write!(f, " (request id {id})"))
}

impl<E: fmt::Debug> StdError for ApiError<E> {}

impl StdError for UnexpectedError {}

impl StdError for BodyError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&self.0.body)
    }
}

/// A call that got no answer in time.
#[derive(Clone, Debug)]
pub struct TimeoutError {
    after: Duration,
    may_have_been_sent: bool,
}

impl TimeoutError {
    pub(crate) fn new(after: Duration, may_have_been_sent: bool) -> Self {
        Self { after, may_have_been_sent }
    }

    /// Returns the time that was allowed.
    pub fn after(&self) -> Duration {
        self.after
    }

    /// Tells whether the server may have seen the request.
    pub fn may_have_been_sent(&self) -> bool {
        self.may_have_been_sent
    }
}

impl fmt::Display for TimeoutError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no answer within {:?}; ", self.after)?;
        f.write_str(if self.may_have_been_sent {
            "the request may have been sent"
        } else {
            "the request was not sent"
        })
    }
}

impl StdError for TimeoutError {}

/// Takes a missing thing for `None`.
pub trait OptionalExt<T, E> {
    /// Turns an answer 404 into `Ok(None)`.
    ///
    /// # Errors
    ///
    /// Every other error stays as it is.
    ///
    /// ```
    /// use portolan_runtime::{CallError, NoError, OptionalExt};
    ///
    /// fn find(answer: Result<String, CallError<NoError>>) -> Result<Option<String>, CallError<NoError>> {
    ///     answer.optional()
    /// }
    /// # assert_eq!(find(Ok("x".into())).unwrap().as_deref(), Some("x"));
    /// ```
    fn optional(self) -> Result<Option<T>, CallError<E>>;
}

impl<T, E> OptionalExt<T, E> for Result<T, CallError<E>> {
    fn optional(self) -> Result<Option<T>, CallError<E>> {
        match self {
            Ok(value) => Ok(Some(value)),
            Err(error) if error.status() == Some(StatusCode::NOT_FOUND) => Ok(None),
            Err(error) => Err(error),
        }
    }
}
