//! Pages: how one leads to the next, where they end, and where they must not go.

use portolan_runtime::generated::{
    Api, Call, Carry, Core, Credential, Paging, Part, Requirement, Scheme, call, client,
    environments, pages,
};
use portolan_runtime::testing::{MockTransport, Reply};
use portolan_runtime::{CallError, NoError, Operation, Token};

static KEY: Scheme = Scheme::token("key", Carry::header("Authorization", "Bearer"));
static NEEDS: &[Requirement] = &[Requirement(&[Part { scheme: &KEY, scopes: &[] }])];
static API: Api =
    Api { name: "api", title: "", version: "1", user_agent: "api/1", security: NEEDS };

environments! {
    /// Where it is.
    pub enum Environment { Production = "https://api.example.com/v1" }
}

client! {
    /// A client.
    pub struct Client, Builder;
    api: API, environment: Environment
}

impl Builder {
    fn key(self, credential: impl Into<Credential>) -> Self {
        Self(self.0.credential(&KEY, credential))
    }
}

/// A page as many services write it.
#[derive(Debug, PartialEq)]
pub struct Page {
    data: Vec<i64>,
}

portolan_runtime::object!(Page {
    0 required data: "data",
});

macro_rules! kinds {
    ($($module:ident: $output:ty, $items:expr, $paging:expr;)*) => { $(
        /// One way to go on.
        pub mod $module {
            use super::*;
            pub static LIST: Operation<$output, NoError> =
                Operation::get("list", "/things").status(200);
            call! {
                /// Lists things.
                pub struct List($output, NoError);
            }
            pages! { List($output, NoError) => i64, $items, $paging }
            pub fn list(core: &Core) -> List {
                List(core.call(&LIST).query("q", "a b"))
            }
        }
    )* };
}

kinds! {
    by_link: Vec<i64>, |page| page, Paging::link();
    by_url: Page, |page| page.data, Paging::url("/next");
    by_cursor: Page, |page| page.data, Paging::cursor("cursor", "/meta/next").more("/meta/more");
    by_last: Page, |page| page.data, Paging::last_item("after", "").items("/data").more("/more");
    by_offset: Page, |page| page.data, Paging::offset("offset", 0).items("/data").total("/total");
    by_number: Page, |page| page.data, Paging::number("page", 1).items("/data").total("/pages");
}

fn mocked<T>(
    operation: &'static Operation<T, NoError>,
    replies: &[&str],
) -> (MockTransport, Client) {
    let mock = MockTransport::new();
    replies.iter().fold(mock.on(operation), |rule, body| {
        let (link, body) = body.split_once('|').unwrap_or(("", body));
        let reply = Reply::status(200).body("application/json", body.to_owned());
        rule.reply_with(if link.is_empty() { reply } else { reply.header("Link", link) })
    });
    let client = Client::builder(Environment::Production)
        .key(Token::new("secret"))
        .transport(mock.clone())
        .build()
        .unwrap();
    (mock, client)
}

fn asked(mock: &MockTransport) -> Vec<String> {
    let path = |uri: &portolan_runtime::http::Uri| uri.to_string();
    mock.requests().iter().map(|request| path(request.uri())).collect()
}

/// Collects the items of all pages, and the queries that they were asked for with.
macro_rules! all {
    ($kind:ident, $replies:expr) => {{
        let (mock, client) = mocked(&$kind::LIST, &$replies);
        let items = $kind::list(&client.0).items().collect().await.unwrap();
        (items, asked(&mock))
    }};
}

static OFFSET: Paging = Paging::offset("offset", 0).items("/data");
const FIRST: &str = "https://api.example.com/v1/things?q=a%20b";

#[tokio::test]
async fn a_link_header_leads_to_the_next_page() {
    let replies = [
        r#"</v1/things?page=2>; rel="next", </v1/things?page=9>; rel="last"|[1, 2]"#,
        r#"<https://API.example.com:443/v1/things?page=3>; rel=next|[]"#,
        r#"</v1/things?page=2>; rel="prev"|[3]"#,
    ];
    let (items, asked) = all!(by_link, replies);
    assert_eq!(items, [1, 2, 3]);
    let at = "https://api.example.com/v1/things";
    let third = "https://API.example.com:443/v1/things?page=3";
    assert_eq!(asked, [FIRST, &format!("{at}?page=2"), third]);
}

#[tokio::test]
async fn a_url_in_the_body_leads_to_the_next_page() {
    let replies = [
        r#"{"data": [1], "next": "?q=a%20b&page=2"}"#,
        r#"{"data": [2], "next": "/v1/other?page=3"}"#,
        r#"{"data": [3], "next": null}"#,
    ];
    let (items, asked) = all!(by_url, replies);
    assert_eq!(items, [1, 2, 3]);
    assert_eq!(
        asked[1..],
        [
            "https://api.example.com/v1/things?q=a%20b&page=2",
            "https://api.example.com/v1/other?page=3"
        ]
    );
}

#[tokio::test]
async fn a_url_is_asked_for_whatever_led_to_it() {
    static SEARCH: Operation<Page, NoError> = Operation::post("search", "/search").status(200);
    let replies = [r#"{"data": [1], "next": "/v1/search?page=2"}"#, r#"{"data": [2]}"#];
    let (mock, client) = mocked(&SEARCH, &replies);
    let call = client.0.call(&SEARCH).json(&vec![7_i64]);
    static BY_URL: Paging = Paging::url("/next");
    assert_eq!(call.pages(&BY_URL).collect().await.unwrap().len(), 2);
    let sent = mock.requests();
    let parts = |at: usize| (sent[at].method().as_str().to_owned(), sent[at].body().len());
    assert_eq!((parts(0), parts(1)), (("POST".to_owned(), 3), ("GET".to_owned(), 0)));
    assert!(sent[1].headers().get("content-type").is_none());
}

#[tokio::test]
async fn a_cursor_goes_into_the_query() {
    let replies = [
        r#"{"data": [1], "meta": {"next": "a/b=", "more": true}}"#,
        r#"{"data": [], "meta": {"next": 17}}"#,
        r#"{"data": [2], "meta": {"next": "still there", "more": false}}"#,
    ];
    let (items, asked) = all!(by_cursor, replies);
    assert_eq!(items, [1, 2]);
    assert_eq!(asked, [FIRST, &format!("{FIRST}&cursor=a%2Fb%3D"), &format!("{FIRST}&cursor=17")]);
    for end in ["{}", "{\"next\": \"\"}", "{\"next\": null}", "{\"next\": {}}", "{\"next\": false}"]
    {
        let (items, asked) =
            all!(by_cursor, [format!("{{\"data\": [1], \"meta\": {end}}}").as_str()]);
        assert_eq!((items, asked.len()), (vec![1], 1), "{end}");
    }
}

#[tokio::test]
async fn a_cursor_that_is_a_url_is_followed() {
    let replies = [
        r#"{"data": [1], "meta": {"next": "https://api.example.com/v1/things?c=2"}}"#,
        r#"{"data": [2]}"#,
    ];
    let (items, asked) = all!(by_cursor, replies);
    assert_eq!((items, asked[1].as_str()), (vec![1, 2], "https://api.example.com/v1/things?c=2"));
}

#[tokio::test]
async fn the_last_item_goes_into_the_query() {
    let replies = [r#"{"data": [4, 5], "more": true}"#, r#"{"data": [6], "more": false}"#];
    let (items, asked) = all!(by_last, replies);
    assert_eq!(items, [4, 5, 6]);
    assert_eq!(asked, [FIRST, &format!("{FIRST}&after=5")]);
}

#[tokio::test]
async fn an_offset_counts_what_came() {
    let replies = [r#"{"data": [1, 2]}"#, r#"{"data": [3]}"#, r#"{"data": []}"#];
    let (items, asked) = all!(by_offset, replies);
    assert_eq!(items, [1, 2, 3]);
    assert_eq!(asked[1..], [format!("{FIRST}&offset=2"), format!("{FIRST}&offset=3")]);
    let (_, asked) = all!(by_offset, [r#"{"data": [1, 2], "total": "2"}"#]);
    assert_eq!(asked.len(), 1);
}

#[tokio::test]
async fn an_offset_goes_on_from_the_one_that_was_given() {
    let (mock, client) = mocked(&by_offset::LIST, &[r#"{"data": [1]}"#, r#"{"data": []}"#]);
    let call: Call<Page, NoError> = client.0.call(&by_offset::LIST).query("offset", 40);
    let pages = call.pages(&OFFSET);
    assert_eq!(pages.items(|page| page.data).collect().await.unwrap(), [1]);
    assert!(asked(&mock)[1].ends_with("offset=41"));
}

#[tokio::test]
async fn a_page_number_goes_up() {
    let replies =
        [r#"{"data": [1], "pages": 3}"#, r#"{"data": [2]}"#, r#"{"data": [3], "pages": 3}"#];
    let (items, asked) = all!(by_number, replies);
    assert_eq!(items, [1, 2, 3]);
    assert_eq!(asked[1..], [format!("{FIRST}&page=2"), format!("{FIRST}&page=3")]);
}

#[tokio::test]
async fn a_page_that_comes_again_is_the_end() {
    let a = r#"{"data": [1], "meta": {"next": "a"}}"#;
    let b = r#"{"data": [2], "meta": {"next": "b"}}"#;
    let (items, asked) = all!(by_cursor, [a, b, a, b]);
    assert_eq!((items, asked.len()), (vec![1, 2, 1], 3));
}

#[tokio::test]
async fn no_credential_goes_to_another_origin() {
    for url in [
        "https://evil.example/v1/things",
        "//evil.example/v1/things",
        "http://api.example.com/v1/things",
        "https://api.example.com:444/v1/things",
        "https://api.example.com@evil.example/",
        "https://api.example.com.evil.example/",
        "javascript://api.example.com/",
        "https:\\\\evil.example",
        "other?page=3",
        "eyJhIjoxfQ",
    ] {
        let next = format!(r#"{{"data": [1], "next": "{url}"}}"#);
        let (mock, client) = mocked(&by_url::LIST, &[&next]);
        let mut pages = by_url::list(&client.0).pages();
        assert_eq!(pages.next().await.unwrap().unwrap().data, [1]);
        let error = pages.next().await.unwrap().unwrap_err();
        assert!(matches!(error, CallError::Request(_)), "{url}: {error}");
        assert!(pages.next().await.is_none());
        assert_eq!(asked(&mock).len(), 1, "{url}");
    }
}

#[tokio::test]
async fn a_failure_ends_the_pages_and_its_page_can_be_asked_for_again() {
    let first = r#"{"data": [1], "meta": {"next": "two"}}"#;
    for broken in [r#"{"data": "x", "meta": {"next": "three"}}"#, "not JSON"] {
        let (_, client) = mocked(&by_cursor::LIST, &[first, broken]);
        let mut items = by_cursor::list(&client.0).items();
        assert_eq!(items.next().await.unwrap().unwrap(), 1);
        assert!(items.next().await.unwrap().is_err());
        assert!(items.next().await.is_none());
        assert_eq!(items.token(), Some("two"));

        let (mock, client) = mocked(&by_cursor::LIST, &[r#"{"data": [2]}"#]);
        let items = by_cursor::list(&client.0).items().resume("two");
        assert_eq!(items.collect().await.unwrap(), [2]);
        assert_eq!(asked(&mock), [format!("{FIRST}&cursor=two")]);
    }
}

#[tokio::test]
async fn pages_are_not_asked_for_before_they_are_wanted() {
    let (mock, client) = mocked(&by_number::LIST, &[r#"{"data": [1]}"#, r#"{"data": []}"#]);
    let mut pages = by_number::list(&client.0).pages();
    assert_eq!((asked(&mock).len(), pages.token()), (0, None));
    drop(pages.next());
    assert_eq!(pages.next().await.unwrap().unwrap().data, [1]);
    assert_eq!((asked(&mock).len(), pages.token()), (1, Some("2")));
    let _: &(dyn Send + Sync + Unpin) = &(pages.token().map(str::to_owned),);
    fn sendable<T: Send + Unpin>(_: &T) {}
    sendable(&pages);
}
