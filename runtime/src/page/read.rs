//! Pages with their answers as they came, as the program of a client shows them.
//!
//! In: pages. Out: each one typed, and its answer. It must not know how it is shown.

use std::time::Duration;

use super::Pages;
use crate::error::CallError;
use crate::failure::Failure;
use crate::output::Output;
use crate::response::Answer;

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
    pub(crate) async fn next_read(
        &mut self,
        begin: fn(),
    ) -> Option<Result<(T, Answer), CallError<E>>> {
        let draft = self.draft.as_ref()?;
        let outcome = crate::send::run(draft.again()).await;
        begin();
        let draft = self.draft.take()?;
        let next = outcome.as_ref().ok().and_then(|answer| self.paging.next(&draft, answer));
        let page = crate::call::read(&self.operation.spec, outcome);
        if page.is_ok() {
            self.go_on(draft, next);
        }
        Some(page)
    }
}
