//! `GET /sitemap.xml`: the index, `GET /sitemap/pages.xml|films.xml|projets.xml|personnes.xml`: every address worth finding, each with
//! its languages (sitemaps.org 0.9, hreflang as search engines read it). 200, an hour for everybody.

#![expect(clippy::format_collect, reason = "one string an entry is what the format is made of")]

use axum::{
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use jiff::Timestamp;
use kernel::Locale;
use url::Url;
use web_kit::WebError;

use crate::{KarangouState, drawing::escape, parts::card, projects};

const SPACES: &str = "xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" xmlns:xhtml=\"http://www.w3.org/1999/xhtml\"";

pub(crate) async fn index(State(state): State<KarangouState>) -> Response {
    let maps: String = ["/sitemap/pages.xml", "/sitemap/films.xml", "/sitemap/projets.xml", "/sitemap/personnes.xml"]
        .iter()
        .map(|path| format!("<sitemap><loc>{}</loc></sitemap>", address(&state.public_url, Locale::Fr, path)))
        .collect();
    xml(&format!("<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">{maps}</sitemapindex>"))
}

pub(crate) async fn pages(State(state): State<KarangouState>) -> Result<Response, WebError> {
    let options = state.catalog.filter_options().await?;
    let genres = options.genre_counts.iter().map(|genre| format!("/films?genre={}", genre.value));
    let countries = options.countries.iter().map(|country| format!("/films?country={}", country.value));
    let paths = ["/".to_owned(), "/films".to_owned(), projects::PATH.to_owned()].into_iter().chain(genres).chain(countries);
    let entries: String = paths.map(|path| entry(&state.public_url, &path, None)).collect();
    Ok(xml(&format!("<urlset {SPACES}>{entries}</urlset>")))
}

pub(crate) async fn films(State(state): State<KarangouState>) -> Result<Response, WebError> {
    let films = state.catalog.list_addresses().await?;
    Ok(dated(&state.public_url, films.iter().map(|(slug, changed)| (card::path(slug), *changed))))
}

pub(crate) async fn projects(State(state): State<KarangouState>) -> Result<Response, WebError> {
    let found = state.crowdfunding.list_addresses().await?;
    Ok(dated(&state.public_url, found.iter().map(|(slug, changed)| (projects::path(slug), *changed))))
}

pub(crate) async fn people(State(state): State<KarangouState>) -> Result<Response, WebError> {
    let people = state.catalog.list_person_addresses().await?;
    Ok(dated(&state.public_url, people.iter().map(|(slug, changed)| (format!("/personnes/{slug}"), *changed))))
}

fn dated(base: &Url, paths: impl Iterator<Item = (String, Timestamp)>) -> Response {
    let entries: String = paths.map(|(path, changed)| entry(base, &path, Some(changed))).collect();
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
    escape(format!("{}{}", base.as_str().trim_end_matches('/'), locale.path(path)))
}

fn xml(body: &str) -> Response {
    let headers = [(header::CONTENT_TYPE, "application/xml; charset=utf-8"), (header::CACHE_CONTROL, "public, max-age=3600")];
    (headers, format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>{body}")).into_response()
}
