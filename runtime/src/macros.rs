//! The macros that generated code is written in.
//!
//! In: names, statuses, types. Out: types with the methods that people see. Their expansions are kept
//! short, because a client has a thousand of them: behaviour is in functions that are compiled once.

mod answers;
mod call;
mod client;
mod conversions;
mod environments;
mod events;
mod headers;
mod module;
mod pages;
mod setters;

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

/// Keeps what it is given where the runtime has its feature `blocking`: the generated crate's own features are not asked.
#[cfg(feature = "blocking")]
#[doc(hidden)]
#[macro_export]
macro_rules! if_blocking {
    ($($item:tt)*) => { $($item)* };
}

/// Drops what it is given: the runtime lacks its feature `blocking`.
#[cfg(not(feature = "blocking"))]
#[doc(hidden)]
#[macro_export]
macro_rules! if_blocking {
    ($($item:tt)*) => {};
}
