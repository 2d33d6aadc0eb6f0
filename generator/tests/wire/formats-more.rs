//! Scalars whose text is kept, both ways and as parameters.

use formats_more::runtime::{Decimal, HttpDate, IsoDuration, UnixTime, json};
use formats_more::types::All;
use formats_more::{Client, Environment};

#[test]
fn round_trip() {
    for text in [
        r#"{"uint32":4294967295,"uint":18446744073709551615,"beyond":340282366920938463463374607431768211455,"wide":5000000000}"#,
        r#"{"edge32":2147483648,"edge64":9223372036854775808,"int128":-170141183460469231731687303715884105728,"quoted64":"9223372036854775808"}"#,
        r#"{"edge32":-2147483649}"#,
        r#"{"decimal":0.10,"decimal_text":"1.50","exact":9007199254740993}"#,
        r#"{"decimal":1E+400,"decimal_text":"-0","exact":0.5}"#,
        r#"{"http_date":"Fri, 26 Aug 2022 14:38:00 GMT","unix":1686566864,"unix_fraction":1686566864.25}"#,
        r#"{"time":"14:30:00.5+02:00","duration":"P1Y2M3DT4H5M6.789S","seconds":3.5}"#,
        r#"{"time":"half past two","duration":"soon"}"#,
        r#"{"base64url":"_-8","encoded":"_w"}"#,
        r#"{"email":"a@b.example","host":"b.example","ip":"127.0.0.1","untyped":7,"prices":["0.10","10"]}"#,
    ] {
        let all: All = json::from_str(text).expect(text);
        assert_eq!(json::to_string(&all), text);
    }
}

#[test]
fn what_they_mean() {
    let text = r#"{"http_date":"Fri, 26 Aug 2022 14:38:00 GMT","unix":1686566864,"time":"14:30:00Z","duration":"PT36H","base64url":"_-8"}"#;
    let all: All = json::from_str(text).unwrap();
    let shown = all.http_date.unwrap().timestamp().to_string();
    assert_eq!(shown, "2022-08-26T14:38:00Z");
    assert_eq!(all.unix.unwrap().timestamp().unwrap().to_string(), "2023-06-12T10:47:44Z");
    assert_eq!(all.time.unwrap().clock(), Some((14, 30, 0)));
    assert_eq!(all.duration.unwrap().to_std().unwrap().as_secs(), 129_600);
    assert_eq!(all.base64url.unwrap().as_bytes(), [0xFF, 0xEF]);
}

#[test]
fn servers_of_the_other_mind_are_read() {
    let all: All = json::from_str(r#"{"decimal":"0.10","decimal_text":0.10}"#).unwrap();
    assert_eq!(json::to_string(&all), r#"{"decimal":0.10,"decimal_text":"0.10"}"#);
}

#[test]
fn what_does_not_fit_is_an_error_with_its_place() {
    for (text, place) in [
        (r#"{"uint32":-1}"#, "$.uint32"),
        (r#"{"uint32":4294967296}"#, "$.uint32"),
        (r#"{"edge64":-1}"#, "$.edge64"),
        (r#"{"int128":true}"#, "$.int128"),
        (r#"{"decimal":"1,5"}"#, "$.decimal"),
        (r#"{"decimal":true}"#, "$.decimal"),
        (r#"{"http_date":"2022-08-26"}"#, "$.http_date"),
        (r#"{"unix":"now"}"#, "$.unix"),
        (r#"{"base64url":"?"}"#, "$.base64url"),
        (r#"{"prices":["1",{}]}"#, "$.prices[1]"),
    ] {
        let error = json::from_str::<All>(text).expect_err(text).to_string();
        assert!(error.contains(place), "{error}");
    }
}

#[test]
fn as_parameters() {
    let client = Client::builder(Environment::custom("https://example.com")).build().unwrap();
    let since: HttpDate = "Fri, 26 Aug 2022 14:38:00 GMT".parse().unwrap();
    let request = client
        .put_all(&All::new())
        .price("0.10".parse::<Decimal>().unwrap())
        .at(UnixTime::from_seconds(12))
        .since(since)
        .mark(vec![0xFF, 0xEF])
        .span(IsoDuration::from("PT1.5S"))
        .request()
        .unwrap();
    assert_eq!(request.uri().query(), Some("price=0.10&at=12&mark=_-8&span=PT1.5S"));
    assert_eq!(request.headers()["since"], "Fri, 26 Aug 2022 14:38:00 GMT");
}
