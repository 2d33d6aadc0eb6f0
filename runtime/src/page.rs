//! Answers that come in pages: how to get from one to the next, and the loops over them.
//!
//! In: a call, and what the definition says of its pages. Out: typed pages and their items, one after the other. It must not
//! know how a call is sent.

mod items;
mod link;
#[cfg(feature = "cli")]
mod read;

use std::collections::HashSet;
use std::fmt;

pub use self::items::Items;

use self::items::Of;
use crate::call::{Call, read};
use crate::error::{CallError, Fault};
use crate::failure::Failure;
use crate::json::{RawJson, Reader};
use crate::operation::Operation;
use crate::output::Output;
use crate::request::Draft;
use crate::response::Answer;

/// How an operation's pages follow one another: constants that the generator writes.
///
/// Places are JSON Pointers (RFC 6901) into the answer's body.
///
/// ```
/// use portolan_runtime::page::Paging;
///
/// static BY_CURSOR: Paging = Paging::cursor("cursor", "/meta/next").more("/meta/has_more");
/// static BY_NUMBER: Paging = Paging::number("page", 1).items("/results").total("/pages");
/// # let _ = (&BY_CURSOR, &BY_NUMBER);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Paging {
    turn: Turn,
    items: &'static str,
    more: Option<&'static str>,
    total: Option<&'static str>,
    accept: Option<&'static str>,
}

#[derive(Clone, Copy, Debug)]
enum Turn {
    Link,
    Url(&'static str),
    Cursor { parameter: &'static str, from: &'static str },
    LastItem { parameter: &'static str, key: &'static str },
    Offset { parameter: &'static str, first: i64 },
    Number { parameter: &'static str, first: i64 },
}

impl Paging {
    const fn new(turn: Turn) -> Self {
        Self { turn, items: "", more: None, total: None, accept: None }
    }

    /// The header `Link` names the next page (RFC 8288, relation `next`).
    pub const fn link() -> Self {
        Self::new(Turn::Link)
    }

    /// The body holds the next page's URL.
    pub const fn url(from: &'static str) -> Self {
        Self::new(Turn::Url(from))
    }

    /// The body holds what the query parameter of the next call is. (Where that is a URL all the same, it is followed.)
    pub const fn cursor(parameter: &'static str, from: &'static str) -> Self {
        Self::new(Turn::Cursor { parameter, from })
    }

    /// The query parameter of the next call is a property of the page's last item; `key` is a pointer into an item.
    pub const fn last_item(parameter: &'static str, key: &'static str) -> Self {
        Self::new(Turn::LastItem { parameter, key })
    }

    /// The query parameter counts items; on the first page it is `first`, which is 0 or, where items are numbered from it, 1.
    pub const fn offset(parameter: &'static str, first: i64) -> Self {
        Self::new(Turn::Offset { parameter, first })
    }

    /// The query parameter is the page's number; the first page has the number `first`.
    pub const fn number(parameter: &'static str, first: i64) -> Self {
        Self::new(Turn::Number { parameter, first })
    }

    /// Says where the list of items stands, where the body itself is not that list.
    #[must_use]
    pub const fn items(mut self, pointer: &'static str) -> Self {
        self.items = pointer;
        self
    }

    /// Says where the body tells with `true` or `false` whether there is another page.
    #[must_use]
    pub const fn more(mut self, pointer: &'static str) -> Self {
        self.more = Some(pointer);
        self
    }

    /// Says where the body tells how many there are: items for [`Paging::offset`], pages for [`Paging::number`].
    #[must_use]
    pub const fn total(mut self, pointer: &'static str) -> Self {
        self.total = Some(pointer);
        self
    }

    /// Says which media types are asked for, where the operation has answers that are no pages.
    #[must_use]
    pub const fn accept(mut self, media_types: &'static str) -> Self {
        self.accept = Some(media_types);
        self
    }

    /// Returns what the next page is asked for with; `None`: there is none.
    fn next(&self, draft: &Draft, answer: &Answer) -> Option<Token> {
        let body = Body(answer.body());
        if self.more.and_then(|at| body.at(at)).is_some_and(|more| more.as_str() == "false") {
            return None;
        }
        match self.turn {
            Turn::Link => link::next(answer.headers()).map(Token::Url),
            Turn::Url(from) => body.text(from).map(Token::Url),
            Turn::Cursor { from, .. } => body.text(from).map(|text| match is_url(&text) {
                true => Token::Url(text),
                false => Token::Value(text),
            }),
            Turn::LastItem { key, .. } => body.last(self.items)?.text(key).map(Token::Value),
            Turn::Offset { parameter, first } => {
                let count = body.count(self.items);
                let next = given(draft, parameter).unwrap_or(first).checked_add(count)?;
                let last = |all: i64| next >= first.saturating_add(all);
                let over = self.total.and_then(|at| body.number(at)).is_some_and(last);
                (count > 0 && !over).then(|| Token::Value(next.to_string()))
            }
            Turn::Number { parameter, first } => {
                let next = given(draft, parameter).unwrap_or(first).checked_add(1)?;
                let count = body.count(self.items);
                let last = |pages: i64| next >= first.saturating_add(pages);
                let over = self.total.and_then(|at| body.number(at)).is_some_and(last);
                (count > 0 && !over).then(|| Token::Value(next.to_string()))
            }
        }
    }

    /// Makes a draft ask for the page that a token names.
    fn turn(&self, draft: &mut Draft, token: &Token) {
        let parameter = match self.turn {
            Turn::Cursor { parameter, .. }
            | Turn::LastItem { parameter, .. }
            | Turn::Offset { parameter, .. }
            | Turn::Number { parameter, .. } => Some(parameter),
            Turn::Link | Turn::Url(_) => None,
        };
        match (token, parameter) {
            (Token::Value(text), Some(parameter)) => draft.set_query(parameter, text),
            (Token::Url(url) | Token::Value(url), _) => draft.follow(url),
        }
    }
}

/// What the next page is asked for with.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Token {
    Url(String),
    Value(String),
}

impl Token {
    fn text(&self) -> &str {
        match self {
            Self::Url(text) | Self::Value(text) => text,
        }
    }
}

/// Tells whether a text is the URL of the next page: a cursor has neither form.
fn is_url(text: &str) -> bool {
    text.starts_with("https://") || text.starts_with("http://")
}

/// Returns the number that the call was made with.
fn given(draft: &Draft, parameter: &str) -> Option<i64> {
    draft.query_text(parameter)?.parse().ok()
}

/// A body of which a few places are looked at; where it is no JSON, nothing stands there.
struct Body<'b>(&'b [u8]);

impl Body<'_> {
    fn at(&self, pointer: &str) -> Option<RawJson> {
        RawJson::within(Reader::new(self.0), pointer)
    }

    /// Returns a text or a number as text; `None` for what means that there is nothing.
    fn text(&self, pointer: &str) -> Option<String> {
        let found = self.at(pointer)?;
        let text = found.decode::<String>().unwrap_or_else(|_| found.as_str().to_owned());
        let nothing = text.is_empty() || matches!(found.as_str(), "null" | "false" | "true");
        let scalar = !found.as_str().starts_with(['{', '[']);
        (scalar && !nothing).then_some(text)
    }

    fn number(&self, pointer: &str) -> Option<i64> {
        let found = self.at(pointer)?;
        found.decode().ok().or_else(|| found.decode::<String>().ok()?.parse().ok())
    }

    /// Counts the items of the list at a pointer.
    fn count(&self, pointer: &str) -> i64 {
        let items = self.at(pointer).and_then(|list| list.decode::<Vec<Skipped>>().ok());
        items.map_or(0, |items| i64::try_from(items.len()).unwrap_or(i64::MAX))
    }

    /// Returns the last item of the list at a pointer.
    fn last(&self, pointer: &str) -> Option<Item> {
        self.at(pointer)?.decode::<Vec<RawJson>>().ok()?.pop().map(Item)
    }
}

/// An item of a page, as its text.
struct Item(RawJson);

impl Item {
    fn text(&self, key: &str) -> Option<String> {
        Body(self.0.as_str().as_bytes()).text(key)
    }
}

/// A value that only counts.
struct Skipped;

impl crate::json::Json for Skipped {
    fn read(r: &mut Reader<'_>) -> Option<Self> {
        r.skip();
        Some(Self)
    }

    fn write(&self, w: &mut crate::json::Writer) {
        w.plain("null");
    }
}

/// The pages of an operation, from the one that the call asks for to the last.
///
/// A page is asked for when [`Pages::next`] is called, never before. The pages end where the server says so, where
/// it names a page that was asked for already, and after an error: [`Pages::token`] then says where to go on.
///
/// A URL that a server names is followed on the origin of the call alone: one elsewhere is a
/// [`CallError::Request`], for the call's credentials must not go there.
#[must_use = "pages do nothing until the next one is asked for"]
pub struct Pages<T: 'static, E: 'static> {
    /// The call of the next page; `None` at the end.
    draft: Option<Box<Draft>>,
    operation: &'static Operation<T, E>,
    paging: &'static Paging,
    /// What the page is asked for with that comes next, or that failed.
    token: Option<Token>,
    seen: HashSet<Token>,
}

impl<T, E> Pages<T, E> {
    pub(crate) fn new(call: Call<T, E>, paging: &'static Paging) -> Self {
        let (mut draft, operation) = call.into_draft();
        if let Some(accept) = paging.accept {
            draft.accept(accept);
        }
        Self { draft: Some(draft), operation, paging, token: None, seen: HashSet::new() }
    }

    /// Returns what the next page is asked for with: a cursor, a number, or a URL. `None`: it is the call's own page, or
    /// there is none.
    ///
    /// After an error it is what the page was asked for with that could not be had.
    pub fn token(&self) -> Option<&str> {
        self.token.as_ref().map(Token::text)
    }

    /// Begins with the page that a token of an earlier loop names, instead of the call's own.
    pub fn resume(mut self, token: &str) -> Self {
        let token = match (self.paging.turn, is_url(token)) {
            (Turn::Link | Turn::Url(_), _) | (_, true) => Token::Url(token.to_owned()),
            _ => Token::Value(token.to_owned()),
        };
        if let Some(draft) = &mut self.draft {
            self.paging.turn(draft, &token);
        }
        self.token = Some(token);
        self
    }

    /// Returns the items of all pages, one after the other.
    pub fn items<I>(self, of: fn(T) -> Vec<I>) -> Items<I, T, E> {
        Items::new(self, Of::Each(of))
    }

    /// Returns the items of all pages, where some answers are no pages: an answer of which `of` makes `None` is a
    /// [`CallError::Decode`] that holds it.
    pub fn items_of<I>(self, of: fn(T) -> Option<Vec<I>>) -> Items<I, T, E> {
        Items::new(self, Of::Some(of))
    }

    /// Goes on to the page that was named, unless it was asked for before.
    fn go_on(&mut self, mut draft: Box<Draft>, next: Option<Token>) {
        self.seen.extend(self.token.take());
        if let Some(token) = next.filter(|token| !self.seen.contains(token)) {
            self.paging.turn(&mut draft, &token);
            self.token = Some(token);
            self.draft = Some(draft);
        }
    }
}

impl<T: Output, E: Failure> Pages<T, E> {
    /// Returns the next page. `None`: there is none.
    ///
    /// Dropping the future before it ends loses nothing: the same page is asked for again.
    pub async fn next(&mut self) -> Option<Result<T, CallError<E>>> {
        let draft = self.draft.as_ref()?;
        let outcome = crate::send::run(draft.again()).await;
        self.came(outcome)
    }

    /// Returns the next page, and waits for it on this thread. `None`: there is none.
    #[cfg(feature = "blocking")]
    pub fn next_blocking(&mut self) -> Option<Result<T, CallError<E>>> {
        let draft = self.draft.as_ref()?;
        let outcome = crate::blocking::run(draft.again());
        self.came(outcome)
    }

    /// Takes what came of the next page.
    fn came(&mut self, outcome: Result<Answer, Fault>) -> Option<Result<T, CallError<E>>> {
        self.came_with(outcome).map(|page| page.map(|(page, _)| page))
    }

    /// Takes what came of the next page, and returns the answer as it came, too.
    fn came_with(&mut self, outcome: Result<Answer, Fault>) -> Option<Read<T, E>> {
        let draft = self.draft.take()?;
        let next = outcome.as_ref().ok().and_then(|answer| self.paging.next(&draft, answer));
        let page = read(&self.operation.spec, outcome);
        if page.is_ok() {
            self.go_on(draft, next);
        }
        Some(page)
    }

    /// Returns all pages in one list, and waits for them on this thread.
    ///
    /// # Errors
    ///
    /// Fails with the first page that cannot be had; what came before is dropped.
    #[cfg(feature = "blocking")]
    pub fn collect_blocking(mut self) -> Result<Vec<T>, CallError<E>> {
        std::iter::from_fn(|| self.next_blocking()).collect()
    }

    /// Returns the items of all pages in one list.
    ///
    /// # Errors
    ///
    /// Fails with the first page that cannot be had; what came before is dropped.
    pub async fn collect(mut self) -> Result<Vec<T>, CallError<E>> {
        let mut pages = Vec::new();
        while let Some(page) = self.next().await {
            pages.push(page?);
        }
        Ok(pages)
    }
}

impl<T, E> fmt::Debug for Pages<T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A token may be anything, a URL with a key in it too.
        write!(f, "Pages({})", self.operation.id())
    }
}

/// A page, and its answer as it came.
type Read<T, E> = Result<(T, Answer), CallError<E>>;
