//! Writes the body of a token request.
//!
//! In: values with JSON Pointers. Out: JSON or a form, in memory that is wiped. It must not know where it goes.

use std::borrow::Cow;

use zeroize::Zeroizing;

use super::encoded;
use crate::auth::answer::unescape;
use crate::auth::credential::Value;

/// A JSON object that is being put together.
enum Node<'a> {
    Leaf(&'a Value),
    Object(Vec<(Cow<'a, str>, Node<'a>)>),
}

/// Returns a value as text.
pub(super) fn text(value: &Value) -> Zeroizing<String> {
    Zeroizing::new(match value {
        Value::Text(text) | Value::Secret(text) => text.expose().to_owned(),
        Value::Integer(number) => number.to_string(),
    })
}

/// Returns a text as a form has it.
pub(super) fn form(text: &str) -> Zeroizing<String> {
    Zeroizing::new(encoded(text).replace("%20", "+"))
}

/// Returns a form; the last segment of a pointer is the name.
pub(super) fn form_body(members: &[(&str, Value)]) -> Zeroizing<String> {
    let mut body = Zeroizing::new(String::with_capacity(room(members)));
    for (pointer, value) in members {
        if !body.is_empty() {
            body.push('&');
        }
        let name = unescape(pointer.rsplit('/').next().unwrap_or(pointer));
        body.push_str(&form(&name));
        body.push('=');
        body.push_str(&form(&text(value)));
    }
    body
}

/// Returns a JSON object with each value where its pointer says.
pub(super) fn json_body(members: &[(&str, Value)]) -> Zeroizing<String> {
    let mut root = Vec::new();
    for (pointer, value) in members {
        let mut segments = pointer.split('/').skip(1).map(unescape);
        if let Some(first) = segments.next() {
            place(&mut root, first, segments, value);
        }
    }
    let mut body = Zeroizing::new(String::with_capacity(room(members)));
    write(&Node::Object(root), &mut body);
    body
}

fn place<'a>(
    members: &mut Vec<(Cow<'a, str>, Node<'a>)>,
    name: Cow<'a, str>,
    mut rest: impl Iterator<Item = Cow<'a, str>>,
    value: &'a Value,
) {
    let next = rest.next();
    let found = members.iter().position(|(known, _)| *known == name);
    let Some(next) = next else {
        if found.is_none() {
            members.push((name, Node::Leaf(value)));
        }
        return;
    };
    if found.is_none() {
        members.push((name.clone(), Node::Object(Vec::new())));
    }
    if let Some((_, Node::Object(inner))) = members.iter_mut().find(|(known, _)| *known == name) {
        let rest: &mut dyn Iterator<Item = Cow<'a, str>> = &mut rest;
        place(inner, next, rest, value);
    }
}

fn write(node: &Node<'_>, out: &mut String) {
    match node {
        Node::Leaf(Value::Integer(number)) => out.push_str(&number.to_string()),
        Node::Leaf(Value::Text(text) | Value::Secret(text)) => write_string(text.expose(), out),
        Node::Object(members) => {
            out.push('{');
            for (index, (name, node)) in members.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                write_string(name, out);
                out.push(':');
                write(node, out);
            }
            out.push('}');
        }
    }
}

/// Writes a JSON string.
pub(crate) fn write_string(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            c if c < ' ' => {
                let code = u32::from(c);
                out.push_str(if code < 0x10 { "\\u000" } else { "\\u001" });
                out.extend(char::from_digit(code % 0x10, 16));
            }
            c => out.push(c),
        }
    }
    out.push('"');
}

/// Room for everything at its longest: a buffer that grows leaves a copy behind that nobody wipes.
fn room(members: &[(&str, Value)]) -> usize {
    let each = |(pointer, value): &(&str, Value)| {
        let value = match value {
            Value::Text(text) | Value::Secret(text) => text.expose().len(),
            Value::Integer(_) => 20,
        };
        6 * (pointer.len() + value) + 16
    };
    members.iter().map(each).sum::<usize>() + 16
}

#[cfg(test)]
mod tests {
    use super::{form_body, json_body};
    use crate::auth::credential::Value;

    fn text(text: &str) -> Value {
        Value::Secret(text.into())
    }

    #[test]
    fn json_by_pointers() {
        let body = json_body(&[
            ("/username", text("a\"\\\n\u{1f}é")),
            ("/data/attributes/password", text("p")),
            ("/data/attributes/account_id", Value::Integer(42)),
            ("/data/a~1b", text("q")),
        ]);
        assert_eq!(
            *body,
            "{\"username\":\"a\\\"\\\\\\u000a\\u001fé\",\"data\":{\"attributes\":{\"password\":\"p\",\
             \"account_id\":42},\"a/b\":\"q\"}}"
        );
        assert_eq!(*json_body(&[]), "{}");
    }

    #[test]
    fn forms() {
        let body = form_body(&[
            ("/grant_type", text("client_credentials")),
            ("/client_secret", text("a b&c=d+é")),
            ("/n", Value::Integer(-1)),
        ]);
        assert_eq!(*body, "grant_type=client_credentials&client_secret=a+b%26c%3Dd%2B%C3%A9&n=-1");
    }
}
