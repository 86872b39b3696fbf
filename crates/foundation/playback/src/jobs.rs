//! What happens by itself: what is over is deleted, a piece at a time; a film taken off the catalogue and a locked account
//! stop being watched; an erased account is forgotten. Each may run twice: taking a stream away again changes nothing.

mod store;

use contracts::{
    catalog::FilmUnpublished,
    crowdfunding::TrailerHidden,
    identity::{AccountDeleted, AccountLocked},
};
use kernel::{AccountId, Actor};
use platform::jobs::{Delivered, Job, JobError, Registry};
use serde::{Deserialize, Serialize};

use crate::{Playback, PlaybackError, session::clip_id};

/// Deletes sessions past their retention, and windows that are over.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub(crate) struct SweepSessionsJob {}

impl Job for SweepSessionsJob {
    const NAME: &'static str = "playback.sweep-sessions";
}

impl Playback {
    /// Registers this context's jobs, clocks and consumers.
    pub fn register(&self, registry: &mut Registry) {
        let playback = self.clone();
        registry.consumer("playback.film-unpublished", move |delivered: Delivered<FilmUnpublished>, _run| {
            let playback = playback.clone();
            async move { Ok(playback.revoke_film(delivered.event.film_id).await?) }
        });
        let playback = self.clone();
        registry.consumer("playback.trailer-hidden", move |delivered: Delivered<TrailerHidden>, _run| {
            let playback = playback.clone();
            async move { Ok(playback.revoke_film(clip_id(delivered.event.asset_id)).await?) }
        });
        let playback = self.clone();
        registry.consumer("playback.account-locked", move |delivered: Delivered<AccountLocked>, _run| {
            let playback = playback.clone();
            async move { Ok(playback.revoke_account(delivered.event.account_id).await?) }
        });
        let playback = self.clone();
        registry.consumer("playback.account-deleted", move |delivered: Delivered<AccountDeleted>, _run| {
            let playback = playback.clone();
            async move { Ok(playback.forget_account(delivered.event.account_id).await?) }
        });
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

    /// Takes the streams of an account away, then forgets who watched and where they stopped.
    pub(crate) async fn forget_account(&self, account_id: AccountId) -> Result<(), PlaybackError> {
        self.revoke_account(account_id).await?;
        let mut tx = self.inner.db.begin(&Actor::system("playback")).await?;
        store::delete_progress(tx.conn(), account_id).await?;
        store::detach_sessions(tx.conn(), account_id).await?;
        Ok(tx.commit().await?)
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
