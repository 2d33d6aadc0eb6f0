//! The styles against RFC 6570's published examples and OpenAPI 3.0.4's table.

use super::*;

fn text(value: &str) -> ParamValue {
    ParamValue::Text(value.into())
}

fn list() -> ParamValue {
    ParamValue::List(["red", "green", "blue"].map(String::from).to_vec())
}

fn keys() -> ParamValue {
    let member = |(k, v): (&str, &str)| (k.to_owned(), v.to_owned());
    ParamValue::Object([("semi", ";"), ("dot", "."), ("comma", ",")].map(member).to_vec())
}

fn in_path(style: Style, name: &str, value: &ParamValue) -> String {
    let mut out = String::new();
    path(&mut out, style, name, value);
    out
}

fn in_query(style: Style, name: &str, value: &ParamValue) -> String {
    let mut out = String::new();
    query(&mut out, style, name, value);
    out
}

#[test]
fn simple_expansion_of_rfc_6570_3_2_2() {
    let p = |style, value: &ParamValue| in_path(style, "x", value);
    assert_eq!(p(Style::SIMPLE, &text("value")), "value");
    assert_eq!(p(Style::SIMPLE, &text("Hello World!")), "Hello%20World%21");
    assert_eq!(p(Style::SIMPLE, &text("50%")), "50%25");
    assert_eq!(p(Style::SIMPLE, &list()), "red,green,blue");
    assert_eq!(p(Style::SIMPLE_EXPLODE, &list()), "red,green,blue");
    assert_eq!(p(Style::SIMPLE, &keys()), "semi,%3B,dot,.,comma,%2C");
    assert_eq!(p(Style::SIMPLE_EXPLODE, &keys()), "semi=%3B,dot=.,comma=%2C");
}

#[test]
fn label_expansion_of_rfc_6570_3_2_5() {
    let p = |style, value: &ParamValue| in_path(style, "x", value);
    assert_eq!(p(Style::LABEL, &text("fred")), ".fred");
    assert_eq!(p(Style::LABEL, &text("50%")), ".50%25");
    assert_eq!(p(Style::LABEL, &list()), ".red,green,blue");
    assert_eq!(p(Style::LABEL_EXPLODE, &list()), ".red.green.blue");
    assert_eq!(p(Style::LABEL, &keys()), ".semi,%3B,dot,.,comma,%2C");
    assert_eq!(p(Style::LABEL_EXPLODE, &keys()), ".semi=%3B.dot=..comma=%2C");
}

#[test]
fn matrix_expansion_of_rfc_6570_3_2_7() {
    assert_eq!(in_path(Style::MATRIX, "who", &text("fred")), ";who=fred");
    assert_eq!(in_path(Style::MATRIX, "half", &text("50%")), ";half=50%25");
    assert_eq!(in_path(Style::MATRIX, "empty", &text("")), ";empty");
    assert_eq!(in_path(Style::MATRIX, "list", &list()), ";list=red,green,blue");
    assert_eq!(in_path(Style::MATRIX_EXPLODE, "list", &list()), ";list=red;list=green;list=blue");
    assert_eq!(in_path(Style::MATRIX, "keys", &keys()), ";keys=semi,%3B,dot,.,comma,%2C");
    assert_eq!(in_path(Style::MATRIX_EXPLODE, "keys", &keys()), ";semi=%3B;dot=.;comma=%2C");
}

#[test]
fn form_expansion_of_rfc_6570_3_2_8() {
    assert_eq!(in_query(Style::FORM, "who", &text("fred")), "who=fred");
    assert_eq!(in_query(Style::FORM, "half", &text("50%")), "half=50%25");
    assert_eq!(in_query(Style::FORM, "empty", &text("")), "empty=");
    assert_eq!(in_query(Style::FORM_COMMA, "list", &list()), "list=red,green,blue");
    assert_eq!(in_query(Style::FORM, "list", &list()), "list=red&list=green&list=blue");
    assert_eq!(in_query(Style::FORM_COMMA, "keys", &keys()), "keys=semi,%3B,dot,.,comma,%2C");
    assert_eq!(in_query(Style::FORM, "keys", &keys()), "semi=%3B&dot=.&comma=%2C");
}

#[test]
fn reserved_expansion_of_rfc_6570_3_2_3() {
    let reserved = Style::FORM.allow_reserved();
    assert_eq!(in_query(reserved, "x", &text("Hello World!")), "x=Hello%20World!");
    assert_eq!(in_query(reserved, "x", &text("50%")), "x=50%25");
    assert_eq!(in_query(reserved, "x", &text("%41/foo/bar")), "x=%41/foo/bar");
    // A `#` would begin a fragment and cut the query.
    assert_eq!(in_query(reserved, "x", &text("a#b")), "x=a%23b");
    assert_eq!(in_query(reserved, "x", &text("%é%4")), "x=%25%C3%A9%254");
}

#[test]
fn delimited_and_deep_styles_of_openapi() {
    assert_eq!(in_query(Style::SPACE, "color", &list()), "color=red%20green%20blue");
    assert_eq!(in_query(Style::PIPE, "color", &list()), "color=red%7Cgreen%7Cblue");
    let rgb = ParamValue::object().field("R", &100).field("G", &200);
    assert_eq!(in_query(Style::SPACE, "color", &rgb), "color=R%20100%20G%20200");
    assert_eq!(in_query(Style::PIPE, "color", &rgb), "color=R%7C100%7CG%7C200");
    assert_eq!(in_query(Style::DEEP_OBJECT, "color", &rgb), "color%5BR%5D=100&color%5BG%5D=200");
}

#[test]
fn spaces_and_plus_signs_in_queries() {
    assert_eq!(in_query(Style::FORM, "a b", &text("1 + 1")), "a%20b=1%20%2B%201");
}

#[test]
fn empty_lists_and_objects_send_nothing() {
    for style in [Style::FORM, Style::FORM_COMMA, Style::SPACE, Style::PIPE, Style::DEEP_OBJECT] {
        assert_eq!(in_query(style, "x", &ParamValue::List(vec![])), "");
        assert_eq!(in_query(style, "x", &ParamValue::object()), "");
    }
    assert_eq!(header(Style::SIMPLE, &ParamValue::List(vec![])), None);
    assert_eq!(header(Style::SIMPLE, &None::<i32>.param()), None);
}

#[test]
fn headers_are_not_percent_encoded() {
    assert_eq!(header(Style::SIMPLE, &text("a b/c")).unwrap(), "a b/c");
    assert_eq!(header(Style::SIMPLE, &list()).unwrap(), "red,green,blue");
    assert_eq!(header(Style::SIMPLE, &keys()).unwrap(), "semi,;,dot,.,comma,,");
    assert_eq!(header(Style::SIMPLE_EXPLODE, &keys()).unwrap(), "semi=;,dot=.,comma=,");
}

use crate::param::Param;
