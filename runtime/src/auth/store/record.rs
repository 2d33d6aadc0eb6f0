//! A token as bytes, for stores outside of memory.
//!
//! In: a token with its key. Out: JSON, encrypted where a key was given, and the same back. What does not read is never
//! taken in part. It must not know where the bytes are kept.

use std::fmt;
use std::time::{Duration, SystemTime};

use jiter::JsonValue;
use zeroize::Zeroizing;

use super::{StoreKey, StoredToken};
use crate::Secret;
use crate::auth::answer::find;
use crate::auth::exchange::write_string;

/// How tokens are written.
#[derive(Clone, Default)]
pub(super) struct Format {
    #[cfg(feature = "encryption")]
    pub(super) key: Option<super::EncryptionKey>,
}

/// Bytes that are no token of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Unreadable(pub(super) &'static str);

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for Unreadable {}

impl Format {
    /// Writes a token.
    pub(super) fn write(
        &self,
        key: &StoreKey,
        token: &StoredToken,
    ) -> Result<Zeroizing<Vec<u8>>, Unreadable> {
        let plain = plain(key, token);
        #[cfg(feature = "encryption")]
        if let Some(encryption) = &self.key {
            return encryption.seal(&name(key), plain.as_bytes());
        }
        Ok(Zeroizing::new(plain.as_bytes().to_vec()))
    }

    /// Reads what [`write`](Self::write) wrote for the same key.
    pub(super) fn read(&self, key: &StoreKey, bytes: &[u8]) -> Result<StoredToken, Unreadable> {
        #[cfg(feature = "encryption")]
        if let Some(encryption) = &self.key {
            let plain = encryption.open(&name(key), bytes)?;
            return read(key, &plain);
        }
        read(key, bytes)
    }
}

/// Returns a key as one text, different for different keys.
pub(super) fn name(key: &StoreKey) -> String {
    let part = |text: &str| text.replace('%', "%25").replace('|', "%7C").replace('\n', "%0A");
    let StoreKey { origin, scheme, identity, scopes } = key;
    format!("{}|{}|{}|{}", part(origin), part(scheme), part(identity), part(scopes))
}

fn plain(key: &StoreKey, token: &StoredToken) -> Zeroizing<String> {
    let refresh = token.refresh.as_ref().map_or("", Secret::expose);
    let name = name(key);
    // Room for everything at its longest: a buffer that grows leaves a copy behind that nobody wipes.
    let room = 6 * (token.access.expose().len() + refresh.len() + name.len()) + 200;
    let mut text = Zeroizing::new(String::with_capacity(room));
    text.push_str("{\"version\":1,\"key\":");
    write_string(&name, &mut text);
    text.push_str(",\"access\":");
    write_string(token.access.expose(), &mut text);
    let time = |text: &mut String, member: &str, time: Option<SystemTime>| {
        if let Some(since) = time.and_then(|time| time.duration_since(SystemTime::UNIX_EPOCH).ok())
        {
            text.push_str(member);
            text.push_str(&since.as_millis().to_string());
        }
    };
    time(&mut text, ",\"expires\":", token.expires);
    if let Some(refresh) = &token.refresh {
        text.push_str(",\"refresh\":");
        write_string(refresh.expose(), &mut text);
    }
    time(&mut text, ",\"refresh_expires\":", token.refresh_expires);
    text.push('}');
    text
}

fn read(key: &StoreKey, bytes: &[u8]) -> Result<StoredToken, Unreadable> {
    let json = JsonValue::parse(bytes, false).map_err(|_| Unreadable("it is not JSON"))?;
    if find(&json, "/version") != Some(&JsonValue::Int(1)) {
        return Err(Unreadable("it is of no version that is known"));
    }
    match find(&json, "/key") {
        Some(JsonValue::Str(known)) if *known == name(key) => {}
        _ => return Err(Unreadable("it belongs to another key")),
    }
    let text = |pointer: &str| match find(&json, pointer) {
        Some(JsonValue::Str(text)) if !text.is_empty() => Ok(Some(Secret::new(text.as_ref()))),
        None => Ok(None),
        Some(_) => Err(Unreadable("a token is not a text")),
    };
    let time = |pointer: &str| match find(&json, pointer) {
        Some(JsonValue::Int(milliseconds)) => u64::try_from(*milliseconds)
            .ok()
            .and_then(|ms| SystemTime::UNIX_EPOCH.checked_add(Duration::from_millis(ms)))
            .map(Some)
            .ok_or(Unreadable("a time is out of range")),
        None => Ok(None),
        Some(_) => Err(Unreadable("a time is not a number")),
    };
    Ok(StoredToken {
        access: text("/access")?.ok_or(Unreadable("the token is missing"))?,
        expires: time("/expires")?,
        refresh: text("/refresh")?,
        refresh_expires: time("/refresh_expires")?,
    })
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime};

    use super::{Format, name};
    use crate::auth::{StoreKey, StoredToken};

    fn key(identity: &str) -> StoreKey {
        StoreKey {
            origin: "https://api.example".to_owned(),
            scheme: "JWT",
            identity: identity.to_owned(),
            scopes: String::new(),
        }
    }

    fn token() -> StoredToken {
        StoredToken {
            expires: Some(SystemTime::UNIX_EPOCH + Duration::from_millis(1_522_618_752_123)),
            refresh: Some("ref\"\\\u{1}".into()),
            refresh_expires: None,
            ..StoredToken::new("tok".into())
        }
    }

    #[test]
    fn what_is_written_is_read_back() {
        let format = Format::default();
        let bytes = format.write(&key("ada"), &token()).unwrap();
        assert!(format.read(&key("ada"), &bytes).unwrap() == token());
        for end in 0..bytes.len() {
            assert!(format.read(&key("ada"), &bytes[..end]).is_err(), "a part is nothing");
        }
        assert!(format.read(&key("bob"), &bytes).is_err());
    }

    #[test]
    fn what_is_no_record_is_told() {
        for bytes in [
            "",
            "[]",
            "{}",
            r#"{"version":2,"key":"https://api.example|JWT|ada|","access":"t"}"#,
            r#"{"version":1,"key":"https://api.example|JWT|ada|"}"#,
            r#"{"version":1,"key":"https://api.example|JWT|ada|","access":7}"#,
            r#"{"version":1,"key":"https://api.example|JWT|ada|","access":"t","expires":"x"}"#,
            r#"{"version":1,"key":"https://api.example|JWT|ada|","access":"t","expires":-1}"#,
        ] {
            assert!(Format::default().read(&key("ada"), bytes.as_bytes()).is_err(), "{bytes}");
        }
    }

    #[test]
    fn names_of_different_keys_differ() {
        let piped = StoreKey { origin: "a|b".to_owned(), ..key("c") };
        let split = StoreKey { origin: "a".to_owned(), identity: "c".to_owned(), ..key("b|c") };
        assert_ne!(name(&piped), name(&split));
    }

    #[cfg(feature = "encryption")]
    #[test]
    fn what_is_encrypted_is_read_with_the_same_key_only() {
        use crate::auth::EncryptionKey;
        let format = |byte: u8| Format { key: Some(EncryptionKey::new([byte; 32])) };
        let bytes = format(1).write(&key("ada"), &token()).unwrap();
        assert!(!String::from_utf8_lossy(&bytes).contains("tok"));
        assert!(format(1).read(&key("ada"), &bytes).unwrap() == token());
        assert!(format(2).read(&key("ada"), &bytes).is_err(), "another key");
        assert!(Format::default().read(&key("ada"), &bytes).is_err(), "no key");
        assert!(format(1).read(&key("bob"), &bytes).is_err(), "moved to another place");
        let open = Format::default().write(&key("ada"), &token()).unwrap();
        assert!(format(1).read(&key("ada"), &open).is_err(), "not encrypted");
        for at in 0..bytes.len() {
            let mut broken = bytes.to_vec();
            broken[at] ^= 1;
            assert!(format(1).read(&key("ada"), &broken).is_err(), "{at}");
        }
        assert!(
            *bytes != *format(1).write(&key("ada"), &token()).unwrap(),
            "a new nonce each time"
        );
        assert!(!format!("{:?}", EncryptionKey::new([7; 32])).contains('7'));
    }
}
