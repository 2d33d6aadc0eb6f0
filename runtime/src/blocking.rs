//! Calls without `async`: they wait on the thread that makes them.
//!
//! In: a future of this crate. Out: what it gives. One thread of its own, shared by every client of the program, drives
//! sockets, timers and the renewal of tokens, also while nobody waits.

use std::future::Future;
use std::sync::{Mutex, PoisonError};

use tokio::runtime::{Builder, Handle};

use crate::error::Fault;
use crate::request::Draft;
use crate::response::Answer;
use crate::transport::TransportError;

/// The runtime that the thread drives, once it is needed.
static SHARED: Mutex<Option<Handle>> = Mutex::new(None);

/// Runs a call to its end.
pub(crate) fn run(draft: Box<Draft>) -> Result<Answer, Fault> {
    wait(crate::send::run(draft)).unwrap_or_else(|error| Err(Fault::Transport(error)))
}

/// Waits for a future. An error is that it cannot be waited for here; nothing was sent then.
pub(crate) fn wait<F: Future>(future: F) -> Result<F::Output, TransportError> {
    if Handle::try_current().is_ok() {
        return Err(TransportError::not_sent(INSIDE).permanent());
    }
    let shared = shared().map_err(|error| TransportError::not_sent(error).permanent())?;
    Ok(shared.block_on(future))
}

fn shared() -> std::io::Result<Handle> {
    let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(handle) = &*shared {
        return Ok(handle.clone());
    }
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let handle = runtime.handle().clone();
    let drive = move || runtime.block_on(std::future::pending::<()>());
    std::thread::Builder::new().name("portolan".to_owned()).spawn(drive)?;
    *shared = Some(handle.clone());
    Ok(handle)
}

const INSIDE: &str = "this thread belongs to a tokio runtime, which must not be blocked: await the call instead, or \
                      make it on a thread of your own";
