//! Where tokens are kept between their uses, and between programs that share them.
//!
//! In: tokens by key. Out: the same. A store must not know how tokens are acquired; whoever acquires them holds the
//! store's lock meanwhile, reads it first, and saves before the new token is used.

#[cfg(feature = "encryption")]
mod encryption;
mod file;
mod memory;
mod record;
#[cfg(feature = "redis")]
mod redis;

use std::any::Any;
use std::error::Error as StdError;
use std::fmt;
use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

#[cfg(feature = "encryption")]
pub use self::encryption::EncryptionKey;
pub use self::file::FileStore;
pub use self::memory::MemoryStore;
#[cfg(feature = "redis")]
pub use self::redis::RedisStore;
use crate::Secret;
use crate::transport::BoxFuture;

/// Why a store failed.
pub type StoreError = Box<dyn StdError + Send + Sync>;

/// Keeps tokens.
///
/// Each call has a time limit; a store that fails does not stop the client: it goes on with what it has in memory, and
/// tells why in its `token_store_error()`.
/// [`MemoryStore`] is the default, one for each client; [`FileStore`] is for programs on one machine.
pub trait TokenStore: Send + Sync + 'static {
    /// Keeps others from acquiring this token at the same time, until the lease is dropped. The default does not.
    fn lock<'a>(&'a self, key: &'a StoreKey) -> BoxFuture<'a, Result<Lease, StoreError>> {
        let _ = key;
        Box::pin(async { Ok(Lease::none()) })
    }

    /// Returns the token that was saved last.
    fn load<'a>(
        &'a self,
        key: &'a StoreKey,
    ) -> BoxFuture<'a, Result<Option<StoredToken>, StoreError>>;

    /// Replaces the token: afterwards either the old or the new one is there, never a part.
    fn save<'a>(
        &'a self,
        key: &'a StoreKey,
        token: &'a StoredToken,
    ) -> BoxFuture<'a, Result<(), StoreError>>;

    /// Forgets the token.
    fn remove<'a>(&'a self, key: &'a StoreKey) -> BoxFuture<'a, Result<(), StoreError>>;
}

/// One store for several clients.
impl<S: TokenStore + ?Sized> TokenStore for Arc<S> {
    fn lock<'a>(&'a self, key: &'a StoreKey) -> BoxFuture<'a, Result<Lease, StoreError>> {
        (**self).lock(key)
    }

    fn load<'a>(
        &'a self,
        key: &'a StoreKey,
    ) -> BoxFuture<'a, Result<Option<StoredToken>, StoreError>> {
        (**self).load(key)
    }

    fn save<'a>(
        &'a self,
        key: &'a StoreKey,
        token: &'a StoredToken,
    ) -> BoxFuture<'a, Result<(), StoreError>> {
        (**self).save(key, token)
    }

    fn remove<'a>(&'a self, key: &'a StoreKey) -> BoxFuture<'a, Result<(), StoreError>> {
        (**self).remove(key)
    }
}

/// Whose token it is. No part of it is secret.
///
/// ```
/// use portolan_runtime::auth::StoreKey;
///
/// let key = StoreKey::new("https://api.example.com", "JWT", "username=ada", "");
/// assert_eq!(key.identity, "username=ada");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct StoreKey {
    /// Scheme, host and port that the token is for.
    pub origin: String,
    /// The security scheme.
    pub scheme: &'static str,
    /// Who is meant: the credentials without the secret ones, `username=ada&account_id=42`; a fingerprint where all
    /// of them are secret.
    pub identity: String,
    /// The scopes, with spaces between.
    pub scopes: String,
}

impl StoreKey {
    /// Makes a key: for tests of a store of one's own.
    pub fn new(
        origin: impl Into<String>,
        scheme: &'static str,
        identity: impl Into<String>,
        scopes: impl Into<String>,
    ) -> Self {
        let (origin, identity, scopes) = (origin.into(), identity.into(), scopes.into());
        Self { origin, scheme, identity, scopes }
    }
}

/// A token with what is needed to use and renew it.
///
/// ```
/// use std::time::SystemTime;
///
/// use portolan_runtime::auth::StoredToken;
///
/// let token = StoredToken::new("eyJhbGciOi".into()).expires(SystemTime::now()).refresh("r-1".into());
/// assert!(!format!("{token:?}").contains("r-1"));
/// ```
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct StoredToken {
    /// The access token.
    pub access: Secret,
    /// When it expires.
    pub expires: Option<SystemTime>,
    /// The refresh token.
    pub refresh: Option<Secret>,
    /// When the refresh token expires.
    pub refresh_expires: Option<SystemTime>,
}

impl StoredToken {
    /// Takes an access token of which nothing else is known.
    pub fn new(access: Secret) -> Self {
        Self { access, expires: None, refresh: None, refresh_expires: None }
    }

    /// Sets when it expires.
    #[must_use]
    pub fn expires(self, time: SystemTime) -> Self {
        Self { expires: Some(time), ..self }
    }

    /// Sets the refresh token.
    #[must_use]
    pub fn refresh(self, token: Secret) -> Self {
        Self { refresh: Some(token), ..self }
    }

    /// Sets when the refresh token expires.
    #[must_use]
    pub fn refresh_expires(self, time: SystemTime) -> Self {
        Self { refresh_expires: Some(time), ..self }
    }
}

impl fmt::Debug for StoredToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StoredToken")
            .field("expires", &self.expires)
            .field("refresh_expires", &self.refresh_expires)
            .finish_non_exhaustive()
    }
}

/// The right to acquire a token, given back when dropped.
///
/// ```
/// use portolan_runtime::auth::Lease;
///
/// let lease = Lease::held(std::sync::Arc::new(())).released_by(async { /* tell the server */ });
/// drop(lease);
/// ```
#[must_use]
pub struct Lease {
    #[allow(dead_code, reason = "held, never read")]
    guard: Option<Box<dyn Any + Send>>,
    release: Option<BoxFuture<'static, ()>>,
}

impl Lease {
    /// Returns a lease of nothing.
    pub fn none() -> Self {
        Self { guard: None, release: None }
    }

    /// Returns a lease that ends when `guard` is dropped.
    pub fn held(guard: impl Any + Send) -> Self {
        Self { guard: Some(Box::new(guard)), release: None }
    }

    /// Adds what has to be awaited to give the lease back: a message to a server, say. Where nobody can wait, it runs
    /// in a task of its own; where there is no runtime any more, it does not run, so that a lease needs a time limit.
    pub fn released_by(mut self, release: impl Future<Output = ()> + Send + 'static) -> Self {
        self.release = Some(Box::pin(release));
        self
    }

    /// Gives the lease back.
    pub(crate) async fn release(mut self) {
        if let Some(release) = self.release.as_mut() {
            release.as_mut().await;
            self.release = None;
        }
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        if let (Some(release), Ok(runtime)) =
            (self.release.take(), tokio::runtime::Handle::try_current())
        {
            drop(runtime.spawn(release));
        }
    }
}

impl fmt::Debug for Lease {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Lease")
    }
}

/// What a store's last use came to: a client that goes on without its store says so here.
#[derive(Clone, Default)]
pub(crate) struct Health(Arc<Mutex<Option<Arc<dyn StdError + Send + Sync>>>>);

impl Health {
    /// Returns why the last use failed, where it did.
    pub(crate) fn error(&self) -> Option<Arc<dyn StdError + Send + Sync>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Begins a use; it counts once all of it is over.
    pub(crate) fn check(&self) -> Checkup<'_> {
        Checkup { health: self, error: None }
    }
}

/// One use of a store, from its lock to what is saved.
pub(crate) struct Checkup<'a> {
    health: &'a Health,
    error: Option<StoreError>,
}

impl Checkup<'_> {
    /// Takes a step's success out; of failures the first is kept.
    pub(crate) fn note<T>(&mut self, step: Result<T, StoreError>) -> Option<T> {
        step.map_err(|error| self.error.get_or_insert(error)).ok()
    }
}

impl Drop for Checkup<'_> {
    fn drop(&mut self) {
        let error = self.error.take().map(Arc::from);
        *self.health.0.lock().unwrap_or_else(PoisonError::into_inner) = error;
    }
}
