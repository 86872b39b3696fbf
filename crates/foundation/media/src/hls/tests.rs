use contracts::media::AssetId;
use m3u8_rs::{AlternativeMediaType, Playlist, parse_playlist_res};
use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::{
    model::{Codec, FrameRate},
    views::{AudioRendition, PlayableAsset, Segment, SegmentRun, SubtitleTrack, Track, VideoRendition},
};

fn track(name: &str, codec: Codec, codecs: &str, sizes: &[u32]) -> Track {
    let segments: Vec<_> = sizes.iter().map(|size| Segment { ticks: 96_000, size_bytes: *size }).collect();
    Track {
        id: Uuid::nil(),
        name: name.into(),
        codec,
        codecs: codecs.into(),
        peak_bps: peak_bps(&segments, 24_000),
        average_bps: average_bps(&segments, 24_000),
        size_bytes: sizes.iter().map(|size| u64::from(*size)).sum(),
        timescale: 24_000,
        init_key: format!("m/{name}/init.mp4"),
        init_bytes: 700,
        segments,
        runs: vec![
            SegmentRun { first_segment: 0, key_prefix: "m/c0-1".into() },
            SegmentRun { first_segment: 2, key_prefix: "m/c1-3".into() },
        ],
    }
}

fn video(name: &str, codec: Codec, codecs: &str, size: (u32, u32), sizes: &[u32]) -> VideoRendition {
    let frame_rate = FrameRate { num: 24_000, den: 1001 };
    VideoRendition { track: track(name, codec, codecs, sizes), width: size.0, height: size.1, frame_rate }
}

fn audio(name: &str, codec: Codec, language: &str, kbps: u16) -> AudioRendition {
    let codecs = if codec == Codec::Aac { "mp4a.40.2" } else { "opus" };
    let size = u32::from(kbps) * 500;
    AudioRendition {
        track: track(name, codec, codecs, &[size; 3]),
        source_track: 0,
        language: language.into(),
        channels: 2,
        kbps,
    }
}

fn asset() -> PlayableAsset {
    let subtitle = |language: &str, name: &str, captions| SubtitleTrack {
        id: Uuid::nil(),
        language: language.into(),
        name: name.into(),
        captions,
        key: "s.vtt".into(),
        size_bytes: 10,
    };
    PlayableAsset {
        asset_id: AssetId::from_uuid(Uuid::nil()),
        revision: 3,
        duration_ms: 12_000,
        complete: true,
        video: vec![
            video("avc-240", Codec::Avc, "avc1.42c015", (426, 240), &[100_000, 300_000, 200_000]),
            video("av1-360", Codec::Av1, "av01.0.01M.08", (640, 360), &[50_000, 150_000, 100_000]),
            video("avc-720", Codec::Avc, "avc1.64001f", (1280, 720), &[1_000_000, 1_000_000, 1_000_000]),
        ],
        audio: vec![
            audio("aac-96-t0", Codec::Aac, "ee", 96),
            audio("opus-48-t0", Codec::Opus, "ee", 48),
            audio("opus-24-t0", Codec::Opus, "ee", 24),
            audio("aac-96-t1", Codec::Aac, "kbp", 96),
            audio("opus-48-t1", Codec::Opus, "kbp", 48),
            audio("opus-24-t1", Codec::Opus, "kbp", 24),
        ],
        subtitles: vec![subtitle("fr", "Français", false), subtitle("kbp", "Kabɩyɛ", true)],
        storyboard: None,
    }
}

fn master(data_saver: bool) -> m3u8_rs::MasterPlaylist {
    let options = MasterOptions {
        data_saver,
        track_uri: &|name| format!("{name}/index.m3u8"),
        subtitle_uri: &|track| format!("subs-{}.m3u8", track.language),
    };
    let text = master_playlist(&asset(), &options);
    match parse_playlist_res(text.as_bytes()) {
        Ok(Playlist::MasterPlaylist(master)) => master,
        other => panic!("{other:?}"),
    }
}

#[test]
fn bandwidth_is_the_peak_of_pictures_and_sound_together() {
    let master = master(false);
    let variant = |uri: &str| master.variants.iter().find(|variant| variant.uri == uri).unwrap();
    let av1 = variant("av1-360/index.m3u8");
    assert_eq!(av1.bandwidth, 300_000 + 48_000);
    assert_eq!(av1.average_bandwidth, Some(200_000 + 48_000));
    assert_eq!(av1.codecs.as_deref(), Some("av01.0.01M.08,opus"));
    assert_eq!(av1.frame_rate, Some(23.976));
    assert_eq!(av1.audio.as_deref(), Some("opus"));
    assert_eq!(av1.subtitles.as_deref(), Some("subs"));
    let avc = variant("avc-240/index.m3u8");
    assert_eq!((avc.bandwidth, avc.codecs.as_deref()), (600_000 + 96_000, Some("avc1.42c015,mp4a.40.2")));
    let sound = variant("opus-48-t0/index.m3u8");
    assert_eq!((sound.bandwidth, sound.resolution.is_none()), (48_000, true));
    assert_eq!(master.variants[0].uri, "avc-240/index.m3u8");
    assert_eq!(master.variants.len(), 5);
}

#[test]
fn every_language_is_offered_ewe_and_kabye_by_their_own_names() {
    let master = master(false);
    let named: Vec<_> = master
        .alternatives
        .iter()
        .filter(|media| media.media_type == AlternativeMediaType::Audio && media.group_id == "opus")
        .map(|media| (media.name.as_str(), media.language.as_deref(), media.default))
        .collect();
    assert_eq!(named, [("Eʋegbe", Some("ee"), true), ("Kabɩyɛ", Some("kbp"), false)]);
    let subtitles: Vec<_> =
        master.alternatives.iter().filter(|media| media.media_type == AlternativeMediaType::Subtitles).collect();
    assert_eq!(subtitles.len(), 2);
    assert!(subtitles[1].characteristics.as_deref().unwrap().contains("describes-music-and-sound"));
}

#[test]
fn the_data_saver_stays_below_360_lines_with_the_smallest_sound() {
    let master = master(true);
    assert!(master.variants.iter().all(|variant| variant.resolution.is_none_or(|size| size.height <= 360)));
    let opus: Vec<_> = master.alternatives.iter().filter(|media| media.group_id == "opus").collect();
    assert!(opus.iter().all(|media| media.uri.as_deref().unwrap().starts_with("opus-24")));
    assert!(master.variants.iter().any(|variant| variant.uri == "av1-360/index.m3u8" && variant.bandwidth == 324_000));
}

#[test]
fn a_silent_film_and_an_asset_without_pictures_have_their_variants() {
    let options = MasterOptions { data_saver: false, track_uri: &str::to_owned, subtitle_uri: &|_| String::new() };
    let silent = PlayableAsset { audio: Vec::new(), subtitles: Vec::new(), ..asset() };
    let text = master_playlist(&silent, &options);
    assert!(!text.contains("AUDIO") && !text.contains("mp4a") && text.contains("CODECS=\"av01.0.01M.08\""));
    let sound = PlayableAsset { video: Vec::new(), ..asset() };
    let text = master_playlist(&sound, &options);
    assert_eq!(text.matches("#EXT-X-STREAM-INF").count(), 2);
}

#[test]
fn a_media_playlist_names_its_init_and_every_segment() {
    let track = &asset().video[0].track;
    let text = media_playlist(track, &MediaAddresses { init: "init.mp4", segment: &|index| format!("{index}.m4s") });
    let Ok(Playlist::MediaPlaylist(list)) = parse_playlist_res(text.as_bytes()) else { panic!("{text}") };
    assert_eq!((list.segments.len(), list.target_duration, list.end_list), (3, 4, true));
    assert_eq!(list.segments[0].map.as_ref().unwrap().uri, "init.mp4");
    assert!((list.segments[1].duration - 4.0).abs() < f32::EPSILON);
    assert_eq!(track.segment_key(1).as_deref(), Some("m/c0-1/00001.m4s"));
    assert_eq!(track.segment_key(2).as_deref(), Some("m/c1-3/00002.m4s"));
    assert_eq!(track.segment_key(3), None);
    assert_eq!((track.segment_start_ms(2), track.segment_duration_ms(2)), (8000, 4000));
}

#[test]
fn subtitles_are_one_segment_as_long_as_the_film() {
    let text = subtitle_playlist(12_345, "fr.vtt");
    let Ok(Playlist::MediaPlaylist(list)) = parse_playlist_res(text.as_bytes()) else { panic!("{text}") };
    assert_eq!((list.segments.len(), list.target_duration), (1, 13));
}

proptest! {
    #[test]
    fn no_run_of_segments_exceeds_the_promised_peak(
        sizes in prop::collection::vec((1_u32..2_000_000, 2_000_u32..100_000), 1..40),
    ) {
        let segments: Vec<_> = sizes.iter().map(|(size_bytes, ticks)| Segment { ticks: *ticks, size_bytes: *size_bytes }).collect();
        let (peak, average) = (peak_bps(&segments, 24_000), average_bps(&segments, 24_000));
        prop_assert!(peak >= average);
        let target = rates::target_duration_s(&segments, 24_000) * 24_000;
        for segment in segments.iter().filter(|segment| 2 * u64::from(segment.ticks) >= target) {
            prop_assert!(u64::from(peak) * u64::from(segment.ticks) >= u64::from(segment.size_bytes) * 8 * 24_000);
        }
    }
}
