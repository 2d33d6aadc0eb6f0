//! The table: OpenAPI's objects, key by key.
//!
//! The skeleton is OpenAPI 3.0's, the Schema Object is JSON Schema 2020-12's with OpenAPI's own words. A
//! construct of a later version is added here as a row.

use super::Shape::{Any, Count, Flag, List, Map, Number, Object, Ref, Schema, Text, Word};
use super::{Key, Kind, Missing, Other, Shape, Use};

const fn key(name: &'static str, shape: Shape) -> Key {
    Key { name, shape, missing: Missing::Fine, used: Use::Read }
}

const fn needed(name: &'static str, shape: Shape, missing: Missing) -> Key {
    Key { name, shape, missing, used: Use::Read }
}

const fn prose(name: &'static str, shape: Shape) -> Key {
    Key { name, shape, missing: Missing::Fine, used: Use::Prose }
}

const fn unchecked(name: &'static str, shape: Shape, why: &'static str) -> Key {
    Key { name, shape, missing: Missing::Fine, used: Use::Unchecked(why) }
}

const fn lost(name: &'static str, shape: Shape, why: &'static str) -> Key {
    Key { name, shape, missing: Missing::Fine, used: Use::Lost(why) }
}

const CONSTRAINS: &str = "it constrains values and is not checked";
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

/// The OpenAPI Object.
pub static OPENAPI: Kind = kind(
    "a definition",
    &[
        needed("openapi", Text, Missing::Useless),
        needed("info", Object(&INFO), Missing::Empty),
        key("servers", List(&Object(&SERVER))),
        needed("paths", Object(&PATHS), Missing::Useless),
        key("components", Object(&COMPONENTS)),
        key("security", List(&Map(&List(&Text)))),
        key("tags", List(&Object(&TAG))),
        key("externalDocs", Object(&DOCS)),
    ],
);

static INFO: Kind = kind(
    "an info object",
    &[
        needed("title", Text, Missing::Text("")),
        key("description", Text),
        key("termsOfService", Text),
        key("contact", Object(&CONTACT)),
        key("license", Object(&LICENSE)),
        needed("version", Text, Missing::Text("")),
    ],
);

static CONTACT: Kind =
    kind("a contact", &[prose("name", Text), key("url", Text), prose("email", Text)]);

static LICENSE: Kind =
    kind("a licence", &[needed("name", Text, Missing::Text("")), key("url", Text)]);

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
    ],
);

static SERVER: Kind = kind(
    "a server",
    &[
        needed("url", Text, Missing::Useless),
        key("description", Text),
        key("variables", Map(&Object(&SERVER_VARIABLE))),
    ],
);

static SERVER_VARIABLE: Kind = kind(
    "a server variable",
    &[
        key("enum", List(&Text)),
        needed("default", Text, Missing::Text("")),
        key("description", Text),
    ],
);

static COMPONENTS: Kind = kind(
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
        unchecked("callbacks", Map(&Ref(&CALLBACK)), "callbacks are no calls that a client makes"),
    ],
);

static PATHS: Kind = Kind { name: "a paths object", keys: &[], other: Other::Paths };

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
        needed("in", Word(&["query", "header", "path", "cookie"]), Missing::Useless),
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
        key("content", Map(&Object(&MEDIA_TYPE))),
    ],
);

const STYLES: &[&str] =
    &["form", "simple", "matrix", "label", "spaceDelimited", "pipeDelimited", "deepObject"];

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
        key("content", Map(&Object(&MEDIA_TYPE))),
    ],
);

static REQUEST_BODY: Kind = kind(
    "a request body",
    &[
        key("description", Text),
        needed("content", Map(&Object(&MEDIA_TYPE)), Missing::Empty),
        key("required", Flag),
    ],
);

static MEDIA_TYPE: Kind = kind(
    "a media type",
    &[
        key("schema", Schema),
        prose("example", Any),
        prose("examples", Map(&Ref(&EXAMPLE))),
        key("encoding", Map(&Object(&ENCODING))),
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
    ],
);

static RESPONSES: Kind = Kind {
    name: "a responses object",
    keys: &[key("default", Ref(&RESPONSE))],
    other: Other::Statuses,
};

static RESPONSE: Kind = kind(
    "a response",
    &[
        needed("description", Text, Missing::Text("")),
        key("headers", Map(&Ref(&HEADER))),
        key("content", Map(&Object(&MEDIA_TYPE))),
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

/// The Security Scheme Object.
pub static SECURITY_SCHEME: Kind = kind(
    "a security scheme",
    &[
        needed("type", Word(&["apiKey", "http", "oauth2", "openIdConnect"]), Missing::Useless),
        key("description", Text),
        key("name", Text),
        key("in", Word(&["query", "header", "cookie"])),
        key("scheme", Text),
        key("bearerFormat", Text),
        key("flows", Object(&FLOWS)),
        key("openIdConnectUrl", Text),
    ],
);

static FLOWS: Kind = kind(
    "an object of flows",
    &[
        key("implicit", Object(&IMPLICIT)),
        key("password", Object(&PASSWORD)),
        key("clientCredentials", Object(&PASSWORD)),
        key("authorizationCode", Object(&AUTHORIZATION_CODE)),
    ],
);

static IMPLICIT: Kind = kind(
    "an implicit flow",
    &[
        needed("authorizationUrl", Text, Missing::Useless),
        key("refreshUrl", Text),
        needed("scopes", Map(&Text), Missing::Empty),
    ],
);

static PASSWORD: Kind = kind(
    "a flow",
    &[
        needed("tokenUrl", Text, Missing::Useless),
        key("refreshUrl", Text),
        needed("scopes", Map(&Text), Missing::Empty),
    ],
);

static AUTHORIZATION_CODE: Kind = kind(
    "an authorization code flow",
    &[
        needed("authorizationUrl", Text, Missing::Useless),
        needed("tokenUrl", Text, Missing::Useless),
        key("refreshUrl", Text),
        needed("scopes", Map(&Text), Missing::Empty),
    ],
);

/// The Schema Object: JSON Schema 2020-12 and OpenAPI's words.
pub static SCHEMA: Kind = kind(
    "a schema",
    &[
        key("type", Shape::Types),
        key("$ref", Text),
        key("properties", Map(&Schema)),
        key("description", Text),
        key("items", Shape::SchemaOrList),
        prose("examples", List(&Any)),
        key("format", Text),
        key("required", List(&Text)),
        key("title", Text),
        key("enum", List(&Any)),
        key("default", Any),
        key("allOf", List(&Schema)),
        key("oneOf", List(&Schema)),
        key("anyOf", List(&Schema)),
        unchecked("not", Schema, CONSTRAINS),
        key("additionalProperties", Schema),
        key("readOnly", Flag),
        key("writeOnly", Flag),
        key("deprecated", Flag),
        key("minimum", Number),
        key("maximum", Number),
        key("exclusiveMinimum", Number),
        key("exclusiveMaximum", Number),
        key("multipleOf", Number),
        key("minLength", Count),
        key("maxLength", Count),
        key("pattern", Text),
        key("minItems", Count),
        key("maxItems", Count),
        key("uniqueItems", Flag),
        key("minProperties", Count),
        key("maxProperties", Count),
        key("discriminator", Object(&DISCRIMINATOR)),
        prose("xml", Object(&XML)),
        prose("externalDocs", Object(&DOCS)),
        key("const", Any),
        key("contentEncoding", Text),
        unchecked("contentMediaType", Text, CONSTRAINS),
        unchecked("contentSchema", Schema, CONSTRAINS),
        key("prefixItems", List(&Schema)),
        key("patternProperties", Map(&Schema)),
        unchecked("propertyNames", Schema, CONSTRAINS),
        unchecked("contains", Schema, CONSTRAINS),
        unchecked("minContains", Count, CONSTRAINS),
        unchecked("maxContains", Count, CONSTRAINS),
        unchecked("unevaluatedItems", Schema, CONSTRAINS),
        key("unevaluatedProperties", Schema),
        unchecked("dependentRequired", Map(&List(&Text)), CONSTRAINS),
        unchecked("dependentSchemas", Map(&Schema), CONSTRAINS),
        unchecked("dependencies", Map(&Shape::TextsOrSchema), CONSTRAINS),
        unchecked("additionalItems", Schema, CONSTRAINS),
        unchecked("if", Schema, CONSTRAINS),
        unchecked("then", Schema, CONSTRAINS),
        unchecked("else", Schema, CONSTRAINS),
        lost("$id", Text, "references are read from the root of the definition all the same"),
        prose("$schema", Text),
        prose("$anchor", Text),
        prose("$dynamicAnchor", Text),
        lost("$dynamicRef", Text, "the value is kept as raw JSON"),
        prose("$recursiveAnchor", Any),
        lost("$recursiveRef", Text, "the value is kept as raw JSON"),
        prose("$vocabulary", Map(&Flag)),
        prose("$comment", Text),
        prose("$defs", Map(&Schema)),
        prose("definitions", Map(&Schema)),
    ],
);

static DISCRIMINATOR: Kind = kind(
    "a discriminator",
    &[needed("propertyName", Text, Missing::Useless), key("mapping", Map(&Text))],
);

static XML: Kind = kind(
    "an XML object",
    &[
        key("name", Text),
        key("namespace", Text),
        key("prefix", Text),
        key("attribute", Flag),
        key("wrapped", Flag),
    ],
);
