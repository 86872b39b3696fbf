//! A stop lets the running request finish, takes no new one, and ends its PostgreSQL.

use std::time::Duration;

use rustix::process::test_kill_process;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

use crate::program::Server;

#[tokio::test]
async fn a_request_that_has_begun_is_answered_and_then_everything_ends() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path()).await;
    let address = server.url.trim_start_matches("http://").to_owned();
    let postmaster = server.postmaster().unwrap();
    let body = r#"{"email":"awa@example.org","password":"not the right one"}"#;
    let mut line = TcpStream::connect(&address).await.unwrap();
    let head = format!(
        "POST /api/auth/login HTTP/1.1\r\nHost: {address}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    line.write_all(head.as_bytes()).await.unwrap();
    line.write_all(&body.as_bytes()[..10]).await.unwrap();
    // Another request has been answered: ours is being read by then.
    assert_eq!(reqwest::get(format!("{}/healthz", server.url)).await.unwrap().status(), 200);

    server.ask_to_stop();
    while TcpStream::connect(&address).await.is_ok() {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    line.write_all(&body.as_bytes()[10..]).await.unwrap();
    let mut answer = String::new();
    line.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 401"), "{answer}");
    assert!(server.ended().await.success());
    assert!(test_kill_process(postmaster).is_err(), "PostgreSQL still runs");
}
