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
    /// Item by item.
    Stream(Framing),
}

/// Returns how a media type is read or written.
pub(super) fn kind(media_type: &str) -> Kind {
    let essence = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let essence = essence.as_str();
    if let Some(framing) = stream(media_type) {
        return Kind::Stream(framing);
    }
    match essence {
        "application/json" | "text/json" | "application/x-json" => Kind::Json,
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

/// How the items of a stream stand in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Framing {
    /// As server-sent events.
    Events,
    /// As JSON, one value after the other.
    Lines,
}

/// Returns how the items of a stream stand in it; `None`: the media type is no stream.
pub(super) fn stream(media_type: &str) -> Option<Framing> {
    let essence = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    match essence.as_str() {
        "text/event-stream" => Some(Framing::Events),
        "application/x-ndjson"
        | "application/ndjson"
        | "application/jsonl"
        | "application/x-jsonl"
        | "application/jsonlines"
        | "application/x-jsonlines"
        | "application/json-lines"
        | "application/json-seq"
        | "application/stream+json" => Some(Framing::Lines),
        _ if essence.ends_with("+json-seq") => Some(Framing::Lines),
        _ => None,
    }
}
