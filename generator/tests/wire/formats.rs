//! Every scalar, both ways.

use formats::runtime::json;
use formats::types::All;

#[test]
fn round_trip() {
    let text = r#"{"boolean":false,"integer":9007199254740993,"int32":-2147483648,"uint64":18446744073709551615,"number":0.1,"float":1.5,"string":"a\"\u0001","date":"2024-02-29","date_time":"2024-02-29T12:00:00.25+02:00","byte":"AP8=","binary":"x","password":"p","list":["","AA=="]}"#;
    let all: All = json::from_str(text).unwrap();
    assert_eq!(all.byte.as_ref().map(|b| b.as_bytes()), Some(&[0, 255][..]));
    assert_eq!(json::to_string(&all), text);
}

#[test]
fn what_does_not_fit_is_an_error_with_its_place() {
    for (text, place) in [
        (r#"{"int32":2147483648}"#, "$.int32"),
        (r#"{"uint64":-1}"#, "$.uint64"),
        (r#"{"date":"2023-02-29"}"#, "$.date"),
        (r#"{"byte":"?"}"#, "$.byte"),
        (r#"{"list":["AA==","?"]}"#, "$.list[1]"),
    ] {
        let error = json::from_str::<All>(text).expect_err(text).to_string();
        assert!(error.contains(place), "{error}");
    }
}
