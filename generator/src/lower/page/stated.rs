//! `x-portolan-page`: what a person says of an operation's pages.
//!
//! In: the extension. Out: a [`Page`], checked against the operation, or what is wrong with it. It must not detect anything.

use serde_json::Value;

use super::Look;
use crate::diagnostic::{Code, Place, Sink};
use crate::ir::{Location, Page, Turn, Type};
use crate::lower::schema::unescape;

const KEYS: &[&str] = &[
    "items",
    "link",
    "url",
    "cursor",
    "last_item",
    "offset",
    "number",
    "first",
    "from",
    "more",
    "total",
];

impl Look<'_> {
    /// Reads the extension. `None`: it says that there are no pages, or it is wrong, which is reported.
    pub(super) fn stated(&self, value: &Value, place: &Place, sink: &mut Sink) -> Option<Page> {
        let mut wrong = |place: &Place, message: String| {
            sink.report(Code::UnsupportedExtension, place, message);
        };
        let object = match value {
            Value::Bool(false) => return None,
            Value::Object(object) => object,
            _ => {
                wrong(place, "an object is expected, or `false`".to_owned());
                return None;
            }
        };
        if let Some(key) = object.keys().find(|key| !KEYS.contains(&key.as_str())) {
            wrong(&place.child(key), format!("`{key}` is none of {}", KEYS.join(", ")));
            return None;
        }
        let read = || {
            let items = pointer(object.get("items"), "items")?.unwrap_or_default();
            let list = self.at(&items).and_then(|ty| self.items_of(ty));
            let item = list.ok_or("`items` is no pointer to a list of the answer")?;
            Ok::<_, String>(Page {
                success: self.success,
                turn: self.stated_turn(object, item)?,
                items,
                more: self.stated_place(object, "more")?,
                total: self.stated_place(object, "total")?,
            })
        };
        read().map_err(|message| wrong(place, message)).ok()
    }

    /// Tells whether the answer has the list of items that the extension names.
    pub(super) fn has_items(&self, value: &Value) -> bool {
        let path = pointer(value.get("items"), "items").ok().map(Option::unwrap_or_default);
        path.and_then(|path| self.items_of(self.at(&path)?)).is_some()
    }

    fn stated_turn(
        &self,
        object: &serde_json::Map<String, Value>,
        item: &Type,
    ) -> Result<Turn, String> {
        let from = || pointer(object.get("from"), "from");
        let first = |usual| match object.get("first") {
            Some(first) => first.as_i64().ok_or("`first` is a whole number"),
            None => Ok(usual),
        };
        let mut turns = Vec::new();
        if object.get("link").is_some_and(|link| *link == Value::Bool(true)) {
            turns.push(Turn::Link);
        }
        if let Some(url) = self.stated_place(object, "url")? {
            turns.push(Turn::Url(url));
        }
        if let Some(parameter) = self.stated_parameter(object, "cursor")? {
            let from =
                from()?.ok_or("`cursor` needs `from`: where the answer holds the next one")?;
            self.at(&from).ok_or("`from` is no pointer to a property of the answer")?;
            turns.push(Turn::Cursor { parameter, from });
        }
        if let Some(parameter) = self.stated_parameter(object, "last_item")? {
            let key = from()?
                .ok_or("`last_item` needs `from`: which property of an item goes into it")?;
            self.below(item, &key).ok_or("`from` is no pointer to a property of an item")?;
            turns.push(Turn::LastItem { parameter, key });
        }
        if let Some(parameter) = self.stated_parameter(object, "offset")? {
            turns.push(Turn::Offset { parameter, first: first(0)? });
        }
        if let Some(parameter) = self.stated_parameter(object, "number")? {
            let first = first(1)?;
            turns.push(Turn::Number { parameter, first });
        }
        match (turns.pop(), turns.is_empty()) {
            (Some(turn), true) => Ok(turn),
            _ => Err(
                "one of `link`, `url`, `cursor`, `last_item`, `offset` and `number` is expected"
                    .to_owned(),
            ),
        }
    }

    fn stated_place(
        &self,
        object: &serde_json::Map<String, Value>,
        key: &str,
    ) -> Result<Option<Vec<String>>, String> {
        let Some(path) = pointer(object.get(key), key)? else { return Ok(None) };
        match self.at(&path) {
            Some(_) if !path.is_empty() => Ok(Some(path)),
            _ => Err(format!("`{key}` is no pointer to a property of the answer")),
        }
    }

    fn stated_parameter(
        &self,
        object: &serde_json::Map<String, Value>,
        key: &str,
    ) -> Result<Option<String>, String> {
        let Some(name) = object.get(key) else { return Ok(None) };
        let found =
            self.parameters.iter().find(|it| it.location == Location::Query && *name == it.name);
        match found {
            Some(parameter) => Ok(Some(parameter.name.clone())),
            None => Err(format!("`{key}` is no query parameter of the operation")),
        }
    }
}

/// Reads a JSON Pointer as the names of its steps.
fn pointer(value: Option<&Value>, key: &str) -> Result<Option<Vec<String>>, String> {
    let Some(value) = value else { return Ok(None) };
    match value.as_str() {
        Some("") => Ok(Some(Vec::new())),
        Some(text) if text.starts_with('/') => {
            Ok(Some(text.split('/').skip(1).map(unescape).collect()))
        }
        _ => Err(format!("`{key}` is a JSON Pointer, such as `/data`")),
    }
}
