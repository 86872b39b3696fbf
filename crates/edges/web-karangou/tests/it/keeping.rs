//! Favourites and lists.

use axum::http::StatusCode;
use catalog::{CreateList, PublishFilm, Visibility};
use contracts::catalog::FilmId;
use kernel::{Actor, Role};

use crate::site::Site;

#[tokio::test]
async fn a_favourite_is_kept_and_let_go() {
    let site = Site::new().await;
    let (_, slug) = site.film("Yaaba").await;
    let afi = site.person("Afi", Role::Viewer).await;
    let path = format!("/films/{slug}/favori");
    assert_eq!(site.post_as(&afi, &path, &[("favourite", "on")]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(site.get_as(&afi, "/ma-liste").await.texts(".film-title"), ["Yaaba"]);
    site.post_as(&afi, &path, &[("favourite", "off")]).await;
    assert!(site.get_as(&afi, "/en/ma-liste").await.texts(".film-title").is_empty());
    assert_eq!(site.post_as(&afi, &path, &[("favourite", "maybe")]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(site.get("/ma-liste").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_film_goes_on_a_new_list_and_is_moved_and_taken_off() {
    let site = Site::new().await;
    let afi = site.person("Afi", Role::Viewer).await;
    let (first, slug) = site.film("Premier").await;
    let (_, other) = site.film("Second").await;
    site.post_as(&afi, &format!("/films/{slug}/listes"), &[("title", "Ce soir"), ("on", "on")]).await;
    let lists = site.catalog.list_own_lists(&afi.actor, None).await.unwrap();
    let list = format!("/listes/{}", lists[0].0.id);
    let list_id = lists[0].0.id.to_string();
    site.post_as(&afi, &format!("/films/{other}/listes"), &[("list", &list_id), ("on", "on")]).await;
    assert_eq!(site.get_as(&afi, &list).await.texts("article h2"), ["Premier", "Second"]);
    let page = site.get_as(&afi, &list).await;
    let down = page.attribute(&format!("form[action*='{first}/deplacer'] input[name=after]"), "value").unwrap();
    assert!(!page.has(&format!("form[action*='{first}/deplacer'] input[name=before]")), "nothing stands above it");
    let moved = site.post_as(&afi, &format!("{list}/films/{first}/deplacer"), &[("after", &down)]).await;
    assert_eq!((moved.status, moved.location()), (StatusCode::SEE_OTHER, list.as_str()));
    assert_eq!(site.get_as(&afi, &list).await.texts("article h2"), ["Second", "Premier"]);
    site.post_as(&afi, &format!("{list}/films/{first}/retirer"), &[]).await;
    assert_eq!(site.get_as(&afi, &list).await.texts("article h2"), ["Second"]);
}

#[tokio::test]
async fn films_move_across_the_pages_of_a_long_list() {
    let site = Site::new().await;
    let afi = site.person("Afi", Role::Viewer).await;
    let new = CreateList { title: "Longue".into(), description: String::new(), visibility: Visibility::Private };
    let list_id = site.catalog.create_list(&afi.actor, new).await.unwrap().id;
    // An author makes fifty films a day at most.
    let authors = [site.person("Un", Role::Director).await, site.person("Deux", Role::Director).await];
    let mut films = Vec::new();
    for number in 0..51 {
        let (film_id, _) = site.draft(&authors[number % 2], &format!("Film {number}")).await;
        site.catalog.submit_film(&authors[number % 2].actor, film_id).await.unwrap();
        let publish = PublishFilm { film_id, version: None };
        site.catalog.publish_film(&Actor::system("test"), publish).await.unwrap();
        site.catalog.add_to_list(&afi.actor, list_id, film_id).await.unwrap();
        films.push(film_id);
    }
    let list = format!("/listes/{list_id}");
    let first = site.get_as(&afi, &list).await;
    let down = |film: FilmId| format!("form[action*='{film}/deplacer'] input[name=after]");
    assert_eq!(first.attribute(&down(films[49]), "value"), Some(films[50].to_string()));
    let second = first.attribute("a[href*=previous]", "href").unwrap();
    let second = site.get_as(&afi, &second).await;
    let up = second.attribute("input[name=before]", "value");
    assert_eq!(up, Some(films[49].to_string()), "the first of the second page moves to the first page");
    assert!(!second.has(&down(films[50])), "nothing stands below the last one");
    let moved = site.post_as(&afi, &format!("{list}/films/{}/deplacer", films[50]), &[("before", &up.unwrap())]).await;
    assert_eq!(moved.status, StatusCode::SEE_OTHER);
    assert_eq!(site.get_as(&afi, &list).await.texts("article h2").last().map(String::as_str), Some("Film 50"));
}

#[tokio::test]
async fn a_private_list_does_not_exist_for_others_and_a_public_one_does() {
    let site = Site::new().await;
    let (afi, kofi) = (site.person("Afi", Role::Viewer).await, site.person("Kofi", Role::Viewer).await);
    let new = CreateList { title: "Secrète".into(), description: String::new(), visibility: Visibility::Private };
    let path = format!("/listes/{}", site.catalog.create_list(&afi.actor, new).await.unwrap().id);
    assert_eq!(site.get(&path).await.status, StatusCode::NOT_FOUND);
    assert_eq!(site.post_as(&kofi, &path, &[("title", "Volée")]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(site.post_as(&afi, &path, &[("title", "Pour tous"), ("public", "true")]).await.status, StatusCode::SEE_OTHER);
    let page = site.get(&format!("/en{path}")).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.texts("h1").concat().contains("Pour tous"));
    assert!(!page.has("form[action*='supprimer']"));
    assert_eq!(site.post_as(&afi, "/listes", &[("title", "")]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(site.post_as(&afi, &format!("{path}/supprimer"), &[]).await.location(), "/ma-liste");
    assert_eq!(site.get(&path).await.status, StatusCode::NOT_FOUND);
}
