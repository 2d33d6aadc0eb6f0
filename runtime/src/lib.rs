//! What every client that Portolan draws from an OpenAPI definition needs at run time.
//!
//! A generated crate is data: types, operations, security schemes. What it does is here, once:
//! calls and their retries ([`Call`], [`Retry`]), tokens and their renewal ([`auth`]), the JSON codec
//! ([`json`]), environments ([`environment`]), the transport ([`transport`]) and what tests need
//! ([`testing`]). People use most of it through the generated crate, which names what they need.
//!
//! # A call
//!
//! ```
//! # use portolan_runtime::generated::{Api, client, environments};
//! # static API: Api =
//! #     Api { name: "api", title: "", version: "1", user_agent: "api/1", security: &[] };
//! # environments! { pub enum Environment { Sandbox = "https://sandbox.example.com" } }
//! # client! { pub struct Client, Builder; api: API, environment: Environment }
//! # static GET: Operation<i64, NoError> = Operation::get("count", "/things/{kind}/count");
//! # impl Client {
//! #     fn count(&self, kind: &str) -> Call<i64, NoError> { self.0.call(&GET).path("kind", kind) }
//! # }
//! use portolan_runtime::testing::MockTransport;
//! use portolan_runtime::{Call, CallError, Error, NoError, Operation, OptionalExt};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Error> {
//! let mock = MockTransport::new();
//! mock.on(&GET).reply(3).reply_status(404).reply_status(500);
//! let client = Client::builder(Environment::Sandbox).transport(mock).build()?;
//!
//! assert_eq!(client.count("red").await?, 3);
//! assert_eq!(client.count("blue").await.optional()?, None);
//! match client.count("green").await {
//!     Err(CallError::Unexpected(answer)) => assert_eq!(answer.status(), 500),
//!     other => panic!("{other:?}"),
//! }
//! # Ok(()) }
//! ```
//!
//! # What is promised of requests
//!
//! - A path value can never change the path: everything but RFC 3986's unreserved characters is
//!   percent-encoded. What no encoding can carry (an empty value, a segment `.` or `..`) is a
//!   [`RequestError`] that names the parameter, and nothing is sent.
//! - A space is `%20` everywhere, forms included. Empty lists and absent bodies send nothing.
//! - No redirect is followed. Requests are sent again only as [`Retry`] says, and never those whose body is a stream.
//! - A header that says another `Host`, `Content-Length` or `Transfer-Encoding` than the request has is an error.
//! - Credentials go to the origin of the client's environment only, and not over `http://` to other machines.
//!
//! # Features
//!
//! `rustls` (the default): HTTPS through rustls, with ring and the platform's certificates. `native-tls`:
//! HTTPS through the platform's own library. Without both, only `http://` or one's own transport work.
//!
//! `cli`: what the program of a generated client is made of, for generated code alone.
//!
//! `gzip`, `brotli`, `zstd`, `deflate`: answers may be compressed so.
//!
//! `blocking`: calls without `async` (`Call::send_blocking`). One thread of this crate's own drives all of them.
//!
//! `tracing`: a span a call and one an attempt, by OpenTelemetry's names for HTTP clients, without values or secrets.
//!
//! `serde`: the generated types, and this crate's scalars, are `serde::Serialize` and `Deserialize`, with the members of
//! their JSON, for formats that describe themselves (JSON, YAML, CBOR; not bincode). Secrets are written in the clear.

#![warn(missing_docs)]

// What the tests inside share with those outside names this crate as they do.
#[cfg(test)]
extern crate self as portolan_runtime;

pub mod auth;
#[cfg(feature = "blocking")]
mod blocking;
pub mod body;
mod call;
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod cli;
mod client;
pub mod clock;
mod codec;
pub mod environment;
mod error;
mod event;
mod failure;
#[doc(hidden)]
pub mod generated;
mod header;
mod idempotency;
mod macros;
mod media;
mod multipart;
mod operation;
mod output;
pub mod page;
pub mod param;
mod part;
mod path;
mod payload;
mod raw;
mod request;
mod response;
mod retry;
mod send;
mod servers;
pub mod stream;
mod style;
pub mod testing;
mod trace;
pub mod transport;

pub use crate::auth::{ApiKey, AuthError, Authorization, Basic, Credential, Token, TokenSource};
pub use crate::call::{Call, Sending};
pub use crate::client::{BuildError, BuildErrorKind};
pub use crate::codec::{
    Base64, Base64Url, Date, Decimal, DecimalText, HttpDate, IsoDuration, Nullable, Parsed,
    RawJson, Secret, TimeOfDay, Timestamp, UnixTime, UnknownInteger, UnknownValue,
};
pub use crate::error::{
    ApiError, BodyError, CallError, Error, OptionalExt, RequestError, TimeoutError, UnexpectedError,
};
pub use crate::event::Event;
pub use crate::failure::{Failure, NoError};
pub use crate::header::HeaderError;
pub use crate::multipart::Multipart;
pub use crate::operation::Operation;
pub use crate::output::{Output, PlainText};
pub use crate::page::{Items, Pages};
pub use crate::part::FormPart;
pub use crate::raw::RawCall;
pub use crate::response::{Answer, Response};
pub use crate::retry::Retry;
pub use crate::servers::UnknownEnvironment;
pub use crate::stream::{ByteStream, ItemStream, JsonLines, RawEvent};
pub use crate::style::Style;
#[cfg(feature = "serde")]
#[doc(hidden)]
pub use serde;
pub use {bytes, http, reqwest};

/// The JSON codec of the generated types.
pub mod json {
    pub use crate::codec::*;
}
