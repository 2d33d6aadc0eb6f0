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
