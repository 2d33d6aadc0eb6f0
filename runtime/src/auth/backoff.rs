//! How long to wait, and chance.
//!
//! In: how often something failed. Out: a duration. It must not know what failed.

use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

/// Between two token requests that no rejection explains.
pub(crate) const FLOOR: Duration = Duration::from_secs(1);
const CEILING: Duration = Duration::from_secs(60);
/// A server that says "retry in a week" is asked again earlier.
const RETRY_AFTER_CEILING: Duration = Duration::from_secs(3600);
/// A plain 500 for a password that never worked may be a refusal, and five refusals lock an account.
const DOUBTFUL: Duration = Duration::from_secs(300);
const DOUBTFUL_CEILING: Duration = Duration::from_secs(3600);

/// Returns a number from 0 up to 1.
pub(crate) fn chance() -> f64 {
    // The standard library's hash keys are random: good enough to spread load, and no dependency.
    let bits = RandomState::new().hash_one(0_u8);
    f64::from(u32::try_from(bits >> 32).unwrap_or_default()) / (f64::from(u32::MAX) + 1.0)
}

/// Returns the pause after `failures` failures in a row, at least what the server asked for.
pub(crate) fn pause(failures: u32, retry_after: Option<Duration>) -> Duration {
    let doubled = FLOOR.saturating_mul(1 << failures.saturating_sub(1).min(10)).min(CEILING);
    let spread = doubled.mul_f64(0.5 + chance() / 2.0);
    match retry_after {
        Some(asked) => spread.max(asked.min(RETRY_AFTER_CEILING)),
        None => spread,
    }
}

/// Returns the pause after `failures` answers that may have been refusals.
pub(crate) fn doubtful_pause(failures: u32) -> Duration {
    DOUBTFUL.saturating_mul(1 << failures.saturating_sub(1).min(10)).min(DOUBTFUL_CEILING)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{chance, doubtful_pause, pause};

    #[test]
    fn pauses_grow_and_end() {
        for failures in 0..100 {
            let pause = pause(failures, None);
            assert!(pause >= Duration::from_millis(500) && pause <= Duration::from_secs(60));
            assert!(doubtful_pause(failures) <= Duration::from_secs(3600));
        }
        assert!(pause(1, Some(Duration::from_secs(7))) >= Duration::from_secs(7));
        assert!(pause(1, Some(Duration::MAX)) <= Duration::from_secs(3600));
    }

    #[test]
    fn chance_is_chance() {
        let mut seen: Vec<_> = (0..100).map(|_| chance()).collect();
        seen.sort_by(f64::total_cmp);
        seen.dedup();
        assert!(seen.len() > 90 && seen.iter().all(|c| (0.0..1.0).contains(c)));
    }
}
