//! The four documented token systems as data, the fourth in both of its forms: the one table that the fault matrix
//! and the tests inside of `auth` are run over.

#![allow(dead_code, reason = "not every test binary uses everything")]

use portolan_runtime::auth::{
    Answer, Carry, Credential, Encoding, Exchange, Expiry, Field, Part, Requirement, Scheme,
    Switch, Target, TokenFlow,
};
use portolan_runtime::{NoError, Operation, PlainText, Secret, credentials};

pub(super) const PASSWORD: &str = "CANARY-password";

credentials! {
    /// Username and password.
    pub(super) struct Login { username: String, password: Secret; account_id: i64 }
}

credentials! {
    /// OAuth's client credentials.
    pub(super) struct ClientCredentials { client_id: String, client_secret: Secret }
}

/// One of the four, and how its server answers.
pub(super) struct System {
    pub(super) name: &'static str,
    pub(super) scheme: &'static Scheme,
    pub(super) security: &'static [Requirement],
    /// An operation that needs a token, and one that sends a body.
    pub(super) get: &'static Operation<PlainText, NoError>,
    pub(super) put: &'static Operation<PlainText, NoError>,
    pub(super) credential: fn() -> Credential,
    /// The same for somebody else.
    pub(super) other: fn() -> Credential,
    pub(super) login: &'static str,
    pub(super) renew: Option<&'static str>,
    pub(super) header: &'static str,
    pub(super) rejected: &'static [u16],
    /// The n-th answer; the lifetime as JSON, the same as an absolute time where the system tells one.
    pub(super) answer: fn(n: usize, lifetime: Option<&str>, at: &str) -> String,
}

const fn post(url: &'static str, fields: &'static [Field], answer: Answer) -> Exchange {
    Exchange { method: "POST", url, encoding: Encoding::Json, fields, answer }
}

const USERNAME: Field = Field::credential("username", Target::Body("/username"));
const USER_PASSWORD: Field = Field::credential("password", Target::Body("/password"));
const IN: Expiry = Expiry::In { pointer: "/expires_in", unit_seconds: 1 };

static A: Scheme =
    Scheme::token("JWT", Carry::header("Authorization", "Bearer")).flow(&TokenFlow {
        acquire: post(
            "/authenticate",
            &[USERNAME, USER_PASSWORD],
            Answer {
                token: "/token",
                expires: &[IN, Expiry::After { seconds: 3600 }],
                refresh_token: None,
                refresh_expires: &[],
                succeeded: None,
            },
        ),
        renew: None,
    });

static B: Scheme =
    Scheme::token("oauth2", Carry::header("Authorization", "Bearer")).flow(&TokenFlow {
        acquire: post(
            "/api/v2/oauth2/token",
            &[
                Field::constant("client_credentials", Target::Body("/grant_type")),
                Field::credential("client_id", Target::Body("/client_id")),
                Field::credential("client_secret", Target::Body("/client_secret")),
            ],
            Answer {
                token: "/access_token",
                expires: &[IN],
                refresh_token: None,
                refresh_expires: &[],
                succeeded: None,
            },
        ),
        renew: None,
    });

const SESSION: Answer = Answer {
    token: "/token",
    expires: &[
        Expiry::At { pointer: "/tokenExpiration" },
        Expiry::In { pointer: "/tokenLifetime", unit_seconds: 1 },
    ],
    refresh_token: Some("/refreshToken"),
    refresh_expires: &[Expiry::At { pointer: "/refreshTokenExpiration" }],
    succeeded: Some("/success"),
};

static C: Scheme = Scheme::token("session", Carry::header("Authentication", "Bearer"))
    .rejected(&[401, 403])
    .flow(&TokenFlow {
        acquire: post(
            "/login",
            &[
                USERNAME,
                USER_PASSWORD,
                Field::credential("account_id", Target::Body("/account_id")),
            ],
            SESSION,
        ),
        renew: Some(post(
            "/refresh",
            &[Field::refresh_token(Target::Body("/refreshToken"))],
            SESSION,
        )),
    })
    .switch(&Switch {
        credentials: &[Field::credential("account_id", Target::Body("/account_id"))],
        answer: SESSION,
    });

const GENERATED: Answer = Answer {
    token: "/access_token",
    expires: &[IN, Expiry::Jwt { claim: "exp" }],
    refresh_token: Some("/refresh_token"),
    refresh_expires: &[],
    succeeded: None,
};

static D: Scheme =
    Scheme::token("bearer", Carry::header("Authorization", "Bearer")).flow(&TokenFlow {
        acquire: post("/token", &[USERNAME, USER_PASSWORD], GENERATED),
        renew: Some(post(
            "/token/refresh",
            &[Field::refresh_token(Target::Body("/refresh_token"))],
            GENERATED,
        )),
    });

static D_HEADERS: Scheme =
    Scheme::token("bearer", Carry::header("Authorization", "Bearer")).flow(&TokenFlow {
        acquire: Exchange {
            encoding: Encoding::None,
            ..post(
                "/token",
                &[
                    Field::credential("username", Target::Header("username")),
                    Field::credential("password", Target::Header("password")),
                ],
                GENERATED,
            )
        },
        renew: None,
    });

fn login() -> Credential {
    Login::new("ada", PASSWORD).into()
}

fn client() -> Credential {
    ClientCredentials::new("ada", PASSWORD).into()
}

fn expires_in(lifetime: Option<&str>) -> String {
    lifetime.map(|lifetime| format!(r#""expires_in":{lifetime},"#)).unwrap_or_default()
}

macro_rules! alone {
    ($scheme:ident) => {
        &[Requirement(&[Part { scheme: &$scheme, scopes: &[] }])]
    };
}

macro_rules! get {
    ($scheme:ident) => {{
        static GET: Operation<PlainText, NoError> =
            Operation::get("getAccount", "/accounts").security(alone!($scheme));
        &GET
    }};
}

macro_rules! put {
    ($scheme:ident) => {{
        static PUT: Operation<PlainText, NoError> =
            Operation::put("putAccount", "/accounts").security(alone!($scheme));
        &PUT
    }};
}

/// Moves the session of C to another account.
pub(super) static MASQUERADE: Operation<PlainText, NoError> =
    Operation::post("masquerade", "/masquerade").security(alone!(C)).switches(&C);

pub(super) static SYSTEMS: &[System] = &[
    System {
        name: "A",
        scheme: &A,
        security: alone!(A),
        get: get!(A),
        put: put!(A),
        credential: login,
        other: || Login::new("bob", PASSWORD).into(),
        login: "/authenticate",
        renew: None,
        header: "authorization",
        rejected: &[401],
        answer: |n, lifetime, _| format!(r#"{{{}"token":"tok-{n}"}}"#, expires_in(lifetime)),
    },
    System {
        name: "B",
        scheme: &B,
        security: alone!(B),
        get: get!(B),
        put: put!(B),
        credential: client,
        other: || ClientCredentials::new("bob", PASSWORD).into(),
        login: "/api/v2/oauth2/token",
        renew: None,
        header: "authorization",
        rejected: &[401],
        answer: |n, lifetime, _| {
            // The lifetime is a string in this system.
            let lifetime = lifetime.map(|l| match l.parse::<u64>() {
                Ok(seconds) => format!("\"{seconds}\""),
                Err(_) => l.to_owned(),
            });
            let lifetime = expires_in(lifetime.as_deref());
            format!(r#"{{{lifetime}"token_type":"Bearer","access_token":"tok-{n}"}}"#)
        },
    },
    System {
        name: "C",
        scheme: &C,
        security: alone!(C),
        get: get!(C),
        put: put!(C),
        credential: || Login::new("ada", PASSWORD).account_id(42).into(),
        other: || Login::new("ada", PASSWORD).account_id(7).into(),
        login: "/login",
        renew: Some("/refresh"),
        header: "authentication",
        rejected: &[401, 403],
        answer: |n, lifetime, at| {
            let lifetime = lifetime.map(|l| format!(r#""tokenLifetime":{l},"#)).unwrap_or_default();
            let at = if at.is_empty() { at } else { &format!(r#""tokenExpiration":"{at}","#) };
            format!(
                r#"{{"success":true,"guid":"g",{at}{lifetime}"token":"tok-{n}",
                "refreshToken":"ref-{n}","refreshTokenExpiration":"2018-04-30T21:39:12+00:00"}}"#
            )
        },
    },
    System {
        name: "D",
        scheme: &D,
        security: alone!(D),
        get: get!(D),
        put: put!(D),
        credential: login,
        other: || Login::new("bob", PASSWORD).into(),
        login: "/token",
        renew: Some("/token/refresh"),
        header: "authorization",
        rejected: &[401],
        answer: |n, lifetime, _| {
            let lifetime = expires_in(lifetime);
            format!(r#"{{{lifetime}"access_token":"tok-{n}","refresh_token":"ref-{n}"}}"#)
        },
    },
    System {
        name: "D, in headers",
        scheme: &D_HEADERS,
        security: alone!(D_HEADERS),
        get: get!(D_HEADERS),
        put: put!(D_HEADERS),
        credential: login,
        other: || Login::new("bob", PASSWORD).into(),
        login: "/token",
        renew: None,
        header: "authorization",
        rejected: &[401],
        answer: |n, lifetime, _| format!(r#"{{{}"access_token":"tok-{n}"}}"#, expires_in(lifetime)),
    },
];

pub(super) fn system(name: &str) -> &'static System {
    SYSTEMS.iter().find(|system| system.name == name).unwrap()
}
