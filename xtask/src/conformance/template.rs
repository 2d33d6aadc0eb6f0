//! Path templates, read backwards: which values make a path of a template.
//!
//! In: a template and a path. Out: values by name, still escaped.

/// Takes a path apart. A value is a part of one segment, and may be empty.
pub(crate) fn take_apart(template: &str, path: &str) -> Option<Vec<(String, String)>> {
    let Some((literal, rest)) = template.split_once('{') else {
        return (template == path).then(Vec::new);
    };
    let (name, after) = rest.split_once('}')?;
    let path = path.strip_prefix(literal)?;
    let longest = path.find('/').unwrap_or(path.len());
    // The longest value that lets the rest fit.
    let ends = path.char_indices().map(|(at, _)| at).chain([path.len()]);
    let mut ends: Vec<usize> = ends.take_while(|at| *at <= longest).collect();
    ends.reverse();
    for end in ends {
        let (value, rest) = path.split_at(end);
        if let Some(mut values) = take_apart(after, rest) {
            values.insert(0, (name.to_owned(), value.to_owned()));
            return Some(values);
        }
    }
    None
}

/// Fills a template.
pub(crate) fn fill(template: &str, values: &[(String, String)]) -> String {
    values.iter().fold(template.to_owned(), |text, (name, value)| {
        text.replace(&format!("{{{name}}}"), value)
    })
}

/// Decodes percent-encoding (RFC 3986, 2.1).
pub(crate) fn decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let hex = bytes.get(at + 1..at + 3).and_then(|hex| std::str::from_utf8(hex).ok());
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(value) if *byte == b'%' => {
                out.push(value);
                at += 3;
            }
            _ => {
                out.push(*byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(template: &str, path: &str) -> Option<String> {
        let values = take_apart(template, path)?;
        let values = values.iter().map(|(name, value)| format!("{name}={value}"));
        Some(values.collect::<Vec<_>>().join("&"))
    }

    #[test]
    fn a_path_gives_the_values_of_its_template() {
        assert_eq!(values("/a/v:{v}/{x}", "/a/v:2/b%20c").unwrap(), "v=2&x=b%20c");
        assert_eq!(values("/a{x}", "/a").unwrap(), "x=");
        assert_eq!(values("/a{x}", "/a.b.c").unwrap(), "x=.b.c");
        assert!(values("/a/{x}", "/a/b/c").is_none());
        assert!(values("/a/{x}/c", "/b/x/c").is_none());
    }

    #[test]
    fn templates_are_filled_and_escapes_read() {
        assert_eq!(fill("/a/{v}/b", &[("v".into(), "1".into())]), "/a/1/b");
        assert_eq!(decoded("a%20%C3%BC%"), "a ü%");
    }
}
