//! When a request is sent again, and after how long.
//!
//! In: what came of an attempt. Out: whether to try again and the pause before it. It must not send
//! anything, and it knows nothing of tokens: a replay after a rejected token is not a retry.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, SystemTime};

use http::{HeaderMap, StatusCode, header};

use crate::auth::{chance, http_date};
use crate::transport::TransportError;

/// How often, and after what pauses, a request is sent again.
///
/// By default there are at most 3 attempts. A request is sent again only
///
/// - where it provably was not sent (no connection could be made), whatever its method;
/// - where a second one does no harm, after a connection that broke, an attempt's time-out, and the statuses 408, 429,
///   502, 503 and 504. No harm does a method that is idempotent (RFC 9110, 9.2.2: GET, HEAD, OPTIONS, TRACE, PUT,
///   DELETE), or a key in the header that the operation's definition declares for it (`Idempotency-Key`): all
///   attempts of a call carry the same key, a UUID where the caller set none.
///
/// The pause is a random part of a time that grows from 0.2 s, doubled each time up to 5 s ("full jitter"). A
/// `Retry-After` is kept to; one of more than 30 s, or one that the call's own timeout leaves no time
/// for, is not waited for: the answer is returned. All calls of a client share a budget of 10 retries, a tenth of a
/// retry coming back with each success, so that an outage is not made worse. Requests for tokens are never sent again by
/// this policy: they have a pace of their own.
///
/// ```
/// use std::time::Duration;
/// use portolan_runtime::Retry;
///
/// let patient = Retry::default().attempts(5).backoff(Duration::from_secs(1), Duration::from_secs(60));
/// # let _ = (patient, Retry::none());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retry {
    attempts: u32,
    base: Duration,
    cap: Duration,
    longest_wait: Duration,
}

/// What another attempt may not meet again.
const TRANSIENT: [StatusCode; 5] = [
    StatusCode::REQUEST_TIMEOUT,
    StatusCode::TOO_MANY_REQUESTS,
    StatusCode::BAD_GATEWAY,
    StatusCode::SERVICE_UNAVAILABLE,
    StatusCode::GATEWAY_TIMEOUT,
];

/// Tells whether an answer says that the server has trouble: it earns no retry.
pub(crate) fn is_trouble(status: StatusCode) -> bool {
    status.is_server_error() || TRANSIENT.contains(&status)
}

impl Default for Retry {
    fn default() -> Self {
        Self {
            attempts: 3,
            base: Duration::from_millis(200),
            cap: Duration::from_secs(5),
            longest_wait: Duration::from_secs(30),
        }
    }
}

impl Retry {
    /// Never sends a request again.
    pub fn none() -> Self {
        Self::default().attempts(1)
    }

    /// Sets how often a request is sent at most; 1 is no retry.
    #[must_use]
    pub fn attempts(self, attempts: u32) -> Self {
        Self { attempts, ..self }
    }

    /// Sets the time that the first pause is a part of, and the longest such time.
    #[must_use]
    pub fn backoff(self, first: Duration, longest: Duration) -> Self {
        Self { base: first, cap: longest, ..self }
    }

    /// Sets the longest `Retry-After` that is waited for.
    #[must_use]
    pub fn longest_wait(self, longest: Duration) -> Self {
        Self { longest_wait: longest, ..self }
    }

    /// Tells whether there may be a second attempt at all.
    pub(crate) fn is_any(&self) -> bool {
        self.attempts > 1
    }

    /// Returns the pause after which to try again after an answer to a request that is repeatable or not; `None`: the answer is final.
    pub(crate) fn after_answer(
        &self,
        attempt: u32,
        repeatable: bool,
        status: StatusCode,
        headers: &HeaderMap,
        now: SystemTime,
    ) -> Option<Duration> {
        if !TRANSIENT.contains(&status) || !repeatable || attempt >= self.attempts {
            return None;
        }
        match retry_after(headers, now) {
            Some(wait) => (wait <= self.longest_wait).then_some(wait),
            None => Some(self.pause(attempt)),
        }
    }

    /// Returns the pause after which to try again without an answer; `None`: the error is final.
    pub(crate) fn after_error(
        &self,
        attempt: u32,
        repeatable: bool,
        error: &TransportError,
    ) -> Option<Duration> {
        let safe = !error.may_have_been_sent() || repeatable;
        (safe && !error.is_permanent() && attempt < self.attempts).then(|| self.pause(attempt))
    }

    fn pause(&self, attempt: u32) -> Duration {
        let factor = 1_u32.checked_shl(attempt.saturating_sub(1)).unwrap_or(u32::MAX);
        let whole = self.base.saturating_mul(factor).min(self.cap);
        whole.mul_f64(chance())
    }
}

/// Reads `Retry-After`: seconds, or a date (RFC 9110, 10.2.3), counted from the answer's own `Date`
/// where it has one, because the server's clock and ours may differ. A date that is past means now.
pub(crate) fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let value = headers.get(header::RETRY_AFTER)?;
    let text = value.to_str().ok()?.trim();
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        // Too many digits are a long time too.
        return Some(text.parse().map_or(Duration::MAX, Duration::from_secs));
    }
    let now = headers.get(header::DATE).and_then(http_date).unwrap_or(now);
    Some(http_date(value)?.duration_since(now).unwrap_or_default())
}

/// The retries that all calls of a client share, in tenths.
#[derive(Debug)]
pub(crate) struct Budget(AtomicU32);

const FULL: u32 = 100;
const RETRY: u32 = 10;

impl Budget {
    pub(crate) fn new() -> Self {
        Self(AtomicU32::new(FULL))
    }

    /// Takes one retry; `false` where none is left.
    pub(crate) fn take(&self) -> bool {
        let take = |left: u32| left.checked_sub(RETRY);
        self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, take).is_ok()
    }

    /// Gives back a tenth of a retry.
    pub(crate) fn succeeded(&self) {
        let give = |left: u32| (left < FULL).then_some(left + 1);
        let _ = self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, give);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(retry_after: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(header::RETRY_AFTER, retry_after.parse().unwrap());
        headers
    }

    #[test]
    fn retry_after_in_seconds_and_as_a_date() {
        let now: jiff::Timestamp = "1994-11-06T08:49:30Z".parse().unwrap();
        let now = SystemTime::from(now);
        let wait = |headers: &HeaderMap| {
            Retry::default().after_answer(1, true, StatusCode::SERVICE_UNAVAILABLE, headers, now)
        };
        assert_eq!(wait(&answer("7")), Some(Duration::from_secs(7)));
        assert_eq!(wait(&answer("31")), None);
        let mut dated = answer("Sun, 06 Nov 1994 08:49:37 GMT");
        assert_eq!(wait(&dated), Some(Duration::from_secs(7)));
        dated.insert(header::DATE, "Sun, 06 Nov 1994 08:49:36 GMT".parse().unwrap());
        assert_eq!(wait(&dated), Some(Duration::from_secs(1)));
        let pause = wait(&answer("soon")).unwrap();
        assert!(pause < Duration::from_millis(200), "{pause:?}");
    }

    #[test]
    fn only_what_is_safe_is_sent_again() {
        let retry = Retry::default();
        let unsent = TransportError::not_sent("refused");
        let unknown = TransportError::new("reset");
        assert!(retry.after_error(1, false, &unsent).is_some());
        assert!(retry.after_error(1, false, &unknown).is_none());
        assert!(retry.after_error(1, true, &unknown).is_some());
        assert!(retry.after_error(3, true, &unknown).is_none());
        assert!(retry.after_error(1, true, &TransportError::new("x").permanent()).is_none());
        assert!(Retry::none().after_error(1, true, &unsent).is_none());
    }

    #[test]
    fn answers_of_a_moment_alone_are_asked_for_again() {
        let now = SystemTime::now();
        let again: Vec<u16> = (100..600)
            .filter(|code| {
                let status = StatusCode::from_u16(*code).unwrap();
                let headers = HeaderMap::new();
                assert_eq!(Retry::default().after_answer(1, false, status, &headers, now), None);
                Retry::default().after_answer(1, true, status, &headers, now).is_some()
            })
            .collect();
        assert_eq!(again, [408, 429, 502, 503, 504]);
    }

    #[test]
    fn pauses_are_any_part_of_a_time_that_doubles() {
        let retry = Retry::default();
        for (attempt, whole) in [(1, 200), (2, 400), (3, 800), (6, 5000), (40, 5000)] {
            let whole = Duration::from_millis(whole);
            let pauses: Vec<Duration> = (0..200).map(|_| retry.pause(attempt)).collect();
            assert!(pauses.iter().all(|pause| *pause < whole), "{attempt}");
            // Full jitter reaches both ends, not one half.
            assert!(pauses.iter().any(|pause| *pause < whole / 4), "{attempt}");
            assert!(pauses.iter().any(|pause| *pause > whole * 3 / 4), "{attempt}");
        }
    }

    #[test]
    fn the_budget_ends_and_comes_back() {
        let budget = Budget::new();
        assert_eq!((0..20).filter(|_| budget.take()).count(), 10);
        (0..10).for_each(|_| budget.succeeded());
        assert!(budget.take());
        assert!(!budget.take());
    }
}
