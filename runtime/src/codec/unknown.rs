//! Counts the values of answers that fell back to an unknown variant.
//!
//! In: a note from every reader of an open enum or union. Out: how many there were. Without the program nobody asks, and
//! nothing is counted.

/// Notes a value that is no variant's.
#[inline]
pub(crate) fn note() {
    #[cfg(feature = "cli")]
    COUNT.set(COUNT.get().saturating_add(1));
}

#[cfg(feature = "cli")]
thread_local! {
    static COUNT: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

/// Counts from zero on.
#[cfg(feature = "cli")]
pub(crate) fn reset() {
    COUNT.set(0);
}

/// Returns how many there were in this thread.
#[cfg(feature = "cli")]
pub(crate) fn count() -> usize {
    COUNT.get()
}
