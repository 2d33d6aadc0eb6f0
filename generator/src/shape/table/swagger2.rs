//! The table's part on Swagger 2.0: as much as it takes to find what refers to something.
//!
//! What is validated has the shape of OpenAPI 3.0 by then.

use super::{key, kind};
use crate::shape::Kind;
use crate::shape::Shape::{List, Map, Object, Ref, Schema};

/// The Swagger Object.
pub static SWAGGER: Kind = kind(
    "a definition",
    &[
        key("paths", Map(&Ref(&PATH_ITEM))),
        key("definitions", Map(&Schema)),
        key("parameters", Map(&Ref(&PARAMETER))),
        key("responses", Map(&Ref(&RESPONSE))),
    ],
);

static PATH_ITEM: Kind = kind(
    "a path item",
    &[
        key("get", Object(&OPERATION)),
        key("put", Object(&OPERATION)),
        key("post", Object(&OPERATION)),
        key("delete", Object(&OPERATION)),
        key("options", Object(&OPERATION)),
        key("head", Object(&OPERATION)),
        key("patch", Object(&OPERATION)),
        key("parameters", List(&Ref(&PARAMETER))),
    ],
);

static OPERATION: Kind = kind(
    "an operation",
    &[key("parameters", List(&Ref(&PARAMETER))), key("responses", Map(&Ref(&RESPONSE)))],
);

static PARAMETER: Kind = kind("a parameter", &[key("schema", Schema), key("items", Schema)]);

static RESPONSE: Kind = kind("a response", &[key("schema", Schema)]);
