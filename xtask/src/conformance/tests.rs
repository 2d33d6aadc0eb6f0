//! How requests become arguments, and which operation an exchange belongs to.

use serde_json::{Value, json};

use super::arguments::{Call, call};
use super::document::Document;
use super::judged;
use super::scenario::{Candidate, Exchange};

fn document() -> Document {
    Document::of(json!({
        "servers": [{ "url": "{endpoint}/v:{version}", "variables": {
            "endpoint": { "default": "" }, "version": { "default": "v2", "enum": ["v2"] },
        } }],
        "security": [{ "key": [] }],
        "components": {
            "securitySchemes": { "key": { "type": "apiKey", "in": "header", "name": "X-Key" } },
            "schemas": { "Colors": { "type": "array", "items": { "type": "string" } } },
        },
        "paths": { "/things/{id}/of{labels}": { "post": {
            "operationId": "make",
            "parameters": [
                { "name": "id", "in": "path", "required": true, "schema": { "type": "integer" } },
                { "name": "labels", "in": "path", "required": true, "style": "label",
                  "schema": { "$ref": "#/components/schemas/Colors" } },
                { "name": "colors", "in": "query", "explode": false,
                  "schema": { "$ref": "#/components/schemas/Colors" } },
                { "name": "bounds", "in": "query",
                  "schema": { "type": "object", "properties": {}, "unevaluatedProperties": { "type": "integer" } } },
                { "name": "X-On", "in": "header", "schema": { "type": ["boolean", "null"] } },
            ],
            "requestBody": { "content": {
                "application/json": { "schema": { "type": "object" } },
                "text/plain": { "schema": { "type": "string" } },
            } },
        } } },
    }))
}

fn exchange(uri: &str, request: Value) -> Exchange {
    Exchange {
        method: "post".into(),
        uri: uri.into(),
        request,
        response: Value::Null,
        candidates: Vec::new(),
    }
}

fn played(uri: &str, request: Value) -> Option<Call> {
    let candidate = Candidate {
        document: "a/openapi.3.0.yaml".into(),
        operation: "make".into(),
        path: "/v:{version}/things/{id}/of{labels}".into(),
    };
    call(&document(), &candidate, &exchange(uri, request))
}

#[test]
fn texts_of_the_wire_become_what_their_parameters_are() {
    let request = json!({
        "query": { "colors": "red,blue", "from": "1", "to": 2 },
        "headers": { "x-on": "true", "X-KEY": "k", "Content-Type": "text/plain" },
        "body": { "contentType": "application/json", "text": "\"hi\"" },
    });
    let call = played("/v:v2/things/7/of.a,b%20c", request).unwrap();
    assert_eq!(call.prefix, "/v:v2");
    let variables = [("endpoint".to_owned(), String::new()), ("version".into(), "v2".into())];
    assert_eq!(call.variables, variables);
    assert_eq!(call.credential, Some(("key".into(), "k".into())));
    assert_eq!(call.lost, Vec::<String>::new());
    let expected = json!({
        "path": { "id": 7, "labels": ["a", "b c"] },
        "query": { "colors": ["red", "blue"], "bounds": { "from": 1, "to": 2 } },
        "header": { "X-On": true },
        "content_type": "text/plain",
        "body": "hi",
    });
    assert_eq!(call.arguments, expected);
}

#[test]
fn what_an_operation_has_no_place_for_is_told() {
    let call = played("/v:v1/things/7/of.a", json!({ "headers": { "other": "x" } })).unwrap();
    assert_eq!(call.lost, ["the server's version v1", "the header other"]);
    // A request without a credential would not be sent.
    assert_eq!(call.credential, Some(("key".into(), "none".into())));
    assert!(played("/v:v2/others/7/of.a", json!({})).is_none());
}

#[test]
fn a_scenario_needs_the_server_and_the_answer() {
    let coverage = json!([{ "results": { "A": "pass", "B": "not-implemented" } }]);
    assert_eq!(judged(&coverage, "A", Ok(())), None);
    assert_eq!(judged(&coverage, "A", Err("no".into())).unwrap(), "no");
    assert!(judged(&coverage, "B", Ok(())).unwrap().contains("not-implemented"));
    assert!(judged(&coverage, "C", Ok(())).unwrap().contains("unknown"));
}
