//! Where a request goes.

use servers_own::{Client, Environment};

#[test]
fn an_operation_with_servers_of_its_own_goes_there() {
    let client = Client::builder(Environment::Default).build().unwrap();
    let uri = |request: servers_own::runtime::http::Request<_>| {
        let _: &servers_own::runtime::bytes::Bytes = request.body();
        request.uri().to_string()
    };
    assert_eq!(uri(client.usual().request().unwrap()), "https://api.example.com/usual");
    assert_eq!(uri(client.upload().request().unwrap()), "https://files.example.com/v2/upload");
    assert_eq!(uri(client.replace().request().unwrap()), "https://eu.example.com/upload");
}
