//! The table's part on schemas: JSON Schema 2020-12 with OpenAPI's own words.
//!
//! What `key`, `v31` and the others mean is told in the room above.

use super::{CONSTRAINS, DOCS, key, kind, lost, needed, placed, prose, told, unchecked, v31, v32};
use crate::shape::Shape::{self, Any, Count, Flag, List, Map, Number, Object, Schema, Text};
use crate::shape::{Kind, Missing};

/// The Schema Object: JSON Schema 2020-12 and OpenAPI's words.
pub static SCHEMA: Kind = kind(
    "a schema",
    &[
        key("type", Shape::Types),
        key("$ref", Text),
        key("properties", Map(&Schema)),
        told("description", Text),
        key("items", Shape::SchemaOrList),
        prose("examples", List(&Any)),
        key("format", Text),
        key("required", List(&Text)),
        told("title", Text),
        key("enum", List(&Any)),
        told("default", Any),
        key("allOf", List(&Schema)),
        key("oneOf", List(&Schema)),
        key("anyOf", List(&Schema)),
        unchecked("not", Schema, CONSTRAINS),
        key("additionalProperties", Schema),
        told("readOnly", Flag),
        told("writeOnly", Flag),
        told("deprecated", Flag),
        told("minimum", Number),
        told("maximum", Number),
        told("exclusiveMinimum", Number),
        told("exclusiveMaximum", Number),
        told("multipleOf", Number),
        told("minLength", Count),
        told("maxLength", Count),
        told("pattern", Text),
        told("minItems", Count),
        told("maxItems", Count),
        told("uniqueItems", Flag),
        told("minProperties", Count),
        told("maxProperties", Count),
        key("discriminator", Object(&DISCRIMINATOR)),
        prose("xml", Object(&XML)),
        prose("externalDocs", Object(&DOCS)),
        v31(key("const", Any)),
        v31(key("contentEncoding", Text)),
        v31(placed("contentMediaType", Text, CONSTRAINS)),
        v31(placed("contentSchema", Schema, CONSTRAINS)),
        v31(key("prefixItems", List(&Schema))),
        v31(key("patternProperties", Map(&Schema))),
        v31(unchecked("propertyNames", Schema, CONSTRAINS)),
        v31(unchecked("contains", Schema, CONSTRAINS)),
        v31(unchecked("minContains", Count, CONSTRAINS)),
        v31(unchecked("maxContains", Count, CONSTRAINS)),
        v31(unchecked("unevaluatedItems", Schema, CONSTRAINS)),
        v31(key("unevaluatedProperties", Schema)),
        v31(unchecked("dependentRequired", Map(&List(&Text)), CONSTRAINS)),
        v31(unchecked("dependentSchemas", Map(&Schema), CONSTRAINS)),
        v31(unchecked("dependencies", Map(&Shape::TextsOrSchema), CONSTRAINS)),
        unchecked("additionalItems", Schema, CONSTRAINS),
        v31(unchecked("if", Schema, CONSTRAINS)),
        v31(unchecked("then", Schema, CONSTRAINS)),
        v31(unchecked("else", Schema, CONSTRAINS)),
        v31(lost("$id", Text, "references are read from the root of the definition all the same")),
        v31(prose("$schema", Text)),
        v31(prose("$anchor", Text)),
        v31(prose("$dynamicAnchor", Text)),
        v31(lost("$dynamicRef", Text, "the value is kept as raw JSON")),
        prose("$recursiveAnchor", Any),
        lost("$recursiveRef", Text, "the value is kept as raw JSON"),
        prose("$vocabulary", Map(&Flag)),
        v31(prose("$comment", Text)),
        v31(prose("$defs", Map(&Schema))),
        prose("definitions", Map(&Schema)),
    ],
);

static DISCRIMINATOR: Kind = kind(
    "a discriminator",
    &[
        needed("propertyName", Text, Missing::Useless),
        key("mapping", Map(&Text)),
        v32(lost(
            "defaultMapping",
            Text,
            "a value whose discriminator is not known is kept as raw JSON",
        )),
    ],
);

static XML: Kind = kind(
    "an XML object",
    &[
        key("name", Text),
        key("namespace", Text),
        key("prefix", Text),
        key("attribute", Flag),
        key("wrapped", Flag),
        v32(key("nodeType", Text)),
    ],
);
