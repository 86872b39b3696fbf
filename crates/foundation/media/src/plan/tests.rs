use proptest::prelude::*;

use super::*;
use crate::{
    model::FrameRate,
    probe::{Matrix, SourceInfo, VideoStream},
};

fn ladder(rate: FrameRate) -> Ladder {
    let video = VideoStream {
        index: 0,
        codec: "h264".into(),
        width: 1280,
        height: 720,
        frame_rate: rate,
        interlaced: false,
        hdr: false,
        matrix: Matrix::Bt709,
    };
    let source = SourceInfo { container: "mov,mp4".into(), declared_ms: 0, start_us: 0, video: Some(video), audio: Vec::new() };
    Ladder::of(&source, 8)
}

fn spans_of(chunks: &[PlannedChunk], wanted: i16) -> Vec<(u32, u64, u64)> {
    let spans = chunks.iter().filter(|chunk| chunk.stage == wanted).filter_map(|chunk| match &chunk.work {
        Work::Pictures { start_frame, frames, first_segment, .. } => Some((*first_segment, *start_frame, *frames)),
        _ => None,
    });
    spans.collect()
}

#[test]
fn a_short_film_is_shared_among_the_workers() {
    let chunks = chunks(&ladder(FrameRate { num: 24, den: 1 }), 55_130, 2);
    assert_eq!(spans_of(&chunks, 0), [(0, 0, 288), (3, 288, 384), (7, 672, 288), (10, 960, 363)]);
    assert_eq!(spans_of(&chunks, 1), spans_of(&chunks, 0));
    assert!(matches!(chunks.iter().rev().find(|chunk| chunk.stage == 0).map(|chunk| &chunk.work), Some(Work::Stills)));
}

#[test]
fn every_worker_has_as_many_spans_of_a_short_film() {
    let ladder = ladder(FrameRate { num: 24, den: 1 });
    let spans = |seconds: u64, workers| spans_of(&chunks(&ladder, seconds * 1000, workers), 1).len();
    assert_eq!((spans(10, 2), spans(20, 2), spans(33, 2), spans(47, 2), spans(60, 2)), (1, 1, 2, 4, 4));
    assert_eq!((spans(33, 4), spans(60, 4), spans(100, 4)), (3, 4, 8));
}

#[test]
fn a_long_film_is_cut_in_chunks_of_about_48_seconds() {
    let chunks = chunks(&ladder(FrameRate { num: 25, den: 1 }), 90 * 60_000, 2);
    let spans = spans_of(&chunks, 1);
    assert_eq!(spans.len(), 113);
    assert!(spans.iter().all(|(_, _, frames)| (1100..=1200).contains(frames)));
}

#[test]
fn a_clip_of_a_moment_is_one_chunk() {
    let chunks = chunks(&ladder(FrameRate { num: 25, den: 1 }), 150, 8);
    assert_eq!(spans_of(&chunks, 0), [(0, 0, 4)]);
}

proptest! {
    #[test]
    fn chunks_cover_every_picture_once_on_the_segment_grid(
        duration_ms in 100_u64..20_000_000, num in 1_u32..120_000, den in 1_u32..1002, workers in 1_u32..64,
    ) {
        let Some(rate) = FrameRate::try_new(num, den) else { return Ok(()) };
        let ladder = ladder(rate);
        let grid = Grid::of(&ladder, duration_ms).unwrap();
        let chunks = chunks(&ladder, duration_ms, workers);
        for stage in [0, 1] {
            let mut next_frame = 0;
            for (first_segment, start_frame, frames) in spans_of(&chunks, stage) {
                prop_assert_eq!(start_frame, next_frame);
                prop_assert_eq!(u64::from(first_segment) * grid.segment_frames, start_frame);
                prop_assert!(frames > 0);
                next_frame += frames;
            }
            prop_assert_eq!(next_frame, grid.frames);
        }
        for rung in &ladder.video {
            prop_assert_eq!(grid.frames % u64::from(rung.keep_every), 0);
        }
    }
}
