//! What the commands print and write about a run, in the order in which they do: diagnostics, what was done, the ledger.
//!
//! In: what the generator gives back. Out: text on the terminal, and files that the command line asks for. It must
//! not know how a crate is drawn.

mod clock;
mod diagnostics;
mod difference;
mod ledger;
mod options;
mod summary;

pub(crate) use clock::StageClock;
pub(crate) use diagnostics::Report;
pub(crate) use difference::difference;
pub(crate) use options::{Format, ReportOptions, code};
pub(crate) use summary::summary;
