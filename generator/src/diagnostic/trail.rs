//! The way from the root of a tree to where a walk stands.
//!
//! In: keys and indices, one a level, on the stack of the walk. Out: a [`Place`], built only when it is
//! needed. It must not know the tree.

use super::Place;

/// A place under construction: a walk keeps one a level and pays for text only when it reports something.
#[derive(Clone, Copy, Debug)]
pub struct Trail<'a> {
    parent: Option<&'a Trail<'a>>,
    step: Step<'a>,
}

#[derive(Clone, Copy, Debug)]
enum Step<'a> {
    Root,
    Pointer(&'a str),
    Key(&'a str),
    Index(usize),
}

impl<'a> Trail<'a> {
    /// The root of the document.
    pub const ROOT: Trail<'static> = Trail { parent: None, step: Step::Root };

    /// Returns a trail that begins at a pointer.
    pub fn at(pointer: &'a str) -> Trail<'a> {
        Trail { parent: None, step: Step::Pointer(pointer) }
    }

    /// Returns the trail one key further.
    pub fn key(&'a self, key: &'a str) -> Trail<'a> {
        Trail { parent: Some(self), step: Step::Key(key) }
    }

    /// Returns the trail one index further.
    pub fn index(&'a self, index: usize) -> Trail<'a> {
        Trail { parent: Some(self), step: Step::Index(index) }
    }

    /// Returns the JSON Pointer.
    pub fn pointer(&self) -> String {
        let mut out = String::new();
        self.write(&mut out);
        out
    }

    /// Returns the place.
    pub fn place(&self) -> Place {
        Place::new(&self.pointer())
    }

    fn write(&self, out: &mut String) {
        if let Some(parent) = self.parent {
            parent.write(out);
        }
        match self.step {
            Step::Root => {}
            Step::Pointer(pointer) => out.push_str(pointer),
            Step::Key(key) => {
                out.push('/');
                escape(key, out);
            }
            Step::Index(index) => {
                out.push('/');
                out.push_str(&index.to_string());
            }
        }
    }
}

/// Appends a key as a segment of a JSON Pointer.
pub fn escape(key: &str, out: &mut String) {
    for c in key.chars() {
        match c {
            '~' => out.push_str("~0"),
            '/' => out.push_str("~1"),
            c => out.push(c),
        }
    }
}

/// Returns the key that a segment of a JSON Pointer stands for.
pub fn unescape(segment: &str) -> String {
    segment.replace("~1", "/").replace("~0", "~")
}

/// Returns the canonical pointer of a reference into this document: percent-decoded and escaped.
pub fn pointer(reference: &str) -> Option<String> {
    let fragment = reference.strip_prefix('#')?;
    if !fragment.is_empty() && !fragment.starts_with('/') {
        return None;
    }
    let mut out = String::with_capacity(fragment.len());
    let decoded = percent_decoded(fragment).unwrap_or_else(|| fragment.to_owned());
    for segment in decoded.split('/').skip(1) {
        out.push('/');
        escape(&unescape(segment), &mut out);
    }
    Some(out)
}

/// Decodes `%2F` and the like. `None`: what comes out is no text.
pub fn percent_decoded(text: &str) -> Option<String> {
    if !text.contains('%') {
        return Some(text.to_owned());
    }
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        let mut ahead = bytes.clone();
        let digit = |b: Option<u8>| b.and_then(|b| char::from(b).to_digit(16));
        if byte == b'%'
            && let (Some(high), Some(low)) = (digit(ahead.next()), digit(ahead.next()))
        {
            out.extend(u8::try_from(high * 16 + low).ok());
            bytes = ahead;
        } else {
            out.push(byte);
        }
    }
    String::from_utf8(out).ok()
}

/// Returns the reference into this document that a pointer has.
pub fn reference(pointer: &str) -> String {
    format!("#{}", pointer.replace('%', "%25"))
}
