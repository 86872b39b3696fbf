//! Refunds that no rail took: whoever paid says where the money goes.

use contracts::payments::{DisbursementClaimed, DisbursementId, IntentId};
use jiff::SignedDuration;
use kernel::{Actor, Currency, FieldError, Money};
use ledger::{AccountCode, AccountKey, Cause, Journal, JournalId, JournalKind};
use platform::Tx;

use super::{CAUSE, Destination, DisbursementState, TRIES, store};
use crate::{BankDetails, Payments, PaymentsError, Rail, bank::Payee, phone::Phone};

impl Payments {
    /// What is kept for whoever paid an intent, because no rail took it back; none when nothing is.
    pub async fn unclaimed(&self, actor: &Actor, id: IntentId, key: &str) -> Result<Option<Money>, PaymentsError> {
        self.require_holder(actor, id, key).await?;
        let mut tx = self.begin().await?;
        let mut sum: Option<Money> = None;
        for refund in store::unclaimed_of(tx.conn(), id).await? {
            let amount = store::lock(tx.conn(), refund).await?.amount;
            sum = sum.map_or(Some(amount), |sum| sum.checked_add(amount));
        }
        Ok(sum)
    }

    /// Whether a disbursement is being tried. No lock is taken: a decision that is being made tells by an event of its own.
    pub async fn is_on_its_way_in(&self, tx: &mut Tx, id: DisbursementId) -> Result<bool, PaymentsError> {
        Ok(store::state(tx.conn(), id).await? == Some(DisbursementState::Processing))
    }

    /// Sends what is kept for whoever paid an intent to this wallet.
    pub async fn claim_refund(&self, actor: &Actor, id: IntentId, key: &str, to: &Destination) -> Result<(), PaymentsError> {
        self.require_holder(actor, id, key).await?;
        let mut tx = self.db().begin(actor).await?;
        let currency = crate::intent::store::lock(tx.conn(), id).await?.amount.currency;
        let to = self.wallet(to, currency)?;
        let mut journals = Vec::new();
        for refund in store::unclaimed_of(tx.conn(), id).await? {
            journals.push(self.send_again(&mut tx, refund, &to).await?);
        }
        if journals.is_empty() {
            return Err(PaymentsError::Closed);
        }
        let details = serde_json::json!({ "rail": to.rail.as_str(), "country": to.country });
        tx.audit("payments.claim-refund", id, details).await?;
        self.ledger().post_all_in(&mut tx, &journals).await?;
        Ok(tx.commit().await?)
    }

    /// From what is kept back to what is owed, and tried anew.
    async fn send_again(&self, tx: &mut Tx, id: DisbursementId, to: &Destination) -> Result<Journal, PaymentsError> {
        let out = store::lock(tx.conn(), id).await?;
        let sealed = self.seal(id.as_uuid(), to.party.as_deref().unwrap_or_default())?;
        store::set_claimed(tx, id, to, &sealed, TRIES).await?;
        tx.emit(&DisbursementClaimed { disbursement_id: id, purpose: out.purpose, amount: out.amount }).await?;
        self.enqueue_disburse(tx, id, SignedDuration::ZERO).await?;
        let kept = AccountKey::ours(AccountCode::UnclaimedRefunds, out.amount.currency)?;
        let cause = Cause { kind: CAUSE, id: id.as_uuid() };
        let journal = Journal::new(JournalId::generate(), JournalKind("refund-claimed"), cause, tx.now());
        Ok(journal.moving(kept, out.debit, out.amount))
    }

    /// A bank account that can be reached: one that can exist, in a country where transfers are made.
    pub(super) fn account(&self, to: &Destination, currency: Currency) -> Result<Destination, PaymentsError> {
        let details = BankDetails::of_party(to.party.as_deref().unwrap_or_default())?;
        let payee = Payee::read(&details, currency)?;
        let country = payee.account.country().to_owned();
        if self.config().routes_of(Rail::Bank, &country, currency).is_empty() {
            return Err(PaymentsError::NoRoute);
        }
        Ok(Destination { rail: Rail::Bank, country, party: Some(payee.to_party()?) })
    }

    /// A wallet that can be reached: a number that exists, and somebody who carries it.
    pub(super) fn wallet(&self, to: &Destination, currency: Currency) -> Result<Destination, PaymentsError> {
        let country = to.country.trim().to_ascii_uppercase();
        if !to.rail.is_wallet() || self.config().routes_of(to.rail, &country, currency).is_empty() {
            return Err(PaymentsError::NoRoute);
        }
        let phone = Phone::parse(to.party.as_deref().unwrap_or_default(), &country);
        let phone = phone.ok_or_else(|| PaymentsError::Invalid(vec![FieldError::new("phone", "payments-phone-invalid")]))?;
        Ok(Destination { rail: to.rail, country, party: Some(phone.as_str().to_owned()) })
    }
}
