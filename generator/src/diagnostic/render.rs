//! Diagnostics as text, with the line that they are about.
//!
//! In: diagnostics that are already placed in a text. Out: what a terminal shows. It must not know how a
//! place is found.

use std::fmt::Write;
use std::ops::Range;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

use super::{Diagnostic, Severity};

/// Longer lines are cut around the mark: minified JSON is one line.
const LONGEST_LINE: usize = 160;

/// Renders diagnostics, sorted by where they stand in the text, each with its line and what to do about it.
pub fn render(name: &str, text: &str, located: &[(&Diagnostic, Range<usize>)]) -> String {
    let mut located: Vec<_> = located.iter().collect();
    located.sort_by_key(|(diagnostic, span)| (span.start, diagnostic.code, &diagnostic.place));
    let mut cursor = Cursor { text, at: 0, line: 1, column: 1, line_start: 0 };
    let mut out = String::new();
    for (diagnostic, span) in located {
        one(&mut out, name, &mut cursor, diagnostic, span);
    }
    out
}

/// Returns how many there are, in words: `2 errors, 1 warning`.
pub fn count<'d>(diagnostics: impl Iterator<Item = &'d Diagnostic>) -> String {
    let mut counts = [("error", 0_usize), ("warning", 0), ("note", 0)];
    for diagnostic in diagnostics {
        let wanted = word(diagnostic.code.severity());
        for (_, count) in counts.iter_mut().filter(|(word, _)| *word == wanted) {
            *count += 1;
        }
    }
    let words: Vec<_> = counts
        .iter()
        .filter(|(_, count)| *count > 0)
        .map(|(word, count)| format!("{count} {word}{}", if *count == 1 { "" } else { "s" }))
        .collect();
    if words.is_empty() { "nothing to say".to_owned() } else { words.join(", ") }
}

fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

/// Goes through a text forwards and keeps count of lines and columns, so that a text of one long line does not
/// take time for each place in it.
struct Cursor<'t> {
    text: &'t str,
    at: usize,
    line: usize,
    column: usize,
    line_start: usize,
}

impl Cursor<'_> {
    fn advance(&mut self, to: usize) {
        for c in self.text.get(self.at..to).unwrap_or_default().chars() {
            self.at += c.len_utf8();
            self.column += 1;
            if c == '\n' {
                self.line += 1;
                self.column = 1;
                self.line_start = self.at;
            }
        }
    }
}

fn one(
    out: &mut String,
    name: &str,
    cursor: &mut Cursor<'_>,
    diagnostic: &Diagnostic,
    span: &Range<usize>,
) {
    let text = cursor.text;
    let start = span.start.min(text.len());
    cursor.advance(start);
    let code = diagnostic.code;
    let message = one_line(&diagnostic.message);
    let severity = word(code.severity());
    let (line, column) = (cursor.line, cursor.column);
    let _ = writeln!(out, "{name}:{line}:{column}: {severity}[{}]: {message}", code.text());

    let before = window(text, cursor.line_start, start, true);
    let end = span.end.max(start + 1).min(text.len());
    let marked = window(text, start, end, false);
    let after = window(text, start + marked.len(), text.len(), false);
    let (shown, mark) = shown(before, marked, after);
    let snippet = Snippet::source(shown.as_str())
        .line_start(line)
        .annotation(AnnotationKind::Primary.span(mark));
    let group = snippet_group(snippet, code.hint());
    let renderer = Renderer::plain().decor_style(DecorStyle::Ascii);
    let _ = writeln!(out, "{}", renderer.render(&[group]));
}

/// A piece of one line: from the start, or up to the end, as much as may be shown.
fn window(text: &str, start: usize, end: usize, keep_end: bool) -> &str {
    let (mut start, mut end) = (start.min(text.len()), end);
    let most = 4 * LONGEST_LINE;
    if keep_end {
        start = start.max(end.saturating_sub(most));
    } else {
        end = end.min(start.saturating_add(most));
    }
    while !text.is_char_boundary(start) {
        start += 1;
    }
    while !text.is_char_boundary(end) {
        end += 1;
    }
    text.get(start..end).unwrap_or_default().split(['\n', '\r']).next().unwrap_or_default()
}

fn snippet_group<'a>(
    snippet: Snippet<'a, annotate_snippets::Annotation<'a>>,
    hint: &'a str,
) -> annotate_snippets::Group<'a> {
    annotate_snippets::Group::with_level(Level::HELP)
        .element(snippet)
        .element(Level::HELP.message(hint))
}

/// Puts a line together, cut around the mark. Tabs and other control characters become spaces, so that the
/// text can do nothing to a terminal.
fn shown(before: &str, marked: &str, after: &str) -> (String, Range<usize>) {
    let half = LONGEST_LINE / 2;
    let clean = |c: char| if c.is_control() { ' ' } else { c };
    let mut out = String::new();
    let skip = before.chars().count().saturating_sub(half);
    if skip > 0 {
        out.push('…');
    }
    out.extend(before.chars().skip(skip).map(clean));
    let from = out.len();
    out.extend(marked.chars().take(half).map(clean));
    let to = out.len();
    if marked.chars().nth(half).is_none() {
        out.extend(after.chars().take(half).map(clean));
    }
    if marked.chars().chain(after.chars()).nth(half).is_some() {
        out.push('…');
    }
    (out, from..to)
}

/// A message is one line, whatever the definition's texts hold.
fn one_line(message: &str) -> String {
    message.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}
