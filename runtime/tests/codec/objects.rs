//! Objects: absent, null and a value; unknown keys; order.

use portolan_runtime::json::{
    Field, Fields, Json, Reader, Writer, from_slice, from_str, to_string,
};
use portolan_runtime::{Nullable, Secret};

use crate::model::{Account, AccountId, Status};

const MINIMAL: &str = r#"{"id":"A-100","status":"open","parent":null}"#;

#[test]
fn an_object_is_written_as_it_was_read() {
    for text in [
        MINIMAL,
        r#"{"id":"A-100","status":"dormant","parent":"A-1","closedAt":null,"note":"","limits":[]}"#,
        r#"{"id":"A","status":"frozen","parent":null,"closedAt":"2024-02-29t23:59:60.120-00:00"}"#,
        r#"{"id":"é\n\"","status":"open","parent":null,"pin":"1234","limits":[{"amount":0.1,"days":-3}],"x":1,"y":-2}"#,
    ] {
        let account: Account = from_str(text).unwrap();
        assert_eq!(to_string(&account), text);
    }
}

#[test]
fn absent_null_and_a_value_are_three_things() {
    let read = |member: &str| {
        let text = format!(r#"{{"id":"A","status":"open","parent":null{member}}}"#);
        from_str::<Account>(&text).unwrap()
    };
    assert_eq!(read("").closed_at, None);
    assert_eq!(read(r#","closedAt":null"#).closed_at, Some(Nullable::Null));
    let closed = read(r#","closedAt":"2024-01-01T00:00:00Z""#).closed_at;
    assert_eq!(closed.and_then(Nullable::into_option).unwrap().to_string(), "2024-01-01T00:00:00Z");
    // An optional property that may not be null is read as absent where it is.
    assert_eq!(read(r#","note":null"#).note, None);
}

#[test]
fn the_order_of_keys_and_white_space_do_not_matter() {
    let text = " {\t\"limits\" : [ {\"days\":2 , \"more\":{\"a\":[1,{}]}, \"amount\":1e2} ] ,\r\n\
                \"parent\":\"B\",\"status\":\"open\", \"id\" : \"A\" } ";
    let account: Account = from_slice(text.as_bytes()).unwrap();
    assert_eq!(account.id, AccountId::from("A"));
    assert_eq!(account.status, Status::Open);
    assert_eq!(account.limits.unwrap().first().unwrap().amount, 100.0);
}

#[test]
fn keys_with_escapes_are_known() {
    let account: Account =
        from_str(r#"{"\u0069d":"A","status":"open","parent":null,"caf\u00e9":1}"#).unwrap();
    assert_eq!(account.id.as_str(), "A");
    assert_eq!(account.additional.get("café"), Some(&1));
}

#[test]
fn secrets_are_compared_and_not_shown() {
    let text = r#"{"id":"A","status":"open","parent":null,"pin":"can\tary"}"#;
    let account: Account = from_str(text).unwrap();
    assert_eq!(account.pin, Some(Secret::new("can\tary")));
    assert_ne!(account.pin, Some(Secret::new("can\tarx")));
    assert!(!format!("{account:?}").contains("ary"));
}

/// An object with more properties than a word has bits.
#[derive(Debug, PartialEq)]
struct Wide(Vec<Option<i64>>);

const WIDE: usize = 200;

fn wide_fields() -> &'static Fields {
    static FIELDS: std::sync::OnceLock<Fields> = std::sync::OnceLock::new();
    FIELDS.get_or_init(|| {
        let field = |index: usize| {
            let name = &*format!("f{index}").leak();
            if index < 150 { Field::required(name) } else { Field::optional(name) }
        };
        Fields::new(Vec::leak((0..WIDE).map(field).collect()))
    })
}

impl Json for Wide {
    fn read(r: &mut Reader<'_>) -> Option<Self> {
        let mut values = vec![None; WIDE];
        r.begin_object(wide_fields())?;
        while let Some(field) = r.next_field() {
            match values.get_mut(field) {
                Some(slot) => r.required(slot),
                None => r.skip(),
            }
        }
        Some(Self(values))
    }

    fn write(&self, w: &mut Writer) {
        w.begin_object();
        for (index, value) in self.0.iter().enumerate() {
            w.optional(&format!("f{index}"), value);
        }
        w.end_object();
    }
}

#[test]
fn wide_objects_are_counted_right() {
    let all = Wide((0..200).map(Some).collect());
    let text = to_string(&all);
    // Twice in a list: what the first had seen is forgotten.
    let twice: Vec<Wide> = from_str(&format!("[{text},{text}]")).unwrap();
    assert_eq!(twice.len(), 2);
    assert_eq!(twice.first(), Some(&all));

    let backwards = (0..200).rev().map(|index| format!(r#""f{index}":{index}"#));
    let backwards = format!("{{{}}}", backwards.collect::<Vec<_>>().join(","));
    assert_eq!(from_str::<Wide>(&backwards).unwrap(), all);

    let without = text.replace(r#""f3":3,"#, "").replace(r#""f149":149,"#, "");
    let error = from_str::<Wide>(&without).unwrap_err();
    assert_eq!(error.expected(), r#"the properties "f3", "f149""#);

    let again = text.replace(r#""f199":199"#, r#""f199":1,"f199":2"#);
    assert_eq!(from_str::<Wide>(&again).unwrap_err().path(), "$.f199");
}
