//! Counting: what waits is added to the sums, by whoever has time, in one transaction with taking it away.

pub(super) mod store;

use std::time::{Duration, Instant};

use kernel::Actor;
use platform::DbError;
use tokio_util::sync::CancellationToken;

use super::live;
use crate::{Affiliate, AffiliateError};

/// How many groups of clicks are counted together; a group is what was written at once.
const GROUPS: i64 = 300;
/// How many clicks, and those of the group that makes them so many.
const CLICKS: i64 = 20_000;
/// How many marks of conversions, and lines of these.
const MARKS: i64 = 1_000;
const LINES: i64 = 20_000;
/// How often it is looked whether something waits; after a round that took long less often, so that what changes several times is counted
/// once for all of them.
const PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(2);
/// How often it is tried again that two waited for each other.
const TRIES: u32 = 3;

/// What was counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Counted {
    /// Groups of clicks and marks of conversions that do not wait any more.
    taken: u64,
    /// Whether as many were taken as are at once: more may wait.
    is_full: bool,
}

impl Affiliate {
    /// Counts what waits, every second or two until told to stop. Several processes do it at once.
    pub async fn run(&self, stop: CancellationToken) {
        loop {
            let since = Instant::now();
            let more = match self.count_some().await {
                Ok(counted) => counted.is_full,
                Err(error) => {
                    tracing::error!(%error, "figures are not counted; what waits is counted later");
                    false
                }
            };
            let pause = if more { Duration::ZERO } else { (since.elapsed() * 4).clamp(PAUSE, LONGEST_PAUSE) };
            tokio::select! {
                biased;
                () = stop.cancelled() => return,
                () = tokio::time::sleep(pause) => {}
            }
        }
    }

    /// Counts everything that waits now and that nobody else is counting; answers how many groups of clicks and changes of conversions.
    /// What comes meanwhile waits for the next time: many together cost little more than a few.
    pub async fn count_figures(&self) -> Result<u64, AffiliateError> {
        let mut all = 0;
        loop {
            let counted = self.count_some().await?;
            all += counted.taken;
            if !counted.is_full {
                return Ok(all);
            }
        }
    }

    async fn count_some(&self) -> Result<Counted, AffiliateError> {
        let clicks = untangled(|| self.count_clicks()).await?;
        let conversions = untangled(|| self.count_conversions()).await?;
        Ok(Counted { taken: clicks.taken + conversions.taken, is_full: clicks.is_full || conversions.is_full })
    }

    /// Clicks, by as many as want to.
    async fn count_clicks(&self) -> Result<Counted, DbError> {
        let mut tx = self.counting().begin(&Actor::system("affiliate")).await?;
        tx.plan_once().await?;
        let (counted, scopes) = store::count_clicks(&mut tx, GROUPS, CLICKS).await?;
        live::tell(&mut tx, &scopes).await?;
        tx.commit().await?;
        Ok(counted)
    }

    /// Conversions, by one at a time, because what was counted of one is taken out.
    async fn count_conversions(&self) -> Result<Counted, DbError> {
        let mut tx = self.counting().begin(&Actor::system("affiliate")).await?;
        tx.plan_once().await?;
        let (marks, counted) = if store::lock_conversions(&mut tx).await? {
            store::take_marks(&mut tx, MARKS, LINES).await?
        } else {
            (Vec::new(), Counted::default())
        };
        if !marks.is_empty() {
            store::name(&mut tx, &marks).await?;
            let scopes = store::count_conversions(&mut tx, &marks).await?;
            live::tell(&mut tx, &scopes).await?;
        }
        tx.commit().await?;
        Ok(counted)
    }
}

/// Tries again where two wait for each other.
async fn untangled<F: Future<Output = Result<Counted, DbError>>>(once: impl Fn() -> F) -> Result<Counted, AffiliateError> {
    let mut tries = 0;
    loop {
        match once().await {
            Err(error) if error.is_deadlock() && tries < TRIES => tries += 1,
            done => return Ok(done?),
        }
    }
}
