//! Makes documentation of a definition safe as rustdoc.
//!
//! In: Markdown as the definition has it. Out: lines in which there is no doctest, no broken link, no
//! HTML and nothing that a lint complains of. It must not know what is documented.

mod inline;

use crate::ir::Docs;

/// Where relative links of a definition lead: its documentation, if it names one.
#[derive(Clone, Debug, Default)]
pub(crate) struct Links {
    origin: Option<String>,
    page: Option<String>,
}

impl Links {
    /// Takes the URL of the definition's documentation.
    pub(crate) fn new(documentation: Option<&str>) -> Self {
        let Some(page) = documentation.filter(|url| inline::is_url(url)) else {
            return Self::default();
        };
        let host = page.find("://").map_or(0, |at| at + 3);
        let end = page.get(host..).and_then(|rest| rest.find(['/', '?', '#']));
        let origin = end.and_then(|end| page.get(..host + end)).unwrap_or(page);
        let page = page.split('#').next().unwrap_or(page);
        Self { origin: Some(origin.to_owned()), page: Some(page.to_owned()) }
    }

    /// Returns the absolute form of a link; `None` where nobody knows it.
    fn absolute(&self, link: &str) -> Option<String> {
        match link.chars().next()? {
            _ if inline::is_url(link) || link.starts_with("mailto:") => Some(link.to_owned()),
            '/' if !link.starts_with("//") => self.origin.as_ref().map(|o| format!("{o}{link}")),
            '#' => self.page.as_ref().map(|page| format!("{page}{link}")),
            _ => None,
        }
    }
}

/// Returns the lines for an item: summary, description, notes.
pub(crate) fn of(docs: &Docs, links: &Links) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(summary) = &docs.summary {
        paragraph(&mut lines, block(summary, links));
    }
    if let Some(description) = &docs.description
        && docs.summary.as_ref() != Some(description)
    {
        paragraph(&mut lines, block(description, links));
    }
    if docs.deprecated {
        paragraph(&mut lines, vec!["Deprecated.".to_owned()]);
    }
    if !docs.notes.is_empty() {
        let notes = block(&docs.notes.join(" "), links);
        match (lines.as_mut_slice(), notes.as_slice()) {
            ([only], [notes]) if is_sentence(only) => only.push_str(&format!(" {notes}")),
            _ => paragraph(&mut lines, notes),
        }
    }
    lines
}

/// Tells whether a line is prose that more can be said behind.
fn is_sentence(line: &str) -> bool {
    line.ends_with('.') && line.starts_with(char::is_alphabetic) && !line.contains('|')
}

/// Adds lines as a paragraph of their own.
pub(crate) fn paragraph(lines: &mut Vec<String>, more: Vec<String>) {
    if !lines.is_empty() && !more.is_empty() {
        lines.push(String::new());
    }
    lines.extend(more);
}

/// Takes off a last paragraph that says where to read more, and returns where.
pub(crate) fn take_see(lines: &mut Vec<String>) -> Option<String> {
    let see = lines.last()?.strip_prefix("See <")?;
    let see = format!("<{see}");
    let alone = lines.len() < 2 || lines.get(lines.len() - 2).is_some_and(String::is_empty);
    if !alone {
        return None;
    }
    lines.truncate(lines.len().saturating_sub(2));
    Some(see)
}

/// Returns a text as one line without blocks.
pub(crate) fn line(text: &str, links: &Links) -> String {
    block(&text.split_whitespace().collect::<Vec<_>>().join(" "), links).join(" ")
}

/// Returns a name as code in a sentence: no backtick ends it early.
pub(crate) fn code(name: &str) -> String {
    let name: String = name.chars().filter(|c| is_safe(c) && *c != '`').collect();
    format!("`{}`", name.trim())
}

/// Says what a tag's operations are, where the definition does not.
pub(crate) fn operations_of(tag: &str, links: &Links) -> String {
    match line(tag, links) {
        name if name.is_empty() => "Operations of a tag without a name.".to_owned(),
        name => format!("Operations of {name}."),
    }
}

/// Returns any Markdown as safe lines, without blank ones at either end.
pub(crate) fn block(text: &str, links: &Links) -> Vec<String> {
    let mut lines = Lines::default();
    let text = text.replace("\r\n", "\n").replace(['\r', '\u{2028}', '\u{2029}'], "\n");
    for line in text.split('\n') {
        let line: String =
            line.chars().map(|c| if c == '\t' { ' ' } else { c }).filter(is_safe).collect();
        lines.push(line.trim_end(), links);
    }
    if lines.fence.is_some() {
        lines.fence = None;
        lines.out.push(format!("{}```", " ".repeat(lines.base())));
    }
    let mut out = lines.out;
    while out.last().is_some_and(String::is_empty) {
        out.pop();
    }
    out
}

/// Leaves out control characters, and those that turn the direction of text, which rustc refuses.
pub(super) fn is_safe(c: &char) -> bool {
    !c.is_control() && !matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// Markdown's blocks, line by line. Indentation is normalised to what the lists need: deeper, a line
/// would be code, and code is a doctest.
#[derive(Default)]
struct Lines {
    out: Vec<String>,
    /// The mark that ends the open fence.
    fence: Option<(char, usize)>,
    /// The columns at which the open lists' items have their content.
    lists: Vec<usize>,
    quoted: bool,
}

impl Lines {
    fn base(&self) -> usize {
        self.lists.last().copied().unwrap_or(0)
    }

    /// Tells whether a blank line stands behind an item of the list: one line each is read without it.
    fn follows_item(&self, base: &str) -> bool {
        let [.., item, _] = self.out.as_slice() else { return false };
        item.strip_prefix(base).is_some_and(|item| marker(item).is_some())
    }

    fn push(&mut self, line: &str, links: &Links) {
        let text = line.trim_start();
        let indent = line.len() - text.len();
        if let Some((mark, length)) = self.fence {
            let run = text.chars().take_while(|c| *c == mark).count();
            if run >= length && text.chars().all(|c| c == mark) {
                self.fence = None;
                self.out.push(format!("{}```", " ".repeat(self.base())));
            } else if text.is_empty() {
                self.out.push(String::new());
            } else {
                // A shorter fence inside would end ours, which is always three long.
                let text = if text.starts_with("```") {
                    text.replace("```", "'''")
                } else {
                    text.to_owned()
                };
                let kept = indent.max(self.base());
                self.out.push(format!("{}{text}", " ".repeat(kept)));
            }
            return;
        }
        if text.is_empty() {
            self.quoted = false;
            if self.out.last().is_some_and(|last| !last.is_empty()) {
                self.out.push(String::new());
            }
            return;
        }
        let after_blank = self.out.last().is_none_or(String::is_empty);
        let marker = marker(text);
        if after_blank || marker.is_some() || text.starts_with(['#', '>', '`', '~']) {
            while self.lists.last().is_some_and(|column| indent < *column) {
                self.lists.pop();
            }
        }
        // A quotation goes on lazily in Markdown; a lint wants it said.
        if std::mem::replace(&mut self.quoted, text.starts_with('>')) && !text.starts_with('>') {
            self.out.push(String::new());
        }
        let base = " ".repeat(self.base());
        for mark in ['`', '~'] {
            let run = text.chars().take_while(|c| *c == mark).count();
            let info = text.trim_start_matches(mark);
            if run >= 3 && !info.contains('`') {
                self.fence = Some((mark, run));
                self.out.push(format!("{base}```{}", language(info)));
                return;
            }
        }
        if let Some(width) = marker {
            let (head, rest) = text.split_at(width);
            if after_blank && self.follows_item(&base) {
                self.out.pop();
            }
            // A list that starts below a paragraph is one only after a blank line where it is ordered
            // from another number; a blank line before the first item is always right.
            if self.lists.is_empty() && !after_blank {
                self.out.push(String::new());
            }
            let rest = inline::safe(rest.trim_start(), links);
            self.lists.push(self.base() + width + 1);
            self.out.push(format!("{base}{head} {rest}").trim_end().to_owned());
            return;
        }
        // HTML that is left out may leave a space before it, or nothing at all.
        let text = inline::safe(text, links);
        match text.trim_end() {
            "" if after_blank => {}
            "" => self.out.push(String::new()),
            text => self.out.push(format!("{base}{text}")),
        }
    }
}

/// Returns the width of a list item's mark (`-`, `12.`), where a line starts with one.
fn marker(text: &str) -> Option<usize> {
    let digits = text.chars().take_while(char::is_ascii_digit).count();
    let mut rest = text.get(digits..)?.chars();
    let mark = rest.next()?;
    let is_marker = match digits {
        0 => matches!(mark, '-' | '*' | '+'),
        1..=9 => matches!(mark, '.' | ')'),
        _ => false,
    };
    (is_marker && rest.next() == Some(' ') && !rest.as_str().trim().is_empty())
        .then_some(digits + 1)
}

/// Languages that rustdoc does not take for Rust; anything else is `text`.
fn language(info: &str) -> &'static str {
    const KNOWN: &[&str] = &[
        "bash",
        "console",
        "csv",
        "curl",
        "graphql",
        "html",
        "http",
        "java",
        "javascript",
        "js",
        "json",
        "php",
        "python",
        "ruby",
        "sh",
        "shell",
        "sql",
        "toml",
        "typescript",
        "xml",
        "yaml",
    ];
    let word = info.trim().to_ascii_lowercase();
    KNOWN.iter().find(|known| **known == word).copied().unwrap_or("text")
}

#[cfg(test)]
mod tests;
