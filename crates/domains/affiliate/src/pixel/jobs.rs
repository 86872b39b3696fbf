//! What time decides. May run twice.

use jiff::{SignedDuration, ToSpan as _, tz::TimeZone};
use kernel::Actor;

use super::{WAITS_DAYS, store};
use crate::{Affiliate, AffiliateError};

/// For how many days what was decided is kept, so that the same page loaded again says nothing new, and what became of it.
const KEPT_DAYS: i64 = 60;

impl Affiliate {
    /// Ends what waited for thirty days, and forgets what is older than sixty. Called every day.
    pub(crate) async fn keep_pixels(&self) -> Result<(), AffiliateError> {
        let mut tx = self.db().begin(&Actor::system("affiliate")).await?;
        let now = tx.now();
        store::expire(&mut tx, now - SignedDuration::from_hours(24 * WAITS_DAYS)).await?;
        store::forget(&mut tx, now - SignedDuration::from_hours(24 * KEPT_DAYS)).await?;
        let today = now.to_zoned(TimeZone::UTC).date();
        store::forget_outcomes(&mut tx, today.saturating_sub(KEPT_DAYS.days())).await?;
        Ok(tx.commit().await?)
    }
}
