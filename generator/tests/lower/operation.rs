//! Parameters, bodies, responses, names of operations.

use super::*;

const OK: &str = "responses: { 200: { description: ok } }";

#[test]
fn parameters_are_in_the_order_of_the_path_and_the_operation_wins() {
    let l = Lowered::new(
        "paths:
  /a/{one}/b/{two}:
    parameters:
      - { name: two, in: path, required: true, schema: { type: string } }
      - { name: q, in: query, schema: { type: string } }
    get:
      operationId: x
      parameters:
        - { name: h, in: header, schema: { type: string } }
        - { name: q, in: query, required: true, schema: { type: integer } }
        - { name: Accept, in: header, schema: { type: string } }
        - { name: gone, in: path, required: true, schema: { type: string } }
      responses: { 200: { description: ok } }
",
    );
    let operation = l.operation();
    let names: Vec<_> = operation.parameters.iter().map(|p| p.name.as_str()).collect();
    assert_eq!(names, ["one", "two", "q", "h"]);
    assert!(operation.parameters[2].required);
    assert_eq!(operation.parameters[2].ty, primitive(Primitive::I64));
    assert_eq!(l.codes(), [Code::IgnoredPart; 3]);
}

#[test]
fn styles_have_their_defaults() {
    let l = Lowered::get(&format!(
        "parameters: [
          {{ name: a, in: query, schema: {{ type: array, items: {{ type: string }} }} }},
          {{ name: b, in: query, style: pipeDelimited, schema: {{ type: array, items: {{ type: string }} }} }},
          {{ name: c, in: query, style: deepObject, schema: {{ type: object, properties: {{ x: {{ type: string }} }} }} }},
          {{ name: d, in: query, content: {{ application/json: {{ schema: {{ type: object }} }} }} }},
          {{ name: e, in: cookie, schema: {{ type: string }} }},
          {{ name: f, in: header, schema: {{ type: string }} }}], {OK}"
    ));
    let styles: Vec<_> = l.operation().parameters.iter().map(|p| (p.style, p.explode)).collect();
    assert_eq!(
        styles,
        [
            (Style::Form, true),
            (Style::PipeDelimited, false),
            (Style::DeepObject, true),
            (Style::Json, false),
            (Style::Form, true),
            (Style::Simple, false),
        ]
    );
}

#[test]
fn parameters_of_several_types_are_what_is_written_the_same() {
    let l = Lowered::get(&format!(
        "parameters: [
          {{ name: a, in: query, schema: {{ oneOf: [{{ type: string }}, {{ type: array, items: {{ type: string }} }}] }} }},
          {{ name: b, in: query, schema: {{ oneOf: [{{ type: string }}, {{ type: integer }}] }} }},
          {{ name: c, in: query, schema: {{}} }}], {OK}"
    ));
    let parameters = &l.operation().parameters;
    assert_eq!(parameters[0].ty, list(text()));
    assert!(matches!(parameters[1].ty, Type::Named(_)));
    assert_eq!(parameters[2].ty, text());
}

#[test]
fn a_parameter_that_cannot_be_written_costs_the_operation_only_if_required() {
    let unsendable = "name: 'a b', in: header, schema: { type: string }";
    let l = Lowered::get(&format!("parameters: [{{ {unsendable} }}], {OK}"));
    assert!(l.operation().parameters.is_empty());
    assert_eq!(l.codes(), [Code::UnsupportedParameter]);
    let l = Lowered::get(&format!("parameters: [{{ {unsendable}, required: true }}], {OK}"));
    assert!(l.api.operations.is_empty());
    assert_eq!(l.codes(), [Code::UnsupportedParameter, Code::UnsupportedOperation]);
}

#[test]
fn what_is_nested_in_a_parameter_is_json_with_a_note() {
    let nested = "schema: { type: array, items: { type: array, items: { type: string } } }";
    let l = Lowered::get(&format!("parameters: [{{ name: a, in: query, {nested} }}], {OK}"));
    let parameter = &l.operation().parameters[0];
    assert!(parameter.nested);
    assert_eq!(parameter.ty, list(list(text())));
    assert_eq!(l.codes(), [Code::NestedParameter]);
    let deep = format!("parameters: [{{ name: a, in: query, style: deepObject, {nested} }}], {OK}");
    let l = Lowered::get(&deep);
    assert!(!l.operation().parameters[0].nested);
    assert!(l.codes().is_empty());
}

#[test]
fn a_query_of_a_path_stays_and_a_fragment_is_named() {
    let l = Lowered::new(&format!(
        "paths:
  '/a?b=c{{?d}}#E': {{ get: {{ operationId: x, {OK} }} }}
"
    ));
    assert_eq!(l.operation().path, "/a?b=c");
    assert_eq!(l.codes(), [Code::IgnoredPart]);
    assert!(l.diagnostics[0].message.contains("`#E`"));
}

fn post(body: &str) -> Lowered {
    Lowered::new(&format!(
        "paths:\n  /x:\n    post: {{ operationId: x, requestBody: {body}, {OK} }}\n"
    ))
}

#[test]
fn bodies_have_a_codec_for_each_media_type() {
    let l = post(
        "{ required: true, content: {
          application/merge-patch+json: { schema: { type: object, properties: { a: { type: string } } } },
          text/plain: { schema: { type: string } },
          image/png: {},
          multipart/form-data: { schema: { type: object } } } }",
    );
    let body = l.operation().body.as_ref().unwrap();
    assert!(body.required);
    let codecs: Vec<_> = body.contents.iter().map(|c| (c.media_type.as_str(), &c.codec)).collect();
    let Codec::Json(ty) = codecs[0].1 else { panic!() };
    assert_eq!(*l.origin(ty), TypeName::InOperation(0, vec!["body".to_owned()]));
    assert_eq!(codecs[1], ("text/plain", &Codec::Text));
    assert_eq!(codecs[2], ("image/png", &Codec::Bytes));
    assert_eq!(codecs[3], ("multipart/form-data", &Codec::Form(Form::Any)));
    assert!(l.codes().is_empty());
}

#[test]
fn a_body_that_cannot_be_written_costs_the_operation_only_if_required() {
    let l = post("{ content: { json: { schema: { type: object } } } }");
    assert!(l.operation().body.is_none());
    let l = post("{ required: true, content: { json: { schema: { type: object } } } }");
    assert!(l.api.operations.is_empty());
    assert_eq!(l.codes(), [Code::UnsupportedMediaType, Code::UnsupportedOperation]);
}

#[test]
fn xml_is_a_text_unless_something_else_takes_the_same_value() {
    let schema = "schema: { type: object, properties: { a: { type: string } } }";
    let l = post(&format!("{{ required: true, content: {{ application/xml: {{ {schema} }} }} }}"));
    let content = &l.operation().body.as_ref().unwrap().contents[0];
    assert_eq!((content.media_type.as_str(), &content.codec), ("application/xml", &Codec::Text));
    assert_eq!(l.codes(), [Code::UnsupportedMediaType]);
    let both = format!("application/xml: {{ {schema} }}, application/json: {{ {schema} }}");
    let l = post(&format!("{{ content: {{ {both} }} }}"));
    assert_eq!(l.operation().body.as_ref().unwrap().contents.len(), 1);
    assert!(l.codes().is_empty());
}

#[test]
fn fields_of_a_form_have_the_style_of_most_and_name_the_others() {
    let l = post(
        "{ content: { application/x-www-form-urlencoded: {
          schema: { type: object, properties: {
            a: { type: array, items: { type: string } }, b: { type: object }, c: { type: object },
            d: { type: string }, e: { type: string }, f: { type: array, items: { type: string } } } },
          encoding: {
            a: { style: deepObject, explode: true }, b: { style: deepObject }, d: { style: deepObject },
            e: { contentType: application/json }, f: { style: form, explode: false } } } } }",
    );
    let content = &l.operation().body.as_ref().unwrap().contents[0];
    let Codec::Form(Form::Fields { usual, styles, .. }) = &content.codec else { panic!() };
    let styled = |style, explode| FieldStyle::Styled { style, explode, allow_reserved: false };
    assert_eq!(*usual, styled(Style::DeepObject, true));
    let expected =
        [("c", FieldStyle::Usual), ("e", FieldStyle::Json), ("f", styled(Style::Form, false))];
    assert_eq!(*styles, expected.map(|(name, style)| (name.to_owned(), style)));
}

#[test]
fn successes_and_failures_are_told_apart() {
    let l = Lowered::get(
        "responses: { 200: { description: a }, 204: { description: b }, 4XX: { description: c },
          default: { description: d, content: { application/json: { schema: { type: string } } } } }",
    );
    let operation = l.operation();
    let statuses = |all: &[Response]| all.iter().map(|r| r.status).collect::<Vec<_>>();
    assert_eq!(
        statuses(&operation.successes),
        [StatusPattern::Code(200), StatusPattern::Code(204)]
    );
    assert_eq!(statuses(&operation.failures), [StatusPattern::Range(4), StatusPattern::Default]);
}

#[test]
fn without_a_2xx_a_redirection_or_the_default_is_the_success() {
    let l = Lowered::get("responses: { 302: { description: a }, 404: { description: b } }");
    assert_eq!(l.operation().successes[0].status, StatusPattern::Code(302));
    let l = Lowered::get(
        "responses: { default: { description: a, content: { application/json: { schema: { type: string } } } } }",
    );
    assert_eq!(l.operation().successes[0].status, StatusPattern::Default);
    assert_eq!(l.operation().failures[0].status, StatusPattern::Default);
    let l = Lowered::get("responses: { 404: { description: a } }");
    assert!(l.operation().successes.is_empty());
}

#[test]
fn each_kind_of_value_is_read_json_else_and_only_losses_are_named() {
    let l = Lowered::get(
        "responses: { 200: { description: a, content: {
          application/xml: { schema: { type: integer } },
          application/json: { schema: { type: integer } },
          application/problem+json: { schema: { type: integer } },
          text/csv: {}, text/plain: {}, image/png: {},
          text/xml: { schema: { type: string } },
          text/event-stream: { schema: { type: string } } } } }",
    );
    let read: Vec<_> = (l.operation().successes.iter())
        .map(|r| (r.content.clone().unwrap().codec, r.media_types.join(" "), r.fallback))
        .collect();
    let json = "application/json application/problem+json".to_owned();
    assert_eq!(
        read,
        [
            (Codec::Json(primitive(Primitive::I64)), json, true),
            (Codec::Text, "text/csv text/plain".to_owned(), false),
            (Codec::Bytes, "image/png".to_owned(), false),
        ]
    );
    // XML of another schema; not the XML that holds what the JSON does, nor the stream, which is one.
    assert_eq!(l.codes(), [Code::UnsupportedMediaType]);
    let stream = l.operation().stream.clone().unwrap();
    assert_eq!((stream.media_types, stream.item), (vec!["text/event-stream".into()], Item::Event));
}

#[test]
fn a_range_of_all_media_types_is_what_the_rest_is_read_as() {
    let l = Lowered::get(
        "responses: { 200: { description: a, content: {
          application/json: { schema: { type: integer } },
          '*/*': { schema: { type: string, format: binary } } } } }",
    );
    let read: Vec<_> = (l.operation().successes.iter())
        .map(|r| (r.content.clone().unwrap().codec, r.fallback))
        .collect();
    assert_eq!(read, [(Codec::Json(primitive(Primitive::I64)), false), (Codec::Bytes, true)]);
}

#[test]
fn headers_of_responses_are_typed_and_no_content_is_none() {
    let l = Lowered::get(
        "responses: { 204: { description: a, headers: {
          X-Left: { schema: { type: integer } }, Content-Type: { schema: { type: string } } },
          content: { application/json: {} } } }",
    );
    let response = &l.operation().successes[0];
    assert!(response.content.is_none());
    assert_eq!(response.headers.len(), 1);
    assert_eq!(response.headers[0].ty, primitive(Primitive::I64));
}

#[test]
fn shared_components_have_their_own_names() {
    let l = Lowered::new(
        "paths:
  /a: { get: { operationId: a, responses: { 404: { $ref: '#/components/responses/Missing' } } } }
  /b: { get: { operationId: b, responses: { 404: { $ref: '#/components/responses/Missing' } } } }
components:
  responses:
    Missing: { description: m, content: { application/json: { schema: { type: object, properties: { a: { type: string } } } } } }
",
    );
    let ty = |i: usize| match &l.api.operations[i].failures[0].content.as_ref().unwrap().codec {
        Codec::Json(ty) => ty.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!(ty(0), ty(1));
    assert_eq!(*l.origin(&ty(0)), TypeName::Component("Missing".to_owned()));
}

#[test]
fn ids_are_derived_and_told_apart() {
    let l = Lowered::new(&format!(
        "paths:
  /pets/{{id}}: {{ get: {{ parameters: [{{ name: id, in: path, required: true, schema: {{ type: string }} }}], {OK} }} }}
  /a: {{ get: {{ operationId: same, {OK} }}, post: {{ operationId: same, {OK} }} }}
"
    ));
    let ids: Vec<_> = l.api.operations.iter().map(|o| o.id.as_str()).collect();
    assert_eq!(ids, ["get_pets_id", "same", "same_2"]);
}

#[test]
fn tags_are_in_the_order_of_the_definition() {
    let l = Lowered::new(&format!(
        "tags: [{{ name: b, description: B. }}, {{ name: unused }}, {{ name: a }}]
paths:
  /x: {{ get: {{ operationId: x, tags: [new, a], {OK} }}, put: {{ operationId: y, tags: [b], {OK} }} }}
"
    ));
    let names: Vec<_> = l.api.tags.iter().map(|t| t.name.as_str()).collect();
    assert_eq!(names, ["b", "new"]);
    assert_eq!(l.api.operations[0].tags, [TagId(1)]);
    // An accessor without operations is no use, but nobody should look for it in vain.
    assert_eq!(l.codes(), [Code::IgnoredPart]);
    assert!(l.diagnostics[0].message.contains("`a`"));
}

#[test]
fn types_of_what_is_left_out_are_left_out() {
    let l = Lowered::new(&format!(
        "paths:
  /x:
    post:
      operationId: x
      parameters: [{{ name: e, in: query, schema: {{ type: string, enum: [a] }} }}]
      requestBody: {{ required: true, content: {{ json: {{ schema: {{ type: object }} }} }} }}
      {OK}
"
    ));
    assert!(l.api.operations.is_empty() && l.api.types.is_empty());
}

#[test]
fn callbacks_are_events_and_links_are_notes() {
    let l = Lowered::get(&format!(
        "callbacks: {{ done: {{ '{{$request.body#/url}}': {{ post: {{ {OK} }} }} }} }},
         responses: {{ 200: {{ description: a, links: {{ next: {{ operationId: x }} }} }} }}"
    ));
    let [event] = &l.api.events[..] else { panic!("{:?}", l.api.events) };
    let Cause::Callback { operations, url } = &event.cause else { panic!("{event:?}") };
    assert_eq!((event.name.as_str(), operations.len()), ("done", 1));
    assert_eq!(url, "{$request.body#/url}");
    assert!(l.codes().iter().all(|code| *code == Code::IgnoredPart), "{:?}", l.diagnostics);
    let told: Vec<_> = l.diagnostics.iter().map(|d| d.message.as_str()).collect();
    assert!(told.iter().any(|m| m.contains("links between operations are not drawn")), "{told:?}");
    assert!(told.iter().any(|m| m.contains("nothing sets `{$request.body#/url}`")), "{told:?}");
}

#[test]
fn payload_that_no_type_says_is_a_loss() {
    let l = Lowered::get(&format!(
        "callbacks: {{ done: {{ 'x': {{ post: {{ requestBody: {{ content: {{ multipart/form-data: {{ schema: {{ type: object }} }} }} }}, {OK},
           callbacks: {{ more: {{ 'y': {{ post: {{ {OK} }} }} }} }} }} }} }} }}, {OK}"
    ));
    let lost = l.codes().iter().filter(|code| **code == Code::UnsupportedCallback).count();
    assert_eq!(lost, 2, "{:?}", l.diagnostics);
}

#[test]
fn the_crate_is_described_by_an_extension() {
    let l = Lowered::new(
        "paths: {}
x-portolan-crate:
  name: my-api
  version: 1.2.3
  dev-dependencies: { tokio: { version: '1', features: [macros] }, bad: { path: /etc } }
",
    );
    let package = &l.api.package;
    assert_eq!(package.name.as_deref(), Some("my-api"));
    assert_eq!(package.version.as_deref(), Some("1.2.3"));
    assert_eq!(package.dev_dependencies[0].features, ["macros"]);
    assert_eq!(package.dev_dependencies.len(), 1);
    assert_eq!(l.codes(), [Code::UnsupportedExtension]);
}
