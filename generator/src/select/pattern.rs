//! One pattern of a selection.
//!
//! In: its text. Out: whether an operation matches. `*` stands for any letters but `/`, `**` for any; letters of methods may be
//! small or large.

use super::Candidate;

/// What a pattern compares.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Pattern {
    /// `tag:Users`: one of the tags.
    Tag(String),
    /// `/users/**`, or `GET /users/**`: the path, and the method.
    Path(Option<String>, String),
    /// `listUsers`: the `operationId`.
    Id(String),
}

impl Pattern {
    pub(super) fn new(text: &str) -> Self {
        let text = text.trim();
        if let Some(tag) = text.strip_prefix("tag:") {
            return Self::Tag(tag.trim().to_owned());
        }
        if let Some(id) = text.strip_prefix("id:") {
            return Self::Id(id.trim().to_owned());
        }
        if text.starts_with('/') {
            return Self::Path(None, text.to_owned());
        }
        match text.split_once(char::is_whitespace) {
            Some((method, path)) if path.trim_start().starts_with('/') => {
                Self::Path(Some(method.to_owned()), path.trim_start().to_owned())
            }
            _ => Self::Id(text.to_owned()),
        }
    }

    pub(super) fn matches(&self, candidate: &Candidate<'_>) -> bool {
        match self {
            Self::Tag(tag) => candidate.tags.iter().any(|it| glob(tag, it)),
            Self::Id(id) => candidate.id.is_some_and(|it| glob(id, it)),
            Self::Path(method, path) => {
                let fits =
                    method.as_ref().is_none_or(|it| it.eq_ignore_ascii_case(candidate.method));
                fits && glob(path, candidate.path)
            }
        }
    }
}

/// Matches by a row of the places that each letter of the pattern can have reached, so that no pattern takes more time than
/// its length times the text's.
fn glob(pattern: &str, text: &str) -> bool {
    let pattern = parts(pattern);
    let mut row = vec![false; pattern.len() + 1];
    if let Some(first) = row.first_mut() {
        *first = true;
    }
    skip(&pattern, &mut row);
    for c in text.chars() {
        let mut next = vec![false; row.len()];
        for (index, part) in pattern.iter().enumerate() {
            if !row.get(index).copied().unwrap_or_default() {
                continue;
            }
            let (stays, goes) = match part {
                Part::Letter(letter) => (false, *letter == c),
                Part::Star => (c != '/', false),
                Part::Stars => (true, false),
            };
            for (place, reached) in [(index, stays), (index + 1, goes)] {
                if let (true, Some(place)) = (reached, next.get_mut(place)) {
                    *place = true;
                }
            }
        }
        skip(&pattern, &mut next);
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

/// Stars match nothing, too.
fn skip(pattern: &[Part], row: &mut [bool]) {
    for (index, part) in pattern.iter().enumerate() {
        let reached = row.get(index).copied().unwrap_or_default();
        if let (true, Part::Star | Part::Stars, Some(next)) =
            (reached, part, row.get_mut(index + 1))
        {
            *next = true;
        }
    }
}

enum Part {
    Letter(char),
    Star,
    Stars,
}

fn parts(pattern: &str) -> Vec<Part> {
    let mut out = Vec::new();
    for c in pattern.chars() {
        match (c, out.last_mut()) {
            ('*', Some(star @ (Part::Star | Part::Stars))) => *star = Part::Stars,
            ('*', _) => out.push(Part::Star),
            (c, _) => out.push(Part::Letter(c)),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::glob;

    #[test]
    fn stars_stand_for_letters() {
        for (pattern, text, expected) in [
            ("/users", "/users", true),
            ("/users", "/users/{id}", false),
            ("/users/*", "/users/{id}", true),
            ("/users/*", "/users/{id}/keys", false),
            ("/users/**", "/users/{id}/keys", true),
            ("/users**", "/users", true),
            ("**/keys", "/users/{id}/keys", true),
            ("*User*", "listUsers", true),
            ("*a*a*a*b", &"a".repeat(4000), false),
            ("", "", true),
            ("*", "", true),
            ("é*", "éa", true),
        ] {
            assert_eq!(glob(pattern, text), expected, "{pattern} {text}");
        }
    }
}
