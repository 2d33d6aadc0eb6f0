//! What a media type is called where a status answers in several.
//!
//! In: a response that is not its status's fallback. Out: the end of a variant's name. It must not know the others.

use crate::ir::{Codec, Response};

/// Returns `Csv` of `text/csv` and `ScimJson` of `application/scim+json`; of several, what they are read as.
pub(super) fn variant(response: &Response) -> String {
    let codec = response.content.as_ref().map(|content| &content.codec);
    match codec {
        Some(Codec::Text) if response.media_types.len() > 1 => return "Text".to_owned(),
        Some(Codec::Bytes) if response.media_types.len() > 1 => return "Bytes".to_owned(),
        _ => {}
    }
    let media_type = response.media_types.first().map(String::as_str).unwrap_or_default();
    let essence = media_type.split(';').next().unwrap_or_default().trim();
    let (main, sub) = essence.split_once('/').unwrap_or(("", essence));
    let known = match sub {
        "*" | "octet-stream" | "plain" => "",
        "x-yaml" => "Yaml",
        _ => sub.strip_prefix("vnd.").or(sub.strip_prefix("x-")).unwrap_or(sub),
    };
    let name: String = known.split(|c: char| !c.is_ascii_alphanumeric()).map(capital).collect();
    if !name.is_empty() {
        return name;
    }
    match codec {
        Some(Codec::Text) => "Text".to_owned(),
        Some(Codec::Bytes) if main.is_empty() || matches!(main, "*" | "application") => {
            "Bytes".to_owned()
        }
        _ => capital(main),
    }
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    let first = letters.next().map(|c| c.to_ascii_uppercase());
    first.into_iter().chain(letters.map(|c| c.to_ascii_lowercase())).collect()
}
