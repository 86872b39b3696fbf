use catalog::{AttachAsset, FilmPart, RailKind};
use contracts::{
    media::AssetReady,
    playback::{PlaybackId, ViewCounted},
};
use kernel::{Actor, AppError as _, ErrorKind, PageRequest};
use platform::jobs::{Registry, run_due};

use crate::stage::{Stage, nobody};

async fn watch(stage: &Stage, actor: &Actor, film: contracts::catalog::FilmId, position_ms: i64, minutes_ago: f64) {
    sqlx::query(
        "INSERT INTO playback.progress (account_id, film_id, position_ms, duration_ms, finished, updated_at)
         VALUES ($1, $2, $3, 5400000, $3 > 5300000, now() - make_interval(secs => $4 * 60))",
    )
    .bind(actor.account_id().unwrap().as_uuid())
    .bind(film.as_uuid())
    .bind(position_ms)
    .bind(minutes_ago)
    .execute(stage.db.pool())
    .await
    .unwrap();
}

#[tokio::test]
async fn what_was_begun_is_offered_and_what_was_watched_is_remembered() {
    let stage = Stage::new().await;
    let viewer = stage.viewer().await;
    let (begun, seen) = (stage.film("Commencé").await, stage.film("Fini").await);
    watch(&stage, &viewer, begun, 2_700_000, 60.0).await;
    watch(&stage, &viewer, seen, 5_400_000, 5.0).await;
    let going = stage.catalog.continue_watching(&viewer).await.unwrap();
    assert_eq!(going.iter().map(|card| (card.film.id, card.percent)).collect::<Vec<_>>(), [(begun, 50)]);
    let first = stage.catalog.list_history(&viewer, &PageRequest::new(Some(1), None)).await.unwrap();
    assert_eq!((first.items[0].film.id, first.items[0].finished), (seen, true));
    let second = stage.catalog.list_history(&viewer, &PageRequest::new(Some(1), first.next)).await.unwrap();
    assert_eq!(second.items[0].film.id, begun);
    let mine = stage.catalog.get_film(&viewer, "commence").await.unwrap().mine.unwrap();
    assert_eq!((mine.position_ms, mine.finished), (Some(2_700_000), false));
    assert!(stage.catalog.list_history(&stage.viewer().await, &PageRequest::first()).await.unwrap().items.is_empty());
    assert_eq!(stage.catalog.continue_watching(&nobody()).await.unwrap_err().kind(), ErrorKind::Unauthenticated);
}

#[tokio::test]
async fn the_most_watched_come_from_what_playback_counted() {
    let stage = Stage::new().await;
    let (few, many) = (stage.film("Peu").await, stage.film("Beaucoup").await);
    let some = stage.film("Assez").await;
    for (film, views) in [(few, 3_i64), (many, 9), (some, 5)] {
        sqlx::query("INSERT INTO playback.film_days (film_id, day, views) VALUES ($1, current_date, $2)")
            .bind(film.as_uuid())
            .bind(views)
            .execute(stage.db.pool())
            .await
            .unwrap();
    }
    let home = stage.catalog.home().await.unwrap();
    let rail = home.rails.iter().find(|rail| rail.kind == RailKind::MostWatched).unwrap();
    assert_eq!(rail.films.iter().map(|film| film.id).collect::<Vec<_>>(), [many, some, few]);
    assert_eq!(home.featured.as_ref().unwrap().card.id, many);
}

#[tokio::test]
async fn a_poster_brings_its_colour_once_it_was_looked_at() {
    let stage = Stage::new().await;
    let owner = stage.director().await;
    let film_id = stage.draft(&owner, "Aube").await.page.card.id;
    let poster = stage.asset(&owner, "image", "checking").await;
    let looked_at = "UPDATE media.assets SET state = $2, dominant_colour = $3 WHERE id = $1";
    let write = async |state: &str, colour: Option<&str>| {
        sqlx::query(looked_at).bind(poster.as_uuid()).bind(state).bind(colour).execute(stage.db.pool()).await.unwrap();
    };
    write("checking", None).await;
    let part = AttachAsset { film_id, part: FilmPart::Poster, asset_id: Some(poster) };
    let before = stage.catalog.attach_asset(&owner, part).await.unwrap();
    assert_eq!(before.page.card.poster_colour, None);
    write("ready", Some("#27346b")).await;
    let mut registry = Registry::new();
    stage.catalog.register(&mut registry);
    let mut tx = stage.db.begin(&Actor::system("test")).await.unwrap();
    tx.emit(&AssetReady { asset_id: poster, duration_ms: 0 }).await.unwrap();
    tx.commit().await.unwrap();
    run_due(&stage.db, &registry).await.unwrap();
    let after = stage.catalog.get_studio_film(&owner, film_id).await.unwrap();
    assert_eq!(after.page.card.poster_colour.as_deref(), Some("#27346b"));
}

#[tokio::test]
async fn events_bring_views_lengths_and_weights_whether_delivered_once_or_twice() {
    let stage = Stage::new().await;
    let owner = stage.director().await;
    let film = stage.draft(&owner, "Aube").await.page;
    let asset_id = film.video.unwrap();
    for statement in [
        "UPDATE media.assets SET duration_ms = 6000000 WHERE id = $1",
        "UPDATE media.renditions SET size_bytes = 40000000 WHERE asset_id = $1 AND name = 'av1-240'",
    ] {
        sqlx::query(statement).bind(asset_id.as_uuid()).execute(stage.db.pool()).await.unwrap();
    }
    sqlx::query("INSERT INTO playback.film_days (film_id, day, views) VALUES ($1, current_date, 7)")
        .bind(film.card.id.as_uuid())
        .execute(stage.db.pool())
        .await
        .unwrap();
    let mut registry = Registry::new();
    stage.catalog.register(&mut registry);
    let viewed = ViewCounted { playback_id: PlaybackId::generate(), film_id: film.card.id };
    for _ in 0..2 {
        let mut tx = stage.db.begin(&Actor::system("test")).await.unwrap();
        tx.emit(&AssetReady { asset_id, duration_ms: 6_000_000 }).await.unwrap();
        tx.emit(&viewed).await.unwrap();
        tx.commit().await.unwrap();
        run_due(&stage.db, &registry).await.unwrap();
    }
    let after = stage.catalog.get_studio_film(&owner, film.card.id).await.unwrap().page;
    assert_eq!((after.card.duration_ms, after.card.weights[0].bytes, after.view_count), (Some(6_000_000), 45_000_000, 7));
}
