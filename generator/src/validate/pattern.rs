//! Regular expressions: whether `pattern` is one in the dialect of JSON Schema, ECMA-262.
//!
//! In: its text. Out: a diagnostic, where it is none. What another engine might read is not called wrong: a note says that it is
//! of another dialect.

use regress::Flags;
use regress::backends::try_parse;
use serde_json::{Map, Value};

use super::Walk;
use crate::diagnostic::{Code, Trail};

/// Longer patterns are not looked at: nobody writes them by hand.
const LONGEST: usize = 2000;
/// How deep groups may stand in one another; the parser is recursive.
const DEEPEST: usize = 64;

/// What Perl, Python and others have and ECMA-262 has not.
const FOREIGN: &[&str] = &[
    "(?i", "(?s", "(?m", "(?x", "(?u", "(?a", "(?-", "(?>", "(?#", "(?|", "(?P", "(?R", "(?(",
    "(?+", "(?&", "(?'", "++", "*+", "?+", "}+", "[[:", "\\Q", "\\A", "\\Z", "\\z", "\\G", "\\h",
    "\\H", "\\R", "\\X", "\\K", "\\g", "\\p", "\\P", "\\x{", "\\o{", "&&", "(*",
];

impl Walk<'_> {
    /// Checks the patterns of a schema.
    pub(super) fn patterns(&mut self, map: &Map<String, Value>, trail: &Trail<'_>) {
        if let Some(pattern) = map.get("pattern").and_then(Value::as_str) {
            self.pattern(pattern, &trail.key("pattern"));
        }
        let named = map.get("patternProperties").and_then(Value::as_object);
        for (pattern, _) in named.into_iter().flatten() {
            self.pattern(pattern, &trail.key("patternProperties").key(pattern));
        }
    }

    fn pattern(&mut self, pattern: &str, trail: &Trail<'_>) {
        let Some(problem) = problem(pattern) else { return };
        if FOREIGN.iter().any(|mark| pattern.contains(mark)) {
            let message = format!("the pattern is not of ECMA-262: {problem}");
            self.sink.report(Code::ForeignPattern, &trail.place(), message);
        } else {
            let message = format!("the pattern is no regular expression: {problem}");
            self.sink.report(Code::InvalidPattern, &trail.place(), message);
        }
    }
}

/// Returns what is wrong with a pattern in every mode of ECMA-262.
fn problem(pattern: &str) -> Option<String> {
    if pattern.len() > LONGEST || deepest(pattern) > DEEPEST {
        return None;
    }
    let parse = |unicode| {
        let flags = Flags { unicode, ..Flags::default() };
        try_parse(pattern.chars().map(u32::from), flags).err()
    };
    let strict = parse(true)?;
    // What is old is read as browsers read it.
    parse(false).map(|_| strict.text)
}

fn deepest(pattern: &str) -> usize {
    let (mut now, mut most) = (0_usize, 0);
    for c in pattern.chars() {
        match c {
            '(' | '[' => now += 1,
            ')' | ']' => now = now.saturating_sub(1),
            _ => {}
        }
        most = most.max(now);
    }
    most
}

#[cfg(test)]
mod tests {
    use super::problem;

    #[test]
    fn what_is_wrong_in_no_mode_is_left_alone() {
        for pattern in [
            "",
            "^[a-z]+$",
            r"^\d{3}-\d{2}$",
            r"\p{L}",
            r"(?<year>\d{4})\k<year>",
            r"[\w-.]",
            r"a{,3}",
            r"]",
            r"\-",
            r"(?=a)b",
            r"(?<!a)b",
            r"^[\w\.\-]*$",
            r"[^\u{1F600}]",
            "}",
            "(((((((((((())))))))))))",
        ] {
            assert_eq!(problem(pattern), None, "{pattern}");
        }
        assert_eq!(problem(&"(".repeat(1000)), None, "too deep to look at");
        for pattern in ["[a-z", "(a", "a)", "*a", "a**", "[z-a]", "(?i)a", "\\", "a{2,1}"] {
            assert!(problem(pattern).is_some(), "{pattern}");
        }
    }
}
