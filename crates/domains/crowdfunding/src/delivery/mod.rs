//! Deliveries: where a backer wants what they chose, and what its creator asks them about it.
//!
//! Asked once a pledge is paid, by an account or by the pledge's key; sealed where it is stored; shown to the creator when the project
//! succeeded, and to nobody else of the staff; gone when the pledge goes back, when its backer wants it gone, and with their account.

mod model;
mod queries;
mod seal;
pub(crate) mod store;
mod wanted;

use contracts::crowdfunding::{PledgeId, ProjectId};
use jiff::Timestamp;
use kernel::{AccountId, Actor};
use serde::Serialize;

pub use self::model::{Address, Delivery, TierAsks};
pub(crate) use self::wanted::AskForDeliveriesJob;
use crate::{Crowdfunding, CrowdfundingError, campaign, project};

/// What is asked about one pledge, for its backer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DeliveryView {
    /// What its tier asks.
    pub asks: TierAsks,
    /// What was answered.
    pub given: Option<Delivery>,
    /// When it was answered last.
    pub given_at: Option<Timestamp>,
    /// Whether the answer still changes.
    pub is_open: bool,
}

/// How far the answers of a project are, for its creator and the staff.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DeliveriesView {
    /// How many paid pledges chose something that asks.
    pub asked: i64,
    /// How many of them answered.
    pub given: i64,
    /// From when on answers do not change any more.
    pub closed_at: Option<Timestamp>,
    /// Whether its creator reads them: once it succeeded.
    pub is_readable: bool,
}

impl Crowdfunding {
    /// What is asked about a paid pledge, for its backer. None when nothing is.
    pub async fn delivery(&self, actor: &Actor, id: PledgeId, key: &str) -> Result<Option<DeliveryView>, CrowdfundingError> {
        let pledge = self.find_pledge(actor, id, key).await?;
        let Some(asked) = queries::asked(self.db().pool(), pledge.id).await? else { return Ok(None) };
        let sealed = queries::sealed(self.db().pool(), id).await?;
        let (given, given_at) = match sealed {
            Some((sealed, at)) => (Some(self.unseal(id, &sealed)?), Some(at)),
            None => (None, None),
        };
        Ok(Some(DeliveryView { asks: asked.asks, given, given_at, is_open: !asked.is_closed }))
    }

    /// Answers, or changes the answer, until the creator sends things out.
    pub async fn give_delivery(&self, actor: &Actor, id: PledgeId, key: &str, given: &Delivery) -> Result<(), CrowdfundingError> {
        let pledge = self.find_pledge(actor, id, key).await?;
        let mut tx = self.db().begin(actor).await?;
        campaign::store::share(tx.conn(), pledge.project_id).await?.ok_or(CrowdfundingError::NotFound)?;
        let asked = store::hold(&mut tx, id).await?.ok_or(CrowdfundingError::NotFound)?;
        if asked.is_closed {
            return Err(CrowdfundingError::DeliveriesClosed);
        }
        let read = given.read(&asked.asks).map_err(CrowdfundingError::Invalid)?;
        let sealed = self.seal(id, &read)?;
        store::put(&mut tx, id, &sealed).await?;
        Ok(tx.commit().await?)
    }

    /// Forgets what was answered: its backer may whenever they want.
    pub async fn erase_delivery(&self, actor: &Actor, id: PledgeId, key: &str) -> Result<(), CrowdfundingError> {
        self.find_pledge(actor, id, key).await?;
        let mut tx = self.db().begin(actor).await?;
        store::erase(&mut tx, id).await?;
        Ok(tx.commit().await?)
    }

    /// How many answered, for the project's creator and the staff. None for a project that asks nothing of who paid.
    pub async fn deliveries(&self, actor: &Actor, id: ProjectId) -> Result<Option<DeliveriesView>, CrowdfundingError> {
        self.require_insider(actor, id).await?;
        Ok(queries::progress(self.db().pool(), id).await?)
    }

    /// From now on no answer changes: its creator sends things out. The answers of a project that succeeded only.
    pub async fn close_deliveries(&self, actor: &Actor, id: ProjectId) -> Result<(), CrowdfundingError> {
        self.set_deliveries(actor, id, Answers::Closed).await
    }

    /// Answers change again.
    pub async fn reopen_deliveries(&self, actor: &Actor, id: ProjectId) -> Result<(), CrowdfundingError> {
        self.set_deliveries(actor, id, Answers::Open).await
    }

    async fn set_deliveries(&self, actor: &Actor, id: ProjectId, answers: Answers) -> Result<(), CrowdfundingError> {
        let account_id = actor.require_account()?;
        let mut tx = self.db().begin(actor).await?;
        let found = project::store::lock(tx.conn(), id).await?;
        found.filter(|project| project.account_id == account_id).ok_or(CrowdfundingError::NotFound)?;
        if !store::succeeded(&mut tx, id).await? {
            return Err(CrowdfundingError::WrongState);
        }
        store::set_closed(&mut tx, id, answers == Answers::Closed).await?;
        tx.audit("crowdfunding.deliveries", id, serde_json::json!({ "closed": answers == Answers::Closed })).await?;
        Ok(tx.commit().await?)
    }

    /// What these pledges answered, when this person may read it: the creator of a project that succeeded.
    pub(crate) async fn readable_deliveries(
        &self,
        actor: &Actor,
        owner: AccountId,
        (id, pledges): (ProjectId, &[PledgeId]),
    ) -> Result<Vec<(PledgeId, Delivery)>, CrowdfundingError> {
        let readable = queries::progress(self.db().pool(), id).await?.is_some_and(|progress| progress.is_readable);
        if !actor.is(owner) || !readable {
            return Ok(Vec::new());
        }
        let sealed = queries::sealed_of(self.db().pool(), pledges).await?;
        sealed.into_iter().map(|(id, sealed)| Ok((id, self.unseal(id, &sealed)?))).collect()
    }

    /// An account is gone: so is where its things were to go.
    pub(crate) async fn forget_deliveries(&self, account_id: AccountId) -> Result<(), CrowdfundingError> {
        let mut tx = self.db().begin(&Actor::system("crowdfunding")).await?;
        store::erase_of(&mut tx, account_id).await?;
        Ok(tx.commit().await?)
    }
}

/// Whether answers change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Answers {
    Open,
    Closed,
}
