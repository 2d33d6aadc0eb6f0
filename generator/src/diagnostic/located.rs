//! Diagnostics with their lines and columns.
//!
//! In: diagnostics, and the bytes of one text that each is about. Out: [`Located`], sorted by where they stand. It
//! must not know how a place is found, nor how it is printed.

use std::collections::BTreeMap;
use std::ops::Range;

use super::{Diagnostic, Severity};

/// A diagnostic, and where in a text it is.
#[derive(Clone, Debug)]
pub struct Located<'a> {
    /// What is said.
    pub diagnostic: &'a Diagnostic,
    /// The text's name.
    pub file: &'a str,
    /// The text.
    pub text: &'a str,
    /// The bytes that it is about.
    pub span: Range<usize>,
    /// The JSON Pointer of what it is about, in the text.
    pub pointer: String,
    /// Where it begins.
    pub start: Position,
    /// Where it ends: the first character that does not belong to it.
    pub end: Position,
}

/// A line and a column, both from 1; a column counts characters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Position {
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
    /// The byte with which the line begins.
    pub line_start: usize,
}

/// One diagnostic about a text: what is said, its pointer there, and its bytes.
pub type Found<'a> = (&'a Diagnostic, String, Range<usize>);

/// Locates diagnostics in one text, and sorts them.
pub fn locate<'a>(file: &'a str, text: &'a str, found: Vec<Found<'a>>) -> Vec<Located<'a>> {
    let whole = |span: &Range<usize>| {
        let start = span.start.min(text.len());
        start..span.end.max(start + 1).min(text.len())
    };
    let ends = found.iter().flat_map(|(_, _, span)| {
        let Range { start, end } = whole(span);
        [start, end]
    });
    let positions = positions(text, ends);
    let at = |byte: usize| positions.get(&byte).copied().unwrap_or_default();
    let mut located: Vec<Located<'a>> = found
        .into_iter()
        .map(|(diagnostic, pointer, span)| {
            let span = whole(&span);
            let (start, end) = (at(span.start), at(span.end));
            Located { diagnostic, file, text, span, pointer, start, end }
        })
        .collect();
    sort(&mut located);
    located
}

/// Sorts by text and by where they stand in it.
pub fn sort(located: &mut [Located<'_>]) {
    located.sort_by(|a, b| {
        let key = |it: &Located<'_>| (it.span.start, it.diagnostic.code);
        (a.file, key(a), &a.diagnostic.place).cmp(&(b.file, key(b), &b.diagnostic.place))
    });
}

/// Keeps as many as `most`: errors before warnings, warnings before notes.
pub fn shorten(located: &mut Vec<Located<'_>>, most: usize) {
    let mut left = most;
    let mut keep = vec![false; located.len()];
    for severity in [Severity::Error, Severity::Warning, Severity::Note] {
        for (keep, it) in keep.iter_mut().zip(located.iter()) {
            if left > 0 && it.diagnostic.code.severity() == severity {
                *keep = true;
                left -= 1;
            }
        }
    }
    let mut keep = keep.into_iter();
    located.retain(|_| keep.next().unwrap_or_default());
}

/// Finds lines and columns in one pass, so that a text of one long line does not take time for each place in it.
fn positions(text: &str, bytes: impl Iterator<Item = usize>) -> BTreeMap<usize, Position> {
    let mut positions: BTreeMap<usize, Position> =
        bytes.map(|byte| (byte, Position::default())).collect();
    let mut at = 0;
    let mut now = Position { line: 1, column: 1, line_start: 0 };
    for (byte, position) in &mut positions {
        for c in text.get(at..*byte).unwrap_or_default().chars() {
            at += c.len_utf8();
            now.column += 1;
            if c == '\n' {
                now = Position { line: now.line + 1, column: 1, line_start: at };
            }
        }
        *position = now;
    }
    positions
}
