//! Scalars that keep their text: decimals, moments, spans, and enums of scalars.

use std::collections::HashSet;
use std::time::Duration;

use portolan_runtime::json::{from_str, to_string};
use portolan_runtime::{
    Base64Url, Decimal, DecimalText, HttpDate, IsoDuration, TimeOfDay, Timestamp, UnixTime,
    value_enum,
};
use proptest::prelude::*;

value_enum! {
    /// Values of every kind.
    enum Mixed {
        One = "1",
        Half = "0.5",
        Quote = "\"\\\"\"",
        No = "false",
    }
}

fn decimal(text: &str) -> Decimal {
    text.parse().unwrap_or_else(|_| panic!("{text}"))
}

#[test]
fn decimals_are_compared_by_their_value() {
    for (a, b, equal) in [
        ("1", "1.0", true),
        ("0.10", "1e-1", true),
        ("100", "1E2", true),
        ("-0", "0e5", true),
        ("1e400", "10e399", true),
        ("123456789012345678901234567890", "123456789012345678901234567891", false),
        ("0.1", "-0.1", false),
        ("1e9999999999999999999999", "1e9999999999999999999998", true),
        ("1", "1e-9999999999999999999999", false),
    ] {
        let (a, b) = (decimal(a), decimal(b));
        assert_eq!(a == b, equal, "{a} {b}");
        assert_eq!(HashSet::from([a, b]).len() == 1, equal);
    }
    for text in
        ["", "-", "01", "1.", ".5", "+1", "1e", "1e+", "1_0", "0x1", "NaN", "Infinity", " 1"]
    {
        assert!(text.parse::<Decimal>().is_err(), "{text}");
        assert!(from_str::<Decimal>(&format!("\"{text}\"")).is_err(), "{text}");
    }
}

#[test]
fn decimals_become_integers_where_they_are() {
    for (text, value) in [
        ("9223372036854775807", Some(i64::MAX)),
        ("-9223372036854775808.000", Some(i64::MIN)),
        ("9223372036854775808", None),
        ("12.50e1", Some(125)),
        ("0.5", None),
        ("0", Some(0)),
        ("1e18", Some(1_000_000_000_000_000_000)),
        ("1e999999999999", None),
    ] {
        assert_eq!(decimal(text).to_i64(), value, "{text}");
    }
}

#[test]
fn moments_have_limits() {
    let far: UnixTime = from_str("1e300").unwrap();
    assert_eq!(far.timestamp(), None);
    assert_eq!(to_string(&far), "1e300");
    let before: UnixTime = from_str("-1.5").unwrap();
    assert_eq!(before.timestamp().unwrap().to_string(), "1969-12-31T23:59:58.5Z");
    for text in ["", "yesterday", "2024-12-31T23:59:59Z", "Tue, 32 Dec 2024 23:59:59 GMT"] {
        assert!(text.parse::<HttpDate>().is_err(), "{text}");
    }
}

#[test]
fn durations_are_read_where_they_are_exact() {
    for (text, milliseconds) in [
        ("PT0S", Some(0)),
        ("P1DT1H1M1.001S", Some(90_061_001)),
        ("P2W", Some(1_209_600_000)),
        ("PT0,5H", Some(1_800_000)),
        ("P", None),
        ("PT", None),
        ("P1", None),
        ("P1Y", None),
        ("P1M", None),
        ("PT1D", None),
        ("-PT1S", None),
        ("PT1.S", None),
        ("PT.5S", None),
        ("PT1.5.5S", None),
        ("PT99999999999999999999S", None),
        ("P1é", None),
        ("", None),
    ] {
        let expected = milliseconds.map(Duration::from_millis);
        assert_eq!(IsoDuration::from(text).to_std(), expected, "{text}");
    }
}

#[test]
fn times_of_day_are_read_where_they_are() {
    for (text, clock, offset) in [
        ("00:00", Some((0, 0, 0)), None),
        ("23:59:60Z", Some((23, 59, 60)), Some(0)),
        ("12:34:56.789-05:30", Some((12, 34, 56)), Some(-330)),
        ("24:00:00", None, None),
        ("12:60", None, None),
        ("noon", None, None),
        ("é:é", None, None),
        ("", None, None),
    ] {
        let time = TimeOfDay::from(text);
        assert_eq!((time.clock(), time.offset_minutes()), (clock, offset), "{text}");
    }
}

#[test]
fn enums_of_scalars_know_every_spelling() {
    assert!(matches!(from_str("1.0").unwrap(), Mixed::One));
    assert!(matches!(from_str("5e-1").unwrap(), Mixed::Half));
    assert!(matches!(from_str(r#""\u0022""#).unwrap(), Mixed::Quote));
    assert!(matches!(from_str(" false ").unwrap(), Mixed::No));
    for text in ["true", "\"1\"", "2", "null", "[1]", "{\"a\":1}"] {
        let kept: Mixed = from_str(text).unwrap();
        assert!(matches!(kept, Mixed::Unknown(_)), "{text}");
        assert_eq!(to_string(&kept), text);
    }
}

proptest! {
    #[test]
    fn texts_are_kept(number in "-?(0|[1-9][0-9]{0,30})(\\.[0-9]{1,30})?([eE][+-]?[0-9]{1,6})?", text in any::<String>()) {
        prop_assert_eq!(to_string(&from_str::<Decimal>(&number).unwrap()), number.clone());
        let quoted = format!("\"{number}\"");
        prop_assert_eq!(to_string(&from_str::<DecimalText>(&quoted).unwrap()), quoted);
        prop_assert_eq!(to_string(&from_str::<UnixTime>(&number).unwrap()), number.clone());
        let value: f64 = number.parse().unwrap();
        prop_assert_eq!(decimal(&number).to_f64().to_bits(), value.to_bits());
        let json = to_string(&text);
        prop_assert_eq!(to_string(&from_str::<TimeOfDay>(&json).unwrap()), json.clone());
        prop_assert_eq!(to_string(&from_str::<IsoDuration>(&json).unwrap()), json);
        let _ = (TimeOfDay::from(text.clone()).clock(), IsoDuration::from(text).to_std());
    }

    #[test]
    fn what_is_made_is_read_back(seconds in -62_135_596_800_i64..253_402_200_000, bytes in prop::collection::vec(any::<u8>(), 0..20), span in any::<u32>(), nanos in 0..1_000_000_000_u32) {
        let moment = Timestamp::from_unix_seconds(seconds).unwrap();
        let date = HttpDate::from(moment);
        let read: HttpDate = from_str(&to_string(&date)).unwrap();
        prop_assert_eq!(read.timestamp(), moment);
        prop_assert_eq!(UnixTime::from(moment).timestamp(), Some(moment));
        let duration = Duration::new(u64::from(span), nanos);
        prop_assert_eq!(IsoDuration::from(duration).to_std(), Some(duration));
        let encoded = Base64Url::from(bytes.clone());
        prop_assert_eq!(from_str::<Base64Url>(&to_string(&encoded)).unwrap().into_bytes(), bytes);
    }
}
