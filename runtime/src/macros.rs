//! The macros that generated code is written in.
//!
//! In: names, statuses, types. Out: types with the methods that people see. Their expansions are kept
//! short, because a client has a thousand of them: behaviour is in functions that are compiled once.

mod answers;
mod call;
mod client;
mod environments;
mod pages;

/// Without the program, answers need not be shown.
#[cfg(not(feature = "cli"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __shown {
    ($($any:tt)*) => {};
}

/// Without the program, nothing is called by name.
#[cfg(not(feature = "cli"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __called {
    ($($any:tt)*) => {};
}
