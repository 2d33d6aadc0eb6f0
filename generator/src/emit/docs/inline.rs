//! Makes one line of Markdown safe: links, URLs, HTML, brackets.
//!
//! In: a line outside code blocks. Out: the same line, in which brackets are links or escaped. It must
//! not know blocks.

use super::Links;

/// HTML that says nothing that the text does not.
const DROPPED: &[&str] = &[
    "a",
    "b",
    "blockquote",
    "br",
    "code",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "em",
    "font",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "img",
    "li",
    "ol",
    "p",
    "pre",
    "small",
    "span",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "u",
    "ul",
];

/// Tells whether a text is an absolute URL that can stand between `<` and `>`.
pub(super) fn is_url(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    rest.is_some_and(|rest| !rest.is_empty())
        && !text.contains(|c: char| c.is_whitespace() || c.is_control() || "<>\"`\\".contains(c))
}

/// Returns the line with everything made safe.
pub(super) fn safe(line: &str, links: &Links) -> String {
    let mut out = String::with_capacity(line.len() + 8);
    // A number sign or dash that starts a line is the definition's Markdown and stays.
    write(line, links, true, &mut out);
    out
}

fn write(text: &str, links: &Links, link_urls: bool, out: &mut String) {
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let taken = match c {
            '`' => code(rest, out),
            '\\' => escape(rest, out),
            '<' => html(rest, out),
            '[' => link(rest, links, link_urls, out),
            '!' if rest.starts_with("![") => {
                link(rest.get(1..).unwrap_or(""), links, link_urls, out).map(|n| n + 1)
            }
            ']' => {
                out.push_str("\\]");
                Some(1)
            }
            'h' if link_urls => url(rest, out),
            _ => None,
        };
        let taken = taken.unwrap_or_else(|| {
            out.push(c);
            c.len_utf8()
        });
        rest = rest.get(taken..).unwrap_or("");
    }
}

/// A code span that ends on its line is kept; another backtick is escaped.
fn code(rest: &str, out: &mut String) -> Option<usize> {
    let run = rest.chars().take_while(|c| *c == '`').count();
    let mark = rest.get(..run)?;
    let mut from = run;
    while let Some(at) = rest.get(from..).and_then(|tail| tail.find(mark)) {
        let start = from + at;
        let length = rest.get(start..)?.chars().take_while(|c| *c == '`').count();
        if length == run {
            out.push_str(rest.get(..start + run)?);
            return Some(start + run);
        }
        from = start + length;
    }
    out.push_str(&"\\`".repeat(run));
    Some(run)
}

fn escape(rest: &str, out: &mut String) -> Option<usize> {
    let next = rest.chars().nth(1).filter(char::is_ascii_punctuation)?;
    out.push('\\');
    out.push(next);
    Some(2)
}

fn html(rest: &str, out: &mut String) -> Option<usize> {
    let inner = rest.get(1..)?;
    if let Some(end) = inner.find('>') {
        let inside = inner.get(..end)?;
        if is_url(inside) {
            out.push_str(rest.get(..end + 2)?);
            return Some(end + 2);
        }
        let name = inside.trim_start_matches('/');
        let name = name.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or("");
        let name = name.to_ascii_lowercase();
        if DROPPED.contains(&name.as_str()) {
            if matches!(name.as_str(), "br" | "p" | "li" | "td" | "hr")
                && !out.ends_with(' ')
                && !out.is_empty()
            {
                out.push(' ');
            }
            return Some(end + 2);
        }
    }
    out.push_str("\\<");
    Some(1)
}

/// `[text](target)` with a target that leads somewhere stays a link, else its text stays; other
/// brackets are escaped, or rustdoc would look for an item of that name.
fn link(rest: &str, links: &Links, allowed: bool, out: &mut String) -> Option<usize> {
    let Some((text, target, length)) = parts(rest) else {
        out.push_str("\\[");
        return Some(1);
    };
    let url = target.split_whitespace().next().unwrap_or("");
    let url = url.trim_start_matches('<').trim_end_matches('>');
    match links.absolute(url).filter(|url| allowed && url_is_plain(url) && !text.is_empty()) {
        Some(url) => {
            out.push('[');
            write(text, links, false, out);
            out.push_str(&format!("]({url})"));
        }
        None => write(text, links, allowed, out),
    }
    Some(length)
}

fn url_is_plain(url: &str) -> bool {
    !url.contains(|c: char| c.is_whitespace() || c.is_control() || "<>\"`\\()[]".contains(c))
}

fn parts(rest: &str) -> Option<(&str, &str, usize)> {
    let close = matching(rest, '[', ']')?;
    let text = rest.get(1..close)?;
    let tail = rest.get(close + 1..)?;
    if !tail.starts_with('(') {
        return None;
    }
    let end = matching(tail, '(', ')')?;
    Some((text, tail.get(1..end)?, close + 1 + end + 1))
}

fn matching(text: &str, open: char, close: char) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, c) in text.char_indices() {
        if c == open {
            depth += 1;
        } else if c == close {
            depth = depth.checked_sub(1)?;
            if depth == 0 {
                return Some(at);
            }
        }
    }
    None
}

/// A bare URL becomes a link, as a lint wants it.
fn url(rest: &str, out: &mut String) -> Option<usize> {
    if !rest.starts_with("http://") && !rest.starts_with("https://") {
        return None;
    }
    let stop = |c: char| c.is_whitespace() || "<>\"`\\|)]}'*".contains(c);
    let end = rest.find(stop).unwrap_or(rest.len());
    let url = rest.get(..end)?.trim_end_matches(['.', ',', ';', ':', '!', '?', '_', '(']);
    if !is_url(url) {
        return None;
    }
    out.push_str(&format!("<{url}>"));
    Some(url.len())
}
