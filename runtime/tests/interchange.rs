//! The types of a client in `serde`'s formats.
#![cfg(feature = "serde")]

use std::collections::BTreeMap;

use portolan_runtime::generated::serde_types;
use portolan_runtime::{Base64, Decimal, RawJson, Secret, Timestamp, open_enum};

open_enum! {
    /// State.
    enum State { Open = "open" }
}

#[derive(Clone, Debug, PartialEq)]
struct Account {
    id: u64,
    state: State,
    opened: Timestamp,
    price: Decimal,
    pin: Option<Secret>,
    raw: RawJson,
    extra: BTreeMap<String, Vec<Option<f64>>>,
}

serde_types!(State, Account);

portolan_runtime::object!(Account {
    0 required id: "id",
    1 required state: "state",
    2 required opened: "opened",
    3 required price: "price",
    4 optional pin: "pin",
    5 required raw: "raw",
    ..extra
});

const TEXT: &str = r#"{"id":18446744073709551615,"state":"new \u00e9","opened":"2024-02-29T12:00:00.250+02:00","price":0.5,"pin":"1234","raw":{"a":[true,null,-3,{}]},"more":[1.5,null],"none":[]}"#;

fn account() -> Account {
    portolan_runtime::json::from_str(TEXT).unwrap()
}

#[test]
fn json() {
    let text = serde_json::to_string(&account()).unwrap();
    let same: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(same, serde_json::from_str::<serde_json::Value>(TEXT).unwrap());
    assert_eq!(serde_json::from_str::<Account>(&text).unwrap(), account());
    assert_eq!(serde_json::from_value::<Account>(same).unwrap(), account());
}

#[test]
fn cbor() {
    let mut bytes = Vec::new();
    ciborium::into_writer(&vec![account()], &mut bytes).unwrap();
    assert_eq!(ciborium::from_reader::<Vec<Account>, _>(&*bytes).unwrap(), [account()]);
    assert_eq!(ciborium::from_reader::<Vec<Account>, _>(&bytes[..bytes.len() - 1]).ok(), None);
}

#[test]
fn scalars() {
    let bytes = serde_json::to_string(&Base64::from(vec![0xFF])).unwrap();
    assert_eq!(bytes, r#""/w==""#);
    assert_eq!(serde_json::from_str::<Base64>(&bytes).unwrap().as_bytes(), [0xFF]);
    let large = "170141183460469231731687303715884105727";
    let number: Decimal = large.parse().unwrap();
    assert_eq!(serde_json::to_string(&number).unwrap(), large);
}

#[test]
fn what_does_not_fit_is_an_error_with_its_place() {
    let error = serde_json::from_str::<Account>(r#"{"id":-1}"#).unwrap_err().to_string();
    assert!(error.contains("$.id"), "{error}");
    let error = serde_json::from_str::<Account>("[1,2]").unwrap_err().to_string();
    assert!(error.contains("expected an object"), "{error}");
}
