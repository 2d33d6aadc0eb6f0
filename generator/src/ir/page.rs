//! Pages: how the answers of one operation follow one another.
//!
//! In and out: nothing, this is plain data beside the rest of [`ir`](super).

/// How an operation gives its answer in pages.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    /// Which of the operation's successes is a page.
    pub success: usize,
    /// What leads from one to the next.
    pub turn: Turn,
    /// The properties that lead to the list of items; none: the body is the list.
    pub items: Vec<String>,
    /// The properties that lead to a boolean: whether there is another page.
    pub more: Option<Vec<String>>,
    /// The properties that lead to a number: of items for [`Turn::Offset`], of pages for [`Turn::Number`].
    pub total: Option<Vec<String>>,
}

/// What leads from one page to the next.
#[derive(Clone, Debug, PartialEq)]
pub enum Turn {
    /// The header `Link` with the relation `next` (RFC 8288).
    Link,
    /// A URL in the body, by the properties that lead to it.
    Url(Vec<String>),
    /// A text of the body goes into a query parameter.
    Cursor {
        /// The parameter's name.
        parameter: String,
        /// The properties that lead to the text.
        from: Vec<String>,
    },
    /// A property of the page's last item goes into a query parameter.
    LastItem {
        /// The parameter's name.
        parameter: String,
        /// The properties that lead to it from an item.
        key: Vec<String>,
    },
    /// A query parameter counts the items before the page.
    Offset {
        /// The parameter's name.
        parameter: String,
        /// What it is on the first page.
        first: i64,
    },
    /// A query parameter is the page's number.
    Number {
        /// The parameter's name.
        parameter: String,
        /// The first page's number.
        first: i64,
    },
}
