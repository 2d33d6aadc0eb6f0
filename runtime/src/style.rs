//! How a parameter's value is written in a path, a query, a header or a cookie.
//!
//! In: a [`ParamValue`] and a [`Style`]. Out: text, escaped for its place. It must not know which
//! parameters an operation has.
//!
//! The styles are OpenAPI's (3.0.4, 4.8.12.2 to 4.8.12.4), which are RFC 6570's expansions but for
//! `spaceDelimited`, `pipeDelimited` and `deepObject`. Everything but the unreserved characters is
//! percent-encoded, a space is `%20` everywhere, and an empty array or object is not there.

mod encode;

use std::borrow::Cow;

pub(crate) use self::encode::encode;
use crate::json::{Parts, RawJson};
use crate::param::ParamValue;

/// A style: its kind, and whether items travel apart (`explode`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    kind: Kind,
    explode: bool,
    allow_reserved: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Form,
    Space,
    Pipe,
    Tab,
    Deep,
    Simple,
    Label,
    Matrix,
    Field,
    Json,
    Cookie,
}

impl Style {
    /// `form`, exploded: `color=blue&color=black`. The default in queries and cookies.
    pub const FORM: Self = Self::new(Kind::Form, true);
    /// `form`, not exploded: `color=blue,black`.
    pub const FORM_COMMA: Self = Self::new(Kind::Form, false);
    /// `spaceDelimited`: `color=blue%20black`; in a header `blue black`.
    pub const SPACE: Self = Self::new(Kind::Space, false);
    /// `pipeDelimited`: `color=blue%7Cblack`; in a header `blue|black`.
    pub const PIPE: Self = Self::new(Kind::Pipe, false);
    /// Tabs between items (`tsv` of Swagger 2.0): `color=blue%09black`.
    pub const TAB: Self = Self::new(Kind::Tab, false);
    /// `cookie`, exploded (OpenAPI 3.2): `color=blue; color=black`, nothing percent-encoded.
    pub const COOKIE: Self = Self::new(Kind::Cookie, true);
    /// `cookie`, not exploded: `color=blue,black`.
    pub const COOKIE_COMMA: Self = Self::new(Kind::Cookie, false);
    /// `deepObject`: `color[R]=100&color[G]=200`, with the brackets percent-encoded. What is nested goes on in that way, a
    /// list by its indices: `items[0][price]=1`; `null` is an empty text.
    pub const DEEP_OBJECT: Self = Self::new(Kind::Deep, true);
    /// What a form's field is without another style: a list is a field an item, an object is JSON. Of a query parameter: its
    /// members are such fields.
    pub const FIELD: Self = Self::new(Kind::Field, true);
    /// A form's field that is JSON.
    pub const JSON: Self = Self::new(Kind::Json, true);
    /// `simple`: `blue,black`; objects as `R,100,G,200`. The default in paths and headers.
    pub const SIMPLE: Self = Self::new(Kind::Simple, false);
    /// `simple`, exploded: objects as `R=100,G=200`.
    pub const SIMPLE_EXPLODE: Self = Self::new(Kind::Simple, true);
    /// `label`: `.blue,black`.
    pub const LABEL: Self = Self::new(Kind::Label, false);
    /// `label`, exploded: `.blue.black`.
    pub const LABEL_EXPLODE: Self = Self::new(Kind::Label, true);
    /// `matrix`: `;color=blue,black`.
    pub const MATRIX: Self = Self::new(Kind::Matrix, false);
    /// `matrix`, exploded: `;color=blue;color=black`.
    pub const MATRIX_EXPLODE: Self = Self::new(Kind::Matrix, true);

    const fn new(kind: Kind, explode: bool) -> Self {
        Self { kind, explode, allow_reserved: false }
    }

    /// Returns the style with RFC 3986's reserved characters (but `#`) and what is already
    /// percent-encoded sent as they are. It changes queries only.
    #[must_use]
    pub const fn allow_reserved(self) -> Self {
        Self { allow_reserved: true, ..self }
    }
}

impl Kind {
    /// What stands between items in a URL.
    const fn escaped_delimiter(self) -> &'static str {
        match self {
            Self::Space => "%20",
            Self::Pipe => "%7C",
            Self::Tab => "%09",
            _ => ",",
        }
    }

    /// What stands between items in a header.
    const fn delimiter(self) -> &'static str {
        match self {
            Self::Space => " ",
            Self::Pipe => "|",
            Self::Tab => "\t",
            _ => ",",
        }
    }
}

/// Appends a query parameter to `out`, with `&` before it where something is there already.
pub(crate) fn query(out: &mut String, style: Style, name: &str, value: &ParamValue) {
    let reserved = style.allow_reserved;
    let apart = style.explode || style.kind == Kind::Deep;
    match value {
        ParamValue::Text(text) => pair(out, &own(name), text, reserved),
        ParamValue::Json(raw) if style.kind == Kind::Deep => deep(out, own(name), raw, reserved),
        ParamValue::Json(raw) if style.kind == Kind::Field => fields(out, raw),
        ParamValue::Json(raw) => pair(out, &own(name), raw.as_str(), reserved),
        ParamValue::List(items) if apart => {
            for item in items {
                pair(out, &own(name), item, reserved);
            }
        }
        ParamValue::Object(members) if style.kind == Kind::Deep => {
            for (key, text) in members {
                pair(out, &member(&own(name), key), text, reserved);
            }
        }
        ParamValue::Object(members) if apart => {
            for (key, text) in members {
                pair(out, &own(key), text, reserved);
            }
        }
        ParamValue::List(items) if items.is_empty() => {}
        ParamValue::Object(members) if members.is_empty() => {}
        list => {
            separate(out);
            encode(out, name, false);
            out.push('=');
            let delimiter = style.kind.escaped_delimiter();
            joined(out, list, false, delimiter, &|out, text| encode(out, text, reserved));
        }
    }
}

/// Appends the members of an object as the fields of a form; what is no object is the query as it is.
fn fields(out: &mut String, value: &RawJson) {
    match value.parts() {
        Parts::Object(members) => {
            for (name, value) in &members {
                field(out, Style::FIELD, name, value);
            }
        }
        _ => {
            separate(out);
            encode(out, &text(value), true);
        }
    }
}

/// Appends a field of a form. `null` is an empty text: nothing else in a form is nearer to it.
pub(crate) fn field(out: &mut String, style: Style, name: &str, value: &RawJson) {
    let reserved = style.allow_reserved;
    match (style.kind, value.parts()) {
        (Kind::Json, _) | (Kind::Field, Parts::Object(_)) => {
            pair(out, &own(name), value.as_str(), reserved);
        }
        (Kind::Deep, _) => deep(out, own(name), value, reserved),
        (_, Parts::Null) => pair(out, &own(name), "", reserved),
        (_, Parts::Text(text)) => pair(out, &own(name), &text, reserved),
        (_, Parts::List(items)) => {
            let items = items.iter().map(text).collect();
            query(out, style, name, &ParamValue::List(items));
        }
        (_, Parts::Object(members)) => {
            let members = members.iter().map(|(key, value)| (key.clone(), text(value))).collect();
            query(out, style, name, &ParamValue::Object(members));
        }
    }
}

/// Returns the pairs that a value is in a form whose values are not escaped: the parts of a `multipart/form-data`.
pub(crate) fn pairs(style: Style, name: &str, value: &RawJson) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    match (style.kind, value.parts()) {
        (Kind::Deep, _) => keys(&mut pairs, name.to_owned(), value),
        (_, Parts::List(items)) if style.explode => {
            pairs.extend(items.iter().map(|item| (name.to_owned(), text(item))));
        }
        (_, Parts::Object(members)) if style.explode => {
            pairs.extend(members.iter().map(|(key, value)| (key.clone(), text(value))));
        }
        (kind, Parts::List(items)) if !items.is_empty() => {
            let items: Vec<String> = items.iter().map(text).collect();
            pairs.push((name.to_owned(), items.join(kind.delimiter())));
        }
        (kind, Parts::Object(members)) if !members.is_empty() => {
            let members = members.iter().flat_map(|(key, value)| [key.clone(), text(value)]);
            pairs.push((name.to_owned(), members.collect::<Vec<_>>().join(kind.delimiter())));
        }
        (_, Parts::List(_) | Parts::Object(_)) => {}
        (_, Parts::Null | Parts::Text(_)) => pairs.push((name.to_owned(), text(value))),
    }
    pairs
}

/// Adds a value by its keys and indices.
fn keys(pairs: &mut Vec<(String, String)>, name: String, value: &RawJson) {
    match value.parts() {
        Parts::Null | Parts::Text(_) => pairs.push((name, text(value))),
        Parts::List(items) => {
            for (index, item) in items.iter().enumerate() {
                keys(pairs, format!("{name}[{index}]"), item);
            }
        }
        Parts::Object(members) => {
            for (key, value) in &members {
                keys(pairs, format!("{name}[{key}]"), value);
            }
        }
    }
}

/// Returns the text of a value inside a field.
fn text(value: &RawJson) -> String {
    match value.parts() {
        Parts::Null => String::new(),
        Parts::Text(text) => text,
        Parts::List(_) | Parts::Object(_) => value.as_str().to_owned(),
    }
}

/// Appends a value by its keys and indices; `name` is encoded already.
fn deep(out: &mut String, name: String, value: &RawJson, reserved: bool) {
    match value.parts() {
        Parts::Null => pair(out, &name, "", reserved),
        Parts::Text(text) => pair(out, &name, &text, reserved),
        Parts::List(items) => {
            for (index, item) in items.iter().enumerate() {
                deep(out, member(&name, &index.to_string()), item, reserved);
            }
        }
        Parts::Object(members) => {
            for (key, value) in &members {
                deep(out, member(&name, key), value, reserved);
            }
        }
    }
}

fn own(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    encode(&mut out, name, false);
    out
}

fn member(name: &str, key: &str) -> String {
    format!("{name}%5B{}%5D", own(key))
}

fn separate(out: &mut String) {
    if !out.is_empty() {
        out.push('&');
    }
}

/// Appends `name=value`; the name is encoded already.
fn pair(out: &mut String, name: &str, value: &str, reserved: bool) {
    separate(out);
    out.push_str(name);
    out.push('=');
    encode(out, value, reserved);
}

/// Appends a path parameter to `out`; `false` where the value is empty and would leave a hole.
pub(crate) fn path(out: &mut String, style: Style, name: &str, value: &ParamValue) -> bool {
    let escape = |out: &mut String, text: &str| encode(out, text, false);
    let start = out.len();
    let value = &*plain(value);
    match (style.kind, value) {
        (_, ParamValue::List(items)) if items.is_empty() => return false,
        (_, ParamValue::Object(members)) if members.is_empty() => return false,
        (Kind::Label, value) => {
            out.push('.');
            let inner = out.len();
            joined(out, value, style.explode, if style.explode { "." } else { "," }, &escape);
            return out.len() > inner;
        }
        (Kind::Matrix, ParamValue::List(items)) if style.explode => {
            for item in items {
                matrix(out, name, item);
            }
        }
        (Kind::Matrix, ParamValue::Object(members)) if style.explode => {
            for (key, text) in members {
                matrix(out, key, text);
            }
        }
        (Kind::Matrix, ParamValue::Text(text)) => matrix(out, name, text),
        (Kind::Matrix, value) => {
            matrix(out, name, "");
            out.push('=');
            joined(out, value, false, ",", &escape);
        }
        (kind, value) => joined(out, value, style.explode, kind.escaped_delimiter(), &escape),
    }
    out.len() > start
}

/// Returns a header's value; `None` where there is nothing to send. Headers are not percent-encoded.
pub(crate) fn header(style: Style, value: &ParamValue) -> Option<String> {
    match value {
        ParamValue::List(items) if items.is_empty() => return None,
        ParamValue::Object(members) if members.is_empty() => return None,
        _ => {}
    }
    let mut out = String::new();
    let delimiter = style.kind.delimiter();
    joined(&mut out, value, style.explode, delimiter, &|out, text| out.push_str(text));
    Some(out)
}

/// Appends a cookie parameter to `out`; `false` where a text would end its cookie or the header.
pub(crate) fn cookie(out: &mut String, style: Style, name: &str, value: &ParamValue) -> bool {
    if style.kind != Kind::Cookie {
        let mut cookie = String::new();
        query(&mut cookie, style, name, value);
        if !cookie.is_empty() {
            crumb(out, &cookie);
        }
        return true;
    }
    let value = &*plain(value);
    // What is sent as it is must not be what ends it (RFC 6265, 4.1.1).
    let fits = |text: &str| !text.contains(|c: char| c == ';' || c.is_control());
    let whole = match value {
        ParamValue::List(items) => items.iter().all(|item| fits(item)),
        ParamValue::Object(members) => members.iter().all(|(key, text)| fits(key) && fits(text)),
        ParamValue::Text(text) => fits(text),
        ParamValue::Json(_) => true,
    };
    match value {
        ParamValue::List(items) if items.is_empty() => {}
        ParamValue::Object(members) if members.is_empty() => {}
        ParamValue::List(items) if style.explode => {
            items.iter().for_each(|item| crumb(out, &format!("{name}={item}")));
        }
        ParamValue::Object(members) if style.explode => {
            members.iter().for_each(|(key, text)| crumb(out, &format!("{key}={text}")));
        }
        value => {
            crumb(out, name);
            out.push('=');
            joined(out, value, false, ",", &|out, text| out.push_str(text));
        }
    }
    whole
}

/// Appends a pair to a `Cookie`.
fn crumb(out: &mut String, pair: &str) {
    if !out.is_empty() {
        out.push_str("; ");
    }
    out.push_str(pair);
}

/// Returns JSON as the text that it is.
fn plain(value: &ParamValue) -> Cow<'_, ParamValue> {
    match value {
        ParamValue::Json(raw) => Cow::Owned(ParamValue::Text(raw.as_str().to_owned())),
        value => Cow::Borrowed(value),
    }
}

/// Writes `;name=value`, or `;name` where the value is empty (RFC 6570, 3.2.7).
fn matrix(out: &mut String, name: &str, value: &str) {
    out.push(';');
    encode(out, name, false);
    if !value.is_empty() {
        out.push('=');
        encode(out, value, false);
    }
}

/// Writes items and members with a delimiter between; `explode` puts `=` between key and value.
fn joined(
    out: &mut String,
    value: &ParamValue,
    explode: bool,
    delimiter: &str,
    escape: &dyn Fn(&mut String, &str),
) {
    match value {
        ParamValue::Text(text) => escape(out, text),
        ParamValue::Json(raw) => escape(out, raw.as_str()),
        ParamValue::List(items) => {
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push_str(delimiter);
                }
                escape(out, item);
            }
        }
        ParamValue::Object(members) => {
            for (index, (key, text)) in members.iter().enumerate() {
                if index > 0 {
                    out.push_str(delimiter);
                }
                escape(out, key);
                out.push_str(if explode { "=" } else { delimiter });
                escape(out, text);
            }
        }
    }
}

#[cfg(test)]
#[path = "style_tests.rs"]
mod tests;
