//! Reads the answer of a token endpoint.
//!
//! In: status, headers and body, and what the flow says about them. Out: a token and how long it lives, or why there
//! is none. Nothing of the body ever stands in an error.

pub(crate) mod expiry;

use std::borrow::Cow;
use std::time::{Duration, SystemTime};

use http::{HeaderMap, StatusCode, header};
use jiter::JsonValue;

use self::expiry::{Context, http_date, lifetime};
use super::error::AuthError;
use super::flow::Answer;
use crate::Secret;
use crate::retry::retry_after;

/// Why an exchange gave no token.
#[derive(Debug)]
pub(crate) struct Failed {
    pub(crate) error: AuthError,
    pub(crate) class: Class,
    pub(crate) retry_after: Option<Duration>,
    /// The server may have carried it out, and given a new refresh token to nobody.
    pub(crate) ambiguous: bool,
}

/// What a failure means for the next attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Class {
    /// Later.
    Transient,
    /// Later if the credentials are known to be good, else much later.
    Doubtful,
    /// Never with these credentials.
    Refused,
}

impl Failed {
    pub(crate) fn transient(error: AuthError) -> Self {
        Self { error, class: Class::Transient, retry_after: None, ambiguous: false }
    }

    pub(crate) fn ambiguous(self) -> Self {
        Self { ambiguous: true, ..self }
    }
}

/// What an exchange gave.
pub(crate) struct Given {
    pub(crate) access: Secret,
    pub(crate) lifetime: Option<Duration>,
    pub(crate) refresh: Option<Secret>,
    pub(crate) refresh_lifetime: Option<Duration>,
}

/// Tells whether a status lets the body be read, and what it means if not.
pub(crate) fn check(
    scheme: &'static str,
    status: StatusCode,
    headers: &HeaderMap,
    now: SystemTime,
) -> Result<(), Failed> {
    if status.is_success() {
        return Ok(());
    }
    let class = match status.as_u16() {
        408 | 425 | 429 => Class::Transient,
        400..=499 => Class::Refused,
        // Both are how some endpoints refuse a password: an error page, the way back to the login.
        300..=399 | 500 => Class::Doubtful,
        _ => Class::Transient,
    };
    let error = match class {
        Class::Refused => AuthError::Rejected { scheme, status, code: None },
        _ => AuthError::Unavailable { scheme, status: Some(status), source: None },
    };
    Err(Failed { error, class, retry_after: retry_after(headers, now), ambiguous: false })
}

/// Reads the body of a successful answer.
pub(crate) fn read(
    scheme: &'static str,
    answer: &Answer,
    status: StatusCode,
    headers: &HeaderMap,
    body: &[u8],
    sent: SystemTime,
) -> Result<Given, Failed> {
    let unreadable =
        |problem| Failed::transient(AuthError::Malformed { scheme, problem }).ambiguous();
    // What can be read but has no token may be how this endpoint refuses a password.
    let malformed = |problem| Failed { class: Class::Doubtful, ..unreadable(problem) };
    let text = std::str::from_utf8(body).map_err(|_| unreadable("it is not UTF-8"))?;
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    // A bare string may come without quotes; every other answer must be JSON.
    let json = match JsonValue::parse(text.as_bytes(), false) {
        Ok(json) => json,
        Err(_) if answer.token.is_empty() && is_word(text.trim()) => {
            JsonValue::Str(Cow::Borrowed(text.trim()))
        }
        Err(_) => return Err(unreadable("it is not JSON")),
    };
    if let Some(pointer) = answer.succeeded {
        match find(&json, pointer) {
            Some(JsonValue::Bool(true)) => {}
            Some(JsonValue::Bool(false)) => {
                return Err(Failed {
                    error: AuthError::Rejected { scheme, status, code: None },
                    class: Class::Refused,
                    retry_after: None,
                    ambiguous: false,
                });
            }
            _ => return Err(malformed("it does not tell whether it is a success")),
        }
    }
    let access = match find(&json, answer.token) {
        Some(JsonValue::Str(token)) if !token.is_empty() => Secret::new(token.as_ref()),
        Some(_) => return Err(malformed("the token is not a text")),
        None => return Err(malformed("the token is missing")),
    };
    if !sendable(access.expose()) {
        return Err(Failed::transient(AuthError::InvalidToken { scheme }).ambiguous());
    }
    // An absolute time is by the server's clock, and so is the header `Date`.
    let reference = headers.get(header::DATE).and_then(http_date).unwrap_or(sent);
    let context = Context { json: &json, token: access.expose(), reference };
    let lifetime = lifetime(answer.expires, &context);
    let refresh = match answer.refresh_token.and_then(|pointer| find(&json, pointer)) {
        Some(JsonValue::Str(token)) if !token.is_empty() => Some(Secret::new(token.as_ref())),
        _ => None,
    };
    let refresh_lifetime = refresh.as_ref().and_then(|refresh| {
        expiry::lifetime(answer.refresh_expires, &Context { token: refresh.expose(), ..context })
    });
    Ok(Given { access, lifetime, refresh, refresh_lifetime })
}

/// Tells whether a text can be a token without quotes: a page or a sentence is none.
fn is_word(text: &str) -> bool {
    !text.is_empty()
        && text.bytes().all(|b| b.is_ascii_graphic() && !matches!(b, b'<' | b'>' | b'{' | b'"'))
}

/// What the answer of an operation says that was to switch the session.
pub(crate) enum Switched {
    /// It was not switched.
    Refused,
    /// It was, and here are its tokens.
    Given(Given),
    /// It was, and there is no word of a token.
    Silent,
    /// It was or was not; what is said of a token cannot be used.
    Unusable,
}

/// Reads the body of a successful answer to an operation that was to switch the session.
pub(crate) fn read_switched(
    scheme: &'static str,
    answer: &Answer,
    status: StatusCode,
    headers: &HeaderMap,
    body: &[u8],
    sent: SystemTime,
) -> Switched {
    match read(scheme, answer, status, headers, body, sent) {
        Ok(given) => return Switched::Given(given),
        Err(failed) if failed.class == Class::Refused => return Switched::Refused,
        Err(_) => {}
    }
    if body.trim_ascii().is_empty() && answer.succeeded.is_none() {
        return Switched::Silent;
    }
    let Ok(json) = JsonValue::parse(body, false) else { return Switched::Unusable };
    let succeeded =
        answer.succeeded.is_none_or(|at| find(&json, at) == Some(&JsonValue::Bool(true)));
    // With an empty pointer the whole answer would be the token.
    let silent = match find(&json, answer.token) {
        None | Some(JsonValue::Null) => true,
        Some(value) => answer.token.is_empty() && !matches!(value, JsonValue::Str(_)),
    };
    if succeeded && silent { Switched::Silent } else { Switched::Unusable }
}

/// Tells whether a text can stand in a header without ending it.
pub(crate) fn sendable(text: &str) -> bool {
    text.bytes().all(|b| (0x20..=0x7e).contains(&b)) && text.trim() == text
}

/// Follows a JSON Pointer (RFC 6901).
pub(crate) fn find<'a, 'j>(json: &'a JsonValue<'j>, pointer: &str) -> Option<&'a JsonValue<'j>> {
    let mut value = json;
    for segment in pointer.split('/').skip(1) {
        let segment = unescape(segment);
        value = match value {
            // Of a repeated key the last counts, as nearly everywhere.
            JsonValue::Object(members) => {
                members.iter().rev().find(|(key, _)| *key == segment).map(|(_, value)| value)?
            }
            JsonValue::Array(items) => items.get(segment.parse::<usize>().ok()?)?,
            _ => return None,
        };
    }
    Some(value)
}

pub(crate) fn unescape(segment: &str) -> Cow<'_, str> {
    if segment.contains('~') {
        Cow::Owned(segment.replace("~1", "/").replace("~0", "~"))
    } else {
        Cow::Borrowed(segment)
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime};

    use http::{HeaderMap, HeaderValue, StatusCode};

    use super::{Class, check, find, retry_after};

    #[test]
    fn pointers_are_followed() {
        let json = br#"{"data":[{"a/b":{"~":"deep"}}],"x":1}"#;
        let json = jiter::JsonValue::parse(json, false).unwrap();
        assert_eq!(find(&json, "/data/0/a~1b/~0"), Some(&jiter::JsonValue::Str("deep".into())));
        assert_eq!(find(&json, "/x"), Some(&jiter::JsonValue::Int(1)));
        for missing in ["/data/1", "/data/x", "/x/y", "/none"] {
            assert_eq!(find(&json, missing), None);
        }
    }

    #[test]
    fn a_status_tells_what_to_do_next() {
        let headers = HeaderMap::new();
        for (status, class) in [
            (400, Class::Refused),
            (401, Class::Refused),
            (403, Class::Refused),
            (422, Class::Refused),
            (302, Class::Doubtful),
            (408, Class::Transient),
            (429, Class::Transient),
            (500, Class::Doubtful),
            (503, Class::Transient),
        ] {
            let status = StatusCode::from_u16(status).unwrap();
            let failed = check("s", status, &headers, SystemTime::now()).unwrap_err();
            assert_eq!(failed.class, class, "{status}");
        }
    }

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        let mut headers = HeaderMap::new();
        let now = SystemTime::UNIX_EPOCH;
        for (text, expected) in [
            ("7", Some(Duration::from_secs(7))),
            ("99999999999999999999999", Some(Duration::MAX)),
            ("Thu, 01 Jan 1970 00:01:00 GMT", Some(Duration::from_secs(60))),
            ("soon", None),
            ("", None),
            ("-3", None),
        ] {
            headers.insert("retry-after", HeaderValue::from_static(text));
            assert_eq!(retry_after(&headers, now), expected, "{text}");
        }
    }
}
