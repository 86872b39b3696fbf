//! What happens by itself: projects end, refunds are opened, and what payments tell is taken note of. Each may run twice.

use std::time::Duration;

use contracts::{
    crowdfunding::{PledgeId, ProjectId},
    identity::AccountDeleted,
    payments::{
        DisbursementClaimed, DisbursementSucceeded, DisbursementUnclaimed, PaymentClosed, PaymentSecured, PaymentSucceeded,
    },
};
use kernel::Actor;
use platform::jobs::{Delivered, Job, JobError, Registry};
use serde::{Deserialize, Serialize};

use crate::{
    Crowdfunding, CrowdfundingError,
    delivery::AskForDeliveriesJob,
    pledge::{self, PledgeState},
};

/// Ends a project at its deadline.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct CloseProjectJob {
    pub(crate) project_id: ProjectId,
}

impl Job for CloseProjectJob {
    const NAME: &'static str = "crowdfunding.close-project";
    const MAX_ATTEMPTS: i16 = 100;
}

/// Opens the refunds of a failed project.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct RefundPledgesJob {
    pub(crate) project_id: ProjectId,
}

impl Job for RefundPledgesJob {
    const NAME: &'static str = "crowdfunding.refund-pledges";
    const MAX_ATTEMPTS: i16 = 100;
}

/// Publishes what an open project has raised.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct PublishHeadJob {
    pub(crate) project_id: ProjectId,
}

impl Job for PublishHeadJob {
    const NAME: &'static str = "crowdfunding.publish-head";
}

/// Queues what should have ended and has not, and forgets who visited on days that are over.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub(crate) struct SweepJob {}

impl Job for SweepJob {
    const NAME: &'static str = "crowdfunding.sweep";
}

/// How long a project waits for payments that are on their way before it looks again.
const LOOK_AGAIN: Duration = Duration::from_mins(1);

/// How long what is raised is not published while a payment is being booked, before it is looked at again.
const BOOKED_BY_THEN: Duration = Duration::from_secs(5);

impl Crowdfunding {
    /// Registers this context's jobs and consumers.
    pub fn register(&self, registry: &mut Registry) {
        let funding = self.clone();
        registry.job(move |job: CloseProjectJob, _run| {
            let funding = funding.clone();
            async move { if funding.close(job.project_id).await? { Ok(()) } else { Err(JobError::Snooze(LOOK_AGAIN)) } }
        });
        let funding = self.clone();
        registry.job(move |job: RefundPledgesJob, _run| {
            let funding = funding.clone();
            async move { Ok(funding.refund_pledges(job.project_id).await?) }
        });
        let funding = self.clone();
        registry.job(move |job: PublishHeadJob, _run| {
            let funding = funding.clone();
            async move { if funding.publish_head(job.project_id).await? { Ok(()) } else { Err(JobError::Snooze(BOOKED_BY_THEN)) } }
        });
        let funding = self.clone();
        registry.job(move |job: AskForDeliveriesJob, _run| {
            let funding = funding.clone();
            async move { Ok(funding.ask_for_deliveries(job.project_id).await?) }
        });
        let funding = self.clone();
        registry.job(move |_job: SweepJob, _run| {
            let funding = funding.clone();
            async move {
                funding.sweep().await?;
                Ok(funding.forget_visitors().await?)
            }
        });
        registry.cron::<SweepJob>("*/10 * * * *");
        self.listen(registry);
    }

    fn listen(&self, registry: &mut Registry) {
        let funding = self.clone();
        registry.consumer("crowdfunding.account-deleted", move |told: Delivered<AccountDeleted>, _run| {
            let funding = funding.clone();
            async move { Ok(funding.forget_deliveries(told.event.account_id).await?) }
        });
        let funding = self.clone();
        registry.consumer("crowdfunding.payment-succeeded", move |told: Delivered<PaymentSucceeded>, _run| {
            let funding = funding.clone();
            async move { Ok(funding.on_paid(&told).await?) }
        });
        let funding = self.clone();
        registry.consumer("crowdfunding.payment-secured", move |told: Delivered<PaymentSecured>, _run| {
            let funding = funding.clone();
            async move { Ok(funding.on_secured(&told).await?) }
        });
        let funding = self.clone();
        registry.consumer("crowdfunding.payment-closed", move |told: Delivered<PaymentClosed>, _run| {
            let funding = funding.clone();
            async move { Ok(funding.on_closed(&told).await?) }
        });
        let funding = self.clone();
        registry.consumer("crowdfunding.disbursement-succeeded", move |told: Delivered<DisbursementSucceeded>, _run| {
            let funding = funding.clone();
            async move { Ok(funding.on_sent(&told).await?) }
        });
        let funding = self.clone();
        registry.consumer("crowdfunding.disbursement-unclaimed", move |told: Delivered<DisbursementUnclaimed>, _run| {
            let funding = funding.clone();
            async move { Ok(funding.on_unclaimed(&told).await?) }
        });
        let funding = self.clone();
        registry.consumer("crowdfunding.disbursement-claimed", move |told: Delivered<DisbursementClaimed>, _run| {
            let funding = funding.clone();
            async move { Ok(funding.on_claimed(&told).await?) }
        });
    }

    async fn on_paid(&self, told: &Delivered<PaymentSucceeded>) -> Result<(), CrowdfundingError> {
        let mut tx = self.db().begin(&Actor::system("crowdfunding")).await?;
        if told.event.purpose.kind == pledge::PURPOSE
            && tx.first_delivery("crowdfunding.payment-succeeded", told.event_id).await?
        {
            let journal = self.pledge_paid(&mut tx, PledgeId::from_uuid(told.event.purpose.id)).await?;
            self.ledger().post_all_in(&mut tx, journal.as_slice()).await?;
        }
        Ok(tx.commit().await?)
    }

    async fn on_secured(&self, told: &Delivered<PaymentSecured>) -> Result<(), CrowdfundingError> {
        let mut tx = self.db().begin(&Actor::system("crowdfunding")).await?;
        if told.event.purpose.kind == pledge::PURPOSE && tx.first_delivery("crowdfunding.payment-secured", told.event_id).await? {
            self.pledge_secured(&mut tx, PledgeId::from_uuid(told.event.purpose.id)).await?;
        }
        Ok(tx.commit().await?)
    }

    async fn on_closed(&self, told: &Delivered<PaymentClosed>) -> Result<(), CrowdfundingError> {
        let mut tx = self.db().begin(&Actor::system("crowdfunding")).await?;
        if told.event.purpose.kind == pledge::PURPOSE && tx.first_delivery("crowdfunding.payment-closed", told.event_id).await? {
            self.pledge_lapsed(&mut tx, PledgeId::from_uuid(told.event.purpose.id)).await?;
        }
        Ok(tx.commit().await?)
    }

    async fn on_sent(&self, told: &Delivered<DisbursementSucceeded>) -> Result<(), CrowdfundingError> {
        let mut tx = self.db().begin(&Actor::system("crowdfunding")).await?;
        if tx.first_delivery("crowdfunding.disbursement-succeeded", told.event_id).await? {
            self.sent(&mut tx, &told.event.purpose, told.event.disbursement_id, PledgeState::Refunded).await?;
        }
        Ok(tx.commit().await?)
    }

    async fn on_unclaimed(&self, told: &Delivered<DisbursementUnclaimed>) -> Result<(), CrowdfundingError> {
        let mut tx = self.db().begin(&Actor::system("crowdfunding")).await?;
        if tx.first_delivery("crowdfunding.disbursement-unclaimed", told.event_id).await? {
            self.sent(&mut tx, &told.event.purpose, told.event.disbursement_id, PledgeState::Unclaimed).await?;
        }
        Ok(tx.commit().await?)
    }
    async fn on_claimed(&self, told: &Delivered<DisbursementClaimed>) -> Result<(), CrowdfundingError> {
        let mut tx = self.db().begin(&Actor::system("crowdfunding")).await?;
        if told.event.purpose.kind == pledge::PURPOSE
            && tx.first_delivery("crowdfunding.disbursement-claimed", told.event_id).await?
        {
            self.claimed(&mut tx, PledgeId::from_uuid(told.event.purpose.id), told.event.disbursement_id).await?;
        }
        Ok(tx.commit().await?)
    }
}
