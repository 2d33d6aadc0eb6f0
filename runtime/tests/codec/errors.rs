//! What an error says, and what it does not.

use std::collections::BTreeMap;

use portolan_runtime::json::{DecodeError, Json, from_secret_slice, from_slice, from_str};
use portolan_runtime::{Base64, Date, RawJson, Secret, Timestamp};

use crate::model::{Account, Cat, Limit};

fn error<T: Json>(text: &str) -> String {
    match from_str::<T>(text) {
        Ok(_) => format!("no error in {text}"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn kinds_and_places_are_named() {
    type Limits = Vec<Limit>;
    type Map = BTreeMap<String, Vec<i64>>;
    let long = format!("\"{}\"", "x".repeat(100));
    let table = [
        (
            error::<Limits>(r#"[{"amount":1,"days":2},{"amount":"12","days":2}]"#),
            r#"$[1].amount: expected a number, found "12""#,
        ),
        (error::<Limits>(r#"{"items":[]}"#), "$: expected a list, found an object"),
        (error::<Limits>(r#"[[]]"#), "$[0]: expected an object, found a list"),
        (
            error::<Limits>(r#"[{"amount":true,"days":2}]"#),
            "$[0].amount: expected a number, found true",
        ),
        (
            error::<Limits>(r#"[{"amount":1,"days":1.5}]"#),
            "$[0].days: expected an integer, found 1.5",
        ),
        (
            error::<Limits>(r#"[{"amount":null,"days":1}]"#),
            "$[0].amount: expected a number, found null",
        ),
        (
            error::<Limits>(r#"[{"amount":1,"days":5000000000}]"#),
            "$[0].days: expected an integer from -2147483648 to 2147483647, found 5000000000",
        ),
        (
            error::<Limits>(r#"[{"amount":1e400,"days":1}]"#),
            "$[0].amount: expected a number that fits 64 bits, found 1e400",
        ),
        (
            error::<Limits>(r#"[{"amount":1}]"#),
            r#"$[0]: expected the property "days", found an object without it"#,
        ),
        (
            error::<Limits>("[{}]"),
            r#"$[0]: expected the properties "amount", "days", found an object without them"#,
        ),
        (
            error::<Limits>(r#"[{"amount":1,"days":1,"amount":1}]"#),
            "$[0].amount: expected this property once, found it twice",
        ),
        (error::<Map>(r#"{"a b":[1,2,"x"]}"#), r#"$["a b"][2]: expected an integer, found "x""#),
        (error::<Map>(r#"{"a":[],"a":[]}"#), "$.a: expected this property once, found it twice"),
        (
            error::<Account>(
                r#"{"id":"A","status":"open","parent":null,"x":[1,{"y":2}],"limits":[]}"#,
            ),
            "$.x: expected an integer, found a list",
        ),
        (
            error::<Account>(r#"{"id":"A","status":3,"parent":null}"#),
            "$.status: expected a string, found 3",
        ),
        (error::<bool>("1"), "$: expected a boolean, found 1"),
        (error::<bool>(&long), &format!("$: expected a boolean, found \"{}…\"", "x".repeat(40))),
        (error::<u8>("256"), "$: expected an integer from 0 to 255, found 256"),
        (error::<u64>("-1"), "$: expected an integer from 0 to 18446744073709551615, found -1"),
        (
            error::<i64>("9223372036854775808"),
            "$: expected an integer from -9223372036854775808 to 9223372036854775807, found 9223372036854775808",
        ),
        (error::<i64>("1e-1"), "$: expected an integer, found 1e-1"),
        (
            error::<i64>("1e99999999999999999999"),
            "$: expected an integer from -9223372036854775808 to 9223372036854775807, found 1e99999999999999999999",
        ),
        (error::<f32>("1e39"), "$: expected a number that fits 32 bits, found 1e39"),
        (error::<f64>("NaN"), "$: expected a number, found `NaN`"),
        (error::<f64>("-Infinity"), "$: expected a number as JSON writes it, found `I`"),
        (
            error::<Date>(r#""2023-02-29""#),
            r#"$: expected a date such as 2024-12-31, found "2023-02-29""#,
        ),
        (
            error::<Timestamp>(r#""2023-02-28T10:00:00""#),
            r#"$: expected a time such as 2024-12-31T23:59:59Z, found "2023-02-28T10:00:00""#,
        ),
        (error::<Base64>(r#""%""#), r#"$: expected Base64, found "%""#),
        (error::<String>(""), "$: expected a string, found the end of the text"),
    ];
    for (found, expected) in table {
        assert_eq!(found, expected);
    }
}

#[test]
fn what_is_not_json_is_refused_wherever_it_stands() {
    let table = [
        ("", "$: expected a value, found the end of the text"),
        ("[1,2", "$: expected `,` or `]`, found the end of the text"),
        ("[1 2]", "$: expected `,` or `]`, found `2`"),
        ("[1,]", "$: expected another value after `,`, found `]`"),
        (r#"{"a":1"#, "$: expected `,` or `}`, found the end of the text"),
        (r#"{"a" 1}"#, "$: expected `:`, found `1`"),
        ("{a:1}", "$: expected a property's name in quotes, found `a`"),
        (r#"{"a":tru}"#, "$.a: expected `true`, `false` or `null`, found `}`"),
        ("[01]", "$[0]: expected a number as JSON writes it, found `1`"),
        ("[1.]", "$[0]: expected a number as JSON writes it, found `]`"),
        (r#""abc"#, "$: expected the end of a string, found the end of the text"),
        ("\"a\u{1}\"", "$: expected control characters escaped, found `\\u{1}`"),
        (r#""\x""#, "$: expected an escape that JSON has, found `x`"),
        ("1 2", "$: expected the end of the text, found `2`"),
        ("{} x", "$: expected the end of the text, found `x`"),
    ];
    for (text, expected) in table {
        // Skipped, and where a type reads it.
        assert!(from_str::<RawJson>(text).is_err(), "{text}");
        assert!(from_str::<Vec<f64>>(text).is_err(), "{text}");
        let skipped = format!(r#"{{"amount":1,"days":2,"x":{text}}}"#);
        assert!(from_str::<Limit>(&skipped).is_err() || text == "1 2", "{text}");
        let found = if text.starts_with('{') {
            error::<BTreeMap<String, bool>>(text)
        } else if text.starts_with('[') {
            error::<Vec<i64>>(text)
        } else {
            error::<RawJson>(text)
        };
        if !text.contains(":1") && !text.contains(" x") {
            assert_eq!(found, expected);
        }
    }
    for surrogates in [r#""\ud800""#, r#""\udc00""#, r#""\ud800\ud800""#, r#""\ud800x""#] {
        assert!(from_str::<String>(surrogates).is_err());
        assert!(from_str::<RawJson>(surrogates).is_err());
        let skipped = format!(r#"{{"amount":1,"days":2,"x":{surrogates}}}"#);
        assert!(from_str::<Limit>(&skipped).is_err());
    }
    assert_eq!(from_str::<String>(r#""\ud83d\ude00""#).unwrap(), "😀");
}

#[test]
fn bytes_that_are_not_utf8_are_refused_wherever_they_stand() {
    for text in [&b"{\"amount\":1,\"days\":2,\"x\":\"\xFF\"}"[..], b"{\"\xC3\":1}", b"\xEF\xBB"] {
        let error = from_slice::<Limit>(text).unwrap_err();
        assert_eq!(error.found(), "bytes that are not UTF-8");
        assert!(error.offset() < text.len());
    }
}

#[test]
fn nesting_ends_at_128_levels() {
    let cat = |depth: usize| {
        let open = r#"{"petType":"cat","lives":9,"kittens":["#;
        let last = r#"{"petType":"cat","lives":9}"#;
        format!("{}{last}{}", open.repeat(depth), "]}".repeat(depth))
    };
    assert!(from_str::<Cat>(&cat(63)).is_ok());
    let error = from_str::<Cat>(&cat(64)).unwrap_err();
    assert_eq!((error.expected(), error.found()), ("less nesting", "more than 128 levels"));
    // What is skipped or kept as it is takes no stack, but has an end too.
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    assert_eq!(from_str::<RawJson>(&deep).unwrap_err().expected(), "less nesting");
}

#[test]
fn secrets_are_not_quoted() {
    for (text, expected) in [
        ("12345678", "$: expected a string, found a number"),
        (r#"{"canary":"12345678"}"#, "$: expected a string, found an object"),
        ("true", "$: expected a string, found a boolean"),
        (r#""\xcanary""#, "$: expected an escape that JSON has, found something else"),
    ] {
        assert_eq!(error::<Secret>(text), expected);
    }
    let error = error::<Account>(r#"{"id":"A","status":"open","parent":null,"pin":12345678}"#);
    assert_eq!(error, "$.pin: expected a string, found a number");
    // After the secret, errors speak again.
    let error = self::error::<Account>(r#"{"pin":"1","id":7}"#);
    assert_eq!(error, "$.id: expected a string, found 7");
}

#[test]
fn a_redacted_reader_quotes_nothing() {
    let refused = |error: DecodeError| {
        assert!(!format!("{error} {error:?}").contains("canary"), "{error}");
        error.to_string()
    };
    let text = br#"{"canary":["canary"]}"#;
    let error = from_secret_slice::<BTreeMap<String, Vec<i64>>>(text).unwrap_err();
    assert_eq!(refused(error), "$[*][0]: expected an integer, found a string");
    let error = from_secret_slice::<Limit>(br#"{"amount":"canary"}"#).unwrap_err();
    assert_eq!(refused(error), "$.amount: expected a number, found a string");
    refused(from_secret_slice::<Vec<i64>>(b"canary").unwrap_err());
    refused(from_secret_slice::<Vec<i64>>(b"[1] canary").unwrap_err());
    refused(from_secret_slice::<Date>(br#""canary""#).unwrap_err());
}

#[test]
fn errors_are_small_and_movable() {
    fn movable<T: Send + Sync + Clone + 'static>() {}
    movable::<DecodeError>();
    assert_eq!(size_of::<DecodeError>(), size_of::<usize>());
    assert_eq!(size_of::<Result<(), DecodeError>>(), size_of::<usize>());
}
