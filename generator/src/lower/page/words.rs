//! The names by which pages are known, without what separates their words.
//!
//! In and out: nothing, these are lists. They come from what public definitions write.

/// Parameters that take a cursor.
pub(super) const CURSORS: &[&str] = &[
    "cursor",
    "pagetoken",
    "nexttoken",
    "nextcursor",
    "startcursor",
    "after",
    "continuation",
    "continuationtoken",
    "marker",
    "pagecursor",
    "nextpagetoken",
    "pageafter",
    "paginationtoken",
    "startkey",
    "bookmark",
    "scrollid",
    "nextmarker",
    "continue",
    "skiptoken",
    "exclusivestartkey",
    "lastevaluatedkey",
    "nextpage",
];
/// Properties that hold the next cursor.
pub(super) const NEXT_CURSORS: &[&str] = &[
    "nextcursor",
    "nextpagetoken",
    "nexttoken",
    "continuationtoken",
    "nextcontinuationtoken",
    "continuation",
    "endcursor",
    "nextmarker",
    "cursornext",
    "cursor",
    "next",
    "nextpage",
    "nextpagecursor",
    "paginationtoken",
    "pagetoken",
    "bookmark",
    "scrollid",
    "after",
    "continue",
    "nextkey",
    "lastevaluatedkey",
    "nextpageid",
    "marker",
];
/// Properties that hold the next page's URL.
pub(super) const NEXT_URLS: &[&str] = &[
    "next",
    "nexturl",
    "nextlink",
    "odatanextlink",
    "nextpageurl",
    "nextpageuri",
    "nextpagelink",
    "nexthref",
    "nextpage",
    "nexturi",
];
/// Parameters that take the id of the last item, with the property of the answer or of the item that has it.
pub(super) const LAST_ITEMS: &[(&str, &str)] =
    &[("startingafter", "id"), ("afterid", "id"), ("sinceid", "id")];
/// Parameters that count items.
pub(super) const OFFSETS: &[&str] = &["offset", "skip", "startat", "firstresult", "pageoffset"];
/// Parameters that count pages.
pub(super) const NUMBERS: &[&str] =
    &["page", "pagenumber", "pageno", "pagenum", "currentpage", "pageindex"];
/// Parameters that say how many items a page has.
pub(super) const SIZES: &[&str] = &[
    "limit",
    "perpage",
    "pagesize",
    "size",
    "count",
    "maxresults",
    "max",
    "top",
    "take",
    "since",
    "before",
];
/// Properties that tell whether there is more.
pub(super) const MORES: &[&str] =
    &["hasmore", "hasnextpage", "hasnext", "more", "moreresults", "ismore", "hasmoreitems"];
/// Properties that tell how many items there are.
pub(super) const TOTALS: &[&str] = &[
    "total",
    "totalcount",
    "totalresults",
    "totalitems",
    "totalelements",
    "totalrecords",
    "recordstotal",
];
/// Properties that tell how many pages there are.
pub(super) const PAGES: &[&str] =
    &["totalpages", "pagecount", "pages", "lastpage", "numpages", "pagestotal", "totalpage"];
/// Properties that hold what is said of the page, beside the items.
pub(super) const ENVELOPES: &[&str] = &[
    "meta",
    "metadata",
    "pagination",
    "paging",
    "pageinfo",
    "page",
    "links",
    "cursors",
    "responsemetadata",
    "next",
    "cursor",
    "data",
    "result",
    "response",
];
/// Properties that are the list, where there are several lists.
pub(super) const LISTS: &[&str] = &[
    "data", "items", "results", "entries", "values", "records", "list", "content", "elements",
    "nodes", "objects", "value", "rows",
];
