//! A sound track in all its qualities, in one pass.

use std::time::Duration;

use super::{
    chunk::Task,
    segments::{Output, Target},
};
use crate::{
    Media, MediaError,
    ffmpeg::{Watch, args},
    ladder::AudioRung,
};

const LIMIT: Duration = Duration::from_hours(2);

impl Media {
    pub(super) async fn encode_sound(&self, task: &Task<'_>, track: u16) -> Result<Vec<Output>, MediaError> {
        let plan = &task.claim.plan;
        let rungs: Vec<&AudioRung> = plan.ladder.audio.iter().filter(|rung| rung.source_track == track).collect();
        let args = args::sound(&rungs, plan.gain_db, plan.film_ms(), &task.source, task.folder);
        self.programs().ffmpeg(args, Watch { limit: LIMIT, stop: task.stop, progress: Some(task.progress) }).await?;
        let mut outputs = Vec::with_capacity(rungs.len());
        for rung in rungs {
            let target = Target {
                rendition: task.claim.rendition(&rung.name)?,
                file: args::rung_file(task.folder, &rung.name),
                first_segment: 0,
                start_ticks: 0,
                total_ticks: None,
            };
            outputs.push(self.store_segments(task.claim, target).await?);
        }
        Ok(outputs)
    }
}
