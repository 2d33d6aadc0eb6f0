//! Shuttle's locks, atomics and tasks, by the names that the cache uses.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

pub(crate) use shuttle::sync::atomic::{AtomicBool, AtomicU64, Ordering};
pub(crate) use shuttle::sync::{RwLock, RwLockReadGuard, RwLockWriteGuard};
pub(crate) use std::time::Instant;

/// How many tasks are dropped before the first one runs; each schedule runs on a thread of its own.
static DROPPED: std::sync::Mutex<Vec<(std::thread::ThreadId, u32)>> =
    std::sync::Mutex::new(Vec::new());

/// Lets a runtime shut down under the next tasks.
pub(crate) fn drop_tasks(count: u32) {
    let mut all = DROPPED.lock().unwrap();
    let own = std::thread::current().id();
    all.retain(|(thread, _)| *thread != own);
    all.push((own, count));
}

pub(crate) fn spawn(task: impl Future<Output = ()> + Send + 'static) {
    let own = std::thread::current().id();
    let dropped = {
        let mut all = DROPPED.lock().unwrap();
        match all.iter_mut().find(|(thread, _)| *thread == own) {
            Some((_, count)) if *count > 0 => {
                *count -= 1;
                true
            }
            _ => false,
        }
    };
    if dropped {
        drop(task);
    } else {
        drop(shuttle::future::spawn(task));
    }
}

pub(crate) fn is_timed() -> bool {
    true
}

/// Time is what passes between two steps of a schedule: a pause is a step.
pub(crate) async fn sleep(_: Duration) {
    shuttle::future::yield_now().await;
}

/// No deadline passes: those are about time, and tested on paused time.
pub(crate) async fn timeout<T>(_: Duration, work: impl Future<Output = T>) -> Result<T, ()> {
    Ok(work.await)
}

/// The same promise as the real one's, an atomic pointer: what was set before is seen.
pub(crate) struct Slot<T>(RwLock<Option<Arc<T>>>);

impl<T> Default for Slot<T> {
    fn default() -> Self {
        Self(RwLock::new(None))
    }
}

impl<T> Slot<T> {
    pub(crate) fn get(&self, test: impl FnOnce(&T) -> bool) -> Option<Arc<T>> {
        let value = self.0.read().unwrap().clone();
        value.filter(|value| test(value))
    }

    pub(crate) fn map<R>(&self, look: impl FnOnce(&T) -> R) -> Option<R> {
        self.0.read().unwrap().as_deref().map(look)
    }

    pub(crate) fn set(&self, value: Option<Arc<T>>) {
        *self.0.write().unwrap() = value;
    }
}
