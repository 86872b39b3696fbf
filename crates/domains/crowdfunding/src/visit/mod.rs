//! Visits of a project's page: counted once a visitor and day, with the way they came. Nobody is kept: a visitor is a keyed hash that
//! is another one every day and for every project, and is deleted once its day is over.
//!
//! A visit is noted in memory and written with all others of the second, so that no page waits for its count.

mod arrival;
mod figures;
mod queries;
mod recorder;
mod run;
mod source;
mod store;

use jiff::{ToSpan as _, civil::Date, tz::TimeZone};
use kernel::Actor;

pub(crate) use self::recorder::Recorder;
pub use self::{
    arrival::Arrival,
    figures::{Funnel, RailFunnel, VisitRange, VisitsView},
    source::{SiteName, Source},
};
use crate::{Crowdfunding, CrowdfundingError, project::ProjectView};

/// How many visitors one transaction writes down.
const AT_ONCE: usize = 5_000;

impl Crowdfunding {
    /// Counts a visit of a project's page, unless nobody reads it or its creator does. Answers by which way the visitor came: who
    /// comes back from another page of this site came as they did before that day. Anybody may.
    pub async fn count_visit(&self, actor: &Actor, view: &ProjectView, arrival: &Arrival) -> Result<Source, CrowdfundingError> {
        let day = self.today();
        let visitor = (view.id, day, arrival.mark(self.visitors(), actor, view, day));
        let mut source = arrival.source.clone();
        if source == Source::Inside {
            let before = match self.visits().find(&visitor) {
                Some(before) => Some(before),
                None => store::find(self.db().pool(), &visitor).await?,
            };
            source = before.unwrap_or(Source::Inside);
        }
        if arrival.is_visit(actor, view) {
            self.visits().note(visitor, source.clone());
        }
        Ok(source)
    }

    /// Writes down every visit that waits. Called once a second by [`Crowdfunding::run`], and by tests.
    pub async fn settle_visits(&self) -> Result<(), CrowdfundingError> {
        loop {
            let batch = self.visits().take(AT_ONCE);
            if batch.is_empty() {
                return Ok(());
            }
            if let Err(error) = self.write_visits(&batch).await {
                self.visits().put_back(batch);
                return Err(error);
            }
        }
    }

    async fn write_visits(&self, batch: &recorder::Batch) -> Result<(), CrowdfundingError> {
        let mut tx = self.db().begin(&Actor::system("crowdfunding")).await?;
        store::count(&mut tx, batch).await?;
        Ok(tx.commit().await?)
    }

    /// Forgets who visited on days that are over. What was noted before midnight is written some seconds after it: a day is over
    /// when the next one is.
    pub(crate) async fn forget_visitors(&self) -> Result<(), CrowdfundingError> {
        let before = self.today().saturating_sub(1.day());
        loop {
            let mut tx = self.db().begin(&Actor::system("crowdfunding")).await?;
            let forgotten = store::forget(&mut tx, before).await?;
            tx.commit().await?;
            if forgotten < store::PIECE {
                return Ok(());
            }
        }
    }

    /// The day, in UTC.
    fn today(&self) -> Date {
        self.db().now().to_zoned(TimeZone::UTC).date()
    }
}
