//! Subtitles beside a film.

use kernel::{AccountId, PageRequest};
use media::{AttachSubtitle, MediaError, SubtitlePurpose, model::AssetKind};

use crate::support::{Bench, clip, director, somebody};

const SRT: &[u8] = "1\n00:00:00,500 --> 00:00:02,000\nWoezɔ <b>loo</b>!\n".as_bytes();

#[tokio::test(flavor = "multi_thread")]
async fn subtitles_in_kabye_and_ewe_are_attached_replaced_and_removed() {
    let bench = Bench::new().await;
    let film = clip(bench.folder.path(), "film.mp4", "320x240", "25", 3);
    let id = bench.upload(AssetKind::Video, &film).await;
    let runner = bench.work();
    bench.finished(id).await;
    runner.stop().await;
    let before = bench.media.revision(id).await.unwrap().unwrap();
    let cmd = |language: &str| AttachSubtitle::try_new(id, language, "", SubtitlePurpose::Subtitles, SRT).unwrap();
    let first = bench.media.attach_subtitle(&director(), cmd("ewe")).await.unwrap();
    let kabye = bench.media.attach_subtitle(&director(), cmd("kbp")).await.unwrap();
    let second = bench.media.attach_subtitle(&director(), cmd("ee")).await.unwrap();
    assert_eq!((second.language.as_str(), second.name.as_str()), ("ee", "Eʋegbe"));
    assert_eq!(bench.store.find(&first.key).await.unwrap(), None, "the replaced file is gone");
    let text = bench.store.get(&second.key).await.unwrap();
    assert_eq!(text, "WEBVTT\n\n00:00:00.500 --> 00:00:02.000\nWoezɔ <b>loo</b>!\n");
    let asset = bench.media.playable(id).await.unwrap().unwrap();
    assert!(asset.revision > before);
    assert_eq!(asset.subtitles.iter().map(|track| track.language.as_str()).collect::<Vec<_>>(), ["ee", "kbp"]);
    let stranger = somebody(AccountId::generate());
    assert!(matches!(bench.media.attach_subtitle(&stranger, cmd("fr")).await, Err(MediaError::NotFound)));
    assert!(matches!(bench.media.remove_subtitle(&stranger, id, kabye.id).await, Err(MediaError::NotFound)));
    bench.media.remove_subtitle(&director(), id, kabye.id).await.unwrap();
    assert_eq!(bench.media.playable(id).await.unwrap().unwrap().subtitles.len(), 1);
    assert_eq!(bench.media.list_assets(&director(), &PageRequest::first()).await.unwrap().items.len(), 1);
}
