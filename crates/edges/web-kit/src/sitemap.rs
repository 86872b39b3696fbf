//! Site maps (sitemaps.org 0.9): every address worth finding, each with its languages (hreflang as search engines read it). An hour for
//! everybody. An index names the maps of all products of one server.

#![expect(clippy::format_collect, reason = "one string an entry is what the format is made of")]

use axum::response::{IntoResponse, Response};
use http::header;
use jiff::Timestamp;
use kernel::Locale;
use url::Url;

const SPACES: &str = "xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" xmlns:xhtml=\"http://www.w3.org/1999/xhtml\"";

/// The maps at these paths.
pub fn index<'p>(base: &Url, maps: impl Iterator<Item = &'p str>) -> Response {
    let maps: String = maps.map(|path| format!("<sitemap><loc>{}</loc></sitemap>", address(base, Locale::Fr, path))).collect();
    xml(&format!("<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">{maps}</sitemapindex>"))
}

/// A map of pages: paths without language, and when each changed, where that is known.
pub fn map(base: &Url, paths: impl Iterator<Item = (String, Option<Timestamp>)>) -> Response {
    let entries: String = paths.map(|(path, changed)| entry(base, &path, changed)).collect();
    xml(&format!("<urlset {SPACES}>{entries}</urlset>"))
}

/// One page in both languages.
fn entry(base: &Url, path: &str, changed: Option<Timestamp>) -> String {
    let links: String = Locale::ALL
        .iter()
        .map(|locale| {
            let href = address(base, *locale, path);
            format!("<xhtml:link rel=\"alternate\" hreflang=\"{}\" href=\"{href}\"/>", locale.as_str())
        })
        .collect();
    let changed = changed.map_or_else(String::new, |at| format!("<lastmod>{}</lastmod>", at.strftime("%Y-%m-%dT%H:%M:%SZ")));
    Locale::ALL.iter().map(|locale| format!("<url><loc>{}</loc>{changed}{links}</url>", address(base, *locale, path))).collect()
}

/// A full address in a language, as it stands in XML.
fn address(base: &Url, locale: Locale, path: &str) -> String {
    let whole = format!("{}{}", base.as_str().trim_end_matches('/'), locale.path(path));
    // Paths are written by us: of what XML reserves they have the sign between parameters, at most.
    whole.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('\'', "&apos;").replace('"', "&quot;")
}

fn xml(body: &str) -> Response {
    let headers = [(header::CONTENT_TYPE, "application/xml; charset=utf-8"), (header::CACHE_CONTROL, "public, max-age=3600")];
    (headers, format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>{body}")).into_response()
}
