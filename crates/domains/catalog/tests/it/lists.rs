use catalog::{ChangeList, CreateList, ListPlace, MoveInList, Visibility};
use contracts::{
    catalog::{FilmId, ListId},
    identity::AccountDeleted,
};
use kernel::{Actor, AppError as _, ErrorKind, PageRequest};
use platform::jobs::{Registry, run_due};

use crate::stage::{Stage, nobody};

fn named(title: &str, visibility: Visibility) -> CreateList {
    CreateList { title: title.to_owned(), description: String::new(), visibility }
}

async fn order(stage: &Stage, actor: &Actor, list_id: ListId) -> Vec<FilmId> {
    let list = stage.catalog.get_list(actor, list_id, &PageRequest::first()).await.unwrap();
    list.films.items.iter().map(|film| film.id).collect()
}

#[tokio::test]
async fn a_list_keeps_the_order_its_owner_gives_it() {
    let stage = Stage::new().await;
    let owner = stage.viewer().await;
    let list_id = stage.catalog.create_list(&owner, named("À voir", Visibility::Private)).await.unwrap().id;
    let mut films = Vec::new();
    for title in ["Un", "Deux", "Trois"] {
        let film_id = stage.film(title).await;
        stage.catalog.add_to_list(&owner, list_id, film_id).await.unwrap();
        films.push(film_id);
    }
    stage.catalog.add_to_list(&owner, list_id, films[0]).await.unwrap();
    assert_eq!(order(&stage, &owner, list_id).await, films);
    stage
        .catalog
        .move_in_list(&owner, MoveInList { list_id, film_id: films[2], place: ListPlace::Before(films[0]) })
        .await
        .unwrap();
    assert_eq!(order(&stage, &owner, list_id).await, [films[2], films[0], films[1]]);
    stage.catalog.move_in_list(&owner, MoveInList { list_id, film_id: films[2], place: ListPlace::Last }).await.unwrap();
    assert_eq!(order(&stage, &owner, list_id).await, films);
    stage.catalog.remove_from_list(&owner, list_id, films[1]).await.unwrap();
    stage
        .catalog
        .move_in_list(&owner, MoveInList { list_id, film_id: films[0], place: ListPlace::After(films[2]) })
        .await
        .unwrap();
    assert_eq!(order(&stage, &owner, list_id).await, [films[2], films[0]]);
    for (film_id, place) in
        [(films[1], ListPlace::Last), (films[0], ListPlace::Before(films[1])), (films[0], ListPlace::After(films[0]))]
    {
        let gone = stage.catalog.move_in_list(&owner, MoveInList { list_id, film_id, place }).await;
        assert_eq!(gone.unwrap_err().kind(), ErrorKind::NotFound, "{place:?}");
    }
    let own = stage.catalog.list_own_lists(&owner, Some(films[0])).await.unwrap();
    assert_eq!((own[0].0.film_count, own[0].1), (2, true));
}

#[tokio::test]
async fn a_film_goes_where_its_owner_sees_it_go_among_films_that_are_not_listed_any_more() {
    let stage = Stage::new().await;
    let (owner, author) = (stage.viewer().await, stage.director().await);
    let list_id = stage.catalog.create_list(&owner, named("À voir", Visibility::Private)).await.unwrap().id;
    let mut films = Vec::new();
    for title in ["Un", "Deux", "Trois", "Quatre"] {
        let film_id = stage.draft(&author, title).await.page.card.id;
        stage.publish(&author, film_id).await;
        stage.catalog.add_to_list(&owner, list_id, film_id).await.unwrap();
        films.push(film_id);
    }
    for film_id in &films[..2] {
        stage.catalog.unpublish_film(&author, *film_id).await.unwrap();
    }
    assert_eq!(order(&stage, &owner, list_id).await, [films[2], films[3]]);
    let place = ListPlace::After(films[3]);
    stage.catalog.move_in_list(&owner, MoveInList { list_id, film_id: films[2], place }).await.unwrap();
    assert_eq!(order(&stage, &owner, list_id).await, [films[3], films[2]]);
    let place = ListPlace::Before(films[3]);
    stage.catalog.move_in_list(&owner, MoveInList { list_id, film_id: films[2], place }).await.unwrap();
    assert_eq!(order(&stage, &owner, list_id).await, [films[2], films[3]]);
}

#[tokio::test]
async fn a_private_list_is_its_owners_alone_and_a_public_one_is_only_read_by_others() {
    let stage = Stage::new().await;
    let (owner, other) = (stage.viewer().await, stage.viewer().await);
    let film_id = stage.film("Aube").await;
    let list_id = stage.catalog.create_list(&owner, named("À voir", Visibility::Private)).await.unwrap().id;
    for actor in [&other, &nobody(), &stage.moderator().await] {
        let error = stage.catalog.get_list(actor, list_id, &PageRequest::first()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotFound);
    }
    assert_eq!(stage.catalog.add_to_list(&other, list_id, film_id).await.unwrap_err().kind(), ErrorKind::NotFound);
    let public =
        ChangeList { list_id, title: "Mes films".to_owned(), description: "Le soir".to_owned(), visibility: Visibility::Public };
    stage.catalog.change_list(&owner, public).await.unwrap();
    let seen = stage.catalog.get_list(&nobody(), list_id, &PageRequest::first()).await.unwrap();
    assert_eq!((seen.title.as_str(), seen.owner_name.as_str(), seen.editable), ("Mes films", "Viewer", false));
    assert_eq!(stage.catalog.add_to_list(&other, list_id, film_id).await.unwrap_err().kind(), ErrorKind::Forbidden);
    assert_eq!(stage.catalog.delete_list(&other, list_id).await.unwrap_err().kind(), ErrorKind::Forbidden);
    stage.catalog.delete_list(&owner, list_id).await.unwrap();
    assert_eq!(stage.catalog.delete_list(&owner, list_id).await.unwrap_err().kind(), ErrorKind::NotFound);
}

#[tokio::test]
async fn an_account_keeps_at_most_fifty_lists_even_at_once() {
    let stage = Stage::new().await;
    let owner = stage.viewer().await;
    let tries = (0..60).map(|n| {
        let (catalog, owner) = (stage.catalog.clone(), owner.clone());
        async move { catalog.create_list(&owner, named(&n.to_string(), Visibility::Private)).await }
    });
    let made = futures::future::join_all(tries).await;
    assert_eq!(made.iter().filter(|list| list.is_ok()).count(), 50);
    assert!(made.iter().filter_map(|list| list.as_ref().err()).all(|error| error.code() == "catalog-too-many-lists"));
}

#[tokio::test]
async fn favourites_are_kept_once_and_only_of_listed_films() {
    let stage = Stage::new().await;
    let viewer = stage.viewer().await;
    let (one, two) = (stage.film("Un").await, stage.film("Deux").await);
    for film_id in [one, two, one] {
        stage.catalog.add_favourite(&viewer, film_id).await.unwrap();
    }
    let first = stage.catalog.list_favourites(&viewer, &PageRequest::new(Some(1), None)).await.unwrap();
    assert_eq!(first.items[0].id, two);
    let second = stage.catalog.list_favourites(&viewer, &PageRequest::new(Some(1), first.next)).await.unwrap();
    assert_eq!((second.items[0].id, second.next), (one, None));
    assert!(stage.catalog.get_film(&viewer, "un").await.unwrap().mine.unwrap().favourite);
    stage.catalog.remove_favourite(&viewer, one).await.unwrap();
    assert!(!stage.catalog.get_film(&viewer, "un").await.unwrap().mine.unwrap().favourite);
    let draft = stage.draft(&stage.director().await, "Brouillon").await.page.card.id;
    assert_eq!(stage.catalog.add_favourite(&viewer, draft).await.unwrap_err().kind(), ErrorKind::NotFound);
    assert_eq!(stage.catalog.add_favourite(&nobody(), one).await.unwrap_err().kind(), ErrorKind::Unauthenticated);
    let anonymous = stage.catalog.list_favourites(&nobody(), &PageRequest::first()).await;
    assert_eq!(anonymous.unwrap_err().kind(), ErrorKind::Unauthenticated);
}

#[tokio::test]
async fn an_erased_account_leaves_no_lists_and_no_favourites() {
    let stage = Stage::new().await;
    let (owner, other) = (stage.viewer().await, stage.viewer().await);
    let film_id = stage.film("Aube").await;
    for actor in [&owner, &other] {
        let list_id = stage.catalog.create_list(actor, named("À voir", Visibility::Public)).await.unwrap().id;
        stage.catalog.add_to_list(actor, list_id, film_id).await.unwrap();
        stage.catalog.add_favourite(actor, film_id).await.unwrap();
    }
    let mut registry = Registry::new();
    stage.catalog.register(&mut registry);
    for _ in 0..2 {
        let mut tx = stage.db.begin(&Actor::system("test")).await.unwrap();
        tx.emit(&AccountDeleted { account_id: owner.account_id().unwrap() }).await.unwrap();
        tx.commit().await.unwrap();
        run_due(&stage.db, &registry).await.unwrap();
    }
    assert!(stage.catalog.list_own_lists(&owner, None).await.unwrap().is_empty());
    assert!(stage.catalog.list_favourites(&owner, &PageRequest::first()).await.unwrap().items.is_empty());
    assert_eq!(stage.catalog.list_own_lists(&other, None).await.unwrap().len(), 1);
    assert_eq!(stage.catalog.list_favourites(&other, &PageRequest::first()).await.unwrap().items.len(), 1);
}
