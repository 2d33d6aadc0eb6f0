//! Path templates: `/accounts/{id}` with values in it.
//!
//! In: a template and a way to write each value. Out: a path whose segments are exactly the
//! template's. It must not know styles nor URLs.
//!
//! A value can never change the path: everything but unreserved characters is escaped before it
//! comes here, and what URL parsers would still take as `.` or `..` is refused, because they treat
//! `%2E` like a dot (URL Standard, 4.4), so no escape could carry it.

use crate::error::RequestError;

/// Fills a template: `value` appends the value of a name, or says why it cannot.
pub(crate) fn fill(
    template: &str,
    mut value: impl FnMut(&mut String, &str) -> Result<(), RequestError>,
) -> Result<String, RequestError> {
    let mut out = String::with_capacity(template.len() + 32);
    for segment in template.strip_prefix('/').unwrap_or(template).split('/') {
        out.push('/');
        let start = out.len();
        let named = text(&mut out, segment, &mut value)?;
        if out.get(start..).is_some_and(is_dots) {
            return Err(RequestError::dots(named.unwrap_or(segment)));
        }
    }
    Ok(out)
}

/// Appends a template's text with values in it; returns the name of the last one.
pub(crate) fn text<'t>(
    out: &mut String,
    template: &'t str,
    value: &mut impl FnMut(&mut String, &str) -> Result<(), RequestError>,
) -> Result<Option<&'t str>, RequestError> {
    let mut named = None;
    let mut rest = template;
    while let Some((literal, after)) = rest.split_once('{') {
        let Some((name, after)) = after.split_once('}') else { break };
        literal_text(out, literal);
        value(out, name)?;
        named = Some(name);
        rest = after;
    }
    literal_text(out, rest);
    Ok(named)
}

/// Tells whether URL parsers take a segment as `.` or `..`.
fn is_dots(segment: &str) -> bool {
    if !segment.starts_with(['.', '%']) {
        return false;
    }
    let dots = segment.replace("%2e", ".").replace("%2E", ".");
    dots == "." || dots == ".."
}

/// Appends a template's own text; what cannot stand in a path is escaped.
fn literal_text(out: &mut String, text: &str) {
    let stands = |b: u8| {
        b.is_ascii_graphic()
            && !matches!(
                b,
                b'"' | b'#' | b'<' | b'>' | b'?' | b'\\' | b'^' | b'`' | b'{' | b'|' | b'}'
            )
    };
    if text.bytes().all(stands) {
        out.push_str(text);
        return;
    }
    for c in text.chars() {
        if u8::try_from(c).is_ok_and(stands) {
            out.push(c);
        } else {
            crate::style::encode(out, c.encode_utf8(&mut [0; 4]), false);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(template: &str, text: &str) -> Result<String, RequestError> {
        fill(template, |out, _| {
            crate::style::encode(out, text, false);
            Ok(())
        })
    }

    #[test]
    fn values_cannot_change_the_path() {
        assert_eq!(with("/a/{x}/b", "../..").unwrap(), "/a/..%2F../b");
        assert_eq!(with("/a/{x}", "a b\n?#%2e").unwrap(), "/a/a%20b%0A%3F%23%252e");
        assert_eq!(with("/a/{x}.json", ".").unwrap(), "/a/..json");
        assert_eq!(with("/{x}/{y}", "é").unwrap(), "/%C3%A9/%C3%A9");
        assert_eq!(with("/a/", "").unwrap(), "/a/");
    }

    #[test]
    fn dot_segments_are_refused_by_name() {
        for value in [".", ".."] {
            let error = with("/a/{file}/b", value).unwrap_err().to_string();
            assert!(error.contains("`file`"), "{error}");
        }
        assert!(with("/a/{x}{y}", ".").is_err());
        assert!(with("/a/.%2e/{x}", "b").is_err());
    }

    #[test]
    fn the_templates_own_text_stays() {
        assert_eq!(with("/a:b/{x}@(c)=1;v,~", "1").unwrap(), "/a:b/1@(c)=1;v,~");
        assert_eq!(with("/a b\\c?d{", "1").unwrap(), "/a%20b%5Cc%3Fd%7B");
    }
}
