//! A token on its way, in a task of its own.
//!
//! In: what the session remembers at the start. Out: a landing that everybody who waits is told of, whatever
//! happens to the task. It must not know who waits.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;

use super::pulse::Pulse;
use super::{Landing, Shared};
use crate::auth::error::AuthError;
use crate::auth::mint::Memory;
use crate::auth::sync::{self, Ordering};

/// What those who wait for a flight have of it. Clones are the same flight.
#[derive(Clone)]
pub(super) struct Underway {
    pub(super) number: u64,
    landing: watch::Receiver<Option<Landing>>,
    pulse: Arc<Pulse>,
}

impl Underway {
    pub(super) fn new(number: u64, landing: watch::Receiver<Option<Landing>>) -> Self {
        Self { number, landing, pulse: Arc::new(Pulse::new()) }
    }

    /// Waits for the landing; `None` where there will be none.
    pub(super) async fn landing(&self) -> Option<Landing> {
        let mut landing = self.landing.clone();
        let landed = landing.wait_for(Option::is_some);
        self.pulse.watch(landed).await?.ok().and_then(|landed| landed.clone())
    }
}

/// A token on its way. However it ends, those who wait are told.
pub(super) struct Flight {
    pub(super) shared: Arc<Shared>,
    pub(super) epoch: u64,
    pub(super) delay: Duration,
    pub(super) memory: Memory,
    pub(super) underway: Underway,
    pub(super) sender: watch::Sender<Option<Landing>>,
    pub(super) landed: bool,
}

impl Flight {
    pub(super) async fn fly(mut self) {
        let shared = Arc::clone(&self.shared);
        let (epoch, number, delay) = (self.epoch, self.underway.number, self.delay);
        let wanted = || {
            let same = shared.epoch.load(Ordering::Acquire) == epoch;
            same && shared.read().is_under_way(number)
        };
        let mut memory = self.memory.clone();
        let work = async {
            if !delay.is_zero() {
                sync::sleep(delay).await;
            }
            shared.mint.next(&mut memory, &wanted).await
        };
        let result = self.underway.pulse.during(work).await;
        let landing = shared.land(epoch, number, memory, result);
        self.landed = true;
        self.sender.send_replace(Some(landing));
    }
}

impl Drop for Flight {
    fn drop(&mut self) {
        if self.landed {
            return;
        }
        // The task panicked, or its runtime ended: the next call starts another flight.
        let scheme = self.shared.mint.scheme;
        let error = if std::thread::panicking() {
            AuthError::Panicked { scheme }
        } else {
            AuthError::Shutdown { scheme }
        };
        let mut state = self.shared.write();
        let same = self.shared.epoch.load(Ordering::Acquire) == self.epoch;
        let landing = if same && state.is_under_way(self.underway.number) {
            state.broke(error.clone(), self.shared.now().mono);
            Landing::Done(Err(error))
        } else {
            Landing::Discarded
        };
        drop(state);
        self.sender.send_replace(Some(landing));
    }
}
