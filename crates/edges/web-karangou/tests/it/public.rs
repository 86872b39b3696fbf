//! Home, catalogue, search, people.

use axum::http::StatusCode;
use kernel::Role;

use crate::site::Site;

#[tokio::test]
async fn the_home_of_an_empty_site_says_so_in_both_languages() {
    let site = Site::new().await;
    let french = site.get("/").await;
    assert_eq!(french.status, StatusCode::OK);
    assert!(french.texts(".empty-title").concat().contains("Aucun film"), "{:?}", french.texts(".empty-title"));
    let english = site.get("/en").await;
    assert!(english.texts(".empty-title").concat().contains("No film"));
    assert_eq!(english.attribute("html", "lang").as_deref(), Some("en"));
}

#[tokio::test]
async fn the_home_shows_a_film_its_weight_and_rails() {
    let site = Site::new().await;
    let (_, slug) = site.film("Yaaba").await;
    let page = site.get("/").await;
    assert_eq!(page.texts("h1"), ["Yaaba"]);
    assert!(page.has(".rail"));
    assert_eq!(page.attribute(".film-card a", "href"), Some(format!("/films/{slug}")));
    assert!(page.texts(".film-facts").concat().contains("12"), "{:?}", page.texts(".film-facts"));
}

#[tokio::test]
async fn the_cost_before_play_names_the_price_it_is_made_of() {
    let site = Site::new().await;
    let (_, slug) = site.film("Yaaba").await;
    let shown = site.get(&format!("/films/{slug}")).await.texts(".player-facts").concat();
    assert!(shown.contains("environ") && shown.contains("600 FCFA le gigaoctet (Togo)"), "{shown}");
}

#[tokio::test]
async fn data_saver_shows_no_picture_anywhere() {
    let site = Site::new().await;
    let (_, slug) = site.film("Yaaba").await;
    for path in ["/", "/films", &format!("/films/{slug}")] {
        let page = site.get_with(path, &[("save-data", "on")]).await;
        assert!(!page.text.contains("/media/images/"), "{path}");
        assert!(!page.text.contains("fonts.css"), "{path}");
    }
}

#[tokio::test]
async fn filters_are_addresses_and_a_wrong_one_is_refused_with_the_form() {
    let site = Site::new().await;
    site.film("Yaaba").await;
    let drama = site.get("/films?genre=drama&country=TG&max_mb=200").await;
    assert_eq!(drama.status, StatusCode::OK);
    assert_eq!(drama.texts(".film-title"), ["Yaaba"]);
    assert_eq!(drama.attribute("select[name=genre] option[selected]", "value").as_deref(), Some("drama"));
    assert!(drama.has("meta[name=robots]"), "a combination of filters is not indexed");
    let none = site.get("/films?genre=horror").await;
    assert!(none.has(".empty"));
    let wrong = site.get("/en/films?country=Togo&sort=best").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.has("select[name=genre]"));
}

#[tokio::test]
async fn the_next_page_is_a_link_and_htmx_gets_its_rows_alone() {
    let site = Site::new().await;
    for number in 0..26 {
        site.film(&format!("Film {number}")).await;
    }
    let page = site.get("/films?genre=drama").await;
    assert_eq!(page.texts(".film-card").len(), 24);
    let next = page.attribute(".pagination a", "href").unwrap();
    assert!(next.starts_with("/films?genre=drama&after="), "{next}");
    let rest = site.get_with(&next, &[("hx-request", "true")]).await;
    assert_eq!(rest.texts(".film-card").len(), 2);
    assert!(!rest.text.contains("<html"));
    let broken = site.get("/films?after=%25%25").await;
    assert_eq!(broken.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_search_forgives_accents_and_finds_people() {
    let site = Site::new().await;
    site.film("La Pêcheuse").await;
    let page = site.get("/recherche?q=pecheuse").await;
    assert_eq!(page.texts("article h3"), ["La Pêcheuse"]);
    let people = site.get("/recherche?q=aicha").await;
    assert!(people.texts("main a").iter().any(|text| text.contains("Aïcha Koffi")));
    let palette = site.get_with("/recherche?q=pech", &[("hx-request", "true"), ("hx-palette", "1")]).await;
    assert!(!palette.text.contains("<html") && palette.has("a.menu-item"));
    let nothing = site.get("/en/recherche?q=zzzzzzzz").await;
    assert!(nothing.has(".empty"));
}

#[tokio::test]
async fn a_person_has_a_page_and_an_unknown_one_has_not() {
    let site = Site::new().await;
    site.film("Yaaba").await;
    let page = site.get("/personnes/aicha-koffi").await;
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(page.texts("h1"), ["Aïcha Koffi"]);
    assert_eq!(page.texts(".film-title"), ["Yaaba"]);
    assert!(page.texts("script[type='application/ld+json']").concat().contains("\"Person\""));
    assert_eq!(site.get("/personnes/personne").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_history_is_for_its_account_and_can_be_emptied() {
    let site = Site::new().await;
    let stranger = site.get("/historique").await;
    assert_eq!(stranger.status, StatusCode::SEE_OTHER);
    assert!(stranger.location().starts_with("/connexion?suite="));
    let afi = site.person("Afi", Role::Viewer).await;
    assert!(site.get_as(&afi, "/en/historique").await.has(".empty"));
    let emptied = site.post_as(&afi, "/historique/effacer", &[]).await;
    assert_eq!((emptied.status, emptied.location()), (StatusCode::SEE_OTHER, "/historique"));
    assert_eq!(site.post("/historique/effacer", &[]).await.status, StatusCode::FORBIDDEN);
}
