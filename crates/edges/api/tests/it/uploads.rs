//! Uploads by the tus protocol, as a client speaks it: the way through, and every refusal.

use axum::body::Body;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use http::Method;

use crate::studio::Studio;

const UPLOADS: &str = "/api/v1/uploads";
const STREAM: (&str, &str) = ("content-type", "application/offset+octet-stream");
/// SHA-1 of `hello world`.
const CHECKSUM: (&str, &str) = ("upload-checksum", "sha1 Kq5sNclPz7QV2+lfQIuc6R7oRu0=");

#[tokio::test]
async fn an_upload_goes_through_piece_by_piece() {
    let studio = Studio::new().await;
    let token = studio.sign_in("director").await;
    let token = token.as_str();
    let path = studio.announce(token, "../aube.mp4", "video", 22).await;
    let first = studio.tus(Some(token), Method::HEAD, &path, &[], Body::empty()).await;
    assert_eq!((first.status, first.header("upload-offset"), first.header("upload-length")), (200, "0", "22"));
    assert_eq!((first.header("cache-control"), first.header("tus-resumable")), ("no-store", "1.0.0"));
    let expires = jiff::fmt::rfc2822::parse(first.header("upload-expires")).unwrap().timestamp();
    assert!(expires.duration_since(studio.test_db.db().now()).as_hours() >= 7 * 24 - 1, "{expires}");

    let headers = [STREAM, ("upload-offset", "0"), CHECKSUM];
    let wrong = studio.tus(Some(token), Method::PATCH, &path, &headers, "hello w0rld").await;
    assert_eq!((wrong.status, wrong.code().as_str()), (460, "media-upload-checksum"));
    let kept = studio.tus(Some(token), Method::PATCH, &path, &headers, "hello world").await;
    assert_eq!((kept.status, kept.header("upload-offset"), kept.header("x-asset-id")), (204, "11", ""));
    let again = studio.tus(Some(token), Method::PATCH, &path, &headers, "hello world").await;
    assert_eq!((again.status, again.code().as_str()), (409, "media-upload-offset"));
    let long = studio.patch(token, &path, 11, vec![b'x'; 12]).await;
    assert_eq!((long.status, long.code().as_str()), (413, "media-upload-too-long"));
    let done = studio.patch(token, &path, 11, b"hello again".to_vec()).await;
    assert_eq!((done.status, done.header("upload-offset")), (204, "22"));

    let asset = studio.get(Some(token), &format!("/api/v1/assets/{}", done.header("x-asset-id"))).await.json();
    assert_eq!(
        (&asset["filename"], &asset["source_bytes"], &asset["state"]),
        (&"aube.mp4".into(), &22.into(), &"storing".into())
    );
    let told_again = studio.patch(token, &path, 22, Vec::new()).await;
    assert_eq!((told_again.status, told_again.header("x-asset-id")), (204, done.header("x-asset-id")));
    let late = studio.tus(Some(token), Method::DELETE, &path, &[], Body::empty()).await;
    assert_eq!((late.status, late.code().as_str()), (409, "media-upload-complete"));
}

#[tokio::test]
async fn the_first_bytes_may_come_with_the_announcement_and_proxies_are_worked_around() {
    let studio = Studio::new().await;
    let token = studio.sign_in("director").await;
    let said = studio.send(None, Method::OPTIONS, UPLOADS, &[], Body::empty()).await;
    assert_eq!((said.status, said.header("tus-version"), said.header("tus-checksum-algorithm")), (204, "1.0.0", "sha1,sha256"));
    assert_eq!(said.header("tus-extension"), "creation,creation-with-upload,termination,checksum,expiration");
    assert!(said.header("tus-max-size").parse::<u64>().unwrap() > 1 << 30);
    let made = studio.tus(Some(&token), Method::POST, UPLOADS, &[STREAM, ("upload-length", "10")], "12345").await;
    assert_eq!((made.status, made.header("upload-offset")), (201, "5"));
    let path = made.header("location");
    let over =
        |method: &'static str, offset: &'static str| [STREAM, ("x-http-method-override", method), ("upload-offset", offset)];
    let patched = studio.tus(Some(&token), Method::POST, path, &over("PATCH", "5"), "67").await;
    assert_eq!((patched.status, patched.header("upload-offset")), (204, "7"));
    let unknown = studio.tus(Some(&token), Method::POST, path, &over("PUT", "7"), "8").await;
    assert_eq!((unknown.status, unknown.code().as_str()), (405, "api-method"));
    assert_eq!(studio.tus(Some(&token), Method::POST, path, &over("DELETE", "7"), "").await.status, 204);
    assert_eq!(studio.tus(Some(&token), Method::HEAD, path, &[], Body::empty()).await.status, 404);
}

/// A request without a body, and how it is refused.
type Case<'a> = (Method, &'a str, &'a [(&'a str, &'a str)], u16, &'a str);

#[tokio::test]
async fn malformed_requests_are_refused_each_with_its_status() {
    let studio = Studio::new().await;
    let token = studio.sign_in("director").await;
    let path = studio.announce(&token, "film.mp4", "video", 22).await;
    let large = (1_u64 << 50).to_string();
    let named = |name: &str, value: &str| format!("{name} {}", STANDARD.encode(value));
    let (kind, long) = (named("kind", "archive"), named("filename", &"x".repeat(3000)));
    let cases: [Case<'_>; 13] = [
        (Method::POST, UPLOADS, &[], 400, "api-tus-header"),
        (Method::POST, UPLOADS, &[("upload-length", "-1")], 400, "api-tus-header"),
        (Method::POST, UPLOADS, &[("upload-defer-length", "1")], 400, "api-tus-deferred-length"),
        (Method::POST, UPLOADS, &[("upload-length", "0")], 422, "media-empty"),
        (Method::POST, UPLOADS, &[("upload-length", &large)], 413, "media-too-large"),
        (Method::POST, UPLOADS, &[("upload-length", "9"), ("upload-metadata", "filename %%")], 422, "media-upload-invalid"),
        (Method::POST, UPLOADS, &[("upload-length", "9"), ("upload-metadata", &kind)], 422, "media-upload-invalid"),
        (Method::POST, UPLOADS, &[("upload-length", "9"), ("upload-metadata", &long)], 422, "media-upload-invalid"),
        (Method::PATCH, &path, &[("upload-offset", "0")], 415, "api-tus-content-type"),
        (Method::PATCH, &path, &[STREAM], 400, "api-tus-header"),
        (Method::PATCH, &path, &[STREAM, ("upload-offset", "+0")], 400, "api-tus-header"),
        (
            Method::PATCH,
            &path,
            &[STREAM, ("upload-offset", "0"), ("upload-checksum", "md5 eA==")],
            400,
            "media-upload-checksum-unknown",
        ),
        (Method::PATCH, "/api/v1/uploads/no-id", &[STREAM, ("upload-offset", "0")], 404, "api-not-found"),
    ];
    for (method, path, headers, status, code) in cases {
        let reply = studio.tus(Some(&token), method.clone(), path, headers, Body::empty()).await;
        assert_eq!((reply.status, reply.code().as_str()), (status, code), "{method} {path} {headers:?}");
        assert_eq!(reply.header("content-type"), "application/problem+json");
    }
    for version in [None, Some("0.2.2")] {
        let headers: Vec<_> = version.map(|version| ("tus-resumable", version)).into_iter().collect();
        let reply = studio.send(Some(&token), Method::HEAD, &path, &headers, Body::empty()).await;
        assert_eq!((reply.status, reply.header("tus-version")), (412, "1.0.0"));
    }
}

#[tokio::test]
async fn nobody_and_strangers_touch_no_upload() {
    let studio = Studio::new().await;
    let token = studio.sign_in("director").await;
    let path = studio.announce(&token, "film.mp4", "video", 22).await;
    let length = [("upload-length", "9")];
    assert_eq!(studio.tus(None, Method::POST, UPLOADS, &length, Body::empty()).await.status, 401);
    let viewer = studio.sign_in("viewer").await;
    assert_eq!(studio.tus(Some(&viewer), Method::POST, UPLOADS, &length, Body::empty()).await.status, 403);
    let patch = [STREAM, ("upload-offset", "0")];
    let other = studio.sign_in("other").await;
    for (who, status) in [(None, 401), (Some("Bearer-of-nothing"), 401), (Some(&*viewer), 404), (Some(&*other), 404)] {
        for (method, headers) in [(Method::HEAD, &[] as &[_]), (Method::PATCH, &patch), (Method::DELETE, &[])] {
            let reply = studio.tus(who, method.clone(), &path, headers, Body::empty()).await;
            assert_eq!(reply.status, status, "{method} by {who:?}");
        }
    }
    assert_eq!(studio.tus(Some(&token), Method::HEAD, &path, &[], Body::empty()).await.header("upload-offset"), "0");
    assert_eq!(studio.tus(Some(&token), Method::DELETE, &path, &[], Body::empty()).await.status, 204);
}

#[tokio::test]
async fn an_upload_goes_on_a_day_later_in_a_new_process_and_ends_after_a_week_of_silence() {
    let mut studio = Studio::new().await;
    let token = studio.sign_in("director").await;
    let path = studio.announce(&token, "film.mp4", "video", 22).await;
    let silent = studio.announce(&token, "autre.mp4", "video", 22).await;
    assert_eq!(studio.patch(&token, &path, 0, b"hello world".to_vec()).await.status, 204);
    studio.wait_hours(25);
    studio.restart();
    let token = studio.sign_in("director").await;
    let found = studio.tus(Some(&token), Method::HEAD, &path, &[], Body::empty()).await;
    assert_eq!((found.status, found.header("upload-offset")), (200, "11"));
    let done = studio.patch(&token, &path, 11, b"hello again".to_vec()).await;
    assert_eq!((done.status, done.header("upload-offset")), (204, "22"));
    assert_ne!(done.header("x-asset-id"), "");
    studio.wait_hours(7 * 24 - 24);
    let token = studio.sign_in("director").await;
    let over = studio.patch(&token, &silent, 0, b"hello".to_vec()).await;
    assert_eq!((over.status, over.code().as_str()), (410, "media-upload-expired"));
}
