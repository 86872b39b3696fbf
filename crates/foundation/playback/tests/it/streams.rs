//! What a token opens, and what it does not.

use std::{
    sync::atomic::Ordering,
    time::{Duration, Instant},
};

use contracts::identity::AccountDeleted;
use kernel::{Actor, AppError as _, ErrorKind, Locale, Permission, PermissionSet, SignedIn};
use platform::{
    Secrets,
    jobs::{Registry, run_due},
};
use playback::{Grant, Keyring, OpenPlayback, PlaybackError, RevokedBy, RungClass, TokenError, VideoChoice};
use tokio_util::sync::CancellationToken;

use crate::support::{Cinema, SEGMENTS, fetch};

async fn text(cinema: &Cinema, token: &str, choice: VideoChoice) -> String {
    use futures::TryStreamExt as _;
    let file = cinema.playback.master(token, choice).await.unwrap();
    let size_bytes = file.size_bytes;
    let pieces: Vec<bytes::Bytes> = file.read(0..size_bytes).await.unwrap().try_collect().await.unwrap();
    String::from_utf8(pieces.concat()).unwrap()
}

#[tokio::test]
async fn a_player_finds_everything_from_the_master_playlist() {
    let cinema = Cinema::new().await;
    let opened = cinema.open(&cinema.person().await).await;
    assert_eq!(opened.master_url, format!("/play/{}/master.m3u8", opened.token));
    assert_eq!(opened.streams.duration_ms, 96_000);
    let master = text(&cinema, &opened.token, VideoChoice::Any).await;
    for uri in ["av1-240/index.m3u8", "avc-720/index.m3u8", "subtitles/00000000-0000-0000-0000-000000000000.m3u8"] {
        assert!(master.contains(uri), "{uri} in {master}");
    }
    let playlist = fetch(&cinema.playback, &opened.token, "av1-240", "index.m3u8").await.unwrap();
    assert_eq!(String::from_utf8_lossy(&playlist).matches(".m4s").count(), SEGMENTS);
    assert_eq!(fetch(&cinema.playback, &opened.token, "av1-240", "init.mp4").await.unwrap().len(), 10);
    assert_eq!(fetch(&cinema.playback, &opened.token, "av1-240", "7.m4s").await.unwrap(), vec![7; 1000]);
    let subtitle = opened.streams.subtitles[0].url.rsplit('/').next().unwrap().to_owned();
    assert_eq!(fetch(&cinema.playback, &opened.token, "subtitles", &subtitle).await.unwrap(), "WEBVTT\n");
    for (folder, file) in [("av1-240", "24.m4s"), ("av1-999", "0.m4s"), ("av1-240", "../0.m4s"), ("storyboard", "index.vtt")] {
        assert!(
            matches!(fetch(&cinema.playback, &opened.token, folder, file).await, Err(PlaybackError::NotFound)),
            "{folder}/{file}"
        );
    }
}

#[tokio::test]
async fn a_player_may_ask_for_one_codec() {
    let cinema = Cinema::new().await;
    let opened = cinema.open(&cinema.person().await).await;
    let avc = text(&cinema, &opened.token, VideoChoice::Avc).await;
    assert!(avc.contains("avc1.64001f,mp4a.40.2") && !avc.contains("av01") && !avc.contains("opus"), "{avc}");
    let av1 = text(&cinema, &opened.token, VideoChoice::Av1).await;
    assert!(av1.contains("av01.0.00M.08") && !av1.contains("avc1"), "{av1}");
    let sound = text(&cinema, &opened.token, VideoChoice::None).await;
    assert!(sound.contains("opus-24-t0/index.m3u8") && !sound.contains("RESOLUTION"), "{sound}");
}

#[tokio::test]
async fn a_data_saver_token_opens_no_picture_above_360_lines() {
    let cinema = Cinema::new().await;
    let actor = cinema.person().await;
    let opened = cinema.playback.open(&actor, OpenPlayback { class: RungClass::Lite, ..cinema.command() }).await.unwrap();
    assert_eq!(opened.streams.qualities.len(), 1);
    assert!(!text(&cinema, &opened.token, VideoChoice::Any).await.contains("avc-720"));
    assert!(fetch(&cinema.playback, &opened.token, "av1-240", "0.m4s").await.is_ok());
    for file in ["index.m3u8", "init.mp4", "0.m4s"] {
        assert!(matches!(fetch(&cinema.playback, &opened.token, "avc-720", file).await, Err(PlaybackError::NotFound)), "{file}");
    }
}

#[tokio::test]
async fn expired_tampered_and_foreign_tokens_open_nothing() {
    let cinema = Cinema::new().await;
    let opened = cinema.open(&cinema.person().await).await;
    let granted = cinema.playback.authorise(&opened.token).unwrap();
    let raised = Keyring::new(&Secrets::from_master([1; 32]), 0).sign(&Grant { class: RungClass::Full, ..granted });
    let mut tampered = opened.token.clone();
    tampered.replace_range(20..21, if &opened.token[20..21] == "A" { "B" } else { "A" });
    for bad in [raised.as_str(), tampered.as_str(), "", "x", &opened.token[..95], &format!("{}A", opened.token)] {
        let refused = fetch(&cinema.playback, bad, "av1-240", "0.m4s").await.unwrap_err();
        assert!(matches!(refused, PlaybackError::Token(TokenError::Invalid)), "{bad}");
        assert_eq!(refused.kind(), ErrorKind::Forbidden);
        assert!(cinema.playback.heartbeat(bad, Some(5)).await.is_err());
        assert!(cinema.playback.end(bad, Some(5)).await.is_err());
    }
    cinema.wait(2 * 96 + 7200);
    let over = fetch(&cinema.playback, &opened.token, "av1-240", "0.m4s").await.unwrap_err();
    assert!(matches!(over, PlaybackError::Token(TokenError::Expired)));
    assert_eq!(over.kind(), ErrorKind::Gone);
}

#[tokio::test]
async fn only_who_may_watch_opens_a_stream_and_only_of_what_is_playable() {
    let cinema = Cinema::new().await;
    let viewer = cinema.person().await;
    let permissions = PermissionSet::of(&[Permission::Participate]);
    let narrow = SignedIn { account_id: viewer.account_id().unwrap(), session_id: None, permissions };
    let refused = cinema.playback.open(&Actor::signed_in(narrow, Locale::Fr), cinema.command()).await.unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::Forbidden);
    assert!(cinema.playback.open(&Actor::anonymous(Locale::Fr), cinema.command()).await.is_ok());
    let unknown = OpenPlayback { asset_id: kernel::Id::generate(), ..cinema.command() };
    assert!(matches!(cinema.playback.open(&viewer, unknown).await, Err(PlaybackError::NotPlayable)));
}

#[tokio::test]
async fn a_rendition_that_becomes_ready_is_offered_within_seconds() {
    let cinema = Cinema::new().await;
    let full = cinema.asset.lock().unwrap().clone();
    cinema.asset.lock().unwrap().video.truncate(1);
    let opened = cinema.open(&cinema.person().await).await;
    assert!(!text(&cinema, &opened.token, VideoChoice::Any).await.contains("avc-720"));
    *cinema.asset.lock().unwrap() = media::PlayableAsset { revision: 2, ..full };
    cinema.wait(5);
    assert!(text(&cinema, &opened.token, VideoChoice::Any).await.contains("avc-720"));
}

#[tokio::test]
async fn a_stream_goes_on_while_the_assets_cannot_be_asked() {
    let cinema = Cinema::new().await;
    let opened = cinema.open(&cinema.person().await).await;
    cinema.away.store(true, Ordering::SeqCst);
    for index in 0..3 {
        cinema.wait(5);
        cinema.fetch(&opened, index).await;
    }
    cinema.away.store(false, Ordering::SeqCst);
    cinema.asset.lock().unwrap().revision = 2;
    cinema.asset.lock().unwrap().video.truncate(1);
    cinema.wait(5);
    assert!(!text(&cinema, &opened.token, VideoChoice::Any).await.contains("avc-720"));
}

#[tokio::test]
async fn a_file_missing_from_the_store_is_an_error_before_the_answer_begins() {
    let cinema = Cinema::new().await;
    let opened = cinema.open(&cinema.person().await).await;
    cinema.store.delete("av1-240/run/00003.m4s").await.unwrap();
    let missing = fetch(&cinema.playback, &opened.token, "av1-240", "3.m4s").await.unwrap_err();
    assert_eq!(missing.kind(), ErrorKind::NotFound);
}

#[tokio::test]
async fn a_revocation_takes_effect_in_every_process_in_less_than_a_second() {
    let cinema = Cinema::new().await;
    let actor = cinema.person().await;
    let opened = cinema.open(&actor).await;
    let (other, _bus) = cinema.another_process().await;
    let stop = CancellationToken::new();
    let running = tokio::spawn({
        let (other, stop) = (other.clone(), stop.clone());
        async move { other.run(stop).await }
    });
    fetch(&other, &opened.token, "av1-240", "0.m4s").await.unwrap();
    // The other process hears of revocations once it has read the known ones.
    let (first, second) = (cinema.open(&actor).await, opened);
    let started = Instant::now();
    cinema.playback.stop(&actor, None, second.playback_id).await.unwrap();
    assert!(matches!(cinema.playback.authorise(&second.token), Err(PlaybackError::Revoked(RevokedBy::Stopped))));
    while other.authorise(&second.token).is_ok() {
        assert!(started.elapsed() < Duration::from_secs(1), "not revoked after {:?}", started.elapsed());
        tokio::task::yield_now().await;
    }
    assert!(other.authorise(&first.token).is_ok());
    stop.cancel();
    running.await.unwrap();
}

#[tokio::test]
async fn a_process_that_starts_later_knows_earlier_revocations() {
    let cinema = Cinema::new().await;
    let actor = cinema.person().await;
    let opened = cinema.open(&actor).await;
    cinema.playback.revoke_account(actor.account_id().unwrap()).await.unwrap();
    let (other, _bus) = cinema.another_process().await;
    let stop = CancellationToken::new();
    stop.cancel();
    other.run(stop).await;
    assert!(matches!(other.authorise(&opened.token), Err(PlaybackError::Revoked(RevokedBy::Withdrawn))));
    assert!(matches!(cinema.playback.heartbeat(&opened.token, None).await, Err(PlaybackError::Revoked(_))));
}

#[tokio::test]
async fn withdrawing_a_film_stops_whoever_watches_it() {
    let cinema = Cinema::new().await;
    let opened = cinema.open(&cinema.person().await).await;
    cinema.playback.revoke_film(cinema.film_id).await.unwrap();
    assert!(matches!(cinema.playback.authorise(&opened.token), Err(PlaybackError::Revoked(RevokedBy::Withdrawn))));
}

#[tokio::test]
async fn an_erased_account_is_forgotten_and_its_streams_stay_taken_away() {
    let cinema = Cinema::new().await;
    let actor = cinema.person().await;
    let opened = cinema.open(&actor).await;
    cinema.watch(&opened, 3).await;
    let mut registry = Registry::new();
    cinema.playback.register(&mut registry);
    let account_id = actor.account_id().unwrap();
    for _ in 0..2 {
        let mut tx = cinema.db.db().begin(&Actor::system("test")).await.unwrap();
        tx.emit(&AccountDeleted { account_id }).await.unwrap();
        tx.commit().await.unwrap();
        run_due(&cinema.db.db(), &registry).await.unwrap();
    }
    assert_eq!(cinema.number("SELECT count(*) FROM playback.progress").await, 0);
    assert_eq!(cinema.number("SELECT count(*) FROM playback.sessions WHERE account_id IS NOT NULL").await, 0);
    let (other, _bus) = cinema.another_process().await;
    let stop = CancellationToken::new();
    stop.cancel();
    other.run(stop).await;
    assert!(matches!(other.authorise(&opened.token), Err(PlaybackError::Revoked(RevokedBy::Withdrawn))));
}
