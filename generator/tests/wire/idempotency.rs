//! A call whose operation declares an idempotency header is sent again with the same key.

use idempotency::runtime::testing::{MockTransport, Reply};
use idempotency::{Client, Environment, operations};

async fn keys(call: impl AsyncFn(&Client) -> bool, header: &str) -> (bool, Vec<Option<String>>) {
    let mock = MockTransport::new();
    for operation in [&operations::PAY, &operations::REFUND, &operations::ORDER] {
        mock.on(operation).reply_with(Reply::reset()).reply_status(204);
    }
    for operation in [&operations::SHORT, &operations::TOLD] {
        mock.on(operation).reply_with(Reply::reset()).reply_status(204);
    }
    let environment = Environment::custom("https://api.test");
    let client = Client::builder(environment).transport(mock.clone()).build().unwrap();
    let done = call(&client).await;
    let key = |header: Option<&str>| header.map(str::to_owned);
    (done, mock.requests().iter().map(|request| key(request.header(header))).collect())
}

#[tokio::test(start_paused = true)]
async fn calls_with_a_key_are_sent_again_with_the_same() {
    let (done, found) = keys(async |client| client.pay().await.is_ok(), "idempotency-key").await;
    let [Some(one), Some(two)] = &found[..] else { panic!("{found:?}") };
    assert!(done && one == two && one.len() == 36, "{found:?}");
    let (_, own) =
        keys(async |c| c.pay().idempotency_key("mine").await.is_ok(), "idempotency-key").await;
    assert_eq!(own, [Some("mine".to_owned()), Some("mine".to_owned())]);
    let (done, found) = keys(async |c| c.refund("r-1").await.is_ok(), "x-idempotency-key").await;
    assert_eq!((done, found), (true, vec![Some("r-1".to_owned()), Some("r-1".to_owned())]));
    let (done, found) = keys(async |client| client.order().await.is_ok(), "x-once").await;
    assert!(done && found[0].is_some() && found[0] == found[1], "{found:?}");
}

#[tokio::test(start_paused = true)]
async fn calls_without_one_are_sent_once() {
    let (done, found) = keys(async |client| client.short().await.is_ok(), "idempotency-key").await;
    assert_eq!((done, found), (false, vec![None]));
    let (done, found) =
        keys(async |c| c.told().idempotency_key("x").await.is_ok(), "idempotency-key").await;
    assert_eq!((done, found), (false, vec![Some("x".to_owned())]));
}
