//! The fault matrix: every promise about tokens and every fault, for each system that it applies to.
//!
//! A test is called `<noun>::<row>::<system>`; `cargo xtask matrix` prints row × system. Rows about time run on paused
//! time, with a wall clock that is set and a transport in memory; rows about the wire (`redirects`, `discovery`, `revocation`) against
//! servers on loopback; rows about processes start this binary again.

#[macro_use]
mod rows;
mod provider;
mod reply;
#[path = "../wire/support.rs"]
mod support;
mod systems;
mod world;

mod callers;
mod clocks;
mod discovery;
mod endpoint;
mod identity;
mod layers;
mod lifetime;
mod origins;
mod password;
mod promises;
mod redirects;
mod rejection;
mod revocation;
mod rotation;
mod secrets;
mod sign_out;
mod store;
