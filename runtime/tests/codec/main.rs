//! The codec as generated types use it.

mod beside;
mod errors;
mod exact;
mod hostile;
mod model;
mod objects;
mod round_trip;
mod scalars;
mod unions;
