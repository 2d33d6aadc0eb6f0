//! What the generator writes of security schemes, by hand.

use portolan_runtime::Secret;
use portolan_runtime::generated::{
    Carry, Encoding, Exchange, Expiry, Field, Part, Requirement, Scheme, Target, TokenAnswer,
    TokenFlow, credentials,
};

pub(crate) static JWT: Scheme = Scheme::token("JWT", Carry::header("Authorization", "Bearer"))
    .rejected(&[401])
    .flow(&TokenFlow {
        acquire: Exchange {
            method: "POST",
            url: "/authenticate",
            encoding: Encoding::Json,
            fields: &[
                Field::credential("username", Target::Body("/username")),
                Field::credential("password", Target::Body("/password")),
            ],
            answer: TokenAnswer {
                token: "/token",
                expires: &[Expiry::After { seconds: 3600 }],
                refresh_token: None,
                refresh_expires: &[],
                succeeded: None,
            },
        },
        renew: None,
    });

pub(crate) static DEFAULT: &[Requirement] = &[Requirement(&[Part { scheme: &JWT, scopes: &[] }])];
pub(crate) static NONE: &[Requirement] = &[];

credentials! {
    /// What the operation `authenticate` asks for.
    pub struct Login from "API" { username: String, password: Secret }
}
