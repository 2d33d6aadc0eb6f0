//! Names operations and their parameters.
//!
//! In: the operations and the names of tags. Out: methods, statics, arguments. The one rule worth
//! knowing is [`method_text`]: an operation's id loses the words that its tag repeats. It must not know types.

use std::collections::BTreeMap;

use super::{Ident, Member, Names, OperationNames, OtherNames, PartsNames, Scope, reserved, word};
use crate::analyze::{Facts, Home, also_sent, is_range, other_sent, sent_content};
use crate::ir::{Api, Codec, Content, EventRow, Events, Form, Item, Operation};

pub(super) fn name(api: &Api, _facts: &Facts, names: &mut Names) {
    // A short name that two operations of one tag would have is nobody's.
    let mut uses: BTreeMap<(Home, String), usize> = BTreeMap::new();
    let short: Vec<Option<String>> =
        api.operations.iter().map(|operation| method_text(api, operation)).collect();
    for (operation, text) in api.operations.iter().zip(&short) {
        let text = text.clone().unwrap_or_else(|| word::snake(&operation.id));
        *uses.entry((home(operation), text)).or_default() += 1;
    }
    let mut methods: BTreeMap<Home, Scope> = BTreeMap::new();
    for tag in &names.tags {
        // Methods of the client itself stand beside the accessors.
        let scope = methods
            .entry(Home::Tag(None))
            .or_insert_with(|| Scope::new(&[reserved::CLIENT_METHODS]));
        scope.snake(tag.accessor.text());
    }
    for (operation, short) in api.operations.iter().zip(short) {
        let home = home(operation);
        let short = short.filter(|text| uses.get(&(home, text.clone())) == Some(&1));
        let text = match (&operation.rename, short) {
            (Some(rename), _) => rename.clone(),
            (None, Some(short)) => short,
            (None, None) => operation.id.clone(),
        };
        let reserved: &'static [&'static [&'static str]] = match home {
            Home::Tag(None) => &[reserved::CLIENT_METHODS],
            _ => &[reserved::TRAIT_METHODS],
        };
        let method = methods.entry(home).or_insert_with(|| Scope::new(reserved)).snake(&text);
        let text = method.text().trim_end_matches('_').to_owned();
        let module = names.module(home);
        let constant = module.shouty(&text);
        let call = module.camel(&text);
        let error = module.camel(&format!("{text}_error"));
        // What is required is an argument, what is not is a method of the call.
        let mut arguments = Scope::default();
        let mut setters = Scope::new(match operation.servers.as_slice() {
            [] => &[reserved::CALL_METHODS],
            _ => &[reserved::CALL_METHODS, &["server"]],
        });
        let mut claim = |required: bool, text: &str| {
            if required { arguments.snake(text) } else { setters.snake(text) }
        };
        let parameters = operation.parameters.iter().map(|parameter| {
            claim(parameter.required, parameter.rename.as_ref().unwrap_or(&parameter.name))
        });
        let parameters = parameters.collect();
        let body = claim(operation.body.as_ref().is_some_and(|body| body.required), "body");
        let media_types = media_types(operation).map(|text| claim(false, &text)).collect();
        let ranged = operation.body.iter().flat_map(|body| &body.contents).any(is_range);
        let content_type = ranged.then(|| claim(false, "content_type"));
        let required = operation.body.as_ref().is_some_and(|body| body.required);
        let others = operation.body.iter().flat_map(other_sent).map(|content| OtherNames {
            // Methods are claimed last: none takes the name of an operation.
            method: if required {
                Scope::default().snake(&text)
            } else {
                claim(false, &format!("{}_body", word_of(content)))
            },
            args: Scope::default().camel(&text),
            parts: PartsNames { name: Scope::default().camel(&text), members: Vec::new() },
        });
        let others = others.collect();
        names.operations.push(OperationNames {
            method,
            constant,
            call,
            error,
            // Claimed once the inline types have theirs, which people meet more often.
            output: Scope::default().camel(&text),
            event: Scope::default().camel(&text),
            event_variants: Vec::new(),
            args: Scope::default().camel(&text),
            parameters,
            body,
            media_types,
            content_type,
            parts: PartsNames { name: Scope::default().camel(&text), members: Vec::new() },
            others,
            command: String::new(),
            flags: Vec::new(),
            flag_constants: Vec::new(),
        });
    }
    name_others(api, &mut methods, names);
}

/// Names the methods of bodies that are another value.
fn name_others(api: &Api, methods: &mut BTreeMap<Home, Scope>, names: &mut Names) {
    for (operation, names) in api.operations.iter().zip(&mut names.operations) {
        let Some(body) = operation.body.as_ref().filter(|body| body.required) else { continue };
        let text = names.method.text().trim_end_matches('_').to_owned();
        let scope = methods.entry(home(operation)).or_default();
        for (other, content) in names.others.iter_mut().zip(other_sent(body)) {
            other.method = scope.snake(&format!("{text}_{}", word_of(content)));
        }
    }
}

pub(super) fn name_outputs(api: &Api, names: &mut Names) {
    for (index, operation) in api.operations.iter().enumerate() {
        let Some(method) = names.of_operation(index).map(|names| names.method.clone()) else {
            continue;
        };
        let text = method.text().trim_end_matches('_');
        let module = names.module(home(operation));
        let output = module.camel(&format!("{text}_output"));
        let args = module.camel(&format!("{text}_args"));
        let events = match operation.stream.as_ref().map(|stream| &stream.item) {
            Some(Item::Events(events)) => Some(events),
            _ => None,
        };
        let event = events.map(|_| module.camel(&format!("{text}_event")));
        let sent = operation.body.as_ref().and_then(sent_content);
        let parts = sent.and_then(|content| parts_names(content, text, module));
        let others = operation.body.iter().flat_map(other_sent).map(|content| {
            let text = format!("{text}_{}", word_of(content));
            let args = module.camel(&format!("{text}_args"));
            (args, parts_names(content, &text, module))
        });
        let others: Vec<_> = others.collect();
        if let Some(names) = names.operations.get_mut(index) {
            names.output = output;
            names.event = event.unwrap_or_else(|| names.event.clone());
            names.event_variants = events.map(event_variants).unwrap_or_default();
            names.args = args;
            names.parts = parts.unwrap_or_else(|| names.parts.clone());
            for (names, (args, parts)) in names.others.iter_mut().zip(others) {
                names.args = args;
                names.parts = parts.unwrap_or_else(|| names.parts.clone());
            }
        }
    }
}

/// Names the variants of an enum of events.
fn event_variants(events: &Events) -> Vec<Ident> {
    let mut scope = Scope::new(&[&["Unknown"]]);
    let first = |row: &EventRow| row.names.first().map_or("message", String::as_str).to_owned();
    events.rows.iter().map(|row| scope.camel(&first(row))).collect()
}

/// `as_` and the subtype, without what every vendor writes.
fn media_types(operation: &Operation) -> impl Iterator<Item = String> {
    operation.body.iter().flat_map(also_sent).map(|content| format!("as_{}", word_of(content)))
}

/// What a media type is called: its subtype, without what every vendor writes.
fn word_of(content: &Content) -> String {
    let essence = content.media_type.split(';').next().unwrap_or_default().trim();
    match essence.to_ascii_lowercase().as_str() {
        "application/x-www-form-urlencoded" => return "form".to_owned(),
        "multipart/form-data" => return "multipart".to_owned(),
        "application/octet-stream" | "*/*" => return "bytes".to_owned(),
        "text/plain" => return "text".to_owned(),
        _ => {}
    }
    let (kind, subtype) = essence.split_once('/').unwrap_or(("", essence));
    let subtype = subtype.strip_prefix("x-").unwrap_or(subtype);
    word::snake(if subtype == "*" { kind } else { subtype })
}

/// Names a struct of parts, where a body is one.
fn parts_names(content: &Content, text: &str, module: &mut Scope) -> Option<PartsNames> {
    let Codec::Form(Form::Struct(parts)) = &content.codec else { return None };
    let name = module.camel(&format!("{text}_parts"));
    let mut fields = Scope::default();
    let mut setters = Scope::new(&[reserved::TRAIT_METHODS]);
    let members = parts.fields.iter().map(|field| {
        let text = field.rename.as_ref().unwrap_or(&field.name);
        let name = fields.snake(text);
        Member { setter: setters.snake(text), name }
    });
    Some(PartsNames { name, members: members.collect() })
}

fn home(operation: &Operation) -> Home {
    Home::Tag(operation.tags.first().copied())
}

/// Returns an operation's id without the words of its tag, where they stand first or last: `accounts/get`,
/// `getAccount` and `get_accounts` of the tag `accounts` are `get`. `None`: nothing to leave out.
fn method_text(api: &Api, operation: &Operation) -> Option<String> {
    if operation.rename.is_some() {
        return None;
    }
    let tag = operation.tags.first().and_then(|tag| api.tags.get(tag.0))?;
    let tag = word::words(tag.rename.as_ref().unwrap_or(&tag.name));
    let words = word::words(&operation.id);
    if words.len() <= tag.len() {
        return None;
    }
    let (head, tail) = words.split_at(tag.len());
    if is_same(head, &tag) {
        return Some(tail.join("_"));
    }
    let (head, tail) = words.split_at(words.len() - tag.len());
    is_same(tail, &tag).then(|| head.join("_"))
}

/// Compares words; the last one may be in the singular or the plural.
fn is_same(words: &[String], tag: &[String]) -> bool {
    let (Some((last, words)), Some((tag_last, tag))) = (words.split_last(), tag.split_last())
    else {
        return false;
    };
    words == tag && singular(last) == singular(tag_last)
}

fn singular(word: &str) -> String {
    match word {
        _ if word.ends_with("ies") && word.len() > 4 => {
            format!("{}y", word.trim_end_matches("ies"))
        }
        _ if ["sses", "shes", "ches", "xes"].iter().any(|end| word.ends_with(end)) => {
            word.strip_suffix("es").unwrap_or(word).to_owned()
        }
        _ if word.ends_with("ss") => word.to_owned(),
        _ => word.strip_suffix('s').unwrap_or(word).to_owned(),
    }
}
