//! The runtime.

pub mod auth;
pub mod body;
mod call;
mod client;
pub mod clock;
mod codec;
pub mod environment;
mod error;
mod failure;
#[doc(hidden)]
pub mod generated;
mod macros;
mod operation;
mod output;
pub mod param;
mod path;
mod raw;
mod request;
mod response;
mod retry;
mod send;
mod servers;
mod style;
pub mod testing;
pub mod transport;

pub use crate::auth::{ApiKey, AuthError, Basic, Credential, Token, TokenSource};
pub use crate::call::{Call, Sending};
pub use crate::client::BuildError;
pub use crate::codec::{Base64, Date, Nullable, RawJson, Secret, Timestamp, UnknownValue};
pub use crate::error::{
    ApiError, BodyError, CallError, Error, OptionalExt, RequestError, TimeoutError, UnexpectedError,
};
pub use crate::failure::{Failure, NoError};
pub use crate::operation::Operation;
pub use crate::output::{Output, PlainText};
pub use crate::raw::RawCall;
pub use crate::response::{Answer, Response};
pub use crate::retry::Retry;
pub use crate::style::Style;
pub use {bytes, http, reqwest};

/// The JSON codec of the generated types.
pub mod json {
    pub use crate::codec::*;
}
