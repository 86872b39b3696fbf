use kernel::{Locale, Role};
use maud::html;
use scraper::{Html, Selector};
use serde_json::json;

use super::*;
use crate::samples::{self, member, visit};

async fn page(shell: Shell<'_>) -> Html {
    Html::parse_document(&samples::text(shell.body(&html! { h1 { "Titre" } })).await)
}

fn all<'d>(document: &'d Html, selector: &str) -> Vec<scraper::ElementRef<'d>> {
    document.select(&Selector::parse(selector).unwrap()).collect()
}

fn attribute(document: &Html, selector: &str, name: &str) -> String {
    all(document, selector).first().and_then(|element| element.attr(name)).unwrap_or_default().to_owned()
}

#[tokio::test]
async fn a_public_page_tells_search_engines_what_it_is() {
    let visit = visit(Locale::En, "/films/yaaba");
    let shell = Shell::new(&visit, "Yaaba").description("A \"tale\"").og_type("video.movie").og_image("/media/og/1");
    let document = page(shell).await;
    assert_eq!(attribute(&document, "html", "lang"), "en");
    assert_eq!(attribute(&document, "link[rel=canonical]", "href"), "https://griot.example/en/films/yaaba");
    assert_eq!(attribute(&document, "link[hreflang=fr]", "href"), "https://griot.example/films/yaaba");
    assert_eq!(attribute(&document, "link[hreflang=x-default]", "href"), "https://griot.example/films/yaaba");
    assert_eq!(attribute(&document, "meta[property='og:image']", "content"), "https://griot.example/media/og/1");
    assert_eq!(attribute(&document, "meta[name=description]", "content"), "A \"tale\"");
    assert_eq!(all(&document, "title")[0].text().collect::<String>(), "Yaaba · Karangou");
}

#[tokio::test]
async fn data_blocks_cannot_be_closed_from_inside() {
    let visit = visit(Locale::Fr, "/films/x");
    let shell = Shell::new(&visit, "x").json_ld(json!({ "name": "</script><script>alert(1)</script>" }));
    let document = page(shell).await;
    let blocks = all(&document, "script[type='application/ld+json']");
    assert_eq!(blocks.len(), 1);
    let value: Value = serde_json::from_str(&blocks[0].text().collect::<String>()).unwrap();
    assert_eq!(value["name"], "</script><script>alert(1)</script>");
}

#[tokio::test]
async fn nothing_is_inline() {
    let visit = member(Role::Admin, "/studio");
    for shell in [Shell::new(&visit, "x"), Shell::new(&visit, "x").tool(), Shell::new(&visit, "x").plain()] {
        let document = page(shell).await;
        assert!(all(&document, "[style], [onclick], [onload], style, script:not([src])").is_empty());
    }
}

#[tokio::test]
async fn landmarks_and_the_way_past_them_are_there() {
    let visit = member(Role::Director, "/studio/films/1");
    let document = page(Shell::new(&visit, "x").tool()).await;
    assert_eq!(all(&document, "main#main").len(), 1);
    assert_eq!(attribute(&document, "a.skip", "href"), "#main");
    assert_eq!(all(&document, "h1").len(), 1);
    let current = all(&document, ".sidebar a[aria-current=page]");
    assert_eq!(current.len(), 1);
    assert_eq!(current[0].attr("href"), Some("/studio"));
}

#[tokio::test]
async fn navigation_shows_only_what_the_visitor_may_do() {
    let links = async |visit: &Visit| {
        let document = page(Shell::new(visit, "x").tool()).await;
        all(&document, ".sidebar ul:not(.languages) a")
            .iter()
            .filter_map(|link| link.attr("href").map(str::to_owned))
            .collect::<Vec<_>>()
    };
    let viewer = links(&member(Role::Viewer, "/compte")).await;
    assert!(viewer.contains(&"/compte".to_owned()) && !viewer.iter().any(|href| href.starts_with("/admin") || href == "/studio"));
    let admin = links(&member(Role::Admin, "/compte")).await;
    assert!(admin.contains(&"/admin/audit".to_owned()) && admin.contains(&"/moderation/films".to_owned()));
    assert!(links(&visit(Locale::Fr, "/compte")).await.iter().all(|href| !href.starts_with("/compte")));
}

#[tokio::test]
async fn names_are_escaped_and_signing_out_is_a_form() {
    let visit = member(Role::Viewer, "/");
    let text = samples::text(Shell::new(&visit, "x").body(&html! {})).await;
    assert!(text.contains("Afi &lt;Mensah&gt;") && !text.contains("<Mensah>"));
    let document = Html::parse_document(&text);
    assert_eq!(attribute(&document, "form[action='/deconnexion']", "method"), "post");
    assert_eq!(all(&document, "form[action='/deconnexion'] input[name=_csrf]").len(), 1);
    assert_eq!(all(&document, "meta[name=csrf-token]").len(), 1, "scripts get the token of a signed-in visitor");
}

#[tokio::test]
async fn data_saver_leaves_the_web_fonts_out() {
    let mut light = visit(Locale::Fr, "/");
    light.lite = true;
    let fonts = crate::assets::url("fonts.css");
    let selector = format!("link[href='{fonts}']");
    assert!(all(&page(Shell::new(&light, "x")).await, &selector).is_empty());
    assert_eq!(all(&page(Shell::new(&visit(Locale::Fr, "/"), "x")).await, &selector).len(), 1);
}

#[tokio::test]
async fn tools_are_not_indexed() {
    let visit = member(Role::Director, "/studio");
    let document = page(Shell::new(&visit, "x").tool()).await;
    assert_eq!(attribute(&document, "meta[name=robots]", "content"), "noindex");
    assert!(all(&document, "link[rel=canonical], link[hreflang]").is_empty());
}

#[tokio::test]
async fn pages_of_sales_look_for_products_and_merchants() {
    let visit = member(Role::Viewer, "/marche");
    let entries = vec![NavEntry::new("Produits", "/marche", Icon::List)];
    let sales = page(Shell::new(&visit, "x").brand(Brand::ShareYourSales).nav(entries)).await;
    let films = page(Shell::new(&visit, "x")).await;
    for (document, search, asks) in [(&sales, "/marche", "Un produit"), (&films, "/recherche", "Un film")] {
        assert_eq!(attribute(document, "a.search-link", "href"), search);
        assert_eq!(attribute(document, "#palette form", "action"), search);
        assert_eq!(attribute(document, "#palette input", "hx-get"), search);
        assert!(attribute(document, "#palette input", "placeholder").starts_with(asks));
    }
    let places = |document| {
        let links = all(document, "#palette .palette-results a");
        links.iter().filter_map(|link| link.attr("href").map(str::to_owned)).collect::<Vec<_>>()
    };
    let (of_sales, of_films) = (places(&sales), places(&films));
    assert_eq!(of_sales[0], "/marche");
    assert!(of_films.contains(&"/films".to_owned()) && !of_sales.contains(&"/films".to_owned()));
    assert!(of_sales.contains(&"/messages".to_owned()) && of_films.contains(&"/messages".to_owned()));
}
