//! The page of a film and its forms.

use axum::http::StatusCode;
use kernel::Role;

use crate::site::Site;

#[tokio::test]
async fn the_page_tells_weight_and_cost_before_play_in_both_languages() {
    let site = Site::new().await;
    let (film_id, slug) = site.film("Yaaba").await;
    let page = site.get(&format!("/films/{slug}")).await;
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(page.texts("h1"), ["Yaaba"]);
    let facts = page.texts(".player-facts").concat();
    assert!(facts.contains("360p") && facts.contains("12") && facts.contains("FCFA"), "{facts}");
    assert_eq!(page.attribute("griot-player", "endpoint"), Some(format!("/api/v1/films/{film_id}/playback")));
    assert!(page.attribute("griot-player", "labels").unwrap().contains("Lire"));
    assert!(page.has("noscript"));
    let english = site.get(&format!("/en/films/{slug}")).await;
    assert!(english.text.contains("A fisherwoman of Lomé"));
    assert!(english.attribute("griot-player", "labels").unwrap().contains("Play"));
}

#[tokio::test]
async fn a_film_that_is_not_published_is_seen_by_its_author_alone_and_not_indexed() {
    let site = Site::new().await;
    let author = site.person("Afi", Role::Director).await;
    let (_, slug) = site.draft(&author, "Brouillon").await;
    let path = format!("/films/{slug}");
    assert_eq!(site.get(&path).await.status, StatusCode::NOT_FOUND);
    let own = site.get_as(&author, &path).await;
    assert_eq!(own.status, StatusCode::OK);
    assert!(own.has(".banner-warn") && own.has("meta[name=robots]"));
    assert!(!own.text.contains("application/ld+json"));
}

#[tokio::test]
async fn a_rating_is_counted_shown_and_taken_back() {
    let site = Site::new().await;
    let (_, slug) = site.film("Yaaba").await;
    let afi = site.person("Afi", Role::Viewer).await;
    let path = format!("/films/{slug}/note");
    let rated = site.post_as(&afi, &path, &[("stars", "4")]).await;
    assert_eq!((rated.status, rated.location()), (StatusCode::SEE_OTHER, &*format!("/films/{slug}#note")));
    let page = site.get_as(&afi, &format!("/films/{slug}")).await;
    assert!(page.texts("#mean").concat().contains("4,0"), "{:?}", page.texts("#mean"));
    assert_eq!(page.attribute("input[name=stars][checked]", "value").as_deref(), Some("4"));
    assert_eq!(site.post_as(&afi, &path, &[("stars", "6")]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    site.post_as(&afi, &path, &[]).await;
    let after = site.get(&format!("/en/films/{slug}")).await;
    assert!(after.texts("#mean").concat().contains("Not rated"), "{:?}", after.texts("#mean"));
    assert_eq!(site.post(&path, &[("stars", "5")]).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_comment_is_written_answered_changed_and_removed() {
    let site = Site::new().await;
    let (film_id, slug) = site.film("Yaaba").await;
    let (afi, kofi) = (site.person("Afi", Role::Viewer).await, site.person("Kofi", Role::Viewer).await);
    let path = format!("/films/{slug}/commentaires");
    assert_eq!(site.post_as(&afi, &path, &[("text", "Très beau film.")]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(site.post_as(&afi, &path, &[("text", "  ")]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let threads = site.catalog.list_comments(&afi.actor, film_id, &kernel::PageRequest::first()).await.unwrap();
    let id = threads.items[0].comment.id.to_string();
    site.post_as(&kofi, &path, &[("text", "Je suis d'accord."), ("parent", &id)]).await;
    let page = site.get_as(&kofi, &format!("/films/{slug}")).await;
    assert_eq!(page.texts("#commentaires article").len(), 2);
    let film = ("film", slug.as_str());
    let edit = format!("/commentaires/{id}/modifier");
    assert_eq!(site.post_as(&kofi, &edit, &[film, ("text", "Volé")]).await.status, StatusCode::FORBIDDEN);
    assert_eq!(site.post_as(&afi, &edit, &[film, ("text", "Très, très beau.")]).await.status, StatusCode::SEE_OTHER);
    assert!(site.get(&format!("/films/{slug}")).await.text.contains("Très, très beau."));
    site.post_as(&afi, &format!("/commentaires/{id}/supprimer"), &[film]).await;
    assert!(!site.get(&format!("/films/{slug}")).await.text.contains("Très, très beau."));
    assert_eq!(site.get(&format!("/commentaires/{id}/reponses")).await.texts("article").len(), 1);
}

#[tokio::test]
async fn a_report_is_sent_once_and_needs_a_reason() {
    let site = Site::new().await;
    let (_, slug) = site.film("Yaaba").await;
    let afi = site.person("Afi", Role::Viewer).await;
    let path = format!("/films/{slug}/signaler");
    assert_eq!(site.post_as(&afi, &path, &[("reason", "boring")]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(site.post_as(&afi, &path, &[("reason", "spam")]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(site.post_as(&afi, &path, &[("reason", "spam")]).await.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn the_native_player_needs_a_film_that_can_be_played() {
    let site = Site::new().await;
    let author = site.person("Afi", Role::Director).await;
    let created = site.post_as(&author, "/studio/films/nouveau", &[("title", "Sans vidéo")]).await;
    assert_eq!(created.status, StatusCode::SEE_OTHER);
    let answer = site.post_as(&author, "/films/sans-video/regarder", &[]).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
}
