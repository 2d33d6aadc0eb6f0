//! Media types: whether an answer's is one that was declared, and in which character set a text is.
//!
//! In: media types as they are written. Out: yes or no; a text's bytes. It must not know answers.

use std::borrow::Cow;

use bytes::Bytes;

/// Tells whether a media type fits a declared one: a range (`image/*`) takes every subtype, and what
/// parameters the declared one has, the other must have too (RFC 9110, 8.3.1).
pub(crate) fn fits(declared: &str, actual: &str) -> bool {
    let (mut declared, mut actual) = (parts(declared), parts(actual));
    let (Some(range), Some(essence)) = (declared.next(), actual.next()) else { return false };
    let essence_fits = match range.strip_suffix("/*") {
        Some("*") => true,
        Some(main) => essence.split('/').next().is_some_and(|it| it.eq_ignore_ascii_case(main)),
        None => range == "*" || range.eq_ignore_ascii_case(essence),
    };
    let given: Vec<&str> = actual.collect();
    essence_fits && declared.all(|wanted| given.iter().any(|it| same_parameter(it, wanted)))
}

/// Returns a text's bytes in the character set that its media type names, and that media type. What cannot be written so is
/// UTF-8, and is told to be.
pub(crate) fn written(media_type: &'static str, text: String) -> (Cow<'static, str>, Bytes) {
    let same = Cow::Borrowed(media_type);
    match charset(media_type).as_deref() {
        None if media_type == "text/plain" => ("text/plain; charset=utf-8".into(), text.into()),
        None | Some("utf-8" | "utf8") => (same, text.into()),
        Some("us-ascii") if text.is_ascii() => (same, text.into()),
        Some(LATIN_1) if text.chars().all(|c| u8::try_from(c).is_ok()) => {
            (same, text.chars().filter_map(|c| u8::try_from(c).ok()).collect())
        }
        Some(_) => {
            let others = parts(media_type).filter(|part| !is_charset(part));
            let told = others.chain(["charset=utf-8"]).collect::<Vec<_>>().join("; ");
            (told.into(), text.into())
        }
    }
}

/// Reads bytes as text: as UTF-8, or as the one other character set that is common.
pub(crate) fn read<'b>(media_type: Option<&str>, bytes: &'b [u8]) -> Cow<'b, str> {
    match media_type.and_then(charset).as_deref() {
        Some(LATIN_1) => bytes.iter().map(|byte| char::from(*byte)).collect(),
        _ => String::from_utf8_lossy(bytes),
    }
}

const LATIN_1: &str = "iso-8859-1";

/// Returns the name of a media type's character set, in lower case.
fn charset(media_type: &str) -> Option<String> {
    let value = parts(media_type).skip(1).find(|part| is_charset(part))?.split_once('=')?.1;
    Some(value.trim().trim_matches('"').to_ascii_lowercase())
}

fn is_charset(parameter: &str) -> bool {
    parameter.split('=').next().is_some_and(|name| name.trim().eq_ignore_ascii_case("charset"))
}

/// Splits at semicolons that stand in no quoted string.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    let mut quoted = false;
    text.split(move |c| {
        quoted ^= c == '"';
        c == ';' && !quoted
    })
    .map(str::trim)
    .filter(|part| !part.is_empty())
}

fn same_parameter(one: &str, another: &str) -> bool {
    let halves = |text: &'_ str| {
        let (name, value) = text.split_once('=').unwrap_or((text, ""));
        (name.trim().to_ascii_lowercase(), value.trim().trim_matches('"').to_owned())
    };
    let ((name, value), (other, wanted)) = (halves(one), halves(another));
    // The names of character sets are the same in any case.
    name == other && (value == wanted || name == "charset" && value.eq_ignore_ascii_case(&wanted))
}

#[cfg(test)]
mod tests {
    use super::{fits, read, written};

    #[test]
    fn case_and_further_parameters_do_not_matter() {
        assert!(fits("text/csv", "Text/CSV; header=present"));
        assert!(fits("text/csv; charset=utf-8", r#"text/csv;header=absent; Charset="UTF-8""#));
        assert!(!fits("text/csv", "text/csv-schema"));
    }

    #[test]
    fn a_declared_parameter_has_to_be_there() {
        assert!(!fits("application/json;version=2", "application/json;version=1"));
        assert!(!fits("application/json;version=2", "application/json"));
        assert!(fits(r#"a/b; profile="x;y""#, r#"a/b; v=1; profile="x;y""#));
    }

    #[test]
    fn a_text_is_in_the_character_set_that_it_is_told_to_be_in() {
        for (media_type, text, told, bytes) in [
            ("text/plain", "é", "text/plain; charset=utf-8", "é".as_bytes()),
            ("text/csv", "é", "text/csv", "é".as_bytes()),
            ("text/plain; charset=UTF-8", "é", "text/plain; charset=UTF-8", "é".as_bytes()),
            ("text/plain; charset=ISO-8859-1", "aé", "text/plain; charset=ISO-8859-1", b"a\xe9"),
            (
                "text/csv;charset=iso-8859-1;header=absent",
                "€",
                "text/csv; header=absent; charset=utf-8",
                "€".as_bytes(),
            ),
            ("text/plain; charset=us-ascii", "a", "text/plain; charset=us-ascii", b"a"),
            ("text/plain; charset=us-ascii", "é", "text/plain; charset=utf-8", "é".as_bytes()),
            ("text/plain; charset=utf-16", "a", "text/plain; charset=utf-8", b"a"),
        ] {
            let (media_type, written) = written(media_type, text.to_owned());
            assert_eq!((&*media_type, &*written), (told, bytes));
        }
        assert_eq!(read(Some("text/plain; Charset=\"ISO-8859-1\""), b"a\xe9"), "aé");
        assert_eq!(read(Some("text/plain"), "é".as_bytes()), "é");
        assert_eq!(read(None, b"\xe9"), "\u{FFFD}");
    }

    #[test]
    fn ranges_take_every_subtype() {
        assert!(fits("image/*", "IMAGE/png"));
        assert!(!fits("image/*", "text/png"));
        assert!(fits("*/*", "a/b"));
        assert!(!fits("*/*", ""));
    }
}
