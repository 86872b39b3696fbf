use axum::{body::Body, extract::Path, routing::get};
use http::{Request, StatusCode};

use super::*;
use crate::{
    samples::{self, head, send, text},
    visit::Visit,
};

fn routes() -> Router {
    let where_am_i = |visit: Visit| async move { format!("{} {} {}", visit.locale.as_str(), visit.path, visit.url("/films")) };
    Router::new()
        .route("/", get(where_am_i))
        .route("/films", get(where_am_i))
        .route("/enfants", get(where_am_i))
        .route("/number/{n}", get(|Path(n): Path<u8>| async move { n.to_string() }))
        .route("/panic", get(|| async { if true { panic!("planted") } else { "never" } }))
        .route(
            "/form",
            get(|visit: Visit| async move { visit.csrf() }).post(|visit: Visit| async move { visit.redirect("/form#end") }),
        )
}

#[tokio::test]
async fn the_language_is_the_first_segment_of_the_path() {
    for (path, expected) in [
        ("/", "fr / /films"),
        ("/films?page=2", "fr /films /films"),
        ("/en", "en / /en/films"),
        ("/en/films", "en /films /en/films"),
        ("/enfants", "fr /enfants /films"),
    ] {
        assert_eq!(text(samples::get(routes(), path).await).await, expected, "{path}");
    }
}

#[tokio::test]
async fn one_page_has_one_address() {
    for (path, expected) in [("/films/?a=b", "/films?a=b"), ("/en/films/", "/en/films"), ("//evil.example/", "/evil.example")] {
        let response = samples::get(routes(), path).await;
        assert_eq!(response.status(), StatusCode::PERMANENT_REDIRECT, "{path}");
        assert_eq!(head(&response, "location"), expected);
    }
}

/// An address that differs by its fragment only loads nothing.
#[tokio::test]
async fn htmx_follows_a_redirect_and_loads_the_page_it_is_on_again() {
    let sent = |referer: &str| {
        let token = crate::csrf::token(&samples::kit(), "anonymous:0123456789abcdefghij");
        let form = samples::form("/form").header("cookie", "griot_anon=0123456789abcdefghij").header(crate::csrf::HEADER, token);
        form.header("hx-request", "true").header("referer", referer).body(Body::empty()).unwrap()
    };
    let away = send(routes(), sent("https://griot.example/films")).await;
    assert_eq!(head(&away, "hx-redirect"), "/form#end");
    let back = send(routes(), sent("https://griot.example/form")).await;
    assert_eq!(head(&back, "hx-refresh"), "true");
    assert!(!back.headers().contains_key("hx-redirect"));
}

#[tokio::test]
async fn a_stream_is_no_page_and_says_so() {
    let playlist = || async { ([("content-type", "application/vnd.apple.mpegurl")], "#EXTM3U\n".repeat(100)) };
    let router = samples::kit().wrap_streams(Router::new().route("/play/a", get(playlist)));
    let request = Request::get("/play/a").header("accept-encoding", "br").body(axum::body::Body::empty()).unwrap();
    let response = tower::ServiceExt::oneshot(router, request).await.unwrap();
    assert_eq!(head(&response, "content-security-policy"), "default-src 'none'; frame-ancestors 'none'");
    assert_eq!(head(&response, "x-content-type-options"), "nosniff");
    assert_eq!(head(&response, "referrer-policy"), "no-referrer");
    assert_eq!(head(&response, "content-encoding"), "br");
    assert!(head(&response, "strict-transport-security").starts_with("max-age="));
    assert_eq!(head(&response, "set-cookie"), "");
}

#[tokio::test]
async fn under_somebody_elses_name_nothing_of_ours_is_shown_or_kept() {
    let routes = Router::new()
        .route("/", get(|visit: Visit| async move { visit.csrf() }))
        .route("/gone", get(|| async { WebError::not_found() }))
        .route("/panic", get(|| async { if true { panic!("planted") } else { "never" } }));
    let router = samples::kit().wrap_foreign(routes);
    let ask = async |path: &str, language: &str| {
        let request = Request::get(path).header("accept-language", language).header("cookie", "griot_session=abc; griot_anon=x");
        tower::ServiceExt::oneshot(router.clone(), request.body(Body::empty()).unwrap()).await.unwrap()
    };
    for (path, status) in [("/", 200), ("/gone", 404), ("/a/b", 404), ("/panic", 500)] {
        let response = ask(path, "fr").await;
        assert_eq!((response.status().as_u16(), head(&response, "set-cookie")), (status, ""), "{path}");
        assert_eq!(head(&response, "strict-transport-security"), "", "theirs to decide");
        assert_eq!(head(&response, "content-security-policy"), "default-src 'none'; frame-ancestors 'none'");
        if status != 200 {
            assert_eq!(head(&response, "cache-control"), "no-store");
            let page = text(response).await;
            assert!(!page.contains("href") && !page.contains("connexion"), "{path}: {page}");
        }
    }
    assert!(text(ask("/gone", "fr-MA,fr").await).await.contains("Page introuvable"));
    assert!(text(ask("/gone", "en-GB").await).await.contains("lang=\"en\""));
    let posted = Request::post("/gone").body(Body::empty()).unwrap();
    assert_eq!(tower::ServiceExt::oneshot(router, posted).await.unwrap().status(), StatusCode::METHOD_NOT_ALLOWED);
}

#[tokio::test]
async fn a_flood_from_one_address_is_refused_with_a_page_and_a_time() {
    let config = crate::WebKitConfig { requests_per_minute: 2, trusted_proxies: 1, ..samples::config("https://griot.example") };
    let router = samples::kit_of(config).wrap(routes());
    let ask = async |from: &str, path: &str| {
        let request = Request::get(path).header("x-forwarded-for", from).body(axum::body::Body::empty()).unwrap();
        tower::ServiceExt::oneshot(router.clone(), request).await.unwrap()
    };
    for _ in 0..2 {
        assert_eq!(ask("192.0.2.1", "/films").await.status(), StatusCode::OK);
    }
    let refused = ask("192.0.2.1", "/films").await;
    assert_eq!((refused.status(), head(&refused, "retry-after")), (StatusCode::TOO_MANY_REQUESTS, "30"));
    assert!(head(&refused, "content-type").starts_with("text/html"));
    let refused = ask("192.0.2.1", "/api/v1/films").await;
    assert_eq!(head(&refused, "content-type"), "application/problem+json");
    assert_eq!(ask("192.0.2.2", "/films").await.status(), StatusCode::OK);
}

#[tokio::test]
async fn every_answer_carries_the_security_headers() {
    for path in ["/films", "/nowhere", "/robots.txt"] {
        let response = samples::get(routes(), path).await;
        let policy = head(&response, "content-security-policy");
        assert!(policy.contains("script-src 'self'") && !policy.contains("unsafe"), "{path}: {policy}");
        assert_eq!(head(&response, "x-content-type-options"), "nosniff");
        assert!(head(&response, "strict-transport-security").starts_with("max-age="));
    }
}

#[tokio::test]
async fn what_the_framework_refuses_is_dressed_as_a_page() {
    for (path, status) in [("/nowhere", StatusCode::NOT_FOUND), ("/number/x", StatusCode::BAD_REQUEST)] {
        let response = samples::get(routes(), path).await;
        assert_eq!(response.status(), status);
        assert!(head(&response, "content-type").starts_with("text/html"), "{path}");
    }
    let wrong_method = send(
        routes(),
        Request::delete("/films").header("sec-fetch-site", "same-origin").body(axum::body::Body::empty()).unwrap(),
    )
    .await;
    assert_eq!(wrong_method.status(), StatusCode::FORBIDDEN, "without a token nothing is told about methods");
}

#[tokio::test]
async fn a_panic_is_a_page_with_a_reference() {
    let response = samples::get(routes(), "/panic").await;
    assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
    let page = text(response).await;
    assert!(page.contains("Référence") && !page.contains("planted"), "{page}");
}

#[tokio::test]
async fn the_anonymous_cookie_comes_only_with_a_token() {
    let without = samples::get(routes(), "/films").await;
    assert_eq!(head(&without, "set-cookie"), "");
    let with = samples::get(routes(), "/form").await;
    let cookie = head(&with, "set-cookie");
    assert!(cookie.starts_with("griot_anon=") && cookie.contains("HttpOnly") && cookie.contains("Secure"), "{cookie}");
}

#[tokio::test]
async fn only_text_is_compressed() {
    let routes = || {
        Router::new()
            .route("/page", get(|| async { axum::response::Html("x".repeat(2000)) }))
            .route("/video", get(|| async { ([(header::CONTENT_TYPE, "video/mp4")], "x".repeat(2000)) }))
    };
    for (path, encoding) in [("/page", "br"), ("/video", "")] {
        let request = Request::get(path).header("accept-encoding", "br, gzip").body(axum::body::Body::empty()).unwrap();
        assert_eq!(head(&send(routes(), request).await, "content-encoding"), encoding, "{path}");
    }
}
