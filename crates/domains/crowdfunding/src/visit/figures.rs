//! From visits to payments, for the dashboard of a project: every number is a query.

use std::fmt::Write as _;

use contracts::crowdfunding::ProjectId;
use jiff::{ToSpan as _, civil::Date, tz::TimeZone};
use kernel::{Actor, Currency, Money};
use payments::Rail;
use serde::Serialize;

use super::{Source, queries};
use crate::{Crowdfunding, CrowdfundingError, escrow, project::ProjectState};

/// The most lines of a table that is taken away.
const LINES_MAX: i64 = 50_000;

/// Which days are looked at. Days are those of UTC; today is the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum VisitRange {
    /// Seven days.
    Week,
    /// Thirty days.
    #[default]
    Month,
    /// Every day.
    All,
}

impl VisitRange {
    /// Every range.
    pub const ALL: [Self; 3] = [Self::Week, Self::Month, Self::All];

    /// Its word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Week => "7",
            Self::Month => "30",
            Self::All => "all",
        }
    }

    /// The range of a word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|range| range.as_str() == word)
    }

    fn first_day(self, today: Date) -> Date {
        match self {
            Self::Week => today.saturating_sub(6.days()),
            Self::Month => today.saturating_sub(29.days()),
            Self::All => Date::constant(1970, 1, 1),
        }
    }
}

/// How many looked, how many of those days' pledges were begun, how many of these were paid, whenever that was and whatever became of
/// the money since.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Funnel {
    /// Visitors, each once a day.
    pub visits: i64,
    /// Pledges that were begun.
    pub begun: i64,
    /// Those of them that were paid.
    pub paid: i64,
    /// What these paid.
    pub amount: Money,
}

impl Funnel {
    /// Below so many visits a share of them says nothing.
    pub const VISITS_MIN: i64 = 30;

    /// Paid pledges to visits, in hundredths of a percent, rounded down. None with too few visits to say so, or with more payments than
    /// visits: those came by other ways than the page.
    pub const fn conversion_bp(&self) -> Option<i64> {
        if self.visits < Self::VISITS_MIN || self.paid > self.visits { None } else { Some(self.paid * 10_000 / self.visits) }
    }
}

/// The pledges that one rail was tried for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RailFunnel {
    /// The rail.
    pub rail: Rail,
    /// How many pledges it was tried for.
    pub begun: i64,
    /// How many of them it paid.
    pub paid: i64,
    /// What these paid.
    pub amount: Money,
}

/// From visits to payments.
#[derive(Debug, Clone, Serialize)]
pub struct VisitsView {
    /// All of it.
    pub total: Funnel,
    /// The days that had a visit or a pledge, the oldest first: the last four hundred.
    pub by_day: Vec<(Date, Funnel)>,
    /// By the way they came, the most visits first, at most five hundred; none is a pledge whose way is not known.
    pub by_source: Vec<(Option<Source>, Funnel)>,
    /// By how pledges were paid, the most tried first.
    pub by_rail: Vec<RailFunnel>,
}

impl Crowdfunding {
    /// From visits to payments, for the project's creator and the staff; of one that is or was online.
    pub async fn visits_of(&self, actor: &Actor, id: ProjectId, range: VisitRange) -> Result<VisitsView, CrowdfundingError> {
        let (currency, first) = self.require_visited(actor, id, range).await?;
        let pool = self.db().pool();
        let since = first.to_zoned(TimeZone::UTC).map_err(|_beyond| CrowdfundingError::Bug("a day without a midnight"))?;
        let rails = self.payments().rails_since(&escrow(id, currency)?, since.timestamp()).await?;
        let by_rail = rails.into_iter();
        Ok(VisitsView {
            total: queries::total(pool, id, first, currency).await?,
            by_day: queries::by_day(pool, id, first, currency).await?,
            by_source: queries::by_source(pool, id, first, currency).await?,
            by_rail: by_rail
                .map(|rail| RailFunnel { rail: rail.rail, begun: rail.tries, paid: rail.succeeded, amount: rail.paid })
                .collect(),
        })
    }

    /// Every day and way of it as CSV (RFC 4180), the oldest day first.
    pub async fn export_visits(&self, actor: &Actor, id: ProjectId, range: VisitRange) -> Result<String, CrowdfundingError> {
        let (currency, first) = self.require_visited(actor, id, range).await?;
        let lines = queries::by_day_and_source(self.db().pool(), id, first, (currency, LINES_MAX)).await?;
        let mut table = "day,source,visits,pledges,paid,amount,currency\r\n".to_owned();
        for (day, source, Funnel { visits, begun, paid, amount }) in lines {
            let source = source.map(|source| source.word()).unwrap_or_default();
            let (amount, currency) = (amount.to_decimal_string(), amount.currency.code());
            // Writing into a string cannot fail.
            let _written = write!(table, "{day},{source},{visits},{begun},{paid},{amount},{currency}\r\n");
        }
        Ok(table)
    }

    /// Its creator and the staff, once people could visit it; with its currency, and the first day of the range.
    async fn require_visited(
        &self,
        actor: &Actor,
        id: ProjectId,
        range: VisitRange,
    ) -> Result<(Currency, Date), CrowdfundingError> {
        let found = self.require_insider(actor, id).await?;
        let was_online = ProjectState::is_public(found.state);
        was_online.then(|| (found.currency, range.first_day(self.today()))).ok_or(CrowdfundingError::WrongState)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_visits_have_no_share_and_a_share_is_rounded_down() {
        let funnel = |visits, paid| Funnel { visits, begun: paid, paid, amount: Money::new(0, Currency::Xof) };
        for (visits, paid, expected) in
            [(0, 0, None), (29, 1, None), (30, 0, Some(0)), (30, 1, Some(333)), (40, 40, Some(10_000)), (40, 41, None)]
        {
            assert_eq!(funnel(visits, paid).conversion_bp(), expected, "{paid} of {visits}");
        }
    }

    #[test]
    fn a_range_has_as_many_days_as_it_says() {
        let today = Date::constant(2026, 3, 1);
        assert_eq!(VisitRange::Week.first_day(today), Date::constant(2026, 2, 23));
        assert_eq!(VisitRange::Month.first_day(today), Date::constant(2026, 1, 31));
        for range in VisitRange::ALL {
            assert_eq!(VisitRange::parse(range.as_str()), Some(range));
        }
        assert_eq!(VisitRange::parse("31"), None);
    }
}
