//! The queries of actions: JSONPath (RFC 9535), within bounds.
//!
//! In: a text. Out: a query, or why it is none. It must not know what is queried.

use serde_json_path::JsonPath;

/// Longer queries are not written by hand.
const LONGEST: usize = 4096;
/// How deep brackets may nest: the time to read them grows with a power of it.
const DEEPEST: usize = 12;
/// How many times a query may descend (`..`): what it visits grows with a power of it.
const MOST_DESCENTS: usize = 3;

/// Reads a query.
pub(super) fn read(text: &str) -> Result<JsonPath, String> {
    if text.len() > LONGEST {
        return Err(format!("it is longer than {LONGEST} letters"));
    }
    let (depth, descents) = complexity(text);
    if depth > DEEPEST {
        return Err(format!("its brackets nest deeper than {DEEPEST} levels"));
    }
    if descents > MOST_DESCENTS {
        return Err(format!("it descends with `..` more than {MOST_DESCENTS} times"));
    }
    JsonPath::parse(text).map_err(|error| {
        let position = error.position();
        format!(
            "it is no query of RFC 9535, from character {} on: {}",
            position + 1,
            error.message()
        )
    })
}

/// Returns how deep brackets nest and how many descents there are, outside of quoted names.
fn complexity(text: &str) -> (usize, usize) {
    let (mut depth, mut deepest, mut descents) = (0_usize, 0, 0);
    let mut quote = None;
    let mut before = ' ';
    let mut escaped = false;
    for c in text.chars() {
        match quote {
            Some(_) if escaped => escaped = false,
            Some(_) if c == '\\' => escaped = true,
            Some(open) if c == open => quote = None,
            Some(_) => {}
            None => match c {
                '\'' | '"' => quote = Some(c),
                '(' | '[' => {
                    depth += 1;
                    deepest = deepest.max(depth);
                }
                ')' | ']' => depth = depth.saturating_sub(1),
                '.' if before == '.' => descents += 1,
                _ => {}
            },
        }
        before = c;
    }
    (deepest, descents)
}
