//! What tests of programs that use a client need.

pub mod clock;
mod recorded;
mod reply;
mod rule;
mod transport;

pub use self::clock::TestClock;
pub use self::recorded::Recorded;
pub use self::reply::{Reply, ReplyBody};
pub use self::rule::Rule;
pub use self::transport::{MockTransport, Unmet};
