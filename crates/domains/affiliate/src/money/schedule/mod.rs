//! Paying partners without being asked each time: on Mondays or on the first of a month, to where their last payout went.
//!
//! Off unless the influencer switches it on. A week or a month is taken once, with the payout in the same transaction; when it is refused,
//! it is told once and tried again in the next one. What is below the least amount, or has a payout on its way, waits for the next one.

mod model;
pub(crate) mod store;

use contracts::affiliate::{PartnershipId, PayoutRefused};
use jiff::{civil::Date, tz::TimeZone};
use kernel::{Actor, AppError as _, ErrorKind, Money};
use payments::Destination;
use platform::Tx;
use serde::Serialize;
use serde_json::json;
use uuid::Uuid;

pub use self::model::PayoutEvery;
use crate::{
    Affiliate, AffiliateError,
    partnership::{self, Partnership},
};

/// How many schedules are looked at together.
const PIECE: i64 = 200;

/// When a partner is paid without asking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct PayoutScheduleView {
    /// How often.
    pub every: PayoutEvery,
    /// On which day (UTC) the next time; none when never.
    pub next_on: Option<Date>,
}

impl Affiliate {
    /// When the caller is paid without asking: for the influencer of a partnership.
    pub async fn payout_schedule(&self, actor: &Actor, id: PartnershipId) -> Result<PayoutScheduleView, AffiliateError> {
        let view = self.partnership(actor, id).await?;
        if !actor.is(view.account_id) {
            return Err(AffiliateError::NotFound);
        }
        let every = store::find(&mut *self.conn().await?, id).await?;
        Ok(PayoutScheduleView { every, next_on: every.next_day(self.today()) })
    }

    /// Pays the caller from the next week or month on without asking, to where their last payout went, or not any more. Where that is they
    /// said when they asked for it: there is one to begin with. No key does it, whatever its scopes are.
    pub async fn schedule_payouts(&self, actor: &Actor, id: PartnershipId, every: PayoutEvery) -> Result<(), AffiliateError> {
        let account_id = actor.require_session()?;
        let mut tx = self.db().begin(actor).await?;
        let found = partnership::store::lock(&mut tx, id).await?;
        found.filter(|partnership| partnership.account_id == account_id).ok_or(AffiliateError::NotFound)?;
        match every.first_day(self.today()) {
            None => store::delete(&mut tx, id).await?,
            Some(_) if store::last_payout(tx.conn(), id).await?.is_none() => {
                return Err(AffiliateError::Conflict("affiliate-no-payout-yet"));
            }
            Some(day) => store::put(&mut tx, id, every, day).await?,
        }
        tx.audit("affiliate.payouts-scheduled", id, json!({ "every": every.as_str() })).await?;
        Ok(tx.commit().await?)
    }

    /// Pays whoever is to be paid this week or month. May run twice, and late.
    pub(crate) async fn keep_payouts(&self) -> Result<(), AffiliateError> {
        let mut outcome = Ok(());
        for every in [PayoutEvery::Week, PayoutEvery::Month] {
            let Some(day) = every.first_day(self.today()) else { continue };
            let mut after = PartnershipId::from_uuid(Uuid::nil());
            loop {
                let due = store::due(self.db().pool(), (every, day), after, PIECE).await?;
                let Some(last) = due.last() else { break };
                after = *last;
                for id in due {
                    if let Err(error) = self.pay_scheduled(id, (every, day)).await {
                        tracing::error!(%error, partnership_id = %id, "a partner could not be paid without asking");
                        outcome = outcome.and(Err(error));
                    }
                }
            }
        }
        outcome
    }

    async fn pay_scheduled(&self, id: PartnershipId, when: (PayoutEvery, Date)) -> Result<(), AffiliateError> {
        let mut tx = self.db().begin(&Actor::system("affiliate")).await?;
        let found = partnership::store::lock(&mut tx, id).await?.ok_or(AffiliateError::NotFound)?;
        if !store::take(&mut tx, id, when).await? {
            return Ok(());
        }
        match self.pay_as_before_in(&mut tx, &found, when.1).await {
            Ok(()) => Ok(tx.commit().await?),
            // Trying again is right: the week or the month is not taken.
            Err(error) if is_passing(&error) => Err(error),
            Err(error) => {
                // With what was written until it was refused.
                drop(tx);
                self.put_off(id, when, &error).await
            }
        }
    }

    /// The same as when the partner asks, to where their last payout went; never to where one could not arrive.
    async fn pay_as_before_in(&self, tx: &mut Tx, partnership: &Partnership, day: Date) -> Result<(), AffiliateError> {
        if self.sent_back(tx, partnership.id).await?.is_some() {
            return Err(AffiliateError::WrongState);
        }
        let destination = self.last_destination_in(tx, partnership.id).await?.ok_or(AffiliateError::WrongState)?;
        self.pay_out_in(tx, partnership, destination, Some(day)).await?;
        Ok(())
    }

    async fn last_destination_in(&self, tx: &mut Tx, id: PartnershipId) -> Result<Option<Destination>, AffiliateError> {
        match store::last_payout(tx.conn(), id).await? {
            Some(payout) => Ok(self.payments().destination_in(tx, payout).await?),
            None => Ok(None),
        }
    }

    /// Not this time. Whoever waits for money that is there is told.
    async fn put_off(&self, id: PartnershipId, when: (PayoutEvery, Date), why: &AffiliateError) -> Result<(), AffiliateError> {
        let mut tx = self.db().begin(&Actor::system("affiliate")).await?;
        let found = partnership::store::lock(&mut tx, id).await?.ok_or(AffiliateError::NotFound)?;
        if !store::take(&mut tx, id, when).await? {
            return Ok(());
        }
        if !is_nothing(why) {
            let amount = self.owed_in(&mut tx, &found).await?;
            tx.audit("affiliate.payout-refused", id, json!({ "code": why.code() })).await?;
            tx.emit(&PayoutRefused { partnership_id: id, amount }).await?;
        }
        Ok(tx.commit().await?)
    }

    async fn owed_in(&self, tx: &mut Tx, partnership: &Partnership) -> Result<Money, AffiliateError> {
        if let Some((_, amount)) = self.sent_back(tx, partnership.id).await? {
            return Ok(amount);
        }
        let currency = super::store::promise(tx, partnership.id).await?.currency;
        Ok(Money::new(self.available_in(tx, partnership.id, currency).await?, currency))
    }

    fn today(&self) -> Date {
        self.db().now().to_zoned(TimeZone::UTC).date()
    }
}

/// There is not enough yet, or it is on its way already.
fn is_nothing(error: &AffiliateError) -> bool {
    match error {
        AffiliateError::Conflict(code) => *code == super::ON_ITS_WAY,
        AffiliateError::Invalid(fields) => fields.iter().any(|field| field.code == super::MINIMUM),
        _ => false,
    }
}

/// Whatever is no answer to the payout itself.
fn is_passing(error: &AffiliateError) -> bool {
    error.gave_way() || matches!(error.kind(), ErrorKind::Internal | ErrorKind::Unavailable | ErrorKind::RateLimited)
}
