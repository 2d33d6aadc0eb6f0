//! When a call is sent again: on paused time, so that every pause can be measured.

use std::time::Duration;

use portolan_runtime::http::Method;
use portolan_runtime::testing::{MockTransport, Reply};
use portolan_runtime::{CallError, Retry};
use tokio::time::Instant;

use crate::{Client, Environment, GUARDED, PAY, READ, WRITE, client, timed};

fn read(client: &Client) -> portolan_runtime::Call<Vec<i64>, crate::ReadError> {
    client.call(&READ).path("id", 1)
}

fn keys(mock: &MockTransport) -> Vec<Option<String>> {
    let key = |request: &portolan_runtime::testing::Recorded| {
        request.header("idempotency-key").map(str::to_owned)
    };
    mock.requests().iter().map(key).collect()
}

#[tokio::test(start_paused = true)]
async fn the_time_that_a_server_asks_for_is_waited() {
    let mock = MockTransport::new();
    mock.on(&READ)
        .reply_with(Reply::status(503).header("Retry-After", "7"))
        .reply_with(Reply::status(429).header("Retry-After", "Sun, 06 Nov 1994 08:49:57 GMT"))
        .reply(vec![1]);
    let client = timed(&mock, 784_111_770);
    let started = Instant::now();
    assert_eq!(read(&client).await.unwrap(), [1]);
    // It is 08:49:30. Seven seconds, then until the date, which is 20 s later.
    let took = started.elapsed().as_secs_f64();
    assert!((26.9..27.2).contains(&took), "{took}");
}

#[tokio::test(start_paused = true)]
async fn a_pause_that_is_too_long_is_not_waited() {
    let mock = MockTransport::new();
    mock.on(&READ).reply_with(Reply::status(503).header("Retry-After", "31")).reply(vec![1]);
    let client = client(&mock);
    let started = Instant::now();
    assert_eq!(read(&client).await.unwrap_err().status().unwrap(), 503);
    assert_eq!(started.elapsed(), Duration::ZERO);

    // Nor one that the call's own time has no room for.
    let mock = MockTransport::new();
    mock.on(&READ).reply_with(Reply::status(503).header("Retry-After", "20")).reply(vec![1]);
    let client = self::client(&mock);
    let error = read(&client).timeout(Duration::from_secs(20)).await.unwrap_err();
    assert_eq!(error.status().unwrap(), 503);
    // A call whose policy has the patience waits.
    let mock = MockTransport::new();
    mock.on(&READ).reply_with(Reply::status(503).header("Retry-After", "31")).reply(vec![1]);
    let patient = Retry::default().longest_wait(Duration::from_secs(60));
    assert_eq!(read(&self::client(&mock)).retry(patient).await.unwrap(), [1]);
}

#[tokio::test(start_paused = true)]
async fn policy_of_a_call_is_that_calls_alone() {
    let mock = MockTransport::new();
    mock.on(&READ).reply_status(502);
    let client = client(&mock);
    for (policy, attempts) in
        [(Some(Retry::none()), 1), (Some(Retry::default().attempts(4)), 4), (None, 3)]
    {
        let before = mock.requests().len();
        let call = read(&client);
        let call = match policy {
            Some(policy) => call.retry(policy),
            None => call,
        };
        call.await.unwrap_err();
        assert_eq!(mock.requests().len() - before, attempts);
    }
}

#[tokio::test(start_paused = true)]
async fn what_a_second_request_would_do_twice_is_sent_once() {
    for (reply, sent) in [
        (Reply::reset(), true),
        (Reply::timeout(), true),
        (Reply::status(503), true),
        (Reply::status(429), true),
    ] {
        let mock = MockTransport::new();
        mock.on(&WRITE).reply_with(reply).reply_status(204);
        let error = client(&mock).call(&WRITE).await.unwrap_err();
        assert_eq!((mock.requests().len(), error.may_have_been_sent()), (1, sent), "{error}");
    }
    // What was provably not sent can be sent again, whatever it does.
    let mock = MockTransport::new();
    mock.on(&WRITE).reply_with(Reply::refused()).reply_with(Reply::refused()).reply_status(204);
    client(&mock).call(&WRITE).await.unwrap();
    assert_eq!(mock.requests().len(), 3);
    assert_eq!(keys(&mock), [None, None, None]);
}

#[tokio::test(start_paused = true)]
async fn one_idempotency_key_across_attempts() {
    let mock = MockTransport::new();
    mock.on(&PAY)
        .reply_with(Reply::reset())
        .reply_status(503)
        .reply_status(204)
        .reply_with(Reply::timeout())
        .reply_status(204);
    let client = client(&mock);
    client.call(&PAY).json(&1_i64).await.unwrap();
    client.call(&PAY).header_param("Idempotency-Key", "mine").await.unwrap();
    let keys = keys(&mock);
    let [Some(a), Some(b), Some(c), Some(d), Some(e)] = &keys[..] else { panic!("{keys:?}") };
    assert!(a == b && b == c && a.len() == 36, "{keys:?}");
    assert!(d == "mine" && e == "mine", "{keys:?}");
    // Another call is another request.
    client.call(&PAY).await.unwrap();
    let last = mock.requests().last().unwrap().header("idempotency-key").unwrap().to_owned();
    assert_ne!(&last, a);
}

#[tokio::test(start_paused = true)]
async fn what_is_never_sent_again_gets_no_key() {
    let mock = MockTransport::new();
    mock.on(&PAY).reply_status(204);
    let client = client(&mock);
    client.call(&PAY).retry(Retry::none()).await.unwrap();
    let body = portolan_runtime::body::Body::reader(&b"once"[..]);
    client.call(&PAY).bytes("text/csv", body).await.unwrap();
    assert_eq!(keys(&mock), [None, None]);
    // What is shown before sending is what the caller said.
    assert!(!client.call(&PAY).request().unwrap().headers().contains_key("idempotency-key"));
}

#[tokio::test(start_paused = true)]
async fn calls_of_a_client_share_a_budget() {
    let mock = MockTransport::new();
    mock.on(&READ).reply_status(503);
    let client = client(&mock);
    for _ in 0..20 {
        read(&client).await.unwrap_err();
    }
    // 20 first attempts, and 10 retries in all.
    assert_eq!(mock.requests().len(), 20 + 10);
    // Ten successes are worth one retry.
    mock.on(&WRITE).reply_status(204);
    for _ in 0..10 {
        client.call(&WRITE).await.unwrap();
    }
    let before = mock.requests().len();
    read(&client).await.unwrap_err();
    assert_eq!(mock.requests().len() - before, 2);
}

#[tokio::test(start_paused = true)]
async fn attempts_and_the_whole_have_each_their_time() {
    let mock = MockTransport::new();
    mock.on(&READ).reply_with(Reply::never());
    let client = Client::builder(Environment::Production)
        .transport(mock.clone())
        .attempt_timeout(Duration::from_secs(3))
        .timeout(Duration::from_secs(100))
        .build()
        .unwrap();
    let no_pause = Retry::default().backoff(Duration::ZERO, Duration::ZERO);
    let started = Instant::now();
    let error = read(&client).retry(no_pause).await.unwrap_err();
    let CallError::Timeout(timeout) = &error else { panic!("{error}") };
    // Three attempts of 3 s each.
    assert_eq!(timeout.after(), Duration::from_secs(3));
    assert_eq!(started.elapsed().as_secs(), 9);
    assert_eq!(error.to_string(), "no answer within 3s; the request may have been sent");

    // The whole ends sooner than its attempts would.
    let started = Instant::now();
    let error = read(&client).timeout(Duration::from_secs(4)).await.unwrap_err();
    let CallError::Timeout(timeout) = &error else { panic!("{error}") };
    assert_eq!(timeout.after(), Duration::from_secs(4));
    assert_eq!(started.elapsed().as_secs(), 4);

    // One call may take its time.
    mock.on(&WRITE).reply_with(Reply::status(204).after(Duration::from_secs(50)));
    let started = Instant::now();
    client.call(&WRITE).attempt_timeout(Duration::from_secs(60)).await.unwrap();
    assert_eq!(started.elapsed().as_secs(), 50);
}

#[tokio::test(start_paused = true)]
async fn defaults_are_those_that_are_written_down() {
    let mock = MockTransport::new();
    mock.on(&READ).reply_with(Reply::never());
    let started = Instant::now();
    let error = read(&client(&mock)).await.unwrap_err();
    // The first attempt has 60 s; pauses of at most 0.2 s; the whole has 120 s.
    assert!(matches!(&error, CallError::Timeout(e) if e.after() == Duration::from_secs(120)));
    assert_eq!(started.elapsed().as_secs(), 120);
    assert_eq!(mock.requests().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn requests_for_tokens_are_not_sent_again() {
    for reply in [Reply::status(503), Reply::reset(), Reply::status(429)] {
        let mock = MockTransport::new();
        mock.on_path(Method::POST, "/v1/login").reply_with(reply);
        mock.on(&GUARDED).reply(vec![]).expect(0);
        let client = Client::builder(Environment::Production)
            .transport(mock.clone())
            .login()
            .key()
            .build()
            .unwrap();
        let error = client.call(&GUARDED).await.unwrap_err();
        assert!(matches!(error, CallError::Auth(_)), "{error}");
        assert_eq!(mock.requests().len(), 1);
        mock.verify().unwrap();
    }
}
