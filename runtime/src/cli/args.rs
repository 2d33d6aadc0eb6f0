//! The arguments of one call, from flags or from JSON, until the operation's function takes them typed.
//!
//! In: texts and JSON by name. Out: typed values, or one line on what is wrong. It must not know which operation it is.

use std::time::Duration;

use super::Wrong;
use super::command::Spec;
use super::flag::{Flag, FlagSpec, Place};
use super::parts::{self, Fields};
use crate::body::Body;
use crate::codec::Parts;
use crate::json::{DecodeError, Json, RawJson};
use crate::media;
use crate::stream::JsonLines;

/// The arguments of a call.
#[derive(Debug)]
pub struct Args {
    spec: &'static Spec,
    values: Vec<(&'static FlagSpec, Given)>,
    body: Option<Given>,
    content_type: Option<String>,
    pub(crate) accept: Option<String>,
    pub(crate) timeout: Option<Duration>,
    pub(crate) pages: bool,
    /// How many items of a stream are wanted.
    pub(crate) take: Option<usize>,
}

/// An argument as it was given.
#[derive(Clone, Debug)]
pub(crate) enum Given {
    /// As JSON, which has to be what the type says.
    Json(RawJson),
    /// As texts of the command line, which say nothing of their kind.
    Texts(Vec<String>),
    /// In a file, by its path.
    File(String),
}

impl Args {
    pub(crate) fn new(spec: &'static Spec) -> Self {
        Self {
            spec,
            values: Vec::new(),
            body: None,
            content_type: None,
            accept: None,
            timeout: None,
            pages: false,
            take: None,
        }
    }

    /// Reads the arguments of a script: `{"path": {…}, "query": {…}, "body": …}`.
    pub(crate) fn read_json(&mut self, text: &str) -> Result<(), Wrong> {
        let wrong = |error: DecodeError| Wrong::new(format!("the arguments are no JSON: {error}"));
        let whole = RawJson::from_json_str(text).map_err(wrong)?;
        for (key, value) in members(&whole, "the arguments")? {
            if let Some((_, place)) = Place::ALL.iter().find(|(name, _)| *name == key) {
                for (name, value) in members(&value, &key)? {
                    self.set_by_wire(*place, &name, value)?;
                }
                continue;
            }
            match key.as_str() {
                "body" => self.set_body(Given::Json(value))?,
                "content_type" => self.set_content_type(string(&value, &key)?)?,
                "accept" => self.accept = Some(string(&value, &key)?),
                _ => return Err(Wrong::new(format!("{key}: there is no such argument; {KEYS}"))),
            }
        }
        Ok(())
    }

    fn set_by_wire(&mut self, place: Place, name: &str, value: RawJson) -> Result<(), Wrong> {
        let same = |flag: &&FlagSpec| {
            let exact = flag.wire == name;
            // The names of headers are the same in any case (RFC 9110, 5.1).
            flag.place == place
                && (exact || place == Place::Header && flag.wire.eq_ignore_ascii_case(name))
        };
        match self.spec.flags.iter().find(same) {
            Some(flag) => self.set(flag, Given::Json(value)),
            None if place == Place::Header && name.eq_ignore_ascii_case("accept") => {
                self.accept = Some(string(&value, "header.accept")?);
                Ok(())
            }
            None => {
                let (place, id) = (place.text(), self.spec.id);
                Err(Wrong::new(format!("{place}.{name}: `{id}` has no such parameter")))
            }
        }
    }

    pub(crate) fn set(&mut self, flag: &'static FlagSpec, given: Given) -> Result<(), Wrong> {
        let known = self.values.iter_mut().find(|(known, _)| known.name == flag.name);
        match (known, given) {
            (None, given) => self.values.push((flag, given)),
            (Some((flag, Given::Texts(texts))), Given::Texts(more)) if flag.many => {
                texts.extend(more);
            }
            _ => return Err(Wrong::new(format!("{}: is given twice", place_of(flag)))),
        }
        Ok(())
    }

    /// Gives a required parameter that has no value yet: what stands on the command line without a name.
    pub(crate) fn set_next(&mut self, text: String) -> Result<(), Wrong> {
        let free = |flag: &&FlagSpec| {
            flag.required && !self.values.iter().any(|(known, _)| known.name == flag.name)
        };
        match self.spec.flags.iter().find(free) {
            Some(flag) => self.set(flag, Given::Texts(vec![text])),
            None => Err(Wrong::new(format!("`{text}` is one argument too many"))),
        }
    }

    pub(crate) fn set_body(&mut self, given: Given) -> Result<(), Wrong> {
        if self.spec.media_types.is_empty() {
            return Err(Wrong::new(format!("body: `{}` takes none", self.spec.id)));
        }
        if self.body.replace(given).is_some() {
            return Err(Wrong::new("body: is given twice"));
        }
        Ok(())
    }

    pub(crate) fn set_content_type(&mut self, media_type: String) -> Result<(), Wrong> {
        if !self.spec.media_types.iter().any(|declared| media::fits(declared, &media_type)) {
            let declared = self.spec.media_types.join(", ");
            let (id, given) = (self.spec.id, media_type);
            return Err(Wrong::new(format!("content_type: `{id}` takes {declared}, not {given}")));
        }
        self.content_type = Some(media_type);
        Ok(())
    }

    /// Takes a parameter that may be left out.
    pub fn get<T: Json>(&mut self, flag: &Flag<T>) -> Result<Option<T>, Wrong> {
        let name = flag.spec().name;
        let Some(index) = self.values.iter().position(|(flag, _)| flag.name == name) else {
            return Ok(None);
        };
        let (flag, given) = self.values.swap_remove(index);
        let value = given.read(flag.many).map_err(|error| {
            let (place, error) = (place_of(flag), located(&error));
            Wrong::new(format!("{place}{error}"))
        })?;
        Ok(Some(value))
    }

    /// Takes a parameter that has to be there.
    pub fn need<T: Json>(&mut self, flag: &Flag<T>) -> Result<T, Wrong> {
        let missing = || Wrong::new(format!("{}: is missing", place_of(&flag.spec())));
        self.get(flag)?.ok_or_else(missing)
    }

    /// Tells whether there is a body.
    pub fn has_body(&self) -> bool {
        self.body.is_some()
    }

    /// Tells whether the body is to be sent as a media type that the operation declares beside its first one.
    pub fn sends(&self, declared: &str) -> bool {
        let exact = |given: &str| self.spec.media_types.contains(&given);
        // Where a range fits too, what is declared by its name goes before it.
        self.content_type.as_deref().is_some_and(|given| {
            given == declared
                || media::fits(declared, given) && (!declared.contains('*') || !exact(given))
        })
    }

    /// Returns the media type that was asked for, where it is one of a range.
    pub fn content_type(&self, range: &str) -> Option<String> {
        self.content_type.clone().filter(|_| self.sends(range))
    }

    /// Tells whether every page is wanted.
    pub fn pages(&self) -> bool {
        self.pages
    }

    /// Tells whether the answer is wanted as a stream.
    pub fn streams(&self) -> bool {
        self.take.is_some()
    }

    /// Takes the body, as JSON of its type.
    pub fn body<T: Json>(&mut self) -> Result<T, Wrong> {
        let raw = match self.taken()? {
            Given::Json(raw) => Ok(raw),
            other => {
                let text = other.into_text()?;
                let raw = RawJson::from_json_str(&text);
                // What is no JSON can only be a text.
                if raw.is_err() && RawJson::from_value(&text).decode::<T>().is_ok() {
                    Ok(RawJson::from_value(&text))
                } else {
                    raw
                }
            }
        };
        let read = raw.and_then(|raw| raw.decode());
        read.map_err(|error| Wrong::new(format!("body{}", located(&error))))
    }

    /// Takes the body, as text.
    pub fn text(&mut self) -> Result<String, Wrong> {
        match self.taken()? {
            Given::Json(raw) => string(&raw, "body"),
            other => other.into_text(),
        }
    }

    /// Takes the body, as lines: a list of items, or a text that is such lines.
    pub fn lines<T: Json>(&mut self) -> Result<JsonLines<T>, Wrong> {
        match self.taken()? {
            Given::Json(raw) => {
                let items = raw.decode::<Vec<T>>();
                let items = items.map_err(|error| Wrong::new(format!("body{}", located(&error))));
                Ok(items?.into())
            }
            other => Ok(JsonLines::written(other.into_text()?)),
        }
    }

    /// Takes the body, as bytes: `{"base64": "…"}`, `{"file": "path"}` or a text.
    pub fn bytes(&mut self) -> Result<Body, Wrong> {
        match self.taken()? {
            Given::Json(raw) => match parts::Content::of(&raw, "body")? {
                Some(content) => content.body("body"),
                None => Ok(Body::from(string(&raw, "body")?)),
            },
            Given::File(path) => parts::open(&path, "body"),
            Given::Texts(texts) => Ok(Body::from(texts.concat())),
        }
    }

    /// Takes the body, as parts: the members of an object.
    pub fn parts(&mut self) -> Result<Fields, Wrong> {
        let raw = match self.taken()? {
            Given::Json(raw) => raw,
            other => RawJson::from_json_str(&other.into_text()?)
                .map_err(|error| Wrong::new(format!("body{}", located(&error))))?,
        };
        Ok(Fields::new(members(&raw, "body")?))
    }

    fn taken(&mut self) -> Result<Given, Wrong> {
        self.body.take().ok_or_else(|| Wrong::new("body: is missing"))
    }
}

impl Given {
    /// Takes the text of the command line, or of the file that it names.
    fn into_text(self) -> Result<String, Wrong> {
        match self {
            Self::Json(raw) => Ok(raw.into_string()),
            Self::Texts(texts) => Ok(texts.concat()),
            Self::File(path) => std::fs::read_to_string(&path)
                .map_err(|error| Wrong::new(format!("body: cannot read {path}: {error}"))),
        }
    }

    fn read<T: Json>(self, many: bool) -> Result<T, DecodeError> {
        let texts = match self {
            Self::Json(raw) => return raw.decode(),
            Self::Texts(texts) => texts,
            Self::File(path) => vec![path],
        };
        let quoted: Vec<RawJson> = texts.iter().map(RawJson::from_value).collect();
        let plain: Result<Vec<RawJson>, DecodeError> =
            texts.iter().map(|text| RawJson::from_json_str(text)).collect();
        // A text is taken as a text where the type takes one, else as JSON.
        let mut tries: Vec<RawJson> = Vec::new();
        match (many, quoted.as_slice(), plain.as_deref()) {
            (false, [quoted], Ok([plain])) => tries.extend([quoted.clone(), plain.clone()]),
            (false, [quoted], _) => tries.push(quoted.clone()),
            (_, quoted, plain) => {
                if let Ok([whole]) = plain {
                    tries.push(whole.clone());
                }
                tries.push(RawJson::from_value(&quoted.to_vec()));
                tries.extend(plain.ok().map(|plain| RawJson::from_value(&plain.to_vec())));
            }
        }
        let mut first = None;
        for raw in tries {
            match raw.decode() {
                Ok(value) => return Ok(value),
                Err(error) => first = first.or(Some(error)),
            }
        }
        Err(first.unwrap_or_else(|| DecodeError::new("one value", "several")))
    }
}

fn place_of(flag: &FlagSpec) -> String {
    format!("{}.{}", flag.place.text(), flag.wire)
}

/// Says where in an argument an error is: `.limit: expected …` after the argument's own name.
pub(crate) fn located(error: &DecodeError) -> String {
    let text = error.to_string();
    text.strip_prefix('$').map(str::to_owned).unwrap_or(text)
}

pub(crate) fn members(raw: &RawJson, what: &str) -> Result<Vec<(String, RawJson)>, Wrong> {
    match raw.parts() {
        Parts::Object(members) => Ok(members),
        _ => Err(Wrong::new(format!("{what}: expected an object"))),
    }
}

pub(crate) fn string(raw: &RawJson, what: &str) -> Result<String, Wrong> {
    raw.decode().map_err(|error| Wrong::new(format!("{what}{}", located(&error))))
}

const KEYS: &str = "there are path, query, header, cookie, body, content_type, accept";
