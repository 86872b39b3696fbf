use axum::{Router, routing::post};
use http::StatusCode;

use super::*;
use crate::samples::{self, form, send};

#[derive(Debug, Deserialize)]
struct Typed {
    title: String,
    #[serde(default)]
    genre: Vec<String>,
}

fn routes() -> Router {
    let accept = |CsrfForm(typed): CsrfForm<Typed>| async move { format!("{}:{}", typed.title, typed.genre.join("+")) };
    Router::new()
        .route("/save", post(accept))
        .route("/api/v1/things", post(|| async { "made" }))
        .route("/hooks/things", post(|| async { "heard" }))
}

fn token_of(binding: &str) -> String {
    token(&samples::kit(), binding)
}

async fn status(request: http::Request<Body>) -> StatusCode {
    send(routes(), request).await.status()
}

const ANONYMOUS: &str = "griot_anon=0123456789abcdefghij";

fn anonymous_token() -> String {
    token_of("anonymous:0123456789abcdefghij")
}

#[tokio::test]
async fn a_form_of_ours_is_accepted_with_repeated_fields() {
    let body = format!("_csrf={}&title=Yaaba&genre=a&genre=b", anonymous_token());
    let request =
        form("/save").header("cookie", ANONYMOUS).header("sec-fetch-site", "same-origin").body(Body::from(body)).unwrap();
    let response = send(routes(), request).await;
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(samples::text(response).await, "Yaaba:a+b");
}

#[tokio::test]
async fn a_header_does_as_well_as_a_field() {
    let request =
        form("/save").header("cookie", ANONYMOUS).header(HEADER, anonymous_token()).body(Body::from("title=x")).unwrap();
    assert_eq!(status(request).await, StatusCode::OK);
}

#[tokio::test]
async fn a_missing_foreign_or_tampered_token_is_refused() {
    let mut tampered = anonymous_token();
    tampered.replace_range(0..1, if tampered.starts_with('A') { "B" } else { "A" });
    let others = token_of("session:somebody");
    for token in ["", "AAAA", tampered.as_str(), others.as_str()] {
        let body = format!("_csrf={token}&title=x");
        let request = form("/save").header("cookie", ANONYMOUS).body(Body::from(body)).unwrap();
        assert_eq!(status(request).await, StatusCode::FORBIDDEN, "{token}");
    }
    let without = form("/save").header("cookie", ANONYMOUS).body(Body::from("title=x")).unwrap();
    assert_eq!(status(without).await, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_foreign_page_is_refused_even_with_a_valid_token() {
    for (name, value) in [
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
        ("origin", "https://evil.example"),
        ("origin", "null"),
    ] {
        let body = format!("_csrf={}&title=x", anonymous_token());
        let request = form("/save").header("cookie", ANONYMOUS).header(name, value).body(Body::from(body)).unwrap();
        assert_eq!(status(request).await, StatusCode::FORBIDDEN, "{name}: {value}");
    }
}

#[tokio::test]
async fn the_api_asks_for_a_token_only_when_a_session_cookie_acts() {
    let session = "griot_session=abc";
    let bare = http::Request::post("/api/v1/things");
    assert_eq!(status(bare.body(Body::empty()).unwrap()).await, StatusCode::OK);
    let by_cookie = http::Request::post("/api/v1/things").header("cookie", session);
    assert_eq!(status(by_cookie.body(Body::empty()).unwrap()).await, StatusCode::FORBIDDEN);
    let by_token = http::Request::post("/api/v1/things").header("cookie", session).header(HEADER, token_of("session:abc"));
    assert_eq!(status(by_token.body(Body::empty()).unwrap()).await, StatusCode::OK);
    let by_bearer = http::Request::post("/api/v1/things").header("cookie", session).header("authorization", "Bearer x");
    assert_eq!(status(by_bearer.body(Body::empty()).unwrap()).await, StatusCode::OK);
}

#[tokio::test]
async fn a_multipart_form_needs_the_word_of_the_browser() {
    let multipart =
        || http::Request::post("/save").header("content-type", "multipart/form-data; boundary=x").header("host", "griot.example");
    let silent = multipart().body(Body::empty()).unwrap();
    assert_eq!(status(silent).await, StatusCode::FORBIDDEN);
    let own = multipart().header("origin", "https://griot.example").body(Body::empty()).unwrap();
    assert_eq!(status(own).await, StatusCode::UNPROCESSABLE_ENTITY, "passes the check, and does not parse as a form");
}

#[tokio::test]
async fn a_form_too_large_is_refused_before_it_is_read() {
    let body = format!("_csrf={}&title={}", anonymous_token(), "x".repeat(FORM_LIMIT_BYTES));
    let request = form("/save").header("cookie", ANONYMOUS).body(Body::from(body)).unwrap();
    assert_eq!(status(request).await, StatusCode::PAYLOAD_TOO_LARGE);
}

#[test]
fn tokens_look_different_each_time_and_all_hold() {
    let kit = samples::kit();
    let tokens: Vec<String> = (0..5).map(|_| token(&kit, "session:a")).collect();
    assert!(tokens.windows(2).all(|pair| pair[0] != pair[1]));
    assert!(tokens.iter().all(|token| is_valid(&kit, "session:a", token)));
    assert!(tokens.iter().all(|token| !is_valid(&kit, "session:b", token)));
}

#[tokio::test]
async fn another_server_needs_no_token_and_acts_for_nobody() {
    let foreign = || form("/hooks/things").header("cookie", "griot_session=somebody").header("sec-fetch-site", "cross-site");
    assert_eq!(status(foreign().body(Body::from("title=x")).unwrap()).await, StatusCode::OK);
    let saving = Router::new().route("/hooks/save", post(|CsrfForm(_): CsrfForm<Typed>| async { "saved" }));
    let request = form("/hooks/save").header("cookie", "griot_session=somebody").body(Body::from("title=x")).unwrap();
    assert_eq!(send(saving, request).await.status(), StatusCode::FORBIDDEN);
}
