//! Encryption of what a store keeps: XChaCha20-Poly1305.
//!
//! In: bytes and the name of the place that they are for. Out: bytes that read only with the same key and in the same
//! place. It must not know tokens.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use chacha20poly1305::aead::{Aead, Generate, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use zeroize::Zeroizing;

use super::record::Unreadable;

const PREFIX: &str = "portolan-1:";
const NONCE: usize = 24;

/// The key that a store's tokens are encrypted with.
///
/// Where it comes from is up to the application: a key management system, a mounted secret. Programs that share a store
/// share the key. To change it, start with an empty store.
///
/// ```
/// use portolan_runtime::auth::{EncryptionKey, FileStore};
///
/// let key = EncryptionKey::from_base64("q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA=")?;
/// let store = FileStore::new("/var/lib/app/tokens").encrypted(key);
/// # let _ = store;
/// # Ok::<(), Box<dyn std::error::Error + Send + Sync>>(())
/// ```
#[derive(Clone)]
pub struct EncryptionKey(Zeroizing<[u8; 32]>);

impl EncryptionKey {
    /// Takes 32 random bytes.
    pub fn new(key: [u8; 32]) -> Self {
        Self(Zeroizing::new(key))
    }

    /// Reads 32 random bytes in Base64 (`openssl rand -base64 32`).
    ///
    /// # Errors
    ///
    /// Fails where the text is something else; the error does not quote it.
    pub fn from_base64(text: &str) -> Result<Self, super::StoreError> {
        let bytes = Zeroizing::new(
            STANDARD
                .decode(text.trim())
                .or_else(|_| STANDARD_NO_PAD.decode(text.trim()))
                .map_err(|_| "the key is not Base64")?,
        );
        let key = <[u8; 32]>::try_from(&**bytes).map_err(|_| "the key has not 32 bytes")?;
        Ok(Self::new(key))
    }

    pub(super) fn seal(&self, place: &str, plain: &[u8]) -> Result<Zeroizing<Vec<u8>>, Unreadable> {
        let nonce = XNonce::try_generate().map_err(|_| Unreadable("no random numbers"))?;
        let payload = Payload { msg: plain, aad: place.as_bytes() };
        let sealed = XChaCha20Poly1305::new((&*self.0).into())
            .encrypt(&nonce, payload)
            .map_err(|_| Unreadable("it cannot be encrypted"))?;
        let mut all = nonce.to_vec();
        all.extend_from_slice(&sealed);
        Ok(Zeroizing::new(format!("{PREFIX}{}", STANDARD.encode(all)).into_bytes()))
    }

    pub(super) fn open(&self, place: &str, bytes: &[u8]) -> Result<Zeroizing<Vec<u8>>, Unreadable> {
        let sealed = bytes
            .strip_prefix(PREFIX.as_bytes())
            .and_then(|text| STANDARD.decode(text).ok())
            .ok_or(Unreadable("it is not encrypted as it should be"))?;
        let (nonce, sealed) =
            sealed.split_at_checked(NONCE).ok_or(Unreadable("it is too short"))?;
        let nonce = XNonce::try_from(nonce).map_err(|_| Unreadable("it is too short"))?;
        let payload = Payload { msg: sealed, aad: place.as_bytes() };
        XChaCha20Poly1305::new((&*self.0).into())
            .decrypt(&nonce, payload)
            .map(Zeroizing::new)
            .map_err(|_| Unreadable("it was encrypted with another key, or changed"))
    }
}

impl fmt::Debug for EncryptionKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EncryptionKey(…)")
    }
}
