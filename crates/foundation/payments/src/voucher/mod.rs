//! Vouchers: cash that an agent takes for a payment, by a signed code that can be checked without network.
//!
//! Single use: the first agent who sends a voucher has it, and the same agent gets the same answer again. What an agent holds is
//! a debit of the agent's float in the ledger, whose floor is the agent's cap: beyond it nothing is accepted until cash was
//! deposited. A voucher that was taken in time and sent later counts as long as its payment waits.

mod error;
mod float;
mod model;
pub(crate) mod queries;
mod sign;
mod store;

use contracts::payments::{IntentId, Purpose};
use jiff::Timestamp;
use kernel::{AccountId, Actor, Money, Permission};
use ledger::{AccountCode, AccountKey, LedgerError, Refused};
use platform::Tx;
use serde::Serialize;

pub(crate) use self::sign::Signer;
pub use self::{
    error::VoucherError,
    float::{AcceptanceView, AgentView, DepositId, DepositMark, DepositView, Float, NewDeposit},
    sign::VoucherKey,
};
use self::{model::Case, sign::Token};
use crate::{
    IntentView, Payments, PaymentsError, ProviderName,
    attempt::{self, Attempt, AttemptId, Decision, Parent, Source, short},
    intent::{self, Intent},
    provider::{Advice, Done, Observed, Refusal},
};

/// What the payer shows to an agent.
#[derive(Debug, Clone, Serialize)]
pub struct Voucher {
    /// The try that it pays.
    pub id: AttemptId,
    /// What stands in the QR code, signed.
    pub token: String,
    /// What an agent types who cannot scan, in two groups.
    pub code: String,
    /// How much cash.
    pub amount: Money,
    /// Until when the cash may be handed over.
    pub expires_at: Timestamp,
}

/// What an agent has in hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Presented {
    /// The text of the QR code.
    Token(String),
    /// The short code, as it was typed.
    Code(String),
}

impl Presented {
    /// Whichever it is.
    pub fn read(text: &str) -> Self {
        let text = text.trim();
        if text.starts_with(sign::PREFIX) { Self::Token(text.to_owned()) } else { Self::Code(text.to_owned()) }
    }
}

/// Cash was taken.
#[derive(Debug, Clone)]
pub struct AcceptVoucher {
    /// For which voucher.
    pub presented: Presented,
    /// When, if it was before now: the agent had no network.
    pub taken_at: Option<Timestamp>,
}

/// The cash is in the books.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Acceptance {
    /// The voucher.
    pub voucher_id: AttemptId,
    /// What stands on the payer's receipt.
    pub reference: String,
    /// How much.
    pub amount: Money,
    /// When it was booked, the first time.
    pub accepted_at: Timestamp,
}

/// A voucher as an agent sees it before taking cash.
#[derive(Debug, Clone, Serialize)]
pub struct VoucherView {
    /// The voucher.
    pub id: AttemptId,
    /// Its payment.
    pub intent_id: IntentId,
    /// What for.
    pub purpose: Purpose,
    /// How much cash.
    pub amount: Money,
    /// Until when.
    pub expires_at: Timestamp,
    /// Whether cash may be taken.
    pub standing: VoucherStanding,
}

/// Whether cash may be taken for a voucher.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum VoucherStanding {
    /// It may.
    Open,
    /// This agent took it already.
    Accepted(Timestamp),
    /// It may not, for this reason.
    #[serde(skip)]
    Refused(VoucherError),
}

/// A voucher with what it belongs to, locked.
struct Held {
    attempt: Attempt,
    intent: Intent,
    row: store::Row,
}

impl Held {
    const fn case(&self) -> Case {
        Case {
            attempt: self.attempt.state,
            intent: self.intent.state,
            created_at: self.attempt.created_at,
            expires_at: self.row.expires_at,
        }
    }

    fn acceptance(&self, accepted_at: Timestamp) -> Acceptance {
        let (id, amount) = (self.attempt.id, self.attempt.amount);
        Acceptance { voucher_id: id, reference: short(id), amount, accepted_at }
    }

    /// What is said of a voucher that was taken: its agent has it, nobody else.
    fn taken(&self, agent_id: AccountId) -> Option<Result<Timestamp, VoucherError>> {
        let (by, at) = self.row.accepted?;
        Some(if by == agent_id { Ok(at) } else { Err(VoucherError::Taken) })
    }
}

impl Payments {
    /// The key by which agents' devices check vouchers without network.
    pub fn voucher_key(&self) -> VoucherKey {
        self.signer().public()
    }

    /// The voucher of the try in cash that is on its way, for its payer; none when there is none. `what` says in a few words what
    /// is paid for.
    pub async fn voucher(&self, actor: &Actor, id: IntentId, key: &str, what: &str) -> Result<Option<Voucher>, PaymentsError> {
        let view = self.intent(actor, id, key).await?;
        let is_cash = |try_: &&crate::AttemptView| try_.provider == ProviderName::Agency && try_.state.is_open();
        let Some(open) = view.latest().filter(is_cash) else { return Ok(None) };
        let Some(row) = queries::find(self.db().pool(), open.id).await? else { return Ok(None) };
        let token = Token { id: open.id, amount: open.amount, expires_at: row.expires_at, what: what.to_owned() };
        Ok(Some(Voucher {
            id: open.id,
            token: self.signer().sign(&token),
            code: model::grouped(&row.code),
            amount: open.amount,
            expires_at: row.expires_at,
        }))
    }

    /// The payer wants to pay another way. Cash that an agent took meanwhile is accepted until the payer does.
    pub async fn give_up_voucher(&self, actor: &Actor, id: IntentId, key: &str) -> Result<IntentView, PaymentsError> {
        let view = self.intent(actor, id, key).await?;
        let Some(open) = view.latest().filter(|open| open.provider == ProviderName::Agency) else { return Ok(view) };
        let mut tx = self.begin().await?;
        let attempt = self.lock(&mut tx, open.id).await?;
        if attempt.state.is_open() {
            let detail = "given up by the payer".to_owned();
            let refusal = Refusal { code: "payment-voucher-given-up", detail, advice: Advice::SwitchRail };
            self.apply(tx, &attempt, Decision::Fail(refusal), Source::Request).await?;
        }
        self.intent(actor, id, key).await
    }

    /// A voucher before cash is taken for it. For agents.
    pub async fn find_voucher(&self, actor: &Actor, presented: &Presented) -> Result<VoucherView, PaymentsError> {
        actor.require(Permission::CashCollect)?;
        let agent_id = actor.require_account()?;
        let mut tx = self.begin().await?;
        let held = self.hold_voucher(&mut tx, presented).await?;
        let now = tx.now();
        drop(tx);
        let amount = held.attempt.amount;
        let standing = match (held.taken(agent_id), held.case().refusal(None, now)) {
            (Some(Ok(at)), _) => VoucherStanding::Accepted(at),
            (Some(Err(refusal)), _) | (None, Some(refusal)) => VoucherStanding::Refused(refusal),
            (None, None) if self.float(agent_id, amount.currency).await?.left.amount_minor < amount.amount_minor => {
                VoucherStanding::Refused(VoucherError::OverCap)
            }
            (None, None) => VoucherStanding::Open,
        };
        let Held { intent, row, .. } = held;
        Ok(VoucherView {
            id: row.attempt_id,
            intent_id: intent.id,
            purpose: intent.purpose,
            amount,
            expires_at: row.expires_at,
            standing,
        })
    }

    /// Books the cash that an agent took for a voucher, once: the payment succeeds. The same agent gets the first answer again.
    pub async fn accept_voucher(&self, actor: &Actor, command: &AcceptVoucher) -> Result<Acceptance, PaymentsError> {
        actor.require(Permission::CashCollect)?;
        let agent_id = actor.require_account()?;
        let mut tx = self.db().begin(actor).await?;
        let held = self.hold_voucher(&mut tx, &command.presented).await?;
        if let Some(taken) = held.taken(agent_id) {
            return Ok(held.acceptance(taken?));
        }
        let now = tx.now();
        if let Some(refusal) = held.case().refusal(command.taken_at, now) {
            return Err(refusal.into());
        }
        let taken_at = held.case().taken_at(command.taken_at, now);
        let (id, amount) = (held.attempt.id, held.attempt.amount);
        let accepted_at = store::set_accepted(&mut tx, id, agent_id, taken_at).await?;
        let details = serde_json::json!({ "amount_minor": amount.amount_minor, "currency": amount.currency.code() });
        tx.audit("payments.accept-voucher", id, details).await?;
        let done = Done { amount: Some(amount), reference: Some(id.to_string()), provider_ref: None };
        let decision = held.attempt.standing().decide(Ok(Observed::Done(done)), now);
        self.apply(tx, &held.attempt, decision, Source::Agent).await.map_err(over_cap)?;
        Ok(held.acceptance(accepted_at))
    }

    /// Writes the voucher of a new try down.
    pub(crate) async fn write_voucher(&self, tx: &mut Tx, id: AttemptId, expires_at: Timestamp) -> Result<(), PaymentsError> {
        for _ in 0..CODES {
            let code = model::new_code(self.db().rng().bytes());
            if store::insert(tx, id, &code, expires_at).await? {
                return Ok(());
            }
        }
        Err(PaymentsError::Bug("no code was free"))
    }

    /// The voucher that somebody shows, with its payment locked. What it says must be what we wrote down.
    async fn hold_voucher(&self, tx: &mut Tx, presented: &Presented) -> Result<Held, PaymentsError> {
        let (id, said) = match presented {
            Presented::Token(text) => {
                let token = self.signer().open(text)?;
                (token.id, Some(token.amount))
            }
            Presented::Code(typed) => {
                let code = model::read_code(typed).ok_or(VoucherError::NotFound)?;
                (store::find_by_code(tx.conn(), &code).await?.ok_or(VoucherError::NotFound)?, None)
            }
        };
        let Some(Parent::Intent(intent_id)) = attempt::store::find_parent(tx.conn(), id).await? else {
            return Err(VoucherError::NotFound.into());
        };
        let attempt = self.lock(tx, id).await?;
        let intent = intent::store::lock(tx.conn(), intent_id).await?;
        let row = store::find(tx.conn(), id).await?.ok_or(VoucherError::NotFound)?;
        if said.is_some_and(|said| said != attempt.amount) {
            return Err(VoucherError::Forged.into());
        }
        Ok(Held { attempt, intent, row })
    }
}

/// How many codes are tried before one is free: one in a thousand thousand million is taken by each voucher.
const CODES: u8 = 5;

/// The account of the agent who took the cash of an attempt.
pub(crate) async fn float_of(tx: &mut Tx, attempt: &Attempt) -> Result<AccountKey, PaymentsError> {
    let row = store::find(tx.conn(), attempt.id).await?;
    let (agent_id, _) = row.and_then(|row| row.accepted).ok_or(PaymentsError::Bug("cash that no agent took"))?;
    Ok(AccountKey::of(AccountCode::AgentFloat, agent_id.as_uuid(), attempt.amount.currency)?)
}

/// The floor of the float is the agent's cap.
fn over_cap(error: PaymentsError) -> PaymentsError {
    match error {
        PaymentsError::Ledger(LedgerError::Refused(Refused::Overdrawn(key))) if key.code() == AccountCode::AgentFloat => {
            VoucherError::OverCap.into()
        }
        error => error,
    }
}
