//! The qualities that a source is given: AV1 + Opus for those who pay by the megabyte, AVC + AAC for every device.
//!
//! Nothing is enlarged; sides are even; portrait films stand upright in the same boxes; low rungs carry at most 30 pictures
//! a second. Rungs follow the order of the work: what is watchable first comes first.

use serde::{Deserialize, Serialize};

use crate::{
    model::{Codec, FrameRate, Language},
    probe::SourceInfo,
};

/// A quality of picture.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct VideoRung {
    /// `av1-360`.
    pub name: String,
    /// AV1 or AVC.
    pub codec: Codec,
    /// Even, at most the source's.
    pub width: u32,
    /// Even, at most the source's.
    pub height: u32,
    /// Pictures per second.
    pub frame_rate: FrameRate,
    /// Every how many pictures of [`Ladder::base_rate`] one is kept.
    pub keep_every: u32,
    /// Pictures of one segment: a closed group that starts with a key picture.
    pub segment_frames: u32,
    /// Constant rate factor, before the survey of the film moves it.
    pub crf: u8,
    /// The cap on the rate, in kilobits per second.
    pub max_kbps: u32,
}

/// A quality of one sound track.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AudioRung {
    /// `opus-48-t0`.
    pub name: String,
    /// Opus or AAC.
    pub codec: Codec,
    /// Which sound track of the source, from 0.
    pub source_track: u16,
    /// ffmpeg's index of that track.
    pub stream_index: u16,
    /// Its language.
    pub language: Language,
    /// 1 or 2.
    pub channels: u8,
    /// Nominal kilobits per second.
    pub kbps: u16,
}

/// Everything that is made of a source.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Ladder {
    /// The rate on which chunks are cut: that of the fastest rung.
    pub base_rate: FrameRate,
    /// Pictures, in the order of the work.
    pub video: Vec<VideoRung>,
    /// Sound, track by track.
    pub audio: Vec<AudioRung>,
}

/// A box that a rung fits into, as if the film were 16:9 and lying.
struct Rung {
    codec: Codec,
    short_side: u32,
    crf: u8,
    max_kbps: u32,
}

const fn rung(codec: Codec, short_side: u32, crf: u8, max_kbps: u32) -> Rung {
    Rung { codec, short_side, crf, max_kbps }
}

const AVC: [Rung; 4] = [
    rung(Codec::Avc, 240, 26, 400),
    rung(Codec::Avc, 360, 25, 900),
    rung(Codec::Avc, 720, 24, 2800),
    rung(Codec::Avc, 1080, 24, 5200),
];
/// Stands in for 720 where the source has less.
const AVC_480: Rung = rung(Codec::Avc, 480, 25, 1400);
const AV1: [Rung; 3] = [rung(Codec::Av1, 240, 46, 200), rung(Codec::Av1, 360, 48, 400), rung(Codec::Av1, 480, 48, 700)];

/// What every rung of at most this short side is capped to.
const LOW_RUNG: u32 = 480;
const LOW_FPS_MAX: f64 = 30.5;
const FPS_MAX: f64 = 60.5;
const SEGMENT_S: f64 = 4.0;

impl Ladder {
    /// The ladder of a source; at most `tracks_max` of its sound tracks.
    pub fn of(source: &SourceInfo, tracks_max: usize) -> Self {
        let shown = source.video.as_ref().map(|video| (video.width, video.height));
        let rate = source.video.as_ref().map_or(FrameRate { num: 25, den: 1 }, |video| video.frame_rate);
        let rungs = shown.map(chosen_rungs).unwrap_or_default();
        let fast = rungs.iter().any(|rung| rung.short_side > LOW_RUNG);
        let rates = Rates::of(rate, fast);
        let video = shown.map(|shown| rungs.iter().map(|rung| rates.rung(rung, shown)).collect()).unwrap_or_default();
        let audio = source.audio.iter().take(tracks_max).zip(0_u16..);
        let audio = audio.flat_map(|(stream, track)| audio_rungs(stream, track)).collect();
        Self { base_rate: rates.base, video, audio }
    }

    /// The rung that makes the film watchable: the cheapest one that every device plays.
    pub fn first_video(&self) -> Option<&VideoRung> {
        self.video.first()
    }
}

/// The frame rates of a ladder, which divide each other so that every rung's segments start at the same instant.
struct Rates {
    base: FrameRate,
    low: FrameRate,
    low_every: u32,
}

impl Rates {
    fn of(source: FrameRate, fast: bool) -> Self {
        let fast_rate = source.divided(divisor(source, FPS_MAX));
        let low_every = divisor(fast_rate, LOW_FPS_MAX);
        let low = fast_rate.divided(low_every);
        if fast { Self { base: fast_rate, low, low_every } } else { Self { base: low, low, low_every: 1 } }
    }

    fn rung(&self, rung: &Rung, shown: (u32, u32)) -> VideoRung {
        let (width, height) = fitted(shown, rung.short_side);
        let low_frames = segment_frames(self.low);
        let is_low = rung.short_side <= LOW_RUNG;
        let keep_every = if is_low { self.low_every } else { 1 };
        VideoRung {
            name: format!("{}-{}", rung.codec.as_str(), rung.short_side),
            codec: rung.codec,
            width,
            height,
            frame_rate: if is_low { self.low } else { self.base },
            keep_every,
            segment_frames: low_frames * (self.low_every / keep_every),
            crf: rung.crf,
            max_kbps: rung.max_kbps,
        }
    }
}

/// By how much a rate must be divided to stay below a cap.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "rates are below 1000")]
fn divisor(rate: FrameRate, cap: f64) -> u32 {
    (rate.as_f64() / cap).ceil().max(1.0) as u32
}

/// Whole pictures in about four seconds, at least one.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "rates are below 1000")]
fn segment_frames(rate: FrameRate) -> u32 {
    (rate.as_f64() * SEGMENT_S).round().max(1.0) as u32
}

/// The rungs that the source reaches, AVC 240 first; at least the lowest of each codec.
fn chosen_rungs(shown: (u32, u32)) -> Vec<&'static Rung> {
    let reached = |rung: &&'static Rung| reaches(shown, rung.short_side);
    let mut avc: Vec<_> = AVC.iter().filter(reached).collect();
    if !avc.iter().any(|rung| rung.short_side >= 720) && reaches(shown, AVC_480.short_side) {
        avc.push(&AVC_480);
    }
    let mut av1: Vec<_> = AV1.iter().filter(reached).collect();
    if avc.is_empty() {
        (avc, av1) = (AVC.iter().take(1).collect(), AV1.iter().take(1).collect());
    }
    let after_first = avc.split_off(1);
    avc.into_iter().chain(av1).chain(after_first).collect()
}

/// The box of a rung, standing when the film stands.
fn bounding_box(shown: (u32, u32), short_side: u32) -> (u32, u32) {
    let long_side = short_side * 16 / 9;
    if shown.0 >= shown.1 { (long_side, short_side) } else { (short_side, long_side) }
}

/// Whether fitting the source into the box makes it no larger.
fn reaches(shown: (u32, u32), short_side: u32) -> bool {
    let (width, height) = bounding_box(shown, short_side);
    // Boxes have rounded sides (426 for 426.67), so one pixel less still counts.
    shown.0 + 1 >= width || shown.1 + 1 >= height
}

/// The even size of the source in a rung's box.
fn fitted(shown: (u32, u32), short_side: u32) -> (u32, u32) {
    let (box_width, box_height) = bounding_box(shown, short_side);
    let (width, height) = (u64::from(shown.0), u64::from(shown.1));
    if width <= u64::from(box_width) && height <= u64::from(box_height) {
        return (even_below(shown.0), even_below(shown.1));
    }
    // The side that limits gives the scale; the other follows, rounded to the nearest even number.
    if width * u64::from(box_height) >= height * u64::from(box_width) {
        (even_below(box_width), nearest_even(height * u64::from(box_width), width))
    } else {
        (nearest_even(width * u64::from(box_height), height), even_below(box_height))
    }
}

fn even_below(side: u32) -> u32 {
    (side & !1).max(2)
}

fn nearest_even(numerator: u64, denominator: u64) -> u32 {
    let halves = (numerator + denominator) / (2 * denominator);
    u32::try_from(2 * halves.max(1)).unwrap_or(u32::MAX)
}

fn audio_rungs(stream: &crate::probe::AudioStream, track: u16) -> Vec<AudioRung> {
    let stereo = stream.channels >= 2;
    let rung = |codec: Codec, channels: u8, kbps: u16| AudioRung {
        name: format!("{}-{kbps}-t{track}", codec.as_str()),
        codec,
        source_track: track,
        stream_index: stream.index,
        language: stream.language.clone(),
        channels,
        kbps,
    };
    let full = if stereo {
        [rung(Codec::Aac, 2, 96), rung(Codec::Opus, 2, 48)]
    } else {
        [rung(Codec::Aac, 1, 64), rung(Codec::Opus, 1, 32)]
    };
    full.into_iter().chain([rung(Codec::Opus, 1, DATA_SAVER_KBPS)]).collect()
}

/// The rate of the data-saver's sound, which marks its rendition.
pub const DATA_SAVER_KBPS: u16 = 24;

#[cfg(test)]
mod tests;
