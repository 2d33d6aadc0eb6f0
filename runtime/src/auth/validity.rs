//! How long a token is good, on two clocks.
//!
//! In: when it was asked for and how long it lives. Out: what to do with it now. It must not know tokens.

use std::time::{Duration, Instant, SystemTime};

use super::backoff::chance;
use crate::clock::Clock;

/// One reading of both clocks.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Moment {
    pub(crate) mono: Instant,
    pub(crate) wall: SystemTime,
}

impl Moment {
    pub(crate) fn now(clock: &dyn Clock) -> Self {
        Self { mono: clock.monotonic(), wall: clock.now() }
    }

    /// Returns how much time passed since, on whichever clock more did: one of them stands still in a suspended
    /// machine, the other can be set back.
    fn since(self, earlier: Self) -> Duration {
        let wall = self.wall.duration_since(earlier.wall).unwrap_or_default();
        self.mono.saturating_duration_since(earlier.mono).max(wall)
    }

    /// Returns when something began that ended now, by the clock that nobody sets: a wall clock that was set
    /// meanwhile does not count.
    pub(crate) fn began(self, end: Self) -> Self {
        let took = end.mono.saturating_duration_since(self.mono);
        Self { mono: self.mono, wall: end.wall.checked_sub(took).unwrap_or(end.wall) }
    }
}

/// What to do with a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Phase {
    /// Send it.
    Fresh,
    /// Send it, and get another beside.
    Soft,
    /// Get another first; send it only where that fails.
    Hard,
    /// Never send it.
    Expired,
}

/// How long a token is good.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Validity {
    since: Moment,
    /// `None`: unknown, so until it is rejected.
    pub(crate) lifetime: Option<Duration>,
    /// Age at which the soft window begins for this token.
    pub(crate) soft: Duration,
    /// Age at which the hard window begins.
    pub(crate) hard: Duration,
}

impl Validity {
    pub(crate) fn new(since: Moment, lifetime: Option<Duration>) -> Self {
        let Some(life) = lifetime else {
            return Self { since, lifetime, soft: Duration::MAX, hard: Duration::MAX };
        };
        let soft = (life / 5).min(Duration::from_secs(300));
        let hard = (life / 20).min(Duration::from_secs(30));
        // A fleet that started together renews apart. Each still has half of the window for a second attempt.
        let jitter = (soft.saturating_sub(hard) / 2).mul_f64(chance());
        Self {
            since,
            lifetime,
            soft: life.saturating_sub(soft).saturating_add(jitter),
            hard: life.saturating_sub(hard),
        }
    }

    pub(crate) fn phase(&self, now: Moment) -> Phase {
        let age = now.since(self.since);
        match self.lifetime {
            None => Phase::Fresh,
            Some(lifetime) if age >= lifetime => Phase::Expired,
            Some(_) if age >= self.hard => Phase::Hard,
            Some(_) if age >= self.soft => Phase::Soft,
            Some(_) => Phase::Fresh,
        }
    }

    /// Returns when it expires, on the wall clock, for a store.
    pub(crate) fn expires(&self) -> Option<SystemTime> {
        self.since.wall.checked_add(self.lifetime?)
    }

    /// Returns how long it lives yet.
    pub(crate) fn left(&self, now: Moment) -> Duration {
        self.lifetime.unwrap_or(Duration::MAX).saturating_sub(now.since(self.since))
    }

    /// Returns how old it is.
    pub(crate) fn age(&self, now: Moment) -> Duration {
        now.since(self.since)
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant, SystemTime};

    use super::{Moment, Phase, Validity};

    fn start() -> Moment {
        Moment { mono: Instant::now(), wall: SystemTime::now() }
    }

    fn after(from: Moment, mono: u64, wall: i64) -> Moment {
        let step = Duration::from_secs(wall.unsigned_abs());
        Moment {
            mono: from.mono + Duration::from_secs(mono),
            wall: if wall < 0 { from.wall - step } else { from.wall + step },
        }
    }

    #[test]
    fn promise_6_jitter_only_earlier() {
        let mut starts = Vec::new();
        for _ in 0..200 {
            let validity = Validity::new(start(), Some(Duration::from_secs(3600)));
            assert!(validity.soft >= Duration::from_secs(3300));
            assert!(validity.soft < validity.hard);
            starts.push(validity.soft);
        }
        starts.sort();
        starts.dedup();
        assert!(starts.len() > 100, "a fleet renews apart");
    }

    #[test]
    fn promise_16_both_clocks_are_watched() {
        let start = start();
        let validity = Validity::new(start, Some(Duration::from_secs(3600)));
        assert_eq!(validity.phase(start), Phase::Fresh);
        assert_eq!(validity.phase(after(start, 3450, 3450)), Phase::Soft);
        assert_eq!(validity.phase(after(start, 3580, 3580)), Phase::Hard);
        assert_eq!(validity.phase(after(start, 3600, 3600)), Phase::Expired);
        // Two hours' suspend: only the wall clock saw it. The clock set back: only the other one did not.
        assert_eq!(validity.phase(after(start, 1, 7200)), Phase::Expired);
        assert_eq!(validity.phase(after(start, 3600, -3600)), Phase::Expired);
        assert_eq!(validity.phase(after(start, 10, -3600)), Phase::Fresh);
    }

    #[test]
    fn extreme_lifetimes_do_not_panic() {
        let start = start();
        for lifetime in [Some(Duration::MAX), Some(Duration::ZERO), None] {
            let validity = Validity::new(start, lifetime);
            validity.phase(after(start, 1 << 30, 1 << 30));
            validity.expires();
        }
    }
}
