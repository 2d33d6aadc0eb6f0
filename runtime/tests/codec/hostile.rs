//! Texts that somebody made to hurt: numbers at every edge, depth, size, what is skipped.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use portolan_runtime::json::{
    Field, Fields, Json, Mark, Reader, Shapes, Writer, from_slice, from_str, to_string,
};
use portolan_runtime::{RawJson, Timestamp};

use crate::model::{Account, Pet};

#[test]
fn exponents_at_the_edge_of_the_arithmetic_are_numbers_like_others() {
    for exponent in [
        "9223372036854775807",
        "-9223372036854775808",
        "9223372036854775808",
        "-9223372036854775809",
        "+9223372036854775807",
        "99999999999999999999999999",
        "-99999999999999999999999999",
    ] {
        for mantissa in ["1", "10", "1.5", "-10", "0.001", "100000.0001"] {
            let text = format!("{mantissa}e{exponent}");
            assert!(from_str::<i64>(&text).is_err(), "{text}");
            assert!(from_str::<u8>(&text).is_err(), "{text}");
            static SHAPES: Shapes = Shapes::marked(&[Mark::integer(), Mark::number()]);
            Reader::new(text.as_bytes()).choose(&SHAPES).unwrap();
        }
        for zero in ["0", "-0", "0.0"] {
            assert_eq!(from_str::<i64>(&format!("{zero}e{exponent}")).unwrap(), 0);
        }
    }
}

#[test]
fn integers_are_exact_or_refused() {
    assert_eq!(from_str::<i64>("9007199254740993").unwrap(), 9_007_199_254_740_993);
    assert_eq!(from_str::<i64>("9007199254740993.0").unwrap(), 9_007_199_254_740_993);
    assert_eq!(from_str::<u64>("18446744073709551615").unwrap(), u64::MAX);
    assert_eq!(from_str::<u64>("1844674407370955161.5e1").unwrap(), u64::MAX);
    assert_eq!(from_str::<i64>("-9223372036854775808").unwrap(), i64::MIN);
    assert_eq!(from_str::<u64>("-0").unwrap(), 0);
    assert_eq!(from_str::<i32>("1e2").unwrap(), 100);
    for text in ["-1", "18446744073709551616", "1e400", "0.1", "1e-1", "-0.5", "01", "1.", "+1"] {
        assert!(from_str::<u64>(text).is_err(), "{text}");
    }
    for text in ["1e400", "-1e400", "NaN", "Infinity", "-Infinity", ".5", "1e", "--1"] {
        assert!(from_str::<f64>(text).is_err(), "{text}");
    }
    assert_eq!(to_string(&from_str::<f64>("-0").unwrap()), "-0.0");
    let long = format!("1{}", "0".repeat(4_000));
    assert!(from_str::<i64>(&long).is_err());
    assert!(from_str::<i64>(&"1".repeat(1_000_000)).is_err());
    assert_eq!(from_str::<RawJson>(&long).unwrap().as_str(), long);
}

#[test]
fn depth_ends_in_an_error_wherever_it_is() {
    for (open, close) in [("[", "]"), (r#"{"a":"#, "}"), (r#"[{"petType":"dog","friends":"#, "}]")]
    {
        let deep = open.repeat(100_000);
        let whole = format!("{deep}1{}", close.repeat(100_000));
        for text in [deep.as_str(), &whole] {
            assert!(from_str::<RawJson>(text).is_err());
            assert!(from_str::<Pet>(text).is_err());
            assert!(from_str::<Tree>(text).is_err());
            assert!(from_str::<BTreeMap<String, RawJson>>(text).is_err());
            let skipped = format!(r#"{{"id":"1","status":"open","parent":null,"note":{text}}}"#);
            assert!(from_str::<Account>(&skipped).is_err());
        }
    }
    let fits = format!("{}{}", "[".repeat(128), "]".repeat(128));
    from_str::<Tree>(&fits).unwrap();
}

#[derive(Debug)]
struct Tree(#[allow(dead_code, reason = "it is only built")] Vec<Tree>);

impl Json for Tree {
    fn read(r: &mut Reader<'_>) -> Option<Self> {
        r.value().map(Self)
    }
    fn write(&self, w: &mut Writer) {
        self.0.write(w);
    }
}

/// A type with many properties of its own kind: each level takes as much stack as a generated type ever does.
macro_rules! wide {
    ($($field:ident)*) => {
        #[derive(Default)]
        struct Wide { $($field: Option<String>,)* next: Option<Box<Wide>>, either: Option<Either> }

        enum Either { Wide(Box<Wide>), Other(RawJson) }

        impl Json for Either {
            fn read(r: &mut Reader<'_>) -> Option<Self> {
                static SHAPES: Shapes = Shapes::marked(&[Mark::object(&[], &["next"])]);
                match r.choose(&SHAPES) {
                    Some(_) => r.value().map(Self::Wide),
                    None => r.value().map(Self::Other),
                }
            }
            fn write(&self, w: &mut Writer) {
                match self {
                    Self::Wide(value) => value.write(w),
                    Self::Other(value) => value.write(w),
                }
            }
        }

        impl Json for Wide {
            fn read(r: &mut Reader<'_>) -> Option<Self> {
                static FIELDS: Fields = Fields::new(&[
                    Field::optional("next"),
                    Field::optional("either"),
                    $(Field::optional(stringify!($field))),*
                ]);
                #[allow(non_camel_case_types, reason = "named like the properties")]
                enum Index { next, either, $($field),* }
                $(let mut $field = None;)*
                let mut next = None;
                let mut either = None;
                r.begin_object(&FIELDS)?;
                while let Some(field) = r.next_field() {
                    match field {
                        0 => r.optional(&mut next),
                        1 => r.optional(&mut either),
                        $(n if n == Index::$field as usize => r.optional(&mut $field),)*
                        _ => r.skip(),
                    }
                }
                let _ = (Index::next, Index::either);
                Some(Self { $($field,)* next, either })
            }
            fn write(&self, w: &mut Writer) {
                w.begin_object();
                w.optional("next", &self.next);
                w.optional("either", &self.either);
                $(w.optional(stringify!($field), &self.$field);)*
                w.end_object();
            }
        }
    };
}
wide!(
    a0 a1 a2 a3 a4 a5 a6 a7 a8 a9 b0 b1 b2 b3 b4 b5 b6 b7 b8 b9 c0 c1 c2 c3 c4 c5 c6 c7 c8 c9
    d0 d1 d2 d3 d4 d5 d6 d7 d8 d9 e0 e1 e2 e3 e4 e5 e6 e7 e8 e9 f0 f1 f2 f3 f4 f5 f6 f7 f8 f9
    g0 g1 g2 g3 g4 g5 g6 g7 g8 g9 h0 h1 h2 h3 h4 h5 h6 h7 h8 h9 i0 i1 i2 i3 i4 i5 i6 i7 i8 i9
);

#[test]
fn the_deepest_text_of_the_widest_type_fits_a_threads_stack() {
    // The stack of tokio's threads and of std's.
    let read = || {
        for property in ["next", "either"] {
            let open = format!("{{\"{property}\":").repeat(127);
            let text = format!("{open}{{}}{}", "}".repeat(127));
            assert_eq!(to_string(&from_str::<Wide>(&text).unwrap()), text);
        }
    };
    std::thread::Builder::new().stack_size(2 << 20).spawn(read).unwrap().join().unwrap();
}

#[test]
fn long_strings_and_many_keys_take_linear_time() {
    let start = Instant::now();
    let text = "é\\n".repeat(3_000_000);
    let decoded: String = from_str(&format!("\"{text}\"")).unwrap();
    assert_eq!(decoded.len(), 9_000_000);
    let keys: String = (0..200_000).map(|n| format!("\"k{n}\":{n},")).collect();
    let map: BTreeMap<String, i64> = from_str(&format!("{{{keys}\"end\":0}}")).unwrap();
    assert_eq!(map.len(), 200_001);
    // The error's path is found by reading the object again, once.
    let error = from_str::<BTreeMap<String, i64>>(&format!("{{{keys}\"end\":\"x\"}}"));
    assert_eq!(error.unwrap_err().path(), "$.end");
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
}

#[test]
fn nested_unions_cost_their_depth_at_most() {
    // Each level looks through what is inside of it: 120 times a megabyte, not 2 to the 120.
    let start = Instant::now();
    let filler: String = (0..20_000).map(|n| format!("{{\"petType\":\"fox{n}\"}},")).collect();
    let open = r#"{"petType":"dog","friends":["#.repeat(60);
    let text = format!("{open}{filler}1{}", "]}".repeat(60));
    assert!(text.len() > 400_000);
    let pet: Pet = from_str(&text).unwrap();
    assert_eq!(to_string(&pet).len(), text.len());
    let open = "{\"either\":".repeat(100);
    let text = format!("{open}{{\"x\":[{filler}1]}}{}", "}".repeat(100));
    assert!(from_str::<Wide>(&text).is_ok());
    assert!(start.elapsed() < Duration::from_secs(30), "{:?}", start.elapsed());
}

#[test]
fn broken_text_is_found_in_what_is_skipped_too() {
    let with = |bytes: &[u8]| {
        let mut text = br#"{"petType":"dog","other":"#.to_vec();
        text.extend_from_slice(bytes);
        text.extend_from_slice(b"}");
        from_slice::<Pet>(&text).is_ok()
    };
    assert!(with(br#""\ud83d\ude00""#));
    for broken in [
        &b"\"\xFF\""[..],
        b"\"\xED\xA0\x80\"",
        b"{\"\xC0\x80\":1}",
        b"\"a\nb\"",
        br#""\x""#,
        br#""\u12""#,
        b"[1,]",
        b"{,}",
        b"tru",
        b"1.e5",
        b"00",
    ] {
        assert!(!with(broken), "{}", String::from_utf8_lossy(broken));
    }
    for lone in [r#""\ud800""#, r#""\udc00""#, r#""\ud800x""#, r#""\ud800\u0041""#] {
        assert!(from_str::<String>(lone).is_err(), "{lone}");
    }
}

#[test]
fn escapes_do_not_hide_names_tags_or_values() {
    let text = "{\"\\u0070etType\":\"\\u0063at\",\"l\\u0069ves\":9}";
    assert!(matches!(from_str::<Pet>(text).unwrap(), Pet::Cat(_)));
    let text = r#"{"\u0069d":"1","status":"\u006fpen","parent":null}"#;
    assert_eq!(from_str::<Account>(text).unwrap().status.as_str(), "open");
    let twice = r#"{"id":"1","\u0069d":"2","status":"open","parent":null}"#;
    assert!(from_str::<Account>(twice).unwrap_err().to_string().contains("once"));
}

#[test]
fn every_corner_of_time_is_read_or_refused() {
    for text in [
        "0000-01-01T00:00:00Z",
        "0000-01-01T00:00:00+23:59",
        "9999-12-31T23:59:60-23:59",
        "2024-02-29T24:00:00Z",
        "2024-02-30T00:00:00Z",
        "2024-06-01T00:00:00.Z",
        "2024-06-01T00:00:00.1234567890123456789012345Z",
        "2024-06-01T00:00:00+24:00",
        "2024-06-01T00:00:00-00:00",
        "2024-06-01T00:00:00",
        "２０２４-06-01T00:00:00Z",
        "",
        "T",
    ] {
        let Ok(time) = text.parse::<Timestamp>() else { continue };
        let shown = time.to_string();
        assert_eq!(shown.parse::<Timestamp>().unwrap(), time, "{text}");
        let _ = (time.unix_seconds(), format!("{time:?}"), to_string(&time));
    }
}
