//! What the token cache is synchronised with: locks, atomics, tasks, time.
//!
//! In and out: nothing of tokens. The cache names these and no others, so that `tests/model` can compile the same source
//! with a model checker's in their place.

use std::future::Future;
use std::sync::Arc;

use arc_swap::ArcSwapOption;
use tokio::runtime::Handle;

pub(crate) use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
pub(crate) use std::sync::{RwLock, RwLockReadGuard, RwLockWriteGuard};
pub(crate) use tokio::time::{Instant, sleep, timeout};

/// Runs a task of its own; drops it where there is no runtime, or one that is shutting down.
pub(crate) fn spawn(task: impl Future<Output = ()> + Send + 'static) {
    match Handle::try_current() {
        Ok(runtime) => drop(runtime.spawn(task)),
        Err(_) => drop(task),
    }
}

/// Tells whether there is something that measures time.
pub(crate) fn is_timed() -> bool {
    Handle::try_current().is_ok()
}

/// A value that is read without a lock.
pub(crate) struct Slot<T>(ArcSwapOption<T>);

impl<T> Default for Slot<T> {
    fn default() -> Self {
        Self(ArcSwapOption::empty())
    }
}

impl<T> Slot<T> {
    /// Returns the value where a test holds of it.
    pub(crate) fn get(&self, test: impl FnOnce(&T) -> bool) -> Option<Arc<T>> {
        let value = self.0.load();
        value.as_ref().filter(|value| test(value)).map(Arc::clone)
    }

    /// Looks at the value.
    pub(crate) fn map<R>(&self, look: impl FnOnce(&T) -> R) -> Option<R> {
        self.0.load().as_deref().map(look)
    }

    /// Replaces the value.
    pub(crate) fn set(&self, value: Option<Arc<T>>) {
        self.0.store(value);
    }
}
