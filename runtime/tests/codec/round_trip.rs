//! What is written is read back; nothing that is read makes the reader panic.

use std::collections::BTreeMap;

use portolan_runtime::json::{from_slice, from_str, to_string, to_vec};
use portolan_runtime::{Nullable, RawJson, Timestamp};
use proptest::prelude::*;

use crate::model::{Account, Limit, Pet};

/// Text that is nearly JSON.
fn soup() -> impl Strategy<Value = String> {
    let token = prop_oneof![
        Just("{".to_owned()),
        Just("}".to_owned()),
        Just("[".to_owned()),
        Just("]".to_owned()),
        Just(",".to_owned()),
        Just(":".to_owned()),
        Just("null".to_owned()),
        Just("true".to_owned()),
        Just("\"petType\":\"cat\"".to_owned()),
        Just("\"id\"".to_owned()),
        Just("\"amount\":1".to_owned()),
        Just("\"days\":".to_owned()),
        Just("\\u00".to_owned()),
        Just("\"".to_owned()),
        "-?[0-9]{1,25}(\\.[0-9]{0,5})?([eE][+-]?[0-9]{0,4})?",
        "\"[ -~é]{0,6}\"",
        "[ -~]",
    ];
    prop::collection::vec(token, 0..24).prop_map(|tokens| tokens.concat())
}

fn json() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("null".to_owned()),
        any::<bool>().prop_map(|value| value.to_string()),
        any::<i64>().prop_map(|value| value.to_string()),
        any::<f64>()
            .prop_filter("finite", |f| f.is_finite())
            .prop_map(|value| format!("{value:e}")),
        any::<String>().prop_map(|text| to_string(&text)),
    ];
    leaf.prop_recursive(5, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6)
                .prop_map(|items| format!("[{}]", items.join(" , "))),
            prop::collection::vec((any::<String>(), inner), 0..6).prop_map(|members| {
                let members =
                    members.iter().map(|(key, value)| format!("{}:{value}", to_string(key)));
                format!("{{{}}}", members.collect::<Vec<_>>().join(","))
            }),
        ]
    })
}

proptest! {
    #[test]
    fn strings_are_read_back(text in any::<String>()) {
        prop_assert_eq!(from_str::<String>(&to_string(&text)).unwrap(), text);
    }

    #[test]
    fn floats_are_read_back(bits in any::<u64>(), single in any::<u32>()) {
        let (value, single) = (f64::from_bits(bits), f32::from_bits(single));
        if value.is_finite() {
            prop_assert_eq!(from_str::<f64>(&to_string(&value)).unwrap().to_bits(), bits);
        }
        if single.is_finite() {
            prop_assert_eq!(from_str::<f32>(&to_string(&single)).unwrap().to_bits(), single.to_bits());
        }
    }

    #[test]
    fn numbers_are_read_as_the_standard_library_reads_them(
        text in "-?(0|[1-9][0-9]{0,25})(\\.[0-9]{1,25})?([eE][+-]?[0-9]{1,6})?",
    ) {
        let value: f64 = text.parse().unwrap();
        match from_str::<f64>(&text) {
            Ok(ours) => prop_assert_eq!(ours.to_bits(), value.to_bits()),
            Err(_) => prop_assert!(value.is_infinite()),
        }
        if let Ok(integer) = from_str::<i64>(&text) {
            prop_assert!((integer as f64 - value).abs() <= value.abs() * 1e-15);
        }
    }

    #[test]
    fn integers_are_read_back(value in any::<i64>(), unsigned in any::<u64>(), small in any::<i8>()) {
        prop_assert_eq!(from_str::<i64>(&to_string(&value)).unwrap(), value);
        prop_assert_eq!(from_str::<u64>(&to_string(&unsigned)).unwrap(), unsigned);
        prop_assert_eq!(from_str::<i8>(&to_string(&small)).unwrap(), small);
        prop_assert_eq!(from_str::<i8>(&to_string(&value)).is_ok(), i8::try_from(value).is_ok());
    }

    #[test]
    fn times_are_read_back(seconds in -62_135_596_800_i64..253_402_200_000, nanos in 0..1_000_000_000_i64, minutes in -1439_i32..1440) {
        let jiff = jiff::Timestamp::new(seconds, 0).unwrap() + jiff::SignedDuration::from_nanos(nanos);
        let ours = Timestamp::from(jiff);
        prop_assert_eq!(ours.to_string(), jiff.to_string());
        prop_assert_eq!(ours.to_jiff(), jiff);
        let offset = jiff::tz::Offset::from_seconds(minutes * 60).unwrap();
        let text = jiff.display_with_offset(offset).to_string();
        if !text.starts_with('-') {
            let there: Timestamp = text.parse().unwrap();
            prop_assert_eq!(there.to_string(), text);
            prop_assert_eq!(there, ours);
        }
    }

    #[test]
    fn objects_are_read_back(
        id in any::<String>(), status in any::<String>(), note in any::<Option<String>>(), null in any::<Option<bool>>(),
        limits in prop::collection::vec((any::<i32>(), -1e9..1e9), 0..4),
        extra in prop::collection::btree_map("[a-z]{9,12}|é[\"\\\\]", any::<i64>(), 0..4),
    ) {
        let account = Account {
            id: id.into(),
            status: status.into(),
            parent: None,
            closed_at: null.map(|null| if null { Nullable::Null } else { Timestamp::now().into() }),
            note,
            pin: None,
            limits: Some(limits.into_iter().map(|(days, amount)| Limit { amount, days }).collect()),
            additional: extra,
        };
        prop_assert_eq!(from_slice::<Account>(&to_vec(&account)).unwrap(), account);
    }

    #[test]
    fn any_json_is_kept(text in json()) {
        let raw: RawJson = from_str(&text).unwrap();
        prop_assert_eq!(raw.as_str(), &text);
        // A union that knows nothing of it keeps it too.
        prop_assert_eq!(to_string(&from_str::<Pet>(&text).unwrap()), text);
    }

    #[test]
    fn nothing_panics(text in soup(), bytes in prop::collection::vec(any::<u8>(), 0..24)) {
        for bytes in [text.as_bytes(), &bytes] {
            let errors = [
                from_slice::<RawJson>(bytes).err(),
                from_slice::<Pet>(bytes).err(),
                from_slice::<Account>(bytes).err(),
                from_slice::<Vec<f64>>(bytes).err(),
                from_slice::<Vec<Limit>>(bytes).err(),
                from_slice::<BTreeMap<String, i64>>(bytes).err(),
            ];
            for error in errors.into_iter().flatten() {
                prop_assert!(error.path().starts_with('$'));
                prop_assert!(error.offset() <= bytes.len());
                prop_assert!(!error.to_string().contains('\n'));
            }
        }
    }
}
