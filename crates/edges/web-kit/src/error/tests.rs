use axum::{Router, body::Body, routing::get};
use http::Request;
use kernel::Forbidden;

use super::*;
use crate::samples::{self, head, send, text};

#[derive(Debug, thiserror::Error)]
#[error("the secret cause")]
struct Broken(#[source] std::io::Error);

impl AppError for Broken {
    fn kind(&self) -> ErrorKind {
        ErrorKind::Internal
    }
    fn code(&self) -> &'static str {
        "error-internal"
    }
}

#[derive(Debug, thiserror::Error)]
#[error("wrong input")]
struct Wrong(Vec<FieldError>);

impl AppError for Wrong {
    fn kind(&self) -> ErrorKind {
        ErrorKind::Invalid
    }
    fn code(&self) -> &'static str {
        "error-form-unreadable"
    }
    fn fields(&self) -> &[FieldError] {
        &self.0
    }
}

#[derive(Debug, thiserror::Error)]
#[error("too often")]
struct TooOften;

impl AppError for TooOften {
    fn kind(&self) -> ErrorKind {
        ErrorKind::RateLimited
    }
    fn code(&self) -> &'static str {
        "error-rate-limited"
    }
    fn retry_after_s(&self) -> Option<u32> {
        Some(30)
    }
}

type Answer = Result<&'static str, WebError>;

async fn broken() -> Answer {
    Err(Broken(std::io::Error::other("disk on fire")))?
}
async fn wrong() -> Answer {
    Err(Wrong(vec![FieldError::new("title", "field-too-long").with("max", 120)]))?
}
async fn stranger() -> Answer {
    Err(Forbidden::NotSignedIn)?
}
async fn too_often() -> Answer {
    Err(TooOften)?
}

fn routes() -> Router {
    let each = |prefix: &str| {
        Router::new()
            .route(&format!("{prefix}/broken"), get(broken))
            .route(&format!("{prefix}/wrong"), get(wrong))
            .route(&format!("{prefix}/stranger"), get(stranger))
            .route(&format!("{prefix}/often"), get(too_often))
    };
    each("").merge(each("/api"))
}

#[tokio::test]
async fn an_internal_error_shows_a_reference_and_never_its_cause() {
    for path in ["/broken", "/api/broken"] {
        let response = samples::get(routes(), path).await;
        assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
        assert_eq!(head(&response, "cache-control"), "no-store");
        let body = text(response).await;
        assert!(!body.contains("secret") && !body.contains("fire"), "{body}");
        assert!(body.contains("reference") || body.contains("Référence"), "{body}");
    }
}

#[tokio::test]
async fn the_api_answers_problem_json_in_the_language_it_was_asked_in() {
    let request = Request::get("/api/wrong").header("accept-language", "en").body(Body::empty()).unwrap();
    let response = send(routes(), request).await;
    assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(head(&response, "content-type"), "application/problem+json");
    let problem: serde_json::Value = serde_json::from_str(&text(response).await).unwrap();
    assert_eq!(problem["status"], 422);
    assert_eq!(problem["code"], "error-form-unreadable");
    assert_eq!(problem["errors"][0]["field"], "title");
    assert_eq!(problem["errors"][0]["detail"], "This is too long: 120 characters at most.");
}

#[tokio::test]
async fn a_stranger_is_led_to_sign_in_and_back() {
    let response = samples::get(routes(), "/en/stranger?a=1&b=2").await;
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    assert_eq!(head(&response, "location"), "/en/connexion?suite=%2Fen%2Fstranger%3Fa%3D1%26b%3D2");
    assert_eq!(samples::get(routes(), "/api/stranger").await.status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn htmx_gets_a_toast_and_not_a_page() {
    let request = Request::get("/broken").header("hx-request", "true").body(Body::empty()).unwrap();
    let response = send(routes(), request).await;
    assert_eq!(head(&response, "hx-retarget"), "#toasts");
    let body = text(response).await;
    assert!(body.starts_with("<griot-toast") && !body.contains("<html"), "{body}");
}

#[tokio::test]
async fn a_limit_says_when_to_come_back() {
    let response = samples::get(routes(), "/often").await;
    assert_eq!(response.status(), StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(head(&response, "retry-after"), "30");
}

#[test]
fn every_status_has_its_text_in_both_languages() {
    for status in (400..=599).filter_map(|code| StatusCode::from_u16(code).ok()) {
        for locale in kernel::Locale::ALL {
            let t = crate::Translator::new(locale);
            assert!(t.has(WebError::status(status).code), "{status}");
            assert!(t.has(page::title_key(status)), "{status}");
        }
    }
}
