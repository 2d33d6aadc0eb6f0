//! Which requests may be sent twice, and the header that makes them so.
//!
//! In: a request, and the header that its operation declares. Out: whether a second one does no harm. It must not know
//! when a request is sent again.

use http::{HeaderValue, Request, header::HeaderName};

/// Tells whether sending the request twice is as good as once: its method says so (RFC 9110, 9.2.2), or it has a key by
/// which the server knows it again. A key that the caller did not set is made up.
pub(crate) fn is_repeatable<B>(request: &mut Request<B>, header: Option<&'static str>) -> bool {
    let keyed = header.is_some_and(|header| has_key(request, header));
    keyed || request.method().is_idempotent()
}

fn has_key<B>(request: &mut Request<B>, header: &'static str) -> bool {
    let Ok(name) = HeaderName::from_bytes(header.as_bytes()) else { return false };
    if request.headers().contains_key(&name) {
        return true;
    }
    // Without chance there is no key, and without a key no second request.
    let Some(key) = made_up().and_then(|key| HeaderValue::from_str(&key).ok()) else {
        return false;
    };
    request.headers_mut().insert(name, key);
    true
}

/// Returns a UUID of chance (RFC 9562, 5.4).
fn made_up() -> Option<String> {
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes).ok()?;
    let bits = u128::from_be_bytes(bytes);
    let bits = bits & !(0xf << 76) & !(0b11 << 62) | 0x4 << 76 | 0b10 << 62;
    let (a, b, c) = (bits >> 96, bits >> 80 & 0xffff, bits >> 64 & 0xffff);
    let (d, e) = (bits >> 48 & 0xffff, bits & 0xffff_ffff_ffff);
    Some(format!("{a:08x}-{b:04x}-{c:04x}-{d:04x}-{e:012x}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_uuids_and_never_the_same() {
        let keys: std::collections::HashSet<String> =
            (0..100).map(|_| made_up().unwrap()).collect();
        assert_eq!(keys.len(), 100);
        for key in keys {
            let parts: Vec<&str> = key.split('-').collect();
            assert_eq!(parts.iter().map(|part| part.len()).collect::<Vec<_>>(), [8, 4, 4, 4, 12]);
            assert!(
                parts[2].starts_with('4') && parts[3].starts_with(['8', '9', 'a', 'b']),
                "{key}"
            );
            assert!(key.bytes().all(|b| b == b'-' || b.is_ascii_hexdigit()), "{key}");
        }
    }

    #[test]
    fn key_of_the_caller_stays() {
        let mut request = Request::new(());
        *request.method_mut() = http::Method::POST;
        assert!(!is_repeatable(&mut request, None));
        request.headers_mut().insert("idempotency-key", HeaderValue::from_static("mine"));
        assert!(is_repeatable(&mut request, Some("Idempotency-Key")));
        assert_eq!(request.headers()["idempotency-key"], "mine");
        assert!(!is_repeatable(&mut request, Some("no header")));
    }
}
