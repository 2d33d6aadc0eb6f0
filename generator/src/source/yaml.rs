//! YAML to a tree, from events.
//!
//! In: a text. Out: a [`Value`]. Scalars mean what YAML 1.2's core schema says; keys become their text;
//! aliases are copied within a budget, so that a small text cannot become a huge tree; `<<` merges.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use granit_parser::{Event, Parser, ScalarStyle, ScanError, Span, Tag};
use serde_json::{Map, Value};

use super::{MAX_DEPTH, scalar};
use crate::diagnostic::{Code, Place, Sink, escape};

/// How many values (and 32-byte pieces of text) aliases may add up to.
const ALIAS_BUDGET: usize = 1_000_000;

/// Reads a text. `None`: it cannot be read, which is reported.
pub(super) fn read(text: &str, sink: &mut Sink) -> Option<Value> {
    let options = granit_parser::options! { emit_comments: false };
    let mut reader =
        Reader { sink, open: Vec::new(), anchors: HashMap::new(), spent: 0, root: None };
    let mut documents = 0;
    for next in Parser::new_from_str_with_options(text, options) {
        let step = match next {
            Ok((Event::DocumentStart(..), span)) => {
                documents += 1;
                if documents > 1 {
                    let message = "the text holds more than one document".to_owned();
                    Err(Stop { code: Code::InvalidSyntax, at: bytes(&span, text), message })
                } else {
                    Ok(())
                }
            }
            Ok((event, span)) => reader.event(event, bytes(&span, text)),
            Err(error) => Err(syntax(&error, text)),
        };
        if let Err(stop) = step {
            reader.sink.report_at(stop.code, Place::root(), stop.at, stop.message);
            return None;
        }
    }
    Some(reader.root.unwrap_or(Value::Null))
}

/// Why reading ends.
struct Stop {
    code: Code,
    at: Range<usize>,
    message: String,
}

fn syntax(error: &ScanError, text: &str) -> Stop {
    let at = error.marker().byte_offset().unwrap_or(text.len()).min(text.len());
    let too_deep = matches!(error.kind(), granit_parser::ErrorKind::RecursionLimitExceeded);
    let code = if too_deep { Code::TooDeep } else { Code::InvalidSyntax };
    let said = error.info();
    // What the parser says is of YAML's grammar; what people did is simpler.
    let advice = if said.starts_with("mapping values are not allowed") {
        ": a text with `: ` in it goes into quotes"
    } else if text.get(at..).is_some_and(|rest| rest.starts_with(['@', '`', '%'])) {
        ": a text that begins with it goes into quotes"
    } else {
        ""
    };
    Stop { code, at: at..at, message: format!("{said}{advice}") }
}

fn bytes(span: &Span, text: &str) -> Range<usize> {
    let end = text.len();
    let from = span.start.byte_offset().unwrap_or(end).min(end);
    from..span.end.byte_offset().unwrap_or(end).min(end).max(from)
}

/// A finished value, with what an alias to it costs.
#[derive(Clone)]
struct Node {
    value: Value,
    weight: usize,
    height: usize,
}

impl Node {
    fn leaf(value: Value) -> Self {
        let weight = 1 + value.as_str().map_or(0, |text| text.len() / 32);
        Self { value, weight, height: 0 }
    }
}

/// A collection that is not closed yet.
struct Open {
    into: Collection,
    anchor: usize,
    weight: usize,
    height: usize,
}

enum Collection {
    List(Vec<Value>),
    Map { members: Map<String, Value>, merged: Vec<Map<String, Value>>, key: Option<Key> },
}

struct Key {
    text: String,
    merge: bool,
    at: Range<usize>,
}

struct Reader<'s> {
    sink: &'s mut Sink,
    open: Vec<Open>,
    anchors: HashMap<usize, Node>,
    spent: usize,
    root: Option<Value>,
}

impl Reader<'_> {
    fn event(&mut self, event: Event<'_>, at: Range<usize>) -> Result<(), Stop> {
        match event {
            Event::Scalar(text, style, anchor, tag) => self.scalar(&text, style, anchor, tag, at),
            Event::Alias(anchor) => {
                // An alias inside of its own anchor finds nothing, so there are no cycles.
                let Some(node) = self.anchors.get(&anchor) else {
                    let message = "an alias stands inside of what it repeats".to_owned();
                    return Err(Stop { code: Code::InvalidSyntax, at, message });
                };
                self.spent += node.weight;
                if self.spent > ALIAS_BUDGET {
                    let message = "the text's aliases repeat too much".to_owned();
                    return Err(Stop { code: Code::InvalidSyntax, at, message });
                }
                if self.open.len() + node.height > MAX_DEPTH {
                    return Err(too_deep(at));
                }
                let node = node.clone();
                match (self.awaits_key(), &node.value) {
                    (true, Value::String(text)) => {
                        let text = text.clone();
                        self.key(Key { text, merge: false, at })
                    }
                    _ => self.put(node, at),
                }
            }
            Event::SequenceStart(_, anchor, _) => {
                self.start(Collection::List(Vec::new()), anchor, at)
            }
            Event::MappingStart(_, anchor, _) => {
                let into = Collection::Map { members: Map::new(), merged: Vec::new(), key: None };
                self.start(into, anchor, at)
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(at),
            _ => Ok(()),
        }
    }

    fn start(&mut self, into: Collection, anchor: usize, at: Range<usize>) -> Result<(), Stop> {
        if self.awaits_key() {
            return Err(bad_key(at));
        }
        if self.open.len() >= MAX_DEPTH {
            return Err(too_deep(at));
        }
        self.open.push(Open { into, anchor, weight: 1, height: 1 });
        Ok(())
    }

    fn end(&mut self, at: Range<usize>) -> Result<(), Stop> {
        let Some(open) = self.open.pop() else { return Ok(()) };
        let value = match open.into {
            Collection::List(items) => Value::Array(items),
            Collection::Map { members, merged, .. } => Value::Object(merge(members, merged)),
        };
        let node = Node { value, weight: open.weight, height: open.height };
        self.remember(open.anchor, &node, &at)?;
        self.put(node, at)
    }

    fn scalar(
        &mut self,
        text: &str,
        style: ScalarStyle,
        anchor: usize,
        tag: Option<Cow<'_, Tag>>,
        at: Range<usize>,
    ) -> Result<(), Stop> {
        let tag = tag.as_deref().and_then(Tag::core_suffix);
        let is_plain = style == ScalarStyle::Plain;
        if self.awaits_key() {
            let leaf = Node::leaf(Value::String(text.to_owned()));
            self.remember(anchor, &leaf, &at)?;
            let merge = is_plain && tag.is_none() && text == "<<";
            return self.key(Key { text: text.to_owned(), merge, at });
        }
        let plain = match tag {
            Some("str" | "binary" | "timestamp") => false,
            Some("int" | "float" | "bool" | "null") => true,
            _ => is_plain,
        };
        let (value, inexact) =
            if plain { scalar::plain(text) } else { (Value::String(text.to_owned()), false) };
        if inexact {
            let place = self.place();
            scalar::report_inexact(text, &place, self.sink);
        }
        let node = Node::leaf(value);
        self.remember(anchor, &node, &at)?;
        self.put(node, at)
    }

    /// Keeps an anchored value. Copying it costs as much as an alias, for anchors nest.
    fn remember(&mut self, anchor: usize, node: &Node, at: &Range<usize>) -> Result<(), Stop> {
        if anchor == 0 {
            return Ok(());
        }
        self.spent += node.weight;
        if self.spent > ALIAS_BUDGET {
            let message = "the text's anchors hold too much".to_owned();
            return Err(Stop { code: Code::InvalidSyntax, at: at.clone(), message });
        }
        self.anchors.insert(anchor, node.clone());
        Ok(())
    }

    fn awaits_key(&self) -> bool {
        let last = self.open.last().map(|open| &open.into);
        matches!(last, Some(Collection::Map { key: None, .. }))
    }

    fn key(&mut self, new: Key) -> Result<(), Stop> {
        if let Some(Open { into: Collection::Map { key, .. }, .. }) = self.open.last_mut() {
            *key = Some(new);
        }
        Ok(())
    }

    /// Puts a finished value into what is open.
    fn put(&mut self, node: Node, at: Range<usize>) -> Result<(), Stop> {
        let Some(open) = self.open.last_mut() else {
            self.root = Some(node.value);
            return Ok(());
        };
        open.weight = open.weight.saturating_add(node.weight);
        open.height = open.height.max(node.height + 1);
        let (members, merged, key) = match &mut open.into {
            Collection::List(items) => {
                items.push(node.value);
                return Ok(());
            }
            Collection::Map { members, merged, key } => (members, merged, key.take()),
        };
        let Some(key) = key else { return Err(bad_key(at)) };
        open.weight = open.weight.saturating_add(key.text.len() / 32);
        if key.merge {
            match node.value {
                Value::Object(map) => merged.push(map),
                Value::Array(items) if items.iter().all(Value::is_object) => {
                    merged.extend(items.into_iter().filter_map(|item| match item {
                        Value::Object(map) => Some(map),
                        _ => None,
                    }));
                }
                _ => {
                    let message = "`<<` merges mappings, and this is none".to_owned();
                    return Err(Stop { code: Code::InvalidSyntax, at, message });
                }
            }
            return Ok(());
        }
        let Key { text, at, .. } = key;
        if members.contains_key(&text) {
            let mut place = self.place().pointer().to_owned();
            place.push('/');
            escape(&text, &mut place);
            let message = format!("the key `{text}` occurs twice");
            self.sink.report_at(Code::DuplicateKey, Place::new(&place), at, message);
        }
        if let Some(Open { into: Collection::Map { members, .. }, .. }) = self.open.last_mut() {
            members.insert(text, node.value);
        }
        Ok(())
    }

    /// The place of what is being read.
    fn place(&self) -> Place {
        let mut pointer = String::new();
        for open in &self.open {
            match &open.into {
                Collection::List(items) => {
                    pointer.push('/');
                    pointer.push_str(&items.len().to_string());
                }
                Collection::Map { key: Some(key), .. } => {
                    pointer.push('/');
                    escape(&key.text, &mut pointer);
                }
                Collection::Map { .. } => {}
            }
        }
        Place::new(&pointer)
    }
}

/// What is merged comes first; the object's own members override it.
fn merge(members: Map<String, Value>, merged: Vec<Map<String, Value>>) -> Map<String, Value> {
    if merged.is_empty() {
        return members;
    }
    let mut out = Map::new();
    for (key, value) in merged.into_iter().flatten() {
        out.entry(key).or_insert(value);
    }
    out.extend(members);
    out
}

fn too_deep(at: Range<usize>) -> Stop {
    let message = format!("the text is nested deeper than {MAX_DEPTH} levels");
    Stop { code: Code::TooDeep, at, message }
}

fn bad_key(at: Range<usize>) -> Stop {
    let message = "a key must be text, not a list or a mapping".to_owned();
    Stop { code: Code::InvalidSyntax, at, message }
}
