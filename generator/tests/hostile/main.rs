//! Definitions whose author means harm: text that would be code, and sizes that would have no end.

#[path = "../sound/mod.rs"]
mod sound;

mod bounded;
mod text;
