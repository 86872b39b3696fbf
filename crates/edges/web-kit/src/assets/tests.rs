use axum::Router;

use super::*;
use crate::{
    samples::{self, head},
    ui::Icon,
};

#[test]
fn the_sprite_has_every_icon_and_no_other() {
    let listed: Vec<String> = serde_json::from_str(include_str!("../../../../../web/src/icons.json")).unwrap();
    let mut used: Vec<&str> = Icon::ALL.iter().map(|icon| icon.as_str()).collect();
    used.sort_unstable();
    assert_eq!(listed, used);
}

#[tokio::test]
async fn an_unknown_file_is_not_found() {
    for path in ["/assets/nothing.js", "/assets/../Cargo.toml", "/assets/manifest.json"] {
        assert_eq!(samples::get(Router::new(), path).await.status(), StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn built_files_are_kept_for_ever_and_sent_compressed() {
    // Without Node the front end is a stub, and there is nothing to serve.
    let Some(entry) = entry("base.css") else { return };
    let path = format!("/assets/{}", entry.file);
    let request = http::Request::get(&path).header("accept-encoding", "gzip, br").body(axum::body::Body::empty()).unwrap();
    let response = samples::send(Router::new(), request).await;
    assert_eq!(head(&response, "content-encoding"), "br");
    assert_eq!(head(&response, "cache-control"), FOR_EVER);
    assert_eq!(head(&response, "content-type"), "text/css; charset=utf-8");
    let plain = samples::get(Router::new(), &path).await;
    assert_eq!(head(&plain, "content-encoding"), "");
}

#[test]
fn the_script_of_shops_is_for_pages_of_any_origin_and_for_an_hour() {
    let response = shared_file("t.js", &HeaderMap::new());
    // Without Node the front end is a stub, and there is nothing to serve.
    if MANIFEST.is_empty() {
        assert_eq!(response.status(), StatusCode::NOT_FOUND);
        return;
    }
    assert_eq!(head(&response, "access-control-allow-origin"), "*");
    assert_eq!(head(&response, "cross-origin-resource-policy"), "cross-origin");
    assert!(head(&response, "cache-control").starts_with("public, max-age=3600"));
    assert_eq!(head(&response, "content-type"), "text/javascript; charset=utf-8");
}

#[test]
fn encodings_are_read_with_their_refusals() {
    let headers = |text: &str| HeaderMap::from_iter([(header::ACCEPT_ENCODING, text.parse().unwrap())]);
    assert!(accepts(&headers("gzip, br;q=0.5"), "br"));
    assert!(!accepts(&headers("br;q=0, gzip"), "br"));
    assert!(!accepts(&HeaderMap::new(), "gzip"));
}
