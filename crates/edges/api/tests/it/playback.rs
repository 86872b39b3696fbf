//! Watching over HTTP: a film that the pipeline really made, its streams, and every token that opens nothing.

use std::collections::BTreeSet;

use axum::body::Body;
use http::Method;
use platform::store::StoreConfig;
use serde_json::{Value, json};
use test_kit::S3Server;
use uuid::Uuid;

use crate::studio::Studio;

/// A studio with a published film, and the director's token.
async fn shown(config: &StoreConfig) -> (Studio, String, Uuid) {
    let studio = Studio::on(config).await;
    let token = studio.sign_in("director").await;
    let asset = studio.upload(&token, "film.mp4", "video", studio.clip(6)).await;
    let made = studio.finished(&token, &asset).await;
    assert_eq!((&made["state"], &made["percent"]), (&json!("ready"), &json!(100.0)), "{made}");
    let film = studio.film(&token, "Aube", &asset).await;
    studio.publish(&token, film).await;
    (studio, token, film)
}

async fn open(studio: &Studio, token: Option<&str>, film: Uuid) -> Value {
    let opened = studio.json(token, Method::POST, &format!("/api/v1/films/{film}/playback"), json!({ "lite": false })).await;
    assert_eq!(opened.status, 201, "{opened:?}");
    opened.json()
}

/// The addresses of a playlist, made absolute against its own.
fn addresses(playlist: &str, base: &str) -> Vec<String> {
    let folder = base.rsplit_once('/').unwrap().0;
    let named = playlist.lines().filter_map(|line| Some(line.split_once("URI=\"")?.1.split_once('"')?.0));
    let listed = playlist.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    named.chain(listed).map(|path| if path.starts_with('/') { path.to_owned() } else { format!("{folder}/{path}") }).collect()
}

/// Follows the master playlist down to every init and segment; how many were served, all of them whole.
async fn serve_everything(studio: &Studio, master_url: &str) -> usize {
    let master = studio.get(None, master_url).await;
    assert_eq!((master.status, master.header("content-type")), (200, "application/vnd.apple.mpegurl"));
    assert_eq!((master.header("referrer-policy"), master.header("x-content-type-options")), ("no-referrer", "nosniff"));
    let mut served = 0;
    // The master names a sound alone as well, and again beside the pictures.
    for playlist_url in BTreeSet::from_iter(addresses(&master.text(), master_url)) {
        let playlist = studio.get(None, &playlist_url).await;
        assert_eq!(playlist.status, 200, "{playlist_url}");
        for url in addresses(&playlist.text(), &playlist_url) {
            let part = studio.get(None, &url).await;
            assert_eq!((part.status, part.header("content-length")), (200, &*part.bytes.len().to_string()), "{url}");
            let range = studio.send(None, Method::GET, &url, &[("range", "bytes=4-7")], Body::empty()).await;
            assert_eq!((range.status, range.bytes.as_slice()), (206, &part.bytes[4..8]), "{url}");
            served += 1;
        }
    }
    served
}

#[tokio::test(flavor = "multi_thread")]
async fn a_film_goes_from_upload_to_served_segments_on_an_s3_store() {
    let server = S3Server::start().await;
    let (studio, token, film) = shown(&server.config()).await;
    let opened = open(&studio, Some(&token), film).await;
    // 240 lines in two codecs and two sounds, each with its init and two segments; the data-saver's sound is not for all.
    assert_eq!(serve_everything(&studio, opened["master_url"].as_str().unwrap()).await, 12);
    assert!(!studio.folder.path().join("files/media").exists(), "nothing of it lies on the disk");
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_that_are_tampered_foreign_expired_or_revoked_open_nothing() {
    let (studio, director, film) = shown(&StoreConfig::default()).await;
    let opened = open(&studio, Some(&director), film).await;
    let (token, master) = (opened["token"].as_str().unwrap(), opened["master_url"].as_str().unwrap());
    assert_eq!(serve_everything(&studio, master).await, 12);
    let segment = format!("/play/{token}/avc-240/0.m4s");
    assert_eq!(studio.get(None, &segment).await.status, 200);
    for at in [0, 3, 10, 40, 60, 95] {
        let mut changed = token.to_owned().into_bytes();
        changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
        let changed = String::from_utf8(changed).unwrap();
        for path in [format!("/play/{changed}/master.m3u8"), segment.replace(token, &changed)] {
            assert_eq!(studio.get(None, &path).await.status, 403, "changed at {at}");
        }
        let beat = json!({ "token": changed, "position_ms": 0 });
        assert_eq!(studio.json(None, Method::POST, "/api/v1/playback/heartbeat", beat).await.status, 403);
    }
    for wrong in ["", "x", &token[..90], &format!("{token}A"), "..%2F..%2Fetc", "%00"] {
        assert!([403, 404].contains(&studio.get(None, &format!("/play/{wrong}/master.m3u8")).await.status), "{wrong}");
    }
    for path in ["avc-1080/0.m4s", "avc-240/99.m4s", "avc-240/..%2F..%2Fsource", "subtitles/x.vtt"] {
        let refused = studio.get(None, &format!("/play/{token}/{path}")).await;
        assert_eq!((refused.status, refused.header("cache-control")), (404, "no-store"), "{path}");
    }
    // A token of another installation: signed by another key.
    let elsewhere = playback::Keyring::new(&platform::Secrets::from_master([8; 32]), 0);
    let grant = playback::Keyring::new(&platform::Secrets::from_master([7; 32]), 0);
    let grant = grant.verify(token, studio.test_db.db().now()).unwrap();
    assert_eq!(studio.get(None, &segment.replace(token, &elsewhere.sign(&grant))).await.status, 403);

    let viewer = studio.sign_in("viewer").await;
    let id = opened["playback_id"].as_str().unwrap();
    let stop = format!("/api/v1/playback/{id}");
    assert_eq!(studio.send(Some(&viewer), Method::DELETE, &stop, &[], Body::empty()).await.status, 404);
    assert_eq!(studio.send(Some(&director), Method::DELETE, &stop, &[], Body::empty()).await.status, 204);
    assert_eq!(studio.get(None, &segment).await.status, 410);

    let second = open(&studio, None, film).await;
    let segment = format!("/play/{}/avc-240/0.m4s", second["token"].as_str().unwrap());
    assert_eq!(studio.get(None, &segment).await.status, 200);
    studio.wait_hours(48);
    assert_eq!(studio.get(None, &segment).await.status, 410);
}

#[tokio::test(flavor = "multi_thread")]
async fn forged_pings_give_no_view_no_watch_time_and_no_position() {
    let (studio, _director, film) = shown(&StoreConfig::default()).await;
    let viewer = studio.sign_in("viewer").await;
    let opened = open(&studio, Some(&viewer), film).await;
    let ping = |position: u64| json!({ "token": opened["token"], "position_ms": position });
    for position in [0, 1_000, 3_000, 6_000, 43_200_000, u64::MAX] {
        let beat = studio.json(None, Method::POST, "/api/v1/playback/heartbeat", ping(position)).await;
        assert_eq!((beat.status, &beat.json()["credited_ms"]), (200, &json!(0)), "{position}");
    }
    for wrong in [json!({}), json!({ "token": "x" }), json!({ "token": opened["token"], "watched_ms": 9 })] {
        let refused = studio.json(None, Method::POST, "/api/v1/playback/heartbeat", wrong.clone()).await;
        assert!([403, 422].contains(&refused.status), "{wrong}: {refused:?}");
    }
    // A closing page may say so twice.
    for _ in 0..2 {
        assert_eq!(studio.json(None, Method::POST, "/api/v1/playback/end", ping(6_000)).await.status, 204);
    }
    for count in
        ["SELECT coalesce(sum(views + watched_ms), 0)::bigint FROM playback.film_days", "SELECT count(*) FROM playback.progress"]
    {
        let found: i64 = sqlx::query_scalar(count).fetch_one(studio.test_db.db().pool()).await.unwrap();
        assert_eq!(found, 0, "{count}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_open_and_see_streams() {
    let (studio, director, film) = shown(&StoreConfig::default()).await;
    let viewer = studio.sign_in("viewer").await;
    let path = format!("/api/v1/films/{film}/playback");
    for (token, status) in [(None, 201), (Some(&*viewer), 201), (Some("nonsense"), 401)] {
        assert_eq!(studio.json(token, Method::POST, &path, json!({})).await.status, status, "{token:?}");
    }
    let assets = studio.get(Some(&director), "/api/v1/assets").await.json();
    let draft = studio.film(&director, "Brouillon", assets["items"][0]["id"].as_str().unwrap()).await;
    let secret = format!("/api/v1/films/{draft}/playback");
    for (token, status) in [(None, 404), (Some(&*viewer), 404), (Some(&*director), 201)] {
        assert_eq!(studio.json(token, Method::POST, &secret, json!({})).await.status, status, "{token:?}");
    }
    for wrong in [json!({ "lite": "yes" }), json!({ "extra": 1 }), json!({ "device_key": "x".repeat(65) })] {
        assert_eq!(studio.json(Some(&viewer), Method::POST, &path, wrong.clone()).await.status, 422, "{wrong}");
    }
    assert_eq!(studio.get(None, "/api/v1/me/playback").await.status, 401);
    assert_eq!(studio.get(Some(&viewer), "/api/v1/me/playback").await.json().as_array().unwrap().len(), 1);
    // Two streams per account: the third finds every place taken.
    assert_eq!(studio.json(Some(&viewer), Method::POST, &path, json!({})).await.status, 201);
    let busy = studio.json(Some(&viewer), Method::POST, &path, json!({})).await;
    assert_eq!((busy.status, busy.code().as_str()), (409, "playback-places-taken"));
}
