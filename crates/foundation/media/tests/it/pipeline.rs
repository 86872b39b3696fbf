//! A film from its upload to its last rendition.

use std::path::{Path, PathBuf};

use kernel::Actor;
use media::{
    PlayableAsset, Track,
    hls::{MasterOptions, master_playlist},
    model::{AssetKind, AssetState, Codec},
};

use crate::support::{Bench, clip, ffmpeg, ffprobe};

/// Init and segments of a track in one file.
pub(crate) async fn joined(bench: &Bench, track: &Track) -> PathBuf {
    let mut bytes = bench.store.get(&track.init_key).await.unwrap().to_vec();
    for index in 0..track.segments.len() {
        let segment = bench.store.get(&track.segment_key(index).unwrap()).await.unwrap();
        assert_eq!(segment.len(), track.segments[index].size_bytes as usize);
        bytes.extend(segment);
    }
    let path = bench.folder.path().join(format!("{}.mp4", track.name));
    std::fs::write(&path, bytes).unwrap();
    path
}

fn timestamps(file: &Path) -> Vec<i64> {
    let mut times: Vec<i64> = ffprobe(&["-select_streams", "0", "-show_entries", "packet=pts"], file)
        .lines()
        .map(|line| line.trim_end_matches(',').parse().unwrap())
        .collect();
    times.sort_unstable();
    times
}

pub(crate) async fn made(bench: &Bench, source: &Path) -> PlayableAsset {
    let asset_id = bench.upload(AssetKind::Video, source).await;
    let runner = bench.work();
    let asset = bench.finished(asset_id).await;
    runner.stop().await;
    assert_eq!(asset.state, AssetState::Ready, "{:?}", asset.code);
    assert_eq!(asset.progress_permille, 1000);
    bench.media.playable(asset_id).await.unwrap().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_film_becomes_a_ladder_whose_chunks_meet_exactly() {
    let bench = Bench::new().await;
    let source = clip(bench.folder.path(), "film.mp4", "640x360", "24000/1001", 26);
    let pictures = timestamps(&source).len();
    let asset = made(&bench, &source).await;
    assert!(asset.complete);
    let names: Vec<_> = asset.video.iter().map(|video| video.track.name.as_str()).collect();
    assert_eq!(names.len(), 4, "{names:?}");
    for video in &asset.video {
        let file = joined(&bench, &video.track).await;
        let times = timestamps(&file);
        let frame = i64::from(video.frame_rate.ticks_per_frame());
        assert_eq!(times.len(), pictures, "{}", video.track.name);
        // From its own first time on: ffprobe moves all times by the reordering depth; `together` reads them from the boxes.
        assert!(times.windows(2).all(|pair| pair[1] - pair[0] == frame), "{} has a gap", video.track.name);
        let size = ffprobe(&["-select_streams", "v", "-show_entries", "stream=width,height"], &file);
        assert_eq!(size.trim(), format!("{},{}", video.width, video.height));
        // Every picture can be decoded across the chunks' borders.
        ffmpeg(&["-xerror", "-i", file.to_str().unwrap(), "-f", "null", "-"]);
        assert!(video.track.segments.len() == 7 && video.track.runs.len() >= 2, "{:?}", video.track.runs);
    }
    for audio in &asset.audio {
        let file = joined(&bench, &audio.track).await;
        let times = timestamps(&file);
        let step = times[1] - times[0];
        assert!(times[0] == 0 && times.windows(2).all(|pair| pair[1] - pair[0] == step), "{}", audio.track.name);
        let length_ms = (*times.last().unwrap() + step) * 1000 / i64::from(audio.track.timescale);
        assert!((length_ms - 26_026).abs() < 40, "{} lasts {length_ms} ms", audio.track.name);
    }
    let options = MasterOptions { data_saver: false, track_uri: &str::to_owned, subtitle_uri: &|_| String::new() };
    let master = master_playlist(&asset, &options);
    assert!(
        master.contains("CODECS=\"av01.0.") && master.contains(",opus\"") && master.contains("FRAME-RATE=23.976"),
        "{master}"
    );
    assert!(master.contains("avc1.4d40") && master.contains("mp4a.40.2"), "{master}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_lowest_rung_is_watchable_before_the_rest() {
    let bench = Bench::new().await;
    let source = clip(bench.folder.path(), "film.mp4", "1280x720", "25", 12);
    let asset_id = bench.upload(AssetKind::Video, &source).await;
    assert_eq!(bench.media.revision(asset_id).await.unwrap(), None);
    let runner = bench.work();
    bench.until(asset_id, |asset| asset.state.is_watchable()).await;
    let early = bench.media.playable(asset_id).await.unwrap().unwrap();
    assert_eq!(early.video[0].track.codec, Codec::Avc);
    assert_eq!(early.audio.len(), 3);
    let asset = bench.finished(asset_id).await;
    runner.stop().await;
    let late = bench.media.playable(asset_id).await.unwrap().unwrap();
    assert!(late.revision > early.revision && late.video.len() == 6);
    assert!(asset.playable_at.unwrap() < asset.ready_at.unwrap());
    assert_eq!(asset.poster_candidates.len(), 3);
    let poster = bench.media.asset(&Actor::system("test"), asset.poster_candidates[0]).await.unwrap();
    assert!(poster.images.iter().any(|image| image.variant == "w640.avif"), "{:?}", poster.images);
    let board = late.storyboard.unwrap();
    assert_eq!((board.tiles, board.sheet_keys.len()), (6, 1));
    let vtt = bench.store.get(&board.vtt_key).await.unwrap();
    assert!(String::from_utf8_lossy(&vtt).contains("00:00:10.000 --> 00:00:12.000\nsheet-0.webp#xywh=0,90,160,90"));
    assert!(asset.loudness_lufs.is_some_and(|loudness| loudness < -10.0));
}

#[tokio::test(flavor = "multi_thread")]
async fn several_sound_tracks_keep_their_languages_and_surround_becomes_stereo() {
    let bench = Bench::new().await;
    let path = bench.folder.path().join("dub.mkv");
    ffmpeg(&[
        "-f",
        "lavfi",
        "-i",
        "testsrc2=size=320x240:rate=25:duration=5",
        "-f",
        "lavfi",
        "-i",
        "anoisesrc=d=5:a=0.1",
        "-f",
        "lavfi",
        "-i",
        "sine=d=5",
        "-map",
        "0",
        "-map",
        "1",
        "-map",
        "2",
        "-c:v",
        "libx264",
        "-preset",
        "ultrafast",
        "-c:a",
        "ac3",
        "-ac:a:0",
        "6",
        "-metadata:s:a:0",
        "language=ewe",
        "-metadata:s:a:1",
        "language=kbp",
        path.to_str().unwrap(),
    ]);
    let asset = made(&bench, &path).await;
    let tracks: Vec<_> = asset.audio.iter().map(|audio| (audio.language.as_str(), audio.track.codec, audio.channels)).collect();
    assert_eq!(
        tracks,
        [
            ("ee", Codec::Aac, 2),
            ("ee", Codec::Opus, 2),
            ("ee", Codec::Opus, 1),
            ("kbp", Codec::Aac, 1),
            ("kbp", Codec::Opus, 1),
            ("kbp", Codec::Opus, 1)
        ]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn sound_alone_and_pictures_alone_are_playable() {
    let bench = Bench::new().await;
    let song = bench.folder.path().join("song.mp3");
    ffmpeg(&["-f", "lavfi", "-i", "sine=d=6", "-c:a", "libmp3lame", song.to_str().unwrap()]);
    let sound = made(&bench, &song).await;
    assert!(sound.video.is_empty() && sound.audio.len() == 3);
    let silent = bench.folder.path().join("silent.webm");
    ffmpeg(&[
        "-f",
        "lavfi",
        "-i",
        "testsrc2=size=427x241:rate=50:duration=3",
        "-c:v",
        "libvpx",
        "-b:v",
        "300k",
        silent.to_str().unwrap(),
    ]);
    let pictures = made(&bench, &silent).await;
    assert!(pictures.audio.is_empty());
    assert!(pictures.video.iter().all(|video| (video.width, video.height) == (426, 240) && video.frame_rate.num == 25));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_standing_phone_film_with_late_sound_stays_upright_and_together() {
    let bench = Bench::new().await;
    let flat = clip(bench.folder.path(), "flat.mp4", "640x360", "30", 9);
    let turned = bench.folder.path().join("phone.mp4");
    ffmpeg(&[
        "-i",
        flat.to_str().unwrap(),
        "-itsoffset",
        "0.5",
        "-i",
        flat.to_str().unwrap(),
        "-map",
        "0:v",
        "-map",
        "1:a",
        "-c",
        "copy",
        "-metadata:s:v:0",
        "rotate=90",
        turned.to_str().unwrap(),
    ]);
    let asset = made(&bench, &turned).await;
    assert!(
        asset.video.iter().all(|video| video.height > video.width),
        "{:?}",
        asset.video.iter().map(|v| (v.width, v.height)).collect::<Vec<_>>()
    );
    let lengths: Vec<u64> = asset
        .video
        .iter()
        .map(|video| &video.track)
        .chain(asset.audio.iter().map(|audio| &audio.track))
        .map(|track| track.segment_start_ms(track.segments.len()))
        .collect();
    let (shortest, longest) = (lengths.iter().min().unwrap(), lengths.iter().max().unwrap());
    assert!(longest - shortest < 50, "{lengths:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_whole_way_works_on_an_s3_store() {
    let server = test_kit::S3Server::start().await;
    let mut bench = Bench::new().await;
    let store = platform::Store::try_new(&server.config(), bench.folder.path()).unwrap();
    bench.use_store(store);
    let source = clip(bench.folder.path(), "film.mp4", "320x240", "25", 5);
    let asset = made(&bench, &source).await;
    let file = joined(&bench, &asset.video[0].track).await;
    ffmpeg(&["-xerror", "-i", file.to_str().unwrap(), "-f", "null", "-"]);
    let key = asset.video[0].track.segment_key(0).unwrap();
    let signed = bench.store.presign(&key, std::time::Duration::from_mins(1)).await.unwrap();
    assert!(signed.is_some_and(|url| url.as_str().contains("X-Amz-Signature")));
    let sources = bench.folder.path().join("scratch/work/sources");
    assert_eq!(std::fs::read_dir(sources).unwrap().count(), 0, "the local copy is removed at the end");
}
