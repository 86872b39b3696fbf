//! What happens by itself: attempts are sent and asked about, disbursements tried, callbacks read, intents end. Each may run
//! twice.

use contracts::payments::{DisbursementId, IntentId};
use platform::jobs::{Job, JobError, Registry};
use serde::{Deserialize, Serialize};

use crate::{Payments, attempt::AttemptId, callback::CallbackId};

/// Sends an attempt that whoever wrote it down did not send.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct SendAttemptJob {
    pub(crate) attempt_id: AttemptId,
}

impl Job for SendAttemptJob {
    const NAME: &'static str = "payments.send-attempt";
}

/// Asks what became of an attempt.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct CheckAttemptJob {
    pub(crate) attempt_id: AttemptId,
}

impl Job for CheckAttemptJob {
    const NAME: &'static str = "payments.check-attempt";
}

/// Begins the next try of a disbursement.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct DisburseJob {
    pub(crate) disbursement_id: DisbursementId,
}

impl Job for DisburseJob {
    const NAME: &'static str = "payments.disburse";
    // What is owed stays owed: a ledger or a provider that is away for a day is waited for.
    const MAX_ATTEMPTS: i16 = 40;
}

/// Reads a callback.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct ReadCallbackJob {
    pub(crate) callback_id: CallbackId,
}

impl Job for ReadCallbackJob {
    const NAME: &'static str = "payments.read-callback";
}

/// Ends an intent whose time is over.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct ExpireIntentJob {
    pub(crate) intent_id: IntentId,
}

impl Job for ExpireIntentJob {
    const NAME: &'static str = "payments.expire-intent";
}

/// Queues what should be happening and is not: a job may be given up.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub(crate) struct SweepJob {}

impl Job for SweepJob {
    const NAME: &'static str = "payments.sweep";
}

/// Looks for what we booked and no statement has.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub(crate) struct FindMissingJob {}

impl Job for FindMissingJob {
    const NAME: &'static str = "payments.find-missing";
}

/// Has a provider forget means that were kept.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct ForgetMeansJob {
    pub(crate) attempt_id: AttemptId,
}

impl Job for ForgetMeansJob {
    const NAME: &'static str = "payments.forget-means";
}

impl Payments {
    /// Registers this context's jobs.
    pub fn register(&self, registry: &mut Registry) {
        let payments = self.clone();
        registry.job(move |job: SendAttemptJob, _run| {
            let payments = payments.clone();
            async move { Ok(payments.send(job.attempt_id).await?) }
        });
        let payments = self.clone();
        registry.job(move |job: CheckAttemptJob, _run| {
            let payments = payments.clone();
            async move { Ok(payments.check(job.attempt_id).await?) }
        });
        let payments = self.clone();
        registry.job(move |job: DisburseJob, _run| {
            let payments = payments.clone();
            async move { Ok(payments.disburse(job.disbursement_id).await?) }
        });
        self.register_rest(registry);
    }

    fn register_rest(&self, registry: &mut Registry) {
        let payments = self.clone();
        registry.job(move |job: ReadCallbackJob, _run| {
            let payments = payments.clone();
            async move { Ok(payments.read_callback(job.callback_id).await?) }
        });
        let payments = self.clone();
        registry.job(move |job: ExpireIntentJob, _run| {
            let payments = payments.clone();
            async move {
                let pause = payments.expire(job.intent_id).await?;
                pause.map_or(Ok(()), |pause| Err(JobError::Snooze(pause.unsigned_abs())))
            }
        });
        let payments = self.clone();
        registry.job(move |job: ForgetMeansJob, _run| {
            let payments = payments.clone();
            async move { Ok(payments.forget(job.attempt_id).await?) }
        });
        let payments = self.clone();
        registry.job(move |_job: SweepJob, _run| {
            let payments = payments.clone();
            async move { Ok(payments.sweep().await?) }
        });
        registry.cron::<SweepJob>("*/10 * * * *");
        let payments = self.clone();
        registry.job(move |_job: FindMissingJob, _run| {
            let payments = payments.clone();
            async move { Ok(payments.find_all_missing().await?) }
        });
        registry.cron::<FindMissingJob>("40 4 * * *");
    }
}
