//! The URL of a page that an answer names.
//!
//! In: the URL that was asked, and a reference. Out: the URL that it leads to, on the same origin. It must not know what is sent there.

use http::Uri;

use crate::environment::Origin;

/// Returns the URL that a reference names, seen from another URL (RFC 3986, 5.2), or what is wrong with it. A reference that
/// begins with a name is none: it is more likely a token that was taken for a URL.
pub(super) fn resolve(now: &Uri, reference: &str) -> Result<String, &'static str> {
    let origin = Origin::of(&now.to_string()).map_err(|_| ELSEWHERE)?;
    let (reference, _) = reference.split_once('#').unwrap_or((reference, ""));
    let path = now.path();
    let url = if reference.starts_with("//") {
        format!("{}:{reference}", now.scheme_str().unwrap_or_default())
    } else if reference.starts_with('/') {
        format!("{origin}{reference}")
    } else if reference.starts_with('?') {
        format!("{origin}{path}{reference}")
    } else if reference.contains("://") {
        reference.to_owned()
    } else {
        return Err("is named by something else than a URL");
    };
    if Origin::of(&url).is_ok_and(|there| there == origin) { Ok(url) } else { Err(ELSEWHERE) }
}

const ELSEWHERE: &str = "is at another origin, where the call's credentials must not go";
