//! Work that happens later: recovery letters, sweeping what ended, erasing accounts.

use jiff::SignedDuration;
use kernel::Actor;
use platform::{
    DbError,
    jobs::{Job, JobError, Registry},
};
use serde::{Deserialize, Serialize};

use crate::{Identity, account::RecoverAccountJob, session, sweep};

/// Ended sessions stay visible to an investigation for so long.
const KEEP_ENDED: SignedDuration = SignedDuration::from_hours(90 * 24);

/// Deletes expired challenges, links and long-ended sessions, every hour.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct SweepJob {}

impl Job for SweepJob {
    const NAME: &'static str = "identity.sweep";
    const MAX_ATTEMPTS: i16 = 3;
}

/// Erases the accounts whose owners asked for it two weeks ago, every hour.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct EraseAccountsJob {}

impl Job for EraseAccountsJob {
    const NAME: &'static str = "identity.erase-accounts";
}

impl Identity {
    /// Registers this context's jobs.
    pub fn register(&self, registry: &mut Registry) {
        let identity = self.clone();
        registry.job::<RecoverAccountJob, _, _>(move |job, _run| {
            let identity = identity.clone();
            async move { identity.run_recovery(job).await }
        });
        let identity = self.clone();
        registry.job::<SweepJob, _, _>(move |_job, _run| {
            let identity = identity.clone();
            async move { identity.sweep().await.map_err(JobError::from) }
        });
        registry.cron::<SweepJob>("17 * * * *");
        let identity = self.clone();
        registry.job::<EraseAccountsJob, _, _>(move |_job, _run| {
            let identity = identity.clone();
            async move { identity.erase_due().await.map_err(JobError::from) }
        });
        registry.cron::<EraseAccountsJob>("41 * * * *");
    }

    async fn sweep(&self) -> Result<(), DbError> {
        let mut tx = self.inner.db.begin(&Actor::system("identity.sweep")).await?;
        let now = tx.now();
        let expired = sweep::delete_expired(tx.conn(), now).await?;
        let sessions = session::store::delete_ended(tx.conn(), now - KEEP_ENDED).await?;
        tx.commit().await?;
        tracing::info!(expired, sessions, "swept what ended");
        Ok(())
    }
}
