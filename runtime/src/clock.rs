//! What time it is, twice: on the wall, and since some moment.
//!
//! In: nothing. Out: two readings. Neither alone can be trusted for the life of a token: the wall clock is set by
//! people and by the network, the monotonic one stands still while a machine sleeps. It must not know tokens.

use std::time::{Instant, SystemTime};

/// A source of time.
///
/// ```
/// use std::time::{Duration, SystemTime};
///
/// use portolan_runtime::clock::{Clock, SystemClock};
///
/// /// A clock that is an hour fast.
/// struct Fast;
///
/// impl Clock for Fast {
///     fn now(&self) -> SystemTime {
///         SystemClock.now() + Duration::from_secs(3600)
///     }
/// }
///
/// assert!(Fast.now() > SystemClock.now());
/// ```
pub trait Clock: Send + Sync + 'static {
    /// Returns the wall clock's time.
    fn now(&self) -> SystemTime;

    /// Returns a reading that never goes back. The default is tokio's, so that paused time is seen.
    fn monotonic(&self) -> Instant {
        tokio::time::Instant::now().into_std()
    }
}

/// The machine's own clocks.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> SystemTime {
        SystemTime::now()
    }
}
