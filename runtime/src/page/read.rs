//! Pages with their answers as they came, as the program of a client shows them.
//!
//! In: pages. Out: each one typed, and its answer. It must not know how it is shown.

use std::time::Duration;

use super::{Pages, Read};
use crate::failure::Failure;
use crate::output::Output;

impl<T: Output, E: Failure> Pages<T, E> {
    /// Asks for other media types than the operation does, and allows each page so much time.
    pub(crate) fn with(mut self, accept: Option<&str>, timeout: Option<Duration>) -> Self {
        if let Some(draft) = &mut self.draft {
            if let Some(accept) = accept {
                draft.header("Accept", accept);
            }
            draft.timeout = timeout.or(draft.timeout);
        }
        self
    }

    /// Returns the next page and its answer as it came. `begin` is called before the page is read.
    pub(crate) async fn next_read(&mut self, begin: fn()) -> Option<Read<T, E>> {
        let draft = self.draft.as_ref()?;
        let outcome = crate::send::run(draft.again()).await;
        begin();
        self.came_with(outcome)
    }
}
