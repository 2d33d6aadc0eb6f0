//! Numbers, times, bytes, raw JSON and the macros' types.

use std::collections::{BTreeMap, HashSet};

use portolan_runtime::json::{Json, from_str, to_string};
use portolan_runtime::param::{Param, ParamValue};
use portolan_runtime::{Base64, Date, Nullable, RawJson, Timestamp, newtype};

use crate::model::{AccountId, Status};

newtype! {
    /// Whole cents.
    #[derive(Copy, Eq, Hash, PartialOrd, Ord)]
    struct Cents(i64);
}

newtype! {
    /// A password.
    struct Password(Secret);
}

#[test]
fn integers_are_read_in_any_notation_that_is_exact() {
    for (text, value) in [
        ("0", 0),
        ("-0", 0),
        ("-0.0", 0),
        ("1.0", 1),
        ("1e2", 100),
        ("1.50E1", 15),
        ("100e-2", 1),
        ("0e999999999999999999999", 0),
        ("-9223372036854775808", i64::MIN),
        ("9223372036854775807", i64::MAX),
        ("9.223372036854775807e18", i64::MAX),
        ("-123.000", -123),
        ("1000000000000000000", 1_000_000_000_000_000_000),
    ] {
        assert_eq!(from_str::<i64>(text).unwrap(), value, "{text}");
    }
    assert_eq!(from_str::<u64>("18446744073709551615").unwrap(), u64::MAX);
    assert_eq!(from_str::<u64>("9223372036854775808.0").unwrap(), 9_223_372_036_854_775_808);
    for text in ["1.5", "1e-1", "123.0001", "0.1e0", "1e-999999999999999999999"] {
        assert!(from_str::<i64>(text).is_err(), "{text}");
    }
}

#[test]
fn numbers_are_written_short_and_read_back() {
    for (value, text) in [
        (0.1, "0.1"),
        (1.0, "1"),
        (-0.0, "-0.0"),
        (1e300, "1e+300"),
        (1.5e-9, "1.5e-9"),
        (100_000_000.0, "100000000"),
        (f64::NAN, "null"),
        (f64::INFINITY, "null"),
    ] {
        let written = to_string(&value);
        assert_eq!(written.replace("e300", "e+300"), text);
        if value.is_finite() {
            assert_eq!(from_str::<f64>(&written).unwrap().to_bits(), value.to_bits());
        }
    }
    assert_eq!(to_string(&0.1_f32), "0.1");
    assert_eq!(to_string(&3.0_f32), "3");
    assert_eq!(to_string(&i64::MIN), "-9223372036854775808");
}

#[test]
fn times_keep_their_text() {
    for text in [
        "2024-06-01T14:30:00Z",
        "2024-06-01t14:30:00z",
        "2024-06-01 14:30:00+00:00",
        "2024-06-01T14:30:00-00:00",
        "2024-06-01T14:30:00.000Z",
        "2024-06-01T14:30:00.123456789012345678+05:45",
        "1969-12-31T23:59:59.5-23:59",
        "0000-01-01T00:00:00Z",
        "9999-12-31T23:59:59.999Z",
        "2016-12-31T23:59:60Z",
        "2000-02-29T00:00:00+14:00",
        "1900-03-01T00:00:00Z",
        "1600-12-31T12:00:00Z",
    ] {
        let time: Timestamp = text.parse().unwrap();
        assert_eq!(time.to_string(), text);
        assert_eq!(to_string(&time), format!("\"{text}\""));
        // jiff keeps nine digits, and ends before the year 9999 does.
        if !text.starts_with("9999") && !text.contains("012345678+") {
            let theirs: jiff::Timestamp = text.parse().unwrap();
            assert_eq!(
                time.unix_seconds(),
                theirs.as_nanosecond().div_euclid(1_000_000_000) as i64,
                "{text}"
            );
            assert_eq!(time.to_jiff(), theirs, "{text}");
        }
    }
    for text in [
        "",
        "2024-06-01",
        "2024-06-01T14:30:00",
        "2024-06-01T14:30Z",
        "2024-13-01T00:00:00Z",
        "2023-02-29T00:00:00Z",
        "2024-06-01T24:00:00Z",
        "2024-06-01T23:60:00Z",
        "2024-06-01T23:59:61Z",
        "2024-06-01T14:30:00.Z",
        "2024-06-01T14:30:00+0200",
        "2024-06-01T14:30:00+24:00",
        "2024-06-01T14:30:00Zx",
        "2024-06-01T14:30:00.1",
        "２024-06-01T14:30:00Z",
        "+2024-06-01T14:30:00Z",
    ] {
        assert!(text.parse::<Timestamp>().is_err(), "{text}");
    }
}

#[test]
fn times_are_equal_when_they_are_the_same_moment() {
    let times = ["2024-06-01T14:30:00+02:00", "2024-06-01T12:30:00.000Z"];
    let times: HashSet<Timestamp> = times.map(|time| time.parse().unwrap()).into();
    assert_eq!(times.len(), 1);
    let [a, b] = ["2024-06-01T12:30:00.1Z", "2024-06-01T12:30:00.11Z"]
        .map(|t| t.parse::<Timestamp>().unwrap());
    assert!(a < b);
    let now = Timestamp::now();
    assert!(now.to_string().ends_with('Z'));
    assert_eq!(now.to_string().parse::<Timestamp>().unwrap(), now);
    let jiff: jiff::Timestamp = "1969-12-31T23:59:58.25Z".parse().unwrap();
    assert_eq!(Timestamp::from(jiff).to_string(), "1969-12-31T23:59:58.25Z");
    assert_eq!(Timestamp::from_unix_seconds(0).unwrap().to_string(), "1970-01-01T00:00:00Z");
}

#[test]
fn bytes_are_read_in_either_alphabet() {
    for text in ["/+8=", "/+8", "_-8", "_-8=", "/+\n8="] {
        assert_eq!(Base64::decode(text).unwrap().as_bytes(), [0xFF, 0xEF], "{text}");
    }
    assert_eq!(to_string(&Base64::from(vec![0xFF, 0xEF])), r#""/+8=""#);
    assert_eq!(from_str::<Base64>(r#""""#).unwrap(), Base64::default());
}

#[test]
fn raw_json_keeps_its_text() {
    for text in [
        "1e400",
        "0.10",
        r#"{"b": 1,"a":[ ]}"#,
        r#""\u00e9\/""#,
        "123456789012345678901234567890",
        "null",
    ] {
        let raw: RawJson = from_str(&format!(" {text}\n")).unwrap();
        assert_eq!(raw.as_str(), text);
        assert_eq!(to_string(&vec![raw]), format!("[{text}]"));
    }
    assert_eq!(RawJson::from_json_str(" null ").unwrap(), RawJson::NULL);
    assert!(RawJson::from_json_str("{").is_err());
    let raw = RawJson::from_json_str(r#"{"a/b":[{"~":1},{"x":"é"}]}"#).unwrap();
    assert_eq!(raw.pointer("/a~1b/1/x").unwrap().decode::<String>().unwrap(), "é");
    assert_eq!(raw.pointer("/a~1b/0/~0").unwrap().as_str(), "1");
    assert_eq!(raw.pointer("").unwrap(), raw);
    for missing in ["/a", "/a~1b/2", "/a~1b/x", "a", "/a~1b/1/x/y"] {
        assert_eq!(raw.pointer(missing), None, "{missing}");
    }
}

#[test]
fn open_enums_keep_what_they_do_not_know() {
    let frozen: Status = "frozen".parse().unwrap();
    assert_eq!(frozen, Status::Frozen);
    assert_eq!(format!("{frozen} {frozen:?} [{frozen:>8}]"), "frozen Frozen [  frozen]");
    let new = Status::from("dormant".to_owned());
    assert_eq!(new.as_str(), "dormant");
    assert_eq!(format!("{new:?}"), r#"Unknown("dormant")"#);
    assert_eq!(Status::from("open".to_owned()), Status::Open);
    assert_eq!(new.param(), ParamValue::Text("dormant".to_owned()));
}

#[test]
fn newtypes_are_what_they_hold() {
    let id: AccountId = from_str(r#""A""#).unwrap();
    assert_eq!(id, AccountId::from("A".to_owned()));
    assert_eq!((id.as_ref(), id.to_string()), ("A", "A".to_owned()));
    assert_eq!(from_str::<Cents>("7").unwrap(), Cents::from(7));
    assert_eq!(to_string(&Cents::from(7)), "7");
    let password = Password::from("canary");
    assert_eq!(format!("{password:?}"), "[redacted]");
    assert_eq!(password.expose(), "canary");
}

#[test]
fn scalars_are_parameters() {
    let text = |text: &str| ParamValue::Text(text.to_owned());
    let list = |items: &[&str]| ParamValue::List(items.iter().map(|&i| i.to_owned()).collect());
    assert_eq!("a".param(), text("a"));
    assert_eq!(true.param(), text("true"));
    assert_eq!((-3_i64).param(), text("-3"));
    assert_eq!(1.0_f64.param(), text("1"));
    assert_eq!(vec![1, 2].param(), list(&["1", "2"]));
    assert_eq!(Some("x").param(), text("x"));
    assert_eq!(None::<String>.param(), list(&[]));
    assert_eq!(Nullable::<i64>::Null.param(), text("null"));
    assert_eq!(Date::new(2024, 2, 9).unwrap().param(), text("2024-02-09"));
    assert_eq!(AccountId::from("A").param(), text("A"));
    assert_eq!(Cents::from(5).param(), text("5"));
    let members = vec![("a".to_owned(), "1".to_owned())];
    assert_eq!(BTreeMap::from([("a".to_owned(), 1)]).param(), ParamValue::Object(members));
    let raw = |text: &str| RawJson::from_json_str(text).unwrap().param();
    assert_eq!(raw(r#""x""#), text("x"));
    assert_eq!(raw("1.50"), text("1.50"));
    assert_eq!(raw(r#"["x",1,[2]]"#), list(&["x", "1", "[2]"]));
    let members = [("z", "a"), ("y", "2")].map(|(k, v)| (k.to_owned(), v.to_owned())).to_vec();
    assert_eq!(raw(r#"{"z":"a","y":2}"#), ParamValue::Object(members));
}

#[test]
fn dates_keep_their_text() {
    for text in ["0000-01-01", "2024-02-29", "9999-12-31"] {
        assert_eq!(from_str::<Date>(&format!("\"{text}\"")).unwrap().to_string(), text);
    }
    for text in ["2024-2-29", "2024-02-30", "24-02-29", "2024-02-29T", "-024-02-29"] {
        assert!(text.parse::<Date>().is_err(), "{text}");
    }
}

#[test]
fn strings_are_escaped_where_they_must_be() {
    let all: String = (0..0x300).filter_map(char::from_u32).collect();
    for start in 0..16 {
        for special in ['"', '\\', '\n', '\u{1F}', '\u{7F}', '\u{80}', 'é', '😀'] {
            for after in 0..16 {
                let text = format!("{}{special}{}", "x".repeat(start), "y".repeat(after));
                let written = to_string(&text);
                assert_eq!(from_str::<String>(&written).unwrap(), text);
                assert_eq!(
                    written.len() > text.len() + 2,
                    special < '\u{20}' || "\"\\".contains(special)
                );
            }
        }
    }
    assert_eq!(from_str::<String>(&to_string(&all)).unwrap(), all);
    fn boxed<T: Json>(value: T) -> Box<T> {
        Box::new(value)
    }
    assert_eq!(to_string(&boxed("\u{8}\u{c}\t\r\u{1}".to_owned())), r#""\b\f\t\r\u0001""#);
}
