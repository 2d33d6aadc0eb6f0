//! The runtime.

pub mod body;
mod codec;
pub mod param;
pub mod transport;

pub use codec::{Base64, Date, Nullable, RawJson, Secret, Timestamp, UnknownValue};

/// The JSON codec of the generated types.
pub mod json {
    pub use crate::codec::*;
}
