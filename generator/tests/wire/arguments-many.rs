//! A struct of arguments.

use arguments_many::operations::{TransferArgs, TransferCurrency};
use arguments_many::types::Transfer;
use arguments_many::{Client, Environment};

#[test]
fn each_goes_to_its_place() {
    let client = Client::builder(Environment::custom("https://example.com")).build().unwrap();
    let args = TransferArgs {
        region: "eu".into(),
        account: "A-1".into(),
        idempotency_key: "k".into(),
        currency: TransferCurrency::Eur,
        body: Transfer::new(5),
    };
    let request = client.transfer(args).dry_run(true).request().unwrap();
    let uri = "https://example.com/eu/A-1/transfers?currency=EUR&dryRun=true";
    assert_eq!(request.uri().to_string(), uri);
    assert_eq!(request.headers()["idempotency-key"], "k");
    assert_eq!(request.body().as_ref(), br#"{"cents":5}"#);
}
