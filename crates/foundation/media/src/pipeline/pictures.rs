//! A span of pictures in its rungs, by one ffmpeg process that decodes once.

use std::time::Duration;

use super::{
    chunk::Task,
    segments::{Output, Target},
};
use crate::{
    Media, MediaError,
    ffmpeg::{
        Watch,
        args::{self, PictureSpan},
    },
    ladder::VideoRung,
    model::Codec,
};

/// Which pictures.
#[derive(Debug, Clone, Copy)]
pub(super) struct Span {
    pub(super) start_frame: u64,
    pub(super) frames: u64,
    pub(super) first_segment: u32,
}

/// A chunk of 48 s takes minutes on two loaded cores; beyond this it hangs.
const LIMIT: Duration = Duration::from_hours(5);

impl Media {
    pub(super) async fn encode_pictures(&self, task: &Task<'_>, span: Span, names: &[String]) -> Result<Vec<Output>, MediaError> {
        let plan = &task.claim.plan;
        let video = task.claim.source.video.as_ref().ok_or(MediaError::Stored("a film without pictures"))?;
        // The first stage works beside the survey, and again after a crash: its chunks must be alike whenever they are made.
        let shift = if task.claim.stage == 0 { 0 } else { plan.crf_shift };
        let rungs: Vec<VideoRung> =
            plan.ladder.video.iter().filter(|rung| names.contains(&rung.name)).map(|rung| surveyed(rung, shift)).collect();
        let picture_span = PictureSpan {
            source: &task.claim.source,
            video,
            ladder: &plan.ladder,
            rungs: rungs.iter().collect(),
            start_frame: span.start_frame,
            frames: span.frames,
            threads: plan.threads,
        };
        let args = args::pictures(&picture_span, &task.source, task.folder);
        self.programs().ffmpeg(args, Watch { limit: LIMIT, stop: task.stop, progress: Some(task.progress) }).await?;
        let mut outputs = Vec::with_capacity(rungs.len());
        for rung in &rungs {
            let (step, ticks) = (u64::from(rung.keep_every.max(1)), u64::from(rung.frame_rate.ticks_per_frame()));
            let target = Target {
                rendition: task.claim.rendition(&rung.name)?,
                file: args::rung_file(task.folder, &rung.name),
                first_segment: span.first_segment,
                start_ticks: span.start_frame / step * ticks,
                total_ticks: Some(span.frames / step * ticks),
            };
            outputs.push(self.store_segments(task.claim, target).await?);
        }
        Ok(outputs)
    }
}

/// The rung with the film's own rate factor. One unit of AVC's factor weighs as much as three of AV1's: on the trailer 1.5 and
/// 0.44 points of VMAF.
pub(super) fn surveyed(rung: &VideoRung, shift: i8) -> VideoRung {
    let shift = if rung.codec == Codec::Av1 { shift } else { shift / 3 };
    VideoRung { crf: rung.crf.saturating_add_signed(shift), ..rung.clone() }
}
