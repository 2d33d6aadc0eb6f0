//! The runtime.

pub mod body;
pub mod param;
pub mod transport;
