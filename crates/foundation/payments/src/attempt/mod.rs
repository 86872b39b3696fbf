//! Attempts: one order to one provider, sent at most once, asked about until it is decided.
//!
//! The attempt is written down before the provider is asked, and marked as sent before the request leaves: whoever finds it in
//! that state asks what became of it and never sends it again. No request is made inside a transaction, and no second connection is
//! asked for while one is held: enough callers at once would wait for each other.

mod deciding;
mod model;
mod origin;
mod outcome;
pub(crate) mod queries;
mod rails;
mod row;
mod staff;
pub(crate) mod store;
#[cfg(test)]
mod tests;
mod velocity;

use jiff::{SignedDuration, Timestamp};
use kernel::{Actor, Id, Locale, Money};
use ledger::{AccountKey, JournalId, Movement, WrongOwner};
use platform::{Tx, jobs::Enqueue};

pub(crate) use self::model::{Decision, is_waited_for};
use self::model::{Standing, pause};
pub use self::{
    model::{AttemptKind, AttemptState},
    rails::{FailureView, RailView},
    staff::{ConflictedView, StuckView},
};
pub(crate) use self::{
    origin::{Parent, Source},
    outcome::CAUSE,
    staff::required,
    velocity::{Trier, require_slow},
};
use crate::{
    Charge, Exchange, Payments, PaymentsError, ProviderName, Rail,
    jobs::{CheckAttemptJob, SendAttemptJob},
    provider::{Accepted, Known, Observed, Order, ProviderError, Sent},
};

/// Marks the ids of attempts.
#[derive(Debug)]
pub struct AttemptMark;
/// The id of an attempt: our reference at the provider.
pub type AttemptId = Id<AttemptMark>;

/// An attempt as it is stored.
#[derive(Debug, Clone)]
pub(crate) struct Attempt {
    pub(crate) id: AttemptId,
    pub(crate) parent: Parent,
    pub(crate) kind: AttemptKind,
    pub(crate) rail: Rail,
    pub(crate) provider: ProviderName,
    pub(crate) state: AttemptState,
    /// What the provider is asked for.
    pub(crate) amount: Money,
    /// What that is charged for, if it is priced in another currency.
    pub(crate) exchange: Option<Exchange>,
    pub(crate) country: String,
    pub(crate) party_sealed: Option<Vec<u8>>,
    pub(crate) provider_ref: Option<String>,
    pub(crate) refunds: Option<AttemptId>,
    /// The attempt that kept the means by which it collects while the payer is away.
    pub(crate) charges: Option<AttemptId>,
    /// The journal of what it did; that of a reservation before it has the attempt's own id.
    pub(crate) journal_id: JournalId,
    /// What of it is in the ledger.
    pub(crate) booked_minor: i64,
    /// Of an integrity failure: what the provider says it took.
    pub(crate) received_minor: Option<i64>,
    pub(crate) checks: i16,
    pub(crate) created_at: Timestamp,
    pub(crate) sent_at: Option<Timestamp>,
}

impl Attempt {
    /// How much it is to whoever asked for it: in the currency of the price.
    pub(crate) fn priced(&self) -> Money {
        self.exchange.as_ref().map_or(self.amount, |exchange| exchange.priced)
    }

    /// What it moves between a provider's account and one of ours: one movement, or the two ends of an exchange.
    pub(crate) fn movements(&self, debit: &AccountKey, credit: &AccountKey) -> Result<Vec<Movement>, WrongOwner> {
        Charge { amount: self.amount, exchange: self.exchange.clone() }.movements(debit, credit)
    }

    /// The id of the journal that reserves what is sent.
    pub(crate) fn reserving(&self) -> JournalId {
        JournalId::from_uuid(self.id.as_uuid())
    }

    /// How long ago it was sent.
    fn age(&self, now: Timestamp) -> SignedDuration {
        now.duration_since(self.sent_at.unwrap_or(self.created_at))
    }

    pub(crate) fn standing(&self) -> Standing {
        let sent_at = self.sent_at.unwrap_or(self.created_at);
        Standing { id: self.id, kind: self.kind, state: self.state, amount: self.amount, sent_at }
    }
}

impl Payments {
    /// Sends the order of an attempt that was not sent, and takes note of the answer.
    pub(crate) async fn send(&self, id: AttemptId) -> Result<(), PaymentsError> {
        let attempt = queries::find(self.db().pool(), id).await?.ok_or(PaymentsError::NotFound)?;
        // A transfer waits for the batch in which it leaves.
        if attempt.state != AttemptState::Created || attempt.provider == ProviderName::Bank {
            return Ok(());
        }
        // Everything that may fail before the request leaves, before it is marked as sent.
        let (provider, order) = (self.provider(attempt.provider).await?, self.order(&attempt).await?);
        if !self.mark_sent(id).await? {
            return Ok(());
        }
        let answer = match attempt.kind {
            AttemptKind::Collect => provider.collect(&order).await,
            AttemptKind::Refund => provider.refund(&order).await,
            AttemptKind::Payout => provider.pay_out(&order).await,
            AttemptKind::Save => provider.save(&order).await,
        };
        self.note_answer(id, answer).await
    }

    /// From here on the provider may know of it; false if it was marked before.
    async fn mark_sent(&self, id: AttemptId) -> Result<bool, PaymentsError> {
        let mut tx = self.begin().await?;
        let attempt = self.lock(&mut tx, id).await?;
        if attempt.state != AttemptState::Created {
            return Ok(false);
        }
        let next_check_at = tx.now() + pause(SignedDuration::ZERO);
        store::set_sent(&mut tx, id, next_check_at).await?;
        self.enqueue_check(&mut tx, id, next_check_at).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// Asks about an attempt at this time; what was asked for an earlier one stays.
    pub(crate) async fn enqueue_check(&self, tx: &mut Tx, id: AttemptId, at: Timestamp) -> Result<(), PaymentsError> {
        let options = Enqueue { unique_key: Some(id.to_string()), run_at: Some(at), ..Enqueue::default() };
        Ok(tx.enqueue(&CheckAttemptJob { attempt_id: id }, options).await?)
    }

    /// Sends an attempt that whoever wrote it down did not send.
    pub(crate) async fn enqueue_send(&self, tx: &mut Tx, id: AttemptId) -> Result<(), PaymentsError> {
        let run_at = Some(tx.now() + SENT_WITHIN);
        Ok(tx.enqueue(&SendAttemptJob { attempt_id: id }, Enqueue { run_at, ..Enqueue::default() }).await?)
    }

    /// Sends an attempt that nobody waits for, as soon as it is written down.
    pub(crate) async fn enqueue_send_now(&self, tx: &mut Tx, id: AttemptId) -> Result<(), PaymentsError> {
        Ok(tx.enqueue(&SendAttemptJob { attempt_id: id }, Enqueue::default()).await?)
    }

    /// Asks the provider what became of an attempt, and does what follows from it. May run twice at once.
    pub(crate) async fn check(&self, id: AttemptId) -> Result<(), PaymentsError> {
        let attempt = queries::find(self.db().pool(), id).await?.ok_or(PaymentsError::NotFound)?;
        let asks = match attempt.state {
            AttemptState::Created => return self.send(id).await,
            AttemptState::Charged | AttemptState::Saved | AttemptState::IntegrityFailure => false,
            // What was paid after we had given up on it.
            AttemptState::Failed => attempt.kind == AttemptKind::Collect && attempt.sent_at.is_some(),
            AttemptState::Sent | AttemptState::Unknown | AttemptState::Pending => true,
        };
        if !asks {
            return Ok(());
        }
        let provider = self.provider(attempt.provider).await?;
        let (order, sent_at) = (self.order(&attempt).await?, attempt.standing().sent_at);
        let sent = Sent { order, provider_ref: attempt.provider_ref.clone(), sent_at };
        let observed = match attempt.kind {
            AttemptKind::Collect => provider.collected(&sent).await,
            AttemptKind::Refund => provider.refunded(&sent).await,
            AttemptKind::Payout => provider.paid_out(&sent).await,
            AttemptKind::Save => provider.saved(&sent).await,
        };
        self.note_observation(id, observed).await
    }

    async fn note_answer(&self, id: AttemptId, answer: Result<Accepted, ProviderError>) -> Result<(), PaymentsError> {
        let mut tx = self.begin().await?;
        let attempt = self.lock(&mut tx, id).await?;
        let decision = match answer {
            Ok(accepted) => {
                store::set_accepted(tx.conn(), id, &accepted).await?;
                match accepted.done {
                    // A callback may have been faster than the answer.
                    _ if !attempt.state.is_open() => Decision::Nothing,
                    Some(done) => attempt.standing().decide(Ok(Observed::Done(done)), tx.now()),
                    None => Decision::Open(AttemptState::Pending),
                }
            }
            Err(ProviderError::Refused(refusal)) if attempt.state.is_open() => {
                outcome::warn_operator(&attempt, &refusal);
                Decision::Fail(refusal)
            }
            Err(error) => attempt.standing().decide(Err(error), tx.now()),
        };
        self.apply(tx, &attempt, decision, Source::Request).await
    }

    async fn note_observation(&self, id: AttemptId, observed: Result<Observed, ProviderError>) -> Result<(), PaymentsError> {
        let mut tx = self.begin().await?;
        let attempt = self.lock(&mut tx, id).await?;
        match &observed {
            Err(ProviderError::Refused(refusal)) => outcome::warn_operator(&attempt, refusal),
            Ok(Observed::Pending(accepted)) => store::set_accepted(tx.conn(), id, accepted).await?,
            _ => {}
        }
        let decision = attempt.standing().decide(observed, tx.now());
        self.apply(tx, &attempt, decision, Source::Query).await
    }

    /// What a signed callback calls an order whose answer was lost: by that it can be asked about.
    pub(crate) async fn note_reference(&self, id: AttemptId, provider_ref: &str) -> Result<(), PaymentsError> {
        let mut tx = self.begin().await?;
        let attempt = self.lock(&mut tx, id).await?;
        if attempt.state.is_open() && attempt.provider_ref.is_none() && (1..=200).contains(&provider_ref.len()) {
            let named = Accepted { provider_ref: Some(provider_ref.to_owned()), ..Accepted::default() };
            store::set_accepted(tx.conn(), id, &named).await?;
        }
        Ok(tx.commit().await?)
    }

    /// Locks the intent or the disbursement, then the attempt.
    pub(crate) async fn lock(&self, tx: &mut Tx, id: AttemptId) -> Result<Attempt, PaymentsError> {
        let parent = store::find_parent(tx.conn(), id).await?.ok_or(PaymentsError::NotFound)?;
        match parent {
            Parent::Intent(intent_id) => drop(crate::intent::store::lock(tx.conn(), intent_id).await?),
            Parent::Disbursement(id) => drop(crate::disbursement::store::lock(tx.conn(), id).await?),
        }
        Ok(store::lock(tx.conn(), id).await?)
    }

    /// What the provider is asked to do, as it was or will be sent.
    pub(crate) async fn order(&self, attempt: &Attempt) -> Result<Order, PaymentsError> {
        let (refunds, charges) = (self.named(attempt.refunds).await?, self.named(attempt.charges).await?);
        let (locale, expires_at) = match attempt.parent {
            Parent::Intent(id) => crate::intent::queries::terms(self.db().pool(), id).await?,
            Parent::Disbursement(_) => (Locale::default(), None),
        };
        Ok(Order {
            attempt_id: attempt.id,
            amount: attempt.amount,
            party: self.open_party(attempt)?,
            rail: attempt.rail,
            note: format!("Griot {}", short(attempt.id)),
            return_url: self.return_url(attempt.parent, locale),
            form_url: self.page_url(attempt.parent, locale, "/formulaire"),
            locale,
            expires_at,
            refunds,
            charges,
        })
    }

    /// Another attempt, as a provider knows it.
    async fn named(&self, id: Option<AttemptId>) -> Result<Option<Known>, PaymentsError> {
        let Some(id) = id else { return Ok(None) };
        let found = queries::find(self.db().pool(), id).await?;
        Ok(found.map(|known| Known { attempt_id: known.id, provider_ref: known.provider_ref }))
    }

    pub(crate) async fn begin(&self) -> Result<Tx, PaymentsError> {
        Ok(self.db().begin(&Actor::system("payments")).await?)
    }
}

/// The end of an id, for people: what stands on the phone and on the receipt.
pub(crate) fn short(id: AttemptId) -> String {
    let text = id.as_uuid().simple().to_string().to_uppercase();
    text.get(24..).unwrap_or_default().to_owned()
}

/// How long an attempt that nobody sent is left to whoever made it.
const SENT_WITHIN: SignedDuration = SignedDuration::from_secs(60);
