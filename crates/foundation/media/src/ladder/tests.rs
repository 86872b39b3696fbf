use proptest::prelude::*;

use super::*;
use crate::probe::{AudioStream, Matrix, VideoStream};

fn source(width: u32, height: u32, rate: (u32, u32), channels: &[u8]) -> SourceInfo {
    SourceInfo {
        container: "mov,mp4".into(),
        declared_ms: 60_000,
        start_us: 0,
        video: Some(VideoStream {
            index: 0,
            codec: "h264".into(),
            width,
            height,
            frame_rate: FrameRate::try_new(rate.0, rate.1).unwrap(),
            interlaced: false,
            hdr: false,
            matrix: Matrix::Bt709,
        }),
        audio: channels.iter().zip(1..).map(|(channels, index)| audio(index, *channels)).collect(),
    }
}

fn audio(index: u16, channels: u8) -> AudioStream {
    AudioStream { index, codec: "aac".into(), channels, sample_rate: 44_100, language: Language::undetermined(), title: None }
}

fn names(width: u32, height: u32) -> Vec<String> {
    Ladder::of(&source(width, height, (24, 1), &[]), 8).video.into_iter().map(|rung| rung.name).collect()
}

#[test]
fn the_source_decides_the_rungs() {
    assert_eq!(names(1920, 1080), ["avc-240", "av1-240", "av1-360", "av1-480", "avc-360", "avc-720", "avc-1080"]);
    assert_eq!(names(1280, 720), ["avc-240", "av1-240", "av1-360", "av1-480", "avc-360", "avc-720"]);
    assert_eq!(names(854, 480), ["avc-240", "av1-240", "av1-360", "av1-480", "avc-360", "avc-480"]);
    assert_eq!(names(640, 360), ["avc-240", "av1-240", "av1-360", "avc-360"]);
    assert_eq!(names(640, 272), ["avc-240", "av1-240", "av1-360", "avc-360"]);
    assert_eq!(names(176, 144), ["avc-240", "av1-240"]);
    assert_eq!(names(1080, 1920), names(1920, 1080));
    assert_eq!(names(1920, 804), names(1920, 1080));
}

#[test]
fn sizes_are_even_upright_and_never_larger() {
    let size = |width, height, name: &str| {
        let ladder = Ladder::of(&source(width, height, (24, 1), &[]), 8);
        ladder.video.iter().find(|rung| rung.name == name).map(|rung| (rung.width, rung.height))
    };
    assert_eq!(size(1920, 1080, "av1-360"), Some((640, 360)));
    assert_eq!(size(1080, 1920, "av1-360"), Some((360, 640)));
    assert_eq!(size(1920, 804, "avc-720"), Some((1280, 536)));
    assert_eq!(size(427, 241, "avc-240"), Some((426, 240)));
    assert_eq!(size(175, 143, "av1-240"), Some((174, 142)));
    assert_eq!(size(640, 480, "av1-360"), Some((480, 360)));
}

#[test]
fn low_rungs_carry_half_the_pictures_of_a_fast_source() {
    let ladder = Ladder::of(&source(1920, 1080, (60_000, 1001), &[]), 8);
    assert_eq!(ladder.base_rate, FrameRate { num: 60_000, den: 1001 });
    let low = ladder.first_video().unwrap();
    assert_eq!((low.frame_rate, low.keep_every, low.segment_frames), (FrameRate { num: 30_000, den: 1001 }, 2, 120));
    let high = ladder.video.last().unwrap();
    assert_eq!((high.frame_rate, high.keep_every, high.segment_frames), (ladder.base_rate, 1, 240));
    let small = Ladder::of(&source(640, 360, (50, 1), &[]), 8);
    assert_eq!((small.base_rate, small.video[0].keep_every), (FrameRate { num: 25, den: 1 }, 1));
    let absurd = Ladder::of(&source(1920, 1080, (240, 1), &[]), 8);
    assert_eq!(absurd.base_rate, FrameRate { num: 60, den: 1 });
}

#[test]
fn every_sound_track_is_given_aac_opus_and_the_data_saver() {
    let ladder = Ladder::of(&source(1280, 720, (24, 1), &[6, 1]), 8);
    let rungs: Vec<_> = ladder.audio.iter().map(|rung| (rung.name.as_str(), rung.channels)).collect();
    let expected =
        [("aac-96-t0", 2), ("opus-48-t0", 2), ("opus-24-t0", 1), ("aac-64-t1", 1), ("opus-32-t1", 1), ("opus-24-t1", 1)];
    assert_eq!(rungs, expected);
    let many = Ladder::of(&source(1280, 720, (24, 1), &[2; 12]), 8);
    assert_eq!(many.audio.len(), 24);
}

#[test]
fn sound_alone_and_pictures_alone_have_their_ladders() {
    let mut sound = source(640, 360, (25, 1), &[2]);
    sound.video = None;
    assert!(Ladder::of(&sound, 8).video.is_empty());
    assert!(Ladder::of(&source(640, 360, (25, 1), &[]), 8).audio.is_empty());
}

proptest! {
    #[test]
    fn no_rung_is_ever_larger_odd_or_out_of_step(
        width in 16_u32..8192, height in 16_u32..4320, num in 1_u32..240_000, den in 1_u32..2000,
    ) {
        let Some(rate) = FrameRate::try_new(num, den) else { return Ok(()) };
        let ladder = Ladder::of(&source(width, height, (rate.num, rate.den), &[2]), 8);
        let first = ladder.first_video().unwrap();
        for rung in &ladder.video {
            prop_assert!(rung.width <= width && rung.height <= height);
            prop_assert!(rung.width % 2 == 0 && rung.height % 2 == 0 && rung.width > 0 && rung.height > 0);
            // Every rung's segments last as many base pictures, so they start together.
            prop_assert_eq!(rung.segment_frames * rung.keep_every, first.segment_frames * first.keep_every);
            prop_assert_eq!(ladder.base_rate.divided(rung.keep_every), rung.frame_rate);
        }
    }
}
