//! From visits to payments, outside.

use crowdfunding::{Funnel, Source, VisitsView};
use payments::Rail;
use serde::Serialize;
use utoipa::ToSchema;

use super::Amount;
use crate::words;

/// From the visits of a project's page to payments.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ProjectVisits)]
pub(crate) struct VisitsBody {
    total: FunnelBody,
    /// Days (UTC) that had a visit or a pledge, the oldest first; at most 400. Days without are absent.
    by_day: Vec<VisitsByDay>,
    /// By the way they came, the most visits first; at most 500.
    by_source: Vec<VisitsBySource>,
    /// Pledges by the rails that were tried for them.
    by_rail: Vec<VisitsByRail>,
}

/// How many looked, how many pledges were begun on these days, and how many of these were paid since.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Funnel)]
struct FunnelBody {
    /// Visitors, each once a day.
    visits: i64,
    pledges: i64,
    paid: i64,
    amount: Amount,
    /// Paid pledges to visits in hundredths of a percent, rounded down; null below 30 visits, or with more payments than visits.
    conversion_bp: Option<i64>,
}

/// One day.
#[derive(Debug, Serialize, ToSchema)]
struct VisitsByDay {
    #[schema(value_type = String, format = Date)]
    day: jiff::civil::Date,
    #[serde(flatten)]
    funnel: FunnelBody,
}

/// One way to the project.
#[derive(Debug, Serialize, ToSchema)]
struct VisitsBySource {
    /// What kind of way; null for pledges whose way is not known.
    #[schema(schema_with = words::source_or_null)]
    source: Option<&'static str>,
    /// The name of the site, for `site`.
    site: Option<String>,
    #[serde(flatten)]
    funnel: FunnelBody,
}

/// One rail.
#[derive(Debug, Serialize, ToSchema)]
struct VisitsByRail {
    #[schema(schema_with = words::rails)]
    rail: Rail,
    /// How many pledges it was tried for.
    pledges: i64,
    /// How many of them it paid.
    paid: i64,
    amount: Amount,
}

impl From<Funnel> for FunnelBody {
    fn from(funnel: Funnel) -> Self {
        Self {
            visits: funnel.visits,
            pledges: funnel.begun,
            paid: funnel.paid,
            amount: funnel.amount.into(),
            conversion_bp: funnel.conversion_bp(),
        }
    }
}

impl From<VisitsView> for VisitsBody {
    fn from(view: VisitsView) -> Self {
        let days = view.by_day.into_iter().map(|(day, funnel)| VisitsByDay { day, funnel: funnel.into() });
        let sources = view.by_source.into_iter().map(|(source, funnel)| {
            let site = match &source {
                Some(Source::Site(site)) => Some(site.as_str().to_owned()),
                _ => None,
            };
            VisitsBySource { source: source.map(|source| source.kind()), site, funnel: funnel.into() }
        });
        let rails = view.by_rail.into_iter().map(|line| VisitsByRail {
            rail: line.rail,
            pledges: line.begun,
            paid: line.paid,
            amount: line.amount.into(),
        });
        Self { total: view.total.into(), by_day: days.collect(), by_source: sources.collect(), by_rail: rails.collect() }
    }
}
