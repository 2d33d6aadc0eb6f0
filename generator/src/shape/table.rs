//! The table: OpenAPI's objects, key by key.
//!
//! The skeleton is OpenAPI 3.0's, the Schema Object is JSON Schema 2020-12's with OpenAPI's own words. A
//! construct of a later version is a row that says since when there is it.

use super::Shape::{Any, Flag, List, Map, Object, Ref, Schema, Text, Word};
use super::{Key, Kind, Missing, Other, Shape, Use};

mod schema;
mod security;
mod swagger2;

pub use schema::SCHEMA;
pub use security::SECURITY_SCHEME;
pub use swagger2::SWAGGER;

const fn key(name: &'static str, shape: Shape) -> Key {
    Key { name, shape, missing: Missing::Fine, used: Use::Read, since: 0 }
}

const fn needed(name: &'static str, shape: Shape, missing: Missing) -> Key {
    Key { name, shape, missing, used: Use::Read, since: 0 }
}

const fn prose(name: &'static str, shape: Shape) -> Key {
    Key { name, shape, missing: Missing::Fine, used: Use::Prose, since: 0 }
}

const fn told(name: &'static str, shape: Shape) -> Key {
    Key { name, shape, missing: Missing::Fine, used: Use::Told, since: 0 }
}

const fn unchecked(name: &'static str, shape: Shape, why: &'static str) -> Key {
    Key { name, shape, missing: Missing::Fine, used: Use::Unchecked(why), since: 0 }
}

const fn placed(name: &'static str, shape: Shape, why: &'static str) -> Key {
    Key { name, shape, missing: Missing::Fine, used: Use::Placed(why), since: 0 }
}

const fn lost(name: &'static str, shape: Shape, why: &'static str) -> Key {
    Key { name, shape, missing: Missing::Fine, used: Use::Lost(why), since: 0 }
}

/// A key that OpenAPI 3.1 has first.
const fn v31(mut key: Key) -> Key {
    key.since = 1;
    key
}

/// A key that OpenAPI 3.2 has first.
const fn v32(mut key: Key) -> Key {
    key.since = 2;
    key
}

const CONSTRAINS: &str = "it constrains values and is not checked";
const BY_POSITION: &str = "the parts of a body are not written by their position";
const NESTED: &str = "the parts of a part are not written";
const FLAT: &str = "operations stand with their tags, which are not nested";
const NOT_FOLLOWED: &str = "links between operations are not drawn";

const fn kind(name: &'static str, keys: &'static [Key]) -> Kind {
    Kind { name, keys, other: Other::Extensions }
}

/// The shape of a whole definition.
pub static DEFINITION: Shape = Object(&OPENAPI);
/// The shape of a member of `paths`.
pub static PATH_ITEM_REF: Shape = Ref(&PATH_ITEM);
/// The shape of a member of `responses`.
pub static RESPONSE_REF: Shape = Ref(&RESPONSE);

/// The kinds of object that keys stray from.
pub static KINDS: &[&Kind] = &[
    &OPENAPI,
    &INFO,
    &COMPONENTS,
    &PATH_ITEM,
    &OPERATION,
    &PARAMETER,
    &REQUEST_BODY,
    &MEDIA_TYPE,
    &ENCODING,
    &RESPONSE,
    &HEADER,
    &SCHEMA,
    &SECURITY_SCHEME,
    &SERVER,
];

/// The OpenAPI Object.
pub static OPENAPI: Kind = kind(
    "a definition",
    &[
        needed("openapi", Text, Missing::Useless),
        needed("info", Object(&INFO), Missing::Empty),
        key("servers", List(&Object(&SERVER))),
        needed("paths", Object(&PATHS), Missing::Useless),
        v31(key("webhooks", Map(&PATH_ITEM_REF))),
        key("components", Object(&COMPONENTS)),
        key("security", List(&Map(&List(&Text)))),
        key("tags", List(&Object(&TAG))),
        key("externalDocs", Object(&DOCS)),
        v31(prose("jsonSchemaDialect", Text)),
        v32(prose("$self", Text)),
    ],
);

static INFO: Kind = kind(
    "an info object",
    &[
        needed("title", Text, Missing::Text("")),
        v31(prose("summary", Text)),
        key("description", Text),
        key("termsOfService", Text),
        key("contact", Object(&CONTACT)),
        key("license", Object(&LICENSE)),
        needed("version", Text, Missing::Text("")),
    ],
);

static CONTACT: Kind =
    kind("a contact", &[prose("name", Text), key("url", Text), prose("email", Text)]);

static LICENSE: Kind = kind(
    "a licence",
    &[needed("name", Text, Missing::Text("")), v31(key("identifier", Text)), key("url", Text)],
);

static DOCS: Kind = kind(
    "a documentation object",
    &[key("description", Text), needed("url", Text, Missing::Useless)],
);

static TAG: Kind = kind(
    "a tag",
    &[
        needed("name", Text, Missing::Useless),
        key("description", Text),
        key("externalDocs", Object(&DOCS)),
        v32(key("summary", Text)),
        v32(unchecked("parent", Text, FLAT)),
        v32(unchecked("kind", Text, FLAT)),
    ],
);

static SERVER: Kind = kind(
    "a server",
    &[
        needed("url", Text, Missing::Useless),
        v32(key("name", Text)),
        key("description", Text),
        key("variables", Map(&Object(&SERVER_VARIABLE))),
    ],
);

/// The Server Variable Object.
pub static SERVER_VARIABLE: Kind = kind(
    "a server variable",
    &[key("enum", List(&Text)), key("default", Text), key("description", Text)],
);

/// The Components Object.
pub static COMPONENTS: Kind = kind(
    "a components object",
    &[
        key("schemas", Map(&Schema)),
        key("responses", Map(&Ref(&RESPONSE))),
        key("parameters", Map(&Ref(&PARAMETER))),
        prose("examples", Map(&Ref(&EXAMPLE))),
        key("requestBodies", Map(&Ref(&REQUEST_BODY))),
        key("headers", Map(&Ref(&HEADER))),
        key("securitySchemes", Map(&Ref(&SECURITY_SCHEME))),
        unchecked("links", Map(&Ref(&LINK)), NOT_FOLLOWED),
        key("callbacks", Map(&Ref(&CALLBACK))),
        v31(key("pathItems", Map(&PATH_ITEM_REF))),
        v32(key("mediaTypes", Map(&Ref(&MEDIA_TYPE)))),
    ],
);

/// The Paths Object.
pub static PATHS: Kind = Kind { name: "a paths object", keys: &[], other: Other::Paths };

/// The Path Item Object.
pub static PATH_ITEM: Kind = kind(
    "a path item",
    &[
        key("$ref", Text),
        key("summary", Text),
        key("description", Text),
        key("get", Object(&OPERATION)),
        key("put", Object(&OPERATION)),
        key("post", Object(&OPERATION)),
        key("delete", Object(&OPERATION)),
        key("options", Object(&OPERATION)),
        key("head", Object(&OPERATION)),
        key("patch", Object(&OPERATION)),
        key("trace", Object(&OPERATION)),
        v32(key("query", Object(&OPERATION))),
        v32(key("additionalOperations", Map(&Object(&OPERATION)))),
        key("servers", List(&Object(&SERVER))),
        key("parameters", List(&Ref(&PARAMETER))),
    ],
);

/// The Operation Object.
pub static OPERATION: Kind = kind(
    "an operation",
    &[
        key("tags", List(&Text)),
        key("summary", Text),
        key("description", Text),
        key("externalDocs", Object(&DOCS)),
        key("operationId", Text),
        key("parameters", List(&Ref(&PARAMETER))),
        key("requestBody", Ref(&REQUEST_BODY)),
        needed("responses", Object(&RESPONSES), Missing::Empty),
        key("callbacks", Map(&Ref(&CALLBACK))),
        key("deprecated", Flag),
        key("security", List(&Map(&List(&Text)))),
        key("servers", List(&Object(&SERVER))),
    ],
);

/// The Parameter Object.
pub static PARAMETER: Kind = kind(
    "a parameter",
    &[
        needed("name", Text, Missing::Useless),
        needed("in", Word(&["query", "header", "path", "cookie", "querystring"]), Missing::Useless),
        key("description", Text),
        key("required", Flag),
        key("deprecated", Flag),
        prose("allowEmptyValue", Flag),
        key("style", Word(STYLES)),
        key("explode", Flag),
        key("allowReserved", Flag),
        key("schema", Schema),
        prose("example", Any),
        prose("examples", Map(&Ref(&EXAMPLE))),
        key("content", Map(&Ref(&MEDIA_TYPE))),
    ],
);

const STYLES: &[&str] = &[
    "form",
    "simple",
    "matrix",
    "label",
    "spaceDelimited",
    "pipeDelimited",
    "deepObject",
    "cookie",
];

/// The Header Object.
pub static HEADER: Kind = kind(
    "a header",
    &[
        key("description", Text),
        key("required", Flag),
        key("deprecated", Flag),
        prose("style", Word(&["simple"])),
        prose("explode", Flag),
        key("schema", Schema),
        prose("example", Any),
        prose("examples", Map(&Ref(&EXAMPLE))),
        key("content", Map(&Ref(&MEDIA_TYPE))),
    ],
);

static REQUEST_BODY: Kind = kind(
    "a request body",
    &[
        key("description", Text),
        needed("content", Map(&Ref(&MEDIA_TYPE)), Missing::Empty),
        key("required", Flag),
    ],
);

/// The Media Type Object.
pub static MEDIA_TYPE: Kind = kind(
    "a media type",
    &[
        key("schema", Schema),
        v32(key("itemSchema", Schema)),
        prose("example", Any),
        prose("examples", Map(&Ref(&EXAMPLE))),
        key("encoding", Map(&Object(&ENCODING))),
        v32(lost("prefixEncoding", List(&Object(&ENCODING)), BY_POSITION)),
        v32(lost("itemEncoding", Object(&ENCODING), BY_POSITION)),
    ],
);

/// The Encoding Object.
pub static ENCODING: Kind = kind(
    "an encoding",
    &[
        key("contentType", Text),
        key("headers", Map(&Ref(&HEADER))),
        key("style", Word(&["form", "spaceDelimited", "pipeDelimited", "deepObject"])),
        key("explode", Flag),
        key("allowReserved", Flag),
        v32(lost("encoding", Map(&Object(&ENCODING)), NESTED)),
        v32(lost("prefixEncoding", List(&Object(&ENCODING)), NESTED)),
        v32(lost("itemEncoding", Object(&ENCODING), NESTED)),
    ],
);

static RESPONSES: Kind = Kind {
    name: "a responses object",
    keys: &[key("default", Ref(&RESPONSE))],
    other: Other::Statuses,
};

/// The Response Object.
pub static RESPONSE: Kind = kind(
    "a response",
    &[
        v32(prose("summary", Text)),
        needed("description", Text, Missing::Text("")),
        key("headers", Map(&Ref(&HEADER))),
        key("content", Map(&Ref(&MEDIA_TYPE))),
        unchecked("links", Map(&Ref(&LINK)), NOT_FOLLOWED),
    ],
);

static CALLBACK: Kind = Kind { name: "a callback", keys: &[], other: Other::Callback };

static EXAMPLE: Kind = kind(
    "an example",
    &[
        key("summary", Text),
        key("description", Text),
        key("value", Any),
        key("externalValue", Text),
        v32(prose("dataValue", Any)),
        v32(prose("serializedValue", Text)),
    ],
);

/// The Link Object.
pub static LINK: Kind = kind(
    "a link",
    &[
        key("operationRef", Text),
        key("operationId", Text),
        key("parameters", Map(&Any)),
        key("requestBody", Any),
        key("description", Text),
        key("server", Object(&SERVER)),
    ],
);
