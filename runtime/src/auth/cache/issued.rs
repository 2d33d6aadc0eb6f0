//! A token that was made.
//!
//! In: what a flight brought. Out: what a request carries, and whether a rejection of it is believed. It must not
//! know how to get another.

use std::time::Duration;

use crate::Secret;
use crate::auth::carry::Written;
use crate::auth::sync::{AtomicBool, Ordering};
use crate::auth::validity::{Moment, Validity};

/// How long a 401 for a token that never worked is not a reason for another token.
const SUSPICION: Duration = Duration::from_secs(30);
/// The same for other statuses, which may mean "not allowed" as well as "expired".
const SUSPICION_FORBIDDEN: Duration = Duration::from_secs(300);
/// A token that was made, with its number.
pub(crate) struct Issued {
    pub(crate) token: Secret,
    /// The header, ready to be cloned, where the scheme carries one.
    pub(crate) header: Option<Written>,
    pub(super) generation: u64,
    pub(super) epoch: u64,
    pub(super) validity: Validity,
    /// It was made because the one before was rejected.
    pub(super) after_rejection: bool,
    pub(super) accepted: AtomicBool,
}

impl Issued {
    /// Notes that a server took the token.
    pub(crate) fn accept(&self) {
        if !self.accepted.load(Ordering::Relaxed) {
            self.accepted.store(true, Ordering::Relaxed);
        }
    }

    /// Tells whether another token would hardly fare better.
    pub(super) fn suspect(&self, status: u16, now: Moment) -> bool {
        if !self.after_rejection {
            return false;
        }
        let age = self.validity.age(now);
        if status == 401 {
            !self.accepted.load(Ordering::Relaxed) && age < SUSPICION
        } else {
            age < SUSPICION_FORBIDDEN
        }
    }
}
