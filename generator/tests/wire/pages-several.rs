//! Pages of operations that have other answers, too: those are not asked for, and never taken for an empty page.

use pages_several::operations::{
    EXPORTED, ExportedError, ExportedOutput, PARTIAL, PartialOutput, READY, ReadyOutput, SAME,
};
use pages_several::runtime::json::{self, Json};
use pages_several::runtime::testing::{MockTransport, Reply};
use pages_several::types::{Page, Thing};
use pages_several::{CallError, Client, Environment};

/// Things of somebody else.
const OTHER: &str = r#"{"data":[{"id":"2"}],"origin":"there","next_cursor":"b"}"#;

fn client(mock: &MockTransport) -> Client {
    let environment = Environment::custom("https://api.example.com");
    Client::builder(environment).transport(mock.clone()).build().unwrap()
}

/// Returns what only servers send.
fn of<T: Json>(text: &str) -> T {
    json::from_str(text).unwrap()
}

fn thing(id: &str) -> Thing {
    of(&format!(r#"{{"id":"{id}"}}"#))
}

/// A page of one thing.
fn page(id: &str, next: &str) -> Page {
    of(&format!(r#"{{"data":[{{"id":"{id}"}}],"next_cursor":"{next}"}}"#))
}

#[tokio::test]
async fn only_the_media_type_of_pages_is_asked_for() {
    let mock = MockTransport::new();
    mock.on(&EXPORTED).reply(ExportedOutput::Ok(page("1", "c"))).reply(ExportedOutput::NoContent);
    let client = client(&mock);
    let things = client.exported().items().collect().await.unwrap();
    assert_eq!(things, [thing("1")]);
    client.exported().await.unwrap();
    let requests = mock.requests();
    assert_eq!(requests[1].query("cursor"), ["c"]);
    let accept: Vec<_> = requests.iter().map(|it| it.header("accept").unwrap()).collect();
    let pages = "application/json, application/problem+json";
    assert_eq!(accept, [pages, pages, "text/csv, application/json, application/problem+json"]);
}

#[tokio::test]
async fn an_answer_that_is_no_page_is_an_error_that_holds_it() {
    let mock = MockTransport::new();
    mock.on(&EXPORTED).reply_with(Reply::status(200).body("text/csv", "id\n1\n"));
    let client = client(&mock);
    let mut items = client.exported().items();
    let error = items.next().await.unwrap().unwrap_err();
    let CallError::Decode(wrong) = &error else { panic!("{error}") };
    assert_eq!(wrong.bytes(), "id\n1\n");
    assert!(items.next().await.is_none());
    // A page by page loop gives it as what it is.
    let mut pages = client.exported().pages();
    assert_eq!(pages.next().await.unwrap().unwrap(), ExportedOutput::OkCsv("id\n1\n".into()));
    assert!(pages.next().await.is_none());

    mock.on(&PARTIAL).reply(PartialOutput::Ok(vec![thing("1")])).reply_with(
        Reply::status(206).body("application/json", r#"{"things":[{"id":"2"}],"total":2}"#),
    );
    let mut items = client.partial().items();
    assert_eq!(items.next().await.unwrap().unwrap(), thing("1"));
    assert!(items.next().await.unwrap().is_err());
    assert_eq!(mock.requests_of(&PARTIAL)[1].query("offset"), ["1"]);
}

#[tokio::test]
async fn every_status_with_such_items_is_a_page() {
    let mock = MockTransport::new();
    mock.on(&READY)
        .reply(ReadyOutput::Ok(page("1", "a")))
        .reply(ReadyOutput::NonAuthoritativeInformation(of(OTHER)))
        .reply(ReadyOutput::Accepted(thing("later")));
    let client = client(&mock);
    let mut items = client.ready().items();
    assert_eq!(items.next().await.unwrap().unwrap(), thing("1"));
    assert_eq!(items.next().await.unwrap().unwrap(), thing("2"));
    let error = items.next().await.unwrap().unwrap_err();
    assert!(error.to_string().contains("a page of items"), "{error}");
    mock.on(&SAME).reply(page("1", "a")).reply_with(Reply::status(203).json(&page("2", "")));
    let things = client.same().items().collect().await.unwrap();
    assert_eq!(things, [thing("1"), thing("2")]);
    // Failures are typed.
    let missing = Reply::status(404).json_as("application/problem+json", &thing("x"));
    mock.on(&EXPORTED).reply_with(missing);
    let error = client.exported().items().next().await.unwrap().unwrap_err();
    assert_eq!(error.api(), Some(&ExportedError::NotFound(thing("x"))));
}
