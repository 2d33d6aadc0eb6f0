//! The one intermediate representation: an API in the terms of HTTP and of types.
//!
//! In: nothing, this is plain data that [`lower`](crate::lower) builds. Out: what every later stage reads.
//! It must not know OpenAPI's `$ref`s (references are [`TypeId`]s) nor Rust's syntax (names are the
//! definition's own texts until [`names`](crate::names) claims identifiers for them).

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

/// A server: one base URL, which may have variables.
#[derive(Clone, Debug, PartialEq)]
pub struct Server {
    /// The template, as in the definition; may be relative.
    pub url: String,
    /// What the definition calls it: `x-portolan-name`, `name` (3.2) or a short `description`.
    pub name: Option<String>,
    /// Description as in the definition.
    pub description: Option<String>,
    /// Variables of the template, in order.
    pub variables: Vec<ServerVariable>,
}

/// A variable of a server's URL template.
#[derive(Clone, Debug, PartialEq)]
pub struct ServerVariable {
    /// Name between the braces.
    pub name: String,
    /// Used where nothing else is given.
    pub default: String,
    /// The values allowed; empty means any.
    pub values: Vec<String>,
    /// Description as in the definition.
    pub description: Option<String>,
}

/// Index of a [`Scheme`] in [`Api::schemes`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SchemeId(pub usize);

/// A security scheme.
#[derive(Clone, Debug, PartialEq)]
pub struct Scheme {
    /// Key in `components.securitySchemes`.
    pub name: String,
    /// Description as in the definition.
    pub description: Option<String>,
    /// How a request shows the credential, and where the credential comes from.
    pub kind: SchemeKind,
    /// Where it stands.
    pub place: Place,
}

/// The kinds of security scheme.
#[derive(Clone, Debug, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "a definition has few schemes")]
pub enum SchemeKind {
    /// A bearer token (RFC 6750) or another scheme whose token the caller only has as a text.
    /// With a flow, the runtime acquires and renews it.
    Token {
        /// How it travels.
        carry: Carry,
        /// How it is acquired; `None`: it can only be given.
        flow: Option<TokenFlow>,
        /// Statuses that mean "this token is no longer good"; `[401]` unless the definition says more.
        rejected: Vec<u16>,
    },
    /// HTTP Basic (RFC 7617).
    Basic,
    /// A key that never changes.
    ApiKey {
        /// How it travels.
        carry: Carry,
    },
}

/// How a credential travels in a request.
#[derive(Clone, Debug, PartialEq)]
pub enum Carry {
    /// In a header, after a prefix: `Authorization: Bearer …` has the prefix `Bearer`.
    Header {
        /// The header's name.
        name: String,
        /// Written before the credential with one space between; `None`: the credential alone.
        prefix: Option<String>,
    },
    /// In a query parameter.
    Query {
        /// The parameter's name.
        name: String,
    },
    /// In a cookie.
    Cookie {
        /// The cookie's name.
        name: String,
    },
}

/// How a token is acquired and renewed (`x-portolan-token`, a standard OAuth 2.0 flow, or detected).
#[derive(Clone, Debug, PartialEq)]
pub struct TokenFlow {
    /// What the caller gives, in the order of constructors: required ones first.
    pub credentials: Vec<CredentialField>,
    /// The first token.
    pub acquire: TokenExchange,
    /// A following token; `None`: `acquire` again.
    pub renew: Option<TokenExchange>,
}

/// One thing that a caller gives in order to get a token.
#[derive(Clone, Debug, PartialEq)]
pub struct CredentialField {
    /// Name as the flow has it: `username`, `client_secret`, `account_id`.
    pub name: String,
    /// Whether an exchange can be made without it.
    pub required: bool,
    /// Never shown (`password`, `client_secret`); the name and `format: password` decide.
    pub secret: bool,
    /// JSON type on the wire.
    pub kind: CredentialKind,
}

/// JSON type of a credential.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CredentialKind {
    /// A JSON string.
    Text,
    /// A JSON integer.
    Integer,
}

/// One request to a token endpoint, and how its answer is read.
#[derive(Clone, Debug, PartialEq)]
pub struct TokenExchange {
    /// The operation's id where it is one of the definition's, for documentation.
    pub operation: Option<String>,
    /// `POST`, nearly always.
    pub method: Method,
    /// A path under the server's URL, or an absolute URL (OAuth's `tokenUrl`).
    pub url: String,
    /// How the fields of the body are written.
    pub encoding: TokenEncoding,
    /// What is sent, in order.
    pub fields: Vec<TokenField>,
    /// How the answer is read.
    pub answer: TokenAnswer,
}

/// How a token request's body is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenEncoding {
    /// `application/json`.
    Json,
    /// `application/x-www-form-urlencoded`.
    Form,
    /// No body: everything is in headers.
    None,
}

/// One value in a token request.
#[derive(Clone, Debug, PartialEq)]
pub struct TokenField {
    /// Where its value comes from.
    pub source: TokenSource,
    /// Where it goes.
    pub target: TokenTarget,
}

/// Where a value of a token request comes from.
#[derive(Clone, Debug, PartialEq)]
pub enum TokenSource {
    /// A [`CredentialField`] by name.
    Credential(String),
    /// The session's refresh token.
    RefreshToken,
    /// The session's current access token.
    AccessToken,
    /// The same text each time (`grant_type`).
    Constant(String),
    /// The scopes that are needed, joined with spaces.
    Scopes,
}

/// Where a value of a token request goes.
#[derive(Clone, Debug, PartialEq)]
pub enum TokenTarget {
    /// A member of the body, as a JSON Pointer (RFC 6901); for a form, its one segment is the name.
    Body(String),
    /// A header.
    Header(String),
    /// The user part of HTTP Basic.
    BasicUser,
    /// The password part of HTTP Basic.
    BasicPassword,
}

/// How the answer of a token endpoint is read. All pointers are JSON Pointers into it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TokenAnswer {
    /// The access token; the empty pointer is a bare string as body.
    pub token: String,
    /// Everything that tells an expiry; the earliest wins. Empty: the token is used until rejected.
    pub expires: Vec<Expiry>,
    /// The refresh token.
    pub refresh_token: Option<String>,
    /// Expiry of the refresh token.
    pub refresh_expires: Vec<Expiry>,
    /// A boolean that must be true for the answer to be a success.
    pub succeeded: Option<String>,
}

/// One thing that tells when a token expires.
#[derive(Clone, Debug, PartialEq)]
pub enum Expiry {
    /// A lifetime in the answer: a number or a numeric string.
    In {
        /// JSON Pointer.
        pointer: String,
        /// Seconds that one unit has.
        unit_seconds: u32,
    },
    /// A time in the answer: RFC 3339, or Unix seconds as a number.
    At {
        /// JSON Pointer.
        pointer: String,
    },
    /// A claim of the token itself where that is a JWT; nearly always `exp` (RFC 7519, 4.1.4).
    Jwt {
        /// The claim's name.
        claim: String,
    },
    /// A lifetime that only the vendor's documentation tells, in seconds.
    After {
        /// Seconds.
        seconds: u64,
    },
}

/// What an operation needs: alternatives, each a set of schemes that must all be satisfied.
/// No alternative at all: nothing is ever sent. An alternative without parts: anonymous is fine.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Security {
    /// In the definition's order; the first for which credentials exist is used.
    pub alternatives: Vec<Requirement>,
}

/// One alternative of a [`Security`]: all of its parts.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Requirement {
    /// Each with the scopes that it needs.
    pub parts: Vec<(SchemeId, Vec<String>)>,
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
    /// `None`: inherits [`Api::security`].
    pub security: Option<Security>,
    /// Servers of the operation or its path item, where they differ from the API's.
    pub servers: Vec<Server>,
    /// Where it stands.
    pub place: Place,
}

/// Where a parameter travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
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
    /// `deepObject`: `name[key]=value` (query).
    DeepObject,
    /// A `content` parameter: the value as JSON text.
    Json,
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
    /// As in the definition, e.g. `application/merge-patch+json`.
    pub media_type: String,
    /// How bytes become a value.
    pub codec: Codec,
}

/// How the bytes of a body become a value.
#[derive(Clone, Debug, PartialEq)]
pub enum Codec {
    /// JSON, with its type.
    Json(Type),
    /// Text in UTF-8.
    Text,
    /// Bytes as they are.
    Bytes,
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

/// One response of an operation.
#[derive(Clone, Debug, PartialEq)]
pub struct Response {
    /// The statuses it is for.
    pub status: StatusPattern,
    /// `None`: no body.
    pub content: Option<Content>,
    /// All media types of the response, for `Accept`.
    pub media_types: Vec<String>,
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
    /// What it means.
    pub docs: Docs,
}

/// Index of a [`TypeDef`] in [`Api::types`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TypeId(pub usize);

/// A named type.
#[derive(Clone, Debug, PartialEq)]
pub struct TypeDef {
    /// What it is called after.
    pub origin: TypeName,
    /// `x-portolan-name`.
    pub rename: Option<String>,
    /// What it means.
    pub docs: Docs,
    /// What it is.
    pub shape: Shape,
    /// Where its schema stands.
    pub place: Place,
}

/// What a type is called after.
#[derive(Clone, Debug, PartialEq)]
pub enum TypeName {
    /// A key of `components.schemas`, or of another section of `components` whose inline schema it is
    /// (`responses` and so on), with what stands below it. Such a key may also be a schema's.
    Component(String),
    /// An inline schema in another type: that type, and the segments below it
    /// (`["address"]`, `["items", "Item"]`).
    Within(TypeId, Vec<String>),
    /// An inline schema of an operation: its index in [`Api::operations`], and segments such as
    /// `["body"]`, `["output"]`, `["not found"]` or a parameter's name.
    InOperation(usize, Vec<String>),
}

/// The shapes of a named type.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// An object with known properties.
    Struct(Struct),
    /// A closed list of texts that is open to values added later.
    Enum(Enum),
    /// One of several types.
    Union(Union),
    /// A string with a name of its own: `AccountId`.
    Newtype(Primitive),
    /// Another name for a type (`type X = Y`).
    Alias(Type),
}

/// An object with known properties.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Struct {
    /// In the definition's order.
    pub fields: Vec<Field>,
    /// The type of further properties, where the definition writes `additionalProperties`
    /// (or `unevaluatedProperties`); they survive a round trip.
    pub additional: Option<Type>,
}

/// A property of a [`Struct`].
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// Name on the wire.
    pub name: String,
    /// `x-portolan-name`.
    pub rename: Option<String>,
    /// Whether the definition requires it.
    pub required: bool,
    /// Sent by servers only: not required to send.
    pub read_only: bool,
    /// Sent by clients only: not required to receive.
    pub write_only: bool,
    /// Its type; [`Type::Nullable`] outermost where `null` is allowed.
    pub ty: Type,
    /// What it means.
    pub docs: Docs,
}

/// A list of texts.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Enum {
    /// In the definition's order, without repetitions.
    pub variants: Vec<Variant>,
}

/// A value of an [`Enum`].
#[derive(Clone, Debug, PartialEq)]
pub struct Variant {
    /// Text on the wire.
    pub value: String,
    /// From `x-enum-varnames`, where it is written.
    pub rename: Option<String>,
    /// From `x-enum-descriptions`, where it is written.
    pub description: Option<String>,
}

/// One of several types; a value that fits none is kept and sent back unchanged.
#[derive(Clone, Debug, PartialEq)]
pub struct Union {
    /// In the definition's order, at least two.
    pub branches: Vec<Branch>,
    /// The property whose text names the branch, where the definition writes `discriminator`.
    pub discriminator: Option<String>,
}

/// A branch of a [`Union`].
#[derive(Clone, Debug, PartialEq)]
pub struct Branch {
    /// What its variant is called after: `title`, the component's name, the discriminator's value or the JSON type.
    pub name: String,
    /// Its type. Never [`Type::Nullable`]: null is hoisted out of the union.
    pub ty: Type,
    /// Values of the discriminator that mean this branch.
    pub tags: Vec<String>,
    /// What tells it from the others.
    pub marks: Marks,
}

/// What one shallow look at a JSON value can tell of a branch.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Marks {
    /// The kinds of JSON value that the branch takes.
    pub kinds: Vec<JsonKind>,
    /// Keys that a value of it must have (objects).
    pub required: Vec<String>,
    /// Keys that it knows (objects).
    pub known: Vec<String>,
    /// Keys whose value is one of a few texts (objects).
    pub constants: Vec<(String, Vec<String>)>,
    /// Texts that it takes (strings): empty means any.
    pub texts: Vec<String>,
    /// Keys that it does not know are not allowed (`additionalProperties: false`).
    pub closed: bool,
}

/// Kinds of JSON value that a look ahead tells apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum JsonKind {
    /// `true`, `false`
    Boolean,
    /// A number without fraction or exponent.
    Integer,
    /// Any other number.
    Number,
    /// A string.
    String,
    /// An array.
    Array,
    /// An object.
    Object,
}

/// A use of a type.
#[derive(Clone, Debug, PartialEq)]
pub enum Type {
    /// A scalar.
    Primitive(Primitive),
    /// A named type.
    Named(TypeId),
    /// An array.
    List(Box<Type>),
    /// An object whose keys are data.
    Map(Box<Type>),
    /// The type, or `null`. Never nested.
    Nullable(Box<Type>),
    /// Any JSON value, kept as its text.
    Any,
}

/// A scalar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Primitive {
    /// `boolean`
    Boolean,
    /// `integer` that fits `i32` (`format: int32`).
    I32,
    /// `integer` without a format, or `format: int64`.
    I64,
    /// `integer` whose bounds or format ask for more than `i64::MAX` and nothing below zero.
    U64,
    /// `number`
    F64,
    /// `format: float`
    F32,
    /// `string`
    String,
    /// `format: date-time` (RFC 3339); the offset is kept.
    Timestamp,
    /// `format: date` (RFC 3339 full-date).
    Date,
    /// `format: byte`: base64 in JSON.
    Base64,
    /// `format: password`: never shown.
    Secret,
    /// `format: binary` outside JSON; in JSON it is a [`Primitive::String`].
    Binary,
}
