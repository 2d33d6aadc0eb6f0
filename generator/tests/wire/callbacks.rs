//! What an API sends after a call is read into the definition's types.

use callbacks::webhooks;

#[test]
fn callbacks_of_one_name_are_told_apart_and_a_shared_one_is_there_once() {
    let done = webhooks::ADD_JOB_DONE.decode(br#"{"id":7,"result":"ok"}"#).unwrap();
    assert_eq!((done.id, done.result.as_deref()), (7, Some("ok")));
    assert_eq!(webhooks::PUT_JOB_DONE.decode(br#"{"id":8}"#).unwrap().id, 8);
    assert_eq!(webhooks::PROGRESS.decode(br#"{"percent":12.5}"#).unwrap().percent, Some(12.5));
}
