//! What tests of programs that use a client need.

pub mod clock;
