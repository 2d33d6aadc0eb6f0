//! How long a token lives, from everything that tells it.
//!
//! In: the answer, the token, the server's time. Out: a lifetime counted from when the request was sent, or `None`
//! where nothing tells one. It must not know any clock of ours.

use std::time::{Duration, SystemTime};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::HeaderValue;
use jiter::JsonValue;

use super::find;
use crate::auth::flow::Expiry;

/// No token is believed to live longer; it bounds the arithmetic too.
const LONGEST: f64 = 10.0 * 366.0 * 86_400.0;
/// Seconds since 1970 beyond this (the year 5138) are milliseconds.
const MILLISECONDS_FROM: f64 = 1e11;

/// What an expiry is read from.
#[derive(Clone, Copy)]
pub(crate) struct Context<'a> {
    pub(crate) json: &'a JsonValue<'a>,
    pub(crate) token: &'a str,
    /// The time to compare absolute times with: the server's where it tells one.
    pub(crate) reference: SystemTime,
}

/// Returns the lifetime: the earliest of what is told, the documented one where nothing is.
///
/// A relative lifetime that is not positive tells nothing (some servers mean "never" with it). An absolute time
/// that has passed is believed unless a relative lifetime contradicts it: then a clock is wrong somewhere.
pub(crate) fn lifetime(expires: &[Expiry], context: &Context<'_>) -> Option<Duration> {
    let mut relative: Option<f64> = None;
    let mut absolute: Option<f64> = None;
    let mut past = false;
    let mut documented: Option<f64> = None;
    let earliest = |known: &mut Option<f64>, seconds: f64| {
        *known = Some(known.map_or(seconds, |known| known.min(seconds)));
    };
    for expiry in expires {
        match expiry {
            Expiry::In { pointer, unit_seconds } => {
                if let Some(count) = find(context.json, pointer).and_then(number) {
                    let seconds = count * f64::from(*unit_seconds);
                    if seconds > 0.0 {
                        earliest(&mut relative, seconds);
                    }
                }
            }
            Expiry::At { pointer } => {
                if let Some(left) = find(context.json, pointer)
                    .and_then(time)
                    .and_then(|time| seconds_between(context.reference, time))
                {
                    past |= left <= 0.0;
                    if left > 0.0 {
                        earliest(&mut absolute, left);
                    }
                }
            }
            Expiry::Jwt { claim } => {
                if let Some(left) = claim_of(context.token, claim)
                    .and_then(|time| seconds_between(context.reference, time))
                {
                    past |= left <= 0.0;
                    if left > 0.0 {
                        earliest(&mut absolute, left);
                    }
                }
            }
            #[allow(clippy::cast_precision_loss, reason = "a lifetime, capped below")]
            Expiry::After { seconds } => earliest(&mut documented, *seconds as f64),
        }
    }
    if past && relative.is_none() {
        return Some(Duration::ZERO);
    }
    let told = match (relative, absolute) {
        (Some(relative), Some(absolute)) => Some(relative.min(absolute)),
        (relative, absolute) => relative.or(absolute),
    };
    told.or(documented).map(|seconds| Duration::from_secs_f64(seconds.clamp(0.0, LONGEST)))
}

/// Reads an HTTP date, as in the header `Date`.
pub(crate) fn http_date(value: &HeaderValue) -> Option<SystemTime> {
    let text = value.to_str().ok()?;
    jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(text).ok().map(SystemTime::from)
}

/// Reads a number or a numeric string.
#[allow(clippy::cast_precision_loss, reason = "a lifetime or a time, to the second")]
fn number(value: &JsonValue<'_>) -> Option<f64> {
    let number = match value {
        JsonValue::Int(number) => *number as f64,
        JsonValue::Float(number) => *number,
        JsonValue::Str(text) => text.trim().parse().ok()?,
        _ => return None,
    };
    // The parser of the standard library also reads "nan"; an overflow is an infinity.
    if number.is_nan() { None } else { Some(number.clamp(-1e18, 1e18)) }
}

/// Reads RFC 3339, with or without a zone, or seconds since 1970.
fn time(value: &JsonValue<'_>) -> Option<SystemTime> {
    if let JsonValue::Str(text) = value {
        let text = text.trim();
        if let Ok(time) = text.parse::<jiff::Timestamp>() {
            return Some(time.into());
        }
        if let Ok(time) = text.parse::<jiff::civil::DateTime>() {
            let zoned = time.to_zoned(jiff::tz::TimeZone::UTC).ok()?;
            return Some(zoned.timestamp().into());
        }
    }
    number(value).and_then(unix)
}

fn unix(seconds: f64) -> Option<SystemTime> {
    let seconds = if seconds >= MILLISECONDS_FROM { seconds / 1000.0 } else { seconds };
    let offset = Duration::try_from_secs_f64(seconds.max(0.0)).ok()?;
    SystemTime::UNIX_EPOCH.checked_add(offset)
}

/// Reads a claim of a JWT without any trust in it: it can only make us renew earlier.
fn claim_of(token: &str, claim: &str) -> Option<SystemTime> {
    let payload = token.split('.').nth(1).filter(|_| token.split('.').count() == 3)?;
    let payload = URL_SAFE_NO_PAD.decode(payload.trim_end_matches('=')).ok()?;
    let JsonValue::Object(claims) = JsonValue::parse(&payload, false).ok()? else {
        return None;
    };
    claims
        .iter()
        .find(|(name, _)| name == claim)
        .and_then(|(_, value)| number(value))
        .and_then(unix)
}

fn seconds_between(from: SystemTime, to: SystemTime) -> Option<f64> {
    Some(match to.duration_since(from) {
        Ok(ahead) => ahead.as_secs_f64(),
        Err(behind) => -behind.duration().as_secs_f64(),
    })
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime};

    use base64::Engine;
    use jiter::JsonValue;

    use super::{Context, lifetime};
    use crate::auth::flow::Expiry;

    const IN: Expiry = Expiry::In { pointer: "/in", unit_seconds: 1 };
    const AT: Expiry = Expiry::At { pointer: "/at" };
    const JWT: Expiry = Expiry::Jwt { claim: "exp" };
    const AFTER: Expiry = Expiry::After { seconds: 1800 };

    /// 2018-04-01T20:39:12Z.
    fn now() -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(1_522_615_152)
    }

    fn read(expires: &[Expiry], json: &str, token: &str) -> Option<u64> {
        let json = JsonValue::parse(json.as_bytes(), false).unwrap();
        lifetime(expires, &Context { json: &json, token, reference: now() }).map(|l| l.as_secs())
    }

    fn jwt(exp: &str) -> String {
        let payload = base64::engine::general_purpose::URL_SAFE_NO_PAD
            .encode(format!(r#"{{"iat":1,"exp":{exp}}}"#));
        format!("eyJhbGciOiJub25lIn0.{payload}.c2ln")
    }

    #[test]
    fn relative_lifetimes() {
        for (json, alone, with_documented) in [
            (r#"{"in":3600}"#, Some(3600), Some(3600)),
            (r#"{"in":"3600"}"#, Some(3600), Some(3600)),
            (r#"{"in":3600.0}"#, Some(3600), Some(3600)),
            (r#"{"in":" 60 "}"#, Some(60), Some(60)),
            (r#"{"in":""}"#, None, Some(1800)),
            (r#"{"in":null}"#, None, Some(1800)),
            (r#"{"in":-1}"#, None, Some(1800)),
            (r#"{"in":0}"#, None, Some(1800)),
            (r#"{"in":"nan"}"#, None, Some(1800)),
            (r#"{"in":"soon"}"#, None, Some(1800)),
            (r#"{"in":[]}"#, None, Some(1800)),
            (r#"{"in":1e30}"#, Some(316_224_000), Some(316_224_000)),
            (r#"{"in":"inf"}"#, Some(316_224_000), Some(316_224_000)),
            ("{}", None, Some(1800)),
            ("[]", None, Some(1800)),
        ] {
            assert_eq!(read(&[IN], json, "t"), alone, "{json}");
            assert_eq!(read(&[IN, AFTER], json, "t"), with_documented, "{json}");
        }
        let minutes = [Expiry::In { pointer: "/in", unit_seconds: 60 }];
        assert_eq!(read(&minutes, r#"{"in":15}"#, "t"), Some(900));
    }

    #[test]
    fn absolute_times() {
        for (json, expected) in [
            (r#"{"at":"2018-04-01T21:39:12+00:00"}"#, Some(3600)),
            (r#"{"at":"2018-04-01T23:39:12+02:00"}"#, Some(3600)),
            (r#"{"at":"2018-04-01T21:39:12Z"}"#, Some(3600)),
            (r#"{"at":"2018-04-01T21:39:12"}"#, Some(3600)),
            (r#"{"at":"2018-04-01 21:39:12"}"#, Some(3600)),
            (r#"{"at":1522618752}"#, Some(3600)),
            (r#"{"at":"1522618752"}"#, Some(3600)),
            (r#"{"at":1522618752000}"#, Some(3600)),
            (r#"{"at":"2018-04-01T19:39:12Z"}"#, Some(0)),
            (r#"{"at":0}"#, Some(0)),
            (r#"{"at":"tomorrow"}"#, None),
            (r#"{"at":1e30}"#, Some(316_224_000)),
            (r#"{"at":"9998-12-31T23:59:59Z"}"#, Some(316_224_000)),
            // Beyond what has a name in every zone; it means "never" anyway.
            (r#"{"at":"9999-12-31T23:59:59Z"}"#, None),
        ] {
            assert_eq!(read(&[AT], json, "t"), expected, "{json}");
        }
    }

    #[test]
    fn the_earliest_wins_but_a_contradicted_past_does_not() {
        let both = [AT, IN];
        assert_eq!(read(&both, r#"{"at":"2018-04-01T21:39:12Z","in":60}"#, "t"), Some(60));
        assert_eq!(read(&both, r#"{"at":"2018-04-01T20:40:12Z","in":3600}"#, "t"), Some(60));
        assert_eq!(read(&both, r#"{"at":"2018-04-01T19:39:12Z","in":3600}"#, "t"), Some(3600));
        assert_eq!(read(&both, r#"{"at":"2018-04-01T19:39:12Z","in":0}"#, "t"), Some(0));
    }

    #[test]
    fn the_claim_of_a_jwt() {
        let all = [JWT, IN];
        assert_eq!(read(&all, r#"{"in":3600}"#, &jwt("1522615752")), Some(600));
        assert_eq!(read(&all, r#"{"in":300}"#, &jwt("1522615752")), Some(300));
        assert_eq!(read(&[JWT], "{}", &jwt("1522615752")), Some(600));
        assert_eq!(read(&[JWT], "{}", &jwt("1")), Some(0));
        assert_eq!(read(&all, r#"{"in":3600}"#, &jwt("1")), Some(3600));
        for malformed in ["opaque", "a.b", "a.!!!.c", "a.e30.c", "a.W10.c", "..", "a.b.c.d", ""] {
            assert_eq!(read(&[JWT, AFTER], "{}", malformed), Some(1800), "{malformed}");
        }
        assert_eq!(read(&[JWT], "{}", &jwt("null")), None);
    }

    #[test]
    fn a_documented_lifetime_counts_only_alone() {
        assert_eq!(read(&[AFTER, IN], r#"{"in":7200}"#, "t"), Some(7200));
        assert_eq!(read(&[AFTER], "{}", "t"), Some(1800));
        assert_eq!(read(&[], r#"{"in":7200}"#, "t"), None);
    }
}
