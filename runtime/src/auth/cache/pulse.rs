//! Whether a flight still moves.
//!
//! In: beats from the task that flies. Out: whether they stopped. A task runs on the runtime of the caller that
//! started it, and nobody may be running that runtime any more: a program's `block_on` returned, say. It is neither
//! done nor dropped then, and those who wait on other runtimes would wait for ever.

use std::future::Future;
use std::time::Duration;

use crate::auth::sync::{AtomicU64, Instant, Ordering, is_timed, timeout};

/// How often a flight beats.
const BEAT: Duration = Duration::from_secs(1);
/// How long a flight may be without a beat.
const STILL: Duration = Duration::from_secs(5);
/// A runtime that was blocked for long runs everything that is due: the flight may be next.
const SECOND_LOOK: Duration = Duration::from_millis(100);

/// A flight's sign of life.
pub(super) struct Pulse {
    born: Instant,
    /// The last beat, in milliseconds of the flight's life.
    last: AtomicU64,
}

impl Pulse {
    pub(super) fn new() -> Self {
        Self { born: Instant::now(), last: AtomicU64::new(0) }
    }

    /// Beats while `work` is under way.
    pub(super) async fn during<T>(&self, work: impl Future<Output = T>) -> T {
        let mut work = std::pin::pin!(work);
        loop {
            match timeout(BEAT, work.as_mut()).await {
                Ok(done) => return done,
                Err(_) => self.last.store(self.age(), Ordering::Relaxed),
            }
        }
    }

    /// Waits for what a flight brings; `None`: it stands still.
    pub(super) async fn watch<T>(&self, landed: impl Future<Output = T>) -> Option<T> {
        if !is_timed() {
            // Nothing measures time here: an executor that is not tokio's.
            return Some(landed.await);
        }
        let mut landed = std::pin::pin!(landed);
        let mut suspected = self.is_still();
        loop {
            let look = if suspected { SECOND_LOOK } else { BEAT };
            if let Ok(landed) = timeout(look, landed.as_mut()).await {
                return Some(landed);
            }
            let still = self.is_still();
            if still && suspected {
                return None;
            }
            suspected = still;
        }
    }

    fn is_still(&self) -> bool {
        let silent = self.age().saturating_sub(self.last.load(Ordering::Relaxed));
        Duration::from_millis(silent) > STILL
    }

    fn age(&self) -> u64 {
        let age = Instant::now().saturating_duration_since(self.born);
        u64::try_from(age.as_millis()).unwrap_or(u64::MAX)
    }
}
