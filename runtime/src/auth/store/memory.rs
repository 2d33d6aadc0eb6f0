//! Tokens in memory, gone with the program.
//!
//! In: tokens by key. Out: the same, to everybody in this process who shares the store.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use super::{Lease, StoreError, StoreKey, StoredToken, TokenStore};
use crate::transport::BoxFuture;

/// Keeps tokens in memory. Clients that are given the same one, in an [`Arc`], share their tokens.
///
/// ```
/// use std::sync::Arc;
///
/// use portolan_runtime::auth::{MemoryStore, TokenStore};
///
/// let store: Arc<dyn TokenStore> = Arc::new(MemoryStore::default());
/// # let _ = store;
/// ```
#[derive(Default)]
pub struct MemoryStore(Mutex<HashMap<StoreKey, Slot>>);

#[derive(Default)]
struct Slot {
    token: Option<StoredToken>,
    lock: Arc<tokio::sync::Mutex<()>>,
}

impl MemoryStore {
    fn slot<R>(&self, key: &StoreKey, read: impl FnOnce(&mut Slot) -> R) -> R {
        let mut slots = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        read(slots.entry(key.clone()).or_default())
    }
}

impl TokenStore for MemoryStore {
    fn lock<'a>(&'a self, key: &'a StoreKey) -> BoxFuture<'a, Result<Lease, StoreError>> {
        let lock = self.slot(key, |slot| Arc::clone(&slot.lock));
        Box::pin(async move { Ok(Lease::held(lock.lock_owned().await)) })
    }

    fn load<'a>(
        &'a self,
        key: &'a StoreKey,
    ) -> BoxFuture<'a, Result<Option<StoredToken>, StoreError>> {
        let token = self.slot(key, |slot| slot.token.clone());
        Box::pin(async move { Ok(token) })
    }

    fn save<'a>(
        &'a self,
        key: &'a StoreKey,
        token: &'a StoredToken,
    ) -> BoxFuture<'a, Result<(), StoreError>> {
        self.slot(key, |slot| slot.token = Some(token.clone()));
        Box::pin(async { Ok(()) })
    }

    fn remove<'a>(&'a self, key: &'a StoreKey) -> BoxFuture<'a, Result<(), StoreError>> {
        self.slot(key, |slot| slot.token = None);
        Box::pin(async { Ok(()) })
    }
}

impl fmt::Debug for MemoryStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MemoryStore")
    }
}
