//! Assets over HTTP: seen by their owner alone; subtitles, pictures and progress.

use axum::body::Body;
use http::Method;
use image::{ImageFormat, Rgb, RgbImage};
use serde_json::json;

use crate::studio::Studio;

/// A picture as a file.
fn picture(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    RgbImage::from_pixel(width, height, Rgb([180, 40, 20])).write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_is_derived_and_given_in_the_nearest_width() {
    let studio = Studio::new().await;
    let token = studio.sign_in("director").await;
    let id = studio.upload(&token, "affiche.png", "image", picture(500, 750)).await;
    let asset = studio.finished(&token, &id).await;
    assert_eq!(
        (&asset["state"], &asset["width"], &asset["images"].as_array().unwrap().len()),
        (&json!("ready"), &json!(500), &9)
    );
    for image in asset["images"].as_array().unwrap() {
        let given = studio.get(None, image["url"].as_str().unwrap()).await;
        assert_eq!((given.status, given.bytes.len() as u64), (200, image["size_bytes"].as_u64().unwrap()));
        assert_eq!((given.header("x-content-type-options"), given.header("etag")), ("nosniff", ""));
        assert!(given.header("cache-control").contains("immutable"));
    }
    let widest = studio.get(None, &format!("/media/images/{id}/w500.avif")).await;
    let wider = studio.get(None, &format!("/media/images/{id}/w640.avif")).await;
    assert_eq!((wider.status, wider.header("content-type"), wider.bytes == widest.bytes), (200, "image/avif", true));
    for wrong in ["w640.gif", "source", "..%2Fsource", "w640", "%00"] {
        assert_eq!(studio.get(None, &format!("/media/images/{id}/{wrong}")).await.status, 404, "{wrong}");
    }
    // A picture has no subtitles.
    let path = format!("/api/v1/assets/{id}/subtitles?language=fr");
    let refused = studio.send(Some(&token), Method::POST, &path, &[], "WEBVTT\n\n00:01.000 --> 00:02.000\nOui\n").await;
    assert_eq!((refused.status, refused.header("content-type")), (409, "application/problem+json"));
}

#[tokio::test]
async fn assets_are_their_owner_s_alone() {
    let studio = Studio::new().await;
    let token = studio.sign_in("director").await;
    let id = studio.upload(&token, "film.mp4", "video", b"no film at all".to_vec()).await;
    let (viewer, other) = (studio.sign_in("viewer").await, studio.sign_in("other").await);
    let path = format!("/api/v1/assets/{id}");
    let (events, subtitles) = (format!("{path}/events"), format!("{path}/subtitles?language=fr"));
    let one_track = format!("{path}/subtitles/{id}");
    for (who, status) in [(None, 401), (Some(&*viewer), 404), (Some(&*other), 404)] {
        for path in [&path, &events] {
            assert_eq!(studio.get(who, path).await.status, status, "{path} by {who:?}");
        }
    }
    for (who, status) in [(None, 401), (Some(&*viewer), 403), (Some(&*other), 404)] {
        let vtt = "WEBVTT\n\n00:01.000 --> 00:02.000\nOui\n";
        assert_eq!(studio.send(who, Method::POST, &subtitles, &[], vtt).await.status, status, "attach by {who:?}");
        assert_eq!(studio.send(who, Method::DELETE, &one_track, &[], Body::empty()).await.status, status, "remove by {who:?}");
    }
    assert_eq!(studio.get(None, "/api/v1/assets").await.status, 401);
    let ids = |list: serde_json::Value| list["items"].as_array().unwrap().iter().map(|it| it["id"].clone()).collect::<Vec<_>>();
    assert_eq!(ids(studio.get(Some(&other), "/api/v1/assets").await.json()), Vec::<serde_json::Value>::new());
    assert_eq!(ids(studio.get(Some(&token), "/api/v1/assets").await.json()), [json!(id)]);
    let stream = studio.get(Some(&token), &events).await;
    assert_eq!((stream.status, stream.header("content-type")), (200, "text/event-stream"));
}

#[tokio::test]
async fn subtitles_are_attached_replaced_and_removed_and_what_is_none_is_refused() {
    let studio = Studio::new().await;
    let token = studio.sign_in("director").await;
    let id = studio.upload(&token, "film.mp4", "video", b"no film at all".to_vec()).await;
    let path = format!("/api/v1/assets/{id}/subtitles");
    let attach =
        async |query: &str, body: Vec<u8>| studio.send(Some(&token), Method::POST, &format!("{path}?{query}"), &[], body).await;
    let srt = "1\n00:00:01,000 --> 00:00:02,000\n<script>alert(1)</script>Akpé\n";
    let made = attach("language=ee", srt.as_bytes().to_vec()).await;
    assert_eq!((made.status, &made.json()["language"], &made.json()["captions"]), (201, &json!("ee"), &json!(false)));
    assert_eq!(attach("language=ee&name=Eʋegbe", srt.as_bytes().to_vec()).await.status, 201);
    assert_eq!(attach("language=kbp&purpose=captions", srt.as_bytes().to_vec()).await.status, 201);
    for (query, body, status) in [
        ("language=Klingon!", srt.as_bytes().to_vec(), 422),
        ("language=fr", b"no subtitles".to_vec(), 422),
        ("language=fr", Vec::new(), 422),
        ("language=fr", vec![0xFF, 0xFE, 0x00], 422),
        ("language=fr&extra=1", srt.as_bytes().to_vec(), 422),
        ("", srt.as_bytes().to_vec(), 422),
        ("language=fr", vec![b'x'; (2 << 20) + 1], 413),
        ("language=fr", vec![b'x'; 3 << 20], 413),
    ] {
        assert_eq!(attach(query, body).await.status, status, "{query}");
    }
    let asset = studio.get(Some(&token), &format!("/api/v1/assets/{id}")).await.json();
    let tracks: Vec<_> = asset["subtitles"].as_array().unwrap().iter().map(|track| track["language"].clone()).collect();
    assert_eq!(tracks, ["ee", "kbp"]);
    let one = format!("{path}/{}", asset["subtitles"][0]["id"].as_str().unwrap());
    for status in [204, 404] {
        assert_eq!(studio.send(Some(&token), Method::DELETE, &one, &[], Body::empty()).await.status, status);
    }
}
