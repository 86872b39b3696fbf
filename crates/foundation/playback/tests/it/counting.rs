//! Views and watch time: from what was served and the wall clock, exact under concurrency.

use futures::{FutureExt as _, StreamExt as _, stream};
use kernel::{Actor, Locale};
use playback::{Device, OpenPlayback, PlaybackConfig};

use crate::support::Cinema;

const WATCHED: &str = "SELECT coalesce(sum(watched_ms), 0)::bigint FROM playback.film_days";
const EVENTS: &str = "SELECT count(*) FROM platform.outbox WHERE topic = 'playback.view-counted.v1'";

#[tokio::test]
async fn a_view_is_counted_after_ten_credited_seconds_and_told_once() {
    let cinema = Cinema::new().await;
    let opened = cinema.open(&cinema.person().await).await;
    cinema.watch(&opened, 2).await;
    cinema.playback.settle().await.unwrap();
    assert_eq!(cinema.views().await, 0);
    cinema.fetch(&opened, 2).await;
    cinema.wait(2);
    let beat = cinema.playback.heartbeat(&opened.token, Some(9_900)).await.unwrap();
    assert_eq!(beat.credited_ms, 10_000);
    assert_eq!((cinema.views().await, cinema.number(WATCHED).await, cinema.number(EVENTS).await), (1, 10_000, 1));
    for index in 3..10 {
        cinema.fetch(&opened, index).await;
        cinema.wait(4);
    }
    cinema.playback.settle().await.unwrap();
    assert_eq!((cinema.views().await, cinema.number(EVENTS).await), (1, 1));
}

#[tokio::test]
async fn a_heartbeat_whose_connection_closes_loses_nothing_that_was_served() {
    let cinema = Cinema::new().await;
    let opened = cinema.open(&cinema.person().await).await;
    cinema.watch(&opened, 3).await;
    assert!(cinema.playback.heartbeat(&opened.token, None).now_or_never().is_none(), "dropped while it waits for the database");
    cinema.playback.settle().await.unwrap();
    assert_eq!(cinema.number("SELECT sent_bytes FROM playback.film_days").await, 3_000);
}

#[tokio::test]
async fn forged_pings_count_nothing() {
    let cinema = Cinema::new().await;
    let actor = cinema.person().await;
    let opened = cinema.open(&actor).await;
    for position in 0..50 {
        cinema.wait(10);
        cinema.playback.heartbeat(&opened.token, Some(position * 10_000)).await.unwrap();
    }
    cinema.playback.end(&opened.token, Some(96_000)).await.unwrap();
    assert_eq!((cinema.views().await, cinema.number(WATCHED).await, cinema.number(EVENTS).await), (0, 0, 0));
    let account_id = actor.account_id().unwrap();
    assert!(cinema.playback.progress_for(account_id, &[cinema.film_id]).await.unwrap().is_empty());
}

#[tokio::test]
async fn one_segment_fetched_again_and_again_is_no_view() {
    let cinema = Cinema::new().await;
    let opened = cinema.open(&cinema.person().await).await;
    for _ in 0..40 {
        cinema.fetch(&opened, 0).await;
        cinema.wait(4);
    }
    cinema.playback.settle().await.unwrap();
    assert_eq!((cinema.views().await, cinema.number(WATCHED).await), (0, 4_000));
    assert_eq!(cinema.number("SELECT sent_bytes FROM playback.film_days").await, 40_000);
}

#[tokio::test]
async fn answers_that_were_not_read_to_their_end_serve_no_film() {
    let cinema = Cinema::new().await;
    let opened = cinema.open(&cinema.person().await).await;
    for index in 0..20 {
        let file = cinema.playback.file(&opened.token, "av1-240", &format!("{index}.m4s")).await.unwrap();
        // The first byte of each segment, then gone.
        let first = file.read(0..1).await.unwrap().next().await.unwrap().unwrap();
        assert_eq!(first.len(), 1);
        drop(cinema.playback.file(&opened.token, "av1-240", &format!("{index}.m4s")).await.unwrap());
        cinema.wait(4);
    }
    cinema.playback.settle().await.unwrap();
    assert_eq!((cinema.views().await, cinema.number(WATCHED).await), (0, 0));
    assert_eq!(cinema.number("SELECT sent_bytes FROM playback.film_days").await, 20);
}

#[tokio::test]
async fn a_viewer_counts_once_an_hour_per_film() {
    let cinema = Cinema::new().await;
    let actor = cinema.person().await;
    for (expected, pause_s) in [(1, 0), (1, 3500), (2, 0)] {
        let opened = cinema.open(&actor).await;
        cinema.watch(&opened, 4).await;
        cinema.playback.end(&opened.token, None).await.unwrap();
        assert_eq!(cinema.views().await, expected);
        cinema.wait(pause_s + 60);
    }
}

#[tokio::test]
async fn two_hundred_concurrent_sessions_are_counted_exactly_by_two_processes() {
    let cinema = Cinema::new().await;
    let (other, _bus) = cinema.another_process().await;
    let opened: Vec<_> = stream::iter(0..200)
        .map(async |_| {
            let actor = cinema.person().await;
            cinema.open(&actor).await
        })
        .buffer_unordered(8)
        .collect()
        .await;
    for index in 0..4 {
        let fetching = opened.iter().enumerate().map(async |(n, opened)| {
            // Players move between the processes, and segments are served by both.
            let playback = if (n + index) % 2 == 0 { &cinema.playback } else { &other };
            crate::support::fetch(playback, &opened.token, "av1-240", &format!("{index}.m4s")).await.unwrap();
        });
        futures::future::join_all(fetching).await;
        cinema.wait(4);
        let (first, second) = tokio::join!(cinema.playback.settle(), other.settle());
        first.unwrap();
        second.unwrap();
    }
    let beating = opened.iter().map(|opened| cinema.playback.heartbeat(&opened.token, Some(15_000)));
    assert!(futures::future::join_all(beating).await.iter().all(Result::is_ok));
    assert_eq!(cinema.views().await, 200);
    assert_eq!(cinema.number(WATCHED).await, 200 * 16_000);
    assert_eq!(cinema.number(EVENTS).await, 200);
    assert_eq!(cinema.number("SELECT sent_bytes FROM playback.film_days").await, 200 * 4 * 1000);
    assert_eq!(cinema.number("SELECT sum(segments)::bigint FROM playback.sessions").await, 800);
}

#[tokio::test]
async fn parallel_sessions_of_one_viewer_are_credited_each_and_make_one_view() {
    let cinema = Cinema::new().await;
    let actor = cinema.person().await;
    let (first, second) = (cinema.open(&actor).await, cinema.open(&actor).await);
    for index in 0..4 {
        cinema.fetch(&first, index).await;
        cinema.fetch(&second, index).await;
        cinema.wait(4);
    }
    let _ = cinema.playback.heartbeat(&first.token, None).await.unwrap();
    let _ = cinema.playback.heartbeat(&second.token, None).await.unwrap();
    assert_eq!((cinema.views().await, cinema.number(WATCHED).await), (1, 32_000));
}

#[tokio::test]
async fn throwing_cookies_away_multiplies_views_only_up_to_the_bound() {
    let config = PlaybackConfig { guest_viewers_per_address: 3, ..PlaybackConfig::default() };
    let cinema = Cinema::with(config).await;
    let visitor = Actor { address: Some([41, 207, 0, 1].into()), ..Actor::anonymous(Locale::Fr) };
    for n in 0..20 {
        let device = Device::try_new(None, "", Some(format!("cookie-{n}"))).unwrap();
        let opened = cinema.playback.open(&visitor, OpenPlayback { device, ..cinema.command() }).await.unwrap();
        cinema.watch(&opened, 4).await;
        cinema.playback.end(&opened.token, None).await.unwrap();
    }
    assert!((1..=3).contains(&cinema.views().await));
}

#[tokio::test]
async fn what_waits_survives_a_database_that_is_away_and_a_graceful_stop_settles_it() {
    let cinema = Cinema::new().await;
    let opened = cinema.open(&cinema.person().await).await;
    sqlx::query("ALTER TABLE playback.film_days RENAME TO film_days_away").execute(cinema.db.db().pool()).await.unwrap();
    cinema.watch(&opened, 4).await;
    assert!(cinema.playback.settle().await.is_err());
    assert!(cinema.playback.heartbeat(&opened.token, None).await.is_err());
    sqlx::query("ALTER TABLE playback.film_days_away RENAME TO film_days").execute(cinema.db.db().pool()).await.unwrap();
    let stop = tokio_util::sync::CancellationToken::new();
    stop.cancel();
    cinema.playback.run(stop).await;
    assert_eq!((cinema.views().await, cinema.number(WATCHED).await), (1, 12_000));
}
