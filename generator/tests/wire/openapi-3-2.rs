//! What OpenAPI 3.2 adds to requests, as it is sent.

use openapi_3_2::operations::{CookiesTheme, UploadParts};
use openapi_3_2::runtime::testing::MockTransport;
use openapi_3_2::types::{Filter, Form};
use openapi_3_2::{Client, Environment, operations};

fn client() -> Client {
    Client::builder(Environment::custom("https://example.com/v1")).build().unwrap()
}

fn filter() -> Filter {
    Filter::new().text("a b").tags(["x".to_owned(), "y&z".to_owned()])
}

#[tokio::test]
async fn methods_are_those_of_the_definition() {
    let mock = MockTransport::new();
    mock.on(&operations::SEARCH).reply(vec!["found".to_owned()]);
    mock.on(&operations::COPY_THINGS).reply(());
    mock.on(&operations::PURGE_THINGS).reply(());
    let environment = Environment::custom("https://example.com/v1");
    let client = Client::builder(environment).transport(mock.clone()).build().unwrap();
    assert_eq!(client.search(&filter()).await.unwrap(), ["found"]);
    client.copy_things("/elsewhere").await.unwrap();
    client.purge_things().await.unwrap();
    let requests = mock.requests();
    let methods: Vec<&str> = requests.iter().map(|request| request.method().as_str()).collect();
    assert_eq!(methods, ["QUERY", "COPY", "purge-All"]);
    assert_eq!(requests[0].text(), r#"{"text":"a b","tags":["x","y&z"]}"#);
    assert_eq!(requests[0].header("content-type"), Some("application/json"));
    assert_eq!(requests[1].header("destination"), Some("/elsewhere"));
}

#[test]
fn the_whole_query_is_the_fields_of_an_object() {
    let request = client().whole(filter()).request().unwrap();
    assert_eq!(request.uri().query(), Some("text=a%20b&tags=x&tags=y%26z"));
    assert_eq!(client().whole(Filter::new()).request().unwrap().uri().query(), None);
}

#[test]
fn cookies_are_sent_as_they_are() {
    let flags = ["f".to_owned(), "g".to_owned()];
    let theme = CookiesTheme::new().color("r/g").size(2);
    let call = client().cookies().session("a=b/%20").flags(flags).seen([1, 2]).theme(theme);
    let request = call.old("ü").request().unwrap();
    assert_eq!(
        request.headers()["cookie"],
        "session=a=b/%20; flags=f; flags=g; seen=1,2; color=r/g; size=2; old=%C3%BC"
    );
    for end in ["a; admin=1", "a\r\nX: y"] {
        let error = client().cookies().session(end).request().unwrap_err();
        assert_eq!(error.name(), "session");
    }
}

/// The body of a request that is sent as parts: name and text of each.
macro_rules! parts {
    ($call:expr) => {{
        let request = $call.request().unwrap();
        let text = String::from_utf8_lossy(request.body()).into_owned();
        let parts = text.split("Content-Disposition: form-data; name=\"").skip(1);
        let parts = parts.map(|part| {
            let (name, rest) = part.split_once('"').unwrap();
            let (head, body) = rest.split_once("\r\n\r\n").unwrap();
            format!("{name}{} = {}", head.replace("\r\n", " "), body.split("\r\n").next().unwrap())
        });
        parts.collect::<Vec<String>>()
    }};
}

#[test]
fn parts_have_the_style_of_their_encoding() {
    let form = Form::new([1, 2]).each(["a".to_owned(), "b".to_owned()]);
    let form = form.piped(["c d".to_owned(), "e".to_owned()]).filter(filter()).flat(filter());
    assert_eq!(
        parts!(client().parts(&form.plain(["p".to_owned(), "q".to_owned()]))),
        [
            "ids = 1,2",
            "each = a",
            "each = b",
            "piped = c d|e",
            "filter[text] = a b",
            "filter[tags][0] = x",
            "filter[tags][1] = y&z",
            "text = a b",
            r#"tags = ["x","y&z"]"#,
            "plain = p",
            "plain = q",
        ]
    );
    let parts = UploadParts::new("bytes", [1, 2]).filter(filter());
    assert_eq!(
        parts!(client().upload(parts)),
        [
            "file; filename=\"file\" Content-Type: application/octet-stream = bytes",
            "ids = 1 2",
            "filter[text] = a b",
            "filter[tags][0] = x",
            "filter[tags][1] = y&z",
        ]
    );
}
