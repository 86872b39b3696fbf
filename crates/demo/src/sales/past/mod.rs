//! Six weeks that lie behind the cooperative: told to the same services, under a clock that stands earlier, by the same hands. What the plan
//! says has numbers of its own, so that telling it again changes nothing: orders by the shop's number, clicks by their instant.
//!
//! What moves money at a provider is real and of today: the wallet is filled, and the bank sends the payout, when the demo starts.

mod paid;
mod plan;
mod telling;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use affiliate::{Affiliate, AffiliateError};
use anyhow::{Context as _, Result};
use contracts::identity::OrganisationId;
use jiff::{SignedDuration, Timestamp, civil::Date, tz::TimeZone};
use kernel::{Actor, Clock as _, FixedClock, PageRequest, Rng, SeededRng};
use ledger::Ledger;
use notifications::{Channel, Notifications, Topic};
use payments::Payments;
use platform::{Bus, Db, Secrets};

use self::plan::{DAYS, What};
pub(super) use self::{paid::pay_out, telling::tell};
use super::merchant::Stand;
use crate::story::DemoServices;

/// Services whose clock stands where the past is.
#[derive(Debug)]
pub(super) struct Past {
    pub(super) affiliate: Affiliate,
    clock: FixedClock,
    began: Timestamp,
}

/// Who acts in it.
#[derive(Debug)]
pub(super) struct Hands<'s> {
    pub(super) stand: &'s Stand<'s>,
    pub(super) salma: Actor,
    pub(super) idriss: Actor,
}

/// Chance that depends on the instant alone: the same click has the same id, however often it is told. For ids and the salts of days that
/// are over; no secret is made here.
#[derive(Debug)]
struct Instants(FixedClock);

impl Rng for Instants {
    fn fill(&self, bytes: &mut [u8]) {
        SeededRng::new(self.0.now().as_millisecond().unsigned_abs()).fill(bytes);
    }
}

impl Past {
    /// Where the clock stands at this instant.
    pub(super) fn at(services: &DemoServices, began: Timestamp) -> Self {
        let DemoServices { db, bus, ledger, payments, secrets, .. } = services;
        Self::on(db, bus, (ledger, payments), secrets, began)
    }

    fn on(db: &Db, bus: &Bus, (ledger, payments): (&Ledger, &Payments), secrets: &Secrets, began: Timestamp) -> Self {
        let clock = FixedClock::at(began);
        let db = Db::from_pool(db.pool().clone(), Arc::new(clock.clone()), Arc::new(Instants(clock.clone())));
        let affiliate = Affiliate::start(db, bus, ledger.clone(), payments.clone(), secrets);
        Self { affiliate, clock, began }
    }

    /// Its first day, on which nothing happened but the beginning.
    fn first(&self) -> Date {
        self.began.to_zoned(TimeZone::UTC).date()
    }

    fn go(&self, to: Timestamp) {
        self.clock.advance(to.duration_since(self.clock.now()));
    }
}

/// When the cooperative began: as its page says, or so long ago that all of it has time.
pub(super) async fn began(affiliate: &Affiliate, merchant: &Actor, org: OrganisationId, now: Timestamp) -> Result<Timestamp> {
    let listed = match affiliate.merchant(merchant, org).await {
        Ok(view) => view.listed_at,
        Err(AffiliateError::NotFound) => None,
        Err(error) => return Err(error.into()),
    };
    Ok(listed.unwrap_or(now - SignedDuration::from_hours(24 * i64::from(DAYS))))
}

/// Whether the last order of the plan is known.
pub(super) async fn is_told(past: &Past, hands: &Hands<'_>) -> Result<bool> {
    let last = plan::plan(past.first()).into_iter().rev().find_map(|one| match one.what {
        What::Sale(sale) => Some(sale.order),
        _ => None,
    });
    let last = last.context("a past with a sale")?;
    let (affiliate, program) = (&past.affiliate, hands.stand.program().await?.id);
    let mut page = PageRequest::new(Some(PageRequest::MAX_LIMIT), None);
    loop {
        let found = affiliate.conversions(&hands.stand.merchant, program, &page).await?;
        if found.items.iter().any(|one| one.external_id == last) {
            return Ok(true);
        }
        if found.next.is_none() {
            return Ok(false);
        }
        page.after = found.next;
    }
}

/// Nobody wants a letter for each sale of six weeks.
pub(super) async fn say_less(notifications: &Notifications, hands: &Hands<'_>) -> Result<()> {
    for partner in [&hands.salma, &hands.idriss] {
        notifications.set_preference(partner, Topic::Sales, Channel::Email, false).await?;
    }
    Ok(())
}
