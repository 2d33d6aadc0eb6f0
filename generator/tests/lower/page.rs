//! Pages: what is told of them wrongly, and what must not be taken for one.

use super::*;

const LIST: &str = "responses: { '200': { description: d, content: { application/json: { schema: { type: object, properties: \
    { data: { type: array, items: { type: string } }, next_cursor: { type: string } } } } } } }";

fn page(members: &str) -> (Option<Page>, Vec<String>) {
    let lowered = Lowered::get(&format!("{members}, {LIST}"));
    let wrong = lowered.diagnostics.iter().filter(|d| d.code == Code::UnsupportedExtension);
    (lowered.api.operations[0].page.clone(), wrong.map(|d| d.message.clone()).collect())
}

#[test]
fn what_is_told_wrongly_is_named() {
    let parameter = "parameters: [{ name: c, in: query, schema: { type: string } }]";
    for (told, wrong) in [
        ("{ items: /data, cursor: c }", "`cursor` needs `from`"),
        ("{ items: /data, cursor: x, from: /next_cursor }", "no query parameter"),
        ("{ items: /data, cursor: c, from: /nothing }", "`from` is no pointer"),
        ("{ items: /next_cursor, link: true }", "`items` is no pointer to a list"),
        ("{ items: data, link: true }", "JSON Pointer"),
        ("{ items: /data }", "one of `link`"),
        ("{ items: /data, link: true, url: /next_cursor }", "one of `link`"),
        ("{ items: /data, link: true, more: /x }", "`more` is no pointer"),
        ("{ items: /data, number: c, first: one }", "`first`"),
        ("{ list: /data }", "`list` is none of"),
        ("true", "an object, or false"),
    ] {
        let (page, said) = page(&format!("x-portolan-page: {told}, {parameter}"));
        assert_eq!(page, None, "{told}");
        assert!(said.len() == 1 && said[0].contains(wrong), "{told}: {said:?}");
    }
    let (page, said) = page(&format!("x-portolan-page: false, {parameter}"));
    assert_eq!((page, said), (None, Vec::new()));
}

#[test]
fn a_parameter_alone_makes_no_pages() {
    for parameter in [
        "{ name: cursor, in: header, schema: { type: string } }",
        "{ name: cursor, in: query, schema: { type: integer } }",
        "{ name: offset, in: query, schema: { type: string } }",
        "{ name: limit, in: query, schema: { type: integer } }",
    ] {
        assert_eq!(page(&format!("parameters: [{parameter}]")).0, None, "{parameter}");
    }
    let (found, _) = page("parameters: [{ name: cursor, in: query, schema: { type: string } }]");
    assert!(matches!(found, Some(Page { turn: Turn::Cursor { .. }, .. })));
}

const PLAIN: &str = "responses: { '200': { description: d, content: { application/json: { schema: { type: object, properties: \
    { pets: { type: array, items: { type: string } }, next: { type: string } } } } } } }";

fn turn(method: &str, members: &str) -> Option<(Turn, Vec<String>)> {
    let text = format!("paths:\n  /x:\n    {method}: {{ operationId: x, {members} }}\n");
    let page = Lowered::new(&text).api.operations[0].page.clone()?;
    Some((page.turn, page.items))
}

fn path(steps: &[&str]) -> Vec<String> {
    steps.iter().map(|step| (*step).to_owned()).collect()
}

#[test]
fn a_text_called_next_is_a_url_where_a_call_takes_nothing() {
    assert_eq!(turn("get", PLAIN), Some((Turn::Url(path(&["next"])), path(&["pets"]))));
    let parameter = "parameters: [{ name: token, in: header, schema: { type: string } }]";
    assert_eq!(turn("get", &format!("{parameter}, {PLAIN}")), None);
}

#[test]
fn a_search_goes_on_at_a_url_but_not_by_a_cursor() {
    let body = "requestBody: { content: { application/json: { schema: { type: object } } } }";
    let found = turn("post", &format!("{body}, {PLAIN}"));
    assert_eq!(found, Some((Turn::Url(path(&["next"])), path(&["pets"]))));
    let cursor = "parameters: [{ name: cursor, in: query, schema: { type: string } }]";
    assert_eq!(turn("post", &format!("{body}, {cursor}, {LIST}")), None);
    assert_eq!(turn("put", &format!("{body}, {PLAIN}")), None);
}

#[test]
fn the_one_object_that_has_a_list_is_looked_into() {
    let nested = "responses: { '200': { description: d, content: { application/json: { schema: { type: object, properties: \
        { of: { type: object, properties: { pets: { type: array, items: { type: string } } } }, \
        nextOf: { type: object, properties: { next: { type: string } } } } } } } } }";
    let found = turn("get", nested);
    assert_eq!(found, Some((Turn::Url(path(&["nextOf", "next"])), path(&["of", "pets"]))));
    let two = nested.replace("nextOf: {", "more: { type: object, properties: { pets: { type: array, items: { type: string } } } }, nextOf: {");
    assert_eq!(turn("get", &two), None);
}
