//! Money in and out: a merchant fills its wallet, a partner is paid.
//!
//! What goes out is at most what is payable, and at least what the terms say; one payout of a partnership is on its way at a time.

mod moves;
mod queries;
mod schedule;
mod store;

use std::collections::HashMap;

use contracts::{
    affiliate::{PartnershipId, ProgramId},
    identity::OrganisationId,
    payments::{DisbursementId, IntentId, Purpose},
};
use jiff::{SignedDuration, civil::Date};
use kernel::{Actor, Currency, Money};
use ledger::{AccountCode, AccountKey, Cause, Journal, JournalId, JournalKind};
use payments::{Destination, DisbursementKind, IntentState, NewDisbursement, NewIntent};
use platform::Tx;
use serde::Serialize;
use serde_json::json;

pub(crate) use self::schedule::store::delete as delete_schedule;
pub use self::{
    moves::{MovedCommission, WalletMove},
    queries::{DepositRow, PayoutRow},
    schedule::{PayoutEvery, PayoutScheduleView},
};
use crate::{
    Affiliate, AffiliateError, MerchantRight, commission, member,
    partnership::{self, Partnership},
};

/// The word under which deposits are paid.
const DEPOSIT: &str = "affiliate-deposit";
/// The word under which partners are paid.
const PAYOUT: &str = "affiliate-payout";
/// Why nothing is paid out now.
const ON_ITS_WAY: &str = "affiliate-payout-on-its-way";
const MINIMUM: &str = "affiliate-payout-minimum";
/// For how long a deposit can be paid.
const DEPOSIT_OPEN: SignedDuration = SignedDuration::from_hours(24);
/// The most of one deposit, in minor units.
const DEPOSIT_MAX: i64 = 100_000_000_000;

/// A deposit that waits for its payment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DepositOpened {
    /// The payment.
    pub intent_id: IntentId,
    /// What opens its page.
    pub key: String,
}

/// What a deposit is for, as its payer sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DepositView {
    /// Whose wallet it fills.
    pub organisation_id: OrganisationId,
    /// What the merchant is called.
    pub merchant_name: String,
    /// Where it is.
    pub country: String,
    /// What opens the payment's page.
    pub key: String,
}

/// How far a deposit is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DepositStanding {
    /// The deposit.
    pub row: DepositRow,
    /// How far its payment is.
    pub state: Option<IntentState>,
    /// What opens the payment's page, for those who may move the merchant's money.
    pub key: Option<String>,
}

/// What a merchant has for commissions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct WalletView {
    /// What there is.
    pub balance: Money,
    /// What partners earned and the wallet did not have.
    pub waiting: Money,
    /// What partners owe for orders that were given back after they were paid.
    pub claims: Money,
}

impl Affiliate {
    /// Opens the payment by which a merchant fills its wallet. Once it is paid, commissions that waited are booked within a minute. No key
    /// does it.
    pub async fn deposit(&self, actor: &Actor, id: OrganisationId, amount: Money) -> Result<DepositOpened, AffiliateError> {
        actor.require_session()?;
        let mut tx = self.db().begin(actor).await?;
        let account_id = member::require(tx.conn(), actor, id, MerchantRight::Manage).await?;
        let program = store::program(&mut tx, id).await?.ok_or(AffiliateError::WrongState)?;
        if program.currency != amount.currency || !(1..=DEPOSIT_MAX).contains(&amount.amount_minor) {
            return Err(AffiliateError::field("amount", "affiliate-deposit-amount"));
        }
        let new = NewIntent {
            id: IntentId::generate(),
            purpose: Purpose { kind: DEPOSIT.into(), id: id.as_uuid() },
            amount,
            credit: commission::account(AccountCode::MerchantWallet, id.as_uuid(), amount.currency)?,
            account_id: Some(account_id),
            locale: actor.locale,
            expires_at: tx.now() + DEPOSIT_OPEN,
            on_call_until: None,
        };
        store::insert_deposit(&mut tx, &new, id, account_id).await?;
        self.payments().open_intent_in(&mut tx, &new).await?;
        tx.audit("affiliate.deposit", id, json!({ "amount_minor": amount.amount_minor })).await?;
        tx.commit().await?;
        Ok(DepositOpened { intent_id: new.id, key: self.payments().key_of(new.id) })
    }

    /// What a merchant has for commissions, for its members.
    pub async fn wallet(&self, actor: &Actor, id: OrganisationId) -> Result<WalletView, AffiliateError> {
        let mut conn = self.conn().await?;
        member::require(&mut conn, actor, id, MerchantRight::Read).await?;
        let program = queries::program_of(&mut conn, id).await?.ok_or(AffiliateError::NotFound)?;
        let waiting = queries::waiting(&mut conn, program.id).await?;
        drop(conn);
        let key = |code| commission::account(code, id.as_uuid(), program.currency);
        let keys = [key(AccountCode::MerchantWallet)?, key(AccountCode::MerchantClaims)?];
        let balances = self.ledger().balances(&keys).await?;
        let [balance, claims] =
            std::array::from_fn(|at| balances.get(at).map_or(Money::zero(program.currency), |balance| balance.posted));
        Ok(WalletView { balance, waiting: Money::new(waiting, program.currency), claims })
    }

    /// What a merchant paid in, the newest first, at most a hundred: for its members. Whether it was paid, `payments` knows.
    pub async fn deposits(&self, actor: &Actor, id: OrganisationId) -> Result<Vec<DepositRow>, AffiliateError> {
        let mut conn = self.conn().await?;
        member::require(&mut conn, actor, id, MerchantRight::Read).await?;
        Ok(queries::deposits(&mut conn, id).await?)
    }

    /// The same with how far each payment is, whoever began it. What opens its page moves money, and where a refund goes that no rail took:
    /// only those who manage the merchant, and signed in themselves, are told it.
    pub async fn deposits_as_they_stand(
        &self,
        actor: &Actor,
        id: OrganisationId,
    ) -> Result<Vec<DepositStanding>, AffiliateError> {
        let rows = self.deposits(actor, id).await?;
        let mut conn = self.conn().await?;
        let manages = match member::require(&mut conn, actor, id, MerchantRight::Manage).await {
            Ok(_account) => actor.session_id().is_some(),
            Err(AffiliateError::Forbidden(_)) => false,
            Err(error) => return Err(error),
        };
        drop(conn);
        let keys: Vec<_> = rows.iter().map(|row| (row.intent_id, self.payments().key_of(row.intent_id))).collect();
        let states: HashMap<_, _> = self.payments().intent_states(&keys).await?.into_iter().collect();
        let stand = rows.into_iter().zip(keys).map(|(row, (_, key))| {
            let state = states.get(&row.intent_id).copied();
            DepositStanding { row, state, key: manages.then_some(key) }
        });
        Ok(stand.collect())
    }

    /// What a payment of a deposit is for: for whoever began it, or holds its key.
    pub async fn deposit_of(&self, actor: &Actor, id: IntentId, key: &str) -> Result<DepositView, AffiliateError> {
        self.payments().intent(actor, id, key).await?;
        let mut conn = self.conn().await?;
        let row = queries::merchant_of_deposit(&mut conn, id).await?.ok_or(AffiliateError::NotFound)?;
        let (organisation_id, merchant_name, country) = row;
        Ok(DepositView { organisation_id, merchant_name, country, key: self.payments().key_of(id) })
    }

    /// Pays a partner everything that is payable of a partnership: at least what the terms say, of those it was earned by the kindest, and
    /// without a least once the partnership is over. One at a time. What no rail took, or a bank sent back, is sent again first, to this
    /// destination. No key does it, whatever its scopes are.
    pub async fn pay_out(
        &self,
        actor: &Actor,
        id: PartnershipId,
        destination: Destination,
    ) -> Result<DisbursementId, AffiliateError> {
        let account_id = actor.require_session()?;
        let mut tx = self.db().begin(actor).await?;
        let found = partnership::store::lock(&mut tx, id).await?;
        let found = found.filter(|partnership| partnership.account_id == account_id).ok_or(AffiliateError::NotFound)?;
        let payout = self.pay_out_in(&mut tx, &found, destination, None).await?;
        tx.commit().await?;
        Ok(payout)
    }

    /// The same of a partnership that the caller locked; `scheduled_on` of what is paid without asking.
    async fn pay_out_in(
        &self,
        tx: &mut Tx,
        partnership: &Partnership,
        destination: Destination,
        scheduled_on: Option<Date>,
    ) -> Result<DisbursementId, AffiliateError> {
        let id = partnership.id;
        let promise = store::promise(tx, id).await?;
        let again = self.sent_back(tx, id).await?;
        let amount = match again {
            Some((_, amount)) => amount,
            None => self.payable_in(tx, id, promise).await?,
        };
        let payable = AccountKey::of(AccountCode::Payable, partnership.account_id.as_uuid(), amount.currency);
        let payable = payable.map_err(|_wrong| AffiliateError::Bug("an account that the chart does not have"))?;
        let new = NewDisbursement {
            id: DisbursementId::generate(),
            kind: DisbursementKind::Payout,
            purpose: Purpose { kind: PAYOUT.into(), id: id.as_uuid() },
            amount,
            debit: payable.clone(),
            collected_by: None,
            destination,
        };
        store::insert_payout(tx, &new, id, scheduled_on).await?;
        if let Some((before, _)) = again {
            store::set_sent_again(tx, before, new.id).await?;
        }
        tx.audit("affiliate.pay-out", id, json!({ "amount_minor": amount.amount_minor })).await?;
        self.payments().open_disbursement_in(tx, &new).await?;
        if again.is_none() {
            self.reserve_in(tx, id, payable, amount).await?;
        }
        Ok(new.id)
    }

    /// From here on no refund takes it: what is given back now is a debt.
    async fn reserve_in(&self, tx: &mut Tx, id: PartnershipId, payable: AccountKey, amount: Money) -> Result<(), AffiliateError> {
        let cause = Cause { kind: "partnership", id: id.as_uuid() };
        let journal = Journal::new(JournalId::generate(), JournalKind("commission-paid-out"), cause, tx.now());
        let available = commission::account(AccountCode::CommissionAvailable, id.as_uuid(), amount.currency)?;
        self.ledger().post_in(tx, &journal.moving(available, payable, amount)).await?;
        Ok(())
    }

    /// The oldest payout that no rail took, or that a bank sent back, with its amount; refused while one is on its way.
    async fn sent_back(&self, tx: &mut Tx, id: PartnershipId) -> Result<Option<(DisbursementId, Money)>, AffiliateError> {
        let mut found = None;
        for (payout, amount) in store::payouts_to_ask_about(tx, id).await? {
            if self.payments().needs_destination_in(tx, payout).await? {
                found = found.or(Some((payout, amount)));
            } else if self.payments().is_on_its_way_in(tx, payout).await? {
                return Err(AffiliateError::Conflict(ON_ITS_WAY));
            }
        }
        Ok(found)
    }

    async fn payable_in(&self, tx: &mut Tx, id: PartnershipId, promise: Promise) -> Result<Money, AffiliateError> {
        let available = self.available_in(tx, id, promise.currency).await?;
        if available == 0 || available < promise.minimum_minor {
            return Err(AffiliateError::field("amount", MINIMUM));
        }
        Ok(Money::new(available, promise.currency))
    }

    /// What a partner was paid, the newest first, at most a hundred: for the influencer. How far each is, `payments` knows.
    pub async fn payouts(&self, actor: &Actor, id: PartnershipId) -> Result<Vec<PayoutRow>, AffiliateError> {
        let view = self.partnership(actor, id).await?;
        if !actor.is(view.account_id) {
            return Err(AffiliateError::NotFound);
        }
        let mut conn = self.conn().await?;
        Ok(queries::payouts(&mut conn, id).await?)
    }
}

/// A program as money knows it.
#[derive(Debug, Clone, Copy)]
struct Paying {
    id: ProgramId,
    currency: Currency,
}

/// What the terms of a partner's group say about payouts.
#[derive(Debug, Clone, Copy)]
struct Promise {
    currency: Currency,
    minimum_minor: i64,
}
