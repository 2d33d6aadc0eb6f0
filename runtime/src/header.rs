//! The headers of an answer, typed.
//!
//! In: a header map, a name. Out: a value, or what is wrong in the header. It must not know which headers there are.

use std::error::Error as StdError;
use std::fmt;

use http::HeaderMap;
use http::header::{self, HeaderValue};

use crate::json::{self, DecodeError, Json};

/// A header that is not what the definition says, or that is not there.
///
/// It is an error of who asks for the header alone: the call succeeded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeaderError {
    name: &'static str,
    error: DecodeError,
}

impl HeaderError {
    /// Returns the header's name.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Returns what was expected and what was found.
    pub fn error(&self) -> &DecodeError {
        &self.error
    }
}

impl fmt::Display for HeaderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // What was found may be a secret: only the cause shows it.
        let Self { name, error } = self;
        write!(f, "the header `{name}` is not what its definition describes: ")?;
        write!(f, "expected {}", error.expected())
    }
}

impl StdError for HeaderError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&self.error)
    }
}

/// Reads a header in the style `simple`: a text, or items with commas between. One that is not there is `null`, which only
/// an `Option` takes.
pub fn read_header<T: Json>(headers: &HeaderMap, name: &'static str) -> Result<T, HeaderError> {
    read(headers, name, simple)
}

/// Reads a header whose value is JSON.
pub fn read_json_header<T: Json>(
    headers: &HeaderMap,
    name: &'static str,
) -> Result<T, HeaderError> {
    read(headers, name, |lines, _| json::from_str(&lines.join(",")))
}

fn read<T: Json>(
    headers: &HeaderMap,
    name: &'static str,
    decode: fn(&[&str], bool) -> Result<T, DecodeError>,
) -> Result<T, HeaderError> {
    let texts: Result<Vec<&str>, _> = headers.get_all(name).iter().map(text).collect();
    let cookies = name.eq_ignore_ascii_case(header::SET_COOKIE.as_str());
    let value = texts.and_then(|lines| match lines.as_slice() {
        [] => json::from_str("null").map_err(|error: DecodeError| {
            DecodeError::new(error.expected().to_owned(), "no such header")
        }),
        lines => decode(lines, cookies),
    });
    value.map_err(|error| HeaderError { name, error })
}

fn text(value: &HeaderValue) -> Result<&str, DecodeError> {
    std::str::from_utf8(value.as_bytes())
        .map(str::trim)
        .map_err(|_| DecodeError::new("a text in UTF-8", "bytes that are not UTF-8"))
}

/// Reads what a type takes of: a text, a list of texts, a list of what JSON writes as it is, and that alone.
fn simple<T: Json>(lines: &[&str], cookies: bool) -> Result<T, DecodeError> {
    let whole = lines.join(", ");
    let first = match json::from_str(&json::to_string(&whole)) {
        Ok(value) => return Ok(value),
        Err(error) => error,
    };
    // Cookies have commas in their dates: a line is one.
    let items: Vec<String> = match cookies {
        true => lines.iter().map(|line| (*line).to_owned()).collect(),
        false => split(&whole),
    };
    if let Ok(value) = json::from_str(&json::to_string(&items)) {
        return Ok(value);
    }
    match json::from_str(&format!("[{}]", items.join(","))) {
        Ok(value) => return Ok(value),
        Err(error) if error.path() != "$" => return Err(error),
        Err(_) => {}
    }
    json::from_str(&whole).map_err(|_| first)
}

/// Splits at commas that stand in no quoted string.
fn split(text: &str) -> Vec<String> {
    let mut quoted = false;
    let items = text.split(|c| {
        quoted ^= c == '"';
        c == ',' && !quoted
    });
    items.map(str::trim).filter(|item| !item.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Date, HttpDate};

    fn map(lines: &[(&'static str, &'static str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.append(*name, HeaderValue::from_static(value));
        }
        headers
    }

    fn read<T: Json>(value: &'static str) -> Result<T, HeaderError> {
        read_header(&map(&[("x", value)]), "x")
    }

    #[test]
    fn scalars() {
        assert_eq!(read::<i64>("12"), Ok(12));
        assert_eq!(read::<bool>("true"), Ok(true));
        assert_eq!(read::<String>("12"), Ok("12".into()));
        assert_eq!(read::<f64>("1.5"), Ok(1.5));
        assert_eq!(read::<Date>("2026-01-02").unwrap().to_string(), "2026-01-02");
        assert!(read::<HttpDate>("Sun, 06 Nov 1994 08:49:37 GMT").is_ok());
        assert_eq!(read::<Option<i64>>("12"), Ok(Some(12)));
    }

    #[test]
    fn lists() {
        let all = map(&[("x", "a, \"b,c\""), ("x", "d")]);
        assert_eq!(read_header::<Vec<String>>(&all, "x").unwrap(), ["a", "\"b,c\"", "d"]);
        assert_eq!(read::<Vec<i64>>("1,2 , 3"), Ok(vec![1, 2, 3]));
        assert_eq!(read::<Vec<i64>>("7"), Ok(vec![7]));
        assert_eq!(read::<Vec<String>>(""), Ok(vec![]));
        let cookies = map(&[("set-cookie", "a=1; Expires=Sun, 06 Nov"), ("set-cookie", "b=2")]);
        let cookies = read_header::<Vec<String>>(&cookies, "Set-Cookie").unwrap();
        assert_eq!(cookies, ["a=1; Expires=Sun, 06 Nov", "b=2"]);
    }

    #[test]
    fn several_lines_are_one_text() {
        let links = map(&[("link", "<a>; rel=next"), ("link", "<b>; rel=last")]);
        let text: String = read_header(&links, "Link").unwrap();
        assert_eq!(text, "<a>; rel=next, <b>; rel=last");
    }

    #[test]
    fn json_is_read_as_such() {
        let headers = map(&[("x", r#"[["a"], []]"#), ("y", "\"q\"")]);
        let lists: Vec<Vec<String>> = read_json_header(&headers, "x").unwrap();
        assert_eq!(lists, [vec!["a".to_owned()], vec![]]);
        assert_eq!(read_json_header::<String>(&headers, "y").unwrap(), "q");
    }

    #[test]
    fn what_is_wrong_is_told_without_the_value() {
        let error = read::<i64>("s3cret").unwrap_err();
        let text = "the header `x` is not what its definition describes: expected an integer";
        assert_eq!(error.to_string(), text);
        assert_eq!(error.error().found(), "\"s3cret\"");
        assert_eq!(read::<Vec<i64>>("1,b").unwrap_err().error().path(), "$[1]");
        let error = read_header::<i64>(&HeaderMap::new(), "x").unwrap_err();
        assert_eq!(error.error().found(), "no such header");
        assert_eq!(read_header::<Option<i64>>(&HeaderMap::new(), "x"), Ok(None));
    }
}
