//! What tests of programs that use a client need.

mod transport;

pub use self::transport::{MockTransport, Recorded, Reply, Rule};
