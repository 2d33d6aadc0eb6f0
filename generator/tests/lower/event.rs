//! Requests that the API sends: what of them is typed, and what is said of the rest.

use super::*;

#[test]
fn parameters_that_are_no_headers_are_named() {
    let text = "openapi: 3.1.0
info: { title: T, version: '1' }
webhooks:
  added:
    post:
      parameters:
        - { name: X-Event, in: header, schema: { type: string } }
        - { name: shard, in: query, schema: { type: integer, minimum: 0 } }
      responses: { 200: { description: ok } }
";
    let l = Lowered::whole(text);
    let names: Vec<_> = l.api.events[0].headers.iter().map(|(name, ..)| name.as_str()).collect();
    assert_eq!(names, ["X-Event"]);
    assert_eq!(l.codes(), [Code::IgnoredPart]);
    assert!(l.diagnostics[0].message.contains("`shard`"), "{:?}", l.diagnostics[0]);
}
