//! The macros that generated code is written in.
//!
//! In: names, statuses, types. Out: types with the methods that people see. Their expansions are kept
//! short, because a client has a thousand of them: behaviour is in functions that are compiled once.

mod answers;
mod call;
mod client;
mod environments;
mod events;
mod headers;
mod pages;
