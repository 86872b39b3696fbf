use catalog::{AttachAsset, CatalogError, CreateFilm, EditFilm, FilmInput, FilmPart, FilmState, PublishFilm};
use kernel::{AppError as _, ErrorKind, PageRequest};

use crate::stage::{Stage, details, narrowed, nobody};

#[tokio::test]
async fn a_film_goes_from_draft_to_the_catalogue_and_back() {
    let stage = Stage::new().await;
    let (owner, moderator) = (stage.director().await, stage.moderator().await);
    let draft = stage.draft(&owner, "La Pirogue").await;
    let film_id = draft.page.card.id;
    assert_eq!(draft.page.state, FilmState::Draft);
    assert!(draft.missing.is_empty(), "{:?}", draft.missing);
    assert_eq!(draft.page.card.slug, "la-pirogue");
    assert_eq!(draft.page.card.directors, ["Aïcha Koffi"]);
    assert_eq!(draft.page.card.duration_ms, Some(5_400_000));
    let weights: Vec<_> = draft.page.card.weights.iter().map(|weight| (weight.quality.as_str(), weight.bytes)).collect();
    assert_eq!(weights, [("240p", 65_000_000), ("720p", 710_000_000)]);

    assert_eq!(stage.catalog.submit_film(&owner, film_id).await.unwrap().page.state, FilmState::Submitted);
    let waiting = stage.catalog.list_submitted_films(&moderator, &PageRequest::first()).await.unwrap();
    assert_eq!(waiting.items.len(), 1);
    let refused = stage.catalog.refuse_film(&moderator, film_id, "Le son manque à la fin.").await.unwrap();
    assert_eq!((refused.page.state, refused.refusal_reason.as_str()), (FilmState::Refused, "Le son manque à la fin."));

    stage.catalog.submit_film(&owner, film_id).await.unwrap();
    let published = stage.catalog.publish_film(&moderator, PublishFilm { film_id, version: None }).await.unwrap();
    assert!(published.refusal_reason.is_empty());
    assert_eq!(stage.catalog.get_film(&nobody(), "la-pirogue").await.unwrap().card.id, film_id);
    assert_eq!(stage.catalog.get_watchable(&nobody(), film_id).await.unwrap().asset_id, published.page.video.unwrap());

    let first_published_at = published.page.card.published_at;
    stage.catalog.unpublish_film(&owner, film_id).await.unwrap();
    assert!(matches!(stage.catalog.get_film(&nobody(), "la-pirogue").await, Err(CatalogError::FilmNotFound)));
    stage.publish(&owner, film_id).await;
    assert_eq!(stage.catalog.get_film(&nobody(), "la-pirogue").await.unwrap().card.published_at, first_published_at);
}

#[tokio::test]
async fn a_step_that_the_state_does_not_allow_is_a_conflict() {
    let stage = Stage::new().await;
    let (owner, moderator) = (stage.director().await, stage.moderator().await);
    let film_id = stage.draft(&owner, "La Pirogue").await.page.card.id;
    for step in [
        stage.catalog.publish_film(&moderator, PublishFilm { film_id, version: None }).await,
        stage.catalog.refuse_film(&moderator, film_id, "non").await,
        stage.catalog.withdraw_film(&owner, film_id).await,
        stage.catalog.unpublish_film(&owner, film_id).await,
    ] {
        assert!(matches!(step, Err(CatalogError::WrongState)), "{step:?}");
    }
    stage.catalog.submit_film(&owner, film_id).await.unwrap();
    assert!(matches!(stage.catalog.submit_film(&owner, film_id).await, Err(CatalogError::WrongState)));
    assert!(matches!(stage.catalog.delete_film(&owner, film_id).await, Err(CatalogError::WrongState)));
    stage.catalog.withdraw_film(&owner, film_id).await.unwrap();
    let title = stage.catalog.get_film_by_id(&owner, film_id).await.unwrap().card.title;
    stage.catalog.delete_film(&owner, film_id).await.unwrap();
    assert!(matches!(stage.catalog.get_studio_film(&owner, film_id).await, Err(CatalogError::FilmNotFound)));
    // Its address is free again; its id leads nowhere.
    stage.catalog.create_film(&owner, CreateFilm { title, organisation_id: None }).await.unwrap();
    assert!(matches!(stage.catalog.get_film_by_id(&owner, film_id).await, Err(CatalogError::FilmNotFound)));
}

#[tokio::test]
async fn a_film_that_lacks_something_cannot_be_submitted_and_says_what() {
    let stage = Stage::new().await;
    let owner = stage.director().await;
    let film = stage.catalog.create_film(&owner, CreateFilm { title: "Rien".to_owned(), organisation_id: None }).await.unwrap();
    let error = stage.catalog.submit_film(&owner, film.page.card.id).await.unwrap_err();
    let missing: Vec<_> = error.fields().iter().map(|field| field.field.as_ref()).collect();
    assert_eq!(missing, ["synopsis", "year", "genres", "countries", "spoken_languages", "video", "director"]);
    assert_eq!(error.kind(), ErrorKind::Invalid);
}

#[tokio::test]
async fn a_film_is_not_published_before_it_can_be_watched() {
    let stage = Stage::new().await;
    let owner = stage.director().await;
    let film_id = stage.draft(&owner, "La Pirogue").await.page.card.id;
    let working = Some(stage.asset(&owner, "video", "working").await);
    stage.catalog.attach_asset(&owner, AttachAsset { film_id, part: FilmPart::Video, asset_id: working }).await.unwrap();
    stage.catalog.submit_film(&owner, film_id).await.unwrap();
    let published = stage.catalog.publish_film(&stage.moderator().await, PublishFilm { film_id, version: None }).await;
    assert!(matches!(published, Err(CatalogError::NotPlayable)));
    assert!(matches!(stage.catalog.get_watchable(&owner, film_id).await, Err(CatalogError::NotPlayable)));
}

#[tokio::test]
async fn others_never_learn_of_a_draft() {
    let stage = Stage::new().await;
    let (owner, other, viewer) = (stage.director().await, stage.director().await, stage.viewer().await);
    let film = stage.draft(&owner, "La Pirogue").await;
    let film_id = film.page.card.id;
    for actor in [&other, &viewer, &nobody()] {
        assert!(matches!(stage.catalog.get_film(actor, "la-pirogue").await, Err(CatalogError::FilmNotFound)));
        assert!(matches!(stage.catalog.get_watchable(actor, film_id).await, Err(CatalogError::FilmNotFound)));
        let comments = stage.catalog.list_comments(actor, film_id, &PageRequest::first()).await;
        assert!(matches!(comments, Err(CatalogError::FilmNotFound)));
    }
    assert!(matches!(stage.catalog.get_studio_film(&other, film_id).await, Err(CatalogError::FilmNotFound)));
    assert_eq!(stage.catalog.submit_film(&nobody(), film_id).await.unwrap_err().kind(), ErrorKind::Unauthenticated);
    // A key without the right to publish is nobody special, even if it is the owner's.
    assert!(matches!(stage.catalog.get_film(&narrowed(&owner), "la-pirogue").await, Err(CatalogError::FilmNotFound)));
    for actor in [&owner, &stage.moderator().await] {
        assert!(stage.catalog.get_film(actor, "la-pirogue").await.unwrap().editable);
        assert!(stage.catalog.get_watchable(actor, film_id).await.is_ok());
    }
}

#[tokio::test]
async fn only_its_author_and_the_staff_change_a_published_film() {
    let stage = Stage::new().await;
    let owner = stage.director().await;
    let film_id = stage.draft(&owner, "La Pirogue").await.page.card.id;
    stage.publish(&owner, film_id).await;
    let edit = || EditFilm { film_id, version: None, details: FilmInput { title: "Volé".to_owned(), ..details() } };
    for actor in [stage.director().await, stage.viewer().await] {
        assert_eq!(stage.catalog.edit_film(&actor, edit()).await.unwrap_err().kind(), ErrorKind::Forbidden);
        assert_eq!(stage.catalog.unpublish_film(&actor, film_id).await.unwrap_err().kind(), ErrorKind::Forbidden);
        assert_eq!(
            stage.catalog.publish_film(&actor, PublishFilm { film_id, version: None }).await.unwrap_err().kind(),
            ErrorKind::Forbidden
        );
    }
    assert_eq!(
        stage.catalog.publish_film(&owner, PublishFilm { film_id, version: None }).await.unwrap_err().kind(),
        ErrorKind::Forbidden
    );
    assert_eq!(stage.catalog.edit_film(&stage.moderator().await, edit()).await.unwrap().page.card.title, "Volé");
}

#[tokio::test]
async fn members_of_its_organisation_edit_a_film() {
    let stage = Stage::new().await;
    let (owner, colleague) = (stage.director().await, stage.director().await);
    let organisation = kernel::Id::generate();
    sqlx::query("INSERT INTO identity.organisation (id, name, kind, created_at) VALUES ($1, 'Kara Films', 'production', now())")
        .bind(organisation.as_uuid())
        .execute(stage.db.pool())
        .await
        .unwrap();
    let create = || CreateFilm { title: "À deux".to_owned(), organisation_id: Some(organisation) };
    assert_eq!(stage.catalog.create_film(&owner, create()).await.unwrap_err().kind(), ErrorKind::Invalid);
    for member in [&owner, &colleague] {
        sqlx::query("INSERT INTO identity.organisation_member (organisation_id, account_id, role, joined_at) VALUES ($1, $2, 'member', now())")
            .bind(organisation.as_uuid())
            .bind(member.account_id().unwrap().as_uuid())
            .execute(stage.db.pool())
            .await
            .unwrap();
    }
    let film_id = stage.catalog.create_film(&owner, create()).await.unwrap().page.card.id;
    let edit = EditFilm { film_id, version: None, details: FilmInput { title: "À trois".to_owned(), ..details() } };
    assert_eq!(stage.catalog.edit_film(&colleague, edit).await.unwrap().page.card.slug, "a-trois");
    assert_eq!(stage.catalog.list_studio_films(&colleague, &PageRequest::first()).await.unwrap().items.len(), 1);
    // Whether the colleague is a member is asked on the connection that holds the film: no second one is there to wait for.
    let edit = EditFilm { film_id, version: None, details: FilmInput { title: "À quatre".to_owned(), ..details() } };
    assert_eq!(stage.with_one_connection().await.edit_film(&colleague, edit).await.unwrap().page.card.title, "À quatre");
}

#[tokio::test]
async fn a_slug_is_free_of_others_and_never_changes_once_published() {
    let stage = Stage::new().await;
    let owner = stage.director().await;
    let first = stage.draft(&owner, "Aube").await.page.card;
    let second = stage.draft(&owner, "Aube").await.page.card;
    assert_eq!((first.slug.as_str(), second.slug.as_str()), ("aube", "aube-2"));
    stage.publish(&owner, first.id).await;
    let edit = EditFilm { film_id: first.id, version: None, details: FilmInput { title: "Crépuscule".to_owned(), ..details() } };
    assert_eq!(stage.catalog.edit_film(&owner, edit).await.unwrap().page.card.slug, "aube");
}

#[tokio::test]
async fn two_editors_do_not_overwrite_each_other() {
    let stage = Stage::new().await;
    let owner = stage.director().await;
    let film = stage.draft(&owner, "Aube").await;
    let edit = |title: &str| EditFilm {
        film_id: film.page.card.id,
        version: Some(film.page.version),
        details: FilmInput { title: title.to_owned(), ..details() },
    };
    stage.catalog.edit_film(&owner, edit("Un")).await.unwrap();
    assert!(matches!(stage.catalog.edit_film(&owner, edit("Deux")).await, Err(CatalogError::Outdated)));
}

#[tokio::test]
async fn assets_of_others_or_of_another_kind_do_not_fit() {
    let stage = Stage::new().await;
    let (owner, other) = (stage.director().await, stage.director().await);
    let film_id = stage.draft(&owner, "Aube").await.page.card.id;
    for (part, asset_id) in [
        (FilmPart::Video, stage.video(&other).await),
        (FilmPart::Poster, stage.video(&owner).await),
        (FilmPart::Video, stage.asset(&owner, "image", "ready").await),
        (FilmPart::Trailer, kernel::Id::generate()),
    ] {
        let attached = stage.catalog.attach_asset(&owner, AttachAsset { film_id, part, asset_id: Some(asset_id) }).await;
        assert!(matches!(attached, Err(CatalogError::AssetUnfit)), "{part:?}");
    }
    let poster = stage.asset(&owner, "image", "ready").await;
    let film = stage
        .catalog
        .attach_asset(&owner, AttachAsset { film_id, part: FilmPart::Poster, asset_id: Some(poster) })
        .await
        .unwrap();
    assert_eq!(film.page.card.poster, Some(poster));
    assert_eq!(film.page.card.poster_colour.as_deref(), Some("#9a3412"));
}

#[tokio::test]
async fn wrong_details_are_all_named_at_once() {
    let stage = Stage::new().await;
    let owner = stage.director().await;
    let film_id = stage.draft(&owner, "Aube").await.page.card.id;
    let details = FilmInput {
        title: " \u{0} ".to_owned(),
        synopsis_fr: "é".repeat(4001),
        year: Some(1700),
        genres: vec!["drama\0".to_owned(), "opera".to_owned()],
        countries: vec!["Togo".to_owned()],
        spoken_languages: vec!["français".to_owned()],
        age_rating: "7".to_owned(),
        ..FilmInput::default()
    };
    let error = stage.catalog.edit_film(&owner, EditFilm { film_id, version: None, details }).await.unwrap_err();
    let wrong: Vec<_> = error.fields().iter().map(|field| field.field.as_ref()).collect();
    assert_eq!(wrong, ["title", "synopsis_fr", "genres", "countries", "spoken_languages", "year", "age_rating"]);
    let details = FilmInput { genres: vec!["opera".to_owned()], ..crate::stage::details() };
    let details = FilmInput { title: "Aube".to_owned(), ..details };
    let error = stage.catalog.edit_film(&owner, EditFilm { film_id, version: None, details }).await.unwrap_err();
    assert_eq!(error.fields()[0].field, "genres");
}

#[tokio::test]
async fn another_process_forgets_a_film_that_changed() {
    let stage = Stage::new().await;
    let owner = stage.director().await;
    let film_id = stage.draft(&owner, "Aube").await.page.card.id;
    stage.publish(&owner, film_id).await;
    let (other, bus) = stage.another_process().await;
    assert_eq!(other.get_film(&nobody(), "aube").await.unwrap().card.title, "Aube");
    let mut changes = Box::pin(bus.subscribe("catalog.films"));
    let edit = EditFilm { film_id, version: None, details: FilmInput { title: "Midi".to_owned(), ..details() } };
    stage.catalog.edit_film(&owner, edit).await.unwrap();
    futures::StreamExt::next(&mut changes).await.unwrap();
    // The service hears of it on the same bus: wait for it to have acted, as a visitor a moment later would.
    for _ in 0..1000 {
        if other.get_film(&nobody(), "aube").await.unwrap().card.title == "Midi" {
            return;
        }
        tokio::task::yield_now().await;
    }
    panic!("the other process still shows the old title");
}

#[tokio::test]
async fn the_video_that_a_moderator_decides_on_does_not_change_until_the_film_is_taken_back() {
    let stage = Stage::new().await;
    let (owner, moderator) = (stage.director().await, stage.moderator().await);
    let draft = stage.draft(&owner, "Aube").await.page;
    let (film_id, shown) = (draft.card.id, draft.video.unwrap());
    let other = stage.video(&owner).await;
    let attach = |asset_id| AttachAsset { film_id, part: FilmPart::Video, asset_id };
    let is_locked = async || {
        for asset_id in [None, Some(other)] {
            for actor in [&owner, &moderator] {
                let attached = stage.catalog.attach_asset(actor, attach(asset_id)).await;
                assert_eq!(attached.unwrap_err().code(), "catalog-film-video-locked");
            }
        }
        assert_eq!(stage.catalog.get_studio_film(&owner, film_id).await.unwrap().page.video, Some(shown));
    };
    stage.catalog.submit_film(&owner, film_id).await.unwrap();
    is_locked().await;
    stage.catalog.publish_film(&moderator, PublishFilm { film_id, version: None }).await.unwrap();
    is_locked().await;
    stage.catalog.unpublish_film(&owner, film_id).await.unwrap();
    let film = stage.catalog.attach_asset(&owner, attach(Some(other))).await.unwrap();
    assert_eq!((film.page.video, film.page.state), (Some(other), FilmState::Draft));
    assert!(matches!(stage.catalog.get_watchable(&nobody(), film_id).await, Err(CatalogError::FilmNotFound)));
}

#[tokio::test]
async fn a_moderator_publishes_only_what_they_saw() {
    let stage = Stage::new().await;
    let (owner, moderator) = (stage.director().await, stage.moderator().await);
    let film_id = stage.draft(&owner, "Aube").await.page.card.id;
    let seen = stage.catalog.submit_film(&owner, film_id).await.unwrap().page.version;
    let details = FilmInput { title: "Autre chose".to_owned(), ..details() };
    let changed = stage.catalog.edit_film(&owner, EditFilm { film_id, version: None, details }).await.unwrap().page.version;
    let publish = |version| PublishFilm { film_id, version: Some(version) };
    assert!(matches!(stage.catalog.publish_film(&moderator, publish(seen)).await, Err(CatalogError::Outdated)));
    let published = stage.catalog.publish_film(&moderator, publish(changed)).await.unwrap();
    assert_eq!(published.page.state, FilmState::Published);
}
