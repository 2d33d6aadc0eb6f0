//! Tokens in Redis, for fleets of many machines.
//!
//! In: tokens by key. Out: the same, to every process that uses the same server and prefix. One of them renews, under a
//! lock with an owner and a time limit; the others adopt what it got.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use ::redis::aio::MultiplexedConnection;
use ::redis::{AsyncConnectionConfig, Client, FromRedisValue, cmd};
use zeroize::Zeroizing;

use super::record::{Format, name};
use super::{EncryptionKey, Lease, StoreError, StoreKey, StoredToken, TokenStore};
use crate::auth::backoff::chance;
use crate::transport::BoxFuture;

/// How long a lock outlives its owner.
const LEASE: Duration = Duration::from_secs(10);
/// How long somebody else may take for a token, before this process goes on without the lock.
const PATIENCE: Duration = Duration::from_secs(45);
/// How long the server may take for one answer.
const ANSWER: Duration = Duration::from_secs(5);

/// Gives a lock back, or renews it, only where it is still ours.
const RELEASE: &str =
    "if redis.call('get',KEYS[1])==ARGV[1] then return redis.call('del',KEYS[1]) end return 0";
const RENEW: &str = "if redis.call('get',KEYS[1])==ARGV[1] then \
     return redis.call('pexpire',KEYS[1],ARGV[2]) end return 0";

/// Keeps tokens in Redis.
///
/// Keys begin with a prefix and name the environment's origin, the scheme, the identity and the scopes, so that no
/// environment and no account finds another's token. A lock (`SET … NX PX`) has an owner and ends by itself 10 s after
/// that was last seen alive. A value ends with its token, or its refresh token where that lives longer. A value that
/// does not read is renamed to `…|corrupt`, and the client's `token_store_error()` says so.
///
/// Who can read the server can use the tokens: give it a password and TLS or a private network, and an
/// [`EncryptionKey`].
///
/// ```
/// use portolan_runtime::auth::{EncryptionKey, RedisStore};
///
/// let store = RedisStore::open("redis://127.0.0.1:6379/0")?
///     .prefix("orders")
///     .encrypted(EncryptionKey::new([7; 32]));
/// # let _ = store;
/// # Ok::<(), Box<dyn std::error::Error + Send + Sync>>(())
/// ```
#[derive(Clone)]
pub struct RedisStore {
    client: Client,
    prefix: String,
    format: Format,
    lease: Duration,
    patience: Duration,
}

impl RedisStore {
    /// Takes the URL of a server: `redis://user:password@host:port/database`. Nothing is sent yet.
    ///
    /// # Errors
    ///
    /// Fails where the URL is none; the error does not quote it.
    pub fn open(url: &str) -> Result<Self, StoreError> {
        let client = Client::open(url).map_err(|_| "the URL of the Redis server is not one")?;
        let (prefix, format) = ("portolan".to_owned(), Format::default());
        Ok(Self { client, prefix, format, lease: LEASE, patience: PATIENCE })
    }

    /// Sets what keys begin with. Default: `portolan`.
    #[must_use]
    pub fn prefix(self, prefix: impl Into<String>) -> Self {
        Self { prefix: prefix.into(), ..self }
    }

    /// Encrypts the tokens.
    #[must_use]
    pub fn encrypted(self, key: EncryptionKey) -> Self {
        Self { format: Format { key: Some(key) }, ..self }
    }

    /// Sets how long a lock outlives its owner, and how long another may hold it before this process goes on without.
    /// Default: 10 s and 45 s.
    #[must_use]
    pub fn lock_times(self, lease: Duration, patience: Duration) -> Self {
        Self { lease: lease.max(Duration::from_millis(100)), patience, ..self }
    }

    fn key(&self, key: &StoreKey, part: &str) -> String {
        format!("{}|{}|{part}", self.prefix, name(key))
    }

    /// A connection for one use: it belongs to the runtime that uses it, and none stays open for an hour.
    async fn connect(&self) -> Result<MultiplexedConnection, StoreError> {
        let config = AsyncConnectionConfig::new()
            .set_connection_timeout(Some(ANSWER))
            .set_response_timeout(Some(ANSWER));
        Ok(self.client.get_multiplexed_async_connection_with_config(&config).await?)
    }

    async fn locked(&self, key: &StoreKey) -> Result<Lease, StoreError> {
        let (lock, owner) = (self.key(key, "lock"), owner());
        let mut connection = self.connect().await?;
        let begin = tokio::time::Instant::now();
        loop {
            let taken: Option<String> = cmd("SET")
                .arg(&lock)
                .arg(&owner)
                .arg("NX")
                .arg("PX")
                .arg(milliseconds(self.lease))
                .query_async(&mut connection)
                .await?;
            if taken.is_some() {
                break;
            }
            if begin.elapsed() >= self.patience {
                return Err("another process holds the token's lock for too long".into());
            }
            // Apart, so that a fleet does not ask at once.
            tokio::time::sleep(Duration::from_millis(50).mul_f64(1.0 + chance())).await;
        }
        let beat =
            Beat(tokio::spawn(keep(connection.clone(), lock.clone(), owner.clone(), self.lease)));
        let release = async move {
            let _ = script::<i64>(&mut connection, RELEASE, &lock, &[&owner]).await;
        };
        Ok(Lease::held(beat).released_by(release))
    }
}

/// Renews a lock while its owner lives.
async fn keep(mut connection: MultiplexedConnection, lock: String, owner: String, lease: Duration) {
    let time = milliseconds(lease).to_string();
    loop {
        tokio::time::sleep(lease / 3).await;
        match script::<i64>(&mut connection, RENEW, &lock, &[&owner, &time]).await {
            Ok(1) => {}
            // Lost, or nobody answers: it ends by itself.
            _ => return,
        }
    }
}

struct Beat(tokio::task::JoinHandle<()>);

impl Drop for Beat {
    fn drop(&mut self) {
        self.0.abort();
    }
}

async fn script<T: FromRedisValue>(
    connection: &mut MultiplexedConnection,
    text: &str,
    key: &str,
    arguments: &[&str],
) -> Result<T, StoreError> {
    let mut command = cmd("EVAL");
    command.arg(text).arg(1).arg(key);
    for argument in arguments {
        command.arg(argument);
    }
    Ok(command.query_async(connection).await?)
}

impl TokenStore for RedisStore {
    fn lock<'a>(&'a self, key: &'a StoreKey) -> BoxFuture<'a, Result<Lease, StoreError>> {
        Box::pin(self.locked(key))
    }

    fn load<'a>(
        &'a self,
        key: &'a StoreKey,
    ) -> BoxFuture<'a, Result<Option<StoredToken>, StoreError>> {
        Box::pin(async move {
            let place = self.key(key, "token");
            let mut connection = self.connect().await?;
            let bytes: Option<Vec<u8>> =
                cmd("GET").arg(&place).query_async(&mut connection).await?;
            let Some(bytes) = bytes.map(Zeroizing::new) else { return Ok(None) };
            match self.format.read(key, &bytes) {
                Ok(token) => Ok(Some(token)),
                Err(problem) => {
                    let aside = self.key(key, "corrupt");
                    let renamed =
                        cmd("RENAME").arg(&place).arg(&aside).exec_async(&mut connection).await;
                    let kept = if renamed.is_ok() { "kept as" } else { "could not be kept as" };
                    Err(format!("a token does not read ({problem}); {kept} {aside}").into())
                }
            }
        })
    }

    fn save<'a>(
        &'a self,
        key: &'a StoreKey,
        token: &'a StoredToken,
    ) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(async move {
            let bytes = self.format.write(key, token)?;
            let mut connection = self.connect().await?;
            let mut command = cmd("SET");
            command.arg(self.key(key, "token")).arg(&**bytes);
            if let Some(end) = end(token) {
                command.arg("PXAT").arg(end);
            }
            Ok(command.exec_async(&mut connection).await?)
        })
    }

    fn remove<'a>(&'a self, key: &'a StoreKey) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(async move {
            let mut connection = self.connect().await?;
            Ok(cmd("DEL").arg(self.key(key, "token")).exec_async(&mut connection).await?)
        })
    }
}

/// Returns when nothing of a token can be used any more, in milliseconds since 1970, where that is known.
fn end(token: &StoredToken) -> Option<u64> {
    let last = match &token.refresh {
        Some(_) => token.refresh_expires?.max(token.expires?),
        None => token.expires?,
    };
    let since = last.duration_since(SystemTime::UNIX_EPOCH).ok()?;
    u64::try_from(since.as_millis()).ok().filter(|end| *end > 0)
}

/// Returns a text that no other owner has.
fn owner() -> String {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    format!("{}-{count}-{:.17}-{:.17}", std::process::id(), chance(), chance())
}

fn milliseconds(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

impl fmt::Debug for RedisStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The URL may hold a password.
        f.debug_struct("RedisStore").field("prefix", &self.prefix).finish_non_exhaustive()
    }
}
