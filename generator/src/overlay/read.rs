//! An Overlay document: what it must hold, and its actions.
//!
//! In: the document's tree. Out: the actions that can be applied, in order. It must not know the definition.

use serde_json::{Map, Value};
use serde_json_path::JsonPath;

use super::path;
use crate::diagnostic::nearest::nearest;
use crate::diagnostic::{Code, Place, Sink};

/// One action.
pub(super) struct Action {
    pub(super) place: Place,
    pub(super) target: JsonPath,
    pub(super) change: Change,
}

/// What an action does to what it selects.
pub(super) enum Change {
    Update(Value),
    Copy(JsonPath),
    Remove,
}

/// Reads the actions. `names`: what the overlay and the definition are called.
pub(super) fn read(tree: Value, file: usize, names: (&str, &str), sink: &mut Sink) -> Vec<Action> {
    let mut reader = Reader { file, minor: 1, sink };
    let Value::Object(root) = tree else {
        reader.report(Code::InvalidOverlay, &Place::root(), "an overlay is an object");
        return Vec::new();
    };
    reader.document(root, names)
}

struct Reader<'r> {
    file: usize,
    /// The second number of the overlay's version.
    minor: u8,
    sink: &'r mut Sink,
}

impl Reader<'_> {
    fn report(&mut self, code: Code, at: &Place, message: impl Into<String>) {
        self.sink.report_in(code, self.file, at, message);
    }

    fn document(&mut self, mut root: Map<String, Value>, names: (&str, &str)) -> Vec<Action> {
        let at = Place::root();
        self.version(root.get("overlay"));
        self.unknown(&root, &at, &["overlay", "info", "extends", "actions"]);
        self.info(root.get("info"));
        self.extends(root.get("extends"), names);
        let at = at.child("actions");
        match root.shift_remove("actions") {
            Some(Value::Array(actions)) => {
                if actions.is_empty() {
                    self.report(Code::IneffectiveAction, &at, "there is no action in this list");
                }
                let actions = actions.into_iter().enumerate();
                actions.filter_map(|(index, action)| self.action(action, at.item(index))).collect()
            }
            Some(_) => {
                self.report(Code::InvalidOverlay, &at, "`actions` is a list of actions");
                Vec::new()
            }
            None => {
                self.report(Code::InvalidOverlay, &Place::root(), "an overlay needs `actions`");
                Vec::new()
            }
        }
    }

    fn version(&mut self, version: Option<&Value>) {
        let Some(version) = version else {
            let message = "the key `overlay`, which gives the version, is missing";
            return self.report(Code::InvalidOverlay, &Place::root(), message);
        };
        let text = match version {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        let mut numbers = text.split('.');
        match (numbers.next(), numbers.next()) {
            (Some("1"), None | Some("0")) => self.minor = 0,
            (Some("1"), Some("1")) => self.minor = 1,
            _ => {
                let message = format!("`{text}` is no version of overlays that is known");
                self.report(Code::InvalidOverlay, &Place::root().child("overlay"), message);
            }
        }
    }

    fn info(&mut self, info: Option<&Value>) {
        let at = Place::root().child("info");
        let Some(Value::Object(info)) = info else {
            let message = "an overlay should have `info` with `title` and `version`";
            return self.report(Code::Repaired, &Place::root(), message);
        };
        for key in ["title", "version"] {
            if !info.contains_key(key) {
                let message = format!("`info` of an overlay should have `{key}`");
                self.report(Code::Repaired, &at, message);
            }
        }
        self.unknown(info, &at, &["title", "version", "description"]);
    }

    /// `extends` says which definition is meant. The caller has chosen one, so it decides.
    fn extends(&mut self, extends: Option<&Value>, (overlay, definition): (&str, &str)) {
        let at = Place::root().child("extends");
        let text = match extends {
            None => return,
            Some(Value::String(text)) => text,
            Some(_) => return self.report(Code::InvalidOverlay, &at, "`extends` is a text"),
        };
        // A URL says where the author has the definition, not where the reader has.
        if text.contains("://") {
            return;
        }
        let folder = overlay.rsplit_once('/').map_or("", |(folder, _)| folder);
        if lexical(&format!("{folder}/{text}")) != lexical(&format!("/{definition}")) {
            let message = format!("it extends `{text}`, and is applied to `{definition}`");
            self.report(Code::Repaired, &at, message);
        }
    }

    fn action(&mut self, action: Value, at: Place) -> Option<Action> {
        let Value::Object(mut action) = action else {
            self.report(Code::InvalidOverlay, &at, "an action is an object");
            return None;
        };
        self.unknown(&action, &at, &["target", "description", "update", "copy", "remove"]);
        let target = match action.get("target") {
            Some(target) => self.query(target, &at.child("target")),
            None => {
                self.report(Code::InvalidOverlay, &at, "an action needs `target`");
                None
            }
        };
        let change = self.change(&mut action, &at);
        Some(Action { target: target?, change: change?, place: at })
    }

    fn change(&mut self, action: &mut Map<String, Value>, at: &Place) -> Option<Change> {
        let removes = match action.get("remove") {
            None => false,
            Some(Value::Bool(flag)) => *flag,
            Some(_) => {
                let message = "`remove` is true or false";
                self.report(Code::InvalidOverlay, &at.child("remove"), message);
                return None;
            }
        };
        let update = action.shift_remove("update");
        let copy = action.get("copy");
        let mut idle = |key: &str, beside: &str| {
            let message = format!("`{key}` beside `{beside}` changes nothing");
            self.report(Code::IneffectiveAction, &at.child(key), message);
        };
        if removes {
            if update.is_some() {
                idle("update", "remove: true");
            }
            if copy.is_some() {
                idle("copy", "remove: true");
            }
            return Some(Change::Remove);
        }
        match (update, copy) {
            (Some(_), Some(_)) => {
                idle("update", "copy");
                idle("copy", "update");
                None
            }
            (Some(update), None) => Some(Change::Update(update)),
            (None, Some(copy)) => {
                if self.minor == 0 {
                    let message = "`copy` is of Overlay 1.1: it is read as it is there";
                    self.report(Code::Repaired, &at.child("copy"), message);
                }
                self.query(copy, &at.child("copy")).map(Change::Copy)
            }
            (None, None) => {
                let message = "an action has one of `update`, `copy` and `remove: true`";
                self.report(Code::IneffectiveAction, at, message);
                None
            }
        }
    }

    fn query(&mut self, text: &Value, at: &Place) -> Option<JsonPath> {
        let Value::String(text) = text else {
            self.report(Code::InvalidOverlay, at, "a query is a text such as `$.paths`");
            return None;
        };
        match path::read(text) {
            Ok(query) => Some(query),
            Err(why) => {
                self.report(Code::InvalidOverlay, at, format!("`{text}`: {why}"));
                None
            }
        }
    }

    fn unknown(&mut self, object: &Map<String, Value>, at: &Place, known: &[&str]) {
        for key in object.keys() {
            if known.contains(&key.as_str()) || key.starts_with("x-") {
                continue;
            }
            let right = nearest(key, known.iter().copied());
            let hint = right.map(|right| format!(": is it `{right}`?")).unwrap_or_default();
            let message = format!("an overlay has no `{key}` here{hint}");
            self.report(Code::UnknownKey, &at.child(key), message);
        }
    }
}

/// A path without `.` and `..`.
fn lexical(path: &str) -> Vec<&str> {
    let mut out = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                out.pop();
            }
            part => out.push(part),
        }
    }
    out
}
