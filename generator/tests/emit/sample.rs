//! A hand-made API that has one of nearly everything, with names that are meant to hurt.

use portolan_generator::diagnostic::Place;
use portolan_generator::ir::*;

pub(crate) fn api() -> Api {
    Api {
        title: "Sample \"Bank\" API".into(),
        version: "2.1".into(),
        description: Some("Accounts and [payments](#payments).\n\n    let code = 1;".into()),
        documentation: None,
        license: None,
        terms: None,
        package: Package::default(),
        servers: vec![
            server("https://sandbox.example.com/v1", Some("Sandbox")),
            Server {
                variables: vec![ServerVariable {
                    name: "region".into(),
                    default: Some("eu".into()),
                    values: vec!["eu".into(), "us".into()],
                    description: None,
                }],
                ..server("https://{region}.example.com/v1", Some("production"))
            },
        ],
        schemes: schemes(),
        security: Security {
            alternatives: vec![Requirement { parts: vec![(SchemeId(0), vec![])] }],
        },
        tags: vec![tag("accounts", Some("Accounts of the bank.")), tag("Pay ments", None)],
        operations: operations(),
        events: Vec::new(),
        foreign: Vec::new(),
        types: types(),
    }
}

fn server(url: &str, name: Option<&str>) -> Server {
    Server { url: url.into(), name: name.map(Into::into), description: None, variables: vec![] }
}

fn tag(name: &str, description: Option<&str>) -> Tag {
    Tag { name: name.into(), rename: None, description: description.map(Into::into) }
}

fn schemes() -> Vec<Scheme> {
    let body = |name: &str, pointer: &str| TokenField {
        source: TokenSource::Credential(name.into()),
        target: TokenTarget::Body(pointer.into()),
    };
    let credential = |name: &str, required, secret, kind| CredentialField {
        name: name.into(),
        required,
        secret,
        kind,
    };
    let flow = TokenFlow {
        credentials: vec![
            credential("username", true, false, CredentialKind::Text),
            credential("password", true, true, CredentialKind::Text),
            credential("accountId", false, false, CredentialKind::Integer),
        ],
        acquire: TokenExchange {
            operation: Some("authenticate".into()),
            method: Method::Post,
            url: "/authenticate".into(),
            encoding: TokenEncoding::Json,
            fields: vec![body("username", "/username"), body("password", "/password")],
            answer: TokenAnswer {
                token: "/token".into(),
                expires: vec![
                    Expiry::In { pointer: "/expires_in".into(), unit_seconds: 1 },
                    Expiry::After { seconds: 3600 },
                ],
                ..TokenAnswer::default()
            },
        },
        renew: None,
        switch: Some(TokenSwitch {
            operation: "getAccount".into(),
            credentials: vec![body("accountId", "/account/id")],
            answer: TokenAnswer { token: "/token".into(), ..TokenAnswer::default() },
        }),
    };
    let bearer = Carry::Header { name: "Authorization".into(), prefix: Some("Bearer".into()) };
    vec![
        Scheme {
            name: "JWT".into(),
            description: Some("A token of `authenticate`.".into()),
            kind: SchemeKind::Token { carry: bearer, flows: vec![flow], rejected: vec![401, 403] },
            voluntary: false,
            deprecated: false,
            openid_connect: None,
            revoke: None,
            place: Place::root(),
        },
        Scheme {
            name: "apiKey".into(),
            description: None,
            kind: SchemeKind::ApiKey { carry: Carry::Query { name: "key".into() } },
            voluntary: false,
            deprecated: false,
            openid_connect: None,
            revoke: None,
            place: Place::root(),
        },
    ]
}

pub(crate) fn docs(text: &str) -> Docs {
    Docs { description: (!text.is_empty()).then(|| text.into()), ..Docs::default() }
}

fn parameter(name: &str, location: Location, required: bool, ty: Type) -> Parameter {
    let query = matches!(location, Location::Query | Location::Cookie);
    Parameter {
        nested: false,
        idempotency_key: false,
        example: None,
        name: name.into(),
        rename: None,
        location,
        required,
        style: if query { Style::Form } else { Style::Simple },
        explode: query,
        allow_reserved: false,
        ty,
        docs: docs(""),
        place: Place::root(),
    }
}

fn json(ty: Type) -> Option<Content> {
    Some(Content { media_type: "application/json".into(), codec: Codec::Json(ty) })
}

fn response(status: StatusPattern, content: Option<Content>) -> Response {
    Response {
        status,
        media_types: content.iter().map(|content| content.media_type.clone()).collect(),
        fallback: true,
        content,
        description: Some("Not Found".into()),
        headers: vec![],
        place: Place::root(),
    }
}

fn operation(id: &str, tags: &[usize], method: Method, path: &str) -> Operation {
    Operation {
        id: id.into(),
        rename: None,
        tags: tags.iter().map(|tag| TagId(*tag)).collect(),
        method,
        path: path.into(),
        docs: Docs { summary: Some(format!("Does {id}.")), ..Docs::default() },
        parameters: vec![],
        body: None,
        successes: vec![],
        failures: vec![],
        stream: None,
        security: None,
        page: None,
        servers: vec![],
        place: Place::root(),
    }
}

const STRING: Type = Type::Primitive(Primitive::String);

fn named(id: usize) -> Type {
    Type::Named(TypeId(id))
}

fn list(ty: Type) -> Type {
    Type::List(Box::new(ty))
}

fn nullable(ty: Type) -> Type {
    Type::Nullable(Box::new(ty))
}

fn operations() -> Vec<Operation> {
    use Location::{Cookie, Header, Path, Query};
    use StatusPattern::{Code, Default as Any, Range};
    let problem = || json(named(PROBLEM));
    let body = |required, codec: Codec, media_type: &str| {
        Some(Body {
            required,
            contents: vec![Content { media_type: media_type.into(), codec }],
            docs: docs(""),
            place: Place::root(),
        })
    };
    vec![
        Operation {
            parameters: vec![parameter("id", Path, true, named(ACCOUNT_ID))],
            successes: vec![response(Code(200), json(named(ACCOUNT)))],
            failures: vec![response(Code(404), problem()), response(Any, problem())],
            ..operation("getAccount", &[0], Method::Get, "/accounts/{id}")
        },
        Operation {
            parameters: vec![
                parameter("status", Query, false, list(named(STATUS))),
                parameter("type", Query, false, STRING),
                parameter("timeout", Query, false, Type::Primitive(Primitive::I64)),
                Parameter {
                    style: Style::DeepObject,
                    ..parameter("filter", Query, false, named(FILTER))
                },
                parameter("session", Cookie, false, STRING),
                parameter("X-Request-Id", Header, false, STRING),
            ],
            successes: vec![response(Code(200), json(list(named(ACCOUNT))))],
            failures: vec![response(Code(404), problem()), response(Any, problem())],
            ..operation("listAccounts", &[0], Method::Get, "/accounts")
        },
        Operation {
            body: body(true, Codec::Json(named(NEW_ACCOUNT)), "application/json"),
            successes: vec![
                response(Code(201), json(named(ACCOUNT))),
                response(Code(202), None),
                response(
                    Range(2),
                    Some(Content { media_type: "text/plain".into(), codec: Codec::Text }),
                ),
            ],
            failures: vec![response(Range(4), problem()), response(Code(409), None)],
            security: Some(Security {
                alternatives: vec![
                    Requirement { parts: vec![(SchemeId(1), vec!["a".into()])] },
                    Requirement::default(),
                ],
            }),
            ..operation("accounts/create", &[0], Method::Post, "/accounts")
        },
        Operation {
            parameters: ["a", "b", "c", "self"]
                .map(|name| parameter(name, Path, true, STRING))
                .to_vec(),
            body: body(true, Codec::Json(named(PAYMENT)), "application/merge-patch+json"),
            successes: vec![response(Code(204), None)],
            ..operation("move", &[1], Method::Patch, "/pay/{a}/{b}/{c}/{self}")
        },
        Operation {
            parameters: vec![parameter("raw", Query, true, Type::Any)],
            body: body(false, Codec::Bytes, "application/pdf"),
            successes: vec![response(Code(200), json(named(INLINE)))],
            ..operation("upload", &[1], Method::Put, "/pay")
        },
        Operation {
            body: body(true, Codec::Json(list(STRING)), "application/json"),
            security: Some(Security::default()),
            ..operation("ping", &[], Method::Other("PING".into()), "/ping")
        },
    ]
}

const ACCOUNT: usize = 0;
const ACCOUNT_ID: usize = 1;
const STATUS: usize = 2;
const FILTER: usize = 3;
const NEW_ACCOUNT: usize = 4;
const PAYMENT: usize = 5;
const PROBLEM: usize = 6;
const CARD: usize = 7;
const TRANSFER: usize = 8;
const TREE: usize = 9;
const OPTION: usize = 10;
const INLINE: usize = 11;
const MANY: usize = 14;

fn component(name: &str, text: &str, shape: Shape) -> TypeDef {
    TypeDef {
        origin: TypeName::Component(name.into()),
        rename: None,
        docs: docs(text),
        shape,
        place: Place::root(),
    }
}

fn field(name: &str, required: bool, ty: Type) -> Field {
    Field {
        name: name.into(),
        rename: None,
        required,
        read_only: false,
        write_only: false,
        preset: None,
        ty,
        docs: docs("See [foo] at https://e.com."),
    }
}

fn object(fields: Vec<Field>) -> Shape {
    Shape::Struct(Struct { fields, additional: None })
}

fn texts(values: &[&str]) -> Shape {
    let variant =
        |value: &&str| Variant { value: (*value).into(), rename: None, description: None };
    Shape::Enum(Enum { variants: values.iter().map(variant).collect(), any: false })
}

fn branch(name: &str, ty: Type, tags: &[&str], marks: Marks) -> Branch {
    Branch {
        name: name.into(),
        ty,
        tags: tags.iter().map(|tag| (*tag).into()).collect(),
        marks: vec![marks],
    }
}

fn types() -> Vec<TypeDef> {
    let object_marks = |keys: &[&str]| Marks {
        kinds: vec![JsonKind::Object],
        required: keys.iter().map(|key| (*key).into()).collect(),
        known: keys.iter().map(|key| (*key).into()).collect(),
        ..Marks::default()
    };
    let kind = |kind| Marks { kinds: vec![kind], ..Marks::default() };
    let primitive = Type::Primitive;
    vec![
        component(
            "Account",
            "An account.",
            object(vec![
                Field { read_only: true, ..field("id", true, named(ACCOUNT_ID)) },
                field("status", true, named(STATUS)),
                field("closedAt", false, nullable(primitive(Primitive::Timestamp))),
                field("created_by", true, nullable(STRING)),
                field("createdBy", false, STRING),
                field("type", false, named(TREE)),
                field("r", false, primitive(Primitive::Date)),
                field("+1", false, primitive(Primitive::I64)),
                field("new", false, Type::Map(Box::new(nullable(STRING)))),
            ]),
        ),
        component("account_id", "Number on the card.", Shape::Newtype(Primitive::String)),
        component("Status", "", texts(&["open", "frozen", "Unknown", "", "🚀", "self"])),
        component(
            "Filter",
            "",
            object(vec![field("from", false, STRING), field("to", true, STRING)]),
        ),
        component(
            "NewAccount",
            "",
            Shape::Struct(Struct {
                fields: vec![
                    field("holder", true, STRING),
                    field("status", true, named(STATUS)),
                    field("note", true, nullable(STRING)),
                    field("password", false, primitive(Primitive::Secret)),
                    field("payment", false, named(PAYMENT)),
                ],
                additional: Some(Type::Any),
            }),
        ),
        component(
            "Payment",
            "How money moves.",
            Shape::Union(Union {
                branches: vec![
                    branch("Card", named(CARD), &["card"], object_marks(&["number"])),
                    branch(
                        "transfer",
                        named(TRANSFER),
                        &["transfer", "sepa"],
                        object_marks(&["iban"]),
                    ),
                ],
                discriminator: Some("kind".into()),
                based: false,
                together: false,
            }),
        ),
        component("Problem", "", object(vec![field("detail", false, STRING)])),
        component(
            "Card",
            "",
            object(vec![field("kind", true, STRING), field("number", true, STRING)]),
        ),
        component(
            "Transfer",
            "",
            object(vec![
                field("iban", true, STRING),
                field("date", false, primitive(Primitive::Base64)),
            ]),
        ),
        component(
            "Tree",
            "",
            object(vec![field("left", false, named(TREE)), field("all", true, list(named(TREE)))]),
        ),
        component("Option", "Not Rust's.", Shape::Alias(named(MANY))),
        TypeDef {
            origin: TypeName::InOperation(4, vec!["output".into()]),
            ..component(
                "",
                "",
                Shape::Union(Union {
                    branches: vec![
                        branch("string", STRING, &[], kind(JsonKind::String)),
                        branch("list", list(STRING), &[], kind(JsonKind::Array)),
                        branch("Account", named(ACCOUNT), &[], object_marks(&["id"])),
                        branch("detail", named(12), &[], object_marks(&[])),
                        branch("option", named(OPTION), &[], object_marks(&["f1"])),
                    ],
                    discriminator: None,
                    based: false,
                    together: false,
                }),
            )
        },
        TypeDef {
            origin: TypeName::Within(TypeId(INLINE), vec!["detail".into()]),
            ..component("", "", object(vec![field("detail", false, STRING)]))
        },
        component("Unreached", "", object(vec![field("account", true, named(ACCOUNT))])),
        component(
            "Many",
            "",
            object(
                (1..=8).map(|number| field(&format!("f{number}"), true, named(TRANSFER))).collect(),
            ),
        ),
        component("Loop", "", Shape::Alias(list(named(15)))),
    ]
}
