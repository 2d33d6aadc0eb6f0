//! Streams: what their items are, told by the schema of the whole, of an item, or of whole events.

use portolan_generator::diagnostic::{Code, Diagnostic};
use portolan_generator::ir::{Codec, EventRow, Item, Primitive, Stream, Type};

use crate::{Lowered, primitive};

/// Lowers an answer of one media type.
fn stream(media_type: &str, says: &str) -> Stream {
    let l = Lowered::get(&format!(
        "responses: {{ 200: {{ description: a, content: {{ {media_type}: {{ {says} }} }} }} }}"
    ));
    let stream = l.operation().stream.clone().expect("a stream");
    let content = l.operation().successes[0].content.clone().unwrap();
    assert_eq!(content.codec, Codec::Items(stream.item.clone()), "alone, it is the answer");
    stream
}

fn event(schema: &str) -> Item {
    stream("text/event-stream", &format!("schema: {schema}")).item
}

#[test]
fn data_of_events_are_json_where_the_schema_is_more_than_a_text() {
    assert_eq!(event("{ type: string }"), Item::Event);
    assert_eq!(stream("text/event-stream", "").item, Item::Event);
    let object = "{ type: object, properties: { a: { type: integer } } }";
    assert!(matches!(event(object), Item::Json(Type::Named(_))));
    let list = format!("{{ type: array, items: {object} }}");
    assert!(matches!(event(&list), Item::Json(Type::Named(_))), "a list is the whole");
}

#[test]
fn lines_are_json() {
    let integer = Item::Json(primitive(Primitive::I64));
    for media_type in ["application/jsonl", "application/x-ndjson", "application/json-seq"] {
        assert_eq!(stream(media_type, "schema: { type: integer }").item, integer);
        let list = "schema: { type: array, items: { type: integer } }";
        assert_eq!(stream(media_type, list).item, integer);
        assert_eq!(stream(media_type, "").item, Item::Json(Type::Any));
    }
}

#[test]
fn a_schema_of_whole_events_tells_names_data_and_the_end() {
    let Item::Events(events) = event(
        "{ oneOf: [
            { properties: { event: { enum: [a, b] }, data: { type: integer } } },
            { properties: { event: { enum: [c] }, data: { type: string } } },
            { properties: { data: { type: boolean } } },
            { properties: { data: { type: string, enum: [x, y] }, event: { enum: [d] } } } ] }",
    ) else {
        panic!("several events")
    };
    let rows: Vec<(Vec<&str>, Option<Type>)> = (events.rows.iter())
        .map(|EventRow { names, data, .. }| {
            (names.iter().map(String::as_str).collect(), data.clone())
        })
        .collect();
    assert_eq!(
        rows,
        [
            (vec!["a", "b"], Some(primitive(Primitive::I64))),
            (vec!["c"], None),
            (vec![], Some(primitive(Primitive::Boolean))),
            (vec!["d"], None),
        ]
    );
}

#[test]
fn what_a_schema_of_events_refers_to_and_what_stands_beside_belong_together() {
    let l = Lowered::version(
        "3.2.0",
        r##"
paths:
  /x:
    get:
      operationId: x
      responses:
        '200':
          description: a
          content:
            text/event-stream:
              itemSchema:
                $ref: "#/components/schemas/Event"
                required: [event]
                oneOf:
                  - properties: { event: { const: text } }
                  - { $ref: "#/components/schemas/Number" }
                  - properties:
                      event: { const: object }
                      data: { contentSchema: { type: object, properties: { a: { type: integer } } } }
components:
  schemas:
    Event:
      type: object
      description: Any of them.
      required: [data]
      properties:
        event: { type: string }
        data: { type: string }
        id: { type: string }
        retry: { type: integer, minimum: 0 }
    Number:
      description: A number.
      allOf: [{ properties: { event: { const: number } } }, { properties: { data: { format: int64, type: integer } } }]
"##,
    );
    let Some(Item::Events(events)) = l.operation().stream.as_ref().map(|it| it.item.clone()) else {
        panic!("several events: {:?}", l.operation().stream)
    };
    let [text, number, object] = events.rows.as_slice() else { panic!("{:?}", events.rows) };
    assert_eq!((text.names.as_slice(), &text.data), (&["text".to_owned()][..], &None));
    assert_eq!(text.docs.description, None);
    assert_eq!(number.names, ["number"]);
    assert_eq!(number.data, Some(primitive(Primitive::I64)));
    assert_eq!(number.docs.description.as_deref(), Some("A number."));
    assert_eq!(object.names, ["object"]);
    assert!(matches!(object.data, Some(Type::Named(_))), "{:?}", object.data);
    assert!(l.codes().iter().all(|code| *code == Code::IgnoredPart), "{:?}", l.diagnostics);
    assert!(events.ends.is_empty());
}

#[test]
fn events_of_one_kind_are_their_data() {
    let envelope = "{ properties: { data: { type: integer }, id: { type: string } } }";
    assert_eq!(event(envelope), Item::Json(primitive(Primitive::I64)));
    let text = "{ properties: { data: { type: string }, event: { enum: [message] } } }";
    assert_eq!(event(text), Item::Text);
}

#[test]
fn a_payload_that_has_data_of_its_own_is_no_event() {
    let payload = "{ properties: { data: { type: integer }, kind: { type: string } } }";
    assert!(matches!(event(payload), Item::Json(Type::Named(_))));
}

#[test]
fn events_go_before_lines_and_both_before_nothing() {
    let l = Lowered::get(
        "responses: { 200: { description: a, content: {
          application/jsonl: { schema: { type: integer } },
          text/event-stream: { schema: { type: string } },
          application/json: { schema: { type: integer } } } } }",
    );
    let stream = l.operation().stream.clone().unwrap();
    assert_eq!(stream.media_types, ["text/event-stream"]);
    assert_eq!(l.codes().len(), 1, "the lines are left out, which is named");
    let l = Lowered::get(
        "responses: { 200: { description: a }, 400: { description: b, content: {
          text/event-stream: { schema: { type: string } } } } }",
    );
    assert_eq!(l.operation().stream, None, "a failure is no stream");
    assert_eq!(l.codes().len(), 1);
}

#[test]
fn what_is_said_of_whole_events_is_read() {
    let l = Lowered::get(
        "responses: { 200: { description: a, content: { text/event-stream: { itemSchema: {
          type: object, required: [data],
          properties: {
            event: { type: string, const: add },
            data: { type: string, contentMediaType: application/json, contentSchema: { type: object, properties: { a: { type: integer } } } },
            id: { type: string, pattern: '^[0-9]+$' },
            retry: { type: integer, minimum: 0 } } } } } } }",
    );
    assert!(matches!(l.operation().stream.as_ref().unwrap().item, Item::Events(_)));
    // That nothing checks a content's schema is taken back by the ledger, once a reader has asked for it.
    let later = |it: &&Diagnostic| !matches!(it.code, Code::Repaired | Code::IgnoredPart);
    assert_eq!(l.diagnostics.iter().find(later), None);
}

#[test]
fn lines_of_the_same_items_are_asked_for_beside_events() {
    let of = |lines: &str, events: &str| {
        let text = format!(
            "responses: {{ 200: {{ description: a, content: {{
              application/jsonl: {{ schema: {lines} }}, text/event-stream: {{ schema: {events} }} }} }} }}"
        );
        let l = Lowered::get(&text);
        let operation = l.operation();
        let [success] = operation.successes.as_slice() else { panic!("one answer") };
        let stream = operation.stream.as_ref().unwrap();
        // Awaited, the events are asked for.
        let content = success.content.as_ref().unwrap();
        assert_eq!(content.media_type, "text/event-stream");
        assert_eq!(content.codec, Codec::Items(stream.item.clone()));
        (stream.media_types.clone(), l.codes().len())
    };
    let object = "{ type: object, properties: { a: { type: integer } } }";
    let both = ["application/jsonl", "text/event-stream"].map(str::to_owned).to_vec();
    assert_eq!(of(object, object), (both, 0));
    // Others are left out, which is named: of another type, text, or whole events.
    let events = vec!["text/event-stream".to_owned()];
    assert_eq!(of("{ type: integer }", object), (events.clone(), 1));
    let (told, lost) = of("{ type: string }", "{ type: string }");
    assert_eq!((told, lost > 0), (events.clone(), true));
    let envelope = "{ type: object, properties: { data: { type: integer } } }";
    let (told, lost) = of(envelope, envelope);
    assert_eq!((told, lost > 0), (events, true));
}
