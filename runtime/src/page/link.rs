//! The header `Link` (RFC 8288).
//!
//! In: an answer's headers. Out: the target of the link `next`. It must not know what the target is.

use http::HeaderMap;
use http::header::LINK;

/// Returns the target of the first link whose relation is `next`.
pub(super) fn next(headers: &HeaderMap) -> Option<String> {
    let values = headers.get_all(LINK).iter().filter_map(|value| value.to_str().ok());
    values.flat_map(links).find(|link| link.is("next")).map(|link| link.target.to_owned())
}

struct Link<'h> {
    target: &'h str,
    parameters: &'h str,
}

impl Link<'_> {
    /// Tells whether a relation is among those of the link. Of several `rel` the first counts (RFC 8288, 3.3).
    fn is(&self, relation: &str) -> bool {
        let rel = split(self.parameters, ';').into_iter().find_map(|parameter| {
            let (name, value) = parameter.split_once('=')?;
            name.trim().eq_ignore_ascii_case("rel").then(|| value.trim().trim_matches('"'))
        });
        rel.is_some_and(|rel| rel.split_whitespace().any(|r| r.eq_ignore_ascii_case(relation)))
    }
}

fn links(header: &str) -> Vec<Link<'_>> {
    let read = |text| {
        let (target, parameters) = str::trim(text).strip_prefix('<')?.split_once('>')?;
        Some(Link { target: target.trim(), parameters })
    };
    split(header, ',').into_iter().filter_map(read).collect()
}

/// Splits at a character that stands neither in quotes nor between `<` and `>`.
fn split(text: &str, at: char) -> Vec<&str> {
    let (mut quoted, mut escaped, mut target) = (false, false, false);
    text.split(move |c| {
        let splits = c == at && !quoted && !target;
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' if !target => quoted = !quoted,
            '<' if !quoted => target = true,
            '>' if !quoted => target = false,
            _ => {}
        }
        splits
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::next;
    use http::{HeaderMap, HeaderValue};

    fn of(values: &[&str]) -> Option<String> {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append("link", HeaderValue::from_str(value).unwrap());
        }
        next(&headers)
    }

    #[test]
    fn finds_the_next_page() {
        for (header, target) in [
            (r#"<https://a.example/?page=2>; rel="next""#, Some("https://a.example/?page=2")),
            (r#"</x?page=1>; rel="prev", </x?page=3>; rel="next""#, Some("/x?page=3")),
            ("<?page=2>;rel=next", Some("?page=2")),
            (r#"</x?a=1,2;b>; title="a, <b>; rel=\"next\""; rel="last""#, None),
            (r#"</x>; title="\"a, b"; REL="Last Next""#, Some("/x")),
            (r#"</x>; rel="last"; rel="next""#, None),
            (r#"</x>; rel="nextish""#, None),
            ("nonsense", None),
            ("<unclosed; rel=next", None),
            ("", None),
        ] {
            assert_eq!(of(&[header]).as_deref(), target, "{header}");
        }
        assert_eq!(of(&["</a>; rel=prev", "</b>; rel=next"]).as_deref(), Some("/b"));
    }
}
