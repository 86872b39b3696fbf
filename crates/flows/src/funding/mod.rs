//! Who is told what becomes of a project and of a pledge.

mod addressees;
mod voices;

use contracts::{
    crowdfunding::{
        DeliveryWanted, PledgeId, PledgePaid, PledgeSecured, ProjectCommentAdded, ProjectFailed, ProjectId, ProjectOpened,
        ProjectRoundWon, ProjectSucceeded, UpdatePosted,
    },
    payments::{DisbursementSucceeded, DisbursementUnclaimed, PaymentNeedsPayer, Purpose},
};
use crowdfunding::Backing;
use jiff::Timestamp;
use kernel::Actor;
use notifications::{Kind, Notice, Value};
use platform::{
    Tx,
    jobs::{Delivered, Enqueue, Job, JobError, Registry},
};
use serde::{Deserialize, Serialize};

use crate::{Flows, FlowsError};

/// How many backers are told in one transaction.
const AT_ONCE: i64 = 100;

/// How a campaign, or its first round, ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum Ending {
    /// It has its money.
    Won,
    /// Everybody gets everything back.
    Lost,
    /// The first of two rounds has the minimum: what was paid until then stays.
    RoundWon {
        /// Until when.
        until: Timestamp,
    },
}

/// Tells the backers of a project how it ended.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct TellBackersJob {
    project_id: ProjectId,
    how: Ending,
    /// The last one who was told.
    after: Option<PledgeId>,
}

impl Job for TellBackersJob {
    const NAME: &'static str = "flows.tell-backers";
    const MAX_ATTEMPTS: i16 = 50;
}

pub(crate) fn register(flows: &Flows, registry: &mut Registry) {
    macro_rules! consume {
        ($name:literal, $event:ty, $method:ident) => {
            let each = flows.clone();
            registry.consumer($name, move |told: Delivered<$event>, _run| {
                let flows = each.clone();
                async move { flows.$method($name, &told).await.map_err(JobError::retry) }
            });
        };
    }
    consume!("flows.project-opened", ProjectOpened, on_opened);
    consume!("flows.pledge-paid", PledgePaid, on_pledge_paid);
    consume!("flows.pledge-secured", PledgeSecured, on_pledge_secured);
    consume!("flows.payment-needs-payer", PaymentNeedsPayer, on_needs_payer);
    consume!("flows.delivery-wanted", DeliveryWanted, on_delivery_wanted);
    consume!("flows.project-round-won", ProjectRoundWon, on_round_won);
    consume!("flows.project-succeeded", ProjectSucceeded, on_succeeded);
    consume!("flows.project-failed", ProjectFailed, on_failed);
    consume!("flows.disbursement-succeeded", DisbursementSucceeded, on_sent);
    consume!("flows.disbursement-unclaimed", DisbursementUnclaimed, on_unclaimed);
    consume!("flows.update-posted", UpdatePosted, on_update_posted);
    consume!("flows.project-comment-added", ProjectCommentAdded, on_comment_added);
    let each = flows.clone();
    registry.job(move |job: TellBackersJob, _run| {
        let flows = each.clone();
        async move { flows.tell_backers(&job).await.map_err(JobError::retry) }
    });
    let each = flows.clone();
    registry.job(move |job: voices::TellUpdateJob, _run| {
        let flows = each.clone();
        async move { flows.tell_update(&job).await.map_err(JobError::retry) }
    });
}

pub(crate) fn system() -> Actor {
    Actor::system("flows")
}

pub(crate) fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

/// The page of the payment, with its key: the receipt.
fn receipt(backing: &Backing) -> String {
    format!("/paiement/{}?cle={}", backing.intent_id, backing.key)
}

fn of_pledge(kind: Kind, backing: &Backing) -> Notice {
    Notice::new(kind, receipt(backing)).with("project", text(&backing.project_title)).with("amount", Value::Money(backing.amount))
}

impl Flows {
    async fn on_opened(&self, name: &'static str, told: &Delivered<ProjectOpened>) -> Result<(), FlowsError> {
        let project = self.crowdfunding.project(&system(), told.event.project_id).await?;
        let notice = Notice::new(Kind::ProjectOnline, format!("/projets/{}", project.slug)).with("project", text(&project.title));
        let notice = match project.deadline_at {
            Some(deadline_at) => notice.with("deadline", Value::Moment(deadline_at)),
            None => notice,
        };
        let creator = self.account(project.account_id).await?;
        self.once(name, told.event_id, async |tx| self.tell(tx, creator.as_ref(), &notice).await).await
    }

    async fn on_pledge_paid(&self, name: &'static str, told: &Delivered<PledgePaid>) -> Result<(), FlowsError> {
        let Some(backing) = self.crowdfunding.backing(&system(), told.event.pledge_id).await? else { return Ok(()) };
        let (backer, creator) = (self.backer(&backing).await?, self.account(backing.creator_id).await?);
        let receipt = of_pledge(Kind::PledgeReceipt, &backing);
        let page = format!("/studio/projets/{}/tableau", backing.project_id);
        let received = Notice::new(Kind::PledgeReceived, page)
            .with("project", text(&backing.project_title))
            .with("amount", Value::Money(backing.amount))
            .with("name", text(backing.public_name.as_deref().unwrap_or("—")));
        self.once(name, told.event_id, async |tx| {
            self.tell(tx, backer.as_ref(), &receipt).await?;
            self.tell(tx, creator.as_ref(), &received).await
        })
        .await
    }

    async fn on_pledge_secured(&self, name: &'static str, told: &Delivered<PledgeSecured>) -> Result<(), FlowsError> {
        let Some(backing) = self.crowdfunding.backing(&system(), told.event.pledge_id).await? else { return Ok(()) };
        let (backer, notice) = (self.backer(&backing).await?, of_pledge(Kind::PledgeSecured, &backing));
        self.once(name, told.event_id, async |tx| self.tell(tx, backer.as_ref(), &notice).await).await
    }

    async fn on_needs_payer(&self, name: &'static str, told: &Delivered<PaymentNeedsPayer>) -> Result<(), FlowsError> {
        if told.event.purpose.kind != "pledge" {
            return Ok(());
        }
        let found = self.crowdfunding.backing(&system(), PledgeId::from_uuid(told.event.purpose.id)).await?;
        let Some(backing) = found else { return Ok(()) };
        let notice = of_pledge(Kind::PledgeNeedsPayment, &backing).with("until", Value::Moment(told.event.until));
        let backer = self.backer(&backing).await?;
        self.once(name, told.event_id, async |tx| self.tell(tx, backer.as_ref(), &notice).await).await
    }

    /// Who has not said yet where to send what they chose is asked once.
    async fn on_delivery_wanted(&self, name: &'static str, told: &Delivered<DeliveryWanted>) -> Result<(), FlowsError> {
        let Some(backing) = self.crowdfunding.backing(&system(), told.event.pledge_id).await? else { return Ok(()) };
        let backer = self.backer(&backing).await?;
        let page = format!("/paiement/{}/livraison?cle={}", backing.intent_id, backing.key);
        let notice = Notice::new(Kind::DeliveryWanted, page).with("project", text(&backing.project_title));
        self.once(name, told.event_id, async |tx| self.tell(tx, backer.as_ref(), &notice).await).await
    }

    async fn on_succeeded(&self, name: &'static str, told: &Delivered<ProjectSucceeded>) -> Result<(), FlowsError> {
        self.ended(name, told.event_id, told.event.project_id, Value::Money(told.event.raised), Ending::Won).await
    }

    async fn on_round_won(&self, name: &'static str, told: &Delivered<ProjectRoundWon>) -> Result<(), FlowsError> {
        let how = Ending::RoundWon { until: told.event.at };
        self.ended(name, told.event_id, told.event.project_id, Value::Money(told.event.raised), how).await
    }

    async fn on_failed(&self, name: &'static str, told: &Delivered<ProjectFailed>) -> Result<(), FlowsError> {
        self.ended(name, told.event_id, told.event.project_id, Value::Money(told.event.raised), Ending::Lost).await
    }

    async fn ended(
        &self,
        name: &'static str,
        event_id: uuid::Uuid,
        project_id: ProjectId,
        raised: Value,
        how: Ending,
    ) -> Result<(), FlowsError> {
        let project = self.crowdfunding.project(&system(), project_id).await?;
        let kind = match how {
            Ending::Won => Kind::ProjectSucceeded,
            Ending::Lost => Kind::ProjectFailed,
            Ending::RoundWon { .. } => Kind::ProjectRoundWon,
        };
        let notice = Notice::new(kind, format!("/studio/projets/{project_id}/tableau"))
            .with("project", text(&project.title))
            .with("amount", raised)
            .with("goal", Value::Money(project.goal));
        let creator = self.account(project.account_id).await?;
        self.once(name, event_id, async |tx| {
            self.tell(tx, creator.as_ref(), &notice).await?;
            let job = TellBackersJob { project_id, how, after: None };
            Ok(tx.enqueue(&job, Enqueue::default()).await?)
        })
        .await
    }

    /// Some, and a job for the rest: each backer is told in the transaction that says how far we are.
    async fn tell_backers(&self, job: &TellBackersJob) -> Result<(), FlowsError> {
        let ids = self.crowdfunding.paid_pledges(&system(), job.project_id, job.after, AT_ONCE).await?;
        let (kind, name) = match job.how {
            Ending::Won => (Kind::BackedSucceeded, "flows.backers-won"),
            Ending::Lost => (Kind::RefundStarted, "flows.backers-lost"),
            Ending::RoundWon { .. } => (Kind::BackedRoundWon, "flows.backers-round-won"),
        };
        let mut letters = Vec::new();
        for id in &ids {
            let found = self.crowdfunding.backing(&system(), *id).await?;
            // Who came in the second round won nothing yet.
            let concerned = |backing: &Backing| match job.how {
                Ending::RoundWon { until } => backing.paid_at.is_some_and(|paid_at| paid_at <= until),
                _ => true,
            };
            if let Some(backing) = found.filter(concerned) {
                letters.push((self.backer(&backing).await?, of_pledge(kind, &backing)));
            }
        }
        let Some(last) = ids.last() else { return Ok(()) };
        // The pledges that a decision was about do not change: a batch is known by its last one.
        self.once(name, last.as_uuid(), async |tx| {
            for (backer, notice) in &letters {
                self.tell(tx, backer.as_ref(), notice).await?;
            }
            let rest = TellBackersJob { after: Some(*last), ..job.clone() };
            Ok(tx.enqueue(&rest, Enqueue::default()).await?)
        })
        .await
    }

    async fn on_sent(&self, name: &'static str, told: &Delivered<DisbursementSucceeded>) -> Result<(), FlowsError> {
        let event = &told.event;
        self.moved(name, told.event_id, &event.purpose, Value::Money(event.amount), Kind::RefundDone).await
    }

    async fn on_unclaimed(&self, name: &'static str, told: &Delivered<DisbursementUnclaimed>) -> Result<(), FlowsError> {
        let event = &told.event;
        self.moved(name, told.event_id, &event.purpose, Value::Money(event.amount), Kind::RefundUnclaimed).await
    }

    async fn moved(
        &self,
        name: &'static str,
        event_id: uuid::Uuid,
        purpose: &Purpose,
        amount: Value,
        of_refund: Kind,
    ) -> Result<(), FlowsError> {
        let (to, notice) = match purpose.kind.as_str() {
            "pledge" => {
                let found = self.crowdfunding.backing(&system(), PledgeId::from_uuid(purpose.id)).await?;
                let Some(backing) = found else { return Ok(()) };
                (self.backer(&backing).await?, of_pledge(of_refund, &backing).with("amount", amount))
            }
            "project" => {
                let project = self.crowdfunding.project(&system(), ProjectId::from_uuid(purpose.id)).await?;
                let page = format!("/studio/projets/{}/tableau", project.id);
                let notice = Notice::new(Kind::PayoutDone, page).with("project", text(&project.title)).with("amount", amount);
                (self.account(project.account_id).await?, notice)
            }
            _ => return Ok(()),
        };
        self.once(name, event_id, async |tx| self.tell(tx, to.as_ref(), &notice).await).await
    }

    /// In one transaction, for the first delivery of an event.
    pub(crate) async fn once(
        &self,
        name: &'static str,
        event_id: uuid::Uuid,
        react: impl AsyncFnOnce(&mut Tx) -> Result<(), FlowsError>,
    ) -> Result<(), FlowsError> {
        let mut tx = self.db.begin(&system()).await?;
        if tx.first_delivery(name, event_id).await? {
            react(&mut tx).await?;
        }
        Ok(tx.commit().await?)
    }
}
