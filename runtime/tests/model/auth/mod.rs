//! The room that the cache stands in: its own source and what tells the life of a token, the rest as models.

#![allow(dead_code, unreachable_pub, reason = "the source is made for the crate it is from")]

#[path = "../../../src/auth/cache.rs"]
pub(crate) mod cache;
pub(crate) mod mint;
pub(crate) mod sync;
#[path = "../../../src/auth/validity.rs"]
pub(crate) mod validity;

pub(crate) mod error {
    pub(crate) use portolan_runtime::auth::AuthError;
}

pub(crate) mod store {
    pub(crate) use portolan_runtime::auth::StoredToken;
}

/// Without chance, so that a schedule is all that differs between two runs.
pub(crate) mod backoff {
    use std::time::Duration;

    pub(crate) const FLOOR: Duration = Duration::from_secs(1);

    pub(crate) fn chance() -> f64 {
        0.5
    }

    pub(crate) fn pause(_: u32, _: Option<Duration>) -> Duration {
        FLOOR
    }

    pub(crate) fn doubtful_pause(_: u32) -> Duration {
        FLOOR
    }
}

pub(crate) mod answer {
    use std::time::Duration;

    use super::error::AuthError;

    #[derive(Debug)]
    pub(crate) struct Failed {
        pub(crate) error: AuthError,
        pub(crate) class: Class,
        pub(crate) retry_after: Option<Duration>,
    }

    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub(crate) enum Class {
        Transient,
        Doubtful,
        Refused,
    }

    impl Failed {
        pub(crate) fn transient(error: AuthError) -> Self {
            Self { error, class: Class::Transient, retry_after: None }
        }
    }

    /// What a switch hands over; in the model it hands over nothing.
    pub(crate) struct Given;
}
