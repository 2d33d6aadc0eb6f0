//! The same over sockets: the default transport against a server that drips, cuts and is asked again.

use portolan_runtime::stream::StreamError;

use crate::support::server;

#[tokio::test]
async fn events_are_read_while_the_answer_is_still_coming() {
    let (client, mut connections) = server().await;
    let opening = tokio::spawn(client.ticks().stream());
    let mut connection = connections.recv().await.unwrap();
    assert!(connection.head.contains("accept: text/event-stream\r\n"), "{}", connection.head);
    connection.begin("text/event-stream").await;
    let mut ticks = opening.await.unwrap().unwrap();
    for (tick, piece) in [(1, "data: 1\n\n"), (2, "data: 2\n\nda")] {
        // Nothing more is written before this one is read.
        connection.chunk(piece).await;
        assert_eq!(ticks.next().await.unwrap().unwrap(), tick);
    }
    // Byte by byte.
    for byte in ["t", "a", ":", " ", "3", "\r", "\n", "\r"] {
        connection.chunk(byte).await;
    }
    assert_eq!(ticks.next().await.unwrap().unwrap(), 3);
    drop(ticks);
    connection.closed().await;
}

#[tokio::test]
async fn a_cut_connection_is_taken_up_with_the_last_id() {
    let (client, mut connections) = server().await;
    let opening = tokio::spawn(client.ticks().stream());
    let mut connection = connections.recv().await.unwrap();
    assert!(!connection.head.contains("last-event-id"));
    connection.begin("text/event-stream").await;
    connection.chunk("retry: 1\n\nid: seven\ndata: 1\n\nid: eight\ndata: 2").await;
    drop(connection);
    let mut ticks = opening.await.unwrap().unwrap();
    assert_eq!(ticks.next().await.unwrap().unwrap(), 1);
    let rest = tokio::spawn(async move { (ticks.next().await, ticks) });
    let mut connection = connections.recv().await.unwrap();
    assert!(connection.head.contains("last-event-id: seven\r\n"), "{}", connection.head);
    connection.begin("text/event-stream").await;
    connection.chunk("id: eight\ndata: 2\n\n").await;
    connection.write("0\r\n\r\n").await;
    let (tick, mut ticks) = rest.await.unwrap();
    assert_eq!(tick.unwrap().unwrap(), 2);
    assert_eq!(ticks.last_event_id(), Some("eight"));
    assert!(ticks.next().await.is_none());
}

#[tokio::test]
async fn a_body_that_is_shorter_than_it_says_is_an_error() {
    let (client, mut connections) = server().await;
    let opening = tokio::spawn(client.file().stream());
    let mut connection = connections.recv().await.unwrap();
    connection.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc").await;
    drop(connection);
    let mut download = opening.await.unwrap().unwrap();
    assert_eq!(download.next().await.unwrap().unwrap(), "abc");
    assert!(matches!(download.next().await, Some(Err(StreamError::Transport(_)))));
    let call = tokio::spawn(client.file().retry(portolan_runtime::Retry::none()).send());
    let mut connection = connections.recv().await.unwrap();
    connection.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc").await;
    drop(connection);
    assert!(call.await.unwrap().unwrap_err().may_have_been_sent());
}

#[tokio::test]
async fn a_large_download_goes_through_in_pieces() {
    let (client, mut connections) = server().await;
    let opening = tokio::spawn(client.file().body_limit(10).stream());
    let mut connection = connections.recv().await.unwrap();
    connection.begin("application/octet-stream").await;
    let mut download = opening.await.unwrap().unwrap();
    let piece = "x".repeat(60_000);
    let mut read = 0;
    for round in 1..=20 {
        connection.chunk(&piece).await;
        while read < round * piece.len() {
            read += download.next().await.unwrap().unwrap().len();
        }
    }
    connection.write("0\r\n\r\n").await;
    assert!(download.next().await.is_none());
    assert_eq!(read, 1_200_000);
}
