//! The installable app: service worker, manifest, icons, the page without network, and what robots may read.

use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, header};
use kernel::Locale;
use maud::html;
use serde_json::json;

use crate::{
    assets,
    shell::{Cache, Shell},
    ui::{self, Icon},
    visit::Visit,
};

/// `GET /sw.js`: at the root, because its place is its scope.
pub(super) async fn service_worker(headers: HeaderMap) -> Response {
    assets::root_file("sw.js", &headers)
}

/// `GET /favicon.ico`: a PNG, which every browser accepts under that name.
pub(super) async fn favicon(headers: HeaderMap) -> Response {
    daily(assets::root_file("icons/icon-32.png", &headers))
}

/// `GET /apple-touch-icon.png`.
pub(super) async fn touch_icon(headers: HeaderMap) -> Response {
    daily(assets::root_file("icons/icon-180.png", &headers))
}

/// `GET /og.png`: the picture of shared links when a page has none of its own.
pub(super) async fn share_image(headers: HeaderMap) -> Response {
    daily(assets::root_file("icons/og.png", &headers))
}

fn daily(mut response: Response) -> Response {
    if response.status().is_success() {
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=86400"));
    }
    response
}

/// `GET /manifest.webmanifest` (W3C Web Application Manifest).
pub(super) async fn manifest(visit: Visit) -> Response {
    let icon = |size: u16, purpose: &str| {
        let suffix = if purpose == "maskable" { "-maskable" } else { "" };
        json!({
            "src": format!("/assets/icons/icon-{size}{suffix}.png"),
            "sizes": format!("{size}x{size}"),
            "type": "image/png",
            "purpose": purpose,
        })
    };
    let shortcut = |key: &str, path: &str| json!({ "name": visit.t.get(key), "url": visit.url(path) });
    let body = json!({
        "id": "/",
        "name": "Karangou",
        "short_name": "Karangou",
        "description": visit.t.get("kit-footer-line"),
        "lang": visit.locale.as_str(),
        "start_url": visit.url("/"),
        "scope": "/",
        "display": "standalone",
        "background_color": "#14100D",
        "theme_color": "#14100D",
        "categories": ["entertainment"],
        "icons": [icon(192, "any"), icon(512, "any"), icon(512, "maskable")],
        "shortcuts": [
            shortcut("kit-nav-films", "/films"),
            shortcut("kit-search", "/recherche"),
            shortcut("kit-nav-my-list", "/ma-liste"),
        ],
    });
    let kind = HeaderValue::from_static("application/manifest+json");
    let mut response = body.to_string().into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    daily(response)
}

/// `GET /hors-ligne`: what the service worker shows without network. It must look the same to everybody.
pub(super) async fn offline(visit: Visit) -> Response {
    let t = visit.t;
    let content = html! {
        div.error-page {
            div.strip aria-hidden="true" {}
            h1 { (t.get("kit-offline-title")) }
            p.error-text { (t.get("kit-offline-text")) }
            p { (ui::Button::primary(t.get("kit-offline-retry")).icon(Icon::Refresh).href(visit.url("/")).attr("data-reload", "")) }
            griot-offline-pages data-title=(t.get("kit-offline-pages")) {}
        }
    };
    let public = Cache::Public { max_age_s: 3600 };
    Shell::new(&visit, t.get("kit-offline-title")).plain().no_index().cache(public).body(&content)
}

/// `GET /robots.txt` (RFC 9309).
pub(super) async fn robots(visit: Visit) -> Response {
    let mut lines = vec!["User-agent: *".to_owned()];
    for path in ["/api/", "/play/", "/studio", "/moderation", "/admin", "/compte", "/recherche", "/_"] {
        lines.push(format!("Disallow: {path}"));
        if !path.starts_with("/api") && !path.starts_with("/play") {
            lines.push(format!("Disallow: {}", visit.url_in(Locale::En, path)));
        }
    }
    lines.push(format!("Sitemap: {}", visit.absolute("/sitemap.xml")));
    daily((lines.join("\n") + "\n").into_response())
}
