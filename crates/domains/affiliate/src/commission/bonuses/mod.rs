//! Bonuses: what the sales of a partnership in a month of the calendar (UTC) reach.
//!
//! Invariants: a month of a partnership is decided once, in one transaction, after its holding days are over, by the terms in force at its
//! end; each step that is reached then is paid once and stays paid. Sales are counted as the figures count them, less what was given back.

mod queries;
mod store;

use contracts::affiliate::{ConversionId, PartnershipId, TermsId};
use jiff::{SignedDuration, Timestamp, ToSpan as _, civil::Date, tz::Offset, tz::TimeZone};
use kernel::{Actor, Forbidden, Principal};
use platform::Tx;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Books, Funding, Wanted};
use crate::{
    Affiliate, AffiliateError,
    conversion::Tries,
    program::{Bonus, Reach, Terms},
};

/// For how many months back it is looked whether something is to be decided: more than anything is held, and a long stop besides.
const MONTHS: i32 = 12;
/// How many partnerships are looked at together.
const PIECE: i64 = 200;
/// All of it, in hundredths of a percent.
const WHOLE_BP: u32 = 10_000;

/// A month of the calendar (UTC).
#[derive(Debug, Clone, Copy)]
struct Month {
    first: Date,
    since: Timestamp,
    until: Timestamp,
}

impl Month {
    fn of(first: Date) -> Result<Self, AffiliateError> {
        let beyond = |_beyond| AffiliateError::Bug("a month beyond time");
        let at = |day: Date| Offset::UTC.to_timestamp(day.at(0, 0, 0, 0)).map_err(beyond);
        Ok(Self { first, since: at(first)?, until: at(first.saturating_add(1.month()))? })
    }

    /// For caps: its last day.
    fn last_day(self) -> Timestamp {
        self.until - SignedDuration::from_hours(24)
    }
}

/// A partnership at the end of a month.
#[derive(Debug, Clone)]
struct Ended {
    terms_id: TermsId,
    terms: Terms,
    books: Books,
}

/// What the sales of a month come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Sold {
    /// How many of which something is left.
    sales: i64,
    /// The partner's part of what was paid, less what was given back.
    revenue_minor: i64,
}

/// A step that was reached, as it stands in the conversion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Reached {
    pub(super) reach: Reach,
    /// How many sales, or minor units.
    pub(super) reached: i64,
    pub(super) amount_minor: i64,
}

impl Affiliate {
    /// Pays the bonuses of the months whose holding days are over: for the program itself. What goes wrong with one holds up nobody else.
    pub async fn pay_bonuses(&self, actor: &Actor) -> Result<(), AffiliateError> {
        if !matches!(actor.principal, Principal::System(_)) {
            return Err(Forbidden::NotAllowed.into());
        }
        let this = self.db().now().to_zoned(TimeZone::UTC).date().first_of_month();
        let mut done = Ok(());
        for back in (1..=MONTHS).rev() {
            done = done.and(self.pay_month(Month::of(this.saturating_sub(back.months()))?).await);
        }
        done
    }

    async fn pay_month(&self, month: Month) -> Result<(), AffiliateError> {
        let (mut after, mut failed) = (PartnershipId::from_uuid(Uuid::nil()), Ok(()));
        loop {
            let due = queries::due(self.db().pool(), month, self.db().now(), after, PIECE).await?;
            let Some(last) = due.last() else { return failed };
            after = *last;
            for partnership_id in due {
                if let Err(error) = self.pay_bonuses_of(partnership_id, month).await {
                    tracing::error!(%error, %partnership_id, month = %month.first, "the bonuses of a month could not be paid");
                    failed = failed.and(Err(error));
                }
            }
        }
    }

    async fn pay_bonuses_of(&self, id: PartnershipId, month: Month) -> Result<(), AffiliateError> {
        let mut tries = Tries::default();
        loop {
            let mut tx = self.db().begin(&Actor::system("affiliate")).await?;
            match self.pay_bonuses_in(&mut tx, id, month, tries.funding).await {
                Err(error) if tries.again(&error) => {}
                done => {
                    done?;
                    return Ok(tx.commit().await?);
                }
            }
        }
    }

    async fn pay_bonuses_in(&self, tx: &mut Tx, id: PartnershipId, month: Month, funding: Funding) -> Result<(), AffiliateError> {
        // Whoever else decides this month waits here, and finds it decided.
        super::store::lock_partnerships(tx, &[id]).await?;
        let Some(ended) = queries::ended(tx, id, month).await? else { return Ok(()) };
        if !store::mark(tx, id, month.first).await? {
            return Ok(());
        }
        let books = Books { funding, ..ended.books };
        let sold = queries::sold(tx, id, &books, month).await?;
        let mut wanted = Vec::new();
        for (place, reached) in reached(&ended.terms.bonuses, sold) {
            let conversion_id = ConversionId::generate();
            store::insert(tx, &books, (id, month), (conversion_id, place), &reached).await?;
            wanted.push(want(id, conversion_id, month, &ended, &reached));
        }
        let ids: Vec<ConversionId> = wanted.iter().map(|one| one.conversion_id).collect();
        self.book_in(tx, books, wanted, (&ids, &[])).await
    }
}

/// The steps that were reached, with their places in the terms.
fn reached(bonuses: &[Bonus], sold: Sold) -> Vec<(usize, Reached)> {
    let steps = bonuses.iter().enumerate().filter_map(|(place, bonus)| {
        let (reached, least) = match bonus.reach {
            Reach::Sales(least) => (sold.sales, i64::from(least)),
            Reach::Revenue(least) => (sold.revenue_minor, least.amount_minor),
        };
        let amount_minor = bonus.amount.amount_minor;
        (reached >= least).then_some((place, Reached { reach: bonus.reach, reached, amount_minor }))
    });
    steps.collect()
}

fn want(partnership_id: PartnershipId, id: ConversionId, month: Month, ended: &Ended, reached: &Reached) -> Wanted {
    Wanted {
        conversion_id: id,
        partnership_id,
        terms_id: ended.terms_id,
        // Of many sales: the conversion stands for them.
        touch_id: id.as_uuid(),
        share_bp: WHOLE_BP,
        earned_minor: reached.amount_minor,
        owed_minor: reached.amount_minor,
        occurred_at: month.last_day(),
        matures_at: month.until + SignedDuration::from_hours(24 * i64::from(ended.terms.holding_days)),
        cap: ended.terms.cap,
    }
}

#[cfg(test)]
mod tests {
    use kernel::{Currency, Money};

    use super::*;

    #[test]
    fn every_step_that_is_reached_is_paid_and_none_that_is_missed_by_one() {
        let money = |minor| Money::new(minor, Currency::Mad);
        let bonuses = [
            Bonus { reach: Reach::Sales(10), amount: money(5_000) },
            Bonus { reach: Reach::Revenue(money(100_000)), amount: money(7_000) },
            Bonus { reach: Reach::Sales(20), amount: money(9_000) },
        ];
        let places = |sales, revenue_minor| -> Vec<usize> {
            reached(&bonuses, Sold { sales, revenue_minor }).into_iter().map(|(place, _)| place).collect()
        };
        assert!(places(9, 99_999).is_empty());
        assert_eq!(places(10, 99_999), [0]);
        assert_eq!(places(9, 100_000), [1]);
        assert_eq!(places(25, 100_000), [0, 1, 2]);
    }

    #[test]
    fn a_month_lasts_until_the_next_one() {
        let month = Month::of(jiff::civil::date(2026, 12, 1)).unwrap();
        assert_eq!(month.since, "2026-12-01T00:00:00Z".parse().unwrap());
        assert_eq!(month.until, "2027-01-01T00:00:00Z".parse().unwrap());
        assert_eq!(month.last_day(), "2026-12-31T00:00:00Z".parse().unwrap());
    }
}
