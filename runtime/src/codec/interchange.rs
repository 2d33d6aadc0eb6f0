//! The types of a client for people who keep them elsewhere: `serde`'s traits, behind the feature `serde`.
//!
//! In: values with a codec. Out: the same, by way of their JSON, in any format that describes itself. It must not know the
//! types: nothing is compiled for each but two thin functions.

use std::cell::RefCell;
use std::fmt;

use jiter::{Jiter, Peek};
use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde::ser::{Error as _, Serialize, SerializeMap as _, SerializeSeq as _, Serializer};

use super::{
    Base64, Base64Url, Date, Decimal, DecimalText, HttpDate, IsoDuration, Json, RawJson, Secret,
    TimeOfDay, Timestamp, UnixTime, Writer, from_str, to_string,
};

/// Writes a value: the same members as its JSON has. A secret is written in the clear, as it would be sent.
#[doc(hidden)]
pub fn serialize<T: Json, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    let text = to_string(value);
    Cursor(&RefCell::new(Jiter::new(text.as_bytes()))).serialize(serializer)
}

/// Reads a value from what has the members of its JSON.
#[doc(hidden)]
pub fn deserialize<'de, T: Json, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let mut writer = Writer::new();
    Builder(&mut writer).deserialize(deserializer)?;
    let text = String::from_utf8(writer.into_vec()).map_err(D::Error::custom)?;
    from_str(&text).map_err(D::Error::custom)
}

/// The value at which a tokenizer stands. The text is the codec's own, so that it is never broken.
struct Cursor<'c, 'j>(&'c RefCell<Jiter<'j>>);

fn broken<E: serde::ser::Error>(error: impl fmt::Display) -> E {
    E::custom(error)
}

impl Serialize for Cursor<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let peek = self.0.borrow_mut().peek().map_err(broken)?;
        match peek {
            Peek::Null => {
                self.0.borrow_mut().known_null().map_err(broken)?;
                serializer.serialize_unit()
            }
            Peek::True | Peek::False => {
                let flag = self.0.borrow_mut().known_bool(peek).map_err(broken)?;
                serializer.serialize_bool(flag)
            }
            Peek::String => {
                let text = self.0.borrow_mut().known_str().map_err(broken)?.to_owned();
                serializer.serialize_str(&text)
            }
            Peek::Array => {
                let mut seq = serializer.serialize_seq(None)?;
                let mut next = self.0.borrow_mut().known_array().map_err(broken)?;
                while next.is_some() {
                    seq.serialize_element(self)?;
                    next = self.0.borrow_mut().array_step().map_err(broken)?;
                }
                seq.end()
            }
            Peek::Object => {
                let mut map = serializer.serialize_map(None)?;
                let mut key = self.key(true)?;
                while let Some(name) = key {
                    map.serialize_entry(&name, self)?;
                    key = self.key(false)?;
                }
                map.end()
            }
            _ => self.number(peek, serializer),
        }
    }
}

impl Cursor<'_, '_> {
    fn key<E: serde::ser::Error>(&self, first: bool) -> Result<Option<String>, E> {
        let mut jiter = self.0.borrow_mut();
        let key = if first { jiter.known_object() } else { jiter.next_key() };
        Ok(key.map_err(broken)?.map(str::to_owned))
    }

    /// Integers up to 128 bits are exact; other numbers are the nearest 64-bit float.
    fn number<S: Serializer>(&self, peek: Peek, serializer: S) -> Result<S::Ok, S::Error> {
        let text = {
            let mut jiter = self.0.borrow_mut();
            let bytes = jiter.known_number_bytes(peek).map_err(broken)?;
            String::from_utf8_lossy(bytes).into_owned()
        };
        if let Ok(integer) = text.parse::<i64>() {
            serializer.serialize_i64(integer)
        } else if let Ok(integer) = text.parse::<u64>() {
            serializer.serialize_u64(integer)
        } else if let Ok(integer) = text.parse::<i128>() {
            serializer.serialize_i128(integer)
        } else {
            serializer.serialize_f64(text.parse::<f64>().map_err(S::Error::custom)?)
        }
    }
}

/// Writes what a format holds as JSON.
struct Builder<'w>(&'w mut Writer);

impl<'de> DeserializeSeed<'de> for Builder<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

macro_rules! written {
    ($($visit:ident($value:ty)),*) => { $(
        fn $visit<E>(self, value: $value) -> Result<(), E> {
            self.0.plain(&value.to_string());
            Ok(())
        }
    )* };
}

impl<'de> Visitor<'de> for Builder<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("what JSON can say")
    }

    written!(visit_bool(bool), visit_i64(i64), visit_u64(u64), visit_i128(i128), visit_u128(u128));

    fn visit_f64<E>(self, value: f64) -> Result<(), E> {
        value.write(self.0);
        Ok(())
    }

    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        self.0.text(text);
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        self.0.plain("null");
        Ok(())
    }

    fn visit_none<E>(self) -> Result<(), E> {
        self.0.plain("null");
        Ok(())
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        self.0.begin_array();
        loop {
            // The comma of an item that does not come would be one too many: items are written apart first.
            let mut item = Writer::new();
            if seq.next_element_seed(Builder(&mut item))?.is_none() {
                break;
            }
            self.0.item(&Written(item));
        }
        self.0.end_array();
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        self.0.begin_object();
        while let Some(key) = map.next_key_seed(Key)? {
            self.0.key(&key);
            map.next_value_seed(Builder(self.0))?;
        }
        self.0.end_object();
        Ok(())
    }
}

/// A value that is written already.
struct Written(Writer);

impl Json for Written {
    fn read(_: &mut super::Reader<'_>) -> Option<Self> {
        None
    }

    fn write(&self, w: &mut Writer) {
        w.append(&self.0);
    }
}

/// A key as text: formats may have numbers and booleans for keys.
struct Key;

impl<'de> DeserializeSeed<'de> for Key {
    type Value = String;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<String, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl Visitor<'_> for Key {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E>(self, text: &str) -> Result<String, E> {
        Ok(text.to_owned())
    }

    fn visit_i64<E>(self, value: i64) -> Result<String, E> {
        Ok(value.to_string())
    }

    fn visit_u64<E>(self, value: u64) -> Result<String, E> {
        Ok(value.to_string())
    }

    fn visit_bool<E>(self, value: bool) -> Result<String, E> {
        Ok(value.to_string())
    }
}

/// Gives types with a codec `serde`'s traits.
#[doc(hidden)]
#[macro_export]
macro_rules! serde_types {
    ($($name:ty),* $(,)?) => { $(
        impl $crate::serde::Serialize for $name {
            fn serialize<S: $crate::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                $crate::json::serialize(self, serializer)
            }
        }

        impl<'de> $crate::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::json::deserialize(deserializer)
            }
        }
    )* };
}

serde_types!(
    Base64,
    Base64Url,
    Date,
    Decimal,
    DecimalText,
    HttpDate,
    IsoDuration,
    RawJson,
    Secret,
    TimeOfDay,
    Timestamp,
    UnixTime
);
