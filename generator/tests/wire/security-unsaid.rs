//! Credentials that nothing requires.

use security_unsaid::operations::*;
use security_unsaid::runtime::testing::MockTransport;
use security_unsaid::{ApiKey, Basic, Builder, Client, Environment, Token};

async fn sent(give: impl Fn(Builder) -> Builder) -> (String, Option<String>) {
    let mock = MockTransport::new();
    mock.on(&LIST_THINGS).reply_status(204);
    mock.on(&PUBLIC).reply_status(204);
    mock.on(&OWN).reply_status(204);
    let builder = give(Client::builder(Environment::Default));
    let client = builder.needed(ApiKey::new("n")).transport(mock.clone()).build().unwrap();
    client.list_things().await.unwrap();
    client.public().await.unwrap();
    client.own().await.unwrap();
    let requests = mock.requests();
    let [said_nothing, public, own] = &requests[..] else { panic!("{requests:?}") };
    // What says `security: []` never has one, what says what it needs has no other.
    for (request, needed) in [(said_nothing, None), (public, None), (own, Some("n"))] {
        assert_eq!(request.header("x-needed"), needed);
    }
    for request in [public, own] {
        assert_eq!((request.uri().query(), request.header("authorization")), (None, None));
    }
    let query = said_nothing.uri().query().unwrap_or_default().to_owned();
    (query, said_nothing.header("authorization").map(str::to_owned))
}

#[tokio::test]
async fn they_are_sent_where_nothing_is_said() {
    assert_eq!(sent(|it| it).await, (String::new(), None));
    let both = sent(|it| it.app_key(ApiKey::new("k")).app_id(ApiKey::new("i"))).await;
    assert_eq!(both, ("app_key=k&app_id=i".to_owned(), None));
    let token = sent(|it| it.token(Token::new("t"))).await;
    assert_eq!(token, (String::new(), Some("Bearer t".to_owned())));
}

#[tokio::test]
async fn of_two_for_one_header_the_first_is_sent() {
    let (_, authorization) =
        sent(|it| it.token(Token::new("t")).user(Basic::new("Aladdin", "open sesame"))).await;
    assert_eq!(authorization.as_deref(), Some("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="));
}
