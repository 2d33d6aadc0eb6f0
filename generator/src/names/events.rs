//! Names events.
//!
//! In: the events and their module. Out: a static for each, and what its inline types are called after. It must not know types.

use super::{Ident, Scope};
use crate::ir::{Api, Cause, Event};

/// The module of events, where no tag has the name.
pub(super) const MODULE: &str = "webhooks";

/// Names of the events.
#[derive(Clone, Debug)]
pub struct EventNames {
    /// The module.
    pub module: Ident,
    /// The static of each event.
    pub constants: Vec<Ident>,
    /// What each is called after.
    texts: Vec<String>,
}

impl EventNames {
    /// Returns what an event is called after.
    pub(super) fn text(&self, event: usize) -> Option<&str> {
        self.texts.get(event).map(String::as_str)
    }
}

pub(super) fn name(api: &Api, module: Ident) -> EventNames {
    let texts: Vec<String> = api.events.iter().map(|event| text(api, event)).collect();
    let mut scope = Scope::default();
    let constants = texts.iter().map(|text| scope.shouty(text)).collect();
    EventNames { module, constants, texts }
}

/// Events of one name are told apart by their operations and methods.
fn text(api: &Api, event: &Event) -> String {
    if let Some(rename) = &event.rename {
        return rename.clone();
    }
    let mut text = event.name.clone();
    let alike = || api.events.iter().filter(|other| other.name == event.name);
    let first = |event: &Event| match &event.cause {
        Cause::Callback { operations, .. } => operations.first().cloned(),
        Cause::Webhook => None,
    };
    if let (Some(operation), true) = (first(event), alike().any(|it| first(it) != first(event))) {
        text = format!("{operation} {text}");
    }
    let same = |other: &Event| first(other) == first(event) && other.method != event.method;
    if alike().any(same) {
        text = format!("{text} {}", event.method.text().to_lowercase());
    }
    text
}
