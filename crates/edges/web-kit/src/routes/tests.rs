use axum::{Router, body::Body};
use http::{Request, StatusCode};
use scraper::{Html, Selector};

use crate::samples::{self, form, head, send, text};

fn routes() -> Router {
    Router::new()
}

#[tokio::test]
async fn a_choice_of_look_is_kept_and_leads_back() {
    let body = "lite=1&mode=dark&brand=mona&back=%2Fen%2Ffilms%3Fa%3Db";
    let request = form("/_prefs").header("sec-fetch-site", "same-origin").body(Body::from(body)).unwrap();
    let response = send(routes(), request).await;
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    assert_eq!(head(&response, "location"), "/en/films?a=b");
    let cookies: Vec<&str> = response.headers().get_all("set-cookie").iter().map(|value| value.to_str().unwrap()).collect();
    for start in ["lite=1;", "griot_mode=dark;", "griot_brand=mona;"] {
        assert!(cookies.iter().any(|cookie| cookie.starts_with(start)), "{start} in {cookies:?}");
    }
}

#[tokio::test]
async fn a_choice_leads_nowhere_else_and_keeps_nothing_unknown() {
    for back in ["https://evil.example", "//evil.example", "%2F%5Cevil.example"] {
        let body = format!("lite=9&mode=pink&back={back}");
        let request = form("/_prefs").header("origin", "https://griot.example").body(Body::from(body)).unwrap();
        let response = send(routes(), request).await;
        assert_eq!(head(&response, "location"), "/", "{back}");
        assert_eq!(head(&response, "set-cookie"), "");
    }
    let foreign = form("/_prefs").header("origin", "https://evil.example").body(Body::from("lite=1")).unwrap();
    assert_eq!(send(routes(), foreign).await.status(), StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn the_app_can_be_installed() {
    let response = samples::get(routes(), "/manifest.webmanifest").await;
    assert_eq!(head(&response, "content-type"), "application/manifest+json");
    let manifest: serde_json::Value = serde_json::from_str(&text(response).await).unwrap();
    assert_eq!(manifest["start_url"], "/");
    assert!(manifest["icons"].as_array().unwrap().iter().any(|icon| icon["purpose"] == "maskable"));
}

#[tokio::test]
async fn robots_are_told_what_is_not_for_them() {
    let robots = text(samples::get(routes(), "/robots.txt").await).await;
    for line in ["Disallow: /studio", "Disallow: /en/compte", "Sitemap: https://griot.example/sitemap.xml"] {
        assert!(robots.lines().any(|known| known == line), "{line}");
    }
}

#[tokio::test]
async fn the_page_without_network_looks_the_same_to_everybody() {
    let response = samples::get(routes(), "/hors-ligne").await;
    assert_eq!(head(&response, "cache-control"), "public, max-age=3600");
    assert_eq!(head(&response, "set-cookie"), "");
}

#[tokio::test]
async fn the_gallery_shows_every_brand_and_mode_in_both_languages() {
    for brand in ["karangou", "mona", "sales"] {
        for mode in ["light", "dark"] {
            let page = text(samples::get(routes(), &format!("/en/_ui?brand={brand}&mode={mode}")).await).await;
            let document = Html::parse_document(&page);
            let root = document.root_element();
            assert_eq!((root.attr("data-brand"), root.attr("data-mode")), (Some(brand), Some(mode)));
            let ids: Vec<&str> =
                document.select(&Selector::parse("[id]").unwrap()).filter_map(|element| element.attr("id")).collect();
            let mut once = ids.clone();
            once.sort_unstable();
            once.dedup();
            assert_eq!(once.len(), ids.len(), "ids are unique");
        }
    }
}

#[tokio::test]
async fn a_refused_form_comes_back_with_what_was_typed() {
    let kit = samples::kit();
    let token = crate::csrf::token(&kit, "anonymous:0123456789abcdefghij");
    let send_title = |title: &str| {
        let body = format!("_csrf={token}&title={title}");
        form("/_ui/form").header("cookie", "griot_anon=0123456789abcdefghij").body(Body::from(body)).unwrap()
    };
    let refused = send(routes(), send_title("++")).await;
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let page = Html::parse_document(&text(refused).await);
    assert!(page.select(&Selector::parse("#f-title[aria-invalid=true][value='  ']").unwrap()).next().is_some());
    let accepted = send(routes(), send_title("Yaaba")).await;
    assert_eq!((accepted.status(), head(&accepted, "location")), (StatusCode::SEE_OTHER, "/_ui"));
    let flash = head(&accepted, "set-cookie").split(';').next().unwrap().to_owned();
    let next = Request::get("/_ui").header("cookie", &flash).body(Body::empty()).unwrap();
    let response = send(routes(), next).await;
    let cleared =
        response.headers().get_all("set-cookie").iter().any(|value| value.to_str().unwrap().starts_with("griot_flash=;"));
    assert!(cleared, "the message is shown once");
    assert!(text(response).await.contains("enregistré."));
}

#[tokio::test]
async fn a_message_nobody_wrote_is_not_shown() {
    for planted in ["griot_flash=ok.<b>hi</b>", "griot_flash=loud.kit-saved", "griot_flash=ok."] {
        let request = Request::get("/_ui").header("cookie", planted).body(Body::empty()).unwrap();
        let page = text(send(routes(), request).await).await;
        assert!(!page.contains("<b>hi") && page.contains("aria-live=\"polite\"></div>"), "{planted}");
    }
}
