//! Work on a clock: what is over is deleted, a piece at a time.

mod store;

use kernel::Actor;
use platform::jobs::{Job, JobError, Registry};
use serde::{Deserialize, Serialize};

use crate::Playback;

/// Deletes sessions past their retention, and windows that are over.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub(crate) struct SweepSessionsJob {}

impl Job for SweepSessionsJob {
    const NAME: &'static str = "playback.sweep-sessions";
}

impl Playback {
    /// Registers this context's jobs and clocks.
    pub fn register(&self, registry: &mut Registry) {
        let playback = self.clone();
        registry.job(move |_job: SweepSessionsJob, run| {
            let playback = playback.clone();
            async move {
                while playback.sweep().await? {
                    if run.shutdown.is_cancelled() {
                        return Err(JobError::retry("stopped between two pieces"));
                    }
                }
                Ok(())
            }
        });
        registry.cron::<SweepSessionsJob>("23 3 * * *");
    }

    /// Deletes one piece; true while there is more.
    pub(crate) async fn sweep(&self) -> Result<bool, platform::DbError> {
        let mut tx = self.inner.db.begin(&Actor::system("playback")).await?;
        let now = tx.now();
        let sessions = store::delete_sessions(tx.conn(), now - self.inner.config.session_retention()).await?;
        let windows = store::delete_windows(tx.conn(), now - jiff::SignedDuration::from_hours(2)).await?;
        tx.commit().await?;
        Ok(sessions.max(windows) >= store::PIECE)
    }
}
