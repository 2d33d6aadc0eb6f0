//! Credentials and tokens: who may call, and how that is shown.
//!
//! In: schemes and flows as generated data, credentials from the application. Out: requests that carry what they
//! must, or a typed error. Nothing here knows an operation, a schema or a particular API.
//!
//! A token is acquired on the first call that needs one, by a task of its own, once for all callers; it is renewed
//! before it expires and after an answer that rejects it. Credentials and tokens go to the origin that they were
//! given for and nowhere else.

mod answer;
mod backoff;
mod cache;
mod carry;
mod credential;
mod discovery;
mod error;
mod exchange;
mod flow;
mod mint;
mod scheme;
mod session;
mod store;
mod sync;
mod validity;

#[cfg(test)]
mod tests;

pub(crate) use self::answer::expiry::http_date;
pub(crate) use self::backoff::chance;
pub use self::credential::{
    ApiKey, Authorization, Basic, CommandSource, Credential, CredentialValue, Fields,
    ReadVariables, SchemeVariables, SourceError, Token, TokenSource, Value, Variables,
    read_required, read_variable, variable,
};
pub use self::error::{AuthError, DiscoveryError, OAuthError};
pub use self::flow::{
    Answer, Encoding, Exchange, Expiry, Field, Revocation, Source, Switch, Target, TokenFlow,
};
pub use self::scheme::{Carry, Part, Requirement, Scheme};
pub use self::session::SignedOut;
pub(crate) use self::session::{Grant, Sessions, SessionsConfig, Verdict};
#[cfg(feature = "encryption")]
pub use self::store::EncryptionKey;
#[cfg(feature = "redis")]
pub use self::store::RedisStore;
pub use self::store::{
    FileStore, Lease, MemoryStore, StoreError, StoreKey, StoredToken, TokenStore,
};
