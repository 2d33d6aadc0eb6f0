//! The runtime.

// Its crate-private half is used by the calls.
#[cfg_attr(not(test), allow(dead_code))]
pub mod auth;
pub mod body;
pub mod clock;
pub mod environment;
pub mod param;
mod secret;
pub mod testing;
pub mod transport;

pub use crate::secret::Secret;
