//! The built front end: hashed addresses from Vite's manifest, files served compressed and for ever.
//!
//! Embedded in a release build; a development build reads `web/dist` once, at the first request.

use std::{
    borrow::Cow,
    collections::{BTreeMap, HashMap},
    sync::LazyLock,
};

use axum::{
    extract::Path,
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use rust_embed::RustEmbed;
use serde::Deserialize;

use crate::error::WebError;

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../../../web/dist"]
struct Files;

const FOR_EVER: &str = "public, max-age=31536000, immutable";
const A_DAY: &str = "public, max-age=86400";

/// One entry of Vite's manifest.
#[derive(Debug, Deserialize)]
struct Entry {
    file: String,
    #[serde(default)]
    css: Vec<String>,
    #[serde(default)]
    imports: Vec<String>,
}

struct Asset {
    content_type: HeaderValue,
    plain: Bytes,
    brotli: Option<Bytes>,
    gzip: Option<Bytes>,
}

static MANIFEST: LazyLock<BTreeMap<String, Entry>> = LazyLock::new(|| {
    let file = Files::get("manifest.json").map(|file| file.data).unwrap_or_default();
    serde_json::from_slice(&file).unwrap_or_else(|error| {
        tracing::error!(%error, "the front end's manifest does not parse");
        BTreeMap::new()
    })
});

static ASSETS: LazyLock<HashMap<String, Asset>> = LazyLock::new(|| {
    let names: Vec<Cow<'static, str>> = Files::iter().collect();
    names.iter().filter(|name| !is_derived(name)).filter_map(|name| Some((name.to_string(), load(name)?))).collect()
});

/// The address of a source file (`base.ts`, `islands/player.ts`, `icons.svg`) under its hashed name.
///
/// When the front end was not built, an address that answers 404.
pub fn url(source: &str) -> String {
    match entry(source) {
        Some(entry) => format!("/assets/{}", entry.file),
        None => format!("/assets/{source}"),
    }
}

/// The style sheets that a script brings along.
pub(crate) fn styles(source: &str) -> Vec<String> {
    let Some(entry) = entry(source) else { return Vec::new() };
    let shared = entry.imports.iter().filter_map(|name| MANIFEST.get(name)).flat_map(|import| &import.css);
    entry.css.iter().chain(shared).map(|file| format!("/assets/{file}")).collect()
}

/// A file that is not hashed and stands at the root (`sw.js`).
pub(crate) fn root_file(name: &str, headers: &HeaderMap) -> Response {
    let mut response = serve(name, headers);
    if response.status().is_success() {
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    }
    response
}

/// A file that pages of others load from a stable address: the script of shops. For an hour, from any origin.
pub fn shared_file(name: &str, headers: &HeaderMap) -> Response {
    let mut response = serve(name, headers);
    if response.status().is_success() {
        let out = response.headers_mut();
        out.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=3600, stale-while-revalidate=86400"));
        out.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
        out.insert(HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("cross-origin"));
    }
    response
}

/// `GET /assets/{*name}`.
pub(crate) async fn get(Path(name): Path<String>, headers: HeaderMap) -> Response {
    serve(&name, &headers)
}

fn entry(source: &str) -> Option<&'static Entry> {
    MANIFEST.get(source).or_else(|| MANIFEST.get(&format!("src/{source}")))
}

fn serve(name: &str, headers: &HeaderMap) -> Response {
    let Some(asset) = ASSETS.get(name) else { return WebError::not_found().into_response() };
    let (encoding, body) = match (&asset.brotli, &asset.gzip) {
        (Some(body), _) if accepts(headers, "br") => (Some("br"), body.clone()),
        (_, Some(body)) if accepts(headers, "gzip") => (Some("gzip"), body.clone()),
        _ => (None, asset.plain.clone()),
    };
    let mut response = (StatusCode::OK, body).into_response();
    let out = response.headers_mut();
    out.insert(header::CONTENT_TYPE, asset.content_type.clone());
    out.insert(header::CACHE_CONTROL, HeaderValue::from_static(if is_hashed(name) { FOR_EVER } else { A_DAY }));
    out.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
    if let Some(encoding) = encoding {
        out.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    response
}

fn accepts(headers: &HeaderMap, encoding: &str) -> bool {
    let accepted = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    accepted.split(',').any(|range| {
        let mut parts = range.split(';').map(str::trim);
        parts.next() == Some(encoding) && !parts.any(|parameter| matches!(parameter, "q=0" | "q=0.0"))
    })
}

/// Icons of the app and the API documentation keep their names; everything else carries the hash of its content.
fn is_hashed(name: &str) -> bool {
    !name.starts_with("icons/") && !name.starts_with("swagger/")
}

fn is_derived(name: &str) -> bool {
    let ending = name.rsplit('.').next();
    matches!(ending, Some("br" | "gz")) || name == "manifest.json"
}

fn load(name: &str) -> Option<Asset> {
    let file = Files::get(name)?;
    let content_type = HeaderValue::from_str(&with_charset(file.metadata.mimetype())).ok()?;
    Some(Asset { content_type, plain: bytes(file.data), brotli: derived(name, "br"), gzip: derived(name, "gz") })
}

fn with_charset(kind: &str) -> Cow<'_, str> {
    match kind {
        "text/javascript" | "text/css" | "text/html" => Cow::Owned(format!("{kind}; charset=utf-8")),
        _ => Cow::Borrowed(kind),
    }
}

fn derived(name: &str, encoding: &str) -> Option<Bytes> {
    Files::get(&format!("{name}.{encoding}")).map(|file| bytes(file.data))
}

fn bytes(data: Cow<'static, [u8]>) -> Bytes {
    match data {
        Cow::Borrowed(data) => Bytes::from_static(data),
        Cow::Owned(data) => Bytes::from(data),
    }
}

#[cfg(test)]
mod tests;
