//! What happens by itself: an erased account is forgotten, and what its time is over of. Each may run twice.

use contracts::identity::AccountDeleted;
use platform::jobs::{Delivered, Job, Registry};
use serde::{Deserialize, Serialize};

use crate::Messaging;

/// Forgets what its time is over of.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub(crate) struct TidyJob {}

impl Job for TidyJob {
    const NAME: &'static str = "messaging.tidy";
}

impl Messaging {
    /// Registers this context's jobs and consumers.
    pub fn register(&self, registry: &mut Registry) {
        let messaging = self.clone();
        registry.job(move |_job: TidyJob, _run| {
            let messaging = messaging.clone();
            async move { Ok(messaging.tidy().await?) }
        });
        registry.cron::<TidyJob>("*/10 * * * *");
        let messaging = self.clone();
        registry.consumer("messaging.account-deleted", move |told: Delivered<AccountDeleted>, _run| {
            let messaging = messaging.clone();
            async move { Ok(messaging.forget_account(told.event.account_id).await?) }
        });
    }
}
