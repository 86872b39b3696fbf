//! Requests to the outside, against a server on this machine.

use std::time::{Duration, Instant};

use platform::http::{HttpClient, HttpConfig, HttpError};
use url::Url;
use wiremock::{
    Mock, MockServer, ResponseTemplate,
    matchers::{method, path},
};

fn trusting(config: &HttpConfig) -> HttpClient {
    HttpClient::try_new(HttpConfig { allow_private: true, ..config.clone() }).unwrap()
}

async fn answering(answer: ResponseTemplate) -> (MockServer, Url) {
    let server = MockServer::start().await;
    Mock::given(method("GET")).and(path("/")).respond_with(answer).mount(&server).await;
    let url = server.uri().parse().unwrap();
    (server, url)
}

#[tokio::test]
async fn an_answer_is_read_with_its_status() {
    let (_server, url) = answering(ResponseTemplate::new(404).set_body_json(serde_json::json!({ "a": 1 }))).await;
    let answer = trusting(&HttpConfig::default()).get(url).await.unwrap();
    assert_eq!(answer.status, 404);
    assert_eq!(answer.json::<serde_json::Value>().unwrap()["a"], 1);
}

#[tokio::test]
async fn our_own_network_is_refused_by_number_and_by_name() {
    let (server, url) = answering(ResponseTemplate::new(200)).await;
    let client = HttpClient::try_new(HttpConfig::default()).unwrap();
    let port = url.port().unwrap();
    let inside = [
        format!("http://127.0.0.1:{port}/"),
        format!("http://localhost:{port}/"),
        format!("http://[::1]:{port}/"),
        format!("http://[::ffff:127.0.0.1]:{port}/"),
        format!("http://2130706433:{port}/"),
        format!("http://0x7f.1:{port}/"),
        "http://169.254.169.254/latest/meta-data".to_owned(),
        "file:///etc/passwd".to_owned(),
    ];
    for address in inside {
        let refused = client.get(address.parse().unwrap()).await;
        assert!(matches!(refused, Err(HttpError::Refused)), "{address}: {refused:?}");
    }
    assert!(server.received_requests().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_redirect_is_an_answer_and_is_not_followed() {
    let to_inside = ResponseTemplate::new(302).insert_header("location", "http://169.254.169.254/");
    let (server, url) = answering(to_inside).await;
    assert_eq!(trusting(&HttpConfig::default()).get(url).await.unwrap().status, 302);
    assert_eq!(server.received_requests().await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_body_beyond_the_limit_is_refused() {
    let (_server, url) = answering(ResponseTemplate::new(200).set_body_bytes(vec![b'x'; 5000])).await;
    let limited = |max_body_bytes| trusting(&HttpConfig { max_body_bytes, ..HttpConfig::default() });
    assert!(matches!(limited(4999).get(url.clone()).await, Err(HttpError::TooLong { max_bytes: 4999 })));
    assert_eq!(limited(5000).get(url).await.unwrap().body.len(), 5000);
}

#[tokio::test]
async fn of_a_long_answer_only_the_start_is_read_where_that_is_enough() {
    let (_server, url) = answering(ResponseTemplate::new(201).set_body_bytes(vec![b'x'; 500_000])).await;
    let client = trusting(&HttpConfig { max_body_bytes: 10, ..HttpConfig::default() });
    let request = client.request(reqwest::Method::GET, url).build().unwrap();
    let answer = client.send_for_start(request, 1024).await.unwrap();
    assert_eq!((answer.status.as_u16(), answer.body.len()), (201, 1024));
    let inside = HttpClient::try_new(HttpConfig::default()).unwrap();
    let request = inside.request(reqwest::Method::GET, "http://127.0.0.1:1/".parse().unwrap()).build().unwrap();
    assert!(matches!(inside.send_for_start(request, 1024).await, Err(HttpError::Refused)), "the guard stands there too");
}

#[tokio::test]
async fn a_silent_server_is_left_after_the_timeout_and_its_address_stays_out_of_the_error() {
    let (_server, mut url) = answering(ResponseTemplate::new(200).set_delay(Duration::from_mins(1))).await;
    url.set_query(Some("token=secret"));
    let since = Instant::now();
    let error = trusting(&HttpConfig { timeout_ms: 200, ..HttpConfig::default() }).get(url).await.unwrap_err();
    assert!(since.elapsed() < Duration::from_secs(10));
    assert!(!format!("{error:?} {error}").contains("secret"));
}
