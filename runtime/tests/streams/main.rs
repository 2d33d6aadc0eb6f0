//! Answers that are read as they come: from memory, with paused time, and from a server that drips, cuts and is asked again.

mod blocking;
mod downloads;
mod events;
mod lines;
mod loopback;
mod support;
