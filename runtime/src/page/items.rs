//! The items of pages, one after the other.
//!
//! In: pages. Out: their items; the next page where one is used up. It must not know how one page leads to the next.

use std::fmt;

use super::Pages;
use crate::error::{BodyError, CallError, Fault};
use crate::failure::Failure;
use crate::json::DecodeError;
use crate::output::Output;
use crate::response::Answer;

/// What takes the items out of a page.
pub(super) enum Of<I, T> {
    Each(fn(T) -> Vec<I>),
    Some(fn(T) -> Option<Vec<I>>),
}

/// The items of an operation's pages, one after the other; a page is asked for when the one before is used up.
#[must_use = "items do nothing until the next one is asked for"]
pub struct Items<I, T: 'static, E: 'static> {
    pages: Pages<T, E>,
    of: Of<I, T>,
    items: std::vec::IntoIter<I>,
}

impl<I, T, E> Items<I, T, E> {
    pub(super) fn new(pages: Pages<T, E>, of: Of<I, T>) -> Self {
        Self { pages, of, items: Vec::new().into_iter() }
    }

    /// Returns what the next page is asked for with, as [`Pages::token`] does.
    pub fn token(&self) -> Option<&str> {
        self.pages.token()
    }

    /// Begins with the page that a token of an earlier loop names.
    pub fn resume(mut self, token: &str) -> Self {
        self.pages = self.pages.resume(token);
        self
    }
}

impl<I, T: Output, E: Failure> Items<I, T, E> {
    /// Returns the next item. `None`: there is none.
    pub async fn next(&mut self) -> Option<Result<I, CallError<E>>> {
        loop {
            if let Some(item) = self.items.next() {
                return Some(Ok(item));
            }
            let draft = self.pages.draft.as_ref()?;
            let outcome = crate::send::run(draft.again()).await;
            if let Err(error) = self.came(outcome)? {
                return Some(Err(error));
            }
        }
    }

    /// Takes the items out of what came.
    fn came(&mut self, outcome: Result<Answer, Fault>) -> Option<Result<(), CallError<E>>> {
        let (page, answer) = match self.pages.came_with(outcome)? {
            Ok(page) => page,
            Err(error) => return Some(Err(error)),
        };
        let items = match self.of {
            Of::Each(of) => Some(of(page)),
            Of::Some(of) => of(page),
        };
        let Some(items) = items else {
            self.pages.draft = None;
            let error = DecodeError::new("a page of items", "another answer of the definition");
            let id = self.pages.operation.id();
            return Some(Err(CallError::Decode(BodyError::new(id, answer, error))));
        };
        self.items = items.into_iter();
        Some(Ok(()))
    }

    /// Returns the next item, and waits for it on this thread. `None`: there is none.
    #[cfg(feature = "blocking")]
    pub fn next_blocking(&mut self) -> Option<Result<I, CallError<E>>> {
        loop {
            if let Some(item) = self.items.next() {
                return Some(Ok(item));
            }
            let draft = self.pages.draft.as_ref()?;
            let outcome = crate::blocking::run(draft.again());
            if let Err(error) = self.came(outcome)? {
                return Some(Err(error));
            }
        }
    }

    /// Returns all items in one list, and waits for them on this thread.
    ///
    /// # Errors
    ///
    /// Fails with the first page that cannot be had; what came before is dropped.
    #[cfg(feature = "blocking")]
    pub fn collect_blocking(mut self) -> Result<Vec<I>, CallError<E>> {
        std::iter::from_fn(|| self.next_blocking()).collect()
    }

    /// Returns all items in one list.
    ///
    /// # Errors
    ///
    /// Fails with the first page that cannot be had; what came before is dropped.
    pub async fn collect(mut self) -> Result<Vec<I>, CallError<E>> {
        let mut items = Vec::new();
        while let Some(item) = self.next().await {
            items.push(item?);
        }
        Ok(items)
    }
}

impl<I, T, E> fmt::Debug for Items<I, T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Items({})", self.pages.operation.id())
    }
}
