//! The one intermediate representation: an API in the terms of HTTP and of types.
//!
//! In: nothing, this is plain data that [`lower`](crate::lower) builds. Out: what every later stage reads.
//! It must not know OpenAPI's `$ref`s (references are [`TypeId`]s) nor Rust's syntax (names are the
//! definition's own texts until [`names`](crate::names) claims identifiers for them).

mod event;
mod form;
mod page;
mod security;
mod server;
mod stream;
mod token;
mod types;

pub use self::event::*;
pub use self::form::*;
pub use self::page::*;
pub use self::security::*;
pub use self::server::*;
pub use self::stream::*;
pub use self::token::*;
pub use self::types::*;
use crate::diagnostic::Place;

/// A whole API, as one definition describes it.
#[derive(Clone, Debug, Default)]
pub struct Api {
    /// `info.title`.
    pub title: String,
    /// `info.version`: the version of the description.
    pub version: String,
    /// `info.description`, Markdown as the definition has it.
    pub description: Option<String>,
    /// `externalDocs.url`, else `info.contact.url`.
    pub documentation: Option<String>,
    /// `info.license`: its name and its URL.
    pub license: Option<(String, Option<String>)>,
    /// `info.termsOfService`.
    pub terms: Option<String>,
    /// Settings of the generated crate that the definition gives (`x-portolan-crate`).
    pub package: Package,
    /// In the definition's order, the first is the default. Never empty: a definition without
    /// servers has the one server `/` (OpenAPI 3.0.4, 4.7.1).
    pub servers: Vec<Server>,
    /// `components.securitySchemes`, in order.
    pub schemes: Vec<Scheme>,
    /// The document's `security`, which operations without their own inherit.
    pub security: Security,
    /// Every tag that an operation has first, in the order of `tags`, then of first use.
    pub tags: Vec<Tag>,
    /// In the order of `paths`.
    pub operations: Vec<Operation>,
    /// Requests that the API sends: webhooks first, then callbacks in the order of `paths`.
    pub events: Vec<Event>,
    /// Other crates' types that the definition chooses.
    pub foreign: Vec<Foreign>,
    /// Every named type, components first in their order, then inline ones in the order in which
    /// they are met. A [`TypeId`] is an index into it.
    pub types: Vec<TypeDef>,
}

impl Api {
    /// Returns the definition of a named type.
    pub fn type_def(&self, id: TypeId) -> Option<&TypeDef> {
        self.types.get(id.0)
    }
}

/// What `x-portolan-crate` says of the generated crate.
#[derive(Clone, Debug, Default)]
pub struct Package {
    /// The crate's name; else it is the definition's file name.
    pub name: Option<String>,
    /// The crate's version; else `0.1.0`.
    pub version: Option<String>,
    /// Lines for the manifest's `[dev-dependencies]`: name and requirement, already checked to be
    /// a crate's name and a version requirement (or `{ path | features }` values) — never raw TOML.
    pub dev_dependencies: Vec<DevDependency>,
}

/// A dev-dependency of the generated crate, for hand-written examples beside it.
#[derive(Clone, Debug, PartialEq)]
pub struct DevDependency {
    /// The dependency's name.
    pub name: String,
    /// A version requirement. `None`: taken from the workspace.
    pub version: Option<String>,
    /// Features to enable.
    pub features: Vec<String>,
    /// Whether its default features stay on.
    pub default_features: bool,
}

/// What is written beside an item in the generated documentation.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Docs {
    /// One line.
    pub summary: Option<String>,
    /// Markdown, any length.
    pub description: Option<String>,
    /// Deprecated by the definition.
    pub deprecated: bool,
    /// Facts worth telling in one line each: `Default: 50.`, `At most 100.`, `Pattern: …`.
    pub notes: Vec<String>,
}

/// Index of a [`Tag`] in [`Api::tags`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TagId(pub usize);

/// A group of operations.
#[derive(Clone, Debug, PartialEq)]
pub struct Tag {
    /// As in the definition; may hold any text.
    pub name: String,
    /// `x-portolan-name`.
    pub rename: Option<String>,
    /// Description as in the definition.
    pub description: Option<String>,
}

/// An HTTP method.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Method {
    /// `GET`
    Get,
    /// `PUT`
    Put,
    /// `POST`
    Post,
    /// `DELETE`
    Delete,
    /// `OPTIONS`
    Options,
    /// `HEAD`
    Head,
    /// `PATCH`
    Patch,
    /// `TRACE`
    Trace,
    /// Any other token (RFC 9110, 5.6.2).
    Other(String),
}

impl Method {
    /// Returns the token of a request line.
    pub fn text(&self) -> &str {
        match self {
            Self::Get => "GET",
            Self::Put => "PUT",
            Self::Post => "POST",
            Self::Delete => "DELETE",
            Self::Options => "OPTIONS",
            Self::Head => "HEAD",
            Self::Patch => "PATCH",
            Self::Trace => "TRACE",
            Self::Other(method) => method,
        }
    }
}

/// One operation.
#[derive(Clone, Debug, PartialEq)]
pub struct Operation {
    /// `operationId`, else derived from method and path; unique in the API.
    pub id: String,
    /// `x-portolan-name`.
    pub rename: Option<String>,
    /// Its tags, in order; the first is where its method stands. Empty: the client itself has it.
    pub tags: Vec<TagId>,
    /// The method.
    pub method: Method,
    /// The path template, as in the definition.
    pub path: String,
    /// What it does.
    pub docs: Docs,
    /// Path parameters in the order of the path's template, then the others in the definition's.
    pub parameters: Vec<Parameter>,
    /// The request body.
    pub body: Option<Body>,
    /// Success statuses (2xx; where there are none, 3xx), in the definition's order. Empty: the
    /// definition names none, then any 2xx is a success whose body is kept as bytes.
    pub successes: Vec<Response>,
    /// All other statuses, in order; `default` last. Where `default` is the only success, it is here too.
    pub failures: Vec<Response>,
    /// The success that is a stream, where there is one: beside others, or alone.
    pub stream: Option<Stream>,
    /// `None`: inherits [`Api::security`].
    pub security: Option<Security>,
    /// How its answers follow one another, where they are pages.
    pub page: Option<Page>,
    /// Servers of the operation or its path item, where they differ from the API's.
    pub servers: Vec<Server>,
    /// Where it stands.
    pub place: Place,
}

/// Where a parameter travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Location {
    /// A part of the path.
    Path,
    /// The query.
    Query,
    /// A header.
    Header,
    /// A cookie.
    Cookie,
}

/// How a parameter's value is written (OpenAPI 3.0.4, 4.8.12.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Style {
    /// `simple`: comma-separated (path, header).
    Simple,
    /// `form`: `name=value` (query, cookie).
    Form,
    /// `label`: `.value` (path).
    Label,
    /// `matrix`: `;name=value` (path).
    Matrix,
    /// `spaceDelimited` (query).
    SpaceDelimited,
    /// `pipeDelimited` (query).
    PipeDelimited,
    /// Tabs between items, as Swagger 2.0 has them; it knows these three in paths and headers, too.
    TabDelimited,
    /// `cookie`: `name=value; name=value`, as it is (cookie, OpenAPI 3.2).
    Cookie,
    /// `deepObject`: `name[key]=value` (query).
    DeepObject,
    /// A `content` parameter: the value as JSON text.
    Json,
    /// The whole query: the members of an object as the fields of a form (OpenAPI 3.2).
    Fields,
}

/// A parameter.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    /// Name on the wire.
    pub name: String,
    /// `x-portolan-name`.
    pub rename: Option<String>,
    /// Where it travels.
    pub location: Location,
    /// Whether a call without it is meaningless.
    pub required: bool,
    /// How its value is written.
    pub style: Style,
    /// One `name=value` an item or member.
    pub explode: bool,
    /// RFC 3986 reserved characters are sent as they are.
    pub allow_reserved: bool,
    /// Its type.
    pub ty: Type,
    /// Lists or objects stand inside of it where its style writes texts: those are JSON.
    pub nested: bool,
    /// A header by which the server knows a request again, so that it can be sent twice.
    pub idempotency_key: bool,
    /// The definition's own example of a scalar, as text.
    pub example: Option<String>,
    /// What it means.
    pub docs: Docs,
    /// Where it stands.
    pub place: Place,
}

/// A request body.
#[derive(Clone, Debug, PartialEq)]
pub struct Body {
    /// Whether a call without it is meaningless.
    pub required: bool,
    /// Supported media types in the definition's order, at least one.
    pub contents: Vec<Content>,
    /// What it means.
    pub docs: Docs,
    /// Where it stands.
    pub place: Place,
}

/// One media type of a body or response.
#[derive(Clone, Debug, PartialEq)]
pub struct Content {
    /// As in the definition, e.g. `application/merge-patch+json`. Bytes of a request may have a range, `image/*`.
    pub media_type: String,
    /// How bytes become a value.
    pub codec: Codec,
}

/// How the bytes of a body become a value.
#[derive(Clone, Debug, PartialEq)]
pub enum Codec {
    /// JSON, with its type.
    Json(Type),
    /// A form, of a request alone.
    Form(Form),
    /// Text in UTF-8.
    Text,
    /// Bytes as they are.
    Bytes,
    /// Of an answer: items, one after the other. Of a request: lines of JSON.
    Items(Item),
}

/// What a response is declared for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StatusPattern {
    /// One status.
    Code(u16),
    /// `2XX` and so on: the first digit.
    Range(u8),
    /// `default`.
    Default,
}

/// One response of an operation. A status whose body comes in several kinds of value has one for each.
#[derive(Clone, Debug, PartialEq)]
pub struct Response {
    /// The statuses it is for.
    pub status: StatusPattern,
    /// `None`: no body.
    pub content: Option<Content>,
    /// The media types that are read in this way, in the definition's order.
    pub media_types: Vec<String>,
    /// Whether answers of this status are read in this way when their media type is not declared.
    pub fallback: bool,
    /// Description as in the definition.
    pub description: Option<String>,
    /// Declared headers.
    pub headers: Vec<Header>,
    /// Where it stands.
    pub place: Place,
}

/// A declared response header.
#[derive(Clone, Debug, PartialEq)]
pub struct Header {
    /// Its name.
    pub name: String,
    /// Whether it always comes.
    pub required: bool,
    /// Its type.
    pub ty: Type,
    /// How its value is written.
    pub form: HeaderForm,
    /// What it means.
    pub docs: Docs,
}

/// How a response header's value is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum HeaderForm {
    /// A text, or items with commas between.
    Simple,
    /// JSON.
    Json,
    /// An object: `name,value,name,value`.
    Members,
    /// An object: `name=value,name=value`.
    Pairs,
}
