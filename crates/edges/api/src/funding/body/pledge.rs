//! Pledges outside, and the dashboard of a project.

use contracts::crowdfunding::ProjectId;
use crowdfunding::{Backer, FundingView, MakePledge, PledgeLine, PledgeRow, PledgeState, PledgeView, ProjectState, Source};
use jiff::Timestamp;
use payments::Rail;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Amount, DeliveryBody, TotalBody};
use crate::{Problem, words};

/// A pledge. Sent again with the same id, secret and content it is the same pledge.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewPledge {
    /// Made by the caller and kept.
    id: Uuid,
    /// Made by the caller with the id, at random, and shown to nobody.
    #[schema(min_length = 16, max_length = 200)]
    secret: String,
    /// What is chosen; null for a gift.
    #[serde(default)]
    tier_id: Option<Uuid>,
    /// At least what the tier asks for.
    amount: Amount,
    /// The backer's name.
    #[serde(default)]
    #[schema(max_length = 120)]
    name: Option<String>,
    /// Where receipt and news go.
    #[serde(default)]
    #[schema(max_length = 254)]
    email: Option<String>,
    /// In whose name it is given, if not the backer's.
    #[serde(default)]
    #[schema(max_length = 120)]
    on_behalf_of: Option<String>,
    /// Whether the project's page names nobody.
    #[serde(default)]
    anonymous: bool,
    /// By which way the backer came to the project: one of `Source`, or `site:` and a host.
    #[serde(default)]
    #[schema(max_length = 100)]
    source: Option<String>,
}

impl NewPledge {
    pub(crate) fn command(self, project_id: ProjectId) -> Result<MakePledge, Problem> {
        let wrong = || Problem::field("source", "crowdfunding-source");
        let source = self.source.map(|word| Source::parse(&word).ok_or_else(wrong)).transpose()?;
        Ok(MakePledge {
            id: self.id.into(),
            secret: self.secret,
            project_id,
            tier_id: self.tier_id.map(Into::into),
            amount: self.amount.into(),
            name: self.name,
            email: self.email,
            on_behalf_of: self.on_behalf_of,
            anonymous: self.anonymous,
            source,
        })
    }
}

/// A pledge, for its backer.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Pledge)]
pub(crate) struct PledgeBody {
    id: Uuid,
    project_id: Uuid,
    tier_id: Option<Uuid>,
    amount: Amount,
    #[schema(schema_with = words::pledge_states)]
    state: PledgeState,
    /// Its payment: `/api/v1/payments/{payment_id}`.
    payment_id: Uuid,
    /// What opens the pledge and its payment to whoever has no account, as `Payment-Key`.
    key: String,
}

impl From<PledgeView> for PledgeBody {
    fn from(view: PledgeView) -> Self {
        Self {
            id: view.id.as_uuid(),
            project_id: view.project_id.as_uuid(),
            tier_id: view.tier_id.map(|id| id.as_uuid()),
            amount: view.amount.into(),
            state: view.state,
            payment_id: view.intent_id.as_uuid(),
            key: view.key,
        }
    }
}

/// One's own pledge, with what it was for.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OwnPledge)]
pub(crate) struct PledgeLineBody {
    pledge: PledgeBody,
    project_title: String,
    project_slug: String,
    #[schema(schema_with = words::project_states)]
    project_state: ProjectState,
    /// What was chosen; null for a gift.
    tier_title: Option<String>,
    created_at: Timestamp,
    paid_at: Option<Timestamp>,
}

impl From<PledgeLine> for PledgeLineBody {
    fn from(line: PledgeLine) -> Self {
        Self {
            pledge: line.pledge.into(),
            project_title: line.project_title,
            project_slug: line.project_slug,
            project_state: line.project_state,
            tier_title: line.tier_title,
            created_at: line.created_at,
            paid_at: line.paid_at,
        }
    }
}

/// A paid pledge as everybody sees it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Backer)]
pub(crate) struct BackerBody {
    /// Who gave; null when anonymous or not given.
    name: Option<String>,
    /// In whose name it was given; null when anonymous or the backer's own.
    on_behalf_of: Option<String>,
    amount: Amount,
    /// When it was paid.
    at: Timestamp,
}

impl From<Backer> for BackerBody {
    fn from(backer: Backer) -> Self {
        Self { name: backer.name, on_behalf_of: backer.on_behalf_of, amount: backer.amount.into(), at: backer.at }
    }
}

/// A pledge as the project's creator and the staff see it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ProjectPledge)]
pub(crate) struct PledgeRowBody {
    id: Uuid,
    name: Option<String>,
    email: Option<String>,
    on_behalf_of: Option<String>,
    /// Whether the project's page names nobody.
    anonymous: bool,
    /// What was chosen; null for a gift.
    tier_title: Option<String>,
    amount: Amount,
    #[schema(schema_with = words::pledge_states)]
    state: PledgeState,
    created_at: Timestamp,
    paid_at: Option<Timestamp>,
    /// What the backer answered: for the creator of a project that succeeded, null otherwise.
    delivery: Option<DeliveryBody>,
}

impl From<PledgeRow> for PledgeRowBody {
    fn from(row: PledgeRow) -> Self {
        Self {
            id: row.id.as_uuid(),
            name: row.name,
            email: row.email,
            on_behalf_of: row.on_behalf_of,
            anonymous: row.anonymous,
            tier_title: row.tier_title,
            amount: row.amount.into(),
            state: row.state,
            created_at: row.created_at,
            paid_at: row.paid_at,
            delivery: row.delivery.map(Into::into),
        }
    }
}

/// How the funding of a project goes.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ProjectFunding)]
pub(crate) struct FundingBody {
    total: TotalBody,
    by_state: Vec<FundingByState>,
    /// What was paid on a day (UTC), also what went back later. Days without are absent.
    by_day: Vec<FundingByDay>,
    /// Paid pledges by what was chosen, in the order of the project; last those that chose nothing.
    by_tier: Vec<FundingByTier>,
    /// What a backer gave on average, rounded down; null without backers.
    average: Option<Amount>,
    by_rail: Vec<FundingByRail>,
    /// Why tries to pay failed.
    failures: Vec<FundingFailure>,
}

/// Pledges in one state.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FundingByState {
    #[schema(schema_with = words::pledge_states)]
    state: PledgeState,
    pledges: i64,
    amount: Amount,
}

/// What was paid on one day.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FundingByDay {
    #[schema(value_type = String, format = Date)]
    day: jiff::civil::Date,
    pledges: i64,
    amount: Amount,
}

/// Paid pledges with one tier, or with none.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FundingByTier {
    tier_id: Option<Uuid>,
    title: Option<String>,
    pledges: i64,
    amount: Amount,
}

/// How one rail carried payments.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FundingByRail {
    #[schema(schema_with = words::rails)]
    rail: Rail,
    /// How often it was tried.
    tries: i64,
    /// How many of these tries paid.
    succeeded: i64,
    /// What they paid.
    amount: Amount,
}

/// Why tries failed, and how many.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FundingFailure {
    /// A code of payments.
    code: String,
    tries: i64,
}

impl From<FundingView> for FundingBody {
    fn from(view: FundingView) -> Self {
        let states = view.by_state.into_iter();
        let days = view.by_day.into_iter();
        let tiers = view.by_tier.into_iter();
        let rails = view.by_rail.into_iter();
        Self {
            total: view.total.into(),
            by_state: states.map(|(state, pledges, sum)| FundingByState { state, pledges, amount: sum.into() }).collect(),
            by_day: days.map(|(day, pledges, sum)| FundingByDay { day, pledges, amount: sum.into() }).collect(),
            by_tier: tiers
                .map(|(id, title, pledges, sum)| {
                    let tier_id = id.map(|id| id.as_uuid());
                    FundingByTier { tier_id, title, pledges, amount: sum.into() }
                })
                .collect(),
            average: view.average.map(Into::into),
            by_rail: rails
                .map(|(rail, tries, succeeded, sum)| FundingByRail { rail, tries, succeeded, amount: sum.into() })
                .collect(),
            failures: view.failures.into_iter().map(|(code, tries)| FundingFailure { code, tries }).collect(),
        }
    }
}
