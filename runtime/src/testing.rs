//! What tests of programs that use a client need.

pub mod clock;
mod transport;

pub use self::clock::TestClock;
pub use self::transport::{MockTransport, Recorded, Reply, Rule};
