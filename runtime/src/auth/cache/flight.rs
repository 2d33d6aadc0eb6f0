//! A token on its way, in a task of its own.
//!
//! In: what the session remembers at the start. Out: a landing that everybody who waits is told of, whatever
//! happens to the task. It must not know who waits.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use tokio::sync::watch;

use super::{Landing, Shared};
use crate::auth::error::AuthError;
use crate::auth::mint::Memory;

/// A token on its way. However it ends, those who wait are told.
pub(super) struct Flight {
    pub(super) shared: Arc<Shared>,
    pub(super) epoch: u64,
    pub(super) delay: Duration,
    pub(super) memory: Memory,
    pub(super) sender: watch::Sender<Option<Landing>>,
    pub(super) landed: bool,
}

impl Flight {
    pub(super) async fn fly(mut self) {
        if !self.delay.is_zero() {
            tokio::time::sleep(self.delay).await;
        }
        let shared = Arc::clone(&self.shared);
        let epoch = self.epoch;
        let wanted = || shared.epoch.load(Ordering::Acquire) == epoch;
        let mut memory = self.memory.clone();
        let result = shared.mint.next(&mut memory, &wanted).await;
        let landing = shared.land(epoch, memory, result);
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
        let landing = if self.shared.epoch.load(Ordering::Acquire) == self.epoch {
            state.flight = None;
            // The server may have seen the refresh token.
            state.memory.spend();
            Landing::Done(Err(error))
        } else {
            Landing::Discarded
        };
        drop(state);
        self.sender.send_replace(Some(landing));
    }
}
