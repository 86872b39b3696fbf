//! What search engines, messengers and feed readers get.

use axum::http::{StatusCode, header};
use catalog::PersonInput;
use kernel::{Actor, Role};
use scraper::{Html, Selector};
use serde_json::Value;
use test_kit::Page;

use crate::site::{ORIGIN, Site};

fn json_ld(page: &Page) -> Vec<Value> {
    let selector = Selector::parse("script[type='application/ld+json']").unwrap();
    let html = Html::parse_document(&page.text);
    html.select(&selector).map(|script| serde_json::from_str(&script.text().collect::<String>()).unwrap()).collect()
}

#[tokio::test]
async fn a_film_tells_search_engines_what_it_is_and_in_which_languages() {
    let site = Site::new().await;
    let (_, slug) = site.film("Yaaba").await;
    let page = site.get(&format!("/films/{slug}")).await;
    let blocks = json_ld(&page);
    let kinds: Vec<_> = blocks.iter().map(|block| block["@type"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["Movie", "BreadcrumbList", "VideoObject"]);
    assert_eq!(blocks[0]["director"][0]["name"], "Aïcha Koffi");
    assert_eq!(blocks[0]["duration"], "PT1H30M");
    let address = format!("{ORIGIN}/films/{slug}");
    assert_eq!(page.attribute("link[rel=canonical]", "href"), Some(address.clone()));
    assert_eq!(page.attribute("link[hreflang=en]", "href"), Some(format!("{ORIGIN}/en/films/{slug}")));
    assert_eq!(page.attribute("meta[property='og:image']", "content"), Some(format!("{address}/partage.png")));
    assert_eq!(page.attribute("meta[property='og:type']", "content").as_deref(), Some("video.movie"));
    assert!(page.has("link[type='application/json+oembed']"));
}

#[tokio::test]
async fn the_shared_picture_is_a_small_png_and_only_for_published_films() {
    let site = Site::new().await;
    let (_, slug) = site.film("Yaaba").await;
    let picture = site.get(&format!("/films/{slug}/partage.png")).await;
    assert_eq!(picture.status, StatusCode::OK);
    assert_eq!(picture.headers[header::CONTENT_TYPE], "image/png");
    assert!(picture.size_bytes <= 100_000, "{}", picture.size_bytes);
    assert_eq!(site.get("/films/inconnu/partage.png").await.status, StatusCode::NOT_FOUND);
    let code = site.get(&format!("/films/{slug}/qr.svg")).await;
    assert!(code.text.contains("<svg"));
    assert_eq!(site.get("/films/inconnu/qr.svg").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_site_map_lists_published_films_in_both_languages() {
    let site = Site::new().await;
    let (_, slug) = site.film("Yaaba").await;
    let index = site.get("/sitemap.xml").await.text;
    assert!(index.contains("/sitemap/films.xml") && index.contains("/sitemap/ailleurs.xml"), "also of other products: {index}");
    let films = site.get("/sitemap/films.xml").await;
    assert_eq!(films.text.matches("<loc>").count(), 2);
    assert!(films.text.contains(&format!("hreflang=\"en\" href=\"{ORIGIN}/en/films/{slug}\"")), "{}", films.text);
    assert!(site.get("/sitemap/pages.xml").await.text.contains("/films?genre=drama"));
}

#[tokio::test]
async fn the_site_map_lists_the_people_of_published_films_alone() {
    let site = Site::new().await;
    let (film_id, _) = site.film("Yaaba").await;
    let film = site.catalog.get_film_by_id(&Actor::system("test"), film_id).await.unwrap();
    let known = &film.credits.first().unwrap().slug;
    let author = site.person("Afi", Role::Director).await;
    let input = PersonInput { name: "Sans Film".into(), ..PersonInput::default() };
    site.catalog.create_person(&author.actor, input).await.unwrap();
    assert!(site.get("/sitemap.xml").await.text.contains("/sitemap/personnes.xml"));
    let people = site.get("/sitemap/personnes.xml").await.text;
    assert!(people.contains(&format!("<loc>{ORIGIN}/en/personnes/{known}</loc>")), "{people}");
    assert!(!people.contains("sans-film"), "{people}");
}

#[tokio::test]
async fn the_feed_has_the_newest_films() {
    let site = Site::new().await;
    site.film("Tom & <Jerry>").await;
    let feed = site.get("/en/flux/films.rss").await;
    assert_eq!(feed.headers[header::CONTENT_TYPE], "application/rss+xml; charset=utf-8");
    assert!(feed.text.contains("<title>Tom &amp; &lt;Jerry&gt;</title>"));
    assert!(feed.text.contains("<language>en</language>"));
}

#[tokio::test]
async fn oembed_answers_for_films_of_this_site_alone() {
    let site = Site::new().await;
    let (_, slug) = site.film("Yaaba").await;
    let answer = site.get(&format!("/oembed?url={ORIGIN}/films/{slug}")).await;
    let body: Value = serde_json::from_str(&answer.text).unwrap();
    assert_eq!((body["type"].as_str(), body["title"].as_str()), (Some("link"), Some("Yaaba")));
    assert_eq!(site.get("/oembed?url=https://elsewhere.example/films/yaaba").await.status, StatusCode::NOT_FOUND);
    assert_eq!(site.get(&format!("/oembed?url={ORIGIN}/films/{slug}&format=xml")).await.status, StatusCode::NOT_IMPLEMENTED);
    assert_eq!(site.get("/oembed").await.status, StatusCode::BAD_REQUEST);
}
