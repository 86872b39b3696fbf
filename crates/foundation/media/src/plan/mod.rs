//! Cutting the work: which pictures of which rungs one ffmpeg process makes, and in which order.
//!
//! Chunks lie on the grid of segments, so that their outputs follow each other exactly. Stage 0 makes the film watchable
//! (sound, the first rung, a survey of the film); later stages decode each chunk once for all their rungs.

use serde::{Deserialize, Serialize};

use crate::{
    ladder::{Ladder, VideoRung},
    model::Codec,
};

/// One piece of work, done by one process.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub(crate) enum Work {
    /// One whole sound track, in all its qualities: sound is never cut, so it never clicks.
    Sound {
        /// Which track, from 0.
        track: u16,
    },
    /// A span of pictures in several qualities.
    Pictures {
        /// The first picture, on the grid of [`Ladder::base_rate`].
        start_frame: u64,
        /// How many pictures of that grid.
        frames: u64,
        /// The number of the first segment.
        first_segment: u32,
        /// The names of the rungs.
        rungs: Vec<String>,
    },
    /// A few samples that tell how hard the film is to code.
    Survey,
    /// Poster candidates and thumbnails for the seek bar.
    Stills,
}

/// One chunk of a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PlannedChunk {
    pub(crate) stage: i16,
    pub(crate) ordinal: i32,
    pub(crate) work: Work,
    /// A guess of the work, in thousands of coded pixels weighted by codec: for progress only.
    pub(crate) cost: i64,
}

/// The length of a film on its grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Grid {
    /// Pictures of the base rate, a whole number of the slowest rung's pictures.
    pub(crate) frames: u64,
    /// Pictures of the base rate in one segment.
    pub(crate) segment_frames: u64,
}

/// Long films are cut in chunks of about this many segments: 48 s.
const CHUNK_SEGMENTS: u64 = 12;
/// Shorter chunks than this cost more in starting than they gain.
const CHUNK_SEGMENTS_MIN: u64 = 3;

impl Grid {
    /// The grid of a film of this length; none without pictures.
    pub(crate) fn of(ladder: &Ladder, duration_ms: u64) -> Option<Self> {
        let slowest = ladder.video.iter().max_by_key(|rung| rung.keep_every)?;
        let keep_every = u64::from(slowest.keep_every);
        let frames = slowest.frame_rate.frames_in_ms(duration_ms).max(1) * keep_every;
        Some(Self { frames, segment_frames: u64::from(slowest.segment_frames) * keep_every })
    }

    /// How many segments the film has.
    pub(crate) const fn segments(self) -> u64 {
        self.frames.div_ceil(self.segment_frames)
    }
}

/// The chunks of a film, in the order of the work. `workers` is how many are worked on at once.
pub(crate) fn chunks(ladder: &Ladder, duration_ms: u64, workers: u32) -> Vec<PlannedChunk> {
    let mut tracks: Vec<u16> = ladder.audio.iter().map(|rung| rung.source_track).collect();
    tracks.dedup();
    let sound_cost = i64::try_from(duration_ms / 10).unwrap_or(i64::MAX).max(1);
    let mut first: Vec<_> = tracks.into_iter().map(|track| (Work::Sound { track }, sound_cost)).collect();
    let mut rest = Vec::new();
    if let Some((grid, lowest)) = Grid::of(ladder, duration_ms).zip(ladder.first_video()) {
        first.extend(spans(grid, workers).map(|span| pictures(span, &[lowest])));
        first.push((Work::Survey, SURVEY_COST));
        first.push((Work::Stills, STILLS_COST));
        let others: Vec<_> = ladder.video.iter().skip(1).collect();
        if !others.is_empty() {
            rest.extend(spans(grid, workers).map(|span| pictures(span, &others)));
        }
    }
    [(0, first), (1, rest)].into_iter().flat_map(|(stage, works)| numbered(stage, works)).collect()
}

const SURVEY_COST: i64 = 30_000;
const STILLS_COST: i64 = 20_000;

fn numbered(stage: i16, works: Vec<(Work, i64)>) -> impl Iterator<Item = PlannedChunk> {
    works.into_iter().zip(0..).map(move |((work, cost), ordinal)| PlannedChunk { stage, ordinal, work, cost })
}

/// A run of whole segments.
#[derive(Debug, Clone, Copy)]
struct Span {
    first_segment: u64,
    start_frame: u64,
    frames: u64,
}

/// Cuts the film into spans of nearly equal length: enough of them to keep every worker busy to the end, none too short.
fn spans(grid: Grid, workers: u32) -> impl Iterator<Item = Span> {
    let segments = grid.segments();
    let for_length = segments.div_ceil(CHUNK_SEGMENTS);
    let workers = u64::from(workers.max(1));
    // Of a short film the same number for each: of three spans, the last would be made while the second worker has nothing to do.
    let most = segments / CHUNK_SEGMENTS_MIN;
    let for_workers = if most < workers { most } else { (most / workers).min(2) * workers };
    let count = for_length.max(for_workers).max(1);
    (0..count).map(move |index| {
        let (first, end) = (segments * index / count, segments * (index + 1) / count);
        let start_frame = first * grid.segment_frames;
        let end_frame = (end * grid.segment_frames).min(grid.frames);
        Span { first_segment: first, start_frame, frames: end_frame - start_frame }
    })
}

fn pictures(span: Span, rungs: &[&VideoRung]) -> (Work, i64) {
    let cost = rungs.iter().map(|rung| rung_cost(rung, span.frames)).sum::<i64>().max(1);
    let work = Work::Pictures {
        start_frame: span.start_frame,
        frames: span.frames,
        first_segment: u32::try_from(span.first_segment).unwrap_or(u32::MAX),
        rungs: rungs.iter().map(|rung| rung.name.clone()).collect(),
    };
    (work, cost)
}

/// AV1 costs about three times as much as AVC per pixel at our presets.
fn rung_cost(rung: &VideoRung, frames: u64) -> i64 {
    let weight = if rung.codec == Codec::Av1 { 3 } else { 1 };
    let pixels = u64::from(rung.width) * u64::from(rung.height) * frames / u64::from(rung.keep_every.max(1));
    i64::try_from(pixels / 1000 * weight).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests;
