//! A clock that a test moves.
//!
//! In: steps. Out: the same two readings as every [`Clock`]. It must not know what is tested.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use crate::clock::Clock;

/// A clock that follows tokio's time, paused or not, and can be moved besides. Clones are the same clock.
///
/// ```
/// use std::time::{Duration, SystemTime};
///
/// use portolan_runtime::clock::Clock;
/// use portolan_runtime::testing::clock::TestClock;
///
/// let clock = TestClock::new(SystemTime::UNIX_EPOCH);
/// clock.advance(Duration::from_secs(90));
/// assert!(clock.now() >= SystemTime::UNIX_EPOCH + Duration::from_secs(90));
/// ```
#[derive(Clone, Debug)]
pub struct TestClock(Arc<Mutex<Hands>>);

#[derive(Debug)]
struct Hands {
    /// Tokio's reading when the wall clock was last set.
    set: Instant,
    /// The wall clock at that moment.
    wall: SystemTime,
    /// How far the monotonic reading is ahead of tokio's.
    ahead: Duration,
}

impl TestClock {
    /// Returns a clock that shows `wall` now and runs on from there.
    pub fn new(wall: SystemTime) -> Self {
        Self(Arc::new(Mutex::new(Hands { set: tokio_now(), wall, ahead: Duration::ZERO })))
    }

    /// Moves both readings: time passes.
    pub fn advance(&self, by: Duration) {
        self.with(|hands| {
            hands.wall += by;
            hands.ahead += by;
        });
    }

    /// Sets the wall clock alone: somebody corrects it, or the machine slept.
    pub fn set(&self, wall: SystemTime) {
        self.with(|hands| {
            hands.set = tokio_now();
            hands.wall = wall;
        });
    }

    fn with<R>(&self, read: impl FnOnce(&mut Hands) -> R) -> R {
        read(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Clock for TestClock {
    fn now(&self) -> SystemTime {
        self.with(|hands| hands.wall + tokio_now().saturating_duration_since(hands.set))
    }

    fn monotonic(&self) -> Instant {
        self.with(|hands| tokio_now() + hands.ahead)
    }
}

fn tokio_now() -> Instant {
    tokio::time::Instant::now().into_std()
}
