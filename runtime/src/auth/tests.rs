//! The promises about tokens, each on the four documented systems: paused time, a wall clock that can be set, a
//! transport in memory.

mod concurrency;
mod faults;
mod hostile;
mod lifetime;
mod rejection;
mod renewal;
#[path = "../../tests/faults/reply.rs"]
mod reply;
mod secrets;
mod switch;
#[path = "../../tests/faults/systems.rs"]
mod systems;
mod target;
mod world;
