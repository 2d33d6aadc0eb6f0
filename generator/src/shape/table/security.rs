//! The table's part on security: schemes and the flows of OAuth 2.0.

use super::{key, kind, needed, v32};
use crate::shape::Shape::{Flag, Map, Object, Text, Word};
use crate::shape::{Kind, Missing};

/// The Security Scheme Object.
pub static SECURITY_SCHEME: Kind = kind(
    "a security scheme",
    &[
        needed(
            "type",
            Word(&["apiKey", "http", "oauth2", "openIdConnect", "mutualTLS"]),
            Missing::Useless,
        ),
        key("description", Text),
        key("name", Text),
        key("in", Word(&["query", "header", "cookie"])),
        key("scheme", Text),
        key("bearerFormat", Text),
        key("flows", Object(&FLOWS)),
        key("openIdConnectUrl", Text),
        v32(key("oauth2MetadataUrl", Text)),
        v32(key("deprecated", Flag)),
    ],
);

static FLOWS: Kind = kind(
    "an object of flows",
    &[
        key("implicit", Object(&IMPLICIT)),
        key("password", Object(&PASSWORD)),
        key("clientCredentials", Object(&PASSWORD)),
        key("authorizationCode", Object(&AUTHORIZATION_CODE)),
        v32(key("deviceAuthorization", Object(&DEVICE_AUTHORIZATION))),
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

static DEVICE_AUTHORIZATION: Kind = kind(
    "a device authorization flow",
    &[
        needed("deviceAuthorizationUrl", Text, Missing::Useless),
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
