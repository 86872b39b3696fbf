//! Disbursements: money that is to reach somebody, by as many tries as it takes, one at a time, never two that may both arrive.
//!
//! Before a provider is asked, the amount is reserved in the ledger; a success posts the reservation, a refusal voids it, and
//! anything else leaves it: what is unknown may have left.

mod claim;
mod model;
mod refund;
pub(crate) mod store;
mod view;

use contracts::payments::{DisbursementId, DisbursementUnclaimed, Purpose};
use jiff::{SignedDuration, Timestamp};
use kernel::Money;
use ledger::{AccountCode, AccountKey, Cause, Journal, JournalId, JournalKind, Transfer};
use platform::{Tx, jobs::Enqueue};

pub use self::model::{Destination, DisbursementKind, DisbursementState};
pub use self::view::DisbursementView;
use crate::{
    Charge, Payments, PaymentsError, ProviderName, Rail,
    attempt::{self, AttemptId, AttemptKind, Parent},
    jobs::DisburseJob,
    provider::Advice,
};

/// How often a disbursement is tried before a person has to help.
const TRIES: i16 = 4;

/// How long our own troubles and the provider's take no try away.
const PATIENCE: SignedDuration = SignedDuration::from_hours(24 * 30);

/// The word under which disbursements cause journals.
const CAUSE: &str = "disbursement";

/// Money to be sent.
#[derive(Debug, Clone)]
pub struct NewDisbursement {
    /// Made by the caller.
    pub id: DisbursementId,
    /// What it is.
    pub kind: DisbursementKind,
    /// What for.
    pub purpose: Purpose,
    /// How much.
    pub amount: Money,
    /// The account of the ledger that owes it.
    pub debit: AccountKey,
    /// Of a refund: the attempt whose money goes back, at most once.
    pub collected_by: Option<AttemptId>,
    /// Where it goes.
    pub destination: Destination,
}

/// A disbursement as it is stored.
#[derive(Debug, Clone)]
pub(crate) struct Disbursement {
    pub(crate) id: DisbursementId,
    pub(crate) kind: DisbursementKind,
    pub(crate) purpose: Purpose,
    pub(crate) amount: Money,
    pub(crate) debit: AccountKey,
    pub(crate) collected_by: Option<AttemptId>,
    pub(crate) rail: Rail,
    pub(crate) country: String,
    pub(crate) party_sealed: Option<Vec<u8>>,
    pub(crate) state: DisbursementState,
    pub(crate) attempts_left: i16,
    /// Its owner said where it goes: no provider of its collection is asked.
    pub(crate) is_claimed: bool,
    /// Since when it is tried.
    pub(crate) since: Timestamp,
}

/// A try that is prepared.
struct Plan {
    kind: AttemptKind,
    provider: ProviderName,
    refunds: Option<AttemptId>,
    /// What the provider is asked to send.
    charge: Charge,
}

impl Payments {
    /// Sends money, in the caller's transaction: the first try begins once that commits. Who may is decided by the caller.
    pub async fn open_disbursement_in(&self, tx: &mut Tx, new: &NewDisbursement) -> Result<(), PaymentsError> {
        if !new.amount.is_positive() || new.amount.currency != new.debit.currency() {
            return Err(PaymentsError::Bug("a disbursement of nothing, or from an account of another currency"));
        }
        let new = &self.reachable(new)?;
        let party = new.destination.party.as_deref();
        let sealed = party.map(|party| self.seal(new.id.as_uuid(), party)).transpose()?;
        store::insert(tx, new, sealed.as_deref(), TRIES).await.map_err(|error| match error.constraint() {
            Some("disbursements_once") => PaymentsError::Refunded,
            _ => error.into(),
        })?;
        self.enqueue_disburse(tx, new.id, SignedDuration::ZERO).await
    }

    /// Where a payout goes can be reached: a wallet's number or an account that can exist, and somebody who carries it. A refund goes
    /// where it came from.
    fn reachable(&self, new: &NewDisbursement) -> Result<NewDisbursement, PaymentsError> {
        let mut new = new.clone();
        if new.kind == DisbursementKind::Refund {
            return Ok(new);
        }
        new.destination = match new.destination.rail {
            Rail::Bank => self.account(&new.destination, new.amount.currency)?,
            _ => self.wallet(&new.destination, new.amount.currency)?,
        };
        Ok(new)
    }

    /// Whether a payout waits for another destination: no rail took it, and nothing of it is on its way.
    pub async fn needs_destination_in(&self, tx: &mut Tx, id: DisbursementId) -> Result<bool, PaymentsError> {
        Ok(store::lock(tx.conn(), id).await?.state == DisbursementState::RequiresAction)
    }

    /// Where a disbursement goes or went, so that another one may go there; none where it went back, or cannot be opened any more. Who may
    /// know is decided by the caller.
    pub async fn destination_in(&self, tx: &mut Tx, id: DisbursementId) -> Result<Option<Destination>, PaymentsError> {
        let row = store::lock(tx.conn(), id).await?;
        let party = row.party_sealed.and_then(|sealed| self.unseal(id.as_uuid(), &sealed).ok());
        Ok(party.map(|party| Destination { rail: row.rail, country: row.country, party: Some(party) }))
    }

    /// Begins the next try of a disbursement, if none is open.
    pub(crate) async fn disburse(&self, id: DisbursementId) -> Result<(), PaymentsError> {
        self.require_next_provider(id).await?;
        let mut tx = self.begin().await?;
        let out = store::lock(tx.conn(), id).await?;
        if out.state != DisbursementState::Processing || store::has_open_attempt(tx.conn(), id).await? {
            return Ok(());
        }
        let Some(plan) = self.plan(&mut tx, &out).await? else {
            let journals = self.give_up(&mut tx, &out).await?;
            self.ledger().post_all_in(&mut tx, &journals).await?;
            return Ok(tx.commit().await?);
        };
        let attempt_id = AttemptId::generate();
        let party = out.party_sealed.as_deref().map(|sealed| self.unseal(id.as_uuid(), sealed)).transpose()?;
        let sealed = party.map(|party| self.seal(attempt_id.as_uuid(), &party)).transpose()?;
        let new = attempt::store::NewAttempt {
            id: attempt_id,
            parent: Parent::Disbursement(id),
            kind: plan.kind,
            rail: out.rail,
            provider: plan.provider,
            amount: plan.charge.amount,
            exchange: plan.charge.exchange.as_ref(),
            country: &out.country,
            party_sealed: sealed.as_deref(),
            party_hash: None,
            address_hash: None,
            refunds: plan.refunds,
            charges: None,
        };
        attempt::store::insert(&mut tx, &new).await?;
        store::count_try(&mut tx, id).await?;
        self.enqueue_send(&mut tx, attempt_id).await?;
        let journal = reserve(&tx, &out, attempt_id, &plan)?;
        self.ledger().post_in(&mut tx, &journal).await?;
        tx.commit().await?;
        self.send(attempt_id).await
    }

    /// Nothing is written down for a provider whom we cannot reach: looked at first, outside of the transaction that follows.
    async fn require_next_provider(&self, id: DisbursementId) -> Result<(), PaymentsError> {
        let mut tx = self.begin().await?;
        let out = store::lock(tx.conn(), id).await?;
        let plan = self.plan(&mut tx, &out).await?;
        drop(tx);
        match plan {
            Some(plan) => self.provider(plan.provider).await.map(drop),
            None => Ok(()),
        }
    }

    /// The next try: a refund first by who collected it, then any provider of the same rail.
    async fn plan(&self, tx: &mut Tx, out: &Disbursement) -> Result<Option<Plan>, PaymentsError> {
        if out.attempts_left == 0 {
            return Ok(None);
        }
        let tried = store::count_attempts(tx.conn(), out.id).await?;
        if let Some(collected_by) = out.collected_by.filter(|_| !out.is_claimed) {
            let collected = attempt::store::lock(tx.conn(), collected_by).await?;
            if tried < 2 || !out.rail.is_wallet() {
                let (refunds, provider) = (Some(collected.id), collected.provider);
                let charge = refund::given_back(&out.amount, collected);
                return Ok(Some(Plan { kind: AttemptKind::Refund, provider, refunds, charge }));
            }
        }
        let mut routes = self.config().routes_of(out.rail, &out.country, out.amount.currency);
        routes.retain(|route| route.charges(out.amount.currency) == out.amount.currency);
        // Whoever was not tried comes first.
        let known = store::tried_providers(tx.conn(), out.id).await?;
        routes.sort_by_key(|route| known.iter().filter(|word| *word == route.provider.as_str()).count());
        let provider = routes.first().map(|route| route.provider);
        let charge = Charge { amount: out.amount, exchange: None };
        Ok(provider.map(|provider| Plan { kind: AttemptKind::Payout, provider, refunds: None, charge }))
    }

    /// After a try that failed: another one later, or none.
    pub(crate) async fn go_on(&self, tx: &mut Tx, id: DisbursementId, advice: Advice) -> Result<Vec<Journal>, PaymentsError> {
        let out = store::lock(tx.conn(), id).await?;
        if advice == Advice::Stop {
            return self.give_up(tx, &out).await;
        }
        let tried = TRIES - out.attempts_left;
        let pause = match advice {
            // Our keys or the provider are at fault, not whom it is for: that takes nothing away, for a month.
            Advice::Alert | Advice::Retry if tx.now().duration_since(out.since) < PATIENCE => {
                store::give_try_back(tx, id).await?;
                SignedDuration::from_hours(1)
            }
            _ if out.attempts_left == 0 => return self.give_up(tx, &out).await,
            Advice::SwitchRail => SignedDuration::from_mins(1),
            // What failed for a reason fails again at once: a minute, then hours.
            _ if tried <= 1 => SignedDuration::from_mins(1),
            _ => SignedDuration::from_hours(i64::from(tried) * 6),
        };
        self.enqueue_disburse(tx, id, pause).await?;
        Ok(Vec::new())
    }

    /// No rail takes it: a refund is kept for its owner, a payout stays owed.
    async fn give_up(&self, tx: &mut Tx, out: &Disbursement) -> Result<Vec<Journal>, PaymentsError> {
        if out.kind == DisbursementKind::Payout {
            store::set_state(tx, out.id, DisbursementState::RequiresAction).await?;
            return Ok(Vec::new());
        }
        store::set_state(tx, out.id, DisbursementState::Unclaimed).await?;
        let (disbursement_id, purpose) = (out.id, out.purpose.clone());
        tx.emit(&DisbursementUnclaimed { disbursement_id, purpose, amount: out.amount }).await?;
        let kept = AccountKey::ours(AccountCode::UnclaimedRefunds, out.amount.currency)?;
        let cause = Cause { kind: CAUSE, id: out.id.as_uuid() };
        let journal = Journal::new(JournalId::generate(), JournalKind("refund-unclaimed"), cause, tx.now());
        Ok(vec![journal.moving(out.debit.clone(), kept, out.amount)])
    }

    async fn enqueue_disburse(&self, tx: &mut Tx, id: DisbursementId, pause: SignedDuration) -> Result<(), PaymentsError> {
        let run_at = Some(tx.now() + pause);
        let options = Enqueue { unique_key: Some(id.to_string()), run_at, ..Enqueue::default() };
        Ok(tx.enqueue(&DisburseJob { disbursement_id: id }, options).await?)
    }
}

/// The amount is spoken for until the provider has decided.
fn reserve(tx: &Tx, out: &Disbursement, attempt_id: AttemptId, plan: &Plan) -> Result<Journal, PaymentsError> {
    let credit = AccountKey::of_provider(AccountCode::PayoutClearing, plan.provider.as_str(), plan.charge.amount.currency)?;
    let moved = plan.charge.movements(&out.debit, &credit)?;
    let cause = Cause { kind: attempt::CAUSE, id: attempt_id.as_uuid() };
    let journal = Journal::new(JournalId::from_uuid(attempt_id.as_uuid()), JournalKind("payment-reserved"), cause, tx.now());
    Ok(moved.into_iter().map(|movement| Transfer::Pending { movement, timeout_at: None }).fold(journal, Journal::with))
}
