//! What an API sends is read into the definition's types.

use webhooks::runtime::json;
use webhooks::types::{Ack, Event, Shared};
use webhooks::webhook_events as hooks;

#[test]
fn payloads_are_typed() {
    let event: Event = hooks::NEW_PET.decode(br#"{"id":"e-1","pet":{"name":"Rex"}}"#).unwrap();
    assert_eq!((event.id.as_str(), event.pet.unwrap().name.as_deref()), ("e-1", Some("Rex")));
    let moved = hooks::MOVED_PUT.decode(br#"{"to":"A 7","at":"2026-01-02T03:04:05Z"}"#).unwrap();
    assert_eq!((moved.to.as_str(), moved.at.is_some()), ("A 7", true));
    hooks::MOVED_DELETE.decode(b"").unwrap();
    assert_eq!(hooks::SPOKEN.decode(b"hello").unwrap(), "hello");
    assert_eq!(hooks::FORM.decode(b"a=1").unwrap(), "a=1");
    let shared: Vec<Shared> = hooks::SHARED.decode(br#"[{"name":"Rex"}]"#).unwrap();
    assert_eq!(shared.len(), 1);
    assert_eq!((hooks::MOVED_PUT.name(), hooks::MOVED_PUT.method()), ("moved", "PUT"));
}

#[test]
fn a_wrong_payload_is_told_by_its_place() {
    let error = hooks::NEW_PET.decode(br#"{"id":"e-1","pet":{"name":7}}"#).unwrap_err();
    assert_eq!(error.path(), "$.pet.name");
}

#[test]
fn answers_can_be_written() {
    assert_eq!(json::to_vec(&Ack::new(true)), br#"{"seen":true}"#);
}
