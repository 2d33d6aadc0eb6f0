//! What only generated code may name.
//!
//! Nothing here is for people; it may change with any version of the generator.

pub use crate::auth::{
    Answer as TokenAnswer, ApiKey, AuthError, Authorization, Basic, Carry, Credential, Encoding,
    Exchange, Expiry, Field, Part, ReadVariables, Requirement, Scheme, SchemeVariables, Source,
    Target, Token, TokenFlow, TokenSource, TokenStore, Variables,
};
pub use crate::body::Body;
pub use crate::call::{Call, Sending};
pub use crate::client::{BuildError, Core, CoreBuilder};
pub use crate::clock::Clock;
pub use crate::codec::{
    Base64, Base64Url, Date, Decimal, DecimalText, DecodeError, Fields, HttpDate, IsoDuration,
    Json, Mark, Nullable, Parsed, RawJson, Reader, Secret, Shapes, TimeOfDay, Timestamp, UnixTime,
    UnknownValue, Writer,
};
pub use crate::error::{CallError, Error, OptionalExt};
pub use crate::event::Event;
pub use crate::failure::{Failure, NoError};
pub use crate::header::{
    HeaderError, read_header, read_json_header, read_members_header, read_pairs_header,
};
pub use crate::json;
pub use crate::multipart::Multipart;
pub use crate::operation::{Api, Operation};
pub use crate::output::{Output, PlainText, unread};
pub use crate::page::{Items, Pages, Paging};
pub use crate::param::{AsItems, AsJson, Param, ParamValue};
pub use crate::part::FormPart;
pub use crate::raw::RawCall;
pub use crate::request::RequestError;
pub use crate::response::{Answer, Response};
pub use crate::retry::Retry;
pub use crate::servers::{CustomServer, Selectable, Servers, UnknownEnvironment, fill, same_name};
pub use crate::stream::{
    ByteStream, Collected, ItemStream, JsonLines, Opening, RawEvent, StreamItem,
};
pub use crate::style::Style;
pub use crate::testing::{Reply, ReplyBody};
pub use crate::transport::{Transport, TransportError};
pub use crate::{
    call, client, conversions, credentials, environments, errors, events, example, family, headers,
    integer_enum, modules, newtype, object, open_enum, pages, responses, setters, union,
    value_enum,
};

#[cfg(feature = "cli")]
pub use crate::cli;
#[cfg(feature = "serde")]
pub use crate::serde_types;

pub use bytes::Bytes;
pub use http::{HeaderMap, Method, Request, StatusCode};
pub use reqwest::ClientBuilder;
