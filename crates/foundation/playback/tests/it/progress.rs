//! Resume points, "continue watching" and history.

use contracts::catalog::FilmId;
use kernel::{Actor, Id, Locale, PageRequest};
use playback::{OpenPlayback, Shown};

use crate::support::Cinema;

#[tokio::test]
async fn a_film_resumes_at_the_second_it_was_left() {
    let cinema = Cinema::new().await;
    let actor = cinema.person().await;
    let opened = cinema.open(&actor).await;
    assert_eq!(opened.resume_ms, None);
    cinema.watch(&opened, 10).await;
    cinema.playback.end(&opened.token, Some(37_420)).await.unwrap();
    assert_eq!(cinema.open(&actor).await.resume_ms, Some(37_420));
}

#[tokio::test]
async fn a_heartbeat_that_is_heard_late_does_not_undo_where_the_player_was_closed() {
    let cinema = Cinema::new().await;
    let actor = cinema.person().await;
    let opened = cinema.open(&actor).await;
    cinema.watch(&opened, 10).await;
    cinema.playback.end(&opened.token, Some(37_420)).await.unwrap();
    cinema.playback.heartbeat(&opened.token, Some(31_000)).await.unwrap();
    assert_eq!(cinema.open(&actor).await.resume_ms, Some(37_420));
}

#[tokio::test]
async fn a_position_is_kept_only_inside_what_was_served() {
    let cinema = Cinema::new().await;
    let actor = cinema.person().await;
    let opened = cinema.open(&actor).await;
    cinema.watch(&opened, 5).await;
    cinema.playback.end(&opened.token, Some(90_000)).await.unwrap();
    assert_eq!(cinema.open(&actor).await.resume_ms, Some(20_000));
}

#[tokio::test]
async fn a_player_without_our_script_resumes_where_it_must_have_been() {
    let cinema = Cinema::new().await;
    let actor = cinema.person().await;
    let opened = cinema.open(&actor).await;
    for index in 0..5 {
        cinema.fetch(&opened, index).await;
    }
    for index in 5..10 {
        cinema.wait(4);
        cinema.fetch(&opened, index).await;
    }
    cinema.playback.settle().await.unwrap();
    assert_eq!(cinema.open(&actor).await.resume_ms, Some(20_000));
}

#[tokio::test]
async fn a_finished_film_starts_again_and_leaves_continue_watching() {
    let cinema = Cinema::new().await;
    let actor = cinema.person().await;
    let opened = cinema.open(&actor).await;
    cinema.watch(&opened, 12).await;
    cinema.playback.heartbeat(&opened.token, Some(47_000)).await.unwrap();
    let first = PageRequest::first();
    assert_eq!(cinema.playback.continue_watching(&actor, &first).await.unwrap().items.len(), 1);
    for index in 12..24 {
        cinema.fetch(&opened, index).await;
        cinema.wait(4);
    }
    cinema.playback.end(&opened.token, Some(95_500)).await.unwrap();
    assert!(cinema.playback.continue_watching(&actor, &first).await.unwrap().items.is_empty());
    let history = cinema.playback.history(&actor, &first).await.unwrap().items;
    assert_eq!((history.len(), history[0].finished, history[0].percent()), (1, true, 100));
    assert_eq!(cinema.open(&actor).await.resume_ms, None);
}

#[tokio::test]
async fn history_pages_from_the_last_watched_and_forgets_on_request() {
    let cinema = Cinema::new().await;
    let actor = cinema.person().await;
    let films: Vec<FilmId> = (0..5).map(|_| Id::generate()).collect();
    for film_id in &films {
        let opened =
            cinema.playback.open(&actor, OpenPlayback { shown: Shown::Film(*film_id), ..cinema.command() }).await.unwrap();
        cinema.watch(&opened, 3).await;
        cinema.playback.end(&opened.token, Some(11_000)).await.unwrap();
    }
    let mut seen = Vec::new();
    let mut request = PageRequest::new(Some(2), None);
    loop {
        let page = cinema.playback.history(&actor, &request).await.unwrap();
        seen.extend(page.items.iter().map(|progress| progress.film_id));
        let Some(next) = page.next else { break };
        request = PageRequest::new(Some(2), Some(next));
    }
    assert!(seen.iter().eq(films.iter().rev()));
    let stranger = cinema.person().await;
    cinema.playback.forget_all(&stranger).await.unwrap();
    cinema.playback.forget(&actor, films[0]).await.unwrap();
    let known = cinema.playback.progress_for(actor.account_id().unwrap(), &films).await.unwrap();
    assert_eq!((known.len(), known.contains_key(&films[0])), (4, false));
    cinema.playback.forget_all(&actor).await.unwrap();
    assert!(cinema.playback.history(&actor, &PageRequest::first()).await.unwrap().items.is_empty());
}

#[tokio::test]
async fn a_clip_is_counted_under_its_own_id_and_keeps_nobodys_place() {
    let cinema = Cinema::new().await;
    let actor = cinema.person().await;
    let opened = cinema.playback.open(&actor, OpenPlayback { shown: Shown::Clip, ..cinema.command() }).await.unwrap();
    cinema.watch(&opened, 4).await;
    cinema.playback.end(&opened.token, Some(15_000)).await.unwrap();
    assert!(cinema.playback.history(&actor, &PageRequest::first()).await.unwrap().items.is_empty());
    assert_eq!(cinema.number("SELECT count(*) FROM playback.progress").await, 0);
    assert_eq!(cinema.number("SELECT count(*) FROM platform.outbox WHERE topic = 'playback.view-counted.v1'").await, 0);
    let views: i64 = sqlx::query_scalar("SELECT views FROM playback_pub.film_views WHERE film_id = $1")
        .bind(cinema.asset_id.as_uuid())
        .fetch_one(cinema.db.db().pool())
        .await
        .unwrap();
    assert_eq!(views, 1);
}

#[tokio::test]
async fn a_visitor_has_no_history() {
    let cinema = Cinema::new().await;
    let visitor = Actor::anonymous(Locale::Fr);
    let opened = cinema.open(&visitor).await;
    cinema.watch(&opened, 4).await;
    cinema.playback.end(&opened.token, Some(15_000)).await.unwrap();
    assert_eq!(cinema.open(&visitor).await.resume_ms, None);
    assert!(cinema.playback.history(&visitor, &PageRequest::first()).await.is_err());
    assert!(cinema.playback.continue_watching(&visitor, &PageRequest::first()).await.is_err());
    assert!(cinema.playback.forget_all(&visitor).await.is_err());
    assert_eq!(cinema.number("SELECT count(*) FROM playback.progress").await, 0);
}
