//! Whether figures are what the rows say, and whether what is booked is where it should be.

mod queries;

use contracts::affiliate::{ConversionId, PartnershipId};
use jiff::{SignedDuration, Timestamp, ToSpan as _, civil::Date, tz::Offset};
use kernel::{Actor, Currency, Permission};
use ledger::{AccountCode, AccountKey};
use serde::Serialize;
use uuid::Uuid;

use crate::{Affiliate, AffiliateError, commission::account};

/// The most differences that are told of a day, and of all weeks.
const TOLD: i64 = 100;
/// How many partnerships are looked at together.
const PIECE: i64 = 200;

/// Where figures are not what the rows say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum FigureDifference {
    /// What was counted of a conversion is not what it is, though nothing of it waits.
    Conversion {
        /// Which.
        conversion_id: ConversionId,
    },
    /// A sum.
    Sum {
        /// Of a partnership, a program, or the platform.
        scope_id: Uuid,
        /// By what: `link`, `country` and so on.
        dimension: String,
        /// Whether of a day, rather than of an hour.
        is_day: bool,
        /// From when.
        at: Timestamp,
        /// Of which link, country and so on.
        value: String,
        /// The sums that are kept, as PostgreSQL writes a row.
        kept: String,
        /// What they should be.
        should_be: String,
    },
    /// A sum of a week, which is not that of its days.
    Week {
        /// Of a partnership, a program, or the platform.
        scope_id: Uuid,
        /// `all`, `nobody` or `link`.
        dimension: String,
        /// From which Monday.
        week: Date,
        /// Of which link.
        value: String,
        /// The sums that are kept, as PostgreSQL writes a row.
        kept: String,
        /// What they should be.
        should_be: String,
    },
}

/// Where what is booked is not held, payable, paid out or owed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BalanceDifference {
    /// Whose.
    pub partnership_id: PartnershipId,
    /// By the commissions.
    pub booked_minor: i64,
    /// By their entries: earned less taken back.
    pub entered_minor: i64,
    /// By the ledger and the payouts: held, payable and paid out less owed.
    pub accounted_minor: i64,
}

/// What was booked for a partnership.
#[derive(Debug, Clone, Copy)]
struct Booked {
    id: PartnershipId,
    currency: Currency,
    booked_minor: i64,
    entered_minor: i64,
    paid_minor: i64,
}

impl Affiliate {
    /// Computes days (UTC), both ends included, from the rows again, and their weeks from the days, and tells where the figures differ; what
    /// waits to be counted is no difference. Reads every row of these days: for the staff that sees money, not for a page.
    pub async fn check_figures(&self, actor: &Actor, from: Date, to: Date) -> Result<Vec<FigureDifference>, AffiliateError> {
        actor.require(Permission::PaymentManage)?;
        let mut differences = Vec::new();
        for day in from.series(1.day()).take_while(|day| *day <= to) {
            let (since, until) = bounds(day, day)?;
            let mut tx = self.db().begin_snapshot(actor).await?;
            differences.extend(queries::conversions(&mut tx, (since, until), TOLD).await?);
            // Of a month whose clicks are forgotten the sums are all there is.
            if !queries::is_forgotten(&mut tx, day.first_of_month()).await? {
                differences.extend(queries::sums(&mut tx, (since, until), TOLD).await?);
            }
        }
        let mut tx = self.db().begin_snapshot(actor).await?;
        differences.extend(queries::weeks(&mut tx, bounds(from, to)?, TOLD).await?);
        Ok(differences)
    }

    /// Compares what is booked of every partnership with what the ledger and the payouts have of it.
    pub async fn check_balances(&self, actor: &Actor) -> Result<Vec<BalanceDifference>, AffiliateError> {
        actor.require(Permission::PaymentManage)?;
        let (mut differences, mut after) = (Vec::new(), Uuid::nil());
        loop {
            let mut tx = self.db().begin_snapshot(actor).await?;
            let some = queries::booked(&mut tx, after, PIECE).await?;
            let Some(last) = some.last() else { return Ok(differences) };
            after = last.id.as_uuid();
            let keys = some.iter().map(accounts).collect::<Result<Vec<_>, _>>()?;
            let opened = self.ledger().opened_in(&mut tx, &keys.concat()).await?;
            for (one, keys) in some.iter().zip(&keys) {
                // What is owed stands below nothing.
                let in_ledger: i64 =
                    keys.iter().filter_map(|key| opened.get(key)).map(|balance| balance.posted.amount_minor).sum();
                let accounted_minor = in_ledger + one.paid_minor;
                if one.booked_minor != accounted_minor || one.booked_minor != one.entered_minor {
                    let (booked_minor, entered_minor) = (one.booked_minor, one.entered_minor);
                    differences.push(BalanceDifference { partnership_id: one.id, booked_minor, entered_minor, accounted_minor });
                }
            }
        }
    }
}

/// From the first instant of a day until that after another.
fn bounds(from: Date, to: Date) -> Result<(Timestamp, Timestamp), AffiliateError> {
    let start =
        |day: Date| Offset::UTC.to_timestamp(day.at(0, 0, 0, 0)).map_err(|_beyond| AffiliateError::Bug("a day beyond time"));
    Ok((start(from)?, start(to)? + SignedDuration::from_hours(24)))
}

fn accounts(one: &Booked) -> Result<[AccountKey; 3], AffiliateError> {
    let key = |code| account(code, one.id.as_uuid(), one.currency);
    Ok([key(AccountCode::CommissionPending)?, key(AccountCode::CommissionAvailable)?, key(AccountCode::PartnerDebt)?])
}
