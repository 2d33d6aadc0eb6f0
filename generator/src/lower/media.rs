//! Media types: which codec reads or writes one.
//!
//! In: a media type as the definition writes it. Out: how its bytes become a value. It must not know schemas.

/// How the bytes of a media type are read or written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// As JSON.
    Json,
    /// As text.
    Text,
    /// As they are.
    Bytes,
    /// As YAML: JSON text is YAML, so that it can be written, but not read.
    Yaml,
    /// Anything: the schema tells whether JSON is meant.
    Wildcard,
    /// As the fields of a form.
    Form,
    /// As parts.
    Multipart,
    /// As XML, of which only the text is written or read.
    Xml,
}

/// Returns how a media type is read or written.
pub(super) fn kind(media_type: &str) -> Kind {
    let essence = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let essence = essence.as_str();
    match essence {
        "application/json" | "text/json" | "application/x-json" => Kind::Json,
        // Many values, one after the other, are not one of JSON.
        "application/stream+json" => Kind::Text,
        "*/*" | "application/*" | "*" => Kind::Wildcard,
        "application/x-www-form-urlencoded" => Kind::Form,
        "application/xml" | "text/xml" => Kind::Xml,
        "application/yaml" | "application/x-yaml" | "text/yaml" | "text/x-yaml" => Kind::Yaml,
        _ if essence.ends_with("+json") => Kind::Json,
        _ if essence.ends_with("+yaml") => Kind::Yaml,
        _ if essence.starts_with("multipart/") => Kind::Multipart,
        _ if essence.ends_with("+xml") && !essence.starts_with("image/") => Kind::Xml,
        _ if essence.starts_with("text/") => Kind::Text,
        _ => Kind::Bytes,
    }
}

/// Tells whether a media type is a sequence of values that goes on.
pub(super) fn is_stream(media_type: &str) -> bool {
    let essence = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    matches!(
        essence.as_str(),
        "text/event-stream"
            | "application/x-ndjson"
            | "application/ndjson"
            | "application/jsonl"
            | "application/x-jsonlines"
            | "application/json-seq"
            | "application/stream+json"
    )
}
