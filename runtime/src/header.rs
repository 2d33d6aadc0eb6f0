//! The headers of an answer, typed.
//!
//! In: a header map, a name. Out: a value, or what is wrong in the header. It must not know which headers there are.

use std::error::Error as StdError;
use std::fmt;

use http::HeaderMap;
use http::header::{self, HeaderValue};

use crate::json::{self, DecodeError, Json, RawJson};

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

/// Reads a header that is an object in the style `simple`: `R,100,G,200`.
pub fn read_members_header<T: Json>(
    headers: &HeaderMap,
    name: &'static str,
) -> Result<T, HeaderError> {
    read(headers, name, |lines, _| {
        let items = split(&lines.join(","));
        let pairs = items.chunks(2).map(|pair| match pair {
            [name, value] => Ok((name.clone(), value.clone())),
            _ => Err(DecodeError::new("names with a value each", "a name without one")),
        });
        members(&pairs.collect::<Result<Vec<_>, _>>()?)
    })
}

/// Reads a header that is an object in the style `simple`, exploded: `R=100,G=200`.
pub fn read_pairs_header<T: Json>(
    headers: &HeaderMap,
    name: &'static str,
) -> Result<T, HeaderError> {
    read(headers, name, |lines, _| {
        let pairs = split(&lines.join(",")).into_iter().map(|item| match item.split_once('=') {
            Some((name, value)) => Ok((name.trim().to_owned(), value.trim().to_owned())),
            None => Err(DecodeError::new("names with a value each", "a name without one")),
        });
        members(&pairs.collect::<Result<Vec<_>, _>>()?)
    })
}

/// Reads an object of what each of its members takes: a text, or what JSON writes as it is.
fn members<T: Json>(pairs: &[(String, String)]) -> Result<T, DecodeError> {
    let mut plain = vec![false; pairs.len()];
    loop {
        let mut text = String::from("{");
        let mut ends = Vec::with_capacity(pairs.len());
        for ((name, value), plain) in pairs.iter().zip(&plain) {
            if text.len() > 1 {
                text.push(',');
            }
            text.push_str(&json::to_string(name));
            text.push(':');
            match plain {
                true => text.push_str(value),
                false => text.push_str(&json::to_string(value)),
            }
            ends.push(text.len());
        }
        text.push('}');
        let error = match json::from_str(&text) {
            Ok(value) => return Ok(value),
            Err(error) => error,
        };
        // The member that does not take a text may take a number or `true`.
        let wrong = ends.iter().position(|end| error.offset() < *end);
        let next = wrong.and_then(|wrong| Some((plain.get_mut(wrong)?, &pairs.get(wrong)?.1)));
        match next {
            Some((plain, value)) if !*plain && is_scalar(value) => *plain = true,
            _ => return Err(error),
        }
    }
}

/// Tells whether a text is a number, a boolean or `null` of JSON.
fn is_scalar(text: &str) -> bool {
    !text.starts_with(['{', '[', '"']) && json::from_str::<RawJson>(text).is_ok()
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
    fn objects_have_members_of_their_own_types() {
        use crate::generated::object;

        #[derive(Debug, PartialEq)]
        struct Rate {
            unit: String,
            limit: i64,
            hard: Option<bool>,
        }
        object!(Rate {
            0 required unit: "unit",
            1 required limit: "limit",
            2 optional hard: "hard",
        });

        let rate = |unit: &str, limit, hard| Rate { unit: unit.to_owned(), limit, hard };
        let members = |value| read_members_header::<Rate>(&map(&[("x", value)]), "x");
        let pairs = |value| read_pairs_header::<Rate>(&map(&[("x", value)]), "x");
        assert_eq!(members("unit,60,limit,100"), Ok(rate("60", 100, None)));
        assert_eq!(members("limit, 5, hard, true, unit, h"), Ok(rate("h", 5, Some(true))));
        assert_eq!(pairs("unit=a=b,limit=100,else=x"), Ok(rate("a=b", 100, None)));
        let lines = map(&[("x", "unit=h"), ("x", "limit=1,hard=false")]);
        assert_eq!(read_pairs_header(&lines, "x"), Ok(rate("h", 1, Some(false))));
        for wrong in ["unit,h,limit", "unit,h,limit,many", "unit,h,limit,{}", "unit,h"] {
            assert!(members(wrong).is_err(), "{wrong}");
        }
        assert!(pairs("unit=h,limit").is_err());
        assert_eq!(read_members_header::<Option<Rate>>(&HeaderMap::new(), "x"), Ok(None));
        let map: std::collections::BTreeMap<String, i64> =
            read_pairs_header(&map(&[("x", "a=1,b=2")]), "x").unwrap();
        assert_eq!(map.into_iter().collect::<Vec<_>>(), [("a".into(), 1), ("b".into(), 2)]);
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
