//! Query parameters, as bytes of the request.

use parameters_query::operations::{SearchEitherAll, SearchSort};
use parameters_query::types::{Deep, Filter};
use parameters_query::{Client, Environment};

fn client() -> Client {
    Client::builder(Environment::custom("https://example.com/v1")).build().unwrap()
}

/// The query of a search for `a&b c` with one more parameter.
macro_rules! query {
    ($($setter:ident($value:expr)),*) => {{
        let request = client().search("a&b c")$(.$setter($value))*.request().unwrap();
        let query = request.uri().query().unwrap().to_owned();
        query.strip_prefix("q=a%26b%20c").unwrap().trim_start_matches('&').to_owned()
    }};
}

#[test]
fn styles() {
    let filter = || Filter::new().state("on/off").size(3);
    assert_eq!(query!(), "");
    assert_eq!(query!(tags(["a,b".to_owned(), "c".to_owned()])), "tags=a%2Cb&tags=c");
    assert_eq!(query!(tags([] as [String; 0])), "");
    assert_eq!(query!(ids([1, 2])), "ids=1,2");
    assert_eq!(query!(spaced(["a b".to_owned(), "c".to_owned()])), "spaced=a%20b%20c");
    assert_eq!(query!(piped(["a".to_owned(), "c".to_owned()])), "piped=a%7Cc");
    assert_eq!(query!(filter(filter())), "filter%5Bstate%5D=on%2Foff&filter%5Bsize%5D=3");
    assert_eq!(query!(flat(filter())), "state=on%2Foff&size=3");
    assert_eq!(query!(joined(filter())), "joined=state,on%2Foff,size,3");
    assert_eq!(
        query!(r#where(Deep::new().and([filter()]))),
        "where=%7B%22and%22%3A%5B%7B%22state%22%3A%22on%2Foff%22%2C%22size%22%3A3%7D%5D%7D"
    );
    assert_eq!(query!(path("a/b?c&d#e")), "path=a/b?c&d%23e");
    assert_eq!(query!(odd_name("x")), "odd%5Bname%5D=x");
}

#[test]
fn scalars() {
    assert_eq!(query!(sort(SearchSort::Desc)), "sort=desc");
    let since = "2024-01-02T03:04:05+01:00";
    assert_eq!(query!(since(since.parse().unwrap())), "since=2024-01-02T03%3A04%3A05%2B01%3A00");
    assert_eq!(query!(on("2024-01-02".parse().unwrap())), "on=2024-01-02");
    assert_eq!(query!(exact(true), min(0.5)), "exact=true&min=0.5");
    assert_eq!(query!(either(3)), "either=3");
    assert_eq!(query!(either(SearchEitherAll::All)), "either=all");
}
