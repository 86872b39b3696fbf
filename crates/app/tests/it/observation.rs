//! What machines read: probes, metrics, one log line for each request.

use std::time::{Duration, Instant};

use serde_json::json;

use crate::program::Server;

const LOGGED_WITHIN: Duration = Duration::from_secs(10);

#[tokio::test]
async fn each_request_is_one_line_and_one_measurement() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path()).await;
    let answer = reqwest::get(format!("{}/api/v1/films", server.url)).await.unwrap();
    assert_eq!(answer.status(), 200);
    let id = answer.headers()["x-request-id"].to_str().unwrap().to_owned();
    let about = |log: Vec<serde_json::Value>| -> Vec<serde_json::Value> {
        log.into_iter().filter(|line| line["span"]["id"] == *id && line["message"] == "request answered").collect()
    };
    let since = Instant::now();
    while about(server.log()).is_empty() {
        assert!(since.elapsed() < LOGGED_WITHIN, "{:?}", server.log());
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let lines = about(server.log());
    assert_eq!(lines.len(), 1);
    assert_eq!((&lines[0]["span"]["path"], &lines[0]["status"]), (&json!("/api/v1/films"), &json!(200)));
    assert!(lines[0]["queries"].as_u64().unwrap() >= 1, "{}", lines[0]);
    assert!(lines[0]["duration_ms"].is_u64(), "{}", lines[0]);

    assert_eq!(reqwest::get(format!("{}/healthz", server.url)).await.unwrap().status(), 200);
    let metrics = reqwest::get(format!("{}/metrics", server.url)).await.unwrap().text().await.unwrap();
    let count =
        metrics.lines().find(|line| line.starts_with("griot_http_request_seconds_count") && line.contains("/api/v1/films"));
    assert!(count.is_some_and(|line| line.ends_with(" 1")), "{count:?}");
}
