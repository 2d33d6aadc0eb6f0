//! The codec beside another reader of JSON: what one refuses the other refuses, and what they read is the same.

use std::collections::BTreeMap;

use portolan_runtime::RawJson;
use portolan_runtime::json::{from_slice, from_str, to_string};
use proptest::prelude::*;

/// Pieces of texts that are nearly JSON.
const PIECES: [&str; 44] = [
    "\"",
    "\"",
    "\"",
    "\\\"",
    "\\\\",
    "\\/",
    "\\n",
    "\\b",
    "\\u0041",
    "\\ud83d\\ude00",
    "\\ud83d",
    "\\ude00",
    "\\u00g0",
    "\\x",
    "\\",
    "a",
    "key",
    "longer than a word",
    "é",
    "€",
    "😀",
    "\u{7F}",
    "\u{1F}",
    "\n",
    " ",
    "\t",
    "{",
    "}",
    "[",
    "]",
    ":",
    ",",
    ",",
    "0",
    "1",
    "12345678",
    "-",
    ".",
    "e",
    "E+2",
    "true",
    "false",
    "null",
    "\u{FEFF}",
];

fn soup() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(PIECES.to_vec()), 0..24)
        .prop_map(|pieces| pieces.concat())
}

fn number() -> impl Strategy<Value = String> {
    prop_oneof![
        "-?[0-9]{1,21}(\\.[0-9]{1,20})?([eE][+-]?[0-9]{1,3})?[ ,x]?",
        "-?(0|[1-9][0-9]{0,18})(\\.[0-9]{1,9})?",
        "[-+.eE0-9]{1,12}",
    ]
}

/// Whether a number is one to the other reader, of whatever size.
fn is_number(text: &str) -> bool {
    serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4096))]

    #[test]
    fn strings_are_the_same(inner in soup()) {
        let text = format!("\"{inner}\"");
        let theirs = serde_json::from_str::<String>(&text).ok();
        prop_assert_eq!(&from_str::<String>(&text).ok(), &theirs);
        prop_assert_eq!(from_str::<RawJson>(&text).is_ok(), theirs.is_some());
        if let Some(decoded) = theirs {
            prop_assert_eq!(to_string(&decoded), serde_json::to_string(&decoded).unwrap());
            prop_assert_eq!(from_str::<String>(&to_string(&decoded)).unwrap(), decoded);
        }
    }

    #[test]
    fn objects_and_lists_are_the_same(inner in soup()) {
        for text in [format!("{{\"{inner}}}"), format!("{{\"k\":[{inner}]}}"), format!("{{{inner}}}")] {
            let theirs = serde_json::from_str::<BTreeMap<String, Vec<String>>>(&text).ok();
            let ours = from_str::<BTreeMap<String, Vec<String>>>(&text);
            match ours {
                Ok(ours) => prop_assert_eq!(Some(ours), theirs),
                // A key that comes twice is only ours to refuse.
                Err(error) => prop_assert!(theirs.is_none() || error.found() == "it twice"),
            }
        }
        // The other reader refuses numbers that are too large for it.
        let theirs = serde_json::from_str::<serde_json::Value>(inner.strip_prefix('\u{FEFF}').unwrap_or(&inner));
        let too_large = theirs.as_ref().is_err_and(|error| error.to_string().contains("range"));
        prop_assert!(too_large || theirs.is_ok() == from_slice::<RawJson>(inner.as_bytes()).is_ok());
    }

    #[test]
    fn numbers_are_the_same(text in number()) {
        let list = format!("[{text}]");
        let exact = |text: &str| text.parse::<f64>().ok().filter(|number| number.is_finite());
        let numbers = from_str::<Vec<f64>>(&list).ok();
        let valid = is_number(&text) && exact(text.trim()).is_some();
        if let Some(number) = numbers.iter().flatten().next().filter(|_| valid) {
            prop_assert_eq!(number.to_bits(), exact(text.trim()).unwrap().to_bits());
        }
        prop_assert_eq!(from_str::<f64>(&text).is_ok(), valid, "{}", text);
        let integer = text.trim().parse::<i64>().ok().filter(|_| valid);
        if let Some(integer) = integer {
            prop_assert_eq!(from_str::<i64>(&text).ok(), Some(integer));
            prop_assert_eq!(from_str::<u8>(&text).ok(), u8::try_from(integer).ok());
        }
        prop_assert!(from_str::<i64>(&text).is_err() || valid);
    }
}
