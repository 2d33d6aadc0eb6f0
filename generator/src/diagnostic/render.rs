//! Diagnostics as text, with the line that they are about.
//!
//! In: diagnostics that are already placed in a text. Out: what a terminal shows. It must not know how a
//! place is found.

use std::fmt::Write;
use std::ops::Range;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

use super::located::Located;
use super::{Diagnostic, Severity};

/// Longer lines are cut around the mark: minified JSON is one line.
const LONGEST_LINE: usize = 160;

/// Renders diagnostics, each with its line and what to do about it.
pub fn render(located: &[Located<'_>]) -> String {
    let mut out = String::new();
    for it in located {
        one(&mut out, it);
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

/// Returns what a severity is called.
pub fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

fn one(out: &mut String, located: &Located<'_>) {
    let Located { diagnostic, file, text, span, start, .. } = located;
    let code = diagnostic.code;
    let (message, severity) = (one_line(&diagnostic.message), word(code.severity()));
    let (line, column) = (start.line, start.column);
    let _ = writeln!(out, "{file}:{line}:{column}: {severity}[{}]: {message}", code.text());

    let before = window(text, start.line_start, span.start, true);
    let marked = window(text, span.start, span.end, false);
    let after = window(text, span.start + marked.len(), text.len(), false);
    let (shown, mark) = shown(before, marked, after);
    let snippet = Snippet::source(shown.as_str())
        .line_start(line)
        .annotation(AnnotationKind::Primary.span(mark));
    let group = snippet_group(snippet, code.hint());
    let renderer = Renderer::plain().decor_style(DecorStyle::Ascii);
    let _ = writeln!(out, "{}", renderer.render(&[group]));
}

/// Returns the line that a diagnostic is about, cut to what one can read.
pub fn line(located: &Located<'_>) -> String {
    let Located { text, span, start, .. } = located;
    let before = window(text, start.line_start, span.start, true);
    let marked = window(text, span.start, span.end, false);
    let after = window(text, span.start + marked.len(), text.len(), false);
    shown(before, marked, after).0
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

/// Returns a message as one line, whatever the definition's texts in it hold.
pub fn one_line(message: &str) -> String {
    message.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}
