//! Every kind of page goes on as it was detected or told.

use pages::runtime::testing::{MockTransport, Reply};
use pages::types::Thing;
use pages::{Client, Environment};

fn client(mock: &MockTransport) -> Client {
    let environment = Environment::custom("https://api.example.com");
    Client::builder(environment).transport(mock.clone()).build().unwrap()
}

fn ids(things: Vec<Thing>) -> Vec<String> {
    things.into_iter().map(|thing| thing.id).collect()
}

macro_rules! loops {
    ($constant:ident, $method:ident, $ids:ident, $replies:expr => $items:expr, $queries:expr) => {{
        let mock = MockTransport::new();
        let replies: &[(&str, &str)] = &$replies;
        replies.iter().fold(mock.on(&pages::operations::$constant), |rule, (link, body)| {
            let reply = Reply::status(200).body("application/json", body.to_string());
            rule.reply_with(if link.is_empty() { reply } else { reply.header("link", link) })
        });
        let items = client(&mock).$method().items().collect().await.unwrap();
        assert_eq!($ids(items), $items);
        let queries: Vec<String> =
            mock.requests().iter().map(|r| r.uri().query().unwrap_or("").to_owned()).collect();
        assert_eq!(queries, $queries);
    }};
}

#[tokio::test]
async fn items_of_all_pages() {
    let same = |items: Vec<String>| items;
    loops!(BY_LINK, by_link, ids, [("<?p=2>; rel=next", r#"[{"id":"1"}]"#), ("", r#"[{"id":"2"}]"#)]
        => ["1", "2"], ["", "p=2"]);
    loops!(BY_URL, by_url, ids, [
        ("", r#"{"results":[{"id":"1"}],"links":{"next":{"href":"/by-url?p=2"}}}"#),
        ("", r#"{"results":[{"id":"2"}],"links":{"next":null}}"#),
    ] => ["1", "2"], ["", "p=2"]);
    loops!(BY_CURSOR, by_cursor, ids, [
        ("", r#"{"things":[{"id":"1"}],"nextPageToken":"x y","has_more":true}"#),
        ("", r#"{"things":null,"nextPageToken":"z","has_more":false}"#),
    ] => ["1"], ["", "page_token=x%20y"]);
    loops!(BY_LAST_ITEM, by_last_item, ids, [
        ("", r#"{"data":[{"id":"1"},{"id":"2"}],"has_more":true}"#),
        ("", r#"{"data":[{"id":"3"}],"has_more":false}"#),
    ] => ["1", "2", "3"], ["", "starting_after=2"]);
    loops!(BY_OFFSET, by_offset, ids, [
        ("", r#"{"data":{"items":[{"id":"1"},{"id":"2"}]},"meta":{"total_count":3}}"#),
        ("", r#"{"data":{"items":[{"id":"3"}]},"meta":{"total_count":3}}"#),
    ] => ["1", "2", "3"], ["", "offset=2"]);
    loops!(BY_NUMBER, by_number, ids, [
        ("", r#"{"content":[{"id":"1"}],"totalPages":2}"#),
        ("", r#"{"content":[{"id":"2"}],"totalPages":2}"#),
    ] => ["1", "2"], ["", "pageNumber=1"]);
    loops!(TOLD, told, same, [
        ("", r#"{"inner":{"list":["a"],"then":7}}"#),
        ("", r#"{"inner":{"list":["b"],"then":8,"more":false}}"#),
    ] => ["a", "b"], ["", "from=7"]);
}
