//! Headers and cookies, as they are sent.

use parameters_header_cookie::operations::ListThingsXRange;
use parameters_header_cookie::{Client, Environment};

#[test]
fn styles() {
    let client = Client::builder(Environment::custom("https://example.com")).build().unwrap();
    let range = ListThingsXRange::new().from(1).to(2);
    let call = client.list_things("t").x_ids([1, 2]).x_range(range);
    let call = call.session("a;b").flags(["f".to_owned(), "g".to_owned()]);
    let request = call.seen(["x".to_owned(), "y".to_owned()]).request().unwrap();
    let header = |name: &str| request.headers()[name].to_str().unwrap().to_owned();
    assert_eq!(header("x-trace"), "t");
    assert_eq!(header("x-ids"), "1,2");
    assert_eq!(header("x-range"), "from=1,to=2");
    assert_eq!(header("cookie"), "session=a%3Bb; flags=f&flags=g; seen=x,y");
    assert!(client.list_things("a\nb").request().is_err());
}
