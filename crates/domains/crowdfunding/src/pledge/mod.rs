//! Pledges: what somebody promises to a project, pays, takes back, or gets back.
//!
//! A pledge that is only promised holds its tier for an hour; it needs no account, and its payment's link is its key.

mod command;
mod lists;
mod queries;
pub(crate) mod store;
mod told;
mod view;

use contracts::{
    crowdfunding::{PledgeId, PledgePaid, ProjectId, TierId},
    payments::{IntentId, Purpose},
};
use jiff::{SignedDuration, Timestamp};
use kernel::{AccountId, Actor, FieldError, Money};
use ledger::{AccountCode, AccountKey, Cause, Journal, JournalId, JournalKind};
use payments::NewIntent;
use platform::Tx;
use serde::Serialize;
use uuid::Uuid;

pub(crate) use self::told::require_system;
pub use self::{
    command::MakePledge,
    lists::{Backer, PledgeLine, PledgeRow},
    told::Backing,
    view::PledgeView,
};
use crate::{
    Crowdfunding, CrowdfundingError, delivery, escrow,
    live::{tell, tell_of, tell_payer},
    project::ProjectState,
    proof::ask_for_head,
};

/// The word under which pledges are paid for and cause journals.
pub(crate) const PURPOSE: &str = "pledge";

/// How long a promise waits for its payment; a tier is held for less long.
const PROMISE: SignedDuration = SignedDuration::from_hours(24);
const PROMISE_OF_TIER: SignedDuration = SignedDuration::from_hours(1);

/// How long after a project's end one may be called for whose payer left their means.
const CALLABLE_FOR: SignedDuration = SignedDuration::from_hours(24 * 30);

/// Where a pledge stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PledgeState {
    /// Not paid yet.
    Promised,
    /// In the project's escrow, or the creator's.
    Paid,
    /// Never paid.
    Lapsed,
    /// Taken back before it was paid.
    Cancelled,
    /// On its way back.
    Refunding,
    /// Back.
    Refunded,
    /// No rail took it back: kept for its backer.
    Unclaimed,
}

impl PledgeState {
    /// Every state.
    pub const ALL: [Self; 7] =
        [Self::Promised, Self::Paid, Self::Lapsed, Self::Cancelled, Self::Refunding, Self::Refunded, Self::Unclaimed];

    /// The stored word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Promised => "promised",
            Self::Paid => "paid",
            Self::Lapsed => "lapsed",
            Self::Cancelled => "cancelled",
            Self::Refunding => "refunding",
            Self::Refunded => "refunded",
            Self::Unclaimed => "unclaimed",
        }
    }

    /// The state of a stored word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }

    /// Whether its money came, whatever became of it since.
    pub const fn was_paid(self) -> bool {
        matches!(self, Self::Paid | Self::Refunding | Self::Refunded | Self::Unclaimed)
    }
}

/// A pledge as it is stored.
#[derive(Debug, Clone)]
pub(crate) struct Pledge {
    pub(crate) id: PledgeId,
    pub(crate) project_id: ProjectId,
    pub(crate) tier_id: Option<TierId>,
    pub(crate) account_id: Option<AccountId>,
    pub(crate) amount: Money,
    pub(crate) state: PledgeState,
    pub(crate) intent_id: IntentId,
    pub(crate) refund_id: Option<Uuid>,
    pub(crate) paid_at: Option<Timestamp>,
}

impl Crowdfunding {
    /// Promises something to a project, and opens its payment. Anybody may.
    pub async fn pledge(&self, actor: &Actor, command: &MakePledge) -> Result<PledgeView, CrowdfundingError> {
        self.require_pledgeable(command)?;
        let mut tx = self.db().begin(actor).await?;
        store::hold(&mut tx, command.id).await?;
        if let Some(known) = store::lock(tx.conn(), command.id).await? {
            // The key goes to whoever made it, with the secret that only they have.
            let same = store::is_request(tx.conn(), command.id, &command.hash()).await?;
            return if same { Ok(self.view_of(&known)) } else { Err(CrowdfundingError::Changed) };
        }
        let deadline_at = open_until(&mut tx, command).await?;
        if let Some(tier_id) = command.tier_id {
            take_tier(&mut tx, command, tier_id).await?;
        }
        let promised = if command.tier_id.is_some() { PROMISE_OF_TIER } else { PROMISE };
        let new = NewIntent {
            id: IntentId::generate(),
            purpose: Purpose { kind: PURPOSE.into(), id: command.id.as_uuid() },
            amount: command.amount,
            credit: escrow(command.project_id, command.amount.currency)?,
            account_id: actor.account_id(),
            locale: actor.locale,
            expires_at: (tx.now() + promised).min(deadline_at),
            on_call_until: self.payments().collects_on_success().then(|| deadline_at + CALLABLE_FOR),
        };
        store::insert(&mut tx, command, actor.account_id(), new.id).await?;
        self.payments().open_intent_in(&mut tx, &new).await?;
        tell(&mut tx, command.project_id).await?;
        let pledge = store::lock(tx.conn(), command.id).await?.ok_or(CrowdfundingError::NotFound)?;
        tx.commit().await?;
        Ok(self.view_of(&pledge))
    }

    /// A pledge, for whoever holds the key of its payment, or made it signed in.
    pub async fn find_pledge(&self, actor: &Actor, id: PledgeId, key: &str) -> Result<PledgeView, CrowdfundingError> {
        let pledge = store::find(self.db().pool(), id).await?.filter(|pledge| self.is_holder(actor, pledge, key));
        pledge.map(|pledge| self.view_of(&pledge)).ok_or(CrowdfundingError::NotFound)
    }

    /// Takes a pledge back while the project is online: what was paid goes back whole, the tier is free again.
    pub async fn cancel_pledge(&self, actor: &Actor, id: PledgeId, key: &str) -> Result<PledgeView, CrowdfundingError> {
        let found = store::find(self.db().pool(), id).await?.filter(|pledge| self.is_holder(actor, pledge, key));
        let found = found.ok_or(CrowdfundingError::NotFound)?;
        // The project first, as everybody else.
        let mut tx = self.db().begin(actor).await?;
        let project = crate::campaign::store::share(tx.conn(), found.project_id).await?.ok_or(CrowdfundingError::NotFound)?;
        let pledge = store::lock(tx.conn(), id).await?.ok_or(CrowdfundingError::NotFound)?;
        if project.state != ProjectState::Online || project.deadline_at.is_none_or(|deadline_at| deadline_at <= tx.now()) {
            return Err(CrowdfundingError::Over);
        }
        let journal = match pledge.state {
            PledgeState::Promised => {
                self.payments().cancel_intent_in(&mut tx, pledge.intent_id).await?;
                store::set_state(&mut tx, id, PledgeState::Cancelled).await?;
                None
            }
            // What won the first round stays: the creator counts on it.
            PledgeState::Paid if project.first_won_at.is_some_and(|won| pledge.paid_at.is_none_or(|paid| paid <= won)) => {
                return Err(CrowdfundingError::Engaged);
            }
            PledgeState::Paid => {
                ask_for_head(&mut tx, found.project_id).await?;
                Some(self.take_back(&mut tx, &pledge).await?)
            }
            _ => return Err(CrowdfundingError::WrongState),
        };
        store::release_tier(&mut tx, &pledge).await?;
        tell_of(&mut tx, &pledge).await?;
        let changed = store::lock(tx.conn(), id).await?.ok_or(CrowdfundingError::NotFound)?;
        if let Some(journal) = journal {
            self.ledger().post_in(&mut tx, &journal).await?;
        }
        tx.commit().await?;
        Ok(self.view_of(&changed))
    }

    /// Out of the escrow, into what is owed back.
    async fn take_back(&self, tx: &mut Tx, pledge: &Pledge) -> Result<Journal, CrowdfundingError> {
        let owed = AccountKey::of(AccountCode::RefundPayable, pledge.project_id.as_uuid(), pledge.amount.currency)?;
        self.refund(tx, pledge, owed.clone()).await?;
        let cause = Cause { kind: PURPOSE, id: pledge.id.as_uuid() };
        let journal = Journal::new(JournalId::generate(), JournalKind("pledge-taken-back"), cause, tx.now());
        Ok(journal.moving(escrow(pledge.project_id, pledge.amount.currency)?, owed, pledge.amount))
    }

    /// Opens the refund of a paid pledge from the account that owes it; nothing is delivered for it any more.
    pub(crate) async fn refund(&self, tx: &mut Tx, pledge: &Pledge, owed: AccountKey) -> Result<(), CrowdfundingError> {
        let purpose = Purpose { kind: PURPOSE.into(), id: pledge.id.as_uuid() };
        let refund_id = self.payments().refund_intent_in(tx, pledge.intent_id, owed, purpose).await?;
        store::set_refunding(tx, pledge.id, refund_id).await?;
        delivery::store::erase(tx, pledge.id).await?;
        Ok(tell_payer(tx, pledge).await?)
    }

    /// Its payment succeeded. One that was given up before its payment came goes back.
    pub(crate) async fn pledge_paid(&self, tx: &mut Tx, id: PledgeId) -> Result<Option<Journal>, CrowdfundingError> {
        let Some(pledge) = store::lock(tx.conn(), id).await? else { return Ok(None) };
        tell_of(tx, &pledge).await?;
        match pledge.state {
            PledgeState::Promised => {
                store::set_paid(tx, id).await?;
                ask_for_head(tx, pledge.project_id).await?;
                tx.emit(&PledgePaid { pledge_id: id, project_id: pledge.project_id, amount: pledge.amount }).await?;
                Ok(None)
            }
            PledgeState::Lapsed | PledgeState::Cancelled => {
                store::set_paid(tx, id).await?;
                Ok(Some(self.take_back(tx, &pledge).await?))
            }
            PledgeState::Paid | PledgeState::Refunding | PledgeState::Refunded | PledgeState::Unclaimed => Ok(None),
        }
    }

    /// Its payment will not come any more.
    pub(crate) async fn pledge_lapsed(&self, tx: &mut Tx, id: PledgeId) -> Result<(), CrowdfundingError> {
        let Some(pledge) = store::lock(tx.conn(), id).await? else { return Ok(()) };
        if pledge.state == PledgeState::Promised {
            store::set_state(tx, id, PledgeState::Lapsed).await?;
            tell_of(tx, &pledge).await?;
            store::release_tier(tx, &pledge).await?;
        }
        Ok(())
    }

    fn is_holder(&self, actor: &Actor, pledge: &Pledge, key: &str) -> bool {
        let mine = pledge.account_id.is_some_and(|account_id| actor.is(account_id));
        mine || self.payments().is_key_of(pledge.intent_id, key)
    }

    fn require_pledgeable(&self, command: &MakePledge) -> Result<(), CrowdfundingError> {
        let mut wrong = Vec::new();
        let allowed = self.config().pledge_min_minor..=self.config().pledge_max_minor;
        if !allowed.contains(&command.amount.amount_minor) {
            wrong.push(FieldError::new("amount", "crowdfunding-pledge-amount"));
        }
        let no_text = |text: &Option<String>, most: usize| {
            text.as_ref().is_some_and(|text| text.chars().count() > most || text.chars().any(char::is_control))
        };
        let no_address = |email: &String| !email.contains('@') || !(3..=254).contains(&email.trim().len());
        for (field, is_wrong) in [
            ("name", no_text(&command.name, 120)),
            ("on_behalf_of", no_text(&command.on_behalf_of, 120)),
            ("email", no_text(&command.email, 254) || command.email.as_ref().is_some_and(no_address)),
            ("secret", command.secret.len() < 16 || command.secret.len() > 200),
        ] {
            if is_wrong {
                wrong.push(FieldError::new(field, "crowdfunding-pledge-field"));
            }
        }
        if wrong.is_empty() { Ok(()) } else { Err(CrowdfundingError::Invalid(wrong)) }
    }
}

/// Until when the project takes pledges; it does not end while this transaction runs.
async fn open_until(tx: &mut Tx, command: &MakePledge) -> Result<Timestamp, CrowdfundingError> {
    let project = crate::campaign::store::share(tx.conn(), command.project_id).await?.ok_or(CrowdfundingError::NotFound)?;
    if !project.state.is_public() {
        return Err(CrowdfundingError::NotFound);
    }
    if project.currency != command.amount.currency {
        return Err(CrowdfundingError::Invalid(vec![FieldError::new("currency", "crowdfunding-other-currency")]));
    }
    let deadline_at = project.deadline_at.filter(|deadline_at| project.state == ProjectState::Online && tx.now() < *deadline_at);
    deadline_at.ok_or(CrowdfundingError::Over)
}

async fn take_tier(tx: &mut Tx, command: &MakePledge, tier_id: TierId) -> Result<(), CrowdfundingError> {
    let amount_minor = store::tier_amount(tx, command.project_id, tier_id).await?.ok_or(CrowdfundingError::NotFound)?;
    if command.amount.amount_minor < amount_minor {
        return Err(CrowdfundingError::Invalid(vec![FieldError::new("amount", "crowdfunding-below-tier")]));
    }
    if store::take_tier(tx, tier_id).await? { Ok(()) } else { Err(CrowdfundingError::SoldOut) }
}
