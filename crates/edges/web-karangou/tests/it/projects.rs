//! Projects as everybody sees them.

use std::time::Duration;

use axum::{body::Body, http::Request, http::StatusCode, http::header};
use contracts::crowdfunding::TierId;
use crowdfunding::{MakePledge, ProjectDraft, TierDraft};
use futures::StreamExt as _;
use kernel::Role;
use scraper::{Html, Selector};
use serde_json::Value;
use test_kit::Page;
use tower::ServiceExt as _;

use crate::{
    funded::{gift, of_tier},
    site::{ORIGIN, Person, Site, project},
};

async fn author(site: &Site) -> Person {
    site.person("Afi Lawson", Role::Director).await
}

async fn slug(site: &Site, id: contracts::crowdfunding::ProjectId) -> String {
    site.crowdfunding.project(&kernel::Actor::system("test"), id).await.unwrap().slug
}

/// A project with something scarce.
fn with_tier(stock: i32) -> ProjectDraft {
    let tier = TierDraft {
        id: TierId::generate(),
        title: "Une affiche".into(),
        description: "Signée.".into(),
        amount_minor: 5_000,
        stock: Some(stock),
        asks: crowdfunding::TierAsks::default(),
    };
    ProjectDraft { tiers: vec![tier], ..project("La pirogue") }
}

#[tokio::test]
async fn the_shelves_are_empty_and_say_so_in_both_languages() {
    let site = Site::new().await;
    for path in ["/projets", "/projets?onglet=termines", "/en/projets", "/en/projets?onglet=termines"] {
        let page = site.get(path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        assert!(page.has(".empty") && page.has(".tabs a[aria-current=page]"), "{path}");
    }
    assert_eq!(site.get("/projets?after=%25%25").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(site.get("/projets/inconnu").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_project_is_found_where_it_belongs_and_told_whole() {
    let site = Site::new().await;
    let author = author(&site).await;
    let id = site.project(&author, with_tier(2)).await;
    let slug = slug(&site, id).await;
    assert_eq!(site.get("/projets").await.texts("article h3"), ["La pirogue"]);
    assert!(site.get("/projets?onglet=termines").await.has(".empty"));
    assert!(site.get("/").await.shows("La pirogue"));
    let page = site.get(&format!("/projets/{slug}")).await;
    assert_eq!(page.texts("h1"), ["La pirogue"]);
    for part in
        ["Un projet de Afi Lawson", "Il était une fois un fleuve", "La pluie peut retarder", "150 000 FCFA", "Togo", "8 %"]
    {
        assert!(page.shows(part), "{part}");
    }
    assert!(page.shows("Encore 29 jours"), "{:?}", page.texts("griot-live-fragment"));
    let contribute = format!("/projets/{slug}/contribuer");
    assert!(page.has(&format!("a[href='{contribute}?src=direct']")));
    assert!(page.attribute("#contreparties a", "href").unwrap().starts_with(&format!("{contribute}?src=direct&palier=")));
    assert!(page.shows("Il en reste 2") && page.shows("Personne n’a encore contribué"));
    let english = site.get(&format!("/en/projets/{slug}")).await;
    assert!(english.shows("A project by Afi Lawson") && english.shows("29 days left") && english.shows("8%"));
}

#[tokio::test]
async fn what_is_shown_is_what_the_ledger_holds_and_promises_stand_apart() {
    let site = Site::new().await;
    let author = author(&site).await;
    let draft = with_tier(1);
    let tier = draft.tiers[0].id;
    let id = site.project(&author, draft).await;
    let slug = slug(&site, id).await;
    site.paid(of_tier(gift(id, 60_000, "Kossi <b>"), tier)).await;
    site.paid(MakePledge { anonymous: true, ..gift(id, 2_345, "Secret") }).await;
    site.promised(gift(id, 7_000, "Plus tard")).await;
    let page = site.get(&format!("/projets/{slug}")).await;
    assert_eq!(page.texts("griot-live-fragment strong")[0], "62 345 FCFA");
    assert!(page.shows("62 %") && page.shows("2 contributions") && page.shows("7 000 FCFA de plus sont promis"));
    assert_eq!(page.attribute("progress", "value").as_deref(), Some("62345"));
    let backers = page.texts("[data-backer]");
    assert!(backers[0].starts_with("Anonyme") && backers[1].starts_with("Kossi <b>"), "{backers:?}");
    assert!(!page.shows("Secret") && !page.shows("Plus tard"));
    assert!(page.shows("Épuisée") && !page.has("#contreparties a"), "nobody chooses what is gone");
    let fragment = site.get(&format!("/en/projets/{slug}/etat")).await;
    assert!(!fragment.text.contains("<html") && fragment.shows("FCFA 62,345") && !fragment.has("[data-final]"));
}

#[tokio::test]
async fn the_total_comes_live_when_somebody_pledges() {
    let site = Site::new().await;
    let author = author(&site).await;
    let id = site.project(&author, project("La pirogue")).await;
    let request = Request::get(format!("/projets/{}/direct", slug(&site, id).await)).body(Body::empty()).unwrap();
    let response = site.router.clone().oneshot(request).await.unwrap();
    assert_eq!(response.headers()[header::CONTENT_TYPE], "text/event-stream");
    let mut events = response.into_body().into_data_stream();
    let mut next = async |what: &str| {
        let event = tokio::time::timeout(Duration::from_secs(10), events.next()).await.expect(what).unwrap().unwrap();
        String::from_utf8(event.to_vec()).unwrap()
    };
    site.ready().await;
    assert!(next("the first").await.contains("event: etat"));
    site.promised(gift(id, 7_000, "Kossi")).await;
    let told = next("the pledge").await;
    assert!(told.contains("7\u{202f}000") && !told.contains("<html"), "{told}");
}

#[tokio::test]
async fn an_ended_project_says_how_it_ended() {
    let site = Site::new().await;
    let author = author(&site).await;
    let (won, lost, idle) = (
        site.project(&author, project("Financé")).await,
        site.project(&author, project("Perdu")).await,
        site.project(&author, project("Seul")).await,
    );
    site.paid(gift(won, 100_000, "Kossi")).await;
    let back = site.paid(gift(lost, 1_000, "Kossi")).await;
    let kept = site.paid(gift(lost, 2_000, "Ama")).await;
    for (id, state) in [(won, "successful"), (lost, "failed"), (idle, "settled")] {
        site.ended(id, state).await;
    }
    let page = async |id| site.get(&format!("/projets/{}", slug(&site, id).await)).await;
    assert!(page(won).await.shows("Projet financé. Le versement"));
    assert!(!page(won).await.has("a[href*=contribuer]"));
    assert!(page(lost).await.shows("0 contributions remboursées sur 2"));
    site.refund(&back, "refunded").await;
    assert!(page(lost).await.shows("1 contributions remboursées sur 2"));
    site.refund(&kept, "unclaimed").await;
    assert!(page(lost).await.shows("1 remboursement n’a pas pu être livré"));
    assert!(page(lost).await.shows("3 000 FCFA"), "what was raised is still told");
    assert!(page(idle).await.shows("sans contribution") && page(idle).await.has("[data-final]"));
    site.ended(won, "settled").await;
    assert!(page(won).await.shows("Son auteur a reçu la somme"));
    let ended = site.get("/projets?onglet=termines").await;
    assert_eq!(ended.texts("article h3").len(), 3);
    assert!(site.get("/projets").await.has(".empty"));
}

#[tokio::test]
async fn a_draft_is_a_preview_for_its_creator_and_nothing_for_others() {
    let site = Site::new().await;
    let author = author(&site).await;
    let id = site.crowdfunding.create_project(&author.actor, &project("La pirogue")).await.unwrap();
    let path = format!("/projets/{}", slug(&site, id).await);
    let preview = site.get_as(&author, &path).await;
    assert!(
        preview.shows("n’est pas encore en ligne") && preview.has("meta[name=robots]") && !preview.has("griot-live-fragment")
    );
    for below in ["", "/etat", "/direct", "/partage.png", "/qr.svg"] {
        assert_eq!(site.get(&format!("{path}{below}")).await.status, StatusCode::NOT_FOUND, "{below}");
    }
    assert_eq!(site.get_as(&author, &format!("{path}/etat")).await.status, StatusCode::NOT_FOUND);
    assert!(!site.get("/sitemap/projets.xml").await.text.contains("pirogue"));
}

#[tokio::test]
async fn the_page_of_a_film_shows_the_projects_that_help_it() {
    let site = Site::new().await;
    let author = author(&site).await;
    let (film, film_slug) = site.film("Yaaba").await;
    let id = site.project(&author, ProjectDraft { films: vec![film], ..project("La pirogue") }).await;
    let page = site.get(&format!("/films/{film_slug}")).await;
    assert_eq!(page.texts("#projets h3"), ["La pirogue"]);
    let slug = slug(&site, id).await;
    assert_eq!(page.attribute("#projets a.btn", "href"), Some(format!("/projets/{slug}/contribuer?src=film")));
    assert_eq!(site.get(&format!("/projets/{slug}")).await.texts(".film-title"), ["Yaaba"]);
    site.ended(id, "settled").await;
    assert!(!site.get(&format!("/films/{film_slug}")).await.has("#projets a.btn"));
}

#[tokio::test]
async fn hostile_words_are_shown_as_words_and_data_saver_fetches_nothing() {
    let site = Site::new().await;
    let author = author(&site).await;
    let hostile = "<script>alert(1)</script>\"><img src=x onerror=alert(1)>";
    let mut draft = ProjectDraft { pitch: hostile.into(), risks: hostile.into(), ..project(hostile) };
    draft.story = format!("{} {hostile} [x](javascript:alert(1))", draft.story);
    draft.budget[0].title = hostile.into();
    draft.tiers = with_tier(3).tiers;
    draft.tiers[0].title = hostile.into();
    draft.tiers[0].description = hostile.into();
    let (film, _) = site.film("Yaaba").await;
    draft.films = vec![film];
    let id = site.project(&author, draft).await;
    site.paid(MakePledge { on_behalf_of: Some(hostile.into()), ..gift(id, 500, hostile) }).await;
    let slug = slug(&site, id).await;
    for path in ["/", "/projets", &format!("/projets/{slug}"), &format!("/studio/projets/{id}")] {
        let page = site.get_as(&author, path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        assert!(!page.text.contains("<script>alert") && !page.has("img[onerror]") && !page.has("a[href^=javascript]"), "{path}");
        let lite = site.get_with(path, &[("save-data", "on")]).await;
        assert!(!lite.text.contains("/media/images/") && !lite.has("griot-live-fragment[src]"), "{path}");
    }
}

#[tokio::test]
async fn search_engines_and_messengers_learn_what_a_project_is() {
    let site = Site::new().await;
    let author = author(&site).await;
    let id = site.project(&author, project("La pirogue")).await;
    let address = format!("{ORIGIN}/projets/{}", slug(&site, id).await);
    let page = site.get(address.trim_start_matches(ORIGIN)).await;
    assert_eq!(page.attribute("link[rel=canonical]", "href"), Some(address.clone()));
    assert_eq!(page.attribute("meta[property='og:image']", "content"), Some(format!("{address}/partage.png")));
    let blocks = json_ld(&page);
    assert_eq!((blocks[0]["@type"].as_str(), blocks[0]["name"].as_str()), (Some("Project"), Some("La pirogue")));
    assert_eq!(blocks[0]["potentialAction"]["target"], format!("{address}/contribuer"));
    assert_eq!(blocks[1]["@type"], "BreadcrumbList");
    let picture = site.get(&format!("{}/partage.png", address.trim_start_matches(ORIGIN))).await;
    assert_eq!(picture.headers[header::CONTENT_TYPE], "image/png");
    assert!(picture.size_bytes <= 100_000, "{}", picture.size_bytes);
    assert!(site.get(&format!("{}/qr.svg", address.trim_start_matches(ORIGIN))).await.text.contains("<svg"));
    assert!(site.get("/sitemap.xml").await.text.contains("/sitemap/projets.xml"));
    assert!(site.get("/sitemap/projets.xml").await.text.contains(&format!("<loc>{address}</loc>")));
}

fn json_ld(page: &Page) -> Vec<Value> {
    let selector = Selector::parse("script[type='application/ld+json']").unwrap();
    let html = Html::parse_document(&page.text);
    html.select(&selector).map(|script| serde_json::from_str(&script.text().collect::<String>()).unwrap()).collect()
}
