//! The ledger is mechanical: what no reader asks for appears in it by itself.

use portolan_generator::diagnostic::Sink;
use portolan_generator::ledger::{Ledger, ledger};
use portolan_generator::{Code, Source, lower, read};

const HEAD: &str = "openapi: 3.1.0\ninfo: { title: T, version: '1' }\n";

/// The ledger of a definition, and the places of its unread keys; `missed`: a keyword whose reading is taken away.
fn unread(text: &str, missed: Option<&'static str>) -> (Vec<String>, Ledger) {
    let mut sink = Sink::default();
    let source = Source::new("case.yaml", format!("{HEAD}{text}"));
    let mut document = read(&source, &mut sink, &mut |_| {}).expect("a definition");
    if let Some(missed) = missed {
        document.visits.miss(missed);
    }
    lower::lower(&document, &mut sink);
    let ledger = ledger(&document, &mut sink);
    let unread = sink.into_diagnostics().into_iter().filter(|d| d.code == Code::UnreadKey);
    (unread.map(|d| d.place.pointer().to_owned()).collect(), ledger)
}

const WHOLE: &str = r##"
x-own: {}
paths:
  /a:
    get:
      operationId: a
      parameters: [{ name: q, in: query, x-own: 1, schema: { type: array, items: { type: string, minLength: 1 } } }]
      responses:
        "200":
          description: Fine
          content:
            application/json: { schema: { $ref: "#/components/schemas/A" } }
            application/pdf: { schema: { type: string, format: binary } }
        "204": { description: None, content: { application/json: { schema: { type: object, format: none } } } }
components:
  headers:
    Unused: { schema: { type: string, enum: [a] } }
  schemas:
    A:
      type: object
      required: [n]
      properties:
        n: { type: integer, format: int32, multipleOf: 5 }
        t: { prefixItems: [{ type: string }, { enum: [a, b] }], items: false }
        u: { oneOf: [{ type: string }, { $ref: "#/components/schemas/B" }] }
        c: { if: { required: [n] }, then: { properties: { d: { type: string } } } }
    One:
      oneOf: [{ $ref: "#/components/schemas/A" }]
      discriminator: { propertyName: n, mapping: { a: "#/components/schemas/A" } }
    B: { allOf: [{ type: object, patternProperties: { "^a": { const: 1 } } }], additionalProperties: false }
"##;

#[test]
fn everything_is_read() {
    let (unread, ledger) = unread(WHOLE, None);
    assert_eq!(unread, [""; 0]);
    assert_eq!(ledger.extensions.into_iter().collect::<Vec<_>>(), [("x-own".to_owned(), 2)]);
    assert_eq!(ledger.unused.into_iter().collect::<Vec<_>>(), [("headers".to_owned(), 1)]);
}

/// Takes the reading of one keyword away, and sees it in the ledger.
#[test]
fn a_keyword_that_is_not_supported_appears() {
    for (keyword, places) in [
        ("format", &["/components/schemas/A/properties/n/format"][..]),
        ("prefixItems", &["/components/schemas/A/properties/t/prefixItems"]),
        ("oneOf", &["/components/schemas/A/properties/u/oneOf", "/components/schemas/One/oneOf"]),
        ("patternProperties", &["/components/schemas/B/allOf/0/patternProperties"]),
        ("required", &["/components/schemas/A/required"]),
        ("enum", &["/components/schemas/A/properties/t/prefixItems/1/enum"]),
    ] {
        assert_eq!(unread(WHOLE, Some(keyword)).0, places, "{keyword}");
    }
}

/// What the format of events says by itself need not be read; what else is said is.
#[test]
fn schemas_of_events_are_read() {
    let events = r##"
paths:
  /a:
    get:
      operationId: a
      responses:
        "200":
          description: Fine
          content:
            text/event-stream:
              schema:
                type: object
                required: [event]
                properties: { event: { type: string }, data: { type: string }, retry: { type: integer, format: int32 } }
                oneOf:
                  - properties: { event: { const: a }, data: { contentMediaType: application/json, contentSchema: { type: integer } } }
                  - properties: { event: { const: b }, data: { contentMediaType: text/plain, contentSchema: { type: object, properties: { x: { type: integer } } } } }
"##;
    let at = "/paths/~1a/get/responses/200/content/text~1event-stream/schema";
    let lost = format!("{at}/oneOf/1/properties/data/contentSchema/properties/x/type");
    assert_eq!(unread(events, None).0, [lost], "text has no properties");
    assert!(unread(events, Some("type")).0.contains(&format!("{at}/type")));
}

#[test]
fn what_only_describes_is_counted() {
    let (lost, ledger) = unread(WHOLE, Some("multipleOf"));
    assert_eq!(lost, [""; 0]);
    assert_eq!(ledger.unread.get("multipleOf"), Some(&1));
}
