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
    let lines = Lines::new(text);
    let mut out = String::new();
    for (diagnostic, span) in located {
        one(&mut out, name, text, &lines, diagnostic, span);
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

/// Where each line begins.
struct Lines(Vec<usize>);

impl Lines {
    fn new(text: &str) -> Self {
        let after = text.bytes().enumerate().filter(|(_, b)| *b == b'\n').map(|(at, _)| at + 1);
        Self(std::iter::once(0).chain(after).collect())
    }

    /// Returns the number of the line at a byte, from 1, and where it begins.
    fn at(&self, byte: usize) -> (usize, usize) {
        let number = self.0.partition_point(|start| *start <= byte).max(1);
        (number, self.0.get(number - 1).copied().unwrap_or(0))
    }
}

fn one(
    out: &mut String,
    name: &str,
    text: &str,
    lines: &Lines,
    diagnostic: &Diagnostic,
    span: &Range<usize>,
) {
    let start = span.start.min(text.len());
    let (number, line_start) = lines.at(start);
    let line = text.get(line_start..).unwrap_or_default().lines().next().unwrap_or_default();
    let before = text.get(line_start..start).unwrap_or_default();
    let column = before.chars().count() + 1;
    let code = diagnostic.code;
    let message = one_line(&diagnostic.message);
    let severity = word(code.severity());
    let _ = writeln!(out, "{name}:{number}:{column}: {severity}[{}]: {message}", code.text());

    let length = span.end.saturating_sub(start).max(1);
    let (shown, mark) = cut(line, start - line_start, length);
    let snippet = Snippet::source(shown.as_str())
        .line_start(number)
        .annotation(AnnotationKind::Primary.span(mark));
    let group = snippet_group(snippet, code.hint());
    let renderer = Renderer::plain().decor_style(DecorStyle::Ascii);
    let _ = writeln!(out, "{}", renderer.render(&[group]));
}

fn snippet_group<'a>(
    snippet: Snippet<'a, annotate_snippets::Annotation<'a>>,
    hint: &'a str,
) -> annotate_snippets::Group<'a> {
    annotate_snippets::Group::with_level(Level::HELP)
        .element(snippet)
        .element(Level::HELP.message(hint))
}

/// Cuts a long line around the mark, and the mark to the line. Tabs and other control characters become
/// spaces, so that the text can do nothing to a terminal.
fn cut(line: &str, at: usize, length: usize) -> (String, Range<usize>) {
    let clean = |text: &str| -> String {
        text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
    };
    let end = (at + length).min(line.len()).max(at);
    let (head, tail) = line.split_at_checked(at).unwrap_or((line, ""));
    let (marked, rest) = tail.split_at_checked(end - at).unwrap_or((tail, ""));
    let skip = head.chars().count().saturating_sub(LONGEST_LINE / 2);
    let mut out = String::new();
    if skip > 0 {
        out.push('…');
    }
    out.extend(clean(head).chars().skip(skip));
    let from = out.len();
    out.extend(clean(marked).chars().take(LONGEST_LINE / 2));
    let to = out.len();
    let mut rest = clean(rest).chars().collect::<Vec<_>>();
    if rest.len() > LONGEST_LINE / 2 {
        rest.truncate(LONGEST_LINE / 2);
        rest.push('…');
    }
    out.extend(rest);
    (out, from..to)
}

/// A message is one line, whatever the definition's texts hold.
fn one_line(message: &str) -> String {
    message.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}
