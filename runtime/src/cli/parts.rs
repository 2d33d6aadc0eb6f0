//! Parts and files of a body, as JSON names them.
//!
//! In: objects such as `{"base64": "…"}` and `{"file": "path"}`. Out: bodies and parts. It must not know operations.

use super::Wrong;
use super::args::{located, members};
use crate::body::Body;
use crate::codec::Parts;
use crate::json::{Base64, Json, RawJson};
use crate::multipart::Multipart;
use crate::part::FormPart;

/// The parts of a body, by name.
#[derive(Debug)]
pub struct Fields(Vec<(String, RawJson)>);

impl Fields {
    pub(crate) fn new(members: Vec<(String, RawJson)>) -> Self {
        Self(members)
    }

    fn take(&mut self, name: &str) -> Option<RawJson> {
        let index = self.0.iter().position(|(known, _)| known == name)?;
        Some(self.0.remove(index).1)
    }

    /// Takes a value that may be left out.
    pub fn get<T: Json>(&mut self, name: &str) -> Result<Option<T>, Wrong> {
        let Some(raw) = self.take(name) else { return Ok(None) };
        raw.decode().map(Some).map_err(|e| Wrong::new(format!("body.{name}{}", located(&e))))
    }

    /// Takes a value that has to be there.
    pub fn need<T: Json>(&mut self, name: &str) -> Result<T, Wrong> {
        self.get(name)?.ok_or_else(|| missing(name))
    }

    /// Takes a part that may be left out: a file, a text, or any value as JSON.
    pub fn part(&mut self, name: &str) -> Result<Option<FormPart>, Wrong> {
        self.take(name).map(|raw| part(&raw, name)).transpose()
    }

    /// Takes a part that has to be there.
    pub fn need_part(&mut self, name: &str) -> Result<FormPart, Wrong> {
        self.part(name)?.ok_or_else(|| missing(name))
    }

    /// Takes parts of one name: a list of them, or one.
    pub fn parts(&mut self, name: &str) -> Result<Vec<FormPart>, Wrong> {
        let Some(raw) = self.take(name) else { return Ok(Vec::new()) };
        match raw.parts() {
            Parts::List(items) => items.iter().map(|item| part(item, name)).collect(),
            _ => Ok(vec![part(&raw, name)?]),
        }
    }

    /// Refuses parts that nobody took.
    pub fn finish(self) -> Result<(), Wrong> {
        match self.0.first() {
            Some((name, _)) => Err(Wrong::new(format!("body.{name}: there is no such part"))),
            None => Ok(()),
        }
    }

    /// Adds the parts that nobody took, as they are.
    pub fn rest(self, mut body: Multipart) -> Result<Multipart, Wrong> {
        for (name, raw) in self.0 {
            let items = match raw.parts() {
                Parts::List(items) => items,
                _ => vec![raw],
            };
            for item in items {
                body = match Content::of(&item, &name)? {
                    Some(_) => body.file(&name, part(&item, &name)?),
                    None => body.value(&name, "", &item),
                };
            }
        }
        Ok(body)
    }
}

fn missing(name: &str) -> Wrong {
    Wrong::new(format!("body.{name}: is missing"))
}

fn part(raw: &RawJson, name: &str) -> Result<FormPart, Wrong> {
    let what = format!("body.{name}");
    let Some(content) = Content::of(raw, &what)? else {
        return Ok(match raw.parts() {
            Parts::Text(text) => FormPart::from(text),
            _ => FormPart::json(raw),
        });
    };
    let file_name = content.file_name.clone();
    let content_type = content.content_type.clone();
    let mut part = match &content.source {
        Source::File(path) => FormPart::open(path).map_err(|e| unopened(&what, path, &e))?,
        _ => FormPart::from(content.body(&what)?),
    };
    if let Some(file_name) = file_name {
        part = part.file_name(file_name);
    }
    if let Some(content_type) = content_type {
        part = part.content_type(content_type);
    }
    Ok(part)
}

/// An object that means bytes: `base64`, `file` or `text`, with `filename` and `content_type`.
pub(crate) struct Content {
    source: Source,
    file_name: Option<String>,
    content_type: Option<String>,
}

enum Source {
    Bytes(Vec<u8>),
    File(String),
}

impl Content {
    /// Reads such an object; `None`: it is something else.
    pub(crate) fn of(raw: &RawJson, what: &str) -> Result<Option<Self>, Wrong> {
        let Parts::Object(_) = raw.parts() else { return Ok(None) };
        let (mut source, mut file_name, mut content_type) = (None, None, None);
        for (key, value) in members(raw, what)? {
            let Ok(text) = value.decode::<String>() else { return Ok(None) };
            match key.as_str() {
                "filename" => file_name = Some(text),
                "content_type" => content_type = Some(text),
                "base64" if source.is_none() => {
                    let bytes = Base64::decode(&text);
                    let bytes = bytes.ok_or_else(|| Wrong::new(format!("{what}: is no Base64")))?;
                    source = Some(Source::Bytes(bytes.into_bytes()));
                }
                "file" if source.is_none() => source = Some(Source::File(text)),
                "text" if source.is_none() => source = Some(Source::Bytes(text.into_bytes())),
                _ => return Ok(None),
            }
        }
        Ok(source.map(|source| Self { source, file_name, content_type }))
    }

    pub(crate) fn body(self, what: &str) -> Result<Body, Wrong> {
        match self.source {
            Source::Bytes(bytes) => Ok(Body::from(bytes)),
            Source::File(path) => open(&path, what),
        }
    }
}

pub(crate) fn open(path: &str, what: &str) -> Result<Body, Wrong> {
    Body::open(path).map_err(|error| unopened(what, path, &error))
}

fn unopened(what: &str, path: &str, error: &std::io::Error) -> Wrong {
    Wrong::new(format!("{what}: cannot open {path}: {error}"))
}
