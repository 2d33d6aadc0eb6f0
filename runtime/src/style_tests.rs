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
fn delimiters_of_swagger_2_0_are_those_of_every_place() {
    for (style, escaped, plain) in [
        (Style::SPACE, "%20", " "),
        (Style::PIPE, "%7C", "|"),
        (Style::TAB, "%09", "\t"),
        (Style::SIMPLE, ",", ","),
    ] {
        let items = ["red", "green", "blue"];
        assert_eq!(in_query(style, "c", &list()), format!("c={}", items.join(escaped)));
        assert_eq!(in_path(style, "c", &list()), items.join(escaped));
        assert_eq!(header(style, &list()), Some(items.join(plain)));
    }
}

#[test]
fn cookies_of_openapi_3_2() {
    let cookies = |style, value: &ParamValue| {
        let mut out = "a=1".to_owned();
        cookie(&mut out, style, "c", value).then_some(out)
    };
    let rgb = ParamValue::object().field("R", &100).field("G", &"ü/%");
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(cookies(Style::COOKIE, &text("b/%20 c")), some("a=1; c=b/%20 c"));
    assert_eq!(cookies(Style::COOKIE, &list()), some("a=1; c=red; c=green; c=blue"));
    assert_eq!(cookies(Style::COOKIE_COMMA, &list()), some("a=1; c=red,green,blue"));
    assert_eq!(cookies(Style::COOKIE, &rgb), some("a=1; R=100; G=ü/%"));
    assert_eq!(cookies(Style::COOKIE_COMMA, &rgb), some("a=1; c=R,100,G,ü/%"));
    assert_eq!(cookies(Style::COOKIE, &ParamValue::List(vec![])), some("a=1"));
    for end in ["b; d=e", "b\r\nd", "b\0"] {
        assert_eq!(cookies(Style::COOKIE, &text(end)), None, "{end:?}");
        assert_eq!(cookies(Style::COOKIE_COMMA, &ParamValue::List(vec![end.into()])), None);
        let object = ParamValue::Object(vec![("k".into(), end.into())]);
        assert_eq!(cookies(Style::COOKIE, &object), None);
    }
    // The usual style escapes it.
    assert_eq!(cookies(Style::FORM, &text("b; d=e")), some("a=1; c=b%3B%20d%3De"));
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

fn raw(text: &str) -> RawJson {
    text.parse().unwrap()
}

#[test]
fn query_expansion_of_rfc_6570_3_2_8_and_3_2_9() {
    // `{?x,y,empty}`, `{?list*}`, `{?keys*}`: each parameter after the other.
    let mut out = String::new();
    for (name, value) in [("x", "1024"), ("y", "768"), ("empty", "")] {
        query(&mut out, Style::FORM, name, &text(value));
    }
    assert_eq!(out, "x=1024&y=768&empty=");
    query(&mut out, Style::FORM, "list", &list());
    assert_eq!(out, "x=1024&y=768&empty=&list=red&list=green&list=blue");
    assert_eq!(in_query(Style::FORM, "undef", &ParamValue::List(vec![])), "");
}

#[test]
fn the_style_table_of_openapi_3_0_4_4_8_12_4() {
    let colors = ParamValue::List(["blue", "black", "brown"].map(String::from).to_vec());
    let rgb = ParamValue::object().field("R", &100).field("G", &200).field("B", &150);
    let blue = text("blue");
    let path = |style, value: &ParamValue| in_path(style, "color", value);
    let query = |style, value: &ParamValue| in_query(style, "color", value);
    for (written, expected) in [
        (path(Style::MATRIX, &blue), ";color=blue"),
        (path(Style::MATRIX, &text("")), ";color"),
        (path(Style::MATRIX, &colors), ";color=blue,black,brown"),
        (path(Style::MATRIX, &rgb), ";color=R,100,G,200,B,150"),
        (path(Style::MATRIX_EXPLODE, &colors), ";color=blue;color=black;color=brown"),
        (path(Style::MATRIX_EXPLODE, &rgb), ";R=100;G=200;B=150"),
        (path(Style::LABEL, &blue), ".blue"),
        (path(Style::LABEL, &colors), ".blue,black,brown"),
        (path(Style::LABEL, &rgb), ".R,100,G,200,B,150"),
        (path(Style::LABEL_EXPLODE, &colors), ".blue.black.brown"),
        (path(Style::LABEL_EXPLODE, &rgb), ".R=100.G=200.B=150"),
        (path(Style::SIMPLE, &colors), "blue,black,brown"),
        (path(Style::SIMPLE, &rgb), "R,100,G,200,B,150"),
        (path(Style::SIMPLE_EXPLODE, &rgb), "R=100,G=200,B=150"),
        (query(Style::FORM, &text("")), "color="),
        (query(Style::FORM, &colors), "color=blue&color=black&color=brown"),
        (query(Style::FORM, &rgb), "R=100&G=200&B=150"),
        (query(Style::FORM_COMMA, &colors), "color=blue,black,brown"),
        (query(Style::FORM_COMMA, &rgb), "color=R,100,G,200,B,150"),
        (query(Style::SPACE, &colors), "color=blue%20black%20brown"),
        (query(Style::SPACE, &rgb), "color=R%20100%20G%20200%20B%20150"),
        (query(Style::PIPE, &colors), "color=blue%7Cblack%7Cbrown"),
        (query(Style::PIPE, &rgb), "color=R%7C100%7CG%7C200%7CB%7C150"),
        (query(Style::DEEP_OBJECT, &rgb), "color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150"),
    ] {
        assert_eq!(written, expected);
    }
}

#[test]
fn deep_objects_go_on_by_key_and_index() {
    let deep = |json| {
        let out = in_query(Style::DEEP_OBJECT, "a", &ParamValue::Json(raw(json)));
        out.replace("%5B", "[").replace("%5D", "]")
    };
    assert_eq!(
        deep(r#"{"b":{"c":[1,{"d e":"f&"}]},"n":null}"#),
        "a[b][c][0]=1&a[b][c][1][d%20e]=f%26&a[n]="
    );
    assert_eq!(deep(r#"["x"]"#), "a[0]=x");
    assert_eq!(deep("5"), "a=5");
    assert_eq!(deep("{}"), "");
    assert_eq!(deep(r#"{"]&[":1}"#), "a[]%26[]=1");
}

#[test]
fn json_is_one_text_in_the_other_styles() {
    let value = ParamValue::Json(raw(r#"{"a":1}"#));
    assert_eq!(in_query(Style::FORM, "x", &value), "x=%7B%22a%22%3A1%7D");
    assert_eq!(in_path(Style::SIMPLE, "x", &value), "%7B%22a%22%3A1%7D");
    assert_eq!(in_path(Style::MATRIX, "x", &value), ";x=%7B%22a%22%3A1%7D");
    assert_eq!(header(Style::SIMPLE, &value).unwrap(), r#"{"a":1}"#);
}

#[test]
fn fields_of_a_form() {
    let field = |style, json| {
        let mut out = String::new();
        super::field(&mut out, style, "x", &raw(json));
        out
    };
    assert_eq!(field(Style::FIELD, r#""a b+c""#), "x=a%20b%2Bc");
    assert_eq!(field(Style::FIELD, r#"[1,null,"b",[2]]"#), "x=1&x=&x=b&x=%5B2%5D");
    assert_eq!(field(Style::FIELD, r#"{"a":1}"#), "x=%7B%22a%22%3A1%7D");
    assert_eq!(field(Style::FIELD, "null"), "x=");
    assert_eq!(field(Style::FIELD, "[]"), "");
    assert_eq!(field(Style::JSON, r#""a""#), "x=%22a%22");
    assert_eq!(field(Style::JSON, "[]"), "x=%5B%5D");
    assert_eq!(field(Style::FORM, r#"{"a":1,"b":[2]}"#), "a=1&b=%5B2%5D");
    assert_eq!(field(Style::FORM_COMMA, "[1,2]"), "x=1,2");
    assert_eq!(field(Style::PIPE, "[1,2]"), "x=1%7C2");
    assert_eq!(field(Style::DEEP_OBJECT, "[1]"), "x%5B0%5D=1");
}

#[test]
fn a_whole_query_is_the_fields_of_an_object() {
    let query = |text: &str| in_query(Style::FIELD, "all", &ParamValue::Json(raw(text)));
    let object = r#"{"a":"x y","l":["1","2&3"],"o":{"k":1},"n":null}"#;
    assert_eq!(query(object), "a=x%20y&l=1&l=2%263&o=%7B%22k%22%3A1%7D&n=");
    assert_eq!(query("{}"), "");
    assert_eq!(query(r#""a=b&c""#), "a=b&c");
}

#[test]
fn parts_of_a_form_are_not_escaped() {
    let pairs = |style, text: &str| {
        let pairs = pairs(style, "a", &raw(text)).into_iter();
        pairs.map(|(name, text)| format!("{name}={text}")).collect::<Vec<_>>().join("&")
    };
    let list = r#"["x y", 2, null]"#;
    let object = r#"{"k":"v w","l":[1,{"m":"n"}]}"#;
    for (style, of_list, of_object) in [
        (Style::FORM, "a=x y&a=2&a=", r#"k=v w&l=[1,{"m":"n"}]"#),
        (Style::FORM_COMMA, "a=x y,2,", r#"a=k,v w,l,[1,{"m":"n"}]"#),
        (Style::SPACE, "a=x y 2 ", r#"a=k v w l [1,{"m":"n"}]"#),
        (Style::PIPE, "a=x y|2|", r#"a=k|v w|l|[1,{"m":"n"}]"#),
        (Style::TAB, "a=x y\t2\t", "a=k\tv w\tl\t[1,{\"m\":\"n\"}]"),
        (Style::DEEP_OBJECT, "a[0]=x y&a[1]=2&a[2]=", "a[k]=v w&a[l][0]=1&a[l][1][m]=n"),
    ] {
        assert_eq!(pairs(style, list), of_list, "{style:?}");
        assert_eq!(pairs(style, object), of_object, "{style:?}");
        assert_eq!(pairs(style, "[]") + &pairs(style, "{}"), "", "{style:?}");
        assert_eq!(pairs(style, "7"), "a=7");
    }
}
