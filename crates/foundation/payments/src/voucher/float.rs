//! What agents hold: caps, floats, acceptances, deposits.
//!
//! The float is an account of the ledger, never above zero and never below the cap: what is not there cannot be deposited.

use jiff::Timestamp;
use kernel::{AccountId, Actor, Currency, FieldError, Id, Money, Page, PageRequest, Permission};
use ledger::{AccountCode, AccountKey, Bounds, Cause, Journal, JournalId, JournalKind, LedgerError, Refused};
use serde::Serialize;

use super::{queries, store};
use crate::{Payments, PaymentsError, ProviderName, attempt::AttemptId};

/// Marks the ids of deposits.
#[derive(Debug)]
pub struct DepositMark;
/// The id of a deposit, and of its journal.
pub type DepositId = Id<DepositMark>;

/// The word under which deposits cause journals.
const CAUSE: &str = "agent-deposit";

/// What an agent holds in one currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Float {
    /// The most.
    pub cap: Money,
    /// Taken and not deposited.
    pub held: Money,
    /// What may still be taken.
    pub left: Money,
}

/// An agent in one currency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AgentView {
    /// The account.
    pub agent_id: AccountId,
    /// What the agent holds.
    #[serde(flatten)]
    pub float: Float,
    /// When the agent last took cash.
    pub last_at: Option<Timestamp>,
}

/// A voucher that an agent took.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AcceptanceView {
    /// The voucher.
    pub voucher_id: AttemptId,
    /// What stands on the payer's receipt.
    pub reference: String,
    /// How much.
    pub amount: Money,
    /// When the cash was handed over, as the agent's device said.
    pub taken_at: Timestamp,
    /// When it was booked.
    pub accepted_at: Timestamp,
}

/// Cash that an agent brought to the bank.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DepositView {
    /// The deposit.
    pub id: DepositId,
    /// How much.
    pub amount: Money,
    /// The bank's reference.
    pub reference: String,
    /// What whoever booked it wrote.
    pub reason: String,
    /// When it was booked.
    pub booked_at: Timestamp,
}

/// A deposit to be booked.
#[derive(Debug, Clone)]
pub struct NewDeposit {
    /// Made by the caller and kept: the same deposit sent twice is one.
    pub id: DepositId,
    /// Whose.
    pub agent_id: AccountId,
    /// How much.
    pub amount: Money,
    /// The bank's reference: one slip is booked once.
    pub reference: String,
    /// Why, for whoever reads it later.
    pub reason: String,
}

impl Payments {
    /// Sets how much cash an agent may hold. Refused below what the agent holds already.
    pub async fn set_agent_cap(&self, actor: &Actor, agent_id: AccountId, cap: Money) -> Result<(), PaymentsError> {
        actor.require(Permission::PaymentManage)?;
        if !(0..=CAP_MAX_MINOR).contains(&cap.amount_minor) {
            return Err(PaymentsError::Invalid(vec![FieldError::new("cap", "payments-cap-range")]));
        }
        let mut tx = self.db().begin(actor).await?;
        store::put_cap(&mut tx, agent_id, cap).await?;
        let details = serde_json::json!({ "cap_minor": cap.amount_minor, "currency": cap.currency.code() });
        tx.audit("payments.set-agent-cap", agent_id, details).await?;
        let bounds = Bounds { floor_minor: Some(-cap.amount_minor), ceiling_minor: Some(0) };
        let key = account(agent_id, cap.currency)?;
        self.ledger().set_bounds(&mut tx, &key, bounds).await.map_err(|error| match error {
            LedgerError::Refused(Refused::Overdrawn(_)) => {
                PaymentsError::Invalid(vec![FieldError::new("cap", "payments-cap-below-float")])
            }
            error => error.into(),
        })?;
        Ok(tx.commit().await?)
    }

    /// Books cash that an agent brought to the bank: no more than the agent holds. The same deposit again changes nothing.
    pub async fn book_deposit(&self, actor: &Actor, new: &NewDeposit) -> Result<(), PaymentsError> {
        actor.require(Permission::PaymentManage)?;
        let new = &checked(new)?;
        let wrong = |field, code| PaymentsError::Invalid(vec![FieldError::new(field, code)]);
        let mut tx = self.db().begin(actor).await?;
        let inserted = store::insert_deposit(&mut tx, new).await.map_err(|error| match error.constraint() {
            Some("agent_deposits_reference") => wrong("reference", "payments-deposit-known"),
            _ => error.into(),
        })?;
        if !inserted {
            let same = store::is_deposit(tx.conn(), new).await?;
            return if same { Ok(()) } else { Err(wrong("reference", "payments-deposit-known")) };
        }
        let details = serde_json::json!({
            "deposit": new.id, "amount_minor": new.amount.amount_minor, "currency": new.amount.currency.code(),
            "reference": new.reference, "reason": new.reason,
        });
        tx.audit("payments.book-deposit", new.agent_id, details).await?;
        let bank = AccountKey::of_provider(AccountCode::Cash, ProviderName::Agency.as_str(), new.amount.currency)?;
        let cause = Cause { kind: CAUSE, id: new.id.as_uuid() };
        let journal = Journal::new(JournalId::from_uuid(new.id.as_uuid()), JournalKind("agent-deposited"), cause, tx.now());
        let journal = journal.moving(bank, account(new.agent_id, new.amount.currency)?, new.amount);
        self.ledger().post_in(&mut tx, &journal).await.map_err(|error| match error {
            LedgerError::Refused(Refused::AboveCeiling(_)) => wrong("amount", "payments-deposit-too-much"),
            error => error.into(),
        })?;
        Ok(tx.commit().await?)
    }

    /// Every agent who has a cap, at most a thousand, with what each holds.
    pub async fn agents(&self, actor: &Actor) -> Result<Vec<AgentView>, PaymentsError> {
        actor.require(Permission::PaymentManage)?;
        self.agent_views(None).await
    }

    /// What this agent holds and may still take, by currency. For the agent, and for whoever looks after payments.
    pub async fn agent(&self, actor: &Actor, agent_id: AccountId) -> Result<Vec<AgentView>, PaymentsError> {
        require_agent(actor, agent_id)?;
        self.agent_views(Some(agent_id)).await
    }

    /// What this agent accepted, the newest first; a page. For the agent, and for whoever looks after payments.
    pub async fn acceptances(
        &self,
        actor: &Actor,
        agent_id: AccountId,
        page: &PageRequest,
    ) -> Result<Page<AcceptanceView>, PaymentsError> {
        require_agent(actor, agent_id)?;
        let rows = queries::acceptances(self.db().pool(), agent_id, page.after_key()?, i64::from(page.limit()) + 1).await?;
        Ok(Page::from_rows(rows, page, |row| (row.accepted_at, row.voucher_id.as_uuid())))
    }

    /// What this agent deposited, the newest first; a page. For the agent, and for whoever looks after payments.
    pub async fn deposits(
        &self,
        actor: &Actor,
        agent_id: AccountId,
        page: &PageRequest,
    ) -> Result<Page<DepositView>, PaymentsError> {
        require_agent(actor, agent_id)?;
        let rows = queries::deposits(self.db().pool(), agent_id, page.after_key()?, i64::from(page.limit()) + 1).await?;
        Ok(Page::from_rows(rows, page, |row| (row.booked_at, row.id.as_uuid())))
    }

    /// What an agent holds in one currency; nothing and no more for one without a cap.
    pub(super) async fn float(&self, agent_id: AccountId, currency: Currency) -> Result<Float, PaymentsError> {
        let views = self.agent_views(Some(agent_id)).await?;
        let nothing = Money::zero(currency);
        let found = views.iter().find(|view| view.float.cap.currency == currency);
        Ok(found.map_or(Float { cap: nothing, held: nothing, left: nothing }, |view| view.float))
    }

    async fn agent_views(&self, agent_id: Option<AccountId>) -> Result<Vec<AgentView>, PaymentsError> {
        let caps = queries::caps(self.db().pool(), agent_id).await?;
        let keys = caps.iter().map(|cap| account(cap.agent_id, cap.cap.currency)).collect::<Result<Vec<_>, _>>()?;
        let balances = self.ledger().balances(&keys).await?;
        let views = caps.into_iter().zip(balances).map(|(known, balance)| {
            let currency = known.cap.currency;
            let held = balance.posted.amount_minor.saturating_neg();
            let left = (known.cap.amount_minor - held).max(0);
            let float = Float { cap: known.cap, held: Money::new(held, currency), left: Money::new(left, currency) };
            AgentView { agent_id: known.agent_id, float, last_at: known.last_at }
        });
        Ok(views.collect())
    }
}

/// The largest cap, in minor units.
const CAP_MAX_MINOR: i64 = 1_000_000_000_000;

fn account(agent_id: AccountId, currency: Currency) -> Result<AccountKey, PaymentsError> {
    Ok(AccountKey::of(AccountCode::AgentFloat, agent_id.as_uuid(), currency)?)
}

fn require_agent(actor: &Actor, agent_id: AccountId) -> Result<(), PaymentsError> {
    let own = actor.is(agent_id) && actor.may(Permission::CashCollect);
    if own { Ok(()) } else { Ok(actor.require(Permission::PaymentManage)?) }
}

fn checked(new: &NewDeposit) -> Result<NewDeposit, PaymentsError> {
    let new = NewDeposit { reference: new.reference.trim().to_owned(), reason: new.reason.trim().to_owned(), ..new.clone() };
    let mut wrong = Vec::new();
    if !new.amount.is_positive() || new.amount.amount_minor > CAP_MAX_MINOR {
        wrong.push(FieldError::new("amount", "payments-deposit-amount"));
    }
    if !(1..=100).contains(&new.reference.chars().count()) {
        wrong.push(FieldError::new("reference", "payments-deposit-reference"));
    }
    if !(3..=500).contains(&new.reason.chars().count()) {
        wrong.push(FieldError::new("reason", "payments-reason-length"));
    }
    if wrong.is_empty() { Ok(new) } else { Err(PaymentsError::Invalid(wrong)) }
}
